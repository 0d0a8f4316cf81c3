"""What More Info is made of: passages that may be cited, and a digest of cited sentences in facets."""

from dataclasses import dataclass
from typing import Final

FACETS: Final = ("causes", "warning_signs", "checks", "self_care", "treatment", "outlook")
"""In the order of reading: what it may be, when to get help now, what doctors may check, what you can do,
treatment, what to expect."""


@dataclass(frozen=True, slots=True)
class EvidencePassage:
    """A text that may be quoted; offsets of citations count its code points.

    `subject` is what it is about, where that is known better than from its title; `for_one_person` marks a reply
    to somebody, of which only what holds for everybody may be quoted.
    """

    id: str
    text: str
    title: str = ""
    language: str = "en"
    subject: str = ""
    for_one_person: bool = False


@dataclass(frozen=True, slots=True)
class Citation:
    """Words of a source: `quote` is its text from `start` to `end`."""

    source: str
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class CitedSentence:
    """One sentence to show, and the words that carry it."""

    text: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Facet:
    """The sentences that answer one kind of question; `name` is one of FACETS."""

    name: str
    sentences: tuple[CitedSentence, ...]


@dataclass(frozen=True, slots=True)
class Digest:
    """Facets in the order of FACETS, empty ones left out; `abstained` where the evidence is too thin."""

    facets: tuple[Facet, ...]
    abstained: bool


ABSTAINED: Final = Digest(facets=(), abstained=True)
