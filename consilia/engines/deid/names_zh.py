"""Personal names in Chinese: after cues, in slots for relatives and honorifics, nicknames, free-standing."""

import re
from collections.abc import Iterator

from consilia.engines.deid.findings import Finding, Kind
from consilia.engines.deid.lists import chinese_names

_LATIN_NAME = re.compile(r"\s?([A-Z][A-Za-zÀ-ɏ'\-]+(?:\s[A-Z][A-Za-zÀ-ɏ'\-]+){0,3})")
_CALLED = re.compile(
    r"(?:我(?:的?名字)?叫做?|名叫|名字(?:是|叫做?|:)|我姓|[他她媽爸夫家]姓|小名叫?|我們?家的?(?=([\u4e00-\u9fff])\1)|姓名[:是為]?|大名是?|本人|"
    r"叫我|稱呼我|聯絡人[:是]?|聯絡[:]|(?:他|她|小孩|孩子|寶寶|兒子|女兒|病人|患者)(?:的名字)?(?:名|取名)?叫做?|取名叫?|署名[:]?|敬上[:]?|患者姓名[:]?|"
    r"病患[:]|患者[:]|病人[:]|暱稱[:是叫]?|綽號[:是叫]?|我姓)\s?"
)
_I_AM = re.compile(r"(?:我是|這是|我就是|您好,我|你好,我|^我|[,.!?\s]我)\s?(?=[\u4e00-\u9fffA-Z])")
_KIN = (
    r"(?:爸爸|爸|媽媽|媽|母親|父親|先生|太太|老公|老婆|丈夫|妻子|兒子|女兒|大兒子|小兒子|大女兒|小女兒|弟弟|妹妹|哥哥|姊姊|姐姐|弟|妹|哥|姊|姐|阿公|阿嬤|阿爸|爺爺|奶奶|"
    r"外公|外婆|祖父|祖母|孫子|孫女|外孫|外孫女|"
    r"室友|同學|朋友|好友|閨蜜|同事|老師|導師|鄰居|男友|女友|男朋友|女朋友|未婚妻|未婚夫|前夫|前妻|前男友|前女友|孩子|寶寶|小孩子|小孩|表弟|表哥|表妹|表姊|表姐|堂弟|"
    r"堂哥|堂妹|"
    r"堂姊|堂姐|姑姑|叔叔|伯父|伯伯|阿姨|舅舅|舅媽|嬸嬸|"
    r"岳母|岳父|婆婆|公公|媳婦|女婿|姪子|姪女|侄子|侄女|外甥|外甥女|主管|老闆|房東|看護|保母|保姆|學生|學妹|學弟|學姊|學姐|學長|姑丈|姨丈|姊夫|姐夫|嫂嫂|大嫂|弟媳|"
    r"妹夫|乾媽|"
    r"乾爹|伴侶|隊友|教練|雙胞胎|老大|老二|大姊|二姊|大哥|二哥)"
)
_RELATIVE = re.compile(rf"(?=..){_KIN}")
_KINSHIP = re.compile(rf"(?:{_KIN})(?:的名字)?(?:叫做?|名叫|是|:|,|\()?\s?(?=[\u4e00-\u9fffA-Z])")
_HONORIFIC = (
    r"(?:先生|小姐|女士|太太|媽媽|爸爸|阿姨|叔叔|伯伯|伯母|老師|同學|教"
    r"練|董事長|老闆|經理|組長|課長|師傅|哥|姐|姊|董|媽|爸|奶奶|爺爺|里長|神父|牧師|君|氏夫婦)"
)
_DOCTOR = (
    r"(?:主治醫師|主治醫生|住院醫師|醫師|醫生|大夫|主任|教授|治療師|護理師|藥"
    r"師|營養師|心理師|物理治療師|院長|中醫師|護士|專科護理師|諮商師|驗光師|個管師|副院長)"
)
_HONORIFICS = re.compile(rf"(?<=[\u4e00-\u9fff])(?<!小(?=[姐]))(?={_HONORIFIC})")
_DOCTORS = re.compile(rf"(?<=[\u4e00-\u9fff])(?={_DOCTOR})")
_DOCTOR_IS = re.compile(rf"(?:{_DOCTOR}|醫)(?:是|:|叫做?|名叫|為|\s){{0,2}}\s?(?=[\u4e00-\u9fffA-Z])")
_SIGNED = re.compile(r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff]{2,4}?)\s?(?:敬上|謹上|敬啟|上(?=\s*$)|留(?=\s*$)|謹啟)")
_NICKNAME = re.compile(r"(?<![\u4e00-\u9fff])?([阿小大老])([\u4e00-\u9fff])")
_TITLED = re.compile(rf"{_HONORIFIC}|{_DOCTOR}")
_RIGHT_EDGE = re.compile(
    r"$|[^\u4e00-\u9fff]|(?:先生|小姐|女士|太太|醫師|醫生|是|的|有|說|在|今|昨|從|最|已|因|被|跟|和|與|也|都|就|吃|開|要|想|會|能|得|現|患|"
    r"生|出|住|"
    r"去|去年|敬上|上|歲|一直|不|為|男|女|現在|"
    r"前|這|那|常|很|做|罹|突|開刀|懷|感|發|目前|自|給|對|叫|她|他|我|你|您|每|只|又|還|卻|之|於|讓|到|來|以|曾|剛|天天|晚|早|半|身|兩|三|四|五|打|摔|跌|割|"
    r"染|確|檢|服|使|沒|老|電|手機|身分|媽|爸|民國|及|民)"
)
_LEFT_EDGE = re.compile(r"(?:^|[^\u4e00-\u9fff]|[我是給找跟和與叫對為由請替幫位問的名])$")
# Surnames that, before 醫師 or 先生, far more often end another word than stand for a person.
_LINKS = frozenset("向和對跟與問找給見看請說及")
_SHY_SURNAMES = frozenset(
    "和向連任方於應時成項單全常安管水路都年家牙易平明支段童金高白田左包車花雷季甘商樂於班仰畢牛房祝池關"
)
_RUN = re.compile(r"[\u4e00-\u9fff]{1,4}")
_FEEBLE = frozenset(
    "我你他她您問什麼誰是的有說在一不人個了又就也都會要到這那很被把給跟得著過去來吃喝痛病症藥醫院炎癌腫脹癢血尿肚頭眼耳鼻口手腳腿腰背胸腹胃腸肝腎肺膽皮膚"
)


def _han(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff"


def _begins_plain(text: str, at: int) -> bool:
    """Whether an ordinary word begins here."""
    listed = chinese_names().plain.get(text[at : at + 1], ())
    return any(text.startswith(word, at) for word in listed) or bool(_RELATIVE.match(text, at))


def _surname_length(text: str, at: int, *, shy: bool = True) -> int:
    """2 for a compound surname, 1 for a single one, 0 for none."""
    tables = chinese_names()
    if text[at : at + 2] in tables.compound:
        return 2
    char = text[at : at + 1]
    if not char or (shy and _begins_plain(text, at)):
        return 0
    return int(char in tables.common or char in tables.rare)


def _is_given(char: str) -> bool:
    return char in chinese_names().given


def _full_name_end(text: str, at: int) -> int | None:
    """Where a surname with one or two given characters that begins here ends."""
    length = _surname_length(text, at)
    if not length:
        return None
    return _surname_with_unusual(text, at, length) or _surname_with_given(text, at + length)


def _surname_with_given(text: str, given: int) -> int | None:
    """Where the one or two given characters that begin at given end."""
    short, long = given + 1, given + 2
    if not _may_be_given(text, given) or _TITLED.match(text, given):
        return None
    if _TITLED.match(text, short):
        return short
    edge = bool(_RIGHT_EDGE.match(text, short))
    two = _may_be_given(text, short) and not _begins_plain(text, short)
    if two and (not edge or _RIGHT_EDGE.match(text, long)):
        return long
    return short if edge else None


def _may_be_given(text: str, at: int) -> bool:
    return text[at : at + 1] not in _FEEBLE and _is_given(text[at : at + 1])


def _surname_with_unusual(text: str, at: int, length: int) -> int | None:
    """A common surname and two characters of which the table knows one, up to punctuation or 的."""
    end = at + length + 2
    given = text[at + length : end]
    if len(given) < 2 or (text[at] not in chinese_names().common and length == 1) or set(given) & _FEEBLE:
        return None
    closed = _RIGHT_EDGE.match(text, end)
    known = any(map(_is_given, given)) and all(map(_han, given))
    return (
        end
        if closed and known and not _begins_plain(text, at + length) and not _begins_plain(text, at + length + 1)
        else None
    )


def _any_name_end(text: str, at: int) -> int | None:
    """Where the two to four characters up to the next edge end: for places where a name must stand."""
    full = _full_name_end(text, at)
    run = _RUN.match(text, at)
    if full or not run or _begins_plain(text, at):
        return full
    whole = run.group()
    if len(whole) >= 2 and whole[0] == whole[1] and whole[0] not in _FEEBLE:
        return at + 2
    if 2 <= len(whole) <= 3 and not set(whole) & _FEEBLE:
        return run.end()
    return _likely_end(text, at)


def _likely_end(text: str, at: int) -> int | None:
    """Where a name that runs on into the sentence probably ends."""
    surname = _surname_length(text, at, shy=False)
    if not surname and not all(map(_is_given, text[at : at + 2])):
        return None
    for size in (3, 2):
        if at + size <= len(text) and _RIGHT_EDGE.match(text, at + size) and not set(text[at : at + size]) & _FEEBLE:
            return at + size
    return min(at + (3 if surname else 2), len(text)) if text[at + 1 : at + 2] else None


def _given_end(text: str, at: int) -> int | None:
    """A given name of two characters, or a nickname, that ends at an edge."""
    pair = text[at : at + 2]
    if len(pair) < 2 or _begins_plain(text, at) or not all(map(_han, pair)) or set(pair) & _FEEBLE:
        return None
    known = all(map(_is_given, pair))
    if known and (_RIGHT_EDGE.match(text, at + 2) or set(pair) & chinese_names().telling):
        return at + 2
    return None


def _latin_end(text: str, at: int) -> int | None:
    match = _LATIN_NAME.match(text, at)
    word = match.group(1) if match else ""
    return match.end(1) if match and not word.isupper() else None


def after_cues(text: str) -> Iterator[Finding]:
    """我叫…, 姓名：…, 我是…"""
    for match in _CALLED.finditer(text):
        end = _latin_end(text, match.end()) or _any_name_end(text, match.end())
        if end and not (
            match.group().strip(" :").endswith(("本人", "患者", "病人", "病患", "聯絡"))
            and not _full_name_end(text, match.end())
        ):
            yield Finding(match.end(), end, Kind.NAME, 0.95, "follows words that announce a name")
    for match in _I_AM.finditer(text):
        end = _latin_end(text, match.end()) if "是" in match.group() else None
        end = end or _full_name_end(text, match.end())
        if (
            end
            and end - match.end() >= 2
            and (_han(text[match.end()]) is False or end - match.end() >= 3 or "是" in match.group())
        ):
            yield Finding(match.end(), end, Kind.NAME, 0.85, "follows 'I am'")


def in_kinship(text: str) -> Iterator[Finding]:
    """我先生張家豪, 女兒雅婷"""
    for match in _KINSHIP.finditer(text):
        for end in (_latin_end(text, match.end()), _full_name_end(text, match.end()), _given_end(text, match.end())):
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
        end = _latin_end(text, match.end()) or _full_name_end(text, match.end())
        if end:
            yield Finding(match.end(), end, Kind.CLINICIAN, 0.85, "follows a doctor's title")


def _start_of_name_before(text: str, end: int, *, certain: bool) -> int | None:
    """Where the name that ends here starts: a full name if there is one, else a surname alone."""
    for size in (4, 3, 2):
        start = end - size
        length = _surname_length(text, start) if start >= 0 else 0
        given = text[start + length : end] if length else ""
        if length and len(given) in {1, 2} and all(map(_is_given, given)) and not set(given) & _FEEBLE:
            edge = certain or not start or _LEFT_EDGE.search(text[start - 1])
            if size != 2 or (length == 1 and edge and text[start] in chinese_names().common and given not in _LINKS):
                return start
    start = end - 1
    char = text[start]
    if char in chinese_names().common and char not in _SHY_SURNAMES and not _ends_plain(text, end):
        return start
    return None


def _ends_plain(text: str, end: int) -> bool:
    """Whether an ordinary word covers the character before end."""
    return any(_begins_plain_covering(text, at, end) for at in range(max(0, end - 4), end))


def _begins_plain_covering(text: str, at: int, end: int) -> bool:
    return any(text.startswith(word, at) and at + len(word) >= end for word in chinese_names().plain.get(text[at], ()))


def signed(text: str) -> Iterator[Finding]:
    """賴欣怡敬上"""
    for match in _SIGNED.finditer(text):
        if _surname_length(text, match.start(1)) or len(match.group(1)) == 2:
            yield Finding(*match.span(1), Kind.NAME, 0.85, "stands like a signature")


def nicknames(text: str) -> Iterator[Finding]:
    """阿傑, 小美: a prefix and a character that people use in names, where a person may stand."""
    for match in _NICKNAME.finditer(text):
        prefix, char = match.groups()
        if _begins_plain(text, match.start()) or not _is_given(char) or char in _FEEBLE:
            continue
        before, after = text[max(0, match.start() - 4) : match.start()], text[match.end() : match.end() + 3]
        person = bool(re.search(rf"(?:{_KIN}|我|叫|是|:|跟|和|找|給|請)$", before)) or bool(
            re.match(r"(?:是我|說|她|他|伯|嬸|叔|姨|的(?:媽|爸|老師)|今年|\d|哥|姐|姊|弟|妹)", after)
        )
        edge = bool(
            _RIGHT_EDGE.match(text, match.end()) or after[:1] in {"伯", "嬸", "叔", "姨", "哥", "姐", "姊", "弟", "妹"}
        )
        if person and edge and (prefix in "阿小" or re.search(rf"{_KIN}$", before)):
            yield Finding(*match.span(), Kind.NAME, 0.75, "a nickname")


def free_standing(text: str) -> Iterator[Finding]:
    """A full name with no cue: common surname, two given characters, an edge on both sides."""
    tables = chinese_names()
    for match in re.finditer(r"[\u4e00-\u9fff]{3,4}", _edges_only(text)):
        start, size = match.start(), len(match.group())
        length = _surname_length(text, start)
        given = text[start + length : start + size]
        strong = text[start] in tables.common or length == 2
        if length and strong and len(given) == 2 and all(map(_is_given, given)) and not set(given) & _FEEBLE:
            plain = _begins_plain(text, start + length) or _begins_plain(text, start + length + 1)
            if not plain:
                yield Finding(start, start + size, Kind.NAME, 0.7, "stands alone like a name")
    for match in re.finditer(r"[我是給找跟和與叫對請替幫]", text):
        end = _full_name_end(text, match.end())
        if end and end - match.end() >= 3 and text[match.end()] in tables.common and _RIGHT_EDGE.match(text, end):
            yield Finding(match.end(), end, Kind.NAME, 0.6, "stands where a person may stand")


def _edges_only(text: str) -> str:
    """The text with every run of Chinese that is not three or four characters long blanked out."""
    return re.sub(
        r"[\u4e00-\u9fff]+", lambda run: run.group() if 3 <= len(run.group()) <= 4 else " " * len(run.group()), text
    )


def names(text: str) -> Iterator[Finding]:
    """Chinese personal names, with clinicians apart from other people."""
    for rule in (after_cues, in_kinship, with_honorifics, signed, nicknames, free_standing):
        yield from rule(text)
