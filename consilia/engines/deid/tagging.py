"""A small sequence model that votes on names, workplaces and addresses where the rules have no cue.

A linear-chain conditional random field (Lafferty, McCallum and Pereira 2001) over words, numbers, punctuation and
single Chinese characters. It only ever adds findings: what the rules found stays found. `tools/tagger` trains it, and
writes the file that is read here.
"""

import gzip
import json
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from importlib.resources import files
from operator import itemgetter
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from consilia.engines.deid.findings import Finding, Kind
from consilia.engines.deid.lists import chinese_names, words
from consilia.engines.deid.normalise import bare

MODEL: Final = "tagger.json.gz"
LONGEST: Final = 4_000
"""Tokens that are read at once; a longer text is read in stretches, so that memory stays small."""
LONGEST_SENTENCE: Final = 120
_LITTLE: Final = {
    "a", "an", "and", "are", "as", "at", "be", "by", "for", "from", "he", "her", "his", "i", "in", "is", "it", "me",
    "my", "of", "on", "or", "she", "that", "the", "this", "to", "was", "we", "with",
}  # fmt: skip
_STOPS: Final = frozenset(".!?\n。！？;；")

_TOKEN = re.compile(r"[\u3400-\u9fff]|[A-Za-zÀ-ɏ]+(?:['\-][A-Za-zÀ-ɏ]+)*|\d+|\n|[^\s]")
_KINDS: Final = {
    "NAME": Kind.NAME,
    "CLINICIAN": Kind.CLINICIAN,
    "EMPLOYER": Kind.EMPLOYER,
    "ADDRESS": Kind.ADDRESS,
    "SOCIAL": Kind.SOCIAL,
    "NUMBER": Kind.ACCOUNT,
    "AGE": Kind.AGE,
}
ENOUGH: Final = {
    "NAME": 0.08,
    "CLINICIAN": 0.08,
    "EMPLOYER": 0.08,
    "ADDRESS": 0.08,
    "SOCIAL": 0.08,
    "NUMBER": 0.2,
    "AGE": 0.8,
}
"""How probable it must be that a token identifies, by the kind that it would be: low for names, which the rules miss
most; higher for what has a shape, which they do not. Chosen on writers whom the model had not read."""
REASON: Final = "reads like one, by the words around it"


class Token(NamedTuple):
    """A word, a number, a sign or one Chinese character of a text, from start to end."""

    start: int
    end: int
    text: str
    spaced: bool


@dataclass(frozen=True, slots=True)
class Model:
    """Weights: of features for each label, shape (features, labels), and between labels, shape (labels, labels).

    `keys` are those of the features, spread over all numbers and sorted. Those that begin with the bits b stand from
    `buckets[b]` up to `buckets[b + 1]`, which is told faster than by a search.
    """

    labels: tuple[str, ...]
    keys: NDArray[np.uint64]
    weights: NDArray[np.float32]
    transitions: NDArray[np.float64]
    buckets: NDArray[np.intp]


_token: Final = partial(tuple.__new__, Token)
"""As Token of four values, in a third of the time: a text has a thousand of them."""


def tokens(text: str) -> list[Token]:
    """The text in the pieces that the model reads."""
    found, end, word = [], 0, ""
    for match in _TOKEN.finditer(text):
        # Only white space belongs to no token, and a line break, which is one, is white space too.
        before, was = end, word
        (start, end), word = match.span(), match.group()
        found.append(_token((start, end, word, start > before or was == "\n")))
    return found


def _norm(word: str) -> str:
    if word.isdigit():
        return "0" * min(len(word), 6)
    return "⏎" if word == "\n" else word.lower()


def _is_han(word: str) -> bool:
    return "\u3400" <= word[0] <= "\u9fff"


def _shape(word: str) -> str:
    """How a token is written: a Chinese character, a number, a sign, or letters with their capitals."""
    if _is_han(word):
        return "漢"
    if not word[0].isalpha():
        return "9" if word[0].isdigit() else "."
    letters = "1" if len(word) == 1 else "X" if word.isupper() else "x" if word[1:].islower() else "xX"
    first = "X" if word[0].isupper() else "x"
    return {"Xx": "Xx", "XX": "XX", "XxX": "XxX", "xx": "x", "xxX": "xX"}.get(first + letters, first + letters)


@cache
def _marks() -> dict[str, str]:
    """What the English name lists know of each of their words, as a few letters."""
    lists = (
        ("g", "given_en"),
        ("f", "surnames_en"),
        ("r", "surnames_romanised"),
        ("a", "names_that_are_words_en"),
        ("p", "plain_words_en"),
        ("b", "brands_en"),
        ("l", "places_en"),
        ("e", "eponyms_en"),
        ("m", "names_many"),
    )
    marks: dict[str, str] = {}
    for mark, name in lists:
        for word in words(name):
            marks[word] = marks.get(word, "") + mark
    return marks


def _listed(token: str, hidden: Collection[str]) -> str:
    """What the name lists know of a token; hidden words are treated as unknown."""
    if token in hidden:
        return ""
    if _is_han(token):
        tables = chinese_names()
        surname = "s" if token in tables.common else "r" if token in tables.rare else ""
        given = "t" if token in tables.telling else "g" if token in tables.given else ""
        return surname + given
    return _marks().get(bare(token), "") if token[0].isalpha() else ""


# A feature is written as its name and what stands in columns of the token itself (0) or of its neighbours.
_Piece = str | tuple[str, int]
_OF_ALL: Final[tuple[tuple[_Piece, ...], ...]] = (
    ("w=", ("word", 0)),
    ("-1=", ("word", -1)),
    ("+1=", ("word", 1)),
    ("-2=", ("word", -2)),
    ("+2=", ("word", 2)),
    ("-10=", ("word", -1), "|", ("word", 0)),
    ("01=", ("word", 0), "|", ("word", 1)),
    ("-21=", ("word", -2), "|", ("word", -1)),
    ("12=", ("word", 1), "|", ("word", 2)),
    ("11=", ("word", -1), "|", ("word", 1)),
    ("-3=", ("word", -3), "|", ("word", -2), "|", ("word", -1)),
    ("3=", ("word", 1), "|", ("word", 2), "|", ("word", 3)),
    ("s=", ("shape", 0), ("case", 0)),
    ("ss=", ("shape", -1), ("shape", 0), ("shape", 1)),
    ("l=", ("lists", 0), "|", ("shape", 0)),
    ("lc=", ("lists", 0), "|", ("shape", 0), ("case", 0)),
    ("l-=", ("lists", -1), "|", ("lists", 0)),
    ("l+=", ("lists", 0), "|", ("lists", 1)),
    ("l-w=", ("word", -1), "|", ("lists", 0), "|", ("shape", 0)),
    ("l+w=", ("lists", 0), "|", ("shape", 0), "|", ("word", 1)),
    ("l3=", ("lists", -1), "|", ("lists", 0), "|", ("lists", 1)),
)
_OF_HAN: Final[tuple[tuple[_Piece, ...], ...]] = (
    ("3c=", ("word", -1), ("word", 0), ("word", 1)),
    ("3b=", ("word", -2), ("word", -1), ("word", 0)),
    ("3a=", ("word", 0), ("word", 1), ("word", 2)),
)
_OF_LETTERS: Final[tuple[tuple[_Piece, ...], ...]] = (
    ("p3=", ("head", 0)),
    ("q3=", ("tail", 0)),
    ("q2=", ("end", 0)),
    ("n=", ("size", 0), ("shape", 0)),
    ("o=", ("shape", 0), ("opens", 0), ("case", 0)),
)
_OF_SIGNS: Final[tuple[tuple[_Piece, ...], ...]] = (("j=", ("gap", 0), ("short", 0)),)
_EDGE: Final = 3
_OPENING: Final = frozenset({".", "!", "?", "⏎", "<<", ":"})


class _Look(NamedTuple):
    """What a token shows by itself, each column of it as the model's features write it."""

    word: str
    shape: str
    lists: str
    head: str
    tail: str
    end: str
    size: str
    short: str


def _look(text: str, hidden: Collection[str] = ()) -> _Look:
    word = _norm(text)
    size = str(min(len(word), 12))
    return _Look(word, _shape(text), _listed(text, hidden), word[:3], word[-3:], word[-2:], size, word[:2])


_BEFORE_ALL: Final = _Look("<<", "<", "", "", "", "", "", "")
_AFTER_ALL: Final = _Look(">>", ">", "", "", "", "", "", "")


def _columns(row: Sequence[Token], hidden: Collection[str]) -> dict[str, list[str]]:
    """What the model sees of each token alone, with three places before the first and after the last."""
    looks = [_look(token.text, hidden) for token in row]
    columns = {name: list(column) for name, column in zip(_Look._fields, zip(*looks, strict=True), strict=True)}
    columns |= _columns_by_place(row, columns["word"], columns["shape"])
    edges = (_BEFORE_ALL._asdict(), _AFTER_ALL._asdict())
    before, after = ({name: [edge.get(name, "")] * _EDGE for name in columns} for edge in edges)
    return {name: [*before[name], *column, *after[name]] for name, column in columns.items()}


def _columns_by_place(row: Sequence[Token], own: Sequence[str], shapes: Sequence[str]) -> dict[str, list[str]]:
    """What depends on where a token stands: how the whole is written, after what, and after a space or not."""
    written = set(shapes)
    case = "none" if not written & {"Xx", "XX", "XxX"} else "mixed" if "x" in written else "all"
    return {
        "case": [case] * len(row),
        "opens": ["^" if before in _OPENING else "" for before in ("<<", *own[:-1])],
        "gap": ["_" if token.spaced else "" for token in row],
    }


def _of_kind(shape: str) -> tuple[tuple[_Piece, ...], ...]:
    return _OF_HAN if shape == "漢" else _OF_SIGNS if shape in {"9", "."} else _OF_LETTERS


def features(row: Sequence[Token], hidden: Collection[str] = ()) -> list[list[str]]:
    """What the model sees of each token, in words: how it learns, and what `hashed_features` tells faster."""
    columns = _columns(row, hidden)
    return [
        [
            "".join(piece if isinstance(piece, str) else columns[piece[0]][at + piece[1]] for piece in feature)
            for feature in (*_OF_ALL, *_of_kind(columns["shape"][at]))
        ]
        for at in range(_EDGE, _EDGE + len(row))
    ]


_BUCKET_BITS: Final = 18
_TO_BUCKET: Final = np.uint64(64 - _BUCKET_BITS)
_SPREADS: Final = np.uint64(0xD6E8FEB86659FD93)
"""Odd, so that no two keys become one: the first bits of a product depend on all bits, those of a key on few."""
_ONE: Final = np.uint64(1)
_BASE: Final = 0x9E3779B97F4A7C15
_WORD_SIZE: Final = (1 << 64) - 1


def key(text: str) -> int:
    """A polynomial of the characters modulo 2^64: that of two texts together comes of theirs (Rabin and Karp 1987)."""
    value = 0
    for letter in text:
        value = (value * _BASE + ord(letter)) & _WORD_SIZE
    return value


_SHORT: Final = 3
_short_key = lru_cache(maxsize=8_192)(key)


@cache
def _power(length: int) -> int:
    return pow(_BASE, length, 1 << 64)


@dataclass(frozen=True, slots=True)
class _Hashed:
    """Columns of texts as keys, and as what a key is multiplied by when they are written after it."""

    keys: dict[str, NDArray[np.uint64]]
    powers: dict[str, NDArray[np.uint64]]


def _keys_and_powers(texts: Iterable[str]) -> tuple[int, ...]:
    """The keys of some texts and then their powers."""
    texts = tuple(texts)
    keys = [_short_key(text) if len(text) <= _SHORT else key(text) for text in texts]
    return (*keys, *(_power(len(text)) for text in texts))


class _Known(NamedTuple):
    look: _Look
    keys: tuple[int, ...]


def _known(text: str) -> _Known:
    look = _look(text)
    return _Known(look, _keys_and_powers(look))


_known_character = lru_cache(maxsize=8_192)(_known)
"""Chinese is written with a few thousand characters. Longer words are not kept: somebody wrote them in confidence."""


def _hashed(row: Sequence[Token]) -> tuple[list[str], _Hashed]:
    """The shape of each token, and the columns of `_columns` as keys."""
    places: dict[str, int] = {}
    at = [places.setdefault(token.text, len(places)) for token in row]
    apart = [_known_character(text) if len(text) == 1 else _known(text) for text in places]
    edges = [_keys_and_powers(_BEFORE_ALL), _keys_and_powers(_AFTER_ALL)]
    table = np.array([*(known.keys for known in apart), *edges], np.uint64).T
    found = table[:, [*[len(apart)] * _EDGE, *at, *[len(apart) + 1] * _EDGE]]
    size = len(_Look._fields)
    keys, powers = (dict(zip(_Look._fields, half, strict=True)) for half in (found[:size], found[size:]))
    shapes = [apart[i].look.shape for i in at]
    for name, column in _columns_by_place(row, [apart[i].look.word for i in at], shapes).items():
        few = {text: _keys_and_powers([text]) for text in ("", *set(column))}
        told = np.array([few[text] for text in (*[""] * _EDGE, *column, *[""] * _EDGE)], np.uint64).T
        keys[name], powers[name] = told
    return shapes, _Hashed(keys, powers)


def hashed_features(row: Sequence[Token]) -> Iterator[tuple[NDArray[np.intp], NDArray[np.uint64]]]:
    """The keys of `features` for all tokens at once: where they hold, and of what, shape (features, tokens there)."""
    shapes, hashed = _hashed(row)
    yield (everywhere := np.arange(len(row))), _composed(_OF_ALL, hashed, everywhere)
    kinds = [_of_kind(shape) for shape in shapes]
    for of_kind in (_OF_HAN, _OF_LETTERS, _OF_SIGNS):
        there = np.array([i for i, kind in enumerate(kinds) if kind is of_kind], np.intp)
        if len(there):
            yield there, _composed(of_kind, hashed, there)


def _composed(written: Sequence[Sequence[_Piece]], columns: _Hashed, there: NDArray[np.intp]) -> NDArray[np.uint64]:
    found = np.zeros((len(written), len(there)), np.uint64)
    for row, feature in enumerate(written):
        for piece in feature:
            if isinstance(piece, str):
                found[row] = found[row] * np.uint64(_power(len(piece))) + np.uint64(key(piece))
            else:
                name, offset = piece
                at = there + (_EDGE + offset)
                found[row] = found[row] * columns.powers[name][at] + columns.keys[name][at]
    return found


@cache
def model() -> Model:
    """The trained weights, read once."""
    packed = (files("consilia.engines.deid") / "data" / MODEL).read_bytes()
    told = json.loads(gzip.decompress(packed))
    labels = tuple(told["labels"])
    spread = (((key(name) * int(_SPREADS)) & _WORD_SIZE, of_labels) for name, of_labels in told["features"].items())
    by_key = sorted(spread, key=itemgetter(0))
    weights = np.zeros((len(by_key), len(labels)), np.float32)
    for row, (_, of_labels) in enumerate(by_key):
        for label, weight in of_labels.items():
            weights[row, int(label)] = weight / 1000
    keys = np.array([found for found, _ in by_key], np.uint64)
    buckets = np.searchsorted(keys >> _TO_BUCKET, np.arange((1 << _BUCKET_BITS) + 1, dtype=np.uint64))
    return Model(labels, keys, weights, np.array(told["transitions"], np.float64) / 1000, buckets)


def shares(row: Sequence[Token]) -> NDArray[np.float64]:
    """How probable each label is for each token, shape (tokens, labels), by the forward-backward algorithm."""
    known = model()
    scores = np.zeros((len(row), len(known.labels)), np.float64)
    for there, keys in hashed_features(row):
        _add_weights(scores, there, keys.T)
    return _marginals(scores, known.transitions, _sentences(row), known.labels.index("O"))


def _add_weights(scores: NDArray[np.float64], there: NDArray[np.intp], keys: NDArray[np.uint64]) -> None:
    """Adds the weights of the features, shape (tokens there, features), that the model has."""
    token, at = _known_among(keys)
    if len(token):
        # The features of a token stand side by side: one sum for each token that has any.
        first = np.flatnonzero(np.diff(token, prepend=-1))
        scores[there[token[first]]] += np.add.reduceat(model().weights[at], first, axis=0, dtype=np.float64)


def _known_among(keys: NDArray[np.uint64]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The row of each key that the model knows and where it stands in the model, in order of rows."""
    known = model()
    spread = keys * _SPREADS
    bucket = spread >> _TO_BUCKET
    rows, columns = np.nonzero(known.buckets[bucket + _ONE] > known.buckets[bucket])
    asked, bucket = spread[rows, columns], bucket[rows, columns]
    at, end = known.buckets[bucket], known.buckets[bucket + _ONE]
    # Most buckets hold one key; few hold more, and each of those is looked at in turn.
    while len(further := np.flatnonzero((known.keys[at] != asked) & (at + 1 < end))):
        at[further] += 1
    there = known.keys[at] == asked
    return rows[there], at[there]


def _sentences(row: Sequence[Token]) -> list[tuple[int, int]]:
    """Where sentences begin and end: labels seldom go on over their ends, and all can be reckoned side by side."""
    ends, start = [], 0
    for i, token in enumerate(row):
        if token.text in _STOPS or i - start >= LONGEST_SENTENCE or i == len(row) - 1:
            ends.append((start, i + 1))
            start = i + 1
    return ends


def _marginals(
    scores: NDArray[np.float64], between: NDArray[np.float64], sentences: Sequence[tuple[int, int]], outside: int
) -> NDArray[np.float64]:
    step = np.exp(between - between.max())
    emitted = np.exp(scores - scores.max(axis=1, keepdims=True))
    # The longest first: at each step those that go on are the first few rows.
    order = sorted(sentences, key=lambda ends: ends[0] - ends[1])
    lengths = np.array([end - start for start, end in order])
    going_on = [int((lengths > t).sum()) for t in range(int(lengths[0]) + 1)]
    within = np.arange(lengths[0]) < lengths[:, None]
    # One row a sentence, filled up at its end with what is never read.
    places = np.array([start for start, _ in order])[:, None] + np.where(within, np.arange(lengths[0]), 0)
    here = emitted[places]
    forward, backward = np.zeros_like(here), np.ones_like(here)
    # A sentence follows a stop, which is no identifier; nothing stands before the first.
    before = np.array([step[outside] if start else np.ones(len(step)) for start, _ in order])
    forward[:, 0] = before * here[:, 0]
    for t in range(1, len(going_on) - 1):
        rows = going_on[t]
        forward[:rows, t] = _scaled((forward[:rows, t - 1] @ step) * here[:rows, t], t)
    for t in range(len(going_on) - 3, -1, -1):
        rows = going_on[t + 1]
        backward[:rows, t] = _scaled((here[:rows, t + 1] * backward[:rows, t + 1]) @ step.T, t)
    joint = (forward * backward)[within]
    told = np.empty_like(scores)
    told[places[within]] = joint / joint.sum(axis=1, keepdims=True)
    return told


def _scaled(row: NDArray[np.float64], t: int) -> NDArray[np.float64]:
    """Only shares count: every few steps the row is scaled, before its numbers grow too small to hold."""
    return row / row.sum(axis=1, keepdims=True) if t % 4 == 0 else row


def votes(text: str) -> Iterator[Finding]:
    """Stretches of the text of which the model says, surely enough for their kind, that they identify."""
    row = tokens(text)
    for at in range(0, len(row), LONGEST):
        yield from _stretches(row[at : at + LONGEST])


def _stretches(row: Sequence[Token]) -> Iterator[Finding]:
    labels = model().labels
    outside = labels.index("O")
    share = shares(row)
    # Which kind of identifier each token would be, if it were one.
    inside = share.copy()
    inside[:, outside] = -1
    likeliest = inside.argmax(axis=1)
    identifying = 1 - share[:, outside]
    enough = np.array([ENOUGH.get(_plain(label), np.inf) for label in labels])
    start, end, kind, sure = 0, 0, "", 0.0
    for i in map(int, np.flatnonzero(identifying >= enough[likeliest])):
        label = labels[likeliest[i]]
        if kind and (i > end or (label.startswith("B-") and share[i, likeliest[i]] > 0.5)):
            yield from _finding(row[start:end], kind, sure)
            kind = ""
        if not kind:
            start, kind, sure = i, label, 0.0
        end, sure = i + 1, max(sure, float(identifying[i]))
    if kind:
        yield from _finding(row[start:end], kind, sure)


def _plain(label: str) -> str:
    return label.removeprefix("B-").removeprefix("I-")


def _finding(row: Sequence[Token], label: str, sure: float) -> Iterator[Finding]:
    """A stretch without the signs and little words at its edges; none where there is nothing but those."""
    told = [token for token in row if token.text[0].isalnum() and token.text not in _LITTLE]
    if told:
        yield Finding(told[0].start, told[-1].end, _KINDS[_plain(label)], round(0.9 * sure, 2), REASON)
