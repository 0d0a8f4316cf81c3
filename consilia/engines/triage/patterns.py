"""The small pattern language of the data files: readable by a clinician, compiled when first needed.

`a|b` alternatives, `(a|b)` a group, `(a )?` or `s?` what may be missing, `word*` any ending, `{set}` a named set,
`..` a short gap inside a clause, `...` a longer gap that may cross commas.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import takewhile
from typing import NamedTuple

_TOKEN = re.compile(r"\.{3}|\.{2}|[(){}|?*]|[^(){}|?*.]+|\.")
_AROUND_GAP = re.compile(r" ?(\.{2,3}) ?")
_OPTIONAL_LETTER = re.compile(r"([^)])\?")
# A gap never swallows a negation: "stool not black" holds no black stool.
_NO_NEGATION = r"(?!(?:no|not|without|isnt|arent|wasnt|never|nor|dont|doesnt|but|however|although)(?![a-z]))"
# 不 begins many words that deny nothing: 不停 (without end), 不出 (cannot get out).
_HARMLESS_HAN = "停|斷|止|住|了|起|到|出|清|動|知|小心|對|舒服|能|下|見|久|太|管|得|適|省|時|明|醒|穩"
_NO_NEGATION_HAN = rf"(?!沒有|沒|無(?!力|法)|不(?!{_HARMLESS_HAN})|並?未(?!來)|否認|但|可是)"
_GAPS = {
    ("en", ".."): rf"(?: {_NO_NEGATION}[^ .,;:!?。、\n]+){{0,4}} ",
    ("en", "..."): rf"(?:[ ,]+{_NO_NEGATION}[^ .,;:!?。、\n]+){{0,8}}[ ,]+",
    ("zh-Hant", ".."): rf"(?:{_NO_NEGATION_HAN}[^。!?\n,;]){{0,6}}",
    ("zh-Hant", "..."): rf"(?:{_NO_NEGATION_HAN}[^。!?\n]){{0,14}}",
}
# Latin letters among Chinese words stand by themselves: "hiv" is no part of "shivery".
_EDGES = {
    "en": (r"(?<![a-z0-9])(?:", r")(?![a-z0-9])"),
    "zh-Hant": (r"(?:(?<![a-z])|(?![a-z]))(?:", r")(?:(?![a-z])|(?<![a-z]))"),
}
_NO_EDGES = ("(?:", ")")
_LATIN = re.compile(r"[a-z]")
_ESCAPED = re.compile(r"\\.")
KEY_LENGTH = 6
WINDOW = 600
# Longer than nearly every match; a longer one is still found where a window holds it whole.
OVERLAP = 250


class BadPattern(ValueError):
    """A pattern in a data file cannot be read."""


@dataclass(frozen=True)
class Pattern:
    """One alternative of a data-file entry; a match begins with one of `begins` and holds one of each of `keys`."""

    owner: str
    expression: str = field(repr=False)
    keys: tuple[frozenset[str], ...] = field(repr=False)
    begins: frozenset[str] = field(repr=False)

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """Compiled on first use: most patterns never meet a text that could match them."""
        return re.compile(self.expression)


_ANYTHING: frozenset[str] = frozenset()


class _Piece(NamedTuple):
    """Regex source, for each part that must be there the fragments of which it needs one, and with which it begins."""

    regex: str
    keys: tuple[frozenset[str], ...]
    begins: frozenset[str] = _ANYTHING
    optional: bool = False


class Sets(dict[str, str]):
    """The named sets, and groups like `(my|his)`: each read once for a language, however many patterns hold it."""

    def __init__(self, words: Mapping[str, str]) -> None:
        super().__init__(words)
        self._read: dict[tuple[str, str], _Piece] = {}
        self.groups: dict[tuple[str, str], _Piece] = {}

    def piece(self, name: str, language: str) -> _Piece:
        """Any of the words of the set of that name, which may name further sets."""
        if (name, language) not in self._read:
            self._read[name, language] = _either(_Reader(self[name], language, self).alternatives())
        return self._read[name, language]


def compile_entry(owner: str, language: str, source: str, sets: Sets) -> Iterator[Pattern]:
    """Each top-level alternative of `source` as a Pattern; raises BadPattern."""
    for alternative in _Reader(source, language, sets).alternatives():
        if not alternative.keys:
            raise BadPattern(f"{owner}: {source!r} has an alternative without a fixed word")
        if not alternative.begins:
            raise BadPattern(f"{owner}: {source!r} has an alternative that begins with a gap: leave the gap out")
        bare = language != "en" and not _may_be_latin(alternative.regex)
        left, right = _NO_EDGES if bare else _EDGES[language]
        yield Pattern(owner, left + alternative.regex + right, alternative.keys, alternative.begins)


def _may_be_latin(regex: str) -> bool:
    """Whether a match can begin or end in a Latin word: else an edge says nothing, and keeps `re` from its fast search.

    A gap, "[^...]", holds any letter; what is escaped is none.
    """
    return "[^" in regex or bool(_LATIN.search(_ESCAPED.sub("", regex)))


class PatternIndex:
    """Finds which patterns can match a text from its character fragments, then tries only those."""

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        self._patterns = tuple(patterns)
        used = Counter(key for pattern in self._patterns for keys in pattern.keys for key in keys)
        self._by_key: dict[str, list[tuple[int, tuple[frozenset[str], ...]]]] = {}
        for number, pattern in enumerate(self._patterns):
            # By its rarest part: nearly every text holds " and ".
            rarest = min(pattern.keys, key=lambda keys: sum(used[key] for key in keys))
            entry = number, tuple({*pattern.keys, pattern.begins} - {rarest})
            for key in rarest:
                self._by_key.setdefault(key, []).append(entry)

    def matches(self, windows: Iterable["Window"]) -> Iterator[tuple[str, int, int]]:
        """(owner, start, end) of every match, in no order; matches where two windows overlap may come twice."""
        for window in windows:
            for number in self._candidates(window.held):
                pattern = self._patterns[number]
                for start, end in window.spans(pattern):
                    yield pattern.owner, start, end

    def _candidates(self, held: Set[str]) -> set[int]:
        """Numbers of those of which the text holds a fragment of each part that must be there."""
        found: set[int] = set()
        for key in held & self._by_key.keys():
            for number, others in self._by_key[key]:
                for keys in others:
                    if keys.isdisjoint(held):
                        break
                else:
                    found.add(number)
        return found


class Window:
    """A stretch of a text in which patterns are tried only where they can begin: each would search all of it else."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self.held = fragments(text[start:end])
        self._text, self._start, self._end = text, start, end
        self._places: dict[frozenset[str], list[int]] = {}

    def spans(self, pattern: Pattern) -> list[tuple[int, int]]:
        """Start and end of each match that `finditer` would find there."""
        found: list[tuple[int, int]] = []
        reached = self._start
        for place in self._begun(pattern.begins):
            if place >= reached and (match := pattern.regex.match(self._text, place, self._end)):
                reached = match.end()
                found.append((place, reached))
        return found

    def _begun(self, begins: frozenset[str]) -> list[int]:
        """Where one of these fragments stands."""
        places = self._places.get(begins)
        if places is None:
            places = sorted({place for fragment in begins & self.held for place in self._found(fragment)})
            self._places[begins] = places
        return places

    def _found(self, fragment: str) -> Iterator[int]:
        place = self._text.find(fragment, self._start, self._end)
        while place >= 0:
            yield place
            place = self._text.find(fragment, place + 1, self._end)


def windows(text: str) -> Iterator[Window]:
    """Stretches of a long text: each holds few of the fragments, so few patterns have to be tried on it."""
    start = 0
    while len(text) - start > WINDOW + 2 * OVERLAP:
        # The window ends between words: half a word at its edge must not pass for a whole one.
        edge = text.rfind(" ", start + WINDOW, start + WINDOW + OVERLAP)
        yield Window(text, start, edge if edge > 0 else start + WINDOW + OVERLAP)
        start += WINDOW
    yield Window(text, start, len(text))


def fragments(text: str) -> set[str]:
    """Every run of one to KEY_LENGTH characters."""
    return {text[at : at + size] for size in range(1, KEY_LENGTH + 1) for at in range(len(text) - size + 1)}


_END = ""


class _Reader:
    def __init__(self, source: str, language: str, sets: Sets) -> None:
        plain = _OPTIONAL_LETTER.sub(r"(\1)?", _AROUND_GAP.sub(r"\1", source))
        self._parts = [*_TOKEN.findall(plain), _END]
        self._at = 0
        self._source = source
        self._language = language
        self._sets = sets

    def alternatives(self) -> list[_Piece]:
        found = self._choices()
        if self._parts[self._at] != _END:
            raise BadPattern(f"unbalanced: {self._source!r}")
        return found

    def _choices(self) -> list[_Piece]:
        found = [self._sequence()]
        while self._parts[self._at] == "|":
            self._at += 1
            found.append(self._sequence())
        return found

    def _sequence(self) -> _Piece:
        pieces: list[_Piece] = []
        while (part := self._parts[self._at]) not in _ENDS_A_SEQUENCE:
            self._at += 1
            pieces.append(self._special(part) if part in _SPECIAL else _fixed(part))
        if len(pieces) == 1:
            return pieces[0]
        return _Piece(
            "".join([piece.regex for piece in pieces]),
            tuple([keys for piece in pieces for keys in piece.keys]),
            _beginnings(pieces),
            all(piece.optional for piece in pieces),
        )

    def _special(self, part: str) -> _Piece:
        if part == "(":
            return self._group()
        if part == "{":
            return self._named_set()
        if part == "*":
            return _Piece("[a-z]*", (), optional=True)
        if part in {"..", "..."}:
            return _Piece(_GAPS[self._language, part], ())
        raise BadPattern(f"unexpected {part}: {self._source!r}")

    def _group(self) -> _Piece:
        begin, end = self._at, self._end_of_group()
        known = self._language, "".join(self._parts[begin:end])
        if known not in self._sets.groups:
            self._sets.groups[known] = _either(self._choices())
        inner = self._sets.groups[known]
        self._at = end + 1
        if self._repeats(self._parts[end - 1], self._parts[self._at]):
            raise BadPattern(f"no group can be repeated, write it twice: {self._source!r}")
        if self._parts[self._at] != "?":
            return inner
        self._at += 1
        return _Piece(inner.regex + "?", (), inner.begins, optional=True)

    @staticmethod
    def _repeats(last: str, after: str) -> bool:
        """Whether "(a |b )*" or "(甲|乙)+" was meant to say "any number of times"; "(pile|wart)*" is "piles"."""
        return after.startswith("+") or (after == "*" and not (last[-1].isascii() and last[-1].isalnum()))

    def _end_of_group(self) -> int:
        """Where the bracket that was just opened is closed."""
        depth = 1
        for at in range(self._at, len(self._parts)):
            depth += {"(": 1, ")": -1}.get(self._parts[at], 0)
            if not depth:
                return at
        raise BadPattern(f"unclosed group: {self._source!r}")

    def _named_set(self) -> _Piece:
        name = self._parts[self._at]
        if name not in self._sets:
            raise BadPattern(f"unknown set {name!r}: {self._source!r}")
        self._at += 2
        return self._sets.piece(name, self._language)


_ENDS_A_SEQUENCE = frozenset({_END, "|", ")"})
_SPECIAL = frozenset({"(", "{", "}", "*", "?", "..", "..."})


@cache
def _fixed(part: str) -> _Piece:
    """A fixed run: a text holds its beginning, and its end where that is another stretch."""
    begin, end = frozenset({part[:KEY_LENGTH]}), frozenset({part[-KEY_LENGTH:]})
    return _Piece(re.escape(part), (begin,) if begin == end else (begin, end), begin)


def _either(pieces: list[_Piece]) -> _Piece:
    """Any of some pieces: a text that matches needs one fragment of the most telling part of each."""
    regex = "(?:" + "|".join(piece.regex for piece in pieces) + ")"
    begins = _any_of(piece.begins for piece in pieces)
    if not all(piece.keys for piece in pieces):
        return _Piece(regex, (), begins, any(piece.optional for piece in pieces))
    return _Piece(regex, (frozenset().union(*(max(piece.keys, key=_tells) for piece in pieces)),), begins)


def _beginnings(pieces: list[_Piece]) -> frozenset[str]:
    """With what a sequence begins: its first piece, or the next where that may be missing."""
    first = list(takewhile(lambda piece: piece.optional, pieces))
    return _any_of(piece.begins for piece in pieces[: len(first) + 1])


def _any_of(begins: Iterable[frozenset[str]]) -> frozenset[str]:
    """One of several beginnings; anything, where one of them may be anything."""
    several = list(begins)
    return frozenset().union(*several) if all(several) else _ANYTHING


@cache
def _tells(keys: frozenset[str]) -> tuple[int, int]:
    """How telling: long fragments before short ones, then few before many."""
    return min(map(len, keys)), -len(keys)
