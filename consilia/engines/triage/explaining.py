"""What a rule says, in words, and why a message was judged as it was: for those who write, read and sign rules."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from consilia.engines.triage.alarms import Alarm, alarms, danger_but_for_context, unexplained
from consilia.engines.triage.assess import assess, gather
from consilia.engines.triage.context import Mention
from consilia.engines.triage.datafiles import tables
from consilia.engines.triage.departments import topic_departments
from consilia.engines.triage.lexicon import LANGUAGES, Kind
from consilia.engines.triage.normalise import Normalised, normalise
from consilia.engines.triage.numbers import LENGTH, Reading
from consilia.engines.triage.questions import SafetyQuestion, safety_questions
from consilia.engines.triage.rules import CHILD_UNDER, Comparison, Evidence, Fired, Rule, Term, fire, holds, rulebook
from consilia.engines.triage.second_reader import EMERGENCY_FROM, UNSURE_FROM, likeness, weighed
from consilia.engines.triage.verdicts import Assessment, Facts, Level

MEASURES: Mapping[str, tuple[str, str]] = {
    "age": ("age", " years"),
    "temp": ("temperature", " °C"),
    "sbp": ("upper blood pressure", " mmHg"),
    "dbp": ("lower blood pressure", " mmHg"),
    "spo2": ("oxygen saturation", " %"),
    "glucose": ("blood sugar", " mg/dL"),
    "hr": ("pulse", " a minute"),
    "rr": ("breaths", " a minute"),
    "weeks": ("pregnancy", " weeks"),
    "days": ("a time told", " days"),
    LENGTH: ("length of the message", " words"),
}
"""What the numbers of rules are called, and their units."""
RELATIONS: Mapping[str, str] = {"<": "under", "<=": "at most", ">": "over", ">=": "at least"}
# By the age where it is known; the words count where it is not.
_PEOPLE = {"child": f"child (under {CHILD_UNDER:g})", "infant": "infant (under 1)"}
MOST_WEIGHED = 8
_CRY_FOR_HELP = "cry_for_help"
_NO_FACTS = Facts()


class UnknownRule(LookupError):
    """No rule has this id."""


@dataclass(frozen=True, slots=True)
class Concept:
    """A concept and the patterns that stand for it, by language."""

    id: str
    kind: Kind
    patterns: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Named:
    """A concept as the message names it; `contexts` are what is said of it, `live` is False where they cancel it."""

    concept: str
    kind: Kind
    words: str
    contexts: tuple[str, ...]
    live: bool


@dataclass(frozen=True, slots=True)
class Number:
    """A number that was read; units are those of MEASURES."""

    name: str
    value: float
    words: str


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule that fired: the first of its lines that holds, and the words that made it hold."""

    rule: str
    level: Level
    line: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Heard:
    """An alarm that sounds; where no rule explains it the verdict is unsure, unless it is an emergency anyway."""

    alarm: str
    words: tuple[str, ...]
    explained: bool


@dataclass(frozen=True, slots=True)
class Weighed:
    """What words or characters add to the second reader's sum."""

    words: str
    weight: float


@dataclass(frozen=True, slots=True)
class SecondReading:
    """How like an emergency the whole message is, 0 to 1, and what weighs most in that, either way."""

    likeness: float
    emergency_from: float
    unsure_from: float
    heaviest: tuple[Weighed, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """All that decided. `text` is the plain form in which words are looked for; every `words` is cut from it."""

    text: str
    named: tuple[Named, ...]
    numbers: tuple[Number, ...]
    reasons: tuple[Reason, ...]
    alarms: tuple[Heard, ...]
    second_reading: SecondReading
    topics: tuple[str, ...]
    verdict: Assessment
    why_unsure: tuple[str, ...]
    asked_next: tuple[SafetyQuestion, ...]


def read_all_files() -> None:
    """Read every data file now, so that what is wrong in one is told before anything else.

    Raises BadRule, BadPattern or another ValueError; LookupError where something is missing.
    """
    # Judging one message reads them all.
    assess("headache")


def select_rules(*, level: Level | None = None, department: str | None = None) -> list[Rule]:
    """The rules of a level and a department (its English name), most urgent first, then by id; None leaves all."""
    chosen = [
        rule
        for rule in rulebook()
        if level in {None, rule.level} and (department is None or department in rule.departments)
    ]
    return sorted(chosen, key=lambda rule: (-rule.level.rank, rule.id))


def rule_named(rule_id: str) -> Rule:
    """The rule with this id; raises UnknownRule."""
    for rule in rulebook():
        if rule.id == rule_id:
            return rule
    raise UnknownRule(rule_id)


def source_of(line: Iterable[Term]) -> str:
    """A line as it stands in the data file."""
    return " ".join(term.source for term in line)


def in_words(line: Iterable[Term]) -> str:
    """A line as a sentence: "chest_pain, and radiates or sweating, but not stable_pattern"."""
    terms = list(line)
    wanted = [_term_in_words(term) for term in terms if not term.denied]
    denied = [_term_in_words(term) for term in terms if term.denied]
    return ", and ".join(wanted) + (f", but not {', nor '.join(denied)}" if denied else "")


def concepts_of(rule: Rule) -> list[Concept]:
    """The concepts that a rule names, with their patterns, in the order in which it names them."""
    named = dict.fromkeys(name for line in rule.lines for term in line for name in term.concepts)
    known = {concept.id: concept for concept in _concepts() if concept.id in named}
    return [known[name] for name in named]


def explain(text: str, *, facts: Facts = _NO_FACTS) -> Explanation:
    """The verdict of `assess` on a message, with everything that led to it."""
    plain = normalise(text)
    evidence = gather(plain, facts)
    fired = fire(evidence, rulebook())
    verdict = assess(text, facts=facts)
    heard = tuple(_heard(evidence, fired, plain))
    second = _second_reading(plain, evidence)
    return Explanation(
        text=plain.text,
        named=tuple(_named(mention, plain) for mention in evidence.mentions),
        numbers=tuple(Number(one.name, one.value, _words(one, plain)) for one in evidence.measures.readings),
        reasons=tuple(_reason(one, evidence, plain) for one in fired),
        alarms=heard,
        second_reading=second,
        topics=tuple(topic_departments(plain.windows, evidence.mentions)),
        verdict=verdict,
        why_unsure=_why_unsure(plain, evidence, fired, heard, second) if verdict.unsure else (),
        asked_next=safety_questions(verdict.ask_next),
    )


def _term_in_words(term: Term) -> str:
    parts = [
        *(_PEOPLE.get(name, name) for name in term.concepts),
        *(_comparison_in_words(one) for one in term.comparisons),
        *([f"sex {term.sex}"] if term.sex else []),
    ]
    return " or ".join(parts)


def _comparison_in_words(one: Comparison) -> str:
    name, unit = MEASURES[one.name]
    if one.name == "age" and one.limit < 1:
        return f"{name} {RELATIONS[one.relation]} {one.limit * 12:g} months"
    return f"{name} {RELATIONS[one.relation]} {one.limit:g}{unit}"


def _concepts() -> Iterator[Concept]:
    for data in tables("lexicon"):
        kind = Kind(data.pop("kind"))
        for name, entry in data.items():
            yield Concept(name, kind, {language: tuple(entry.get(language, ())) for language in LANGUAGES})


def _named(mention: Mention, plain: Normalised) -> Named:
    return Named(mention.concept, mention.kind, _words(mention, plain), tuple(sorted(mention.contexts)), mention.live)


def _reason(fired: Fired, evidence: Evidence, plain: Normalised) -> Reason:
    line = next(line for line in fired.rule.lines if holds(line, evidence) is not None)
    because: tuple[Mention | Reading, ...] = (*fired.because, *fired.numbers)
    words = tuple(dict.fromkeys(_words(one, plain) for one in because))
    return Reason(fired.rule.id, fired.rule.level, source_of(line), words)


def _heard(evidence: Evidence, fired: Iterable[Fired], plain: Normalised) -> Iterator[Heard]:
    unaccounted = set(unexplained(evidence, fired))
    for alarm in alarms():
        words = _sounding(alarm, evidence, plain)
        if words is not None:
            yield Heard(alarm.id, words, alarm.id not in unaccounted)


def _sounding(alarm: Alarm, evidence: Evidence, plain: Normalised) -> tuple[str, ...] | None:
    """The words of all its lines that hold; None where none does."""
    held = [because for line in alarm.lines if (because := holds(line, evidence)) is not None]
    return tuple(dict.fromkeys(_words(one, plain) for because in held for one in because)) if held else None


def _second_reading(plain: Normalised, evidence: Evidence) -> SecondReading:
    heaviest = sorted(weighed(plain.text, evidence.mentions).items(), key=lambda one: (-abs(one[1]), one[0]))[
        :MOST_WEIGHED
    ]
    return SecondReading(
        likeness=likeness(plain.text, evidence.mentions),
        emergency_from=EMERGENCY_FROM,
        unsure_from=UNSURE_FROM,
        heaviest=tuple(Weighed(words, weight) for words, weight in heaviest),
    )


def _why_unsure(
    plain: Normalised, evidence: Evidence, fired: Iterable[Fired], heard: Iterable[Heard], second: SecondReading
) -> tuple[str, ...]:
    told = [f"no rule explains the alarm {alarm.alarm}" for alarm in heard if not alarm.explained]
    if evidence.live({_CRY_FOR_HELP}):
        told.append("a cry for help")
    if second.likeness >= second.unsure_from:
        told.append("the second reader finds it like an emergency")
    if danger_but_for_context(evidence, fired):
        told.append("it would be an emergency, were what is told as past or only asked about of now")
    if plain.cut:
        told.append("only the beginning and the end of the text were read")
    return tuple(told) or ("too short to read, or no rule fired and nothing says that there is time",)


def _words(one: Mention | Reading, plain: Normalised) -> str:
    return plain.text[one.start : one.end]
