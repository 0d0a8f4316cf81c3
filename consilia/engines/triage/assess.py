"""From a message and its facts to a verdict: the one thing this engine does."""

import re

from consilia.engines.triage.alarms import in_doubt
from consilia.engines.triage.context import Context
from consilia.engines.triage.datafiles import rules_version
from consilia.engines.triage.departments import choose, topic_departments
from consilia.engines.triage.lexicon import lexicon
from consilia.engines.triage.normalise import Normalised, normalise
from consilia.engines.triage.numbers import measure
from consilia.engines.triage.questions import ask_next, flags_answered
from consilia.engines.triage.rules import Evidence, Fired, fire, precedence, rulebook
from consilia.engines.triage.second_reader import TOGETHER, raised
from consilia.engines.triage.verdicts import Assessment, Facts, Level, RedFlag

RULES_VERSION = rules_version()
QUOTE_LIMIT = 160

_LETTERS = re.compile(r"[a-z]{2}|[\u3400-\u9fff]{2}")
_NO_FACTS = Facts()


def assess(text: str, *, language: str | None = None, facts: Facts = _NO_FACTS) -> Assessment:
    """The verdict on one message about one person; never raises, whatever the text holds.

    `language` is accepted for callers that know it; both lexicons are always read, as people mix languages.
    The scale of levels follows five-level emergency triage (Taiwan TTAS, 2010) folded into four.
    """
    plain = normalise(text)
    evidence = gather(plain, facts)
    fired = fire(evidence, rulebook())
    answered = [Fired(rule) for rule in flags_answered(facts.answers)]
    fired = sorted([*answered, *fired], key=precedence)
    topics = topic_departments(plain.windows, evidence.mentions)
    doubtful = _unreadable(plain) or in_doubt(evidence, fired, topics)
    by_rules = _level(fired, evidence)
    level, unsure = raised(by_rules, plain.text, evidence.mentions, unsure=doubtful)
    flags = _red_flags(fired, plain, text)
    if level is not by_rules:
        flags = (RedFlag(TOGETHER, "", 0, 0), *flags)
    if unsure and level is Level.ROUTINE:
        level = Level.SOON
    return Assessment(
        level=level,
        unsure=unsure,
        departments=choose(fired, topics, evidence, level) if fired or topics or evidence.mentions else (),
        red_flags=flags,
        ask_next=ask_next(evidence, level),
        rules_version=RULES_VERSION,
    )


def make_ready() -> None:
    """Read all rules and words now, which takes a second or two, and not at the first message."""
    assess("I have a headache 我頭痛")


def gather(plain: Normalised, facts: Facts) -> Evidence:
    """What the text mentions and measures, with the facts: all that rules may look at."""
    words = lexicon()
    context = Context(plain)
    found = context.mentions(words.find(plain.windows), words.kinds)
    return Evidence(tuple(found), context.of_today(measure(plain.text)), facts)


def _level(fired: list[Fired], evidence: Evidence) -> Level:
    """The highest rule; without a rule, a sign that lasts or returns is `soon`, all else `routine`."""
    if fired:
        return fired[0].rule.level
    if evidence.live({"cry_for_help"}):
        return Level.URGENT
    lasting = evidence.live({"lasting", "worsening"}) or any(days >= 21 for days in evidence.measures.of("days"))
    mild = evidence.live({"mild", "information_wanted"})
    complaint = evidence.live({"complaint"})
    return Level.SOON if lasting and complaint and not mild else Level.ROUTINE


def _unreadable(plain: Normalised) -> bool:
    """Too short to hold a sentence, or only part of it read."""
    return plain.cut or not _LETTERS.search(plain.text)


def _red_flags(fired: list[Fired], plain: Normalised, text: str) -> tuple[RedFlag, ...]:
    flags: dict[str, RedFlag] = {}
    for one in fired:
        if one.rule.flag and one.rule.id not in flags:
            start, end = _quoted(one, plain)
            flags[one.rule.id] = RedFlag(one.rule.id, text[start:end], start, end)
    return tuple(flags.values())


def _quoted(fired: Fired, plain: Normalised) -> tuple[int, int]:
    """The words that fired the rule: all of them when they stand close, else the first; nothing for an answer."""
    words = fired.because or fired.numbers
    if not words:
        return 0, 0
    start = min(one.start for one in words)
    end = max(one.end for one in words)
    if end - start > QUOTE_LIMIT:
        start, end = words[0].start, min(words[0].end, words[0].start + QUOTE_LIMIT)
    return plain.origin(start, end)
