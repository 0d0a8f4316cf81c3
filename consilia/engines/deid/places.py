"""Addresses down to the street or village, and employers and schools that would single a person out."""

import re
from collections.abc import Iterator

from consilia.engines.deid.findings import Finding, Kind
from consilia.engines.deid.words_en import is_word

_CAP = r"(?:(?:St|Mt|Ft)\.|[A-Z][A-Za-zÀ-ɏ]{0,24}(?:['\-][A-Za-zÀ-ɏ]{1,24}){0,3})"
_CAPS = rf"{_CAP}(?: (?:(?:of|the|de|la|du|St\.?|and|&|on|in|le) )?{_CAP}){{0,3}}"
_STREET = (
    r"(?:Street|St|Avenue|Ave|Road|Rd|Lane|Ln|Drive|Dr|Boulevard|Blvd|Court|Ct|Terrace|Place|Pl|Close|"
    r"Crescent|Cres|Way|Row|Square|Sq|Parkway|Pkwy|"
    r"Highway|Hwy|Circle|Cir|Trail|Walk|Mews|Grove|Gardens|Gdns|Hill|Rise|Loop|Alley|Path|Quay|Green|"
    r"Estate|Strasse|Straße|Farm|Route)"
)
_UNIT = (
    r"(?:(?:Apt|Apartment|Flat|Unit|Suite|Ste|Room|Rm|Floor|Fl|Lot|Block|Blk|House|No|Villa|cottage|"
    r"Cottage|#)\.?\s?#?\s?[A-Za-z]?-?\d{0,5}[A-Za-z]?(?![A-Za-z]))"
)
_NUMBER = r"\d{1,6}(?:[-/]\d{1,5})?[A-Za-z]?"
_STREETS = [
    re.compile(
        rf"(?:{_UNIT},?\s)?(?<![\w.]){_NUMBER},?\s(?:[NSEW]\.?\s)?(?:{_CAP}\s|\d{{1,3}}(?:st|nd|rd|"
        rf"th)\s){{1,4}}{_STREET}(?![A-Za-z])\.?(?:,?\s{_UNIT})?(?! Hospital| Clinic| Medical)"
    ),
    re.compile(
        rf"(?<![\w.])(?:{_CAP}\s){{1,3}}(?:Street|Avenue|Ave|Road|Rd|Lane|Drive|Boulevard|Blvd|Terrace|"
        rf"Crescent|Mews)(?:,?\s(?:no\.?\s|number\s)?{_NUMBER})?(?![A-Za-z])(?:,?\s{_UNIT})?(?!\s(?:Hospital|"
        rf"Clinic|Medical|Surgery|Practice|Test))"
    ),
    re.compile(
        rf"(?<![\w.]){_NUMBER}\s(?!(?:min|minute|hour|day|week|month|year|mile|mg|ml|km|second|hr|times?|"
        rf"of|or|"
        rf"and|to|in|a|the|per|weeks|days|hours|minutes|miles|months|years)\b)(?:[a-z']{{3,15}}\s){{1,2}}(?"
        rf":street|avenue|ave|road|lane|blvd|boulevard|crescent|terrace)(?![a-z])(?:,?\s(?:apt|flat|"
        rf"unit)\.?\s?#?\w{{1,5}})?",
        re.I,
    ),
    re.compile(r"\bP\.?\s?O\.?\s?Box\s?\d{1,7}", re.I),
    re.compile(
        rf"(?<![A-Za-z]){_UNIT},?\s(?:{_CAP}\s){{1,3}}(?:House|Court|Tower|Towers|Building|Mansions?|"
        rf"Apartments|Heights|Residence|Village|Park|Lodge|Manor)(?![a-z])"
    ),
]
_POSTCODES = [
    re.compile(r"(?<![A-Za-z0-9])(?:GIR ?0AA|[A-Z]{1,2}\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2})(?![A-Za-z0-9])"),
    re.compile(r"(?<![A-Za-z0-9])[ABCEGHJ-NPRSTVXY]\d[A-Z] ?\d[A-Z]\d(?![A-Za-z0-9])"),
    re.compile(
        r"(?:\b(?:A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|"
        r"T[NX]|UT|V[AT]|W[AIVY])\.?,? |zip(?: ?code)?(?: is|:)? ?|postal code(?: is|:)? ?|postcode(?: is|"
        r":)? ?)(\d{5}(?:-\d{4})?)(?!\d)",
        re.I,
    ),
    re.compile(r"郵遞區號\s?[:是]?\s?(\d{3,6})"),
]
_VILLAGE = re.compile(
    rf"\b(?:village|hamlet|township|town|settlement|island|farm|ranch|community|parish|"
    rf"subdivision) (?:of|"
    rf"called|named) ({_CAPS}(?:,? (?:{_CAPS}|cottage \d{{1,4}}|house \d{{1,4}}|no\.? ?\d{{1,4}}|"
    rf"number \d{{1,4}}))*)"
)
_LIVE_NUMBER = re.compile(
    rf"\b(?:live|lives|living|reside|resides|stay|staying|address is|address:|home is|moved to)(?: (?:at|"
    rf"in|on|off|near))? ?((?:{_UNIT},? )?{_NUMBER},? {_CAPS}(?:,? {_UNIT})?)"
)
_LIVE_LANE = re.compile(
    r"\b(?:live|lives|living|reside|resides|staying|address is|address:|moved)(?: (?:to|at|in|on|off|"
    r"near))? ?"
    r"((?:flat \d{1,4},? )?\d{1,5}[a-z]? [a-z']{3,15}(?: [a-z]{3,15})? (?:close|drive|way|court|"
    r"place|row|"
    r"square|grove|gardens|hill|walk|mews|park)\b)",
    re.I,
)
_LIVE_UNIT = re.compile(
    r"\b(?:live|lives|living|stay|staying|room|dorm)\b[^.!?\n]{0,30}?\b((?:room|apt|apartment|flat|"
    r"unit) ?#?\d{1,5}[A-Za-z]?)\b",
    re.I,
)

_HAN = "\u4e00-\u9fff"
_NUM = r"[\d一二三四五六七八九十百]{1,6}"
_ZH_TAIL = (
    rf"(?:{_NUM}鄰)?(?:{_NUM}巷)?(?:{_NUM}弄)?(?:{_NUM}(?:[之\-]{_NUM})?號(?:之{_NUM})?)?"
    rf"(?:[,\s]?(?:地下)?[B]?{_NUM}樓(?:之{_NUM})?)?(?:[,\s]?[A-Z]?\d{{1,5}}室)?"
)
_ZH_ROAD = re.compile(rf"([{_HAN}]{{1,8}}?)(路|街|大道)({_NUM}段)?({_ZH_TAIL})")
_ZH_VILLAGE = re.compile(rf"([{_HAN}]{{1,8}}?)(村|里|部落|新村|社區|大廈|山莊|國宅|宿舍)({_ZH_TAIL})")
_ZH_NUMBER = re.compile(
    rf"(?:{_NUM}段)?(?<!\d)(?:\d{{1,5}}巷)(?:\d{{1,5}}弄)?(?:\d{{1,5}}(?:[之\-]\d{{1,5}})?號)?(?:\d{{1,3}}樓)?"
)
_ZH_LIVES = re.compile(
    r"(?:住在|住|家在|老家在|地址|住址|戶籍|搬到|租屋在|寄到|寄至|送到|位於|就在|我家)[:是在於]{0,2}[^,.;!?\n]{0,14}$"
)
_NO_VILLAGE = frozenset(
    {"農", "鄉", "山", "學校", "公司", "個", "一個", "這個", "員工", "學生", "漁", "老", "新", "醫院", "校", "小", "大"}
)
_ZH_BOUNDARY = re.compile(r".*(?:[縣市區鄉鎮]|住在|住|在|是|於|到|地址|住址|家|往|從|至|的|和|跟|與|過|走)")
_ZH_WARD = re.compile(rf"(?:住在|住|家在)[{_HAN}]{{2,6}}?(?:區|鄉|鎮|市)([{_HAN}]{{2,3}}(?:村|里))")

_WORKS = (
    r"(?:works?|worked|working|employed|job|manager|teach(?:es)?|teacher|taught|teaching|student|"
    r"stud(?:y|"
    r"ies|ied|ying)|pupil|principal|nurse|cashier|waitress|waiter|chef|cook|"
    r"clerk|engineer|accountant|librarian|secretary|receptionist|driver|cleaner|owner|employee|staff|"
    r"intern|volunteer(?:s|ing)?|professor|lecturer|assistant|mechanic|guard|"
    r"attends?|attending|goes|go|going|enrolled|coach(?:es)?|trains?|serve[sd]?|freshman|sophomore|"
    r"junior|"
    r"senior|apprentice|shift|position|barista|baker|foreman|welder)"
)
_ORG_SEQ = (
    rf"(?:the )?({_CAP}(?:(?: (?:of|the|and|for|at|in|de|la) (?:the )?| & | |, )(?:{_CAP}|"
    rf"\d{{1,3}}(?![\d%])(?= School)))*)"
)
_EMPLOYER = [
    re.compile(
        rf"(?i:\b{_WORKS}(?: \w+)? (?:at|for|of|in|to) )(?i:(?:an? |our |my )?(?:[a-z\-]+ ){{0,5}}?(?"
        rf":called |"
        rf"named |, )?){_ORG_SEQ}"
    ),
    re.compile(rf"(?i:\b{_WORKS}\b[^.!?\n]{{1,60}}?(?:, |called |named |\()){_ORG_SEQ}"),
    re.compile(
        rf"(?i:\b(?:attend|attends|attended|my employer is|my employer,|my school is|my school,|employer:|"
        rf"school:|i own|i run|he owns|she owns|we own|runs|owns) )(?:a |the )?{_ORG_SEQ}"
    ),
]
_ORG_TYPE = (
    r"(?:School|Schools|Academy|College|Kindergarten|Nursery|Preschool|Pre-?school|Elementary|Primary|"
    r"Daycare|Montessori|University|Institute|Bakery|Diner|Cafe|Café|Garage|Deli|Salon|"
    r"Tackle|Hardware|Pharmacy|Grocery|Market|Farms?|Ltd|LLC|Inc|Limited|Plumbing|Motors|Church|Parish|"
    r"Brewery|Restaurant|Pizzeria|Logistics|Foods|Industries|Clinic|Dental|Surgery|Practice|Bookshop|"
    r"Café|"
    r"Nursing Home|Care Home|Orchards?)"
)
_ORG_NAMED = re.compile(
    rf"(?<![A-Za-z])((?:{_CAP}(?: (?:of|the|and|&) | & | )){{1,4}}{_ORG_TYPE})(?![a-z])((?: (?:of|in|at)|"
    rf",) {_CAP}(?: {_CAP})?)?"
)
_HOSPITAL = re.compile(
    r"Hospital|Medical Cent(?:er|re)|Infirmary|Health (?:System|Service)|Mayo|Cleveland|Kaiser|NHS|VA\b"
)
_BIG = re.compile(
    r"(?:the )?(?:Walmart|Amazon|Google|Apple|Microsoft|Starbucks|McDonald's|Target|Costco|Tesco|NHS|IBM|"
    r"Intel|TSMC|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|January|February|March|April|"
    r"May|June|July|August|September|October|November|December|ER|ED|GP|ENT|ICU|OB|A&E|I|ICE|PT|IT|HR|US|"
    r"UK|USA)\b"
)
_CLINIC_WORDS = re.compile(
    r"(?:Emergency|Urgent|Primary Care|Pain|Sleep|Walk-?[Ii]n|Eye|Ear|Family|General|Heart|Skin|Medical|"
    r"Health|Vein|Fertility|Oral|Plastic|Bariatric|Knee|Hip|Back|Brain|Cosmetic|The|Any|My|A|An|In|After|"
    r"Before|Laser|Lasik|Open|Weight)\b"
)

_ZH_ORG = (
    r"(?:國小|國中|高中|高職|高工|高商|小學|中學|女中|大學|科大|學院|幼兒園|幼稚園|托兒所|安親班|補習班|公司|企業社|企業|工廠|早餐店|便當店|麵店|餐廳|餐館|小吃店|商店|超市|"
    r"便利商店|"
    r"診所|藥局|牙科|牙醫|美髮店|髮廊|理髮店|美容院|銀樓|書店|咖啡店|咖啡廳|咖啡館|飲料店|麵包店|烘焙坊|檳榔攤|機車行|車行|農場|牧場|養殖場|民宿|旅館|飯店|安養院|養護中心|養護所|"
    r"護理之家|長照中心|教會|事務所|工作室|水電行|五金行|洗衣店|診療所|動物醫院|農會|漁會|合作社|營造|科技|電子|紡織|印刷廠|工程行|企業行|商行|茶行|攤|廠|店)"
)
_ZH_ORG_NAMED = re.compile(
    rf"(?<![{_HAN}])?([{_HAN}A-Za-z0-9]{{2,10}}?{_ZH_ORG})((?:附設|附屬|"
    rf"附幼)[{_HAN}]{{0,5}})?(\([{_HAN}]{{2,8}}\))?"
)
_ZH_WORKS_AT = re.compile(
    rf"(?:我|他|她|先生|太太|爸爸|媽媽|目前|現在|都|^|[,.!?])在([{_HAN}A-Za-z]{{3,8}}?)(?:當(?:作業員|.{{1,5}}[員師手工生])|工作|"
    rf"上班|任職|"
    rf"擔任|任教)"
)
_ZH_NO_EMPLOYER = re.compile(
    r"(?:業|家|家裡|工廠|公司|醫院|學校|外面|工地|市場|夜市|餐廳|廚房|辦公室|國外|戶外|室內|台[北中南東]|高雄|新竹|桃園|新北|花蓮|美國|日本|大陸|中國|竹科|部門|"
    r"單位|機構|"
    r"政府|機關|中心|這裡|那裡|附近|店|廠|診所)$|"
    r"[我他她的了不是家這那前後上下裡時]|很|常|每|應|可|期間|一|因為|所以|晚上|白天"
)
_ZH_WORK_AFTER = re.compile(
    rf"^[{_HAN}]{{0,4}}?(?:工作|上班|任教|任職|服務|當|擔任|做|教書|讀書|就讀|唸書|念書|實習|打工|讀|的老師|的學生|的員工|老師|學生|員工|顧店|幫忙)"
)
_ZH_WORK_BEFORE = re.compile(
    r"(?:在|於|就讀|任職於?|任教於?|服務於|讀|念|唸|開了?一?[間家]?|經營|是|我們|我家|公司是|學校是|公司:|學校:|上|去)$"
)
_ZH_GENERIC = re.compile(
    r"(?:.*(?:[這那哪某每各一二三兩幾]|[我他她你們]|[的位名間個家所讀念唸上去到過是在有去後前])|附近|當地|私立|公立|國立|一般|普通|食品|連鎖|大型|小型|保險|外商|科技|電子|"
    r"學校|社區|住家|巷口|樓下|中醫|西醫|便利|醫學|醫藥|藥|製藥|生技|兒童|婦產科|小兒科|皮膚科|眼科|牙科|耳鼻喉科|復健科|內科|外科|骨科|家醫科|身心科|精神科|泌尿科)$"
)


def addresses(text: str) -> Iterator[Finding]:
    """Streets, postcodes, villages and flats; cities and regions stay."""
    for pattern in _STREETS:
        for match in pattern.finditer(text):
            yield Finding(*match.span(), Kind.ADDRESS, 0.85, "the shape of a street address")
    for pattern in _POSTCODES:
        for match in pattern.finditer(text):
            yield Finding(*match.span(match.lastindex or 0), Kind.ADDRESS, 0.9, "a postcode")
    for pattern in (_VILLAGE, _LIVE_NUMBER, _LIVE_LANE, _LIVE_UNIT):
        for match in pattern.finditer(text):
            yield Finding(*match.span(1), Kind.ADDRESS, 0.8, "follows words about living somewhere")
    yield from _chinese_addresses(text)


def _chinese_addresses(text: str) -> Iterator[Finding]:
    for pattern in (_ZH_ROAD, _ZH_VILLAGE):
        for match in pattern.finditer(text):
            start = match.start() + _lead(match.group(1))
            named = match.end(1) > start and text[start : match.end(1)] not in _NO_VILLAGE
            lives = bool(_ZH_LIVES.search(text[max(0, start - 24) : start]))
            numbered = bool(re.search(r"[號巷弄鄰]", match.group(match.lastindex or 0))) or (
                pattern is _ZH_ROAD and bool(match.group(3))
            )
            if named and (numbered or (lives and match.end(1) - start <= 4)):
                yield Finding(start, match.end(), Kind.ADDRESS, 0.9 if numbered else 0.7, "a street or village")
    for match in _ZH_NUMBER.finditer(text):
        yield Finding(*match.span(), Kind.ADDRESS, 0.8, "a lane or house number")
    for match in _ZH_WARD.finditer(text):
        yield Finding(*match.span(1), Kind.ADDRESS, 0.8, "a village or ward")


def _lead(stretch: str) -> int:
    """How much of the characters before 路 or 村 belongs to the sentence and not to the name."""
    boundary = _ZH_BOUNDARY.match(stretch)
    return min(boundary.end(), len(stretch)) if boundary else max(0, len(stretch) - 4)


def employers(text: str) -> Iterator[Finding]:
    """Workplaces and schools by name; large firms and hospitals where one is treated stay."""
    for pattern in _EMPLOYER:
        for match in pattern.finditer(text):
            if not _is_too_large(match.group(1)):
                yield Finding(*match.span(1), Kind.EMPLOYER, 0.75, "follows words about work or school")
    for match in _ORG_NAMED.finditer(text):
        if not _HOSPITAL.search(match.group()) and not _CLINIC_WORDS.match(match.group(1)):
            yield Finding(*match.span(), Kind.EMPLOYER, 0.7, "the name of a school or business")
    yield from _chinese_employers(text)
    yield from _chinese_workplaces(text)


def _is_too_large(name: str) -> bool:
    alone = re.fullmatch(_CAP, name)
    return bool(_HOSPITAL.search(name) or _BIG.match(name) or (alone and (is_word(name) or name.isupper())))


def _chinese_employers(text: str) -> Iterator[Finding]:
    for match in _ZH_ORG_NAMED.finditer(text):
        stretch = re.search(_ZH_ORG + "$", match.group(1))
        name = match.group(1)[: stretch.start()] if stretch else ""
        lead = _org_lead(name)
        before = text[max(0, match.start() - 6) : match.start()] + name[:lead]
        works = _ZH_WORK_AFTER.match(text[match.end() : match.end() + 10]) or match.group(3)
        learns = re.search(r"(?:讀|念|唸|就讀)$", before) and re.search(r"[中小學商工]$", match.group(1))
        certain = bool(learns or (works and (_ZH_WORK_BEFORE.search(before) or match.group(3))))
        if len(name) - lead >= 2 and not _ZH_GENERIC.match(name[lead:]) and certain:
            yield Finding(match.start() + lead, match.end(), Kind.EMPLOYER, 0.8, "a workplace or school")


def _chinese_workplaces(text: str) -> Iterator[Finding]:
    """A workplace that no word for a kind of business gives away: 在宏達精密當作業員."""
    for match in _ZH_WORKS_AT.finditer(text):
        if not _ZH_NO_EMPLOYER.search(match.group(1)):
            yield Finding(*match.span(1), Kind.EMPLOYER, 0.6, "follows words about work or school")


def _org_lead(name: str) -> int:
    boundary = re.match(r".*(?:任職於|任教於|服務於|就讀|在|於|讀|念|唸|開了|經營|是|我們|的|去|到|跟|和)", name)
    return boundary.end() if boundary else 0
