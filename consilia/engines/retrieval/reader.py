"""The index as a web process sees it: read-only, memory-mapped, following each commit and generation."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Final

from consilia.engines.retrieval import searching
from consilia.engines.retrieval.building import recipe
from consilia.engines.retrieval.encoding import Encoder, encoder_if_it_loads
from consilia.engines.retrieval.passages import NO_FILTERS, Filters, Results
from consilia.engines.retrieval.searching import Searchable

CURRENT: Final = "CURRENT"
NO_INDEX: Final = "no_index"
OLD_INDEX: Final = "old_index"
_ATTEMPTS: Final = 5
_GENERATION = re.compile(r"gen-\d{1,9}")


@dataclass(frozen=True, slots=True)
class _Opened:
    """One view of the folder: what was seen there, and the index opened from it, or the reason for none."""

    seen: tuple[object, ...]
    generation: str
    searchable: Searchable | None
    reason: str | None


class StoredIndex:
    """An Index over a store's folder. Without a usable index it finds nothing and names the reason."""

    def __init__(self, folder: Path, *, words_alone: bool = False) -> None:
        self._folder = folder
        self._words_alone = words_alone
        self._lock = Lock()
        self._opened = self._open()

    @property
    def generation(self) -> str:
        """The generation that the next search reads; empty where there is none."""
        return self._latest().generation

    def __len__(self) -> int:
        searchable = self._latest().searchable
        return 0 if searchable is None else int(searchable.index.searcher().num_docs)

    def search(self, query: str, *, limit: int = 10, filters: Filters = NO_FILTERS) -> Results:
        """See `Index.search`; notices a newer commit or generation first, at the price of two file stats."""
        opened = self._latest()
        if opened.searchable is None:
            return Results(hits=(), found=0, fallback=opened.reason)
        return searching.search(opened.searchable, query, limit=limit, filters=filters)

    def _latest(self) -> _Opened:
        if self._seen(self._opened.generation) != self._opened.seen:
            with self._lock:
                if self._seen(self._opened.generation) != self._opened.seen:
                    self._opened = self._open()
        return self._opened

    @property
    def _recipe(self) -> str:
        return recipe(words_alone=self._words_alone)

    def _encoder(self) -> Encoder | None:
        return None if self._words_alone else encoder_if_it_loads()

    def _open(self) -> _Opened:
        """Opens what CURRENT names. A rebuild may move on between reading and opening: again."""
        opened = self._open_once()
        for _ in range(_ATTEMPTS):
            if opened.searchable is not None or opened.seen == self._seen(""):
                break
            opened = self._open_once()
        return opened

    def _open_once(self) -> _Opened:
        # What was seen is noted before anything is opened: a change in between is noticed at the next search.
        unusable = self._seen("")
        generation = current_generation(self._folder)
        path = self._folder / generation
        if not generation:
            return _Opened(unusable, "", None, NO_INDEX)
        if recipe_of(path) != self._recipe:
            return _Opened(unusable, "", None, OLD_INDEX)
        seen = (unusable[0], _identity(path / "meta.json"))
        try:
            return _Opened(seen, generation, searching.opened(path, self._encoder()), None)
        except (ValueError, OSError):
            return _Opened(unusable, "", None, NO_INDEX)

    def _seen(self, generation: str) -> tuple[object, ...]:
        """Changes with every swap of CURRENT and every commit (tantivy replaces its meta.json)."""
        commit = _identity(self._folder / generation / "meta.json") if generation else None
        return (_identity(self._folder / CURRENT), commit)


def current_generation(folder: Path) -> str:
    """The name in CURRENT; empty where there is none, or it is no generation's name."""
    try:
        name = (folder / CURRENT).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""
    return name if _GENERATION.fullmatch(name) else ""


def stamp_path(generation: Path) -> Path:
    """Where a generation says by which recipe it was built (meta.json is tantivy's own)."""
    return generation / "recipe.json"


def recipe_of(generation: Path) -> str:
    """The recipe a generation was built by; empty where it does not say."""
    try:
        stamp = json.loads(stamp_path(generation).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ""
    return str(stamp.get("recipe", "")) if isinstance(stamp, dict) else ""


def _identity(path: Path) -> tuple[int, int, int] | None:
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_ino, stat.st_mtime_ns, stat.st_size
