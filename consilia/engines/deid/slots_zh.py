"""Chinese names in places where only a name can stand: forms, speakers, signatures, forms of address, nicknames."""

import re
from collections import Counter
from collections.abc import Iterator

from consilia.engines.deid.findings import Finding, Kind
from consilia.engines.deid.lists import chinese_names, words
from consilia.engines.deid.name_ends_zh import (
    DOCTOR,
    FEEBLE,
    HONORIFIC,
    KIN,
    RIGHT_EDGE,
    RUN,
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
from consilia.engines.deid.normalise import bare

_HAN = "\u4e00-\u9fff"
_SPACE = r"[ \u3000]{0,3}"
# Forms of address that follow a nickname: 阿財伯, 秀蘭姐, 明德叔.
_SENIOR = "[哥姐姊叔伯姨嬸嫂師婆公嬤爺仔]"

_PERSON_LABEL = (
    r"(?:病患姓名|患者姓名|病人姓名|學生姓名|家長姓名|中文姓名|英文姓名|聯絡人姓名|姓名|病患|患者|病人|個案|陳情人|"
    r"申請人|申訴人|緊急聯絡人|聯絡人|聯絡窗口|家屬|家屬代表|監護人|照顧者|收件人|寄件人|寄件者|"
    r"收件者|收信人|署名|案主|住民|學生|家長|本名|全名|真名|中文名字?|英文名字?|藝名|化名|客戶|戶名|要保人|"
    r"被保險人|受理人|立書人|同意書簽名|簽名|簽署人|導師|班導|暱稱|綽號|外號|提問者|發問者|留言者|"
    r"發文者|作者|主訴人|本人|父親?|母親?|配偶|妻|夫|長女|長男|次女|次男|代筆人?|填表人|經手人|見證人)"
)
_DOCTOR_LABEL = (
    r"(?:主治醫[師生]|主治|主刀醫[師生]|主刀|術者|執刀醫?師?|看診醫[師生]|門診醫[師生]|開單醫[師生]|處方醫[師生]|"
    r"轉介醫[師生]|轉診醫[師生]|產檢醫[師生]|醫師姓名|醫[師生]|藥師|專師|專科護理師|護理師|責任護士|個管師|"
    r"麻醉醫?師|治療師|營養師|心理師|諮商師|督導|判讀醫[師生]|報告醫[師生]|簽章)"
)
_FORM = re.compile(rf"{_PERSON_LABEL}{_SPACE}[:=]{_SPACE}")
_DOCTOR_FORM = re.compile(rf"{_DOCTOR_LABEL}{_SPACE}[:=]{_SPACE}")
_DOCTOR_CUE = re.compile(rf"(?:主治(?:醫[師生])?|主刀(?:醫[師生])?|術者|執刀|專師|產檢醫[師生])(?:是|為|叫)?{_SPACE}")
_AFTER_CLINIC = re.compile(rf"(?:診所|醫院|院區|衛生所|門診)[ \u3000]{{1,3}}(?=[{_HAN}]{{2,4}}(?:[^{_HAN}]|$))")
_WRITTEN = re.compile(
    r"(?:寫成?|寫著|寫的是|寫有|有寫|印的是|印著|登記(?:為|成|的是)|[簿卡歷單照證]上是|上面是|改名|本名是?|真名是?|"
    r"全名是?|原名|又名|單名一?個?|反正|應該是)[\"'「『]?\s?"
)
_SURNAMED = re.compile(rf"(?<![貴百同複冠夫妻])姓(?:氏是|是|:)?\s?(?=([{_HAN}]))(?![名氏什啥的])")
_HOUSE = re.compile(
    rf"(?:^|[^{_HAN}]|[是我們找給跟和與對])([{_HAN}])(?=家(?:三兄弟|兄弟|姊妹|姐妹|雙胞胎|大姑|小姑|媳婦|阿[公嬤]|"
    rf"的?小孩))|([{_HAN}])(?=姓(?:患者|病人|病患|男子|女子|婦人|學生|員工|友人))"
)
_KNOWN_AS = re.compile(
    r"(?:(?:大家都?|同事們?都?|同學都?|朋友都?|我們都?|家人都?|家裡都?|人家都?|工地都|底下的?人都?|客人都?|學生都?|"
    r"都|攏)(?:叫|稱呼?|喊)(?:他|她|伊|我|牠|做|作)?|人稱|綽號(?:是|叫)?|外號(?:是|叫)?|小名(?:是|叫)?|乳名(?:是|"
    r"叫)?|"
    r"暱稱(?:是|叫)?|筆名(?:是|叫)?|自稱|化名|俗名)[\"'「『]?\s?"
)
_CALL_ME = re.compile(r"(?:叫我|稱呼我|喊我)(?:做)?[\"'「『]?\s?")
_SPEAKER = re.compile(rf"(?:^|\n){_SPACE}(?:(?:{KIN})?)([{_HAN}A-Za-z]{{1,6}}?){_SPACE}:")
_ROLES = re.compile(
    r"^(?:醫師|醫生|客服|護理師|藥師|我|媽|爸|問|答|病人|患者|家屬|主訴|想問|請問|用藥|藥|藥名|姓名|生日|電話|地址|"
    r"症狀|診斷|檢驗|部位|科別|日期|時間|地點|備註|標題|主旨|補充|更新|結論|報告|體重|身高|血壓|血糖|年齡|性別|"
    r"過敏|病史|"
    r"出生|身分證|病歷|病歷號|住址|信箱|職業|家族史|轉出|轉至|轉入|入院|出院|事由|回覆|回復|問題|編輯|註|附註|代碼|"
    r"序號|單位|劑量|早上|中午|晚上|睡前|早餐|午餐|晚餐|右眼|左眼|右耳|左耳|媽媽|爸爸|老師|先生|太太|阿嬤|阿公|"
    r"大家好|"
    r"您好|你好|各位好|哈囉|嗨)$"
)
_SIGN_OFF = re.compile(
    rf"(?:謝謝(?:您|你|醫[師生]|大家)?|感謝(?:您|醫[師生])?|感恩|多謝|拜託了?|麻煩了|敬上|祝(?:好|安|平安|健康)|"
    rf"盼覆|敬祝|[-~\n]{{2,3}}|\n|by){_SPACE}[,.!~]{{0,3}}{_SPACE}"
    rf"(?:家屬|病友|患者|學生|弟子|晚輩)?{_SPACE}(?=[{_HAN}]{{2,4}}{_SPACE}(?:敬上|謹上|上|留|敬啟|謹啟|敬覆|"
    rf"筆)?[.!~)」\s]{{0,4}}$)"
)
_SIGNED = re.compile(rf"(?<![{_HAN}])([{_HAN}]{{2,4}}?){_SPACE}(?:敬上|謹上|敬啟|敬覆|謹啟|拜上|叩上|敬筆|敬詢)")
_MASKED = re.compile(rf"([{_HAN}][○〇*]{{1,2}}[{_HAN}]?)(?![年月日號歲])")
_GREETED = re.compile(rf"(?:^|[^{_HAN}])(?=[{_HAN}]{{2,4}}(?:您好|你好|妳好|早安|午安|晚安|[你妳您][{_HAN}]))")
_ENCLOSED = re.compile(rf"[(「\"『](?=([{_HAN}]{{2,4}})[)」\"』])")
_INTRODUCED = re.compile(r"(?:我是|這是|我就是|我叫)(?:那個|隔壁的?|樓下的?)?\s?")
_ZAI = re.compile(rf"[{_HAN}]仔[伯姨嬸叔嫂]?")
# European and American names in Chinese characters, and names of the Indigenous peoples of Taiwan.
_TRANSLATED = re.compile(
    r"安妮|溫蒂|喬治|路加|瑪[莉麗]亞?|艾瑪|艾咪|珍妮|凱文|凱莉|凱西|凱特|大衛|麥[可克]|彼得|保羅|約翰|提姆|湯姆|"
    r"傑克|傑森|傑瑞|艾力克|艾瑞克|艾倫|亞當|夏綠蒂|莉莉|露西|蘇菲亞?|蘇珊|安娜|安琪|伊娃|黛西|貝蒂|"
    r"琳達|南西|海倫|[朱茱]蒂|辛蒂|溫妮|米雪兒?|妮可|[麗莉]莎|瑞秋|莎拉|丹尼爾?|馬克|馬丁|路克|諾亞|賽門|山姆|強尼|"
    r"吉米|比利|東尼|安迪|羅伯特?|理查|查理|查爾斯|威廉|亨利|愛德華|菲利普?|雷蒙|奧斯卡|里歐|"
    r"伊森|泰勒|布萊恩|克里斯|維多利亞|克萊兒|瑪格麗特|伊莉莎白|多明尼克|法蘭克|蓋瑞|葛瑞絲|荷莉|艾莉絲?|愛麗絲|"
    r"貝拉|奧莉薇亞|卡洛琳|"
    r"瓦旦|尤[幹命勞]|哈勇|比令|瓦歷斯|諾幹|里慕伊|阿慕伊|巴燕|莫那|鐵木|亞威|比黛|雅悠|拉拜|尤瑪|莎韻|夏曼|希婻|"
    r"席巴|巴奈|馬躍|古拉斯|魯碧|達耐|卡照|撒可努|伊誕|馬耀|高米|伐楚古|達努巴克|海舒兒|烏瑪斯|布昂"
)
_NICKNAME = re.compile(rf"阿[{_HAN}](?:[{_HAN}](?=[仔伯姨嬸叔姐姊哥嫂師]))?{_SENIOR}?")
_SMALL = re.compile(rf"[小老大][{_HAN}]")
_DOUBLED = re.compile(rf"(?<![{_HAN}])?([{_HAN}])\1(?!\1)")
_SENIORS = re.compile(rf"([{_HAN}]{{1,2}}){_SENIOR}(?=$|[^{_HAN}]|[說叫問他她是很都也在一的家])")
_FRAMED = re.compile(
    r"(?:[跟和給幫陪帶被讓請找替把載罵抱扶約勸照為是,.!?;:「\"(\n ]|^|如果|記得|聽說|昨天|今天|前天|現在|結果|後來|"
    r"然後|可是|昨晚|上週|我家|家裡|隔壁|樓上|親愛的)$"
)
_BESIDE_KIN = re.compile(rf"{KIN}(?:的?名字)?(?:叫做?|是|:|,|\(|-)?{_SPACE}")
# Whom one is with, whom one helps, who did it: 跟佩君說, 陪培勳做, 被書豪嚇.
_COMPANION = re.compile(r"(?:[跟給幫陪帶被讓請替把找載]|(?<=[我他她])和)(?=[\u4e00-\u9fff]{2})")
_PERSON_VERB = re.compile(
    r"(?:[一二三四五六七八九十兩]|說|講|問|叫|哭|吐|咳|燒|發燒|昨|今|又|一直|也|都|就|卻|還|才|把|被|跟|和|是|的|在|吃|喝|睡|打|看|載|陪|帶|"
    r"從|去|來|走|跌|昏|暈|倒|痛|半夜|這|突然|已經|忽然|先|[,.!?)」\"(\n ]|$|怎麼|會|很|有|沒|不|最|其實|那|早上|"
    r"晚上|"
    r"一出|原本|剛|媽|爸|她|他|你|得|拉|開始|可以|以為|今年|讀|\d|好|現在|傳|寄|屁|背|手|腳)"
)
_NEVER_DOUBLED = frozenset(
    "偷用能單天常剛漸偏往多少大小高長輕重深淺緊淡微隱陣點圈條顆粒白紅黑綠紫癢痛麻刺熱冷冰燙酸脹悶腫硬軟濕乾油黏水稀糊怪怕乖"
    "弟妹哥姊姐叔伯姑舅爺奶公婆爸媽星謝看試想問聽說走坐躺吃等人家年月日夜時刻處事樣種層個次句口步本統"
    "通整足僅稍略默悄靜慢快早晚久遠近滿空亮暗清楚哈呵嘻嗚啊喔嗯哦好對是拜求給讓休擦按揉抓拍摸動跑玩喝寫讀睡笑哭念算"
    "數量稱聞嚐蓋包曬泡吹吸喘抖跳咳嗽吐拉燒流滴塞卡鬆彎直斜扁圓尖方粗細厚薄"
)
_HONORED = re.compile(rf"(?={HONORIFIC})")
_CLINICIAN = re.compile(rf"(?={DOCTOR})")
_EDGE_BEFORE = re.compile(
    rf"(?:^|[^{_HAN}]|[我是給找跟和與叫對為請替幫位問說讓把了個的科所院診被向到於回致有](?:那個|這個|那位|這位)?|"
    rf"隔壁|樓上|樓下|回覆|關於|親愛|老闆|導師|老師|鄰居|同事|主治|謝謝|感謝|{KIN}|{DOCTOR})$"
)
_DOCTOR_THEN = re.compile(rf"{DOCTOR}(?:是|叫|:)?{_SPACE}(?=[{_HAN}])")
_EYED = re.compile(r"(?<![A-Za-z])[A-Z][a-z]{2,14}(?![A-Za-z@._])")
_AFTER_IAM = re.compile(r"(?:我是|我叫)\s?([A-Z]\.\s?[A-Z]\.?)(?![A-Za-z])")
_DOTTED = re.compile(rf"(?<![{_HAN}])?([{_HAN}]{{2,5}}·[{_HAN}]{{2,5}}?)(?=[^{_HAN}]|[的是說在有喝這那他她]|$)")
_NOT_BEFORE_DOTTED = re.compile(rf".*(?:{KIN}|我是|叫|名字|族的?|[是的個])")


def _latin_given(text: str, at: int) -> int | None:
    end = latin_end(text, at)
    word = text[at:end].split(maxsplit=1)[0] if end and text[at:end].split() else ""
    return end if word and bare(word) not in words("plain_words_en") else None


def _nickname_end(text: str, at: int) -> int | None:
    """阿傑, 阿財伯, 小杜, 老簡, 宥宥: what friends and families say for a name."""
    match = _NICKNAME.match(text, at)
    if match and not begins_plain(text, at) and text[at + 1] not in FEEBLE:
        return match.end()
    doubled = _DOUBLED.match(text, at)
    if doubled and doubled.group(1) not in _NEVER_DOUBLED and is_given(doubled.group(1)) and not begins_plain(text, at):
        return doubled.end()
    zai = _ZAI.match(text, at)
    if zai and text[at] not in FEEBLE and is_given(text[at]) and not begins_plain(text, at):
        return zai.end()
    small = _SMALL.match(text, at)
    if small and not begins_plain(text, at):
        char = text[at + 1]
        tables = chinese_names()
        if char not in FEEBLE and (is_given(char) or char in tables.common) and RIGHT_EDGE.match(text, at + 2):
            return small.end()
    return None


def _translated_end(text: str, at: int) -> int | None:
    match = _TRANSLATED.match(text, at)
    return match.end() if match else None


def _person_end(text: str, at: int) -> int | None:
    """Where a name of any kind that begins here ends, in a place where a name is likely."""
    return (
        _latin_given(text, at)
        or _translated_end(text, at)
        or _nickname_end(text, at)
        or full_name_end(text, at)
        or given_end(text, at)
        or _senior_end(text, at)
    )


def _senior_end(text: str, at: int) -> int | None:
    match = _SENIORS.match(text, at)
    name = match.group(1) if match else ""
    if match and not begins_plain(text, at) and not set(name) & FEEBLE and all(map(is_given, name)):
        return match.end()
    return match.end() if match and len(name) == 1 and name in chinese_names().common else None


def in_forms(text: str) -> Iterator[Finding]:
    """姓名：司徒靜; 主治醫師：卓秉翰; 診所 謝其昌"""
    for pattern, kind in ((_FORM, Kind.NAME), (_DOCTOR_FORM, Kind.CLINICIAN)):
        for match in pattern.finditer(text):
            end = _whole_name(text, match.end())
            if end:
                yield Finding(match.end(), end, kind, 0.9, "stands in a form")
    for match in _DOCTOR_CUE.finditer(text):
        end = _latin_given(text, match.end()) or full_name_end(text, match.end())
        if end:
            yield Finding(match.end(), end, Kind.CLINICIAN, 0.85, "follows a doctor's title")
    for match in _AFTER_CLINIC.finditer(text):
        end = full_name_end(text, match.end())
        if end and not (end < len(text) and han(text[end])):
            yield Finding(match.end(), end, Kind.CLINICIAN, 0.75, "stands behind the name of a clinic")
    for match in _WRITTEN.finditer(text):
        end = full_name_end(text, match.end())
        size = end - match.end() if end else 0
        if end and (size >= 3 or (size == 2 and not han(text[end : end + 1] or " "))):
            yield Finding(match.end(), end, Kind.NAME, 0.8, "is said to be written somewhere")
    for match in _MASKED.finditer(text):
        if surname_length(text, match.start()):
            yield Finding(*match.span(1), Kind.NAME, 0.8, "a name that is half hidden already")


def _whole_name(text: str, at: int) -> int | None:
    """The name that fills a field: two to four characters up to the next sign, else what looks like a name."""
    run = RUN.match(text, at)
    rest = text[run.end() : run.end() + 1] if run else ""
    if run and not han(rest or " ") and not set(run.group()) & FEEBLE and not begins_plain(text, at):
        if len(run.group()) >= 2 and (surname_length(text, at, shy=False) or len(run.group()) == 2):
            return run.end()
        return run.end() if len(run.group()) == 1 and run.group() in chinese_names().common else None
    return _person_end(text, at)


def surnamed(text: str) -> Iterator[Finding]:
    """他姓諸葛; 何姓患者; 柳家大姑"""
    tables = chinese_names()
    for match in _SURNAMED.finditer(text):
        at = match.end()
        length = surname_length(text, at, shy=False)
        closed = at + 1 >= len(text) or not han(text[at + 1]) or text[at + 1] in "的名但叫是這單不今她他我"
        if length == 2 or (length and closed) or (closed and not set(text[at]) & FEEBLE):
            yield Finding(at, at + max(length, 1), Kind.NAME, 0.9, "follows the word for surname")
        elif length and full_name_end(text, at):
            yield Finding(at, at + 1, Kind.NAME, 0.8, "follows the word for surname")
    for match in _HOUSE.finditer(text):
        char = match.group(match.lastindex or 1)
        if char in tables.common or char in tables.rare:
            yield Finding(*match.span(match.lastindex or 1), Kind.NAME, 0.8, "a family by its surname")


def known_as(text: str) -> Iterator[Finding]:
    """大家都叫他老皮; 叫我阿范"""
    for match in _KNOWN_AS.finditer(text):
        end = _person_end(text, match.end()) or any_name_end(text, match.end())
        if end and not set(text[match.end() : end]) & {"去", "要", "來", "快"}:
            yield Finding(match.end(), end, Kind.NAME, 0.85, "follows words that announce a nickname")
    for match in _CALL_ME.finditer(text):
        end = _latin_given(text, match.end()) or _nickname_end(text, match.end())
        if not end and re.match(rf"[小老阿大][{_HAN}](?=就[好可行]|[,.!?」]|$)", text[match.end() : match.end() + 4]):
            end = None if begins_plain(text, match.end()) else match.end() + 2
        if not end:
            full = full_name_end(text, match.end())
            end = full if full and (full == len(text) or not han(text[full]) or text[full] in "就好") else None
        if end:
            yield Finding(match.end(), end, Kind.NAME, 0.85, "follows words that announce a name")


def speakers(text: str) -> Iterator[Finding]:
    """The names before the lines of a conversation."""
    found = [m for m in _SPEAKER.finditer(text) if not _ROLES.match(m.group(1))]
    often = Counter(match.group(1) for match in found)
    for match in found:
        at, end = match.span(1)
        token = match.group(1)
        if re.search("[書表單人號日者名期址話果由史因法診藥]$", token):
            continue
        small = re.fullmatch(f"[小老阿][{_HAN}]", token) and not begins_plain(text, at)
        alone = len(token) == 1 and token in chinese_names().common
        likely = bool(small) or _person_end(text, at) == end or (alone and often[token] > 1)
        if likely and not re.fullmatch(r"[A-Z]{1,4}|[a-z]+", token):
            yield Finding(at, end, Kind.NAME, 0.8, "speaks in a conversation")


_NOT_GREETED = frozenset(
    {"大家", "各位", "小編", "小姐", "老師", "版主", "大大", "玉山", "金山", "石門", "清水", "和平", "安平"}
)


def signatures(text: str) -> Iterator[Finding]:
    """A name that closes a message."""
    for match in _SIGN_OFF.finditer(text):
        end = full_name_end(text, match.end()) or given_end(text, match.end()) or _nickname_end(text, match.end())
        if end:
            yield Finding(match.end(), end, Kind.NAME, 0.8, "stands like a signature")
    for pattern in (_GREETED, _ENCLOSED, _INTRODUCED):
        for match in pattern.finditer(text):
            end = full_name_end(text, match.end()) if pattern is not _INTRODUCED else None
            end = (
                end
                or _nickname_end(text, match.end())
                or (_translated_end(text, match.end()) if pattern is _INTRODUCED else None)
            )
            closed = pattern is not _ENCLOSED or (end and end == match.end(1))
            if end and closed and end - match.end() >= 2 and text[match.end() : end] not in _NOT_GREETED:
                yield Finding(match.end(), end, Kind.NAME, 0.75, "is greeted or introduced by name")
    for match in _SIGNED.finditer(text):
        if (
            not re.search("[處組室部科局所院會隊]$", match.group(1))
            and not begins_plain(text, match.start(1))
            and not set(match.group(1)) & FEEBLE
        ):
            yield Finding(*match.span(1), Kind.NAME, 0.85, "stands like a signature")


def addressed(text: str) -> Iterator[Finding]:
    """Rare surnames and given names before a form of address: 宓阿姨, 小杜媽咪, 柏森治療師, May姐."""
    for slots, kind in ((_HONORED, Kind.NAME), (_CLINICIAN, Kind.CLINICIAN)):
        for match in slots.finditer(text):
            start = _addressed_start(text, match.start())
            if start is not None:
                yield Finding(start, match.start(), kind, 0.8, "stands before a form of address")
    for match in _DOCTOR_THEN.finditer(text):
        end = _nickname_end(text, match.end()) or given_end(text, match.end())
        if end:
            yield Finding(match.end(), end, Kind.CLINICIAN, 0.75, "follows a doctor's title")


def _addressed_start(text: str, end: int) -> int | None:
    latin = re.search(r"(?<![A-Za-z])[A-Z][a-z]{2,14}\s?$", text[max(0, end - 16) : end])
    if latin:
        return max(0, end - 16) + latin.start()
    if text.startswith("小姐", end - 1):
        return None
    tables = chinese_names()
    for size in (3, 2):
        start = end - size
        if start < 0 or not _EDGE_BEFORE.search(text[max(0, start - 4) : start]) or begins_plain(text, start):
            continue
        name = text[start:end]
        if not all(map(han, name)) or set(name) & FEEBLE:
            continue
        full = name[0] in tables.common and (is_given(name[-1]) or (size == 3 and is_given(name[1])))
        given = size == 2 and all(map(is_given, name)) and not begins_plain(text, start)
        if full or given or name in tables.compound or (size == 2 and name[0] in "小老阿"):
            return start
    start = end - 1
    char = text[start] if start >= 0 else ""
    certain = char in tables.common or char in tables.rare
    if certain and _EDGE_BEFORE.search(text[max(0, start - 4) : start]) and not in_plain_word(text, start, end):
        return start
    return None


def beside_relatives(text: str) -> Iterator[Finding]:
    """同事小龜, 老闆娘惠姐, 導師周: what may follow a word for a relative or acquaintance."""
    for match in _BESIDE_KIN.finditer(text):
        at = match.end()
        end = _nickname_end(text, at) or _senior_end(text, at) or _translated_end(text, at)
        senior = _SENIORS.match(text, at)
        if not end and senior and is_given(text[at]) and text[at] not in FEEBLE and not begins_plain(text, at):
            end = senior.end()
        doubled = _DOUBLED.match(text, at)
        if not end and doubled and doubled.group(1) not in _NEVER_DOUBLED and not begins_plain(text, at):
            end = doubled.end()
        small = re.match(f"[小老][{_HAN}]", text[at : at + 2])
        if (
            not end
            and small
            and text[at + 1] not in FEEBLE
            and not begins_plain(text, at)
            and RIGHT_EDGE.match(text, at + 2)
        ):
            end = at + 2
        alone = text[at : at + 1] in chinese_names().common and re.match(r"[」』)\n]|$", text[at + 1 : at + 2] or "\n")
        if not end and alone and not begins_plain(text, at):
            end = at + 1
        if end and not _NEVER_DOUBLED.issuperset(text[at:end]):
            yield Finding(at, end, Kind.NAME, 0.8, "follows a word for a relative or acquaintance")


def mentioned(text: str) -> Iterator[Finding]:
    """Nicknames and given names in the middle of a sentence; names with a dot."""
    for match in _NICKNAME.finditer(text):
        end = _nickname_end(text, match.start())
        framed = _PERSON_VERB.match(text, end) if end else None
        if end and framed and (is_given(text[match.start() + 1]) or match.end() - match.start() > 2):
            yield Finding(match.start(), end, Kind.NAME, 0.7, "a nickname")
    for match in _COMPANION.finditer(text):
        end = given_end(text, match.end())
        if end and set(text[match.end() : end]) & chinese_names().telling and _PERSON_VERB.match(text, end):
            yield Finding(match.end(), end, Kind.NAME, 0.65, "stands where a person may stand")
    for pattern in (_SMALL, _DOUBLED):
        for match in pattern.finditer(text):
            end = _nickname_end(text, match.start())
            before = text[max(0, match.start() - 2) : match.start()]
            framed = _FRAMED.search(before)
            if end and framed and _PERSON_VERB.match(text, end):
                yield Finding(match.start(), end, Kind.NAME, 0.65, "a nickname")
    for match in _DOTTED.finditer(text):
        lead = _NOT_BEFORE_DOTTED.match(match.group(1).split("·")[0][:-1])
        yield Finding(match.start() + (lead.end() if lead else 0), match.end(1), Kind.NAME, 0.85, "a name with a dot")


def latin_names(text: str) -> Iterator[Finding]:
    """English given names between Chinese characters: 後來Jimmy半夜抽筋."""
    given, ordinary = words("given_en"), words("names_that_are_words_en")
    for match in _EYED.finditer(text):
        form = bare(match.group())
        before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
        among_han = han(before or "x") or han(after or "x")
        if among_han and (form in given or (form in ordinary and form not in {"may", "mark", "rose", "will"})):
            yield Finding(*match.span(), Kind.NAME, 0.7, "a given name in a Chinese sentence")
    for match in _AFTER_IAM.finditer(text):
        yield Finding(*match.span(1), Kind.NAME, 0.8, "initials after 'I am'")


RULES = (in_forms, surnamed, known_as, speakers, signatures, addressed, beside_relatives, mentioned, latin_names)
