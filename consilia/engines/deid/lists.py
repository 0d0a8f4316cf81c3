"""The word lists beside the code, read once."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from consilia.engines.deid.normalise import bare


@cache
def _read(name: str) -> str:
    return (files("consilia.engines.deid") / "data" / name).read_text(encoding="utf-8")


def _lines(name: str) -> list[str]:
    return [line for line in _read(name).splitlines() if line.strip() and not line.startswith("#")]


@cache
def words(name: str) -> frozenset[str]:
    """The words of data/<name>.txt, in the bare form of normalise.bare."""
    return frozenset(bare(word) for line in _lines(f"{name}.txt") for word in line.split())


@dataclass(frozen=True, slots=True)
class ChineseNames:
    """Tables for Chinese personal names; plain holds words that look like names, by first character.

    given are characters of given names, telling those among them that ordinary prose hardly uses.
    """

    common: frozenset[str]
    rare: frozenset[str]
    compound: frozenset[str]
    given: frozenset[str]
    telling: frozenset[str]
    plain: dict[str, tuple[str, ...]]


@cache
def chinese_names() -> ChineseNames:
    """The Chinese tables."""
    parts = dict(line.split(": ", 1) for line in _lines("surnames_zh.txt"))
    given = "".join([*_lines("given_chars_zh.txt"), parts["telling"]])
    plain: dict[str, tuple[str, ...]] = {}
    for word in sorted({word for line in _lines("plain_words_zh.txt") for word in line.split()}):
        plain[word[0]] = (*plain.get(word[0], ()), word)
    return ChineseNames(
        common=frozenset(parts["common"]),
        rare=frozenset(parts["rare"]),
        compound=frozenset(parts["compound"].split()),
        given=frozenset(given) - {":"},
        telling=frozenset(parts["telling"]),
        plain=plain,
    )


@cache
def syllable_parts() -> dict[str, list[str]]:
    """Beginnings and endings of romanised Chinese syllables."""
    rows = (line.split(": ", 1) for line in _lines("syllables.txt"))
    return {name: row.split() for name, row in rows}


@cache
def labels() -> dict[str, dict[str, list[str]]]:
    """Label phrases by kind and language."""
    return tomllib.loads(_read("labels.toml"))


@cache
def public(name: str) -> frozenset[str]:
    """Public numbers and domains: hotlines, domains, bare_domains."""
    return frozenset(tomllib.loads(_read("public.toml"))[name])


@cache
def large_places() -> tuple[str, ...]:
    """Countries, regions and large cities: they stay in a text, and can tell much in a small cell."""
    return tuple(dict.fromkeys(word for line in _lines("places_en.txt") for word in line.split() if len(word) > 3))
