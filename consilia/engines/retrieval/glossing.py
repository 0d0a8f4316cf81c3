"""Chinese to the English words an English-reading encoder understands: longest match over a glossary of ours."""

import re
from functools import cache
from importlib.resources import files
from typing import Final

from consilia.engines.retrieval.variants import folded

LONGEST_READ: Final = 2_000
"""Characters glossed; an encoder reads no more of them."""
# With the letter before it: "B肝" is hepatitis B.
_HAN = re.compile("(?:(?<![A-Za-z0-9])[A-Za-z])?[\u3400-\u4dbf\u4e00-\u9fff]+")
# "會不會", "痛不痛" ask whether, and deny nothing: the glossary reads "會", "痛".
_WHETHER = re.compile(r"([\u4e00-\u9fff])[不没]\1")
_PAUSE = re.compile(r"(?:\s*[。！？；，、：,.!?;:]\s*)+")


def gloss(text: str) -> str:
    """`text` with each run of Chinese as English words, "肚子痛吃什麼藥" as "abdominal pain what to eat medicine".

    What the glossary does not know is left out; what is not Chinese stays. Reads the first 2,000 characters.
    """
    if text.isascii():
        return text
    glossed = _HAN.sub(lambda run: f" {_words(folded(run.group()))} ", text[:LONGEST_READ])
    return " ".join(_PAUSE.sub(", ", glossed).split()).strip(" ,")


def begins_with_word(text: str) -> bool:
    """Whether a Chinese text begins with a word of two characters or more that the glossary knows."""
    known, longest = _glossary()
    start = folded(text[:longest])
    return any(start[:length] in known for length in range(2, len(start) + 1))


def _words(run: str) -> str:
    known, longest = _glossary()
    run = _WHETHER.sub(r"\1", run)
    found, at = [], 0
    while at < len(run):
        for length in range(min(longest, len(run) - at), 0, -1):
            if (words := known.get(run[at : at + length])) is not None:
                break
        else:
            words = run[at] if run[at].isascii() else ""
        found.append(words)
        at += length
    return " ".join(filter(None, found))


@cache
def _glossary() -> tuple[dict[str, str], int]:
    """Simplified form -> English words, and the length of the longest form."""
    lines = (files(__package__) / "glossary_zh.tsv").read_text(encoding="utf-8").splitlines()
    known = {folded(chinese): english for chinese, _, english in (line.partition("\t") for line in lines)}
    return known, max(map(len, known))
