"""From many overlapping findings to one row; and from a name found once to every place where it stands."""

import re
from collections.abc import Iterable, Iterator, Sequence

from consilia.engines.deid.cues_en import stands_in_disease
from consilia.engines.deid.findings import Finding, Kind, Known
from consilia.engines.deid.normalise import bare, fold
from consilia.engines.deid.words_en import is_word

_PEOPLE = {Kind.NAME, Kind.CLINICIAN}
_MOST_NAMES = 200


def merge(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Sorted and non-overlapping: overlapping findings become their union, so that nothing comes unmasked.

    Kind and reason are those of the most certain, the longer where they tie.
    """
    row: list[Finding] = []
    for finding in sorted(findings, key=lambda f: (f.start, -f.end)):
        if row and finding.start < row[-1].end:
            row[-1] = _union(row[-1], finding)
        elif finding.end > finding.start:
            row.append(finding)
    return tuple(row)


def _union(first: Finding, second: Finding) -> Finding:
    best = max(first, second, key=lambda f: (f.confidence, f.end - f.start))
    end = max(first.end, second.end)
    return Finding(first.start, end, best.kind, best.confidence, best.reason)


def everywhere(text: str, findings: Sequence[Finding]) -> Iterator[Finding]:
    """Each name that was found, and its parts, wherever else they stand in the text."""
    seen: dict[str, Finding] = {}
    for finding in findings:
        if finding.kind in _PEOPLE and finding.confidence >= 0.6:
            for part in _parts(text[finding.start : finding.end]):
                seen.setdefault(part, finding)
    for part, source in list(seen.items())[:_MOST_NAMES]:
        for start, end in _places(text, part):
            yield Finding(start, end, source.kind, source.confidence * 0.95, "the same name stands elsewhere")


def _parts(name: str) -> Iterator[str]:
    name = name.strip()
    if re.fullmatch(r"[\u4e00-\u9fff]+", name):
        yield from (part for part in (name, name[-2:]) if len(part) >= 2)
        return
    yield name
    yield from (
        part
        for part in re.findall(r"[^\W\d_]+(?:['\-][^\W\d_]+)*", name)
        if len(part) > 2 and not (part.islower() and is_word(part))
    )


def _places(text: str, name: str) -> Iterator[tuple[int, int]]:
    if re.fullmatch(r"[\u4e00-\u9fff]+", name):
        yield from (match.span() for match in re.finditer(re.escape(name), text))
        return
    flags = re.NOFLAG if is_word(name) or len(name) < 4 else re.I
    pattern = re.compile(rf"(?<![^\W\d_]){_flexible(name)}(?![^\W\d_])", flags)
    for match in pattern.finditer(text):
        if not stands_in_disease(text, match.end()):
            yield match.span()


def _flexible(name: str) -> str:
    """A pattern for a name with any space or hyphen between its parts."""
    return r"[\s\-.,]{0,3}".join(re.escape(part) for part in re.split(r"[\s\-.,]+", name) if part)


def known_places(text: str, known: Sequence[Known]) -> Iterator[Finding]:
    """What the asker gave privately, wherever it stands: whole, in parts, in another spelling of the number."""
    for item in known:
        value = fold(item.text).strip()
        if len(value) < 2 and not (item.kind == Kind.HIDDEN and value):
            continue
        for pattern in _known_patterns(value, item.kind):
            for match in pattern.finditer(text):
                yield Finding(
                    *match.span(match.lastindex or 0), item.kind, 1.0, "found or told elsewhere in this exchange"
                )


def _known_patterns(value: str, kind: str) -> Iterator[re.Pattern[str]]:
    yield re.compile(re.escape(value) if _is_han(value) else rf"(?<![^\W_]){_flexible(value)}(?![^\W_])", re.I)
    if kind in _PEOPLE:
        yield from _known_name(value)
    elif kind == Kind.EMAIL and len(value.partition("@")[0]) >= 4:
        yield re.compile(rf"(?<![^\W_]){re.escape(value.partition('@')[0])}(?![^\W_])", re.I)
    digits = re.sub(r"\D", "", value)
    if kind in {Kind.PHONE, Kind.SOCIAL} and len(digits) >= 6:
        core = re.sub(r"^(?:00)?(?:886|44|1)(?=\d{9})|^0", "", digits)
        yield re.compile(r"(?<!\d)\+?(?:\d{1,4}[\s\-.()]{0,3})?" + r"[\s\-.()]{0,3}".join(core) + r"(?!\d)")


_TITLES_ZH = "先生|小姐|女士|太太|媽媽|爸爸|同學|老師|阿姨|伯伯|氏|君"


def _known_name(value: str) -> Iterator[re.Pattern[str]]:
    if _is_han(value):
        if len(value) >= 3:
            yield re.compile(re.escape(value[-2:]))
        surname = value[:2] if len(value) >= 4 else value[:1]
        yield re.compile(rf"({re.escape(surname)})(?:{_TITLES_ZH})|姓({re.escape(surname)})")
        return
    for part in re.findall(r"[^\W\d_]+(?:['\-][^\W\d_]+)*", value):
        shy = is_word(part) or len(part) < 3
        written = part[:1].upper() + part[1:]
        if not shy:
            yield re.compile(rf"(?<![^\W\d_]){re.escape(part)}(?![^\W\d_])", re.I)
        elif len(part) > 1:
            yield re.compile(rf"(?<![^\W\d_])(?:{re.escape(written)}|{re.escape(part.upper())})(?![^\W\d_])")
        if bare(part) != part.lower():
            yield re.compile(rf"(?<![^\W\d_]){re.escape(bare(part))}(?![^\W\d_])", re.I)


def _is_han(value: str) -> bool:
    return bool(re.fullmatch(r"[\u4e00-\u9fff]+", value))
