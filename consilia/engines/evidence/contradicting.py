"""Whether a sentence says the opposite of a doctor's reply, by rules that can be told in a line. Precision first.

Compared is what is claimed of the same thing: advice for or against it, whether it is safe, needed, contagious or
curable, a dose, and how soon to be seen. A sentence with a condition ("if", "unless") claims nothing of everybody, and
is passed over, except where it tells when to go.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from consilia.engines.evidence.focus import focus_of

_SENTENCE = re.compile(r"[.!?。！？]|\b(?:but|whereas)\b|但", re.IGNORECASE)
_CLAUSE = re.compile(r"[;:；：，]|,(?!\d)|\b(?:while|although)\b|而", re.IGNORECASE)
_CONDITION = re.compile(
    r"\b(?:if|unless|until|when|except|before|after|in case|without)\b|如果|若|除非|除了|以前|之前|(?<![應適])當(?!然)",
    re.IGNORECASE,
)
_DOSE = re.compile(r"(\d+(?:\.\d+)?)\s*(mg|mcg|g|ml|units?|tablets?|毫克|公克|毫升|顆|粒|錠)", re.IGNORECASE)
_DAY, _WEEK, _MONTH = 24, 7 * 24, 30 * 24
_HOURS: Final = {
    "hour": 1,
    "小時": 1,
    "day": _DAY,
    "天": _DAY,
    "日": _DAY,
    "month": _MONTH,
    "個月": _MONTH,
} | dict.fromkeys(("week", "週", "周"), _WEEK)
_WITHIN = re.compile(
    r"within (?:the next )?(?P<number>\w+|\d+) (?P<unit>hour|day|week|month)s?"
    r"|(?P<han>[一二兩三四五六七八九十\d]+)(?P<han_unit>小時|天|日|週|周|個月)內",
    re.IGNORECASE,
)
_NUMBERS: Final = {
    word: number
    for number, words in enumerate(
        (
            "a one 一",
            "two 二 兩",
            "three 三",
            "four 四",
            "five 五",
            "six 六",
            "seven 七",
            "eight 八",
            "nine 九",
            "ten 十",
        ),
        start=1,
    )
    for word in words.split()
}
TIMES_SOONER: Final = 3
# What stands in every clause of advice tells nothing of whom or what it is about.
_ACTS: Final = frozenset(["medicin", "drug", "tablet", "pill", "take", "use", "person"])


@dataclass(frozen=True, slots=True)
class _Claim:
    """`kind` of something is held to be so, or not so; `terms` are what it is said of."""

    kind: str
    holds: bool
    terms: frozenset[str]


def contradiction(sentence: str, reply: str, language: str) -> str | None:
    """The kind of contradiction between `sentence` and `reply`, or None.

    One of "advice", "safe", "needed", "contagious", "curable", "dose", "urgency".
    """
    zh = language.lower().startswith("zh")
    mine, theirs = list(_claims(sentence, zh=zh)), list(_claims(reply, zh=zh))
    for one in mine:
        # A reply that says both, for different cases, is no ground to leave a sentence out.
        same = [other for other in theirs if other.kind == one.kind and _of_the_same(one, other)]
        if same and all(other.holds != one.holds for other in same):
            return one.kind
    if _doses_differ(sentence, reply):
        return "dose"
    return "urgency" if _urgency_differs(sentence, reply, zh=zh) else None


def _of_the_same(one: _Claim, other: _Claim) -> bool:
    """What is said of the page's subject as a whole needs no name: "it is not contagious"."""
    return one.kind in {"contagious", "curable"} or bool((one.terms & other.terms) - _ACTS)


def _claims(text: str, *, zh: bool) -> Iterator[_Claim]:
    unconditional = (part for part in _SENTENCE.split(text) if not _CONDITION.search(part))
    for clause in (clause for part in unconditional for clause in _CLAUSE.split(part)):
        for kind, (against, for_it) in _cues("zh" if zh else "en").items():
            # Against first: "not safe" holds "safe".
            if found := against.search(clause):
                yield _Claim(kind, False, _said_of(kind, clause, found))
            elif found := for_it.search(clause):
                yield _Claim(kind, True, _said_of(kind, clause, found))


def _said_of(kind: str, clause: str, found: "re.Match[str]") -> frozenset[str]:
    """Advice is about what follows it, anything else about the clause."""
    return focus_of(clause[found.end() :] if kind == "advice" else clause)


def says_to_go_now(text: str) -> bool:
    """Whether it sends somebody to be seen at once, in either language."""
    return any(_when(language)[0].search(text) for language in ("en", "zh"))


def says_it_can_wait(text: str) -> bool:
    """Whether it says that there is no hurry, in either language."""
    return any(_when(language)[1].search(text) for language in ("en", "zh"))


def hours_to_be_seen(text: str) -> float:
    """Within how many hours to be seen, as the text has it; 0 where it names no such time."""
    return _hours(text, _seen_by_a_doctor())


def _doses_differ(sentence: str, reply: str) -> bool:
    doses = _doses(reply)
    return any(
        unit == other_unit and number != other_number and terms & other_terms
        for number, unit, terms in _doses(sentence)
        for other_number, other_unit, other_terms in doses
    )


def _doses(text: str) -> list[tuple[float, str, frozenset[str]]]:
    return [
        (float(found[1]), found[2].lower().rstrip("s"), focus_of(_DOSE.sub(" ", clause)) - _ACTS)
        for clause in re.split(r"[.;。；](?!\d)", text)
        for found in _DOSE.finditer(clause)
    ]


def _urgency_differs(sentence: str, reply: str, *, zh: bool) -> bool:
    now, can_wait = _when("zh" if zh else "en")
    shared = (focus_of(sentence) & focus_of(reply)) - _ACTS
    if not shared:
        return False
    if any(now.search(one) and can_wait.search(other) for one, other in ((sentence, reply), (reply, sentence))):
        waits = next(text for text in (reply, sentence) if can_wait.search(text))
        goes = sentence if waits is reply else reply
        return bool(_near(waits, can_wait) & _near(goes, now))
    mine, theirs = _hours(sentence, now), _hours(reply, now)
    return bool(mine and theirs) and max(mine, theirs) >= TIMES_SOONER * min(mine, theirs)


def _near(text: str, cue: "re.Pattern[str]") -> frozenset[str]:
    """What the sentence with the cue is about."""
    return frozenset().union(*(focus_of(part) for part in re.split(r"[.!?。！？]", text) if cue.search(part))) - _ACTS


def _hours(text: str, seen: "re.Pattern[str]") -> float:
    for part in re.split(r"[.!?。！？]", text):
        found = _WITHIN.search(part)
        if found and _seen_by_a_doctor().search(part):
            number = (found["number"] or found["han"]).lower()
            value = float(number) if number.isdigit() else float(_NUMBERS.get(number, 0))
            return value * _HOURS[(found["unit"] or found["han_unit"]).lower()]
    return 0.0


@cache
def _listed() -> dict[str, dict[str, list[str]]]:
    loaded: dict[str, dict[str, list[str]]] = tomllib.loads(
        (files(__package__) / "contradicting.toml").read_text(encoding="utf-8")
    )
    return loaded


@cache
def _cues(language: str) -> dict[str, tuple["re.Pattern[str]", "re.Pattern[str]"]]:
    """By kind, the words against and for."""
    own = _listed()[language]
    kinds = [name.removeprefix("not_") for name in own if name.startswith("not_")]
    return {kind: (_any(own[f"not_{kind}"], language), _any(own[kind], language)) for kind in kinds}


@cache
def _when(language: str) -> tuple["re.Pattern[str]", "re.Pattern[str]"]:
    own = _listed()[language]
    return _any(own["go_now"], language), _any(own["can_wait"], language)


@cache
def _seen_by_a_doctor() -> "re.Pattern[str]":
    return re.compile("|".join(_listed()["en"]["be_seen"] + _listed()["zh"]["be_seen"]), re.IGNORECASE)


def _any(patterns: list[str], language: str) -> "re.Pattern[str]":
    edge = r"\b" if language == "en" else ""
    return re.compile(rf"{edge}(?:{'|'.join(patterns)}){edge}", re.IGNORECASE)
