"""Finds how a reply addresses the asker, and every mention of the asker's name, in English and Chinese."""

from __future__ import annotations

import calendar
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

TITLE_SEX = {
    **dict.fromkeys(("mr", "sir", "先生"), "male"),
    **dict.fromkeys(("mrs", "ms", "miss", "madam", "ma'am", "小姐", "女士", "太太"), "female"),
}
GREETING_WORD = r"(?:hello|hi|hey|dear|good (?:morning|afternoon|evening|day))[,!.]?\s+(?:there[,!.]?\s+)?"
# Without a greeting word only the start of the text counts: "ms" in a sentence is multiple sclerosis.
ENGLISH = re.compile(
    rf"(?:\b{GREETING_WORD}|\A\s*)(?P<address>(?:(?P<title>mr|mrs|ms|miss)\b\.?\s+(?:\[name\]|(?P<name>[^\W\d_]"
    r"[\w'’-]*(?:[^\S\n](?-i:[A-Z])[\w'’-]*)*))|(?P<plain>sir|madam|ma'am)\b))",
    re.IGNORECASE,
)
CHINESE = re.compile(
    r"\A\s*(?:(?:您好|你好|妳好|親愛的|尊敬的|hello|hi|dear)[，,：:！!。\s]*)?"
    r"(?P<address>(?:［姓名］|(?P<name>[\u4e00-\u9fff○〇*]{0,4}?))(?P<title>先生|小姐|女士|太太))(?=[您你妳好，,：:！!。\s]|\Z)",
    re.IGNORECASE,
)
# "My husband" and "your husband" use the same word as "Mr."
NO_NAME = re.compile(r"[我你您妳他她的]")
CHINESE_TITLES = "先生|小姐|女士|太太|同學"
CJK = re.compile(r"[\u4e00-\u9fff]")
CALENDAR = frozenset(calendar.month_name) | frozenset(calendar.day_name)


@dataclass(frozen=True, slots=True)
class Greeting:
    """Title and name by which a text addresses someone: `start` to `end`; `quote` adds the greeting word.

    `name` is "" where the text has none, or a placeholder that masking has put for it.
    """

    start: int
    end: int
    quote: str
    sex: str
    name: str


def greetings(text: str) -> tuple[Greeting, ...]:
    """Find each greeting by title, in order; `sex` is the one that the title takes for granted."""
    found = [*ENGLISH.finditer(text)]
    chinese = CHINESE.match(text)
    if chinese and not NO_NAME.search(chinese["name"] or ""):
        found.append(chinese)
    return tuple(_greeting(match) for match in found)


def disagrees(greeting: Greeting, sex: str) -> bool:
    """Whether the title takes another sex for granted than the one that was told; nothing told, nothing disagrees."""
    return sex in {"female", "male"} and greeting.sex != sex


def _greeting(match: re.Match[str]) -> Greeting:
    groups = match.groupdict()
    title = (groups["title"] or groups["plain"]).lower()
    start, end = match.span("address")
    return Greeting(start, end, match[0].strip(), TITLE_SEX[title], groups["name"] or "")


def names_of(alias: str) -> tuple[str, ...]:
    """Split a pseudonym into the parts that could be a real name: "A Tian" into Tian, 林小姐 into 林."""
    if CJK.search(alias):
        bare = re.sub(rf"(?:{CHINESE_TITLES})$", "", alias.strip())
        return (bare,) if bare else ()
    return tuple(part for part in re.findall(r"[^\W\d_][\w'’-]+", alias) if part.lower() not in {*TITLE_SEX, "dr"})


def mentions(text: str, alias: str, clinicians: Collection[str] = ()) -> tuple[tuple[int, int], ...]:
    """Find where the text names the asker: greetings with a name, and the alias; sorted, never overlapping.

    Doctors' own names, titles of respect included, are left alone.
    """
    kept_apart = [span for name in clinicians for span in doctor_spans(text, name)]
    spans = [(greeting.start, greeting.end) for greeting in greetings(text) if greeting.name]
    spans += [span for name in names_of(alias) for span in _name_spans(text, name)]
    free = [span for span in spans if not any(span[0] < end and start < span[1] for start, end in kept_apart)]
    return _merged(free)


def mask_mentions(text: str, alias: str, clinicians: Collection[str] = ()) -> str:
    """Put "[name]" (［姓名］ in Chinese) for each mention, title and all, so that a wrong title goes too."""
    placeholder = "［姓名］" if len(CJK.findall(text)) * 4 > len(text) else "[name]"
    for start, end in reversed(mentions(text, alias, clinicians)):
        text = text[:start] + placeholder + text[end:]
    return text


def doctor_spans(text: str, clinician: str) -> Iterator[tuple[int, int]]:
    """Where the text names this doctor: by title and any part of the name, or by a whole name of several parts."""
    whole = re.sub(r"^(?:Dr|Prof)\.?\s+", "", clinician.strip())
    parts = [re.escape(part) for part in {whole, *whole.split()} if part]
    if not parts:
        return
    either = "|".join(sorted(parts, key=len, reverse=True))
    surname = re.escape(whole[0]) if CJK.match(whole) else "(?!)"
    titled = rf"(?:{either}|{surname})\s?醫[師生]|\b(?:Dr|Doctor|Prof)\.?\s+(?:{either})\b"
    # One plain word may be the asker's name as well: forums let both sign so. After a title it is a doctor's.
    bare = re.escape(whole) if len(parts) > 1 or CJK.search(whole) else "(?!)"
    yield from (match.span() for match in re.finditer(f"{titled}|{bare}", text))


def _name_spans(text: str, name: str) -> Iterator[tuple[int, int]]:
    if CJK.search(name):
        # One character alone is a common word as often as a surname; a title after it decides.
        title = f"(?:{CHINESE_TITLES})" + ("?" if len(name) > 1 else "")
        yield from (match.span() for match in re.finditer(re.escape(name) + title, text))
        return
    titled = rf"\b(?:mr|mrs|ms|miss)\b\.?\s+{re.escape(name)}\b"
    greeted = rf"\b{GREETING_WORD}(?P<name>{re.escape(name)})\b"
    opening = rf"\A\s*(?P<name>{re.escape(name)})\b(?=\s*[,:!，：])"
    yield from (match.span() for match in re.finditer(titled, text, re.IGNORECASE))
    for match in re.finditer(greeted, text, re.IGNORECASE):
        yield match.span("name")
    for match in re.finditer(opening, text, re.IGNORECASE):
        yield match.span("name")
    yield from _bare_spans(text, name)


def _bare_spans(text: str, name: str) -> Iterator[tuple[int, int]]:
    # May, Chin or Hope are also words: without a title, only a capital inside a sentence makes them a name.
    if name in CALENDAR or re.search(rf"\b{re.escape(name.lower())}\b", text):
        return
    for match in re.finditer(rf"(?<=[\w,;]\s)(?<!\bDr\s)(?<!\bDoctor\s){re.escape(name)}\b", text):
        yield match.span()


def _merged(spans: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)
