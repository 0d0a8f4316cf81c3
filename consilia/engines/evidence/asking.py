"""What a question wants to know, as facets: "what should he eat" is self-care, "will it go away" is outlook."""

import re
import tomllib
from functools import cache
from importlib.resources import files


def facets_asked(question: str, language: str) -> frozenset[str]:
    """The facets that the question asks for; empty where its words do not tell."""
    cues = _cues("zh" if language.lower().startswith("zh") else "en")
    return frozenset(name for name, words in cues.items() if words.search(question))


@cache
def _cues(language: str) -> "dict[str, re.Pattern[str]]":
    listed = tomllib.loads((files(__package__) / "asking.toml").read_text(encoding="utf-8"))[language]
    edge = r"\b" if language == "en" else ""
    return {name: re.compile(rf"{edge}(?:{'|'.join(cues)}){edge}", re.IGNORECASE) for name, cues in listed.items()}
