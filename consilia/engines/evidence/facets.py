"""Which facet a sentence belongs to, told by its cue words."""

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Final

# Where cues of several facets are equally many, the first of these wins: the rarest and surest cues first,
# the words of causes, which stand everywhere, last.
_FIRST: Final = ("warning_signs", "outlook", "treatment", "checks", "self_care", "causes")


def facet_of(sentence: str, language: str, *, kind: str | None = None) -> str | None:
    """The facet with the most different cue words in the sentence, or None where there is no cue.

    `kind` is the facet that the sentence's text answers as a whole: it counts as one cue more, and is enough alone.
    A sentence that says when to get help is a warning sign whatever else it says; a Chinese one that says what an
    illness is or comes from tells no treatment by naming one.
    """
    cues = _cues("zh" if language.lower().startswith("zh") else "en")
    if cues["warning_signs"].search(sentence):
        return "warning_signs"
    if "plainly_causes" in cues and cues["plainly_causes"].search(sentence):
        return "causes"
    counts: dict[str, float] = {
        name: len({found.lower() for found in cues[name].findall(sentence)}) for name in _FIRST[1:]
    }
    if kind in counts:
        counts[kind] += 0.99 if kind == "causes" else 1.01
    best = max(counts, key=lambda name: counts[name])
    return best if counts[best] else None


@cache
def _cues(language: str) -> dict[str, "re.Pattern[str]"]:
    """The cue words of `facets.toml`, one pattern a facet."""
    listed = tomllib.loads((files(__package__) / "facets.toml").read_text(encoding="utf-8"))[language]
    edge = r"\b" if language == "en" else ""
    return {name: re.compile(rf"{edge}(?:{'|'.join(cues)}){edge}", re.IGNORECASE) for name, cues in listed.items()}
