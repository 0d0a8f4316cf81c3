"""Numbers: every one is an identifier unless it reads as clinical or everyday."""

import re
from collections.abc import Iterator

from consilia.engines.deid.findings import Finding, Kind
from consilia.engines.deid.lists import public

# A token with a digit in it, with what is glued to it by one separator.
_TOKEN = re.compile(
    r"(?<![A-Za-z0-9])[A-Za-z]{0,12}[-#]?"
    r"\d[A-Za-z0-9]*(?:[.,:/~\-][A-Za-z]{0,3}\d[A-Za-z0-9]*)*"
)
_UNIT_WORDS = (
    r"mg|mcg|ug|µg|μg|mgs|g|gm|grams?|kg|kgs|kilos?|lbs?|pounds?|oz|ml|mls|cc|dl|l|lit(?:er|re)s?|iu|ius|"
    r"units?|u|mu|miu|"
    r"mm|cm|m|km|miles?|met(?:er|re)s?|inch(?:es)?|in|ft|feet|mmhg|bpm|rpm|hz|k?cals?|calories|steps?|"
    r"hours?|hrs?|h|minutes?|mins?|"
    r"seconds?|secs?|days?|d|weeks?|wks?|months?|mos?|years?|yrs?|y|yo|percent|c|f|degrees?|mmol|meq|meq|"
    r"nmol|pmol|pg|ng|"
    r"copies|cells|times|x|tablets?|tabs?|pills?|caps(?:ules)?|drops?|puffs?|doses?|people|patients|"
    r"women|"
    r"men|dollars|usd|nt|"
    r"million|billion|thousand|hundred|mcl|ul|ku|kpa|gy|rads?|calorie|words|euros?|rupees|bucks|per|for|k"
)
_UNIT = re.compile(
    rf"\s?(?:(?:{_UNIT_WORDS})(?![A-Za-z])|[%‰°℃℉㎎㎏㎝㎜㏄℅/×*^+]|"
    rf"[歲年月日天週周個小分次顆粒錠毫公單萬億千百元塊度片包滴支劑下倍多左右步大卡克兩斤升人例名字])",
    re.I,
)
_LAB = re.compile(
    r"(?:wbcs?|cells|rbc|plt|platelets?|count|load|hcg|beta|ferritin|cpk|ck|ldh|alt|ast|ggt|got|gpt|tsh|"
    r"psa|cea|afp|ca|crp|esr|b12|folate|"
    r"vitamin|testosterone|estradiol|e2|prolactin|cortisol|insulin|glucose|sugar|cholesterol|"
    r"triglycerides?|ldl|hdl|bnp|d-?dimer|dose|"
    r"level|levels|titer|titre|result|results|score|dna|rna|viral|units?|about|around|over|under|nearly|"
    r"approximately|approx|of|least|than|to|"
    r"dsdna|ana|asot?|ige|igg|egfr|creatinine|hba1c|a1c|calories|steps|weigh|weight|weighed|weighing|"
    r"pulse|year|since|in|until|before|after|"
    r"血小板|白血球|紅血球|病毒量|病毒|指數|數值|發炎|肝|血糖|膽固醇|三酸甘油|荷爾蒙|劑量|大約|約|超過|高達|只有|剩|"
    r"hbv|hcv|hiv|dna定量|定量|體重|出生)\s?(?:is|was|are|-|were|at|=|:|,|>|<|是|為|有|到|在|了|高達|約|大約|level|count|of|"
    r"up to|\s){0,4}$",
    re.I,
)
# Codes of bills and of classifications, which name a procedure and no person: CPT 99214, "billing code 99214".
_BILLING = re.compile(
    r"(?:\b(?:CPT|ICD|HCPCS|DRG|OPCS|SNOMED|LOINC|OMIM|(?:billing|procedure|diagnos\w+|billed) codes?|it says code)"
    r"(?:[- ]?1[01])?(?:\s(?:code|is|was|for))?|\bclinic billed|\bbilled(?: as| for)?)[\s:#\"(]{0,3}$",
    re.I,
)
_MONEY = re.compile(r"(?:[$£€¥]|NT\$?|USD|RMB|Rs\.?|花了?|費用|自費)\s?$", re.I)
_CODE = re.compile(r"[A-TV-Z]\d{2}(?:\.[0-9A-Z]{1,4})?$")
_WORD_AFTER = re.compile(
    r"\s(?!and\b|or\b|my\b|is\b|please\b|thanks?\b|call\b|he\b|she\b|i\b|but\b|"
    r"if\b)[a-z]{3,}"
)

_NINETIES_WORDS = (
    r"ninety(?:[- ]?(?:one|two|three|four|five|six|seven|eight|nine))?|"
    r"(?:one |a )hundred(?:(?: and)? (?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve))?"
)
_NEAR_NINETY = re.compile(r"9\d|1[01]\d|ninety|hundred|九十|百", re.I)
_OVER = r"(?:9\d|1[01]\d)"
_PERSON = (
    r"(?:she|he|who|i|mother|father|mom|mum|dad|grand(?:mother|father|ma|pa|mom|mum|dad|dpa)|grandad|grandpa|granny|"
    r"gran|nan|nana|aunt|auntie|uncle|"
    r"husband|wife|patient|neighbou?r|friend|lady|man|woman|gentleman|law|resident|client|opa|oma|papa|"
    r"mama|great-\w+)"
)
# What makes a number around ninety a measurement, a share or a part of something larger after all.
_NO_MEASURE = (
    r"(?!\.\d|[\d/%°:]|[- ]?(?:over|on|mg|mcg|ml|g|kg|kilos?|lbs?|pounds|percent|per|%|/|degrees?|bpm|beats|mmhg|mm|"
    r"cm|minutes?|"
    r"mins?|seconds?|secs?|hours?|days?|weeks?|months?|times|miles|km|steps|units?|tablets?|calories|dollars|pounds|"
    r"euros|"
    r"thousand|hundred|million|point|f|c|fahrenheit|celsius)\b)(?![A-Za-z\d])"
)
_MEASURE_BEFORE = re.compile(
    r"\b(?:sugars?|glucose|sats?|spo2|o2|oxygen|saturations?|pulse|heart ?rate|hr|bp|pressure|temp|temperature|weight|"
    r"weigh\w*|"
    r"score|scored|level|egfr|ferritin|hb|bmi|chances?|odds|accuracy)\b(?: \w{1,10}){0,3} $",
    re.I,
)
_AGES = [
    re.compile(
        rf"(?<![\d.])({_OVER}|{_NINETIES_WORDS})[- ]?(?:years?|yrs?|y)[- ]?(?:old|of age|"
        rf"young)",
        re.I,
    ),
    re.compile(rf"(?<![\d.])({_OVER}) ?(?:y/?o\b|yo\b|y\.o\.?|yrs?\b(?! ago))", re.I),
    re.compile(
        rf"\b(?:aged?|age of|age is|turn(?:s|ed|ing)?|age:|now|birthday:?|"
        rf"just hit) ({_OVER}|{_NINETIES_WORDS})"
        rf"(?![\d./%]|\d|\s?(?:mg|kg|lbs|%|/))\b",
        re.I,
    ),
    re.compile(
        rf"\b{_PERSON}(?:'s| is| was| are|'m| am)? ?(?:now |nearly |almost |already |over |about |"
        rf"only )?[(,]? ?({_OVER})(?=\s*[).,;!?]|\s*$|\s+(?:and|with|who|has|but|now|f|m|male|female|"
        rf"lives)\b)",
        re.I,
    ),
    re.compile(rf"\b({_OVER}) ?(?:male|female|woman|man|lady)\b|(?:^|[.,;!?(]\s)({_OVER}) ?[fm]\b", re.I),
    # "My gran Dot is 93", "lived to be 98", "at ninety-six", "I am ninety": a person, then the age.
    re.compile(
        rf"\b(?:(?:s?he|i|they|you)(?:'s|'m|'re|'ll be| is| was| am| are| will be)|{_PERSON}(?: "
        rf"[A-Za-z'\-]{{2,20}}){{0,2}},? "
        rf"(?:is|was|turns|turned|will be|of)|who (?:is|was)|lived to(?: be)?|live to(?: be)?|made it to|died(?: "
        rf"aged)? at|"
        rf"s?he(?:'ll| will) be|i'll be|i'm|im|no wait,|gentleman of|lady of|woman of|man of|way at|age) "
        rf"(?:now |only |nearly |almost |about |just |already |still )?({_OVER}|{_NINETIES_WORDS}){_NO_MEASURE}",
        re.I,
    ),
    # An age at the start of what is said of somebody: "at 93 the benefit of a statin".
    re.compile(
        rf"(?:^|[.:;,!?\n]\s?|\b(?:and|but|because|so|even|still) )at ({_OVER}|{_NINETIES_WORDS})"
        rf"(?=\s?[,.]|\s(?:the|he|she|they|my|i|is|one|you|we|a|it|with)\b)",
        re.I,
    ),
    # Written in words, ninety and its followers are hardly ever anything else.
    re.compile(
        rf"(?<![A-Za-z\-])(?<!\bin )(?<!since )(ninety[- ]?(?:one|two|three|four|five|six|seven|eight|"
        rf"nine)){_NO_MEASURE}",
        re.I,
    ),
    re.compile(rf"(?<![\d.])({_OVER})\s?(?:歲|嵗|足歲|多歲|女|男)"),
    re.compile(r"((?:九十[一二三四五六七八九]?|一?百[零一二三四五六七八九十]{0,3}))\s?(?:歲|嵗|多歲)"),
    re.compile(
        rf"(?:奶奶|爺爺|阿嬤|阿公|外婆|外公|曾祖母|曾祖父|祖母|祖父|婆婆|媽媽|爸爸|高齡|年齡|年紀|今年)[:是已,]{{0,2}}\s?({_OVER})(?![\d./%])"
    ),
    re.compile(rf"(?:^|[.!?]\s)\s*({_OVER})(?=\s*(?:[.!?]?\s*$))"),
    re.compile(rf"^\s*({_OVER})(?= ?(?:,|yo\b|year))", re.I),
]


def ages_over_89(text: str) -> Iterator[Finding]:
    """Ages of 90 and more: so few people reach them that they identify (US HIPAA 45 CFR 164.514(b)(2)(i)(C))."""
    for pattern in _AGES if _NEAR_NINETY.search(text) else ():
        for match in pattern.finditer(text):
            if _MEASURE_BEFORE.search(text, max(0, match.start() - 28), match.start(match.lastindex or 1)):
                continue
            yield Finding(*match.span(match.lastindex or 1), Kind.AGE, 0.9, "an age of 90 or more")


def unexplained(text: str) -> Iterator[Finding]:
    """Numbers that read neither as clinical nor as everyday; short ones pass, long ones need a reason."""
    for match in _TOKEN.finditer(text):
        token = match.group()
        before = text[max(0, match.start() - 32) : match.start()]
        after = text[match.end() : match.end() + 16]
        if not is_everyday(token, before, after):
            yield Finding(*match.span(), Kind.ACCOUNT, 0.6, "a number without a clinical meaning")


def is_everyday(token: str, before: str, after: str) -> bool:
    """Whether a number reads as clinical or everyday, by the words before and after it."""
    if token in public("hotlines"):
        return True
    runs = re.findall(r"\d+", re.sub(r"(?<=\d)\.\d+", "", token))
    longest = max(map(len, runs))
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", token):
        return True
    if longest <= 3:
        return sum(map(len, runs)) <= 8 or "/" in token or "," in token
    if all(len(run) <= 4 and (len(run) < 4 or _is_year(run)) for run in runs):
        return True
    if token[0].isalpha():
        return (longest <= 4 and sum(map(len, runs)) < 6) or bool(_CODE.match(token)) or _has_unit(token, after)
    explained = (
        (longest == 5 and bool(_BILLING.search(before)))
        or _has_unit(token, after)
        or bool(_LAB.search(before))
        or bool(_MONEY.search(before))
    )
    is_round = token.isdigit() and token.endswith("00") and longest <= 6
    return is_round or (explained and longest <= 8) or (longest == 4 and bool(_WORD_AFTER.match(after)))


def _is_year(run: str) -> bool:
    return "1900" <= run <= "2049"


def is_measured(after: str) -> bool:
    """Whether a unit or a measure word stands here."""
    return bool(_UNIT.match(after))


def _has_unit(token: str, after: str) -> bool:
    tail = re.search(r"(?<=\d)[A-Za-z]+$", token) if token[0].isdigit() else None
    return bool(_UNIT.match(tail.group() if tail else after))
