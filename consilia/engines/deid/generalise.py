"""What is published in place of exact facts: an age band, a month, a fresh alias."""

import math
import re
from datetime import date
from enum import StrEnum

_BANDS = ((0, 1), (2, 11), (12, 17), (18, 24), (25, 34), (35, 44), (45, 54), (55, 64), (65, 79))
_INITIALS = "ABCDEFGHJKLMNPRSTVWY"
# Words of weather, light and landscape; the first is never a family name, so no alias reads as a full name.
_QUALITIES = "青晚微遠靜輕暖清淡澄朗晨暮初碧素皎幽悠柔寧淺疏閒"
_THINGS = "禾石溪雲竹葉舟泉嵐汀露霞松苔星雪楓湖丘荷蘆帆岸潮"


def age_band(years: float | None) -> str:
    """The band of an age in years: '0-1', '2-11', ... '65-79', '80+'; '' if the age is not known.

    No band straddles 18. ValueError for what is no age.
    """
    if years is None:
        return ""
    if not 0 <= years < math.inf:
        raise ValueError("an age is a number of years from 0 up")
    whole = int(years)
    return next((f"{low}-{high}" for low, high in _BANDS if low <= whole <= high), "80+")


def straddles_adulthood(band: str) -> bool:
    """Whether a band such as '10-19' or '10~19', both ends inclusive, mixes minors and adults."""
    match = re.fullmatch(r"\s*(\d{1,3})\s*(?:[-~–～]\s*(\d{1,3})|\+)\s*", band)
    if not match:
        return False
    return int(match[1]) < 18 <= int(match[2] or 999)


def month_of(date_text: str) -> str:
    """'2021-11' of '2021-11-13' or '2021/11/13', '2021' of '2021'; '' of what is no date, never a day."""
    match = re.match(r"\s*(\d{4})(?:[-/.](\d{1,2})(?!\d))?", date_text)
    if not match:
        return ""
    month = int(match[2] or 0)
    return f"{match[1]}-{month:02d}" if 1 <= month <= 12 else match[1]


class Detail(StrEnum):
    """How much of a date is told."""

    YEAR = "year"
    MONTH = "month"
    DAY = "day"


_LENGTHS = {Detail.YEAR: 4, Detail.MONTH: 7, Detail.DAY: 10}


def date_told(day: date, detail: Detail) -> str:
    """'2021', '2021-11' or '2021-11-13' of that day."""
    return day.isoformat()[: _LENGTHS[detail]]


def coarser(one: Detail, other: Detail) -> Detail:
    """Of two, the one that tells less."""
    return min(one, other, key=_LENGTHS.__getitem__)


def pseudonym(seed_bytes: bytes, language: str) -> str:
    """A fresh alias from random bytes (four or more), never from the person.

    English and others: two initials, 'K. M.'. Chinese: two characters of nature, '晚舟'.
    """
    if len(seed_bytes) < 4:
        raise ValueError("an alias needs at least four random bytes")
    number = int.from_bytes(seed_bytes, "big")
    firsts, seconds = (_QUALITIES, _THINGS) if language.lower().startswith("zh") else (_INITIALS, _INITIALS)
    first = firsts[number % len(firsts)]
    second = seconds[number // len(firsts) % len(seconds)]
    return f"{first}{second}" if firsts is _QUALITIES else f"{first}. {second}."
