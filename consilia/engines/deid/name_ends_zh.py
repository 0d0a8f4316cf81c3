"""Where a Chinese name starts and ends, and the words for relatives, titles and professions that stand beside it."""

import re

from consilia.engines.deid.lists import chinese_names

_LATIN_NAME = re.compile(r"\s?([A-ZĐ][A-Za-zÀ-ɏḀ-ỿ'\-]+(?:\s[A-ZĐ][A-Za-zÀ-ɏḀ-ỿ'\-]+){0,3})")
KIN = (
    r"(?:爸爸|爸|媽媽|媽|母親|父親|先生|太太|老公|老婆|丈夫|妻子|兒子|女兒|大兒子|小兒子|大女兒|小女兒|弟弟|妹妹|"
    r"哥哥|姊姊|姐姐|弟|妹|哥|姊|姐|阿公|阿嬤|阿爸|爺爺|奶奶|"
    r"外公|外婆|祖父|祖母|孫子|孫女|外孫|外孫女|"
    r"室友|同學|朋友|好友|閨蜜|同事|老師|導師|鄰居|男友|女友|男朋友|女朋友|未婚妻|未婚夫|前夫|前妻|前男友|前女友|"
    r"孩子|寶寶|小孩子|小孩|表弟|表哥|表妹|表姊|表姐|堂弟|"
    r"堂哥|堂妹|"
    r"堂姊|堂姐|姑姑|叔叔|伯父|伯伯|阿姨|舅舅|舅媽|嬸嬸|"
    r"岳母|岳父|婆婆|公公|媳婦|女婿|姪子|姪女|侄子|侄女|外甥|外甥女|主管|老闆|房東|看護|保母|保姆|學生|學妹|學弟|"
    r"學姊|學姐|學長|姑丈|姨丈|姊夫|姐夫|嫂嫂|大嫂|弟媳|"
    r"妹夫|乾媽|家父|家母|家兄|家姊|家姐|家嚴|家慈|小犬|內人|外子|亡夫|先父|先母|愛妻|愛女|犬子|長女|次女|長子|"
    r"次子|么女|么兒|獨子|獨女|老三|養母|養父|繼父|繼母|"
    r"[大二三四小]伯|[二三四小]叔|[大二三四小]姑|[大二三四小]舅|[大二三四小]姨|[三四小]哥|[三四小]姊|[大二三四]弟|"
    r"[大二三四小]妹|大哥|舅公|姑婆|姨婆|嬸婆|伯公|叔公|姨媽|姑媽|伯母|嬸嬸|妯娌|親家母?|阿祖|曾祖母|曾祖父|"
    r"外曾祖母|太祖|阿母|阿娘|"
    r"學員|個案|住民|住戶|客人|客戶|店員|店長|秘書|司機|助理|助教|領班|工頭|廠長|村長|鄰長|里長伯|里長|校長|主任|"
    r"連長|排長|班長|長官|同袍|同梯的?|班導|輔導老師|家教|廟公|牧師娘?|師母|師父|教友|弟兄|姊妹|業務員|看護工|外勞|"
    r"外籍看護|"
    r"移工|社工師?|房客|屋主|網友|病友|志工|督導|照服員|照顧員|服務員|居服員|隊員|隊長|學伴|轉學生|家長|監護人|"
    r"家屬|老闆娘|頭家|合夥人|股東|下屬|部屬|新人|工讀生|實習生|小三|情人|對象|老伴|爸比|媽咪|姪兒|姪孫|曾孫|孫媳|"
    r"姻親|"
    r"刺青師|美容師|設計師|按摩師|師傅|講師|櫃台|廠護|保全|警衛|管理員|乾哥|乾妹|乾女兒|乾兒子|拜把兄弟|死黨|麻吉|"
    r"伴侶|隊友|教練|雙胞胎|老大|老二|大姊|二姊|大哥|二哥)"
)
_RELATIVE = re.compile(rf"(?=..){KIN}")
HONORIFIC = (
    r"(?:先生|小姐|女士|太太|夫人|媽媽|爸爸|媽咪|爸比|阿姨|叔叔|伯伯|伯母|阿伯|阿公|阿嬤|阿婆|阿嬸|阿媽|老師|同學|"
    r"學長|學姐|學姊|學弟|學妹|教"
    r"練|董事長|董娘|董仔|總(?=[要說的叫,.!?]|$)|老闆娘|老闆|頭家|經理|協理|襄理|副理|執行長|組長|課長|科長|處長|"
    r"局長|股長|廠長|店長|工頭|班長|連長|排長|營長|士官長|班導|導師|教官|校長|師傅|師母|師父|法師|修女|弟兄|姊妹|"
    r"大哥|大姐|大姊|大嫂|大叔|大媽|大大|桑|嫂|哥|姐|姊|董|媽|爸|奶奶|爺爺|婆婆|里長|村長|鄰長|主委|委員|議員|代表|"
    r"神父|牧師|傳道|社工|君(?!子)|氏夫婦|"
    r"家(?:大姑|小姑|兄弟|姊妹|姐妹|雙胞胎|三兄弟|兩兄弟|阿公|阿嬤|小孩|媳婦)|姓(?:患者|病人|男子|女子|婦人|學生|"
    r"員工|友人|民眾))"
)
DOCTOR = (
    r"(?:主治醫師|主治醫生|住院醫師|醫師|醫生|大夫|主任|教授|治療師|護理師|藥"
    r"師|檢驗師|放射師|物理師|職能治療師|語言治療師|呼吸治療師|麻醉師|護理長|護士長|護佐|醫檢師|住院醫師|總醫師|"
    r"實習醫師|衛教師|專師|個管|督導|營養師|心理師|物理治療師|院長|中醫師|護士|專科護理師|諮商師|驗光師|個管師|"
    r"副院長)"
)
TITLED = re.compile(rf"{HONORIFIC}|{DOCTOR}")
RIGHT_EDGE = re.compile(
    r"$|[^\u4e00-\u9fff]|(?:先生|小姐|女士|太太|醫師|醫生|是|的|有|說|在|今|昨|從|最|已|因|被|跟|和|與|也|都|就|吃|"
    r"開|要|想|會|能|得|現|患|"
    r"生|出|住|"
    r"去|去年|敬上|上|歲|一直|不|為|男|女|現在|"
    r"前|這|那|常|很|做|罹|突|開刀|懷|感|發|目前|自|給|對|叫|她|他|我|你|您|每|只|又|還|卻|之|於|讓|到|來|以|曾|剛|"
    r"天天|晚|早|半|身|兩|三|四|五|打|摔|跌|割|"
    r"染|確|檢|服|使|沒|老|問|看|站|坐|走|跑|哭|陪|載|帶|勸|勾|煮|昏|暈|倒|咳|吐|燒|拉|抽|流|受|用|腳|姓|仍|便|才|"
    r"該|反|等|算|其|先|還|送|抱|轉|嚇|笑|睡|醒|喝|嗆|噎|講|寫|傳|拿|幫|替|撞|接|回|怕|愛|把|請|找|比|更|越|再|此|一(?=[天直個喝吃到下出起次年])|"
    r"知|聽|見|拖|搬|騎|教|學|考|背|真|好|變|瘦|胖|累|急|氣|笑|嫌|猜|覺|認|記|忘|查|排|掛|量|測|驗|嗎|呢|吧|啊|啦|"
    r"喔|哦|欸|呀|耶|"
    r"電|手機|身分|媽|爸|民國|及|民)"
)
LEFT_EDGE = re.compile(r"(?:^|[^\u4e00-\u9fff]|[我是給找跟和與叫對為由請替幫位問的名])$")
# Surnames that, before 醫師 or 先生, far more often end another word than stand for a person.
LINKS = frozenset("向和對跟與問找給見看請說及")
SHY_SURNAMES = frozenset(
    "和向連任方於應時成項單全常安管水路都年家牙易平明支段童金高白田左包車花雷季甘商樂於班仰畢牛房祝池關"
)
RUN = re.compile(r"[\u4e00-\u9fff]{1,4}")
FEEBLE = frozenset(
    "我你他她您問什麼誰是的有說在一不人個了又就也都會要到這那很被把給跟得著過去來吃喝痛病症藥醫院炎癌腫脹癢血尿肚頭"
    "眼耳鼻口手腳腿腰背胸腹胃腸肝腎肺膽皮膚"
)


def han(char: str) -> bool:
    """Whether a character is Chinese."""
    return "\u4e00" <= char <= "\u9fff"


def begins_plain(text: str, at: int) -> bool:
    """Whether an ordinary word begins here."""
    return text.startswith(_plain_words(text[at : at + 1]), at) or bool(_RELATIVE.match(text, at))


def _plain_words(first: str) -> tuple[str, ...]:
    """The ordinary words that begin with a character."""
    return chinese_names().plain.get(first, ())


def in_plain_word(text: str, start: int, end: int, *, reach: int = 3) -> bool:
    """Whether an ordinary word that begins at most `reach` characters before start covers all up to end."""
    begins = range(max(0, start - reach), start + 1)
    return any(
        begin + len(word) >= end and text.startswith(word, begin)
        for begin in begins
        for word in _plain_words(text[begin : begin + 1])
    )


def surname_length(text: str, at: int, *, shy: bool = True) -> int:
    """2 for a compound surname, 1 for a single one, 0 for none."""
    tables = chinese_names()
    if text[at : at + 2] in tables.compound:
        return 2
    char = text[at : at + 1]
    return int((char in tables.common or char in tables.rare) and not (shy and begins_plain(text, at)))


def is_given(char: str) -> bool:
    """Whether people use this character in given names."""
    return char in chinese_names().given


def full_name_end(text: str, at: int) -> int | None:
    """Where a surname with one or two given characters that begins here ends."""
    length = surname_length(text, at)
    if not length:
        return _name_in_plain_word(text, at)
    return (
        _married_name_end(text, at) or _surname_with_unusual(text, at, length) or _surname_with_given(text, at + length)
    )


def _name_in_plain_word(text: str, at: int) -> int | None:
    """Where 葉子瑄 ends: what begins like leaves is a name if it goes on in a way that only names do."""
    tables = chinese_names()
    given = text[at + 1 : at + 3]
    if text[at : at + 1] in tables.common and len(given) == 2 and given[1] in tables.telling and is_given(given[0]):
        return at + 3 if RIGHT_EDGE.match(text, at + 3) else None
    return None


def _married_name_end(text: str, at: int) -> int | None:
    """Where 林陳玉蘭, with a husband's name before her own, or 黎氏紅 of Vietnam ends."""
    tables = chinese_names()
    surnames = tables.common | tables.rare
    pair = text[at : at + 2]
    if len(pair) < 2 or pair[0] not in tables.common or pair[1] not in surnames | {"氏"}:
        return None
    given = text[at + 2 : at + 4]
    if len(given) == 2 and set(given) <= tables.given and not set(given) & FEEBLE and not begins_plain(text, at + 2):
        return at + 4
    if pair[1] == "氏" and given and given[0] in tables.given and RIGHT_EDGE.match(text, at + 3):
        return at + 3
    return None


def _surname_with_given(text: str, given: int) -> int | None:
    """Where the one or two given characters that begin at given end."""
    short, long = given + 1, given + 2
    if not _may_be_given(text, given) or TITLED.match(text, given):
        return None
    if TITLED.match(text, short):
        return short
    edge = bool(RIGHT_EDGE.match(text, short))
    two = _may_be_given(text, short) and not begins_plain(text, short)
    if two and (not edge or RIGHT_EDGE.match(text, long)):
        return long
    return short if edge else None


def _may_be_given(text: str, at: int) -> bool:
    return text[at : at + 1] not in FEEBLE and is_given(text[at : at + 1])


def _surname_with_unusual(text: str, at: int, length: int) -> int | None:
    """A common surname and two characters of which the table knows one, up to punctuation or 的."""
    end = at + length + 2
    given = text[at + length : end]
    if len(given) < 2 or (text[at] not in chinese_names().common and length == 1) or set(given) & FEEBLE:
        return None
    closed = RIGHT_EDGE.match(text, end)
    known = any(map(is_given, given)) and all(map(han, given))
    return (
        end
        if closed and known and not begins_plain(text, at + length) and not begins_plain(text, at + length + 1)
        else None
    )


def any_name_end(text: str, at: int) -> int | None:
    """Where the two to four characters up to the next edge end: for places where a name must stand."""
    full = full_name_end(text, at)
    run = RUN.match(text, at)
    if full or not run or begins_plain(text, at):
        return full
    whole = run.group()
    if len(whole) >= 2 and whole[0] == whole[1] and whole[0] not in FEEBLE:
        return at + 2
    if 2 <= len(whole) <= 3 and not set(whole) & FEEBLE:
        return run.end()
    return _likely_end(text, at)


def _likely_end(text: str, at: int) -> int | None:
    """Where a name that runs on into the sentence probably ends."""
    surname = surname_length(text, at, shy=False)
    if not surname and not all(map(is_given, text[at : at + 2])):
        return None
    for size in (3, 2):
        if at + size <= len(text) and RIGHT_EDGE.match(text, at + size) and not set(text[at : at + size]) & FEEBLE:
            return at + size
    return min(at + (3 if surname else 2), len(text)) if text[at + 1 : at + 2] else None


def given_end(text: str, at: int) -> int | None:
    """A given name of two characters, or a nickname, that ends at an edge."""
    pair = text[at : at + 2]
    if len(pair) < 2 or begins_plain(text, at) or not all(map(han, pair)) or set(pair) & FEEBLE:
        return None
    known = all(map(is_given, pair))
    if known and (RIGHT_EDGE.match(text, at + 2) or set(pair) & chinese_names().telling):
        return at + 2
    return None


def latin_end(text: str, at: int) -> int | None:
    """Where a name in Latin letters that begins here ends."""
    match = _LATIN_NAME.match(text, at)
    word = match.group(1) if match else ""
    return match.end(1) if match and not word.isupper() else None
