"""What goes into an index and what comes out of it, and the protocol every engine keeps."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Passage:
    """One answered question; any part may be missing, and what is there is searched."""

    id: str
    language: str
    title: str = ""
    question: str = ""
    replies: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    department: str = ""
    sex: str = ""
    age_band: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class Filters:
    """Each filter that is set must hold exactly; None does not filter.

    `since` and `until` are months, "2024-05", both included; a passage without a date passes neither.
    """

    language: str | None = None
    department: str | None = None
    sex: str | None = None
    age_band: str | None = None
    topic: str | None = None
    since: str | None = None
    until: str | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """One passage found; `score` is in 0..1 and means the same for every query (see `scoring`).

    `shares_words` is False for what is near in meaning alone: below the floor that is chance. `shown` gives the
    snippet: finding it takes longer than finding the passage, and most passages found are never shown.
    """

    id: str
    score: float
    shares_words: bool = True
    shown: Callable[[], str] = field(default=str, repr=False, compare=False)

    @property
    def snippet(self) -> str:
        """A short stretch of the passage that holds the most of the question's words."""
        return self.shown()


@dataclass(frozen=True, slots=True)
class Results:
    """Hits, best first. The first `found` stand above the floor; `fallback` names why less was searched.

    `read_as` is the query with its mistyped words as they were meant, or "" where it was read as it stands.

    Fallbacks: `no_index` (nothing built yet, or unreadable), `old_index` (built by another recipe), `no_vectors`
    (the encoder failed: by words alone).
    """

    hits: tuple[Hit, ...]
    found: int
    fallback: str | None = None
    read_as: str = ""


NO_FILTERS = Filters()


class Index(Protocol):
    """A searchable set of passages. Searching never raises on text, and its work per query is bounded."""

    @property
    def generation(self) -> str:
        """Name of the build being searched; empty where there is none."""
        ...

    def __len__(self) -> int: ...

    def search(self, query: str, *, limit: int = 10, filters: Filters = NO_FILTERS) -> Results:
        """The best `limit` passages for `query`, whatever their score; an empty query finds nothing."""
        ...
