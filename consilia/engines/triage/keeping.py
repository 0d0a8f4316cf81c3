"""What reading the lexicon gave, kept beside the code as Python keeps what it compiled: the next process starts sooner.

A kept file is named for the data and the code that it came of and carries its own checksum, so that one which is old,
cut short or changed is not used but made anew.
"""

import hashlib
import json
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final
from uuid import uuid4

from consilia.engines.triage.datafiles import is_own_data, rules_version
from consilia.engines.triage.patterns import Pattern

Read = tuple[dict[str, str], Sequence[Pattern]]
"""The kind of each concept, and all patterns."""

_HERE: Final = Path(__file__).parent
_CODE: Final = ("patterns.py", "lexicon.py", "keeping.py")


def kept(read: Callable[[], Read], *, folder: Path = _HERE / "__pycache__") -> Read:
    """What `read` gives, from the kept file if there is a sound one; else read, and kept where that can be."""
    if not is_own_data():
        return read()
    try:
        file = _file(folder)
    except OSError:
        # Code that lies in no folder, as in an archive: nothing can be kept beside it.
        return read()
    try:
        return _opened(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, LookupError, TypeError):
        found = read()
    if not sys.dont_write_bytecode:
        with suppress(OSError):
            _keep(file, found)
    return found


def _file(folder: Path) -> Path:
    digest = hashlib.sha256(rules_version().encode())
    for name in _CODE:
        digest.update((_HERE / name).read_bytes())
    return folder / f"lexicon.{digest.hexdigest()[:16]}.json"


def _opened(written: str) -> Read:
    checksum, _, text = written.partition("\n")
    if checksum != _checksum(text):
        raise ValueError("not what was written")
    told = json.loads(text)
    keys = [frozenset(some) for some in told["keys"]]
    patterns = [
        Pattern(owner, expression, tuple([keys[at] for at in places]), keys[begins])
        for owner, expression, places, begins in told["patterns"]
    ]
    return told["kinds"], patterns


def _keep(file: Path, found: Read) -> None:
    kinds, patterns = found
    places: dict[frozenset[str], int] = {}

    def place(some: frozenset[str]) -> int:
        return places.setdefault(some, len(places))

    rows = [(one.owner, one.expression, list(map(place, one.keys)), place(one.begins)) for one in patterns]
    text = json.dumps({"kinds": kinds, "keys": [sorted(some) for some in places], "patterns": rows}, ensure_ascii=False)
    file.parent.mkdir(exist_ok=True)
    whole = file.with_suffix(f".{uuid4().hex}")
    whole.write_text(f"{_checksum(text)}\n{text}", encoding="utf-8")
    whole.replace(file)
    for old in file.parent.glob("lexicon.*.json"):
        if old != file:
            old.unlink(missing_ok=True)


def _checksum(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
