"""Rules, explanations and comparisons: as lines to read on a terminal, and as records for scripts."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any, Final

from consilia.engines.triage import Assessment
from consilia.engines.triage.comparing import Comparison, Judged
from consilia.engines.triage.explaining import (
    MEASURES,
    Concept,
    Explanation,
    Heard,
    Named,
    Number,
    Reason,
    SecondReading,
    in_words,
    source_of,
)
from consilia.engines.triage.rules import Example, Rule

HEADS: Final = ("rule", "level", "lines", "reviewer", "departments", "guideline")
_WIDE: Final = frozenset("WF")


def rule_table(rules: Iterable[Rule], *, names: Mapping[str, str], width: int | None) -> Iterator[str]:
    """One line a rule under a line of heads, cut to `width` columns where one is given.

    `names` says what a department is called, by its English name.
    """
    rows = [
        (
            rule.id,
            rule.level.value,
            str(len(rule.lines)),
            rule.reviewer,
            ", ".join(names.get(one, one) for one in rule.departments),
            rule.guideline,
        )
        for rule in rules
    ]
    for line in _columns([HEADS, *rows]):
        yield line if width is None else _cut(line, width)


def rule_told(rule: Rule, *, concepts: Iterable[Concept]) -> Iterator[str]:
    """The whole rule; `concepts` with their patterns at the end, where any are given."""
    kind = "danger sign" if rule.flag else "advice, no danger sign"
    yield f"{rule.id}: {rule.level.value} ({kind})"
    yield f"departments: {', '.join(rule.departments)}"
    yield f"guideline: {rule.guideline}"
    yield f"reviewer: {rule.reviewer}"
    yield f"\nfires when one of these {len(rule.lines)} lines holds:"
    yield from (f"  {number}. {in_words(line)}" for number, line in enumerate(rule.lines, 1))
    yield "\nmust fire on:"
    yield from map(_example, rule.must_fire)
    yield "\nmust not fire on:"
    yield from map(_example, rule.must_not_fire)
    for concept in concepts:
        yield f"\n{concept.id} ({concept.kind.value})"
        yield from (f"  {language}: {one}" for language, patterns in concept.patterns.items() for one in patterns)


def explanation_told(one: Explanation) -> Iterator[str]:
    """Step by step, as the engine went; the verdict last."""
    yield f"read as: {one.text}"
    yield from _part("concepts named", _named(one.named))
    yield from _part("numbers read", map(_number, one.numbers))
    yield from _part("rules that fired, most urgent first", map(_reason, one.reasons))
    yield from _part("alarms that sound", map(_heard, one.alarms))
    yield from _part("second reader, which reads all words", _second_reading(one.second_reading))
    yield from _part("departments whose topic words stand there", one.topics)
    yield from _part("verdict", _verdict(one.verdict, one.why_unsure))
    yield from _part("would be asked next", (f"{asked.id}: {asked.text['en']}" for asked in one.asked_next))


def rule_record(rule: Rule, *, names: Mapping[str, str]) -> dict[str, Any]:
    """What `rule_table` shows of a rule."""
    return {
        "id": rule.id,
        "level": rule.level.value,
        "departments": [names.get(one, one) for one in rule.departments],
        "guideline": rule.guideline,
        "reviewer": rule.reviewer,
        "lines": len(rule.lines),
    }


def whole_rule_record(rule: Rule, *, concepts: Iterable[Concept]) -> dict[str, Any]:
    """What `rule_told` shows of a rule; each line as it stands in the file and in words."""
    return {
        "id": rule.id,
        "level": rule.level.value,
        "flag": rule.flag,
        "departments": list(rule.departments),
        "guideline": rule.guideline,
        "reviewer": rule.reviewer,
        "lines": [{"when": source_of(line), "in_words": in_words(line)} for line in rule.lines],
        "must_fire": [asdict(example) for example in rule.must_fire],
        "must_not_fire": [asdict(example) for example in rule.must_not_fire],
        "concepts": [asdict(concept) for concept in concepts],
    }


def explanation_record(one: Explanation) -> dict[str, Any]:
    """All of an explanation."""
    questions = [{"id": asked.id, **asked.text} for asked in one.asked_next]
    return asdict(replace(one, asked_next=())) | {"asked_next": questions}


def comparison_told(one: Comparison) -> str:
    """The id and what changed; never a word of the message."""
    return f"{one.id}  {'; '.join(_changes(one.before, one.after))}"


def summary_told(judged: Sequence[Comparison]) -> str:
    """How many differ, and which way."""
    differ = sum(one.differs for one in judged)
    up, down = sum(one.steps > 0 for one in judged), sum(one.steps < 0 for one in judged)
    lost = sum(one.loses_emergency for one in judged)
    return (
        f"{len(judged)} judged, {differ} differ: {up} up, {down} down in level; {lost} emergencies became less; "
        f"unsure {sum(one.before.unsure for one in judged)} -> {sum(one.after.unsure for one in judged)}"
    )


def _part(title: str, lines: Iterable[str]) -> Iterator[str]:
    yield f"\n{title}:"
    yield from [f"  {line}" for line in lines] or ["  none"]


def _example(one: Example) -> str:
    facts = [f"age {one.age:g}"] if one.age is not None else []
    facts += [one.sex] if one.sex else []
    return f"  {one.language}: {one.text}" + (f" ({', '.join(facts)})" if facts else "")


def _named(named: Iterable[Named]) -> Iterator[str]:
    """Many concepts share the same words: a line for each words, with what is said of them."""
    concepts: dict[str, dict[str, None]] = {}
    for one in named:
        contexts = f" [{', '.join(one.contexts)}]" if one.contexts else ""
        head = _quoted([one.words]) + contexts + ("" if one.live else " cancelled")
        concepts.setdefault(head, {})[one.concept] = None
    yield from (f"{head}: {', '.join(names)}" for head, names in concepts.items())


def _number(one: Number) -> str:
    name, unit = MEASURES[one.name]
    return f"{name} {one.value:.4g}{unit} by {_quoted([one.words])}"


def _reason(one: Reason) -> str:
    return f"{one.rule} ({one.level.value}) by {_quoted(one.words)}: {one.line}"


def _heard(one: Heard) -> str:
    explained = "explained by a rule" if one.explained else "no rule explains it"
    return f"{one.alarm} by {_quoted(one.words)}: {explained}"


def _second_reading(one: SecondReading) -> Iterator[str]:
    marks = f"a person looks from {one.unsure_from:g} on, an emergency from {one.emergency_from:g} on"
    yield f"like an emergency: {one.likeness:.2f} ({marks})"
    for weighed in one.heaviest:
        yield f"{weighed.weight:+.2f} {weighed.words}"


def _verdict(verdict: Assessment, why_unsure: Sequence[str]) -> Iterator[str]:
    yield f"level: {verdict.level.value}"
    yield "unsure: " + (f"yes ({'; '.join(why_unsure)})" if verdict.unsure else "no")
    yield f"departments: {', '.join(verdict.departments) or 'none'}"
    yield f"red flags: {', '.join(flag.id for flag in verdict.red_flags) or 'none'}"
    yield f"rules version: {verdict.rules_version}"


def _quoted(words: Iterable[str]) -> str:
    """What decided; a rule can hold by the age or the sex alone, which are no words of the text."""
    return ", ".join(f'"{one.strip()}"' for one in words) or "facts alone"


def _changes(before: Judged, after: Judged) -> Iterator[str]:
    if before.level is not after.level:
        yield f"{before.level.value} -> {after.level.value}"
    if before.unsure is not after.unsure:
        yield "unsure now" if after.unsure else "unsure no more"
    if before.departments != after.departments:
        yield f"departments {_listed(before.departments)} -> {_listed(after.departments)}"
    if set(before.red_flags) != set(after.red_flags):
        yield f"red flags {_added_and_gone(before.red_flags, after.red_flags)}"


def _added_and_gone(before: Sequence[str], after: Sequence[str]) -> str:
    added = [f"+{flag}" for flag in after if flag not in before]
    return " ".join([*added, *(f"-{flag}" for flag in before if flag not in after)])


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names) or "none"


def _columns(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        padded = (cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True))
        yield "  ".join(padded).rstrip()


def _width(text: str) -> int:
    """Columns of a terminal: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(character) in _WIDE else 1 for character in text)


def _cut(line: str, width: int) -> str:
    if _width(line) <= width:
        return line
    while line and _width(line) >= width:
        line = line[:-1]
    return line + "…"
