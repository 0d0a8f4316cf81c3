"""Looking only where something stands finds what looking everywhere finds."""

import json
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest

from consilia.engines import deid
from consilia.engines.deid.anchored import Anchored, AnyCase

WRITTEN = Path(__file__).parents[2] / "clinical" / "identifiers"
EVERY = 12


def anchored(found: object) -> Iterator[Anchored]:
    """Those in a value, however it is nested."""
    if isinstance(found, Anchored):
        yield found
    elif isinstance(found, dict | list | tuple):
        for value in found.values() if isinstance(found, dict) else found:
            yield from anchored(value)


@pytest.fixture(scope="module")
def texts() -> list[str]:
    """Messages full of identifiers, some run together, in small letters and in capitals too."""
    lines = [line for path in sorted(WRITTEN.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines()]
    single = [json.loads(line)["text"] for line in lines[::EVERY]]
    joined = [" ".join(single[i : i + 9]) for i in range(0, len(single), 9)]
    return [*single, *joined, *map(str.upper, joined), *map(str.lower, joined)]


@pytest.mark.parametrize("module", [one.name for one in iter_modules(deid.__path__)])
def test_every_anchor_is_in_all_that_its_pattern_finds(module: str, texts: list[str]) -> None:
    for one in anchored(vars(import_module(f"{deid.__name__}.{module}"))):
        for text in texts:
            whole = [match.span() for match in one.pattern.finditer(text)]
            assert [match.span() for match in one.finditer(text)] == whole, one.pattern.pattern


@pytest.mark.parametrize(
    "text", ["my name is Ann. MY NAME IS BOB", "My Name is cy and my name is Di", "İ my name is Eve", "", "my name is "]
)
def test_any_case_finds_what_the_pattern_finds(text: str) -> None:
    head, rest = r"\bmy name(?: is)? ", "(?=[A-Z])([A-Za-z]+)"
    expected = [match.span() for match in re.finditer(f"(?i:{head}){rest}", text)]
    assert [match.span() for match in AnyCase(head, rest).finditer(text)] == expected


def test_matches_that_follow_one_another_are_found_one_by_one() -> None:
    found = Anchored("[ab]{0,3}x", "x", 3).finditer("abxxabaXbbbbx")
    assert [match.span() for match in found] == [(0, 3), (3, 4), (9, 13)]
