"""Identifiers with a shape or a label: e-mail, phone, accounts, national ids, plates, devices, addresses on the net."""

import re
from collections.abc import Iterator
from functools import cache

from consilia.engines.deid.anchored import EVERYWHERE, Anchored, AnyCase
from consilia.engines.deid.findings import Finding, Kind
from consilia.engines.deid.lists import labels, public, words
from consilia.engines.deid.numbers import is_measured

_EDGE = r"(?<![A-Za-z0-9])"
_END = r"(?![A-Za-z0-9])"
_AT = r"(?:\s?@\s?|\s?[(\[{<]\s?at\s?[)\]}>]\s?|\s?[(\[]?小老鼠[)\]]?\s?)"
_DOT = r"(?:\.|\s?[(\[{]\s?dot\s?[)\]}]\s?|\sdot\s|\s?點\s?)"
_EMAILS = [
    Anchored(
        rf"(?<![A-Za-z0-9_.%+-])[A-Za-z0-9._%+\-']{{1,64}}{_AT}[A-Za-z0-9\-]{{1,63}}(?"
        rf":{_DOT}[A-Za-z0-9\-]{{2,40}}){{1,5}}",
        r"@|[(\[{<]\s?at\s?[)\]}>]|小老鼠",
        EVERYWHERE,
        re.I,
    ),
    Anchored(
        r"(?<![A-Za-z0-9_.%+-])[A-Za-z0-9_%+\-']{1,40}(?:(?:\.|"
        r" dot )[A-Za-z0-9_%+\-]{1,40}){0,3} at [A-Za-z0-9\-]{1,40}(?:(?:\.|"
        r" dot )[A-Za-z0-9\-]{1,40}){0,3} dot [a-z]{2,6}(?: dot [a-z]{2,4})?\b",
        " dot ",
        EVERYWHERE,
        re.I,
    ),
    Anchored(r"(?<![A-Za-z0-9_.%+-])[A-Za-z0-9._%+\-]{2,64}@[A-Za-z0-9\-]{2,40}", "@", EVERYWHERE),
]
_TLD = r"(?:com|net|org|edu|tw|uk|hk|info|io|blog|app|gg|page|site|online|dev|biz|example|test)"
_URLS = [
    Anchored(r"(?:h(?:tt|xx)ps?\s?://|www\.)[!-~]{3,500}", r"h[tx][tx]ps?\s?:|www\.", flags=re.I),
    Anchored(
        rf"(?<![@A-Za-z0-9_.\-])(?:[a-z0-9\-]{{1,40}}\.){{1,4}}{_TLD}(?"
        rf"![a-z0-9\-])(?:/[!-~]{{0,300}})?",
        rf"[a-z0-9\-]\.{_TLD}",
        EVERYWHERE,
        re.I,
    ),
    Anchored(
        r"(?<![@A-Za-z0-9_.\-])(?:[a-z0-9\-]{1,40}\.){1,3}[a-z]{2,3}/[!-~]{1,300}", r"\.[a-z]{2,3}/", EVERYWHERE, re.I
    ),
]
_SOCIAL_SITES = re.compile(
    r"(?:facebook|fb|instagram|twitter|x|tiktok|linkedin|t|line|wa|snapchat|discord|reddit|threads|"
    r"youtube|weibo|plurk|dcard)\.(?:com|me|gg|net|tw)/",
    re.I,
)
_HANDLE = re.compile(r"(?<![A-Za-z0-9._%+\-])@[A-Za-z0-9_](?:[A-Za-z0-9_.\-]{1,40}[A-Za-z0-9_]|[A-Za-z0-9_])")
_REDDIT = re.compile(r"(?<![A-Za-z0-9])/?u/[A-Za-z0-9_\-]{3,30}")
_TAGGED = re.compile(rf"{_EDGE}[A-Za-z][A-Za-z0-9_.]{{2,30}}#\d{{3,6}}{_END}")
_PLATFORM = (
    r"instagram|insta|ig|facebook(?: messenger)?|fb|messenger|twitter|tiktok|tik tok|snapchat|snap|"
    r"telegram|tg|whatsapp|whats app|we ?chat|weixin|line ?id|"
    r"(?-i:LINE)|line(?=\s?(?:是|為|:|的))|my line|discord|skype|reddit|kik|signal|threads|linkedin|"
    r"youtube(?: channel)?|viber|kakao(?:talk)?|gamertag|psn|steam|tumblr|pinterest|"
    r"mastodon|bluesky|qq|zalo|twitch|dcard|ptt|plurk|username|user name|user ?id|screen ?name|handle|"
    r"nickname online|login|"
    r"賴|微信|臉書|推特|抖音|小紅書|脆|噗浪|帳號名稱|使用者名稱|暱稱"
)
# An underscore between letters: in a message about health, next to nothing but a handle is written like that.
_UNDERSCORED = Anchored(
    r"(?<![A-Za-z0-9_@./\-])(?=[A-Za-z0-9.]{1,30}_)[A-Za-z0-9][A-Za-z0-9_.]{2,40}[A-Za-z0-9](?![A-Za-z0-9_@])",
    "_",
    30,
)
_UNDER_NAME = Anchored(
    r"(?<![A-Za-z])(?:instagram|insta|ig|facebook|fb|messenger|twitter|tik ?tok|snap(?:chat)?|telegram|whats ?app|we "
    r"?chat|"
    r"discord|skype|reddit|kakao(?: ?talk)?|viber|signal|strava|linkedin|threads|bluesky|"
    r"forum)(?![A-Za-z])[^.!?\n]{0,24}?"
    r"(?:under(?: the (?:name|handle))?|user ?name|handle|search(?: for)?|look for|called|known as|i'm|its|it's|as)"
    r"(?: is| of|:)? (@?[A-Za-z0-9][A-Za-z0-9_.]{2,40})(?![\w'])",
    "insta|ig|f(?:ace)?b|messenger|twitter|tik|snap|tele|what|we ?c|disc|skype|redd|kakao|viber|signal|strava|linked|"
    "threads|bluesky|forum",
    flags=re.I,
)
_SOCIAL_LABEL = Anchored(
    rf"(?<![A-Za-z])({_PLATFORM})(?![A-Za-z])"
    r"(?:\s?的?(?:id|account|handle|user(?:name)?|name|page|profile|帳號|號|名稱|搜尋|搜))?"
    r"(\s?(?:me (?:at|on)|at|is|are|as|under|:|=|-|\(|是|為|加|找|,)?\s{0,2}(?:id\s?[:是]?\s?)?)"
    r"(@?\+?[A-Za-z0-9](?:[A-Za-z0-9_.\-]{1,40}[A-Za-z0-9_]|[A-Za-z0-9_]))",
    r"(?<![a-z])(?:ig|insta|f(?:ace)?b|mess|twit|tik|snap|te?l?e?g|what|we|(?:my )?line|disc|skype|redd|kik|signal|"
    "threads|linked|you|viber|kak|game|psn|steam|tumb|pint|mast|blue|qq|zalo|dcard|ptt|plurk|user|screen|handle|nick|"
    "login)|賴|微信|臉書|推特|抖音|小紅書|脆|噗浪|帳號|使用|暱稱",
    flags=re.I,
)
_ADD_ME = Anchored(
    r"(?:add me(?: on| at| as)?|find me (?:on|at|as)|dm me(?: at| on)?|follow me(?: at| on| as)?|加我|私訊我?|"
    r"搜尋我?)\s?(?:[A-Za-z]{2,10}\s)?(?:as |at |: ?|,)?"
    r"(@?[A-Za-z0-9]+[_.\d][A-Za-z0-9_.\-]{1,40}[A-Za-z0-9_])",
    "(?:add|find|dm|follow) me|加我|私訊|搜尋",
    flags=re.I,
)

_OCTET = r"(?:25[0-5]|2[0-4]\d|1?\d?\d)"
_DEVICES = [
    (Anchored(rf"(?<![\d.])(?:{_OCTET}\.){{3}}{_OCTET}(?![\d.]\d)", r"\.\d{1,3}\.", 3), "an IP address"),
    (
        Anchored(rf"{_EDGE}(?:[0-9A-F]{{2}}[:\-]){{5}}[0-9A-F]{{2}}{_END}", r"[:\-][0-9a-f]{2}[:\-]", 2, re.I),
        "a MAC address",
    ),
    (
        Anchored(
            rf"{_EDGE}(?:[0-9a-f]{{1,4}}:){{2,7}}:?(?:[0-9a-f]{{1,4}}:?){{1,6}}(?![0-9a-z:])",
            ":[0-9a-f]{1,4}:",
            4,
            re.I,
        ),
        "an IPv6 address",
    ),
    (
        Anchored(rf"{_EDGE}[0-9a-f]{{8}}-(?:[0-9a-f]{{4}}-){{3}}[0-9a-f]{{12}}{_END}", "-[0-9a-f]{4}-", 8, re.I),
        "a device id",
    ),
]
_PLATES = [
    re.compile(rf"{_EDGE}[A-Z]{{2,3}}-\d{{4}}{_END}"),
    re.compile(rf"{_EDGE}\d{{4}}-[A-Z]{{2}}{_END}"),
    re.compile(rf"{_EDGE}[A-Z]{{2}}\d{{2}} ?[A-Z]{{3}}{_END}"),
]
_NATIONAL = [
    (re.compile(rf"{_EDGE}\d{{3}}-\d{{2}}-\d{{4}}{_END}"), 0.95, "a US social security number"),
    (re.compile(rf"{_EDGE}[STFGM]\d{{7}}[A-Z]{_END}"), 0.9, "the shape of a Singapore id"),
    (re.compile(rf"{_EDGE}[A-Z]{{1,2}}\d{{6}}\([0-9A]\)"), 0.9, "the shape of a Hong Kong id"),
    (re.compile(rf"{_EDGE}[A-Z]{{2}} ?\d\d ?\d\d ?\d\d ?[A-D]{_END}"), 0.9, "a UK national insurance number"),
]
_TAIWAN = re.compile(rf"{_EDGE}([A-Za-z])([-\s]?)([A-Da-d1289]\d{{8}}){_END}")
_NHS = re.compile(rf"{_EDGE}(\d{{3}})[ -]?(\d{{3}})[ -]?(\d{{4}}){_END}")
_CARD = re.compile(rf"{_EDGE}\d{{4}}(?:[ -]?\d{{4}}){{2}}[ -]?\d{{1,7}}{_END}")
_IBAN = re.compile(rf"{_EDGE}[A-Z]{{2}}\d{{2}}(?: ?[A-Z0-9]{{4}}){{3,7}}(?: ?[A-Z0-9]{{1,3}})?{_END}")

_PHONE = re.compile(
    r"(?<![A-Za-z0-9.])(?:\+|\(\+?)?\d(?:[ \-.()#~]{0,3}\d){5,15}(?![A-Za-z0-9]|\.\d)(?:\s?(?:ext|x|"
    r"extension|分機|轉|#)\.?\s?\d{1,6})?",
    re.I,
)
_GROUPINGS = {
    (3, 3, 4), (3, 4), (4, 3, 3), (2, 4, 4), (3, 4, 4), (4, 4), (5, 5), (5, 6), (4, 6), (1, 3, 3, 4), (4, 3, 4),
    (2, 8), (3, 7), (3, 8), (2, 3, 4), (2, 4, 3), (1, 4, 4), (2, 3, 3), (3, 3, 3), (4, 2, 2), (2, 2, 2, 2, 2),
    (5, 3, 3), (3, 6), (2, 7), (4, 5), (4, 4, 2),
}  # fmt: skip
_DIGIT_WORD = r"(?:zero|oh|o|one|two|three|four|five|six|seven|eight|nine|double|triple|\d)"
_SPOKEN = Anchored(
    rf"(?<![A-Za-z0-9]){_DIGIT_WORD}(?:[\s,\-]{{1,2}}{_DIGIT_WORD}){{5,20}}(?"
    rf"![A-Za-z0-9])",
    rf"(?<![a-z0-9]){_DIGIT_WORD}[\s,\-]{{1,2}}{_DIGIT_WORD}",
    flags=re.I,
)
_SPOKEN_ZH = re.compile(r"[零〇一二三四五六七八九ㄧ兩洞么拐勾](?:[\s,\-]?[零〇一二三四五六七八九ㄧ洞么拐勾\d]){6,14}")
_EXTENSION = re.compile(r"(?:\bext(?:ension)?\.?|分機)\s?[:#]?\s?(\d{2,6})", re.I)
_PHONE_LABEL = Anchored(
    r"(?:phone|telephone|tel|mobile|cell|cellphone|landline|fax|pager|text|call|ring|reach|contact|電話|手機|"
    r"號碼|專線|傳真|聯絡方式|打給我|連絡)"
    r"(?: (?:me|us|him|her))?(?:\s?(?:number|no\.?|num|#|號碼|號))?(?: (?:at|on))?\s?(?:is|:|=|是|為|"
    r",)?\s{0,2}(\+?[\d][\d \-.()]{4,22}\d)",
    "phone|tel|mob|cell|land|fax|page|text|call|ring|reach|contact|電話|手機|號碼|專線|傳真|聯絡|打給我|連絡",
    flags=re.I,
)
_TAIWAN_VALUES = {letter: number for number, letter in enumerate("ABCDEFGHJKLMNPQRSTUVXYWZIO", start=10)}


def net_addresses(text: str) -> Iterator[Finding]:
    """E-mail addresses, personal web addresses and handles; public health sites stay."""
    for mail in _EMAILS:
        for match in mail.finditer(text):
            yield Finding(*match.span(), Kind.EMAIL, 0.97, "an e-mail address")
    yield from _web_addresses(text)
    for pattern in (_HANDLE, _REDDIT, _TAGGED):
        for match in pattern.finditer(text):
            yield Finding(*match.span(), Kind.SOCIAL, 0.9, "a handle")
    yield from _labelled_handles(text)


def _web_addresses(text: str) -> Iterator[Finding]:
    for pattern in _URLS:
        for match in pattern.finditer(text):
            url = re.split(r"[<>\"{}|\\^`]", match.group(), maxsplit=1)[0].rstrip(".,;:!?)'\"]")
            if url and not _is_public(url):
                kind = Kind.SOCIAL if _SOCIAL_SITES.match(url) else Kind.URL
                yield Finding(match.start(), match.start() + len(url), kind, 0.95, "a personal web address")


def _is_public(url: str) -> bool:
    host, _, path = re.sub(r"^(?:h\w+\s?://)?(?:www\.)?", "", url.lower()).partition("/")
    if host in public("bare_domains") and not path:
        return True
    parts = host.split(":")[0].split(".")
    return any(".".join(parts[i:]) in public("domains") for i in range(len(parts)))


def _labelled_handles(text: str) -> Iterator[Finding]:
    for match in _SOCIAL_LABEL.finditer(text):
        link, handle = match.group(2).strip().lower(), match.group(3)
        marked = handle[0] in "@+" or any(char.isdigit() or char in "_." for char in handle)
        ordinary = not link or link in {"at", ",", "-", "are"} or handle.lower() in words("plain_words_en")
        if (marked or not ordinary) and not re.fullmatch(r"\d{1,4}", handle):
            yield Finding(*match.span(3), Kind.SOCIAL, 0.9 if marked else 0.7, "follows the name of a network")
    for match in _UNDERSCORED.finditer(text):
        yield Finding(*match.span(), Kind.SOCIAL, 0.75, "written like a handle")
    for match in _UNDER_NAME.finditer(text):
        handle = match.group(1).rstrip(".")
        if handle.lower() not in words("plain_words_en"):
            yield Finding(
                match.start(1), match.start(1) + len(handle), Kind.SOCIAL, 0.7, "follows the name of a network"
            )
    for match in _ADD_ME.finditer(text):
        yield Finding(*match.span(1), Kind.SOCIAL, 0.8, "follows a request to connect")


def shaped(text: str) -> Iterator[Finding]:
    """Devices, plates, national ids and cards by their shape; a right check digit raises the confidence."""
    for device, reason in _DEVICES:
        for match in device.finditer(text):
            if any(char.isdigit() for char in match.group()) and len(match.group()) > 6:
                yield Finding(*match.span(), Kind.DEVICE, 0.95, reason)
    for plate in _PLATES:
        for match in plate.finditer(text):
            yield Finding(*match.span(), Kind.PLATE, 0.8, "the shape of a number plate")
    for pattern, confidence, reason in _NATIONAL:
        for match in pattern.finditer(text):
            yield Finding(*match.span(), Kind.NATIONAL_ID, confidence, reason)
    yield from _checked(text)


def _checked(text: str) -> Iterator[Finding]:
    for match in _TAIWAN.finditer(text):
        sound = taiwan_id_is_sound(match.group(1) + match.group(3))
        yield Finding(*match.span(), Kind.NATIONAL_ID, 0.99 if sound else 0.8, "the shape of a Taiwan id")
    for match in _NHS.finditer(text):
        if nhs_number_is_sound("".join(match.groups())):
            yield Finding(*match.span(), Kind.NATIONAL_ID, 0.85, "an NHS number with a right check digit")
    for match in _CARD.finditer(text):
        sound = luhn_is_sound(re.sub(r"\D", "", match.group()))
        yield Finding(*match.span(), Kind.ACCOUNT, 0.97 if sound else 0.8, "the shape of a card number")
    for match in _IBAN.finditer(text):
        yield Finding(*match.span(), Kind.ACCOUNT, 0.9, "the shape of an IBAN")


def taiwan_id_is_sound(number: str) -> bool:
    """Whether a Taiwan id or resident certificate number (A123456789, AC01234567, A800000014) checks out.

    The check: the first letter as a two-digit number, then weights 1 9 8 7 6 5 4 3 2 1 1 summing to a
    multiple of ten; in the older resident certificate the second letter counts by its last digit.
    """
    number = number.upper()
    if not re.fullmatch(r"[A-Z][A-D0-9]\d{8}", number):
        return False
    second = str(_TAIWAN_VALUES[number[1]] % 10) if number[1].isalpha() else number[1]
    digits = f"{_TAIWAN_VALUES[number[0]]}{second}{number[2:]}"
    return sum(int(d) * w for d, w in zip(digits, (1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1), strict=True)) % 10 == 0


def nhs_number_is_sound(digits: str) -> bool:
    """Whether ten digits pass the modulus 11 check of the NHS Data Dictionary."""
    check = 11 - sum(int(d) * w for d, w in zip(digits[:9], range(10, 1, -1), strict=True)) % 11
    return check % 11 == int(digits[9]) and check != 10


def luhn_is_sound(digits: str) -> bool:
    """Whether digits pass the Luhn check of payment cards (ISO/IEC 7812-1)."""
    doubled = [int(d) * (2 if i % 2 else 1) for i, d in enumerate(reversed(digits))]
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0


def phones(text: str) -> Iterator[Finding]:
    """Telephone numbers written in digits, in words, in Chinese numerals, and extensions."""
    for match in _PHONE.finditer(text):
        if _is_phone(match.group()) and not (
            len(match.group()) < 10 and is_measured(text[match.end() : match.end() + 12])
        ):
            yield Finding(*match.span(), Kind.PHONE, 0.9, "the shape of a telephone number")
    for match in _PHONE_LABEL.finditer(text):
        if len(re.sub(r"\D", "", match.group(1))) >= 6 and match.group(1) not in public("hotlines"):
            yield Finding(*match.span(1), Kind.PHONE, 0.95, "follows a word for telephone")
    for match in _EXTENSION.finditer(text):
        yield Finding(*match.span(1), Kind.PHONE, 0.8, "a telephone extension")
    for spoken in (_SPOKEN, _SPOKEN_ZH):
        for match in spoken.finditer(text):
            yield Finding(*match.span(), Kind.PHONE, 0.8, "a number spelt out digit by digit")


def _is_phone(raw: str) -> bool:
    if raw in public("hotlines"):
        return False
    groups = [len(group) for group in re.findall(r"\d+", raw)]
    total = sum(groups)
    if len(groups) == 1:
        return total >= 9 or (raw.startswith(("+", "0")) and total >= 7)
    if all(re.fullmatch(r"(?:19|20)\d\d", group) for group in re.findall(r"\d+", raw)):
        return False
    if "~" in raw:
        return False
    if raw[0] in "+(" or re.match(r"0\d", raw):
        return total >= 7
    return (tuple(groups) in _GROUPINGS and total >= 7) or (total >= 8 and max(groups) == 1)


@cache
def _label_pattern(kind: str) -> AnyCase:
    english = "|".join(sorted(map(re.escape, labels()[kind]["en"]), key=len, reverse=True))
    chinese = "|".join(sorted(labels()[kind]["zh"], key=len, reverse=True))
    return AnyCase(
        rf"(?:(?<![A-Za-z])(?:{english})(?![A-Za-z])|{chinese})"
        r"(?:\s?(?:number|numbers|no\.?|num\.?|nr\.?|#|id|code|ending in|digits|號碼|號|編號|字號|末[四五]碼|"
        r"後[四五]碼)){0,2}"
        r"(?:\s(?:at|for|from|with|of|in|on)\s[^.,:;!?\d\n]{1,30}?(?=\s(?:is|was)\b|:|=|是))?"
        r"\s?(?:is|was|are|:|=|-|,|\(|#|是|為|叫){0,2}\s{0,3}(?=[(#]?[A-Za-z0-9])"
    )


def labelled(text: str) -> Iterator[Finding]:
    """Codes that follow a label such as "chart number" or 保單號碼."""
    for kind in labels():
        for match in _label_pattern(kind).finditer(text):
            end = _code_end(text, match.end(), kind)
            if end:
                yield Finding(match.end(), end, kind, 0.9, "follows a label")


_PIECE = re.compile(
    r"([-./ ]?)([A-Za-z]{0,8}\d[A-Za-z0-9]{0,30}|[A-Za-z]{1,6}(?=[-. ][A-Za-z]{0,4}\d)|"
    r"[A-Z]{1,4}(?![A-Za-z0-9]))"
)


def _code_end(text: str, start: int, kind: str) -> int | None:
    """Where the code that starts here ends; None if what stands here is no code."""
    end = start
    for _ in range(8):
        piece = _PIECE.match(text, end)
        if not piece or not _continues(piece, is_first=end == start):
            break
        end = piece.end()
    code = text[start:end].rstrip(" -./")
    digits = sum(char.isdigit() for char in code)
    enough = digits >= 4 or (digits >= 2 and sum(char.isalpha() for char in code) >= 2 and kind == Kind.PLATE)
    enough = enough or (digits == 3 and any(char.isalpha() for char in code[:3]) and code[0].isupper())
    if not enough or (re.fullmatch(r"(?:19|20)\d\d", code) and kind != Kind.MRN):
        return None
    return start + len(code)


def _continues(piece: re.Match[str], *, is_first: bool) -> bool:
    separator, body = piece.groups()
    if is_first:
        return not separator and (
            body[0].isdigit() or body.isupper() or any(c.isdigit() for c in body) or len(body) <= 4
        )
    if not separator:
        return False
    if separator == " " and not body.isupper():
        return body.isdigit() and len(body) >= 3
    return True
