"""A small sequence model that votes on names, workplaces and addresses where the rules have no cue.

A linear-chain conditional random field (Lafferty, McCallum and Pereira 2001) over words, numbers, punctuation and
single Chinese characters. It only ever adds findings: what the rules found stays found. `tools/tagger` trains it, and
writes the file that is read here.
"""

import gzip
import json
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

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


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a number, a sign or one Chinese character of a text, from start to end."""

    start: int
    end: int
    text: str
    spaced: bool


@dataclass(frozen=True, slots=True)
class Model:
    """Weights: of features for each label, shape (features, labels), and between labels, shape (labels, labels)."""

    labels: tuple[str, ...]
    rows: dict[str, int]
    weights: NDArray[np.float32]
    transitions: NDArray[np.float64]


def tokens(text: str) -> list[Token]:
    """The text in the pieces that the model reads."""
    return [
        Token(match.start(), match.end(), match.group(), text[match.start() - 1 : match.start()].isspace())
        for match in _TOKEN.finditer(text)
    ]


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


def _listed(token: str, hidden: Collection[str]) -> str:
    """What the name lists know of a token, as a few letters; hidden words are treated as unknown."""
    if token in hidden:
        return ""
    if _is_han(token):
        tables = chinese_names()
        surname = "s" if token in tables.common else "r" if token in tables.rare else ""
        given = "t" if token in tables.telling else "g" if token in tables.given else ""
        return surname + given
    if not token[0].isalpha():
        return ""
    form = bare(token)
    marks = (
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
    return "".join(mark for mark, name in marks if form in words(name))


def features(row: Sequence[Token], hidden: Collection[str] = ()) -> list[list[str]]:
    """What the model sees of each token: itself and its neighbours, how it is written, what the lists know."""
    size = len(row)
    norms = ["<<", "<<", "<<", *(_norm(t.text) for t in row), ">>", ">>", ">>"]
    shapes = ["<", *(_shape(t.text) for t in row), ">"]
    lists = ["", *(_listed(t.text, hidden) for t in row), ""]
    capitals = sum(shape in {"Xx", "XX", "XxX"} for shape in shapes)
    case = "none" if not capitals else "all" if not any(shape == "x" for shape in shapes) else "mixed"
    found = []
    for i in range(size):
        a, b, c, d, e, f, g = norms[i : i + 7]
        before, shape, after = shapes[i : i + 3]
        known, known_before, known_after = lists[i + 1], lists[i], lists[i + 2]
        mine = [
            "w=" + d,
            "-1=" + c,
            "+1=" + e,
            "-2=" + b,
            "+2=" + f,
            "-10=" + c + "|" + d,
            "01=" + d + "|" + e,
            "-21=" + b + "|" + c,
            "12=" + e + "|" + f,
            "11=" + c + "|" + e,
            "-3=" + a + "|" + b + "|" + c,
            "3=" + e + "|" + f + "|" + g,
            "s=" + shape + case,
            "ss=" + before + shape + after,
            "l=" + known + "|" + shape,
            "lc=" + known + "|" + shape + case,
            "l-=" + known_before + "|" + known,
            "l+=" + known + "|" + known_after,
            "l-w=" + c + "|" + known + "|" + shape,
            "l+w=" + known + "|" + shape + "|" + e,
            "l3=" + known_before + "|" + known + "|" + known_after,
        ]
        if shape == "漢":
            mine += ["3c=" + c + d + e, "3b=" + b + c + d, "3a=" + d + e + f]
        elif shape not in {"9", "."}:
            mine += ["p3=" + d[:3], "q3=" + d[-3:], "q2=" + d[-2:], "n=" + str(min(len(d), 12)) + shape]
            mine.append("o=" + shape + ("^" if c in {".", "!", "?", "⏎", "<<", ":"} else "") + case)
        else:
            mine.append("j=" + ("_" if row[i].spaced else "") + d[:2])
        found.append(mine)
    return found


@cache
def model() -> Model:
    """The trained weights, read once."""
    packed = (files("consilia.engines.deid") / "data" / MODEL).read_bytes()
    told = json.loads(gzip.decompress(packed))
    labels = tuple(told["labels"])
    weights = np.zeros((len(told["features"]) + 1, len(labels)), np.float32)
    rows = {}
    for row, (name, of_labels) in enumerate(told["features"].items()):
        rows[name] = row
        for label, weight in of_labels.items():
            weights[row, int(label)] = weight / 1000
    return Model(labels, rows, weights, np.array(told["transitions"], np.float64) / 1000)


def shares(row: Sequence[Token]) -> NDArray[np.float64]:
    """How probable each label is for each token, shape (tokens, labels), by the forward-backward algorithm."""
    known = model()
    blank = len(known.rows)
    seen = features(row)
    at = np.full((len(row), max(map(len, seen))), blank)
    for i, mine in enumerate(seen):
        at[i, : len(mine)] = [known.rows.get(name, blank) for name in mine]
    scores = known.weights[at].sum(axis=1, dtype=np.float64)
    return _marginals(scores, known.transitions, _sentences(row), known.labels.index("O"))


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
    longest = max(end - start for start, end in sentences)
    # One row a sentence, filled up at its end; `real` tells what is filled.
    places = np.array([[min(start + t, end - 1) for t in range(longest)] for start, end in sentences])
    real = np.array([[start + t < end for t in range(longest)] for start, end in sentences])[:, :, None]
    here = emitted[places]
    forward, backward = np.empty_like(here), np.ones_like(here)
    # A sentence follows a stop, which is no identifier; nothing stands before the first.
    before = np.tile(step[outside], (len(sentences), 1))
    before[0] = 1.0
    forward[:, 0] = before * here[:, 0]
    forward[:, 0] /= forward[:, 0].sum(axis=1, keepdims=True)
    for t in range(1, longest):
        row = (forward[:, t - 1] @ step) * here[:, t]
        forward[:, t] = row / row.sum(axis=1, keepdims=True)
    for t in range(longest - 2, -1, -1):
        row = (here[:, t + 1] * backward[:, t + 1]) @ step.T
        backward[:, t] = np.where(real[:, t + 1], row / row.sum(axis=1, keepdims=True), 1.0)
    joint = forward * backward
    joint /= joint.sum(axis=2, keepdims=True)
    told: NDArray[np.float64] = joint[real[:, :, 0]]
    return told


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
    start, kind, sure = 0, "", 0.0
    for i in range(len(row) + 1):
        best = int(likeliest[i]) if i < len(row) else outside
        if best != outside and 1 - share[i, outside] >= ENOUGH[_plain(labels[best])]:
            if not kind:
                start, kind, sure = i, labels[best], 0.0
            elif labels[best].startswith("B-") and share[i, best] > 0.5:
                yield from _finding(row[start:i], kind, sure)
                start, kind, sure = i, labels[best], 0.0
            sure = max(sure, float(1 - share[i, outside]))
        elif kind:
            yield from _finding(row[start:i], kind, sure)
            kind = ""


def _plain(label: str) -> str:
    return label.removeprefix("B-").removeprefix("I-")


def _finding(row: Sequence[Token], label: str, sure: float) -> Iterator[Finding]:
    """A stretch without the signs and little words at its edges; none where there is nothing but those."""
    told = [token for token in row if token.text[0].isalnum() and token.text not in _LITTLE]
    if told:
        yield Finding(told[0].start, told[-1].end, _KINDS[_plain(label)], round(0.9 * sure, 2), REASON)
