"""Numbers and handles as people write them in Chinese: numerals, digits and letters mixed."""

import re
from collections.abc import Iterator

from consilia.engines.deid.anchored import EVERYWHERE, Anchored
from consilia.engines.deid.findings import Finding, Kind

_HAN = "\u4e00-\u9fff"
_NUMERAL = "零〇○一二三四五六七八九十兩洞么幺拐勾壹貳參肆伍陸柒捌玖ㄧ"
_DIGIT = rf"[\dOo{_NUMERAL}]"
_GAP = r"[\s,.\-~()_]{0,4}"
# Digits and numerals in one row, at least one of each or numerals alone, beginning with a zero, a bracket or a plus.
_MIXED_PHONE = re.compile(
    rf"(?<![A-Za-z\d{_NUMERAL}.])[(+]?[0Oo零〇○洞](?:{_GAP}{_DIGIT}){{7,12}}(?![\d{_NUMERAL}歲年月天週顆])"
)
_SPACED_PHONE = re.compile(r"(?<![\d.,])0(?:\s?[,.\-]?\s?\d){8,10}(?![\d.])")
_PHONE_WORD = re.compile(
    rf"(?:電話|手機|號碼|專線|市話|家電|聯絡|聯繫|打給我|打來|打|回我|call|分機)(?:號碼)?(?:我?留|改成|換成|"
    rf"末[三四五]碼|後[三四五]碼|前面|後面|開頭)?(?:[是為:]|\s){{0,3}}"
    rf"({_DIGIT}(?:{_GAP}{_DIGIT}){{2,11}})",
)
_PHONE_REST = re.compile(
    rf"(?:後面|後半|接著|再來|然後|後[三四五六]碼|剩下)(?:是|為|:|"
    rf"的是)?\s?({_DIGIT}(?:[\s,\-]{{0,2}}{_DIGIT}){{2,9}})"
)
_UNITED = re.compile(r"[\s]?(?:mg|ml|cc|歲|年|月|天|週|周|顆|粒|次|點|分|公|度|個|人|位|元|塊|萬|千|百|%|號|樓|巷|弄)")

_NINETIES = (
    r"(?:九十[一二三四五六七八九]?|(?:一?百)(?:零?[一二三四五六七八九]|[一二]?十[一二三四五六七八九]?)?|9\d|1[01]\d)"
)
_ELDER = (
    r"(?:外?曾?祖[父母]|阿祖|太祖|爺爺|奶奶|阿公|阿嬤|阿媽|外公|外婆|婆婆|公公|媽媽|爸爸|老?爸|老?媽|父親|母親|"
    r"家父|家母|老先生|老太太|老人家|舅公|姑婆|姨婆|叔公|伯公|嬸婆|丈母娘|岳父|岳母|長輩|住民|個案|病人|患者|她|他|"
    r"伯伯|阿伯|老伯)"
)
_AGE_SAID = [
    re.compile(
        rf"(?:高齡|享年|享壽|行年|年高|虛歲|實歲|足歲|年滿|滿|快要?|將近|將滿|即將|破|都|已經|已|今年|年齡|年紀|"
        rf"歲數)[:是已滿到有要]{{0,2}}\s?({_NINETIES})(?=\s?(?:歲|嵗|了|多|幾|好幾|高齡|[,.;!?)\n]|$))"
    ),
    re.compile(
        rf"{_ELDER}(?:今年|現在|都|已經|已|快|也)?(?:有|要|是)?\s?({_NINETIES})(?=\s?(?:歲|嵗|了[,.!?還都也 ]|多歲|"
        rf"高齡|[還仍但卻可沒不住自]|[,;!?(]|$))(?!,\d)"
    ),
    re.compile(rf"({_NINETIES})\s?(?:歲|嵗|足歲|多歲|幾歲|高齡|高壽|來歲|好幾歲)"),
    re.compile(r"(百[零]?[一二三四五六七八九])\s?歲"),
]
_NEAR_NINETY = re.compile(r"九十|百|9\d|1[01]\d")
_NOT_AGE = re.compile(r"(?:血壓|血糖|心跳|脈搏|血氧|體重|指數|收縮壓|舒張壓|分數|考|體溫|心率|[%％])[^,.!?]{0,6}$")

_PLATE_WORD = r"(?:車牌|車號|牌照|車子|機車|汽車|轎車|貨車|那台|的車|台車|車是|車|騎|開|肇逃|撞)"
_PLATE_DIGIT = rf"[\d{_NUMERAL}]"
_PLATE_BODY = (
    rf"(?:[A-Z]{{2,4}}[\s\-]?{_PLATE_DIGIT}{{3,4}}|{_PLATE_DIGIT}{{3,4}}[\s\-]?[A-Z]{{2,3}}|"
    rf"[A-Z\d]{{2}}-{_PLATE_DIGIT}{{4}}|{_PLATE_DIGIT}{{4}}-[A-Z\d]{{2}})"
)
_PLATE_CUED = Anchored(
    rf"{_PLATE_WORD}[^,.;!?\n]{{0,10}}?(?<![A-Za-z\d])({_PLATE_BODY})(?![A-Za-z\d]|[\-/.]\d)",
    _PLATE_WORD,
    flags=re.I,
)
_PLATE_SHAPED = re.compile(
    rf"(?<![A-Za-z\d-])({_PLATE_BODY})(?![A-Za-z\d-])(?=[^,.;!?\n]{{0,12}}?(?:車|肇逃|貨車|摩托|撞))"
)
_NO_PLATE = re.compile(
    r"(?:BP|HR|GP|ICD|PET|COVID|HPV|HIV|BMI|TSH|LDL|HDL|PSA|CEA|CRP|PM|SGLT|GLP|DSM|PHQ|GAD|CT|MRI|AHI|PCR|WBC|RBC|"
    r"PLT|HLA|"
    r"BRCA|CYP)",
    re.I,
)

_ID_LABEL = re.compile(
    rf"(?:身[分份]證(?:字號|號碼?|統一編號)?|居留證(?:號碼?)?|統一證號|護照(?:號碼?)?|駕照(?:號碼?)?|"
    rf"健保卡(?:號碼?|卡號)?|健保號碼|榮民證(?:號碼?)?|敬老卡號?|身心障礙證明(?:號碼?)?|台胞證|證號|"
    rf"字號)(?:的?號碼)?[\s:是為,]{{0,3}}"
    rf"((?:[{_HAN}]字第)?[A-Za-z]{{0,2}}[\s\-]?{_DIGIT}(?:[\s\-]{{0,2}}{_DIGIT}){{4,13}}號?)"
)
_CODE_LABEL = re.compile(
    r"(?:病歷|病例|檢體|切片|領藥|處方箋?|藥單|藥袋|掛號|收據|療程單|批價|住院|就診|個案|申訴|報到|條碼|單|帳|序|"
    r"編|案|學|工|機|卡)(?:編號|號碼?|序號|條碼)(?:下面)?(?:寫|是|為|:|\s|#){0,3}"
    r"([A-Za-z]{1,4}[\s\-]?\d[\dA-Za-z]{0,12}(?:-[\dA-Za-z]{1,12}){0,4}|\d{3,}(?:-\d{1,10}){0,3})(?![A-Za-z\d])",
)
_BARE_RX = re.compile(r"(?<![A-Za-z])(?:Rx|RX)[\s\-#:]{1,2}\d{4,12}")
_ROC_YEAR = rf"(?:(?:中華)?民國|民|國)?\s?(?:\d{{2,3}}|[{_NUMERAL}百廿卅]{{1,6}})\s?年"
_ROC_DATE = re.compile(
    rf"(?:西元)?(?:{_ROC_YEAR}|(?:19|20)\d\d\s?年)\s?(?:農曆|國曆|閏)?(?:\d{{1,2}}|[{_NUMERAL}]{{1,2}}|元|正|"
    rf"臘)\s?月\s?(?:初)?(?:\d{{1,2}}|[{_NUMERAL}廿卅]{{1,4}})\s?[日號]?"
)
_BIRTH = re.compile(
    r"(?:生日|出生(?:年月日|日期)?|生於|出世|DOB)[\s:是為]{0,3}(?:民國)?\s?(\d{6,8}|"
    r"\d{2,4}\s?[./\-]\s?\d{1,2}\s?[./\-]\s?\d{1,2}|\d{1,2}[./]\d{1,2})(?!\d)",
    re.I,
)

_DOT = r"(?:\s?[.點]\s?|\sdot\s)"
_SPOKEN_MAIL = Anchored(
    rf"(?<![A-Za-z0-9._-])[A-Za-z0-9_\-]{{1,30}}(?:{_DOT}[A-Za-z0-9_\-]{{1,30}}){{0,4}}\s?[(\[]?(?:小老鼠|老鼠符號|"
    rf"(?<=[\s(\[])at(?=[\s)\]]))[)\]]?\s?[A-Za-z0-9\-]{{1,30}}(?:{_DOT}[A-Za-z]{{2,15}}){{1,4}}",
    r"小老鼠|老鼠符號|[\s(\[]at[\s)\]]",
    EVERYWHERE,
    re.I,
)

_NETWORK = (
    r"(?:IG|Instagram|FB|臉書|Facebook|LINE|賴|微信|WeChat|WhatsApp|Telegram|TG|Discord|DC|Dcard|卡稱|PTT|批踢踢|"
    r"推特|Twitter|Threads|脆|抖音|TikTok|小紅書|噗浪|Plurk|巴哈|YouTube|YT|Skype|Messenger)"
)
_HANDLE = r"@?[A-Za-z0-9][A-Za-z0-9_.\-]{2,40}[A-Za-z0-9_]"
_A_NETWORK = (
    "ig|insta|f(?:b|ace)|line|we|what|tele|tg|disc|dc|ptt|twit|thr|tik|plurk|you|yt|skype|mess|"
    "臉書|賴|微信|卡稱|批踢踢|推特|脆|抖音|小紅書|噗浪|巴哈"
)
_HANDLED = Anchored(
    rf"(?<![A-Za-z]){_NETWORK}(?:上|裡)?(?:我)?(?:的?(?:ID|帳號|名稱|名字|暱稱|卡稱|版友|網友|鄉民|用戶|"
    rf"號))?\s?(?:搜尋?|找我?|加我?|是|叫|為|在|:|我是|的|也是){{0,2}}\s?(?:ID\s?[:是]?\s?)?({_HANDLE})",
    _A_NETWORK,
    flags=re.I,
)
_HAN_HANDLE = Anchored(
    rf"(?<![A-Za-z]){_NETWORK}(?:上|裡)?(?:我)?(?:的?(?:帳號|名稱|名字|暱稱|卡稱))?\s?(?:搜尋|搜|叫做?|我叫|找|"
    rf"名稱是|暱稱是|名字是|:)\s?[「\"]?((?:[A-Za-z]{{1,15}}\s){{0,3}}[{_HAN}]{{2,10}}?)(?=就?(?:找得到|可以|"
    rf"看得到|有)|[,.;!?」\"\n]|$)",
    _A_NETWORK,
    flags=re.I,
)
_ADD_LINE = Anchored(
    rf"(?:加我|賴我|私訊我?|密我|找我|敲我)(?:的?(?:賴|LINE|IG|FB))?(?:嗎|啦|喔|吧|一下)?[\s,:是]{{0,3}}({_HANDLE})",
    "加我|賴我|私訊|密我|找我|敲我",
    flags=re.I,
)
_PLAIN_HANDLE = re.compile(
    r"^(?:line|app|id|group|bot|pay|today|com|the|and|page|story|post|live|ok|dm|google|youtube|facebook|"
    r"instagram)$",
    re.I,
)


def codes(text: str) -> Iterator[Finding]:
    """Telephones, ages, plates, documents, dates, mail addresses and handles in Chinese sentences."""
    yield from _phones(text)
    yield from _ages(text)
    yield from _plates(text)
    for pattern, kind, reason in (
        (_ID_LABEL, Kind.NATIONAL_ID, "follows the name of a document"),
        (_CODE_LABEL, Kind.MRN, "follows a label"),
        (_BIRTH, Kind.DATE, "a date of birth"),
    ):
        for match in pattern.finditer(text):
            yield Finding(*match.span(1), kind, 0.9, reason)
    for match in _BARE_RX.finditer(text):
        yield Finding(*match.span(), Kind.MRN, 0.8, "the number of a prescription")
    for match in _ROC_DATE.finditer(text):
        yield Finding(*match.span(), Kind.DATE, 0.95, "an exact date")
    for match in _SPOKEN_MAIL.finditer(text):
        yield Finding(*match.span(), Kind.EMAIL, 0.95, "an e-mail address")
    yield from _handles(text)


def _phones(text: str) -> Iterator[Finding]:
    for pattern in (_MIXED_PHONE, _SPACED_PHONE):
        for match in pattern.finditer(text):
            if sum(char.isalnum() for char in match.group()) >= 8 and not re.search(r"\d\.\d", match.group()):
                yield Finding(*match.span(), Kind.PHONE, 0.85, "a number in numerals and digits")
    cued = False
    for match in _PHONE_WORD.finditer(text):
        number = match.group(1)
        numerals = sum(char in _NUMERAL for char in number)
        if (numerals and number[0] in "0零〇洞Oo") or sum(char.isalnum() for char in number) >= 8:
            cued = True
            if not _UNITED.match(text, match.end()):
                yield Finding(*match.span(1), Kind.PHONE, 0.85, "follows a word for telephone")
    if cued:
        for match in _PHONE_REST.finditer(text):
            yield Finding(*match.span(1), Kind.PHONE, 0.75, "the rest of a telephone number")


def _ages(text: str) -> Iterator[Finding]:
    for pattern in _AGE_SAID if _NEAR_NINETY.search(text) else ():
        for match in pattern.finditer(text):
            if not _NOT_AGE.search(text, max(0, match.start() - 12), match.start(1)):
                yield Finding(*match.span(1), Kind.AGE, 0.85, "an age of 90 or more")


def _plates(text: str) -> Iterator[Finding]:
    for pattern in (_PLATE_CUED, _PLATE_SHAPED):
        for match in pattern.finditer(text):
            plate = match.group(1)
            both = any(char.isascii() and char.isalpha() for char in plate) and any(
                char.isdigit() or char in _NUMERAL for char in plate
            )
            if both and not _NO_PLATE.match(plate):
                yield Finding(*match.span(1), Kind.PLATE, 0.8, "the shape of a number plate near a vehicle")


def _handles(text: str) -> Iterator[Finding]:
    for pattern in (_HANDLED, _ADD_LINE):
        for match in pattern.finditer(text):
            handle = match.group(1)
            marked = handle[0] == "@" or any(char.isdigit() or char in "_." for char in handle)
            linked = text[match.start(1) - 1] in ":是叫找搜尋" or text[max(0, match.start(1) - 2) : match.start(1)] in {
                ": ",
                "是 ",
            }
            if (marked or linked) and not _PLAIN_HANDLE.match(handle) and not re.fullmatch(r"\d{1,4}", handle):
                yield Finding(*match.span(1), Kind.SOCIAL, 0.8, "follows the name of a network")
    for match in _HAN_HANDLE.finditer(text):
        if not re.search(r"[我你他她了嗎看到]", match.group(1)):
            yield Finding(*match.span(1), Kind.SOCIAL, 0.75, "a name on a network")
