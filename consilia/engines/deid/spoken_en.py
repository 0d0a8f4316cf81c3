"""What people spell out so that no machine finds it: numbers in words, plates in the alphabet of pilots, "dot com"."""

import re
from collections.abc import Iterator

from consilia.engines.deid.findings import Finding, Kind

# How many digits each word stands for; "hundred" in a telephone number reads as two noughts.
_COUNTS = {
    **dict.fromkeys(["zero", "nought", "naught", "oh", "o", "one", "two", "three", "four", "five"], 1),
    **dict.fromkeys(["six", "seven", "eight", "nine", "double", "dubble"], 1),
    **dict.fromkeys(["ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"], 2),
    **dict.fromkeys(["eighteen", "nineteen", "twenty", "thirty", "forty", "fourty", "fifty", "sixty"], 2),
    **dict.fromkeys(["seventy", "eighty", "ninety", "treble", "triple", "hundred"], 2),
    "thousand": 3,
}
_PILOTS = (
    *("alpha", "alfa", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel", "india", "juliet", "juliett"),
    *("kilo", "lima", "mike", "november", "oscar", "papa", "quebec", "romeo", "sierra", "tango", "uniform", "victor"),
    *("whiskey", "whisky", "yankee", "zulu", "xray"),
)
_WORD = re.compile(r"[A-Za-z]{1,12}|\d{1,16}|[^A-Za-z\d]{1,4}|[A-Za-z\d]")
# What may stand between the pieces of one number: "then", "and after this it's".
_GLUE = {
    *(
        "then",
        "and",
        "after",
        "this",
        "that",
        "its",
        "it's",
        "it",
        "is",
        "s",
        "dash",
        "hyphen",
        "space",
        "comma",
        "stop",
    ),
    *("point", "dot", "slash", "next", "followed", "by", "plus", "rest", "the", "again", "all"),
}
_LONGEST_GLUE = 6
_FEWEST_DIGITS = 7
_PERIODS = re.compile(r"\s(?:mg|mcg|ml|years?|days?|weeks?|months?|hours?|minutes?|percent|times|tablets?)\b", re.I)
_NINE_FOR_SOCIAL = re.compile(r"\b(?:social|ssn|nhs|passport|medicare)\b[^.!?\n]{0,30}$", re.I)


class _Run:
    """The pieces of one spelt-out number, as far as they were read."""

    def __init__(self) -> None:
        self.start = self.end = -1
        self.digits = self.words = self.glue = 0

    def add(self, start: int, end: int, digits: int, *, is_word: bool) -> None:
        if self.start < 0:
            self.start = start
        self.end, self.glue = end, 0
        self.digits += digits
        self.words += is_word


def _numbers(text: str) -> Iterator[_Run]:
    """Runs of number words and digits, with at most a few linking words between them."""
    run = _Run()
    for match in _WORD.finditer(text):
        piece = match.group().lower()
        if piece[0].isdigit():
            run.add(*match.span(), len(piece), is_word=False)
        elif piece in _COUNTS:
            run.add(*match.span(), _COUNTS[piece], is_word=True)
        elif run.start >= 0 and run.glue < _LONGEST_GLUE and (piece in _GLUE or not piece[0].isalpha()):
            run.glue += piece[0].isalpha()
            if "\n" in piece or (piece.strip() in {"!", "?", ";"}):
                yield run
                run = _Run()
        elif run.start >= 0:
            yield run
            run = _Run()
    yield run


def _telephones(text: str) -> Iterator[Finding]:
    for run in _numbers(text):
        if run.words < 2 or run.digits < _FEWEST_DIGITS or _PERIODS.match(text, run.end):
            continue
        # "two to three of the five": few words for many letters are prose, not a number read aloud.
        if (run.end - run.start) > 12 * max(run.digits, 1):
            continue
        plus = re.search(r"(?:\bplus|\+)\s?$", text[max(0, run.start - 6) : run.start])
        start = run.start - (len(plus.group()) if plus else 0)
        social = _NINE_FOR_SOCIAL.search(text[max(0, run.start - 50) : run.start])
        kind = Kind.NATIONAL_ID if social else Kind.PHONE
        yield Finding(start, run.end, kind, 0.85, "a number spelt out in words")


_LETTER_FOR_DIGIT = re.compile(
    r"(?<![A-Za-z0-9])(?=[O0-9oIl]{0,12}\d)(?=[0-9]{0,12}[Oo])[O0-9oIl]{3,12}(?:[ "
    r"\-.][O0-9oIl]{2,8}){1,4}(?![A-Za-z0-9])"
)


def _posing_letters(text: str) -> Iterator[Finding]:
    """O77OO 9OO 382: letters that pose as noughts in a long row of digits."""
    for match in _LETTER_FOR_DIGIT.finditer(text):
        if len(re.sub(r"[^A-Za-z0-9]", "", match.group())) >= _FEWEST_DIGITS and re.search(r"\d", match.group()):
            yield Finding(*match.span(), Kind.PHONE, 0.8, "the shape of a telephone number with letters for noughts")


_LETTERS_READ_OUT = re.compile(
    rf"(?<![A-Za-z])(?:{'|'.join(sorted(_PILOTS))}|x-ray)"
    rf"(?:[\s,\-]{{1,2}}(?:{'|'.join(sorted({*_PILOTS, *_COUNTS}))}|x-ray|\d{{1,4}}|"
    rf"[A-Z](?![A-Za-z]))){{3,12}}(?![A-Za-z])",
    re.I,
)


def _plates(text: str) -> Iterator[Finding]:
    for match in _LETTERS_READ_OUT.finditer(text):
        read = [word for word in re.findall(r"[a-z]+", match.group().lower()) if word in _PILOTS]
        if len(read) >= 2:
            yield Finding(*match.span(), Kind.PLATE, 0.8, "letters read out as pilots do")


_BIT = r"[A-Za-z0-9]{1,30}"
_NUMBER_WORD = "(?:" + "|".join(sorted(_COUNTS, key=len, reverse=True)) + r"|\d{1,6})"
_JOIN = r"(?:\s(?:dot|underscore|under score|dash|hyphen|minus|point|plus)\s|[._\-])"
_TOP = r"(?:com|net|org|edu|co|uk|us|info|io|me|tw|ie|au|nz|ca|de|fr|example|test)"
_HOST = rf"{_BIT}(?:(?:\s?\.\s?|\s(?:dot|point)\s){_BIT}){{0,3}}\s?(?:\.|\s(?:dot|point)\s)\s?{_TOP}(?![A-Za-z])"
_EMAIL = re.compile(rf"(?<![\w.]){_BIT}(?:{_JOIN}{_BIT}){{0,5}}(?:\s{_NUMBER_WORD}){{0,6}}\s(?:at|@)\s{_HOST}", re.I)
_LINK = re.compile(
    rf"(?<![\w.])(?:www\s(?:dot|point)\s)?{_BIT}(?:\s(?:dot|point)\s{_BIT}){{0,3}}\s(?:dot|point)\s{_TOP}(?![A-Za-z])"
    rf"(?:\s(?:slash|forward slash)\s{_BIT}(?:{_JOIN}{_BIT}){{0,5}}){{0,4}}",
    re.I,
)
_UNDERSCORED = re.compile(
    rf"(?<![\w.]){_BIT}\s(?:underscore|under "
    rf"score)\s{_BIT}(?:{_JOIN}{_BIT}){{0,4}}(?:\s{_NUMBER_WORD}(?![A-Za-z])){{0,6}}",
    re.I,
)


def _net(text: str) -> Iterator[Finding]:
    if " dot " in text.lower() or " point " in text.lower():
        for match in _EMAIL.finditer(text):
            yield Finding(*match.span(), Kind.EMAIL, 0.95, "an e-mail address read out")
        for match in _LINK.finditer(text):
            yield Finding(*match.span(), Kind.URL, 0.85, "a web address read out")
    if "score" in text.lower():
        for match in _UNDERSCORED.finditer(text):
            yield Finding(*match.span(), Kind.SOCIAL, 0.85, "a handle read out")


def spelt_out(text: str) -> Iterator[Finding]:
    """Telephone numbers, plates, e-mail and web addresses and handles that are spelt out in words."""
    yield from _telephones(text)
    yield from _posing_letters(text)
    yield from _plates(text)
    yield from _net(text)
