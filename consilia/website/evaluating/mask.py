"""How well masking finds what a person has marked: what stays readable, what is masked for nothing, and where.

Only letters and digits count, Chinese characters being letters: a space or a full stop left, or masked, is no fault.
What is marked as optional counts neither way. Whatever covers an identifier has masked it, under whichever kind. A
word such as "Street" counts as any other in an address: there is no list of words that would say too little to matter.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Any, Final, TypeVar

from consilia.engines.deid import Finding, find
from consilia.engines.retrieval.measuring import interval
from consilia.library.archives.opening import Line
from consilia.website.archive_batch import language_of
from consilia.website.batch import BadRecord, Record, parse_query
from consilia.website.evaluating.results import Share
from consilia.website.evaluating.similar import share

T = TypeVar("T")
ALL: Final = "all"
OF_IDENTIFIERS: Final = {
    "identifiers_left_any": "Identifiers with any character left",
    "identifiers_left_whole": "Identifiers wholly left",
    "identifier_characters_left": "Characters of identifiers left",
}
"""What is asked of identifiers, of all and of each kind, by the names under which it is written down."""
MEASURES: Final = OF_IDENTIFIERS | {
    "other_characters_masked": "Other characters masked",
    "hard_negatives_hit": "Hard negatives with any character masked",
    "messages_clean": "Messages with no identifier left, of those that hold any",
    "messages_without_identifiers_untouched": "Messages without identifiers left untouched",
}
_WIDE: Final = 58
_COLUMN: Final = 34
_LABEL: Final = 18


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text that a person marked, in code points, and what they called it; `end` is the first after it."""

    start: int
    end: int
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Marked:
    """A message with what has to be masked, what may be, and what must not be though it looks like it."""

    id: str | int
    language: str
    text: str
    identifiers: tuple[Span, ...]
    optional: tuple[Span, ...]
    hard_negatives: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch, and how many of the characters that count in it went `wrong`: were left, or masked for nothing."""

    kind: str
    start: int
    end: int
    characters: int
    wrong: int


@dataclass(frozen=True, slots=True)
class Checked:
    """What masking made of a message.

    What is `wrong` in `identifiers` is left; in `hard_negatives` and the engine's own `findings` it is masked for
    nothing. `others` counts the characters that are neither of an identifier nor optional, and `others_masked`
    those of them that are masked.
    """

    id: str | int
    language: str
    identifiers: tuple[Place, ...]
    hard_negatives: tuple[Place, ...]
    findings: tuple[Place, ...]
    others: int
    others_masked: int


@dataclass(frozen=True, slots=True)
class Miss:
    """Where masking went wrong; the words stay in their file."""

    id: str | int
    language: str
    place: Place


@dataclass(frozen=True, slots=True)
class Group:
    """MEASURES over some of the messages by name, and OF_IDENTIFIERS by kind, those kinds first that are most."""

    messages: int
    measures: Mapping[str, Share]
    kinds: Mapping[str, Mapping[str, Share]]


@dataclass(frozen=True, slots=True)
class MaskEvaluation:
    """All that `consilia evaluate mask` measures: `groups` are `all` and each language.

    The misses: identifiers that are left, hard negatives that are masked, and what the engine found, by the kind
    that it gave, where that covers anything else than identifiers and what is optional.
    """

    groups: Mapping[str, Group]
    left: Sequence[Miss]
    hard_negatives_hit: Sequence[Miss]
    masked_for_nothing: Sequence[Miss]
    rejected: int = 0


def read_marked(line: Line) -> Marked:
    """One marked message. Raises BadRecord, which repeats nothing of the text."""
    record = parse_query(line)
    if record.get("spans") is None:
        raise BadRecord('no "spans"; write [] where nothing identifies anyone')
    return Marked(
        id=_printable(record["id"], "id"),
        language=_printable(language_of(record), "language"),
        text=record["text"],
        identifiers=_spans(record, "spans", _identifier),
        optional=_spans(record, "optional", _span),
        hard_negatives=_spans(record, "hard_negatives", _named_span),
    )


def check(marked: Marked) -> Checked:
    """What masking makes of it now."""
    found = find(marked.text, language=marked.language)
    counting = frozenset(at for at, character in enumerate(marked.text) if character.isalnum())
    identifying, masked = _covered(marked.identifiers), _covered(found)
    others = counting - identifying - _covered(marked.optional)
    return Checked(
        id=marked.id,
        language=marked.language,
        identifiers=_places(marked.identifiers, of=counting, wrong=counting - masked),
        hard_negatives=_places(marked.hard_negatives, of=counting - identifying, wrong=masked),
        findings=_places(found, of=counting, wrong=others),
        others=len(others),
        others_masked=len(others & masked),
    )


def evaluate_mask(messages: Iterable[Checked], *, rejected: int) -> MaskEvaluation:
    """Every measure over all messages and over those of each language."""
    checked = list(messages)
    languages = sorted({one.language for one in checked})
    groups = {ALL: checked} | {tag: [one for one in checked if one.language == tag] for tag in languages}
    return MaskEvaluation(
        groups={name: _group(members) for name, members in groups.items()},
        left=[miss for one in checked for miss in _misses(one, one.identifiers)],
        hard_negatives_hit=[miss for one in checked for miss in _misses(one, one.hard_negatives)],
        masked_for_nothing=[miss for one in checked for miss in _misses(one, one.findings)],
        rejected=rejected,
    )


def report(found: MaskEvaluation) -> Iterator[str]:
    """Lines to read: the measures and kinds of all and of each language, then the misses; never what anybody wrote."""
    yield "letters and digits are counted"
    for name, group in found.groups.items():
        yield f"\n{name}: {group.messages} messages"
        for measure, words in MEASURES.items():
            yield f"  {words:{_WIDE}} {_percent(group.measures[measure], before='95 %: ')}"
        yield from _kinds(group)
    yield from _list("identifiers left", found.left, "left")
    yield from _list("hard negatives masked", found.hard_negatives_hit, "masked")
    yield from _list("masked for nothing, by the kind that was found", found.masked_for_nothing, "for nothing")


def _spans(record: Record, key: str, read: Callable[[Mapping[str, Any], str], Span]) -> tuple[Span, ...]:
    spans = [] if record.get(key) is None else record[key]
    if not isinstance(spans, list) or not all(isinstance(span, dict) for span in spans):
        raise BadRecord(f'"{key}" must be a list of objects with "start" and "end"')
    try:
        return tuple(read(span, record["text"]) for span in spans)
    except BadRecord as error:
        raise BadRecord(f'"{key}": {error}') from None


def _span(span: Mapping[str, Any], text: str) -> Span:
    start, end = span.get("start"), span.get("end")
    if type(start) is not int or type(end) is not int or not 0 <= start < end <= len(text):
        raise BadRecord('"start" and "end" must be offsets within the text, in code points')
    # Offsets that were counted in bytes or in UTF-16 lie beside the words from the first emoji on.
    if span.get("text") not in (None, text[start:end]):
        raise BadRecord(f'the "text" of {start}-{end} does not stand there; count offsets in code points')
    return Span(start, end)


def _named_span(span: Mapping[str, Any], text: str) -> Span:
    marked, kind = _span(span, text), span.get("type")
    if not isinstance(kind, str) or not kind.strip():
        raise BadRecord(f'{marked.start}-{marked.end} has no "type"; name its kind, such as NAME or PHONE')
    return replace(marked, kind=_printable(kind, "type"))


def _identifier(span: Mapping[str, Any], text: str) -> Span:
    marked = _named_span(span, text)
    if not any(map(str.isalnum, text[marked.start : marked.end])):
        raise BadRecord(f"{marked.start}-{marked.end} holds no letter and no digit; check its offsets")
    return marked


def _printable(name: T, key: str) -> T:
    """What the report repeats: no line break, nothing that a terminal obeys, no half of a surrogate pair."""
    if not str(name).isprintable():
        raise BadRecord(f'"{key}" must hold no line break and nothing else that cannot be printed')
    return name


def _covered(stretches: Iterable[Span | Finding]) -> frozenset[int]:
    return frozenset(at for one in stretches for at in range(one.start, one.end))


def _places(stretches: Iterable[Span | Finding], *, of: Set[int], wrong: Set[int]) -> tuple[Place, ...]:
    return tuple(_place(one, of=of, wrong=wrong) for one in stretches)


def _place(stretch: Span | Finding, *, of: Set[int], wrong: Set[int]) -> Place:
    inside = _covered([stretch]) & of
    return Place(str(stretch.kind), stretch.start, stretch.end, len(inside), len(inside & wrong))


def _group(messages: Sequence[Checked]) -> Group:
    identifiers = [place for one in messages for place in one.identifiers]
    hard_negatives = [place for one in messages for place in one.hard_negatives]
    measures = _of_identifiers(identifiers) | {
        "other_characters_masked": _share(
            sum(one.others_masked for one in messages), sum(one.others for one in messages)
        ),
        "hard_negatives_hit": share(place.wrong > 0 for place in hard_negatives),
        "messages_clean": share(
            not any(place.wrong for place in one.identifiers) for one in messages if one.identifiers
        ),
        "messages_without_identifiers_untouched": share(
            one.others_masked == 0 for one in messages if not one.identifiers
        ),
    }
    kinds = [kind for kind, _ in Counter(place.kind for place in identifiers).most_common()]
    by_kind = {kind: _of_identifiers([place for place in identifiers if place.kind == kind]) for kind in kinds}
    return Group(len(messages), measures, by_kind)


def _of_identifiers(places: Sequence[Place]) -> dict[str, Share]:
    return {
        "identifiers_left_any": share(place.wrong > 0 for place in places),
        "identifiers_left_whole": share(place.wrong == place.characters for place in places),
        "identifier_characters_left": _share(
            sum(place.wrong for place in places), sum(place.characters for place in places)
        ),
    }


def _share(hits: int, asked: int) -> Share:
    return Share(hits, asked, hits / asked if asked else 0.0, *interval(hits, asked))


def _misses(one: Checked, places: Iterable[Place]) -> Iterator[Miss]:
    return (Miss(one.id, one.language, place) for place in places if place.wrong)


def _kinds(group: Group) -> Iterator[str]:
    if group.kinds:
        heads = ("any character left", "wholly left", "characters left")
        yield "  " + _row("kind", heads)
    for kind, measures in group.kinds.items():
        yield "  " + _row(kind, (_percent(measures[name]) for name in OF_IDENTIFIERS))


def _row(name: str, cells: Iterable[str]) -> str:
    return (f"{name:{_LABEL}}" + "".join(f"{cell:{_COLUMN}}" for cell in cells)).rstrip()


def _percent(share: Share, *, before: str = "") -> str:
    if not share.asked:
        return "none to ask"
    return f"{share.share:6.1%}  {share.hits}/{share.asked}  ({before}{share.low:.1%}-{share.high:.1%})"


def _list(title: str, misses: Sequence[Miss], wrong: str) -> Iterator[str]:
    yield f"\n{title}: {len(misses)}"
    for miss in misses:
        at = miss.place
        yield f"  {miss.id}  {miss.language}  {at.kind}  {at.start}-{at.end}  {at.wrong}/{at.characters} {wrong}"
