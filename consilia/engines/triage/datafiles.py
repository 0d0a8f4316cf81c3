"""Read the rule, lexicon and question files, and stamp them with one version."""

import hashlib
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from consilia.engines.triage.misspelt import Misspelt

EDITION = "1"


@dataclass(frozen=True, slots=True)
class Spelling:
    """Characters folded one to one, and whole words or phrases rewritten to the form the lexicon uses."""

    characters: dict[str, str]
    rewriting: tuple[re.Pattern[str], dict[str, str]]
    misspelt: Misspelt


@dataclass(slots=True)
class _Source:
    """Where the data files lie, and whether one was read: what is kept of one folder must not meet another's."""

    folder: Traversable
    was_read: bool = False


_OWN = files("consilia.engines.triage") / "data"
_source = _Source(_OWN)


def is_own_data() -> bool:
    """Whether the data that came with the code is judged by."""
    return _source.folder is _OWN


def read_from(folder: Path) -> None:
    """Judge by another folder's data for the rest of this process; `rules_version()` is then that folder's.

    Raises RuntimeError once a file was read: start a process of its own for each folder (`comparing.py` does).
    """
    if _source.was_read:
        raise RuntimeError("rules have been read already; another folder needs another process")
    _source.folder = folder


def table(name: str) -> dict[str, Any]:
    """One data file, e.g. "context.toml"."""
    _source.was_read = True
    return tomllib.loads((_source.folder / name).read_text(encoding="utf-8"))


def weights(name: str) -> dict[str, float]:
    """A file of features, each with its weight behind a tab, under a heading without any; empty where there is none."""
    _source.was_read = True
    file = _source.folder / name
    if not file.is_file():
        return {}
    split = (line.partition("\t") for line in file.read_text(encoding="utf-8").splitlines())
    return {feature: float(weight) for feature, tab, weight in split if tab}


def tables(folder: str) -> list[dict[str, Any]]:
    """All data files of a folder, by name."""
    names = sorted(entry.name for entry in (_source.folder / folder).iterdir() if entry.name.endswith(".toml"))
    return [table(f"{folder}/{name}") for name in names]


def rules_version() -> str:
    """Edition and a hash of every data file: two installations with the same stamp judge alike."""
    digest = hashlib.sha256()
    for path, entry in sorted(_walk(_source.folder, "")):
        digest.update(path.encode() + b"\0" + entry.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return f"{EDITION}.{digest.hexdigest()[:12]}"


@cache
def spelling() -> Spelling:
    """The folding tables of spelling.toml."""
    data = table("spelling.toml")
    words = {wrong: right for right, wrongs in data["words"].items() for wrong in wrongs.split("|")}
    longest_first = sorted(words, key=len, reverse=True)
    pattern = r"(?<![a-z0-9])(?:" + "|".join(map(re.escape, longest_first)) + r")(?![a-z0-9])"
    folds = {old: new for old, new in zip(data["simplified"], data["traditional"], strict=True) if old != new}
    misspelt = Misspelt(data["long_words"].split(), data["not_misspelt"].split())
    return Spelling(folds, (re.compile(pattern), words), misspelt)


def _walk(folder: Traversable, prefix: str) -> list[tuple[str, Traversable]]:
    found: list[tuple[str, Traversable]] = []
    for entry in folder.iterdir():
        path = f"{prefix}/{entry.name}"
        if entry.is_dir():
            found += _walk(entry, path)
        elif entry.name.endswith((".toml", ".tsv")):
            found.append((path, entry))
    return found
