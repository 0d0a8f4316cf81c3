"""Exact dates, birth dates and dates of the Republic of China calendar."""

import re
from collections.abc import Iterator

from consilia.engines.deid.findings import Finding, Kind

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)\.?"
)
_YEAR = r"(?:19|20)\d\d"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])"
_MON = r"(?:1[0-2]|0?[1-9])"
_ZH = "〇零一二三四五六七八九十"
_ZH_DAY = rf"(?:{_DAY}|[{_ZH}廿卅]{{1,3}})"
_ORDINAL_DAYS = (
    r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|\w{4,9}teenth|"
    r"twentieth|thirtieth|"
    r"(?:twenty|thirty)[- ]\w{5,7})"
)

_EXACT = [
    re.compile(rf"(?<!\d){_YEAR}\s?[-/.]\s?{_MON}\s?[-/.]\s?{_DAY}(?!\d)"),
    re.compile(rf"(?<![\d/.-]){_DAY}(\s?[-/]\s?|\.){_DAY}\1(?:{_YEAR}|\d\d)(?![\d/]|\.\d|\s?(?:mg|ml|%))"),
    re.compile(rf"(?<![\d/.-])(?:民國\s?)?1?\d\d([-/.]){_MON}\1{_DAY}(?![\d/])"),
    re.compile(
        rf"(?<!\d){_DAY}(?:st|nd|rd|th)?(?:\s?of)?[\s\-./,]{{0,2}}{_MONTH}[\s\-./,']{{0,3}}(?:{_YEAR}|"
        rf"'?\d\d(?!\d))",
        re.I,
    ),
    re.compile(
        rf"(?<![A-Za-z]){_MONTH}[\s\-./]{{0,2}}{_DAY}(?:st|nd|rd|th)?[\s,\-./]{{1,3}}(?:of\s)?(?:{_YEAR}|"
        rf"'\d\d)(?!\d)",
        re.I,
    ),
    re.compile(rf"(?<!\d){_YEAR}[\s\-./,]{{1,2}}{_MONTH}[\s\-./,]{{1,2}}{_DAY}(?!\d)", re.I),
    re.compile(
        rf"(?<![A-Za-z])(?:the )?{_ORDINAL_DAYS} of {_MONTH},? (?:{_YEAR}|nineteen[a-z -]{{3,18}}|"
        rf"two thousand[a-z -]{{0,18}})",
        re.I,
    ),
    re.compile(
        rf"(?<![A-Za-z]){_MONTH} (?:the )?{_ORDINAL_DAYS},? (?:{_YEAR}|"
        rf"nineteen[a-z -]{{3,18}})",
        re.I,
    ),
    re.compile(
        rf"(?:{_YEAR}|(?:民國)?\s?1?\d?\d|[{_ZH}百]{{2,6}})\s?年\s?(?:{_MON}|[{_ZH}]{{1,2}}|元|正|"
        rf"臘)\s?月\s?{_ZH_DAY}\s?[日號]?"
    ),
]
_DAY_OF_MONTH = [
    re.compile(rf"(?:農曆\s?)?(?<!\d){_MON}\s?月\s?{_DAY}\s?[日號]"),
    re.compile(rf"(?<![A-Za-z]){_MONTH} {_DAY}(?:st|nd|rd|th)(?![A-Za-z])", re.I),
    re.compile(rf"(?<!\d){_DAY}(?:st|nd|rd|th)(?: of)? {_MONTH}(?![A-Za-z])", re.I),
]
_BIRTH = re.compile(
    r"(?:born(?: on)?|d\.?o\.?b\.?|date of birth|birth ?date|birthday|b-?day|生日|出生(?:日期|年月日)?|"
    r"生於)\s?(?:is|"
    r"was|:|=|是|為|on)?\s{0,2}"
    rf"(\d{{6,8}}|{_DAY}[-/.]{_DAY}(?:[-/.]\d{{2,4}})?|{_MONTH} {_DAY}(?!\d)|{_DAY} {_MONTH}|"
    rf"1?\d?\d[./-]{_MON}[./-]{_DAY})(?!\d)",
    re.I,
)


def exact_dates(text: str) -> Iterator[Finding]:
    """Dates that name a day. A year or a month alone is no exact date and stays."""
    for pattern in _EXACT:
        for match in pattern.finditer(text):
            yield Finding(*match.span(), Kind.DATE, 0.95, "an exact date")
    for match in _BIRTH.finditer(text):
        yield Finding(*match.span(1), Kind.DATE, 0.9, "a date of birth")
    for pattern in _DAY_OF_MONTH:
        for match in pattern.finditer(text):
            yield Finding(*match.span(), Kind.DATE, 0.6, "a day of a month")
