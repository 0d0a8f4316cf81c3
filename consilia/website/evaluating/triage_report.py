"""What `consilia evaluate triage` found, as lines to read: numbers, ids and red flags, never what anybody wrote."""

from collections.abc import Iterable, Iterator, Sequence

from consilia.engines.triage import Level
from consilia.website.evaluating.results import Share
from consilia.website.evaluating.triage import MEASURES, Group, Miss, TriageEvaluation

_CELL = 11
_LABEL = 52


def report(found: TriageEvaluation) -> Iterator[str]:
    """Measures and confusions of all and of each language, then the misses."""
    yield f"rules {found.rules_version}"
    for name, group in found.groups.items():
        yield f"\n{name}: {group.messages} messages"
        yield from _measures(group)
        yield from _confusion(group)
    yield from _misses("called calmer than they are", found.too_calm)
    yield from _misses("called more urgent than they are", found.too_urgent)


def _measures(group: Group) -> Iterator[str]:
    for name, measure in MEASURES.items():
        yield f"  {measure.words:{_LABEL}} {_share(group.measures[name])}"


def _share(share: Share) -> str:
    if not share.asked:
        return "none to ask"
    return f"{share.share:6.1%}  {share.hits}/{share.asked}  (95 %: {share.low:.1%}-{share.high:.1%})"


def _confusion(group: Group) -> Iterator[str]:
    yield "  " + _row("judged, called", [level.value for level in Level])
    for gold, said in group.confusion.items():
        yield "  " + _row(gold, map(str, said.values()))


def _row(name: str, cells: Iterable[str]) -> str:
    return f"{name:16}" + "".join(f"{cell:>{_CELL}}" for cell in cells)


def _misses(title: str, misses: Sequence[Miss]) -> Iterator[str]:
    yield f"\n{title}: {len(misses)}"
    for one in misses:
        unsure = " (unsure)" if one.unsure else ""
        flags = f"  expected {', '.join(one.red_flags)}" if one.red_flags else ""
        yield f"  {one.id}  {one.language}  {one.gold.value} -> {one.predicted.value}{unsure}{flags}"
