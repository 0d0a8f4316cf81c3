"""What a passage is about, and which kind of question it answers: told from its title."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_SPEAKS_OF_ONESELF = re.compile(
    r"\b(?:i|i['’]m|i['’]ve|my|me|mine|myself|we|our|hi|hello|doctor)\b|[我您]|醫生|醫師|大夫", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class _Frame:
    """A way to title an answer: the words around its subject, and the facet that such an answer fills."""

    words: "re.Pattern[str]"
    facet: str


def subject_of(title: str) -> str:
    """`title` without the words that only ask: "What are the treatments for Gout?" is about "Gout"."""
    left = title.strip()
    for frame in _frames():
        left = frame.words.sub(" ", left)
    return " ".join(left.split()).strip(" ?？:-") or title.strip()


def facet_asked(title: str) -> str | None:
    """The facet that an answer under `title` fills; "none" where no facet does (statistics, research), or None."""
    return next((frame.facet for frame in _frames() if frame.facet and frame.words.search(title)), None)


def speaks_of_one_person(question: str) -> bool:
    """Whether somebody asked for themselves or a relative, so that the answer was meant for one person."""
    return bool(_SPEAKS_OF_ONESELF.search(question))


@cache
def _frames() -> tuple[_Frame, ...]:
    listed = tomllib.loads((files(__package__) / "frames.toml").read_text(encoding="utf-8"))["frame"]
    return tuple(_Frame(re.compile(one["words"], re.IGNORECASE), one.get("facet", "")) for one in listed)
