"""Which departments fit, when rules alone do not say: topic words, the patient's age, and the family doctor."""

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache

from consilia.engines.triage.context import Mention
from consilia.engines.triage.datafiles import table
from consilia.engines.triage.lexicon import entry_patterns
from consilia.engines.triage.patterns import PatternIndex, Window
from consilia.engines.triage.rules import Evidence, Fired
from consilia.engines.triage.verdicts import Level

SHOWN = 3


def topic_departments(windows: Iterable[Window], mentions: Iterable[Mention] = ()) -> list[str]:
    """Departments whose topic words stand in plain text, most words first, longer words weighing more.

    What is denied is no topic: "no cough, no chest pain" would send a knee to the heart.
    """
    denied = {at for one in mentions if "negated" in one.contexts for at in range(one.start, one.end)}
    weight: Counter[str] = Counter()
    for name, start, end in set(_topics().matches(windows)):
        if denied and not denied.isdisjoint(range(start, end)):
            continue
        weight[name] += 2 if end - start > 2 else 1
    order = list(table_order())
    return sorted(weight, key=lambda name: (-weight[name], order.index(name)))


def choose(fired: Sequence[Fired], topics: list[str], evidence: Evidence, level: Level) -> tuple[str, ...]:
    """At most three, best first; empty only when nothing at all was recognised."""
    ranked = [name for one in fired if one.rule.level is level for name in one.rule.departments]
    if level is Level.EMERGENCY and not ranked:
        # Only the sum of all signs made it an emergency: the departments of the rules below it come next.
        ranked = ["Emergency Medicine", *(name for one in fired for name in one.rule.departments)]
    child = evidence.age is not None and evidence.age < 13
    if child:
        # Physicians of adults see no children: where a rule names them, a child is meant for the pediatrician.
        ranked = ["Pediatrics" if name == "Internal Medicine" else name for name in ranked]
        topics = [name for name in topics if name != "Internal Medicine"]
    if child and level.rank >= Level.URGENT.rank:
        ranked = [*ranked[:2], "Pediatrics", *ranked[2:]]
    elif child:
        ranked = [*ranked[:1], "Pediatrics", *ranked[1:], *topics]
    if level.rank <= Level.SOON.rank and len(ranked) < SHOWN:
        # The family doctor always keeps a place where nothing is urgent: most such questions end there.
        room = [name for name in dict.fromkeys([*ranked, *topics]) if name != "Family Medicine"]
        lead = ranked[:1] == ["Family Medicine"] or not room
        ranked = ["Family Medicine", *room] if lead else [*room[: SHOWN - 1], "Family Medicine"]
    return tuple(dict.fromkeys([*ranked, *topics]))[:SHOWN]


@cache
def table_order() -> tuple[str, ...]:
    """Canonical names in the order of the data file."""
    return tuple(table("departments.toml"))


@cache
def _topics() -> PatternIndex:
    return PatternIndex(
        pattern for name, entry in table("departments.toml").items() for pattern in entry_patterns(name, entry)
    )
