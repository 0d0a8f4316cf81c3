"""Every implementation of the Index protocol, each built from passages, for the suite that all must pass."""

from collections.abc import Callable, Sequence
from pathlib import Path

from consilia.engines.retrieval import Index, IndexStore, Passage, build_in_memory

Build = Callable[[Sequence[Passage], Path], Index]


def memory(passages: Sequence[Passage], folder: Path) -> Index:
    return build_in_memory(passages)


def words_alone(passages: Sequence[Passage], folder: Path) -> Index:
    return build_in_memory(passages, words_alone=True)


def rebuilt(passages: Sequence[Passage], folder: Path) -> Index:
    store = IndexStore(folder / "index")
    store.rebuild(passages)
    return store.open_reader()


def updated(passages: Sequence[Passage], folder: Path) -> Index:
    """The reader is opened on an empty store, and sees what is added one commit at a time."""
    store = IndexStore(folder / "index")
    reader = store.open_reader()
    store.rebuild([])
    middle = len(passages) // 2
    store.update(add=[Passage(id="gone", language="en", question="twitching eyelid"), *passages[:middle]])
    store.update(add=passages[middle:], remove=["gone"])
    return reader


KINDS: dict[str, Build] = {"memory": memory, "words_alone": words_alone, "rebuilt": rebuilt, "updated": updated}
