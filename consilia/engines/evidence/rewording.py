"""Which rewording of a quoted sentence may stand: it leaves out asides, puts plain words for learned ones, no more.

The gate alone lets words be left out, and "take half if your kidneys are weak" without its end is another advice.
Whoever rewords is not trusted: what they did is undone by rules, and the gate judges what is left.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from importlib.resources import files
from typing import Any, Final

from consilia.engines.evidence.digests import CitedSentence
from consilia.engines.evidence.gate import says_no_more

_HAN: Final = "\u3400-\u4dbf\u4e00-\u9fff"
# A character of Chinese, a word, or a mark: whatever is no white space is one of these, so nothing hides between them.
_TOKEN: Final = re.compile(rf"[{_HAN}]|[^\W_{_HAN}]+|[^\w\s]|_")
LONGEST: Final = 1_000


@dataclass(frozen=True, slots=True)
class Settled:
    """A sentence as it is shown: which of those given, in what words, and what share of them is changed, 0 to 1."""

    number: int
    text: str
    changed: float


@dataclass(frozen=True, slots=True)
class _Part:
    """A stretch of a quote and the token sequences that may stand for it; the empty one where it may be left out."""

    text: str
    ways: tuple[tuple[str, ...], ...]
    may_go: bool = False


def settle(sentences: Sequence[CitedSentence], proposed: Sequence[tuple[int, str]]) -> list[Settled]:
    """Every sentence once, in the order of `proposed` (number, text), reworded where that may stand, else as quoted.

    Numbers count from 1. Those that nobody named come last in their own order; of two for one number the first counts.
    """
    texts: dict[int, str] = {}
    for number, text in proposed:
        if 1 <= number <= len(sentences):
            texts.setdefault(number, " ".join(text.split()))
    left = [number for number in range(1, len(sentences) + 1) if number not in texts]
    return [_settled(number, sentences[number - 1], texts.get(number, "")) for number in (*texts, *left)]


def _settled(number: int, sentence: CitedSentence, text: str) -> Settled:
    shown = text if may_stand(text, sentence) else sentence.text
    return Settled(number, shown, share_changed(sentence.text, shown))


def may_stand(text: str, sentence: CitedSentence) -> bool:
    """Whether `text` says what `sentence` says, in its order, less what carries nothing, and the gate lets it pass."""
    if not text.strip() or len(text) > LONGEST:
        return False
    undone = _undone(_tokens(text), sentence.text)
    return undone is not None and says_no_more(undone, [citation.quote for citation in sentence.citations])


def share_changed(before: str, after: str) -> float:
    """How much of the words differs, 0 to 1; a word in another place counts as changed."""
    if before == after:
        return 0.0
    return 1 - SequenceMatcher(None, _tokens(before), _tokens(after), autojunk=False).ratio()


def share_kept(before: str, after: str) -> float:
    """How much of the words of `before` stands in `after`, in its order, 0 to 1; what was added counts for nothing."""
    words = _tokens(before.casefold())
    if not words:
        return 0.0
    matcher = SequenceMatcher(None, words, _tokens(after.casefold()), autojunk=False)
    return sum(block.size for block in matcher.get_matching_blocks()) / len(words)


def plain_words() -> Mapping[str, str]:
    """The learned words that may be replaced, and by what."""
    return dict(_rules()["plain"])


def _tokens(text: str) -> tuple[str, ...]:
    return tuple(_TOKEN.findall(text))


def _undone(tokens: tuple[str, ...], quoted: str) -> str | None:
    """The words of `quoted` that `tokens` stand for; None where they stand for something else."""
    reached = {0: ""}
    for part in _parts(quoted):
        further: dict[int, str] = {}
        for place, kept in reached.items():
            for way in part.ways:
                if _same(tokens[place : place + len(way)], way, begins=place == 0):
                    further.setdefault(place + len(way), kept + part.text)
            if part.may_go:
                further.setdefault(place, kept)
        reached = further
    return reached.get(len(tokens))


def _same(some: tuple[str, ...], other: tuple[str, ...], *, begins: bool) -> bool:
    """Letter by letter; only the first letter of a sentence may be large or small."""
    if begins and some and other:
        return (some[0][:1].casefold(), some[0][1:], some[1:]) == (other[0][:1].casefold(), other[0][1:], other[1:])
    return some == other


def _parts(quoted: str) -> Iterator[_Part]:
    plain: Mapping[str, str] = _rules()["plain"]
    end = 0
    for found in _changeable().finditer(quoted):
        yield from _as_it_is(quoted[end : found.start()])
        text, end = found.group(), found.end()
        if found["word"]:
            ways = (_tokens(text), _tokens(_in_case_of(text, plain[text.casefold()])))
            yield _Part(text, ways)
        else:
            yield _Part(text, (_tokens(text),), may_go=not (found["brackets"] and _limits(text)))
    yield from _as_it_is(quoted[end:])


def _as_it_is(text: str) -> Iterator[_Part]:
    if text:
        yield _Part(text, (_tokens(text),))


def _in_case_of(text: str, word: str) -> str:
    return word[0].upper() + word[1:] if text[0].isupper() else word


def _limits(text: str) -> bool:
    words = {token.casefold() for token in _tokens(text)}
    return not words.isdisjoint(_rules()["limiting"]) or any(map(str.isdigit, text))


@cache
def _changeable() -> "re.Pattern[str]":
    """All that may be left out or replaced, the longest first."""
    rules = _rules()
    openings, names, learned = (_any_of(rules[name]) for name in ("openings", "other_names", "plain"))
    return re.compile(
        rf"(?P<opening>\A(?:{openings})\s*[,，]\s*)"
        r"|(?P<brackets>\s*[(（][^()（）]*[)）])"
        rf"|(?P<name>\s*[,，]\s*(?:{names})\s*[^,，.。;；:：()（）]{{1,60}}(?:[,，]|(?=[.。]\Z)))"
        rf"|(?P<word>(?<![A-Za-z])(?:{learned})(?![A-Za-z]))",
        re.IGNORECASE,
    )


def _any_of(words: Sequence[str] | Mapping[str, str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


@cache
def _rules() -> dict[str, Any]:
    return tomllib.loads((files(__package__) / "rewording.toml").read_text(encoding="utf-8"))
