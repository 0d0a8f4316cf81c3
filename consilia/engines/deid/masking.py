"""Finds what identifies a person in a text, and masks it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache

from consilia.engines.deid import (
    codes_en,
    codes_zh,
    dates,
    identifiers,
    names_cued_en,
    names_en,
    names_zh,
    numbers,
    places_en,
    places_zh,
    spoken_en,
    tagging,
    weighing,
)
from consilia.engines.deid.findings import Finding, Kind, Known
from consilia.engines.deid.lists import public
from consilia.engines.deid.merge import everywhere, known_places, merge
from consilia.engines.deid.normalise import View, view

_HAN = re.compile(r"[\u4e00-\u9fff]")
_HOSPITAL = re.compile(
    r"(?:'s?)?(?:\s[A-Z][A-Za-z'.]+){0,2}\s(?:Hospital|Medical Cent|Infirmary|"
    r"Medical College)"
)
# Lines that the public may call, by what they are called.
_PUBLIC_LINE = re.compile(
    r"(?:help ?line|hot ?line|life ?line|(?:poisons?|crisis|suicide|quit|nurse|advice) (?:line|centre|center|control)|"
    r"samaritans)(?: (?:at|on|is|number))?[\s:(\d\-]{0,16}$|"
    r"(?:[專熱]線|諮詢中心|諮詢電話|防治中心|張老師|生命線|免付費電話)[是:打撥\s(]{0,3}$",
    re.I,
)
_LETTER = re.compile(r"[A-Za-zÀ-ɏ]")
_LETTERS = re.compile(r"[A-Za-zÀ-ɏ]+")
_BESIDE_LETTERS = 24

PLACEHOLDERS: dict[str, tuple[str, str]] = {
    Kind.NAME: ("[name]", "［姓名］"),
    Kind.CLINICIAN: ("[doctor]", "［醫師姓名］"),
    Kind.PHONE: ("[phone]", "［電話］"),
    Kind.EMAIL: ("[e-mail]", "［電子郵件］"),
    Kind.DATE: ("[date]", "［日期］"),
    Kind.ADDRESS: ("[address]", "［地址］"),
    Kind.SOCIAL: ("[account name]", "［社群帳號］"),
    Kind.MRN: ("[record number]", "［病歷號］"),
    Kind.AGE: ("[90 or over]", "［90以上］"),
    Kind.NATIONAL_ID: ("[id number]", "［證件號碼］"),
    Kind.ACCOUNT: ("[number]", "［號碼］"),
    Kind.EMPLOYER: ("[workplace or school]", "［工作或學校］"),
    Kind.PLATE: ("[plate]", "［車牌］"),
    Kind.URL: ("[link]", "［連結］"),
    Kind.DEVICE: ("[device number]", "［裝置號碼］"),
    Kind.HIDDEN: ("[removed]", "［已移除］"),
}
_OTHER = ("[removed]", "［已移除］")


def find(text: str, *, language: str | None = None, known: Sequence[Known] = ()) -> tuple[Finding, ...]:
    """Everything in the text that could identify a person, sorted and without overlaps.

    Places are code points of text. known is what the asker gave in private fields. People mix languages, so
    the rules for both run whatever the language; one other than English and Chinese drops the weakest guesses
    about capital letters, which mean something else there.
    """
    seen = view(text)
    guesses = (guess for guess in _first_pass(seen.text) if not _is_public(seen.text, guess))
    found = merge([*guesses, *known_places(seen.text, known)])
    if language and not language.lower().startswith(("en", "zh")):
        found = tuple(finding for finding in found if finding.confidence > 0.5)
    found = merge([*found, *everywhere(seen.text, found)])
    rest = (guess for guess in numbers.unexplained(seen.text) if not _is_hotline(seen.text, guess))
    found = merge([*found, *_outside(rest, found)])
    found = merge([*found, *codes_en.whole_codes(seen.text, found)])
    return tuple(_in_original(seen, found))


def _first_pass(text: str) -> Iterator[Finding]:
    rules = [
        identifiers.net_addresses,
        identifiers.shaped,
        identifiers.labelled,
        identifiers.phones,
        codes_en.codes,
        spoken_en.spelt_out,
        dates.exact_dates,
        numbers.ages_over_89,
    ]
    if _HAN.search(text):
        rules += [names_zh.names, codes_zh.codes, places_zh.addresses, places_zh.employers]
    for rule in rules:
        yield from rule(text)
    for start, stretch in _latin(text):
        for rule in (names_en.names, names_cued_en.names, places_en.addresses, places_en.employers):
            for found in rule(stretch):
                yield replace(found, start=start + found.start, end=start + found.end) if start else found
    yield from (vote for vote in tagging.votes(text) if not weighing.is_ordinary(text, vote))


def _latin(text: str) -> Iterator[tuple[int, str]]:
    """What rules for English can read in a text, and where each stretch begins: of one without Chinese, the whole.

    A stretch is letters with not much between them, and a little on both sides.
    """
    if not _HAN.search(text):
        yield 0, text
        return
    begun, end = -1, 0
    for match in _LETTERS.finditer(text):
        if begun >= 0 and match.start() > end + _BESIDE_LETTERS:
            yield begun, text[begun : (end := end + _BESIDE_LETTERS)]
            begun = -1
        if begun < 0:
            begun = max(end, match.start() - _BESIDE_LETTERS)
        end = match.end()
    if begun >= 0:
        yield begun, text[begun : end + _BESIDE_LETTERS]


def _is_public(text: str, guess: Finding) -> bool:
    return _is_public_hospital(text, guess) or _is_hotline(text, guess)


def _is_hotline(text: str, guess: Finding) -> bool:
    """Whether a number is, or lies within, one that the public calls for help."""
    if guess.kind in {Kind.PHONE, Kind.ACCOUNT} and _PUBLIC_LINE.search(text, max(0, guess.start - 40), guess.start):
        return True
    return text[max(0, guess.start - 6) : guess.end].endswith(_long_hotlines())


@cache
def _long_hotlines() -> tuple[str, ...]:
    return tuple(line for line in public("hotlines") if len(line) > 5)


def _is_public_hospital(text: str, guess: Finding) -> bool:
    """Whether what was taken for a person is a large hospital: too many go there to single anyone out."""
    if guess.kind not in {Kind.NAME, Kind.CLINICIAN, Kind.EMPLOYER} or guess.confidence > 0.94:
        return False
    name = text[guess.start : guess.end]
    # "at Guy's", "at St Bartholomew's": what is a hospital only there, and elsewhere a person.
    told = re.search(r"\b(?:at|to|in|under|from|and) (?:the )?(St\.? )?$", text[max(0, guess.start - 12) : guess.start])
    if (
        told
        and text.startswith("'s", guess.end)
        and f"{(told.group(1) or '').replace('.', '')}{name}'s" in public("hospitals")
    ):
        return True
    return (
        name.removesuffix("'s") in public("hospitals")
        or name in public("hospitals")
        or bool(_HOSPITAL.match(text, guess.end))
    )


def _outside(findings: Iterable[Finding], taken: Sequence[Finding]) -> Iterator[Finding]:
    """Those findings that touch nothing that has an explanation already."""
    row = iter(taken)
    current = next(row, None)
    for finding in findings:
        while current and current.end <= finding.start:
            current = next(row, None)
        if not current or finding.end <= current.start:
            yield finding


def _in_original(seen: View, findings: Iterable[Finding]) -> Iterator[Finding]:
    for finding in findings:
        start, end = seen.original(finding.start, finding.end)
        yield Finding(start, end, finding.kind, finding.confidence, finding.reason)


def mask(text: str, findings: Iterable[Finding]) -> str:
    """The text with a readable placeholder for each finding, in the language that the text is mostly in.

    Findings may come in any order. ValueError if one lies outside the text: it belongs to another text, and
    masking the wrong place would publish the right one.
    """
    chinese = is_chinese(text)
    pieces, at = [], 0
    for finding in merge(findings):
        if not 0 <= finding.start < finding.end <= len(text):
            raise ValueError("a finding lies outside the text")
        pieces += [text[at : finding.start], PLACEHOLDERS.get(finding.kind, _OTHER)[chinese]]
        at = finding.end
    return "".join([*pieces, text[at:]])


def is_chinese(text: str) -> bool:
    """Whether Chinese carries the text: a character weighs about as much as three Latin letters."""
    return 3 * len(_HAN.findall(text)) > len(_LETTER.findall(text))
