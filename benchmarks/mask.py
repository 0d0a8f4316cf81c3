"""Masking: messages of three lengths in two languages, beside a dozen plain patterns for numbers and addresses."""

import re
from typing import Final

from benchmarks.timing import each_ms, tell
from benchmarks.triage import LANGUAGES, LENGTHS, MESSAGES, messages
from consilia.engines.deid import find

PLAIN: Final = tuple(
    re.compile(pattern)
    for pattern in (
        r"\b\d{2,4}[ -]?\d{3,4}[ -]?\d{3,4}\b",
        r"\b[\w.+-]+@[\w-]+\.[\w.]+\b",
        r"https?://\S+",
        r"\b\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}\b",
        r"\b[A-Z][12]\d{8}\b",
        r"\b\d{3}-\d{2}-\d{4}\b",
        r"\b(?:\d{1,3}\.){3}\d{1,3}\b",
        r"\b(?:Dr|Mr|Mrs|Ms)\.? [A-Z][a-z]+",
        r"\b\d+ [A-Z][a-z]+ (?:Street|Road|Avenue|Lane)\b",
        r"[\u4e00-\u9fff]{1,6}[路街]\d+號",
        r"[\u4e00-\u9fff]{1,2}(?:醫師|醫生|先生|小姐)",
        r"(?:病歷號|身分證)\S{4,12}",
    )
)
"""What most tools do: shapes, and nothing of the words around them."""


def run(*, share: float = 1.0) -> None:
    """As many messages of each length as triage is timed on, or a share of them."""
    for language in LANGUAGES:
        for text in messages(language, LENGTHS["long"], max(2, int(20 * share))):
            find(text)
        for name, length in LENGTHS.items():
            plain: list[float] = []
            found: list[float] = []
            for text in messages(language, length, max(2, int(MESSAGES[name] * share))):
                plain += each_ms(lambda text: [pattern.findall(text) for pattern in PLAIN], [text])
                found += each_ms(find, [text])
            tell(f"{language}, {name}: twelve patterns", plain)
            tell(f"{language}, {name}: deid.find", found, plain)
