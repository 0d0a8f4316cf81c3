"""Bring text to one plain form while remembering where each character came from."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache

from consilia.engines.triage.datafiles import spelling
from consilia.engines.triage.misspelt import SHORTEST
from consilia.engines.triage.patterns import Window, windows

HEAD_LIMIT = 8_000
TAIL_LIMIT = 4_000

_APOSTROPHES = "’‘‛`´ʼ"
_MARKUP = re.compile(r"<[a-z/!][^<>\n]{0,200}>|&(?:nbsp|amp|lt|gt|quot);|https?://\S+")
_SUFFIX = re.compile(r"(?<=[a-z])'(?:s|m|re|ve|ll|d)(?![a-z])")
_NOT = re.compile(r"(?<=n)'(?=t(?![a-z]))")
_JOINED = re.compile(r"(?<=[a-z])[-/_](?=[a-z])")
_RAISED_POINT = re.compile(r"(?<=\d)[·‧・](?=\d)")
_SPACES = re.compile(r"[^\S\n]+")
_LONG_WORD = re.compile(rf"(?<![a-z0-9])[a-z]{{{SHORTEST},}}(?![a-z0-9])")


@dataclass(frozen=True)
class Normalised:
    """`text` in plain form; character i came from `source[starts[i]:ends[i]]`; `cut` when only part was read."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    cut: bool = False

    @cached_property
    def windows(self) -> tuple[Window, ...]:
        """Where patterns look: all lists of words share what is read once."""
        return tuple(windows(self.text))

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the source of text[start:end]; the span must not be empty."""
        return self.starts[start], self.ends[end - 1]


def normalise(source: str) -> Normalised:
    """Lower-case, NFKC, plain quotes and spaces, folded spelling; work is bounded whatever the length."""
    characters: list[str] = []
    starts: list[int] = []
    for at in _positions(len(source)):
        for character in _plain(source[at]):
            characters.append(character)
            starts.append(at)
    cut = len(source) > HEAD_LIMIT + TAIL_LIMIT
    plain = Normalised("".join(characters), tuple(starts), tuple(at + 1 for at in starts), cut)
    plain = _rewrite(plain, _MARKUP, lambda match: " ")
    plain = _rewrite(plain, _NOT, lambda match: "")
    plain = _rewrite(plain, _SUFFIX, lambda match: "")
    plain = _rewrite(plain, _JOINED, lambda match: " ")
    plain = _rewrite(plain, _RAISED_POINT, lambda match: ".")
    plain = _rewrite(plain, _SPACES, lambda match: " ")
    misspelt = spelling().misspelt
    plain = _rewrite(plain, _LONG_WORD, lambda match: misspelt.meant_by(match.group()))
    pattern, replacements = spelling().rewriting
    return _rewrite(plain, pattern, lambda match: replacements[match.group()])


def _positions(length: int) -> list[int]:
    if length <= HEAD_LIMIT + TAIL_LIMIT:
        return list(range(length))
    return [*range(HEAD_LIMIT), *range(length - TAIL_LIMIT, length)]


@lru_cache(maxsize=10_000)
def _plain(character: str) -> str:
    if character in _APOSTROPHES:
        return "'"
    if "a" <= character <= "z" or character in " \n'":
        return character
    kind = unicodedata.category(character)
    if kind in {"Cf", "Mn", "Me"}:
        return ""  # zero-width characters and loose accents hide words from the lexicon
    if kind in {"Cc", "Cs", "Cn", "Co", "Zl", "Zp"}:
        return "\n" if character in "\r\n\u2028\u2029" else " "
    folded = unicodedata.normalize("NFKC", character).lower()
    return "".join(spelling().characters.get(one, one) for one in folded)


def _rewrite(plain: Normalised, pattern: re.Pattern[str], new: Callable[[re.Match[str]], str]) -> Normalised:
    text: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    done = 0
    for match in pattern.finditer(plain.text):
        first, last = match.span()
        written = new(match)
        if written == match.group():
            continue
        text += [plain.text[done:first], written]
        starts += [*plain.starts[done:first], *[plain.starts[first]] * len(written)]
        ends += [*plain.ends[done:first], *[plain.ends[last - 1]] * len(written)]
        done = last
    if not done:
        return plain
    text.append(plain.text[done:])
    starts += plain.starts[done:]
    ends += plain.ends[done:]
    return Normalised("".join(text), tuple(starts), tuple(ends), plain.cut)
