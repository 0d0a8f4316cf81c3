"""Read the numbers that change a verdict: temperature, blood pressure, oxygen, sugar, pulse, weeks, ages, durations."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_WORDS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15,
    "sixteen": 16, "eighteen": 18, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60,
    "couple of": 2, "a couple of": 2, "few": 3, "a few": 3, "several": 4, "many": 6, "half a": 0.5, "half an": 0.5,
}  # fmt: skip
_CHINESE = {"零": 0, "〇": 0, "一": 1, "二": 2, "兩": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_SCALE = {"十": 10, "百": 100}
_HAN = "零〇一二兩三四五六七八九十百半幾數好"
_NUM = r"(\d{1,4}(?:\.\d{1,2})?|[" + _HAN + r"]{1,5}|" + "|".join(sorted(_WORDS, key=len, reverse=True)) + ")"
_N = r"(\d{1,3}(?:\.\d{1,2})?)"
_DAYS = {
    "min": 1 / 1440,
    "hour": 1 / 24,
    "hr": 1 / 24,
    "day": 1,
    "night": 1,
    "week": 7,
    "wk": 7,
    "month": 30,
    "year": 365,
    "yr": 365,
    "y": 365,
}
_HAN_DAYS = {
    "分鐘": 1 / 1440,
    "小時": 1 / 24,
    "鐘頭": 1 / 24,
    "天": 1,
    "日": 1,
    "晚": 1,
    "週": 7,
    "周": 7,
    "星期": 7,
    "禮拜": 7,
    "個月": 30,
    "月": 30,
    "年": 365,
}

_DURATION = re.compile(
    r"(?<![a-z\d.])" + _NUM + r"(?: more| whole| long| full)? ?(min|hour|hr|day|night|week|wk|month|year|yr)[a-z]*"
)
_HAN_DURATION = re.compile(_NUM + r" ?(?:多|幾)?(?:個)?(?:多|半)?(分鐘|小時|鐘頭|天|星期|禮拜|週|周|個月|月|年)")
_OLD = re.compile(
    r"(?<![a-z\d.])"
    + _NUM
    + r"[ -]?(day|week|wk|month|mo|year|yr|y|m(?= ?/?o))s?(?:[ -]?(?:old|of age)|[ -]?/? ?o(?![a-z]))"
)
# "65M, DM2": a clinician's note begins with age and sex.
_NOTED = re.compile(r"(?:^|[.\n(:] ?)(\d{1,3}) ?(?:yo ?)?[mf](?= (?!old|from|away|high|deep|tall|long)|[,.;:])")
_AGED = re.compile(
    r"(?:(?<![a-z])(?:age|aged|im|i am|he is|she is|is) )(\d{1,3})"
    r"(?![\d.]| ?(?:day|week|month|min|hour|hr|%|kg|cm|mg|inch|in\b|lbs?\b|pound|stone|foot|feet|ft|['\"]))"
)
_BABY_MONTHS = re.compile(r"(?:baby|newborn|infant)(?: is| at|,)? " + _NUM + r" ?(day|week|wk|month|mo)s?(?! ago)")
_HAN_BABY_MONTHS = re.compile(
    r"(?:寶寶|嬰兒|弟弟|妹妹|小孩)(?:才|剛|現在|目前)?" + _NUM + r" ?(個月|月|週|周|天)(?!了|前)"
)
# "Just turned two months": of a baby only where the text speaks of one.
_JUST_TURNED = re.compile(r"(?:剛滿|才滿|未滿|不滿|不到|快滿|才)" + _NUM + r"個?(月|週|禮拜|天)(?!前|後)")
_OF_A_BABY = re.compile(r"肛溫|喝奶|母奶|配方奶|尿布|寶寶|嬰兒|新生兒|吐奶")
# Not "兩個月大概".
_HAN_AGE = re.compile(
    _NUM + r" ?(?:多|半)?(個月大|個多月大|月大|天大|週大|周大|個?禮拜大|個?星期大|歲)(?![概約部多致量半])"
)
_TEMPERATURE = re.compile(
    # Not "i 43" (I'm 43) nor "till i was 40", but "i was 39.5 last night".
    r"(?!(?:(?<=(?<![a-z])i )|(?<=i was )|(?<=turned )|(?<=i turn ))\d\d(?!\.\d))"
    r"(?<![\d.])(?<!im )(?<!am )(?<!age )(?<!aged )(2[89]\.\d|3[0-3]\.\d|3[4-9](?:\.\d{1,2})?|4[0-3](?:\.\d{1,2})?)"
    r"(?![\d/]|\.\d| ?[mfk](?![a-z])| ?(?:week|wk|year|yr|yo|y/o|month|day|週|周|歲|天|個|hour|min|kg|cm|mg|%|ml"
    r"|bpm|per ?cent|times|miles|metres|meters|yards|quid|pounds|people|tablets|pills|puffs|units|cigarettes|a day"
    r"|th(?![a-z])))"
)
_OF_FEVER = re.compile(
    r"fever|temp|°|degree|hot|shiver|chill|shaking|rigor|calpol|paracetamol|vaccin|燒|體溫|度|℃|\d ?c(?![a-z])"
)
_PRECISE_TEMPERATURE = re.compile(r"(?<![\d./])(3[89]\.\d|4[01]\.\d)(?![\d/%]| ?(?:kg|cm|mg|ml|mm|week|bmi))")
_FAHRENHEIT = re.compile(
    r"(?<![\d.])(9[5-9](?:\.\d)?|10[0-8](?:\.\d)?)(?:\.| )?"
    r"(?: ?(?:°|degrees?|deg)? ?f(?:ahrenheit)?(?![a-z])| ?(?:degrees?|deg|°)(?! ?c)| (?:fever|temp))"
)
_FEVER_OF = re.compile(
    r"(?:fever|temp(?:erature)?|thermometer)(?: [a-z]+){0,4}[ :=]+(9[5-9](?:\.\d)?|10[0-8](?:\.\d)?)(?![\d/])"
)
_HAN_TEMPERATURE = re.compile(r"(三十[四五六七八九]|四十[一二]?)(?:點([一二三四五六七八九]))?度(半)?")
_PRESSURE = re.compile(r"(?<![\d/.])(\d{2,3}) ?(?:/|over|\\) ?(\d{2,3})(?![\d/])")
_UPPER = re.compile(r"(?:systolic|收縮壓|血壓|blood pressure|bp)[^\d,。]{0,12}(\d{2,3})(?![\d.])")
_OXYGEN = re.compile(
    r"(?:spo2|o2 ?sats?|(?<![a-z])sats?|saturation|oxygen(?: level| sat\w*)?|oximeter|pulse ?ox"
    r"|finger (?:clip|machine|thing|probe|monitor|gadget|peg)|血氧)[^\d,。]{0,14}(\d{2,3}) ?%?"
)
_SUGAR = re.compile(r"(?:sugars?|glucose|bg|bgl|血糖)[^\d。]{0,24}" + _N + r"(?: ?(mmol|mg))?(?! ?/ ?mol)")
_SUGAR_UNIT = re.compile(_N + r" ?(mmol(?! ?/ ?mol)|mg/? ?dl)")
_NAME_BEFORE = 32
# What else is told in mmol/l or mg/dl: "sodium 138 mmol/l" is no sugar.
_OF_OTHER_BLOOD = re.compile(
    r"(?:(?<![a-z])(?:na|k|cl|ca|mg|bun|tsh|alt|ast|ldl|hdl|egfr|crp|sodium|potassium|chloride|bicarb\w*|calcium|magnesium"
    r"|phosph\w*|urea|creatinine?|uric acid|urate|cholesterol|triglycerides?|lipids?|bilirubin|lactate|ketones?|iron"
    r"|ferritin|albumin|hemoglobin|hb)"
    r"|鈉|鉀|氯|鈣|鎂|磷|尿素氮?|肌酸酐|肌酐|尿酸|膽固醇|三酸甘油脂?|甘油三酯|血脂|脂蛋白|膽紅素|乳酸|酮體?|[氨胺]?酶|血色素|血紅素|白蛋白)"
    r"[^\d,;.。、\n]{0,16}$"
)
_PULSE = re.compile(
    r"(?:heart ?rate|pulse(?! ?ox)|hr|bpm|tachycardi[a-z]+|bradycardi[a-z]+"
    r"|(?<!resp )(?<!respiratory )(?<!breathing )(?<!flow )rate(?= \d)|心跳|脈搏"
    r"|heart(?! (?:failure|attack|disease|valve|trouble)))[^\d,。]{0,16}(\d{2,3})"
    r"(?![\d./]| ?(?:mg|mcg|ml|kg|year|yr|yo(?![a-z])|歲|week|month|day|hour|min(?!ute beats)))"
    r"|(\d{2,3}) ?(?:bpm|beats)"
)
_BREATHS = re.compile(r"(?:breath\w*|resp\w*|(?<![a-z])rr|呼吸)[^\d,。]{0,14}(\d{2,3})(?![\d./%])|(\d{2,3}) ?breaths")
_GESTATION = re.compile(
    _NUM
    + r" ?(?:weeks?|wks?|w)(?: [a-z]+){0,2} (?:pregnan\w*|gestation|preggo)|pregnant[^.\d。]{0,20}?"
    + _N
    + r" ?(?:weeks?|wks?)"
    r"|(?:懷孕|孕|妊娠|懷胎)[^\d。,]{0,4}?"
    + _NUM
    + r" ?(?:多)?(?:週|周)|"
    + _NUM
    + r" ?(?:週|周)(?:的)?(?:孕婦|身孕|孕)"
)
_GESTATION_MONTHS = re.compile(
    _NUM
    + r" ?months?(?: [a-z]+){0,1} pregnan|pregnant[^.\d]{0,12}"
    + _N
    + r" ?months?|(?:懷孕|孕)"
    + _NUM
    + r" ?個(?:多)?月"
)
_PLAIN_WEEKS = re.compile(_N + r" ?(?:weeks?|wks?)(?! ?(?:ago|old|post))")


@dataclass(frozen=True, slots=True)
class Reading:
    """One value read at text[start:end] of the plain text; temperature in °C, sugar in mg/dL, age in years."""

    name: str
    value: float
    start: int
    end: int


LENGTH = "words"
"""The name of a text's own length: a danger named in three words is no story about one."""
_LATIN_WORD = re.compile(r"[a-z0-9']+")
_HAN_CHARACTER = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class Measures:
    """What the numbers of a text say, and how many words it has."""

    readings: tuple[Reading, ...] = ()
    length: float = 0.0

    def of(self, name: str) -> Iterator[float]:
        """Every value read for a name."""
        if name == LENGTH:
            return iter((self.length,))
        return (one.value for one in self.readings if one.name == name)


def measure(text: str) -> Measures:
    """All measures in plain (normalised) text."""
    found: list[Reading] = []
    for reader in (_temperatures, _pressures, _oxygen, _sugars, _pulses, _gestations, _ages):
        found += reader(text)
    # "A boy of five months" tells no time that something has lasted.
    ages = [(one.start, one.end) for one in found if one.name == "age"]
    found += [one for one in _durations(text) if not any(start <= one.start < end for start, end in ages)]
    return Measures(tuple(found), _length(text))


def _length(text: str) -> float:
    """How many words the text has; two Chinese characters are one."""
    return len(_LATIN_WORD.findall(text)) + len(_HAN_CHARACTER.findall(text)) / 2


def number(word: str) -> float | None:
    """A number in digits, English words or Chinese numerals ("三十八", "半")."""
    if word[0].isdigit() and word.isascii():
        return float(word)
    if word in _WORDS:
        return float(_WORDS[word])
    return _chinese(word)


def _chinese(word: str) -> float | None:
    if word in {"半"}:
        return 0.5
    if word in {"幾", "數", "好幾", "好"}:
        return 4.0
    total, digit = 0, 0
    for character in word:
        if character in _CHINESE:
            digit = _CHINESE[character]
        elif character in _SCALE:
            total += (digit or 1) * _SCALE[character]
            digit = 0
        else:
            return None
    return float(total + digit)


def _read(pattern: re.Pattern[str], text: str, name: str, change: Callable[[float], float]) -> Iterator[Reading]:
    for match in pattern.finditer(text):
        word = next((group for group in match.groups() if group), None)
        value = number(word) if word else None
        if value is not None:
            yield Reading(name, change(value), *match.span())


def _between(least: float, most: float, readings: Iterator[Reading]) -> Iterator[Reading]:
    return (one for one in readings if least <= one.value <= most)


def _same(value: float) -> float:
    return value


def _celsius(value: float) -> float:
    return round((value - 32) * 5 / 9, 1)


def _temperatures(text: str) -> Iterator[Reading]:
    yield from _read(_PRECISE_TEMPERATURE, text, "temp", _same)
    if _OF_FEVER.search(text):
        yield from _read(_TEMPERATURE, text, "temp", _same)
    yield from _read(_FAHRENHEIT, text, "temp", _celsius)
    yield from _read(_FEVER_OF, text, "temp", _celsius)
    for match in _HAN_TEMPERATURE.finditer(text):
        whole = number(match.group(1)) or 0.0
        tenths = (number(match.group(2)) or 0.0) / 10 if match.group(2) else 0.5 if match.group(3) else 0.0
        yield Reading("temp", whole + tenths, *match.span())


def _pressures(text: str) -> Iterator[Reading]:
    for match in _PRESSURE.finditer(text):
        upper, lower = float(match.group(1)), float(match.group(2))
        if 50 <= upper <= 300 and 25 <= lower < upper:
            yield Reading("sbp", upper, *match.span())
            yield Reading("dbp", lower, *match.span())
    yield from _between(50, 300, _read(_UPPER, text, "sbp", _same))


def _oxygen(text: str) -> Iterator[Reading]:
    return _between(50, 100, _read(_OXYGEN, text, "spo2", _same))


def _sugars(text: str) -> Iterator[Reading]:
    # Nobody alive has 35 mg/dL and writes it calmly as "high": below 36 a bare number is mmol/L.
    for pattern in (_SUGAR, _SUGAR_UNIT):
        for match in pattern.finditer(text):
            if _OF_OTHER_BLOOD.search(text, max(0, match.start(1) - _NAME_BEFORE), match.start(1)):
                continue
            value, unit = float(match.group(1)), match.group(2) or ""
            if unit == "mmol" or (not unit and value < 36):
                value *= 18
            yield Reading("glucose", value, *match.span())


def _pulses(text: str) -> Iterator[Reading]:
    yield from _between(20, 300, _read(_PULSE, text, "hr", _same))
    yield from _between(5, 120, _read(_BREATHS, text, "rr", _same))


def _gestations(text: str) -> Iterator[Reading]:
    yield from _between(0, 43, _read(_GESTATION, text, "weeks", _same))
    yield from _read(_GESTATION_MONTHS, text, "weeks", lambda months: months * 4.3)
    if "pregnan" in text:
        yield from _between(4, 43, _read(_PLAIN_WEEKS, text, "weeks", _same))


def _ages(text: str) -> Iterator[Reading]:
    for match in (*_OLD.finditer(text), *_BABY_MONTHS.finditer(text)):
        value = number(match.group(1))
        if value is not None:
            yield Reading("age", value * _DAYS.get(match.group(2), 30) / 365, *match.span())
    for match in _HAN_BABY_MONTHS.finditer(text):
        value = number(match.group(1))
        if value is not None:
            yield Reading("age", value * _HAN_DAYS[match.group(2)] / 365, *match.span())
    if _OF_A_BABY.search(text):
        for match in _JUST_TURNED.finditer(text):
            value = number(match.group(1))
            if value is not None:
                yield Reading("age", value * _HAN_DAYS[match.group(2)] / 365, *match.span())
    for match in _HAN_AGE.finditer(text):
        value = number(match.group(1))
        unit = match.group(2)
        days = 365 if unit == "歲" else 1 if unit == "天大" else 7 if unit.lstrip("個")[0] in "週周禮星" else 30
        if value is not None:
            yield Reading("age", value * days / 365, *match.span())
    yield from _read(_AGED, text, "age", _same)
    yield from _between(1, 110, _read(_NOTED, text, "age", _same))


def _durations(text: str) -> Iterator[Reading]:
    for pattern, units in ((_DURATION, _DAYS), (_HAN_DURATION, _HAN_DAYS)):
        for match in pattern.finditer(text):
            after = text[match.end() : match.end() + 7]
            if after.lstrip().startswith(("old", "of age", "pregna", "大", "後出生")):
                continue
            value = number(match.group(1))
            if value is not None:
                yield Reading("days", value * units[match.group(2)], *match.span())
