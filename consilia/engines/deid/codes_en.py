"""Reference codes in English text: labels, shapes of letters and digits, and the whole of a code that was found."""

import re
from collections.abc import Iterator, Sequence

from consilia.engines.deid.anchored import AnyCase
from consilia.engines.deid.findings import Finding, Kind
from consilia.engines.deid.lists import words
from consilia.engines.deid.numbers import is_measured

_EDGE = r"(?<![A-Za-z0-9])"
_END = r"(?![A-Za-z0-9])"
# One group of a code: digits, digits with letters, or up to six capitals.
_GROUP = r"(?:[A-Z]{0,6}\d[A-Z0-9]{0,20}|[A-Z]{1,6}(?![a-z]))"
_CODE = rf"[#(]?{_GROUP}(?:[/\-. ]{_GROUP}){{0,6}}{_END}"
_LINK = (
    r"(?:\s?(?:numbers?|no\.?|num\.?|nr\.?|#|id|code|card|ref(?:erence)?|sticker|tag|label)){0,2}"
    r"(?:\s(?:with|at|for|from|on|of|in)\s[^.,:;!?\d\n]{1,24}?(?=\s(?:is|was|says|reads)\b|:))?"
    r"(?:\s?(?:is|was|says|reads|are|quote|as|:|=|,|\(|-|#)){0,2}\s{0,2}"
)
_LABELS: dict[Kind, str] = {
    Kind.MRN: (
        r"mrn|urn?|uhid|hn|opd|ipd|pt id|roll|file|chart|hosp(?:ital)?|hospital card|dist(?:rict)?|folder|unit|case|"
        r"episode|"
        r"accession|acc|specimen|sample|prescription|rx|script|lab(?: ref)?|request|referral|appointment ref|quote|"
        r"ubrn|"
        r"wristband|bed tag|record|records|clinic card"
    ),
    Kind.NATIONAL_ID: (
        r"nhi|chi|ihi|phn|ohip|ramq|medicare|medicaid|mbi|passport|social|ssn|sin|pps|ppsn|bsn|nif|nie|dni|cpf|curp|"
        r"pesel|"
        r"cnp|aadhaa?r|pan|nric|fin|mykad|ic|driv(?:er|ing)(?:'s|s)? (?:licen[cs]e|number|no)|licen[cs]e|dl|green card|"
        r"visa|residence permit|brp|national (?:id|insurance)|tax(?:payer)?(?: id)?|voter(?: id)?|id card|work permit"
    ),
    Kind.ACCOUNT: (
        r"policy|polic[ey] holder|member(?:ship)?|insur(?:ance|er)|plan|group|claim|subscriber|account|acct|a/c|sort "
        r"code|bsb|"
        r"order|booking|invoice|ticket|tracking|parcel|pension(?: book)?|benefit|customer|client|loyalty|staff|"
        r"employee|"
        r"student|badge|locker|bank|iban|case ref|our ref|your ref|ref(?:erence)?"
    ),
    Kind.DEVICE: (
        r"serial|s/n|sn|imei|imsi|meid|mac|udi|udid|device|pump|pacemaker|icd serial|implant|sensor|transmitter|"
        r"monitor|"
        r"holter|cpap|hearing aid|lot|ip(?: address)?"
    ),
    Kind.PLATE: r"plates?|reg(?:o|gie|istration)?|number ?plate|licen[cs]e plate|tags?|vin|vrn",
}
_LABELLED = {
    kind: AnyCase(rf"(?<![A-Za-z])(?:{words})(?![A-Za-z])\.?{_LINK}", rf"({_CODE})") for kind, words in _LABELS.items()
}
# A plate has few digits, a claim number many; below these the code is more likely a dose, a ward or a year.
_FEWEST_DIGITS = {Kind.PLATE: 2, Kind.MRN: 4, Kind.NATIONAL_ID: 4, Kind.ACCOUNT: 4, Kind.DEVICE: 5}
_VEHICLE = re.compile(
    r"\b(?:car|van|truck|lorry|taxi|cab|bus|scooter|scooty|activa|moped|motor(?:bike|cycle)|bike|ute|jeep|bakkie|"
    r"tricycle|"
    r"rickshaw|auto|vehicle|driver|parked|reg|rego|plates?|suv|pickup|ambulance|uber|grab)\b[^.!?\n]{0,40}$",
    re.I,
)
_PLATE = re.compile(rf"{_EDGE}(?:[A-Z]{{1,4}}|\d{{1,4}})(?:[ \-]?(?:[A-Z]{{1,3}}|\d{{1,5}})){{1,3}}{_END}")
_PLATES = [
    re.compile(rf"{_EDGE}[A-Z]{{2}}[ -]?\d{{1,2}}[ -]?[A-Z]{{1,3}}[ -]?\d{{4}}{_END}"),
    re.compile(rf"{_EDGE}\d{{2,3}}-[A-Z]{{1,2}}-\d{{1,6}}{_END}"),
    re.compile(rf"{_EDGE}(?:\d{{1,3}}-[A-Z]{{2,3}}-\d{{1,3}}|[A-Z]{{2,3}}-\d{{2,3}}-[A-Z]{{1,3}}){_END}"),
]
_DRIVER = re.compile(rf"{_EDGE}[A-Z9]{{5}} ?\d{{6}} ?[A-Z9]{{2}}[0-9][A-Z]{{2}}(?: ?\d\d)?{_END}")
_SHAPE = re.compile(rf"{_EDGE}#?(?=[A-Z0-9]{{1,10}}[/\-])[A-Z0-9]{{1,10}}(?:[/\-][A-Z0-9]{{1,10}}){{1,5}}{_END}")
_SPACED = re.compile(rf"{_EDGE}[A-Z]{{1,4}}\d{{0,4}}(?: \d{{2,6}}){{2,5}}(?: \d{{1,6}}){{0,2}}(?: [A-Z])?{_END}")
_SORT_CODE = re.compile(r"(?<!\d)\d\d-\d\d-\d\d[ ,/]{1,2}\d{7,8}(?!\d)")
_GLUED = re.compile(rf"{_EDGE}#?[A-Z]{{1,6}}\d{{5,12}}[A-Z]{{0,3}}{_END}")


def codes(text: str) -> Iterator[Finding]:
    """Codes after a label, plates near a vehicle, and rows of capitals and digits too long for medicine."""
    if not re.search(r"\d[^\n]{0,80}\d|[A-Z]\d|\d[A-Z]", text):
        return
    for kind, pattern in _LABELLED.items():
        for match in pattern.finditer(text):
            end = match.start(1) + len(_trimmed(match.group(1), text[match.end() : match.end() + 12]))
            code = text[match.start(1) : end]
            if _is_code(code, kind):
                yield Finding(match.start(1), end, kind, 0.85, "follows a label")
    yield from _plates(text)
    yield from _shapes(text)


def _plates(text: str) -> Iterator[Finding]:
    for pattern in _PLATES:
        for match in pattern.finditer(text):
            yield Finding(*match.span(), Kind.PLATE, 0.75, "the shape of a number plate")
    for match in _PLATE.finditer(text):
        plate = match.group()
        mixed = any(map(str.isalpha, plate)) and sum(map(str.isdigit, plate)) >= 2
        if mixed and _VEHICLE.search(text[max(0, match.start() - 60) : match.start()]):
            yield Finding(*match.span(), Kind.PLATE, 0.75, "letters and digits after a word for a vehicle")


def _shapes(text: str) -> Iterator[Finding]:
    for match in _DRIVER.finditer(text):
        yield Finding(*match.span(), Kind.NATIONAL_ID, 0.9, "the shape of a British driver number")
    for match in _SORT_CODE.finditer(text):
        yield Finding(*match.span(), Kind.ACCOUNT, 0.9, "the shape of a sort code and an account number")
    for pattern in (_SHAPE, _SPACED, _GLUED):
        for match in pattern.finditer(text):
            fewest = 7 if pattern is _SPACED else 5
            if match.group().partition(" ")[0].lower() in words("code_labels_en"):
                continue
            if sum(map(str.isdigit, match.group())) >= fewest and any(map(str.isalpha, match.group())):
                yield Finding(*match.span(), Kind.ACCOUNT, 0.7, "capitals and digits too long for medicine")


def _trimmed(code: str, after: str) -> str:
    """The code without a last group that opens the next phrase: 12345 2 weeks, 44710 I am."""
    while True:
        head, space, tail = code.rpartition(" ")
        measured = tail.isdigit() and len(tail) <= 3 and is_measured(after)
        if not space or not (measured or tail in {"I", "A", "M", "F"} or (tail.isalpha() and len(tail) > 3)):
            return code.rstrip(" -/.")
        code, after = head, f" {tail}{after}"


def _is_code(code: str, kind: Kind) -> bool:
    digits = sum(map(str.isdigit, code))
    year = re.fullmatch(r"(?:19|20)\d\d|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}", code)
    return digits >= _FEWEST_DIGITS[kind] and not year and (kind is not Kind.PLATE or any(map(str.isalpha, code)))


_CODE_KINDS = {Kind.ACCOUNT, Kind.MRN, Kind.NATIONAL_ID, Kind.DEVICE, Kind.PLATE, Kind.PHONE}
_BEFORE = re.compile(rf"{_EDGE}#?([A-Z]{{1,6}})[ /\-#.]{{1,2}}$")
_AFTER = re.compile(
    r"(?: ?[/\-] ?|[. ])(?:\d{1,8}|[A-HJ-Z]{1,2}\d{0,6}|\d{1,6}[A-Z]{1,2})(?=\s*(?:[.,;:)\]\"'!?\n]|$)|\s[a-z]{2}| \d|"
    r"-)"
)


def whole_codes(text: str, findings: Sequence[Finding]) -> Iterator[Finding]:
    """For each code that was found, the capitals glued before it and the groups that go on after it."""
    for finding in findings:
        if finding.kind not in _CODE_KINDS:
            continue
        start, end = finding.start, finding.end
        before = _BEFORE.search(text, max(0, start - 10), start)
        if before and before.group(1).lower() not in words("code_labels_en"):
            start = before.start()
        for _ in range(3):
            after = _AFTER.match(text, end)
            if not after or is_measured(text[after.end() : after.end() + 12]):
                break
            end = after.end()
        if (start, end) != (finding.start, finding.end):
            yield Finding(start, end, finding.kind, finding.confidence, finding.reason)
