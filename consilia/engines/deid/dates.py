"""Exact dates, birth dates and dates of the Republic of China calendar."""

import re
from collections.abc import Iterator

from consilia.engines.deid.anchored import Anchored
from consilia.engines.deid.findings import Finding, Kind

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)\.?"
)
_A_MONTH = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
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

_TENS = r"(?:twenty|thirty|forty|fourty|fifty|sixty|seventy|eighty|ninety)"
_ONES = r"(?:one|two|three|four|five|six|seven|eight|nine)"
_TEENS = r"(?:ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen)"
_UNDER_HUNDRED = rf"(?:{_TENS}(?:[- ]{_ONES})?|{_TEENS}|(?:oh |o ){_ONES}|{_ONES})"
_YEAR_WORDS = (
    rf"(?:(?:nineteen|twenty)[- ](?:hundred(?: and)? )?{_UNDER_HUNDRED}|two thousand(?:(?: and)? {_UNDER_HUNDRED})?|"
    rf"{_TENS}(?:[- ]{_ONES})?)(?![a-z])"
)
_CARDINALS = rf"(?:(?:twenty|thirty)[- ]{_ONES}|thirty|{_TEENS}|{_ONES})"
_MONTH_WORDS = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_WEEKDAY = re.compile(r"\b(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?,? (?:the )?$", re.I)
_EXACT: list[re.Pattern[str] | Anchored] = [
    re.compile(rf"(?<!\d){_YEAR}\s?[-/.]\s?{_MON}\s?[-/.]\s?{_DAY}(?!\d)"),
    re.compile(rf"(?<![\d/.-]){_DAY}(\s?[-/]\s?|\.){_DAY}\1(?:{_YEAR}|\d\d)(?![\d/]|\.\d|\s?(?:mg|ml|%))"),
    re.compile(rf"(?<![\d/.-])(?:民國\s?)?1?\d\d([-/.]){_MON}\1{_DAY}(?![\d/])"),
    Anchored(
        rf"(?<!\d){_DAY}(?:st|nd|rd|th)?(?:\s?of)?[\s\-./,]{{0,2}}{_MONTH}[\s\-./,']{{0,3}}(?:{_YEAR}|"
        rf"'?\d\d(?!\d))",
        _A_MONTH,
        len("31st of, "),
        re.I,
    ),
    Anchored(
        rf"(?<![A-Za-z]){_MONTH}[\s\-./]{{0,2}}{_DAY}(?:st|nd|rd|th)?[\s,\-./]{{1,3}}(?:of\s)?(?:{_YEAR}|"
        rf"'\d\d)(?!\d)",
        _A_MONTH,
        flags=re.I,
    ),
    Anchored(rf"(?<!\d){_YEAR}[\s\-./,]{{1,2}}{_MONTH}[\s\-./,]{{1,2}}{_DAY}(?!\d)", _A_MONTH, len("1999, "), re.I),
    Anchored(
        rf"(?<![A-Za-z])(?:the )?(?:{_ORDINAL_DAYS}|{_DAY}(?:st|nd|rd|th)?)(?: of)? {_MONTH},? (?:{_YEAR}|"
        rf"{_YEAR_WORDS})",
        _A_MONTH,
        len("the ") + 9 + len("teenth of "),
        re.I,
    ),
    Anchored(
        rf"(?<![A-Za-z]){_MONTH} (?:the )?(?:{_ORDINAL_DAYS}|{_CARDINALS}|{_DAY}(?:st|nd|rd|th)?),? (?:{_YEAR}|"
        rf"{_YEAR_WORDS})",
        _A_MONTH,
        flags=re.I,
    ),
    # 14.xi.1968: the month in Roman numerals, as on the Continent.
    Anchored(
        rf"(?<![\w.]){_DAY}[./\- ](?:i{{1,3}}|iv|vi{{0,3}}|ix|xi{{0,2}})[./\- ](?:{_YEAR}|\d\d)(?!\w)",
        r"[./\- ][ivx]{1,4}[./\- ]",
        len("31"),
        re.I,
    ),
    Anchored(
        rf"(?:{_YEAR}|(?:民國)?\s?1?\d?\d|[{_ZH}百]{{2,6}})\s?年\s?(?:{_MON}|[{_ZH}]{{1,2}}|元|正|"
        rf"臘)\s?月\s?{_ZH_DAY}\s?[日號]?",
        "年",
        len("民國 123 "),
    ),
]
_DAY_OF_MONTH = [
    Anchored(rf"(?:農曆\s?)?(?<!\d){_MON}\s?月\s?{_DAY}\s?[日號]", "月", len("農曆 12 ")),
    Anchored(rf"(?<![A-Za-z]){_MONTH} {_DAY}(?:st|nd|rd|th)(?![A-Za-z])", _A_MONTH, flags=re.I),
    Anchored(rf"(?<!\d){_DAY}(?:st|nd|rd|th)(?: of)? {_MONTH}(?![A-Za-z])", _A_MONTH, len("31st of "), re.I),
]
_A_BIRTH = r"born|d\.?o\.?b|date of birth|b(?:irth|-)?\s?da|生日|出生|生於"
_BIRTH = Anchored(
    r"(?:born(?: on)?|d\.?o\.?b\.?|date of birth|birth ?date|birthday|b-?day|生日|出生(?:日期|年月日)?|"
    r"生於)\s?(?:is|"
    r"was|:|=|是|為|on)?\s{0,2}"
    rf"(\d{{6,8}}|{_DAY}[-/.]{_DAY}(?:[-/.]\d{{2,4}})?|{_MONTH} {_DAY}(?!\d)|{_DAY} {_MONTH}|"
    rf"1?\d?\d[./-]{_MON}[./-]{_DAY})(?!\d)",
    _A_BIRTH,
    flags=re.I,
)
# Born "six twenty-one ninety-eight"; the chat asks for a date of birth, the next line answers "2 3 99".
_BIRTH_LOOSE = Anchored(
    rf"(?:born(?: on)?|d\.?o\.?b\.?|date of birth|birth ?date|birthday)(?: is| "
    rf"was)?[:?=,]?\s{{0,3}}(?:[A-Z][a-z]{{1,15}}: )?"
    rf"(?:it's |the )?({_DAY}[ ,/.\-]{{1,2}}{_DAY}[ ,/.\-]{{1,2}}(?:{_YEAR}|\d\d)|{_MONTH_WORDS}[ "
    rf",/-]{{1,2}}(?:{_CARDINALS})[ ,/-]{{1,2}}"
    rf"(?:{_YEAR_WORDS}|{_YEAR}|\d\d))(?!\w)",
    _A_BIRTH,
    flags=re.I,
)
# 10/5/5 mg of hydrocortisone over a day looks like a date.
_TAPER = re.compile(r"\d{1,2}/\d{1,2}/\d$|(?:[5-9]|[1-9][05])/(?:[05]|[1-9][05]|2\.5)/0?[05]$")
_DOSED = re.compile(r"\b(?:mg|dose|doses|dosing|taper\w*|\w+(?:one|lone|ine|ol|in|ide|ate))\b[^.!?\n]{0,20}$", re.I)


def exact_dates(text: str) -> Iterator[Finding]:
    """Dates that name a day. A year or a month alone is no exact date and stays."""
    for pattern in _EXACT:
        for match in pattern.finditer(text):
            if _TAPER.match(match.group()) and _DOSED.search(text[max(0, match.start() - 40) : match.start()]):
                continue
            weekday = _WEEKDAY.search(text[max(0, match.start() - 16) : match.start()])
            start = match.start() - (len(weekday.group()) if weekday else 0)
            yield Finding(start, match.end(), Kind.DATE, 0.95, "an exact date")
    for match in _BIRTH_LOOSE.finditer(text):
        yield Finding(*match.span(1), Kind.DATE, 0.9, "a date of birth")
    for match in _BIRTH.finditer(text):
        yield Finding(*match.span(1), Kind.DATE, 0.9, "a date of birth")
    for pattern in _DAY_OF_MONTH:
        for match in pattern.finditer(text):
            yield Finding(*match.span(), Kind.DATE, 0.6, "a day of a month")
