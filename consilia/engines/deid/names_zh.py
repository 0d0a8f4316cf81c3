"""Personal names in Chinese: after cues, in slots for relatives and honorifics, nicknames, free-standing."""

import re
from collections.abc import Iterator
from dataclasses import replace

from consilia.engines.deid import slots_zh
from consilia.engines.deid.findings import Finding, Kind
from consilia.engines.deid.lists import chinese_names
from consilia.engines.deid.name_ends_zh import (
    DOCTOR,
    FEEBLE,
    HONORIFIC,
    KIN,
    LEFT_EDGE,
    LINKS,
    RIGHT_EDGE,
    SHY_SURNAMES,
    any_name_end,
    begins_plain,
    full_name_end,
    given_end,
    han,
    in_plain_word,
    is_given,
    latin_end,
    surname_length,
)

_CALLED = re.compile(
    r"(?:我(?:的?名字)?叫做?|名叫|名字(?:是|叫做?|:)|我姓|[他她媽爸夫家]姓|小名叫?|"
    r"我們?家的?(?=([\u4e00-\u9fff])\1)|姓名[:是為]?|大名是?|本人|"
    r"聯絡人[:是]?|聯絡[:]|(?:他|她|小孩|孩子|寶寶|兒子|女兒|病人|患者)(?:的名字)?(?:名|取名)?叫做?|取名叫?|"
    r"署名[:]?|敬上[:]?|患者姓名[:]?|"
    r"病患[:]|患者[:]|病人[:]|暱稱[:是叫]?|綽號[:是叫]?|我姓)\s?"
)
_I_AM = re.compile(r"(?:我是|這是|我就是|您好,我|你好,我|^我|[,.!?\s]我)\s?(?=[\u4e00-\u9fffA-Z])")
_KINSHIP = re.compile(rf"(?:{KIN})(?:的名字)?(?:叫做?|名叫|是|:|,|\()?\s?(?=[\u4e00-\u9fffA-Z])")
_HONORIFICS = re.compile(rf"(?<=[\u4e00-\u9fff])(?<!小(?=[姐]))(?={HONORIFIC})")
_DOCTORS = re.compile(rf"(?<=[\u4e00-\u9fff])(?={DOCTOR})")
_DOCTOR_IS = re.compile(rf"(?:{DOCTOR}|醫)(?:是|:|叫做?|名叫|為|\s){{0,2}}\s?(?=[\u4e00-\u9fffA-Z])")
_SIGNED = re.compile(r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff]{2,4}?)\s?(?:敬上|謹上|敬啟|上(?=\s*$)|留(?=\s*$)|謹啟)")
_NICKNAME = re.compile(r"(?<![\u4e00-\u9fff])?([阿小大老])([\u4e00-\u9fff])")
_OF_KIN = re.compile(rf"{KIN}$")
_PERSON_BEFORE = re.compile(rf"(?:{KIN}|我|叫|是|:|跟|和|找|給|請)$")
_PERSON_AFTER = re.compile(r"(?:是我|說|她|他|伯|嬸|叔|姨|的(?:媽|爸|老師)|今年|\d|哥|姐|姊|弟|妹)")


def after_cues(text: str) -> Iterator[Finding]:
    """我叫…, 姓名：…, 我是…"""
    for match in _CALLED.finditer(text):
        end = latin_end(text, match.end()) or any_name_end(text, match.end())
        if end and not (
            match.group().strip(" :").endswith(("本人", "患者", "病人", "病患", "聯絡"))
            and not full_name_end(text, match.end())
        ):
            yield Finding(match.end(), end, Kind.NAME, 0.95, "follows words that announce a name")
    for match in _I_AM.finditer(text):
        end = latin_end(text, match.end()) if "是" in match.group() else None
        end = end or full_name_end(text, match.end())
        if (
            end
            and end - match.end() >= 2
            and (han(text[match.end()]) is False or end - match.end() >= 3 or "是" in match.group())
        ):
            yield Finding(match.end(), end, Kind.NAME, 0.85, "follows 'I am'")


def in_kinship(text: str) -> Iterator[Finding]:
    """我先生張家豪, 女兒雅婷"""
    for match in _KINSHIP.finditer(text):
        for end in (latin_end(text, match.end()), full_name_end(text, match.end()), given_end(text, match.end())):
            if end:
                yield Finding(match.end(), end, Kind.NAME, 0.85, "follows a word for a relative or acquaintance")
                break


def with_honorifics(text: str) -> Iterator[Finding]:
    """許先生, 王小姐; and 周醫師, 王建民醫師 as clinicians."""
    for slots, kind, reason in (
        (_HONORIFICS, Kind.NAME, "stands before a form of address"),
        (_DOCTORS, Kind.CLINICIAN, "stands before a doctor's title"),
    ):
        for match in slots.finditer(text):
            start = _start_of_name_before(text, match.start(), certain=kind is Kind.CLINICIAN)
            if start is not None:
                yield Finding(start, match.start(), kind, 0.9, reason)
    for match in _DOCTOR_IS.finditer(text):
        end = latin_end(text, match.end()) or full_name_end(text, match.end())
        if end:
            yield Finding(match.end(), end, Kind.CLINICIAN, 0.85, "follows a doctor's title")


def _start_of_name_before(text: str, end: int, *, certain: bool) -> int | None:
    """Where the name that ends here starts: a full name if there is one, else a surname alone."""
    for size in (4, 3, 2):
        start = end - size
        length = surname_length(text, start) if start >= 0 else 0
        given = text[start + length : end] if length else ""
        if length and len(given) in {1, 2} and all(map(is_given, given)) and not set(given) & FEEBLE:
            edge = certain or not start or LEFT_EDGE.search(text[start - 1])
            if size != 2 or (length == 1 and edge and text[start] in chinese_names().common and given not in LINKS):
                return start
    start = end - 1
    char = text[start]
    if char in chinese_names().common and char not in SHY_SURNAMES and not in_plain_word(text, start, end):
        return start
    return None


def signed(text: str) -> Iterator[Finding]:
    """賴欣怡敬上"""
    for match in _SIGNED.finditer(text):
        if surname_length(text, match.start(1)) or len(match.group(1)) == 2:
            yield Finding(*match.span(1), Kind.NAME, 0.85, "stands like a signature")


def nicknames(text: str) -> Iterator[Finding]:
    """阿傑, 小美: a prefix and a character that people use in names, where a person may stand."""
    for match in _NICKNAME.finditer(text):
        prefix, char = match.groups()
        if begins_plain(text, match.start()) or not is_given(char) or char in FEEBLE:
            continue
        before, after = text[max(0, match.start() - 4) : match.start()], text[match.end() : match.end() + 3]
        person = _PERSON_BEFORE.search(before) or _PERSON_AFTER.match(after)
        edge = bool(
            RIGHT_EDGE.match(text, match.end()) or after[:1] in {"伯", "嬸", "叔", "姨", "哥", "姐", "姊", "弟", "妹"}
        )
        if person and edge and (prefix in "阿小" or _OF_KIN.search(before)):
            yield Finding(*match.span(), Kind.NAME, 0.75, "a nickname")


def free_standing(text: str) -> Iterator[Finding]:
    """A full name with no cue: common surname, two given characters, an edge on both sides."""
    tables = chinese_names()
    for match in re.finditer(r"[\u4e00-\u9fff]{3,4}", _edges_only(text)):
        start, size = match.start(), len(match.group())
        length = surname_length(text, start)
        given = text[start + length : start + size]
        strong = text[start] in tables.common or length == 2
        if length and strong and len(given) == 2 and all(map(is_given, given)) and not set(given) & FEEBLE:
            plain = begins_plain(text, start + length) or begins_plain(text, start + length + 1)
            if not plain:
                yield Finding(start, start + size, Kind.NAME, 0.7, "stands alone like a name")
    for match in re.finditer(r"[我是給找跟和與叫對請替幫有被讓為陪帶的]", text):
        end = full_name_end(text, match.end())
        known = text[match.end() : match.end() + 1] in tables.common or bool(
            set(text[match.end() + 1 : end or 0]) & tables.telling
        )
        if match.group() == "的":  # ordinary words follow it as often as names do
            known = bool(set(text[match.end() + 1 : end or 0]) & tables.telling)
        if end and end - match.end() >= 3 and known and RIGHT_EDGE.match(text, end):
            yield Finding(match.end(), end, Kind.NAME, 0.6, "stands where a person may stand")


def _edges_only(text: str) -> str:
    """The text with every run of Chinese that is not three or four characters long blanked out."""
    return re.sub(
        r"[\u4e00-\u9fff]+", lambda run: run.group() if 3 <= len(run.group()) <= 4 else " " * len(run.group()), text
    )


_NAMES_A_DISEASE = re.compile(
    r"氏?(?:症|病(?!人|患|友|歷|假)|徵|瘤|囊腫|反射|分級|量表|測試|麻痺|甲狀腺)|氏(?!夫|家|宗)"
)


_TITLE_INSIDE = re.compile(r"(?:主治|老師|藥局|醫[師生]|診所|太太|先生|小姐|護理)$")


def names(text: str) -> Iterator[Finding]:
    """Chinese personal names, with clinicians apart from other people."""
    for rule in (after_cues, in_kinship, with_honorifics, signed, nicknames, free_standing, *slots_zh.RULES):
        for finding in rule(text):
            if _NAMES_A_DISEASE.match(text, finding.end):
                continue
            title = _TITLE_INSIDE.search(text[finding.start : finding.end])
            if not title:
                yield finding
            elif title.start():
                yield replace(finding, end=finding.start + title.start())
