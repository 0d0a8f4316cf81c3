"""Rules as data: read, refused when incomplete, and held against what a text says.

A line of `when` is a conjunction: `concept`, `one|other`, `!never`, `age<3m`, `temp>=38`, `sex=male`, `child`.
Lines are alternatives. Signs of one line must stand near each other; risks count anywhere in the text.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from typing import Any

from consilia.engines.triage.context import Mention
from consilia.engines.triage.datafiles import table, tables
from consilia.engines.triage.lexicon import LANGUAGES, Kind, lexicon
from consilia.engines.triage.numbers import Measures, Reading
from consilia.engines.triage.verdicts import Facts, Level

# Two signs farther apart than this in a long letter are seldom one illness.
NEAR = 260
CHILD_UNDER = 16.0

_COMPARISON = re.compile(r"^(age|temp|sbp|dbp|spo2|glucose|hr|rr|weeks|days|words)(<=|>=|<|>)(\d+(?:\.\d+)?)(m?)$")
_REQUIRED = ("id", "level", "departments", "guideline", "reviewer", "when", "must_fire", "must_not_fire")
_WITHOUT_CONCEPT = frozenset({"child", "infant"})
_OLD = frozenset({"elderly", "elder_word", "aged_person"})
_OLD_FROM = 55
_SMALL_CHILD = 10


class BadRule(ValueError):
    """A rule in the data files is incomplete or names something that does not exist."""


@dataclass(frozen=True, slots=True)
class Example:
    """A message a rule must (or must not) fire on, with the facts it needs."""

    language: str
    text: str
    age: float | None = None
    sex: str | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """A number the text or the facts must hold, e.g. temp >= 38."""

    name: str
    relation: str
    limit: float


@dataclass(frozen=True, slots=True)
class Term:
    """One condition of a line: any of its parts holds, or none where `denied`."""

    source: str
    concepts: tuple[str, ...]
    comparisons: tuple[Comparison, ...]
    sex: str
    denied: bool
    needs: frozenset[str]
    """Concepts of which a text must mention one; empty where the term may hold without."""


@dataclass(frozen=True)
class Rule:
    """A rule as a clinician signs it; `flag` is False for advice that is no danger sign."""

    id: str
    level: Level
    departments: tuple[str, ...]
    guideline: str
    reviewer: str
    lines: tuple[tuple[Term, ...], ...]
    must_fire: tuple[Example, ...]
    must_not_fire: tuple[Example, ...]
    flag: bool = True

    @cached_property
    def of_long_standing(self) -> "Rule":
        """The rule where its sign is told as being so for weeks or years: to be seen soon, no danger sign."""
        return replace(self, level=Level.SOON, flag=False)


class Rulebook(tuple[Rule, ...]):
    """Rules in the order of their files; knows which of their lines a text can make hold at all."""

    @cached_property
    def _by_concept(self) -> dict[str, list[tuple[int, int]]]:
        """Places (rule, line) by the concepts of which a line needs one; under "" those that need none."""
        places: dict[str, list[tuple[int, int]]] = {}
        for number, rule in enumerate(self):
            for at, line in enumerate(rule.lines):
                needed = min((term.needs for term in line if term.needs), key=len, default=("",))
                for concept in needed:
                    places.setdefault(concept, []).append((number, at))
        return places

    def within_reach(self, named: Iterable[str]) -> Iterator[tuple[Rule, tuple[Term, ...]]]:
        """Each rule with each of its lines that may hold where these concepts are named, in order."""
        found = {place for concept in ("", *named) for place in self._by_concept.get(concept, ())}
        for number, at in sorted(found):
            yield self[number], self[number].lines[at]


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that a rule may look at."""

    mentions: tuple[Mention, ...]
    measures: Measures
    facts: Facts
    _live: dict[str, list[Mention]] = field(init=False, repr=False, compare=False, default_factory=dict)
    named: frozenset[str] = field(init=False, repr=False, compare=False, default=frozenset())
    """Concepts with a mention that no context cancels."""

    def __post_init__(self) -> None:
        for mention in self.mentions:
            if mention.live:
                self._live.setdefault(mention.concept, []).append(mention)
        object.__setattr__(self, "named", frozenset(self._live))

    def live(self, concepts: Iterable[str]) -> list[Mention]:
        """Mentions of these concepts that no context cancels."""
        # A stated age decides who is a child; words such as "my kids" then say nothing about the patient.
        wanted = set(concepts) & self._live.keys()
        if wanted & _WITHOUT_CONCEPT and self.age is not None:
            wanted -= _WITHOUT_CONCEPT
        # Nor do "grandma says" where the patient is young: told by the form, or a small child by the text.
        if wanted & _OLD and self.age is not None and self.age < (_OLD_FROM if self.facts.age else _SMALL_CHILD):
            wanted -= _OLD
        found = [mention for name in wanted for mention in self._live[name]]
        return sorted(found, key=lambda one: (one.start, one.end, one.concept))

    @property
    def age(self) -> float | None:
        """Age in years: as given, else the first the text states; a given 0 may be any age under one."""
        given, told = self.facts.age, next(self.measures.of("age"), None)
        if given is None or (given == 0 and told is not None and told < 1):
            return told
        return given

    @property
    def is_child(self) -> bool:
        """By the age, or by the words where no age is known."""
        return bool(_person("child", self) or self.live(("child",)))


@dataclass(frozen=True, slots=True)
class Fired:
    """A rule that holds, and the mentions and numbers of the text that made it hold."""

    rule: Rule
    because: tuple[Mention, ...] = ()
    numbers: tuple[Reading, ...] = ()


def fire(evidence: Evidence, rules: Rulebook) -> list[Fired]:
    """Every rule that holds, most urgent first."""
    fired: dict[str, Fired] = {}
    waiting = _that_can_wait(evidence)
    for rule, line in rules.within_reach(evidence.named):
        if rule.id not in fired and (because := holds(line, evidence)) is not None:
            as_told = rule.of_long_standing if rule.id in waiting else rule
            fired[rule.id] = Fired(as_told, because, _numbers(line, evidence))
    return sorted(fired.values(), key=precedence)


def _that_can_wait(evidence: Evidence) -> frozenset[str]:
    """Ids of the rules that this message's long and even course makes less urgent."""
    told, new, rules = _long_standing()
    return rules if evidence.live(told) and not evidence.live(new) else frozenset()


@cache
def _long_standing() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Concepts that tell a long course, those that tell something new, and the rules that a long course calms."""
    data = table("long_standing.toml")
    told, new, rules = (frozenset(data[key]) for key in ("told", "new", "rules"))
    if unknown := (told | new) - lexicon().kinds.keys() | rules - {rule.id for rule in rulebook()}:
        raise BadRule(f"long_standing.toml names what does not exist: {sorted(unknown)}")
    return told, new, rules


def precedence(fired: Fired) -> tuple[int, bool, int]:
    """Sorting key: most urgent first, danger signs before advice, then what more words support."""
    return -fired.rule.level.rank, not fired.rule.flag, -len(fired.because)


@cache
def rulebook() -> Rulebook:
    """All rules of the data files; raises BadRule."""
    rules = [read_rule(data) for file in tables("rules") for data in file["rule"]]
    ids = [rule.id for rule in rules]
    if len(ids) != len(set(ids)):
        raise BadRule(f"defined twice: {sorted({one for one in ids if ids.count(one) > 1})}")
    return Rulebook(rules)


def read_rule(data: Mapping[str, Any]) -> Rule:
    """One rule from its table; raises BadRule where anything a clinician needs is missing."""
    missing = [key for key in _REQUIRED if not data.get(key)]
    if missing:
        raise BadRule(f"{data.get('id', 'a rule without id')}: lacks {', '.join(missing)}")
    return Rule(
        id=data["id"],
        level=Level(data["level"]),
        departments=tuple(data["departments"]),
        guideline=data["guideline"],
        reviewer=data["reviewer"],
        lines=tuple(read_line(line) for line in data["when"]),
        must_fire=_examples(data, "must_fire"),
        must_not_fire=_examples(data, "must_not_fire"),
        flag=data.get("flag", True),
    )


def _examples(data: Mapping[str, Any], key: str) -> tuple[Example, ...]:
    found: list[Example] = []
    for language in LANGUAGES:
        entries = data[key].get(language)
        if not entries:
            raise BadRule(f"{data['id']}: no {key} example in {language}")
        for entry in entries:
            found.append(Example(language, entry) if isinstance(entry, str) else Example(language, **entry))
    return tuple(found)


def read_line(line: str) -> tuple[Term, ...]:
    """The terms of one line of `when`; raises BadRule."""
    return tuple(_term(word) for word in line.split())


def _term(word: str) -> Term:
    concepts: list[str] = []
    comparisons: list[Comparison] = []
    sex = ""
    for part in word.removeprefix("!").split("|"):
        if match := _COMPARISON.match(part):
            name, relation, value, months = match.groups()
            comparisons.append(Comparison(name, relation, float(value) / (12 if months else 1)))
        elif part.startswith("sex="):
            sex = part[4:]
        elif part in lexicon().kinds:
            concepts.append(part)
        else:
            raise BadRule(f"unknown concept {part!r} in {word!r}")
    denied = word.startswith("!")
    otherwise = denied or sex or comparisons or _WITHOUT_CONCEPT & set(concepts)
    return Term(
        word, tuple(concepts), tuple(comparisons), sex, denied, frozenset() if otherwise else frozenset(concepts)
    )


def holds(line: tuple[Term, ...], evidence: Evidence) -> tuple[Mention, ...] | None:
    """The mentions that make a line hold (none where numbers or facts alone do); None where it does not."""
    # Most lines end here: quicker than looking at each term.
    for term in line:
        if term.needs and term.needs.isdisjoint(evidence.named):
            return None
    groups: list[list[Mention]] = []
    for term in line:
        found = evidence.live(term.concepts)
        if bool(found or _otherwise(term, evidence)) is term.denied:
            return None
        # A part that holds by a number or by the age needs no mention near the others.
        if found and not term.denied:
            groups.append(found)
    return _together(groups)


def _otherwise(term: Term, evidence: Evidence) -> bool:
    """Whether a term holds without a mention: by a number, the sex or the age."""
    if term.sex and evidence.facts.sex == term.sex:
        return True
    return any(_person(name, evidence) for name in term.concepts) or any(
        _compare(value, one.relation, one.limit)
        for one in term.comparisons
        for value in ([evidence.age] if one.name == "age" else evidence.measures.of(one.name))
        if value is not None
    )


def _numbers(line: tuple[Term, ...], evidence: Evidence) -> tuple[Reading, ...]:
    """The numbers of the text that a line asks for and got."""
    wanted = [one for term in line if not term.denied for one in term.comparisons]
    return tuple(
        reading
        for one in wanted
        for reading in evidence.measures.readings
        if reading.name == one.name and _compare(reading.value, one.relation, one.limit)
    )


def _compare(value: float, relation: str, limit: float) -> bool:
    return {"<": value < limit, "<=": value <= limit, ">": value > limit, ">=": value >= limit}[relation]


def _person(name: str, evidence: Evidence) -> bool:
    if evidence.age is None:
        return False
    if name == "child":
        return evidence.age < CHILD_UNDER
    return name == "infant" and evidence.age < 1


def _together(groups: list[list[Mention]]) -> tuple[Mention, ...] | None:
    """One mention of each group, signs near each other; None when they are not."""
    signs = [group for group in groups if any(mention.kind is not Kind.RISK for mention in group)]
    risks = tuple(group[0] for group in groups if group not in signs)
    if not signs:
        return risks
    for anchor in signs[0]:
        nearest = [min(group, key=lambda one: abs(one.start - anchor.start)) for group in signs[1:]]
        if all(abs(one.start - anchor.start) <= NEAR for one in nearest):
            return (anchor, *nearest, *risks)
    return None
