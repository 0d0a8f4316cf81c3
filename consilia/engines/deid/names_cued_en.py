"""Names that the words around them give away: forms, letters, chats, titles in small letters.

`names_en` needs a name of its lists or a capital; here the cue is strong enough to trust any word that is no other.
"""

import re
from collections import Counter
from collections.abc import Iterator

from consilia.engines.deid import cues_en as cues
from consilia.engines.deid.anchored import AnyCase
from consilia.engines.deid.findings import Finding, Kind
from consilia.engines.deid.lists import words
from consilia.engines.deid.words_en import PARTICLES, Token

_LETTERS = r"A-Za-zÀ-ɏḀ-ỿ"
_WORD = re.compile(rf"[{_LETTERS}]{{1,30}}(?:['\-][{_LETTERS}]{{1,30}}){{0,4}}")
_NICKNAME = re.compile(rf"\s[\"'(]([{_LETTERS}\-]{{2,16}})[\"')](?=\s[A-Z])")
_PUBLIC_FIGURE = re.compile("google|who|pepper|martens|scholl|house|strange|seuss|jekyll|internet")


def _never(token: Token) -> bool:
    """Whether the word is a verb or a noun of the sentence, never a name."""
    return token.bare in words("never_names_en") and not (token.is_ambiguous and token.is_capital)


class _Cue:
    """Words that announce a name: where it begins, of what kind it is, whether small letters and any word will do."""

    __slots__ = ("confidence", "kind", "pattern", "reason", "small", "trusts")

    def __init__(
        self,
        pattern: str,
        kind: Kind,
        confidence: float,
        reason: str,
        *,
        small: str = "known",
        trusts: bool = True,
        before: str = "",
    ) -> None:
        self.pattern = AnyCase(pattern, before)
        self.kind, self.confidence, self.reason = kind, confidence, reason
        # "any": a name in small letters may be any word that is no other; "known": one of the lists; "none": never.
        self.small = small
        # Whether a capital alone is enough; else the word must be unknown to the lists of ordinary words and brands.
        self.trusts = trusts


_CLINICAL_ROLE = (
    rf"(?:{cues.ROLE}|health visitor|district nurse|practice nurse|school nurse|macmillan nurse|specialist nurse|ward "
    rf"sister|"
    r"clinic sister|charge nurse|matron|hca|paramedic|dieti[ct]ian|nutritionist|occupational therapist|speech "
    r"therapist|ot|slt|"
    r"hygienist|optician|audiologist|phlebotomist|sonographer|radiographer|an[ae]?sthetist|anesthesiologist|counselor|"
    r"school counsell?or|uni counsell?or|doula|trichologist|registrar|houseman|locum|intern|resident|skin (?:lady|man|"
    r"guy)|"
    r"eye (?:lady|man|guy)|foot (?:lady|man)|ship'?s doctor|local doc|doc|keyworker|cpn|psych|shrink|herbalist|"
    r"homeopath|"
    r"dermatology nurse|diabetes nurse|asthma nurse|stoma nurse|oncology nurse|paed|paeds doctor|vet)"
)
_PERSON_ROLE = (
    rf"(?:{cues.KIN}|roomie|carer|key ?worker|social worker|support worker|cleaner|driver|stockman|foreman|gaffer|hr "
    rf"(?:lady|man|guy|rep)|"
    r"lady|fella|fellow|lad|lass|bloke|chap|missus|mrs|youngest|eldest|oldest|younger one|elder one|middle one|middle "
    r"fella|little man|"
    r"our (?:lad|lass|boy|girl|eldest|youngest)|kid here|big sister|little sister|big brother|little brother|step "
    r"?\w+|coach|captain|"
    r"uncle|auntie|aunty|aunt|tita|tito|ate|kuya|lola|lolo|baba|tata|chacha|didi|bhabhi|bhai|anty|oom|tannie|nan|nana|"
    r"nanny|gran|"
    r"grandpa|grandad|granddad|grandma|granny|opa|oma|pops|mum|mom|sister|brother|cousin|housemate|flatmate|lodger|"
    r"pen ?pal|"
    r"girlfriend|boyfriend|bf|gf|pupil|intern|apprentice|client|resident)"
)
_IN_NAME = r"(?:,| -| –|:)?"
# What must stand behind a cue, its case told.
_CAPITAL = "(?=[A-ZÀ-Þ])"
_SMALL = "(?=[a-z])"
_CUES = [
    _Cue(
        r"(?<![A-Za-z])my (?:full |first |real |last |given |legal )?nam(?:e|es|e's)?(?:'s| is| iz|:| =| in passport| "
        r"on (?:my|the) (?:card|passport)"
        r"(?: is)?)? (?!is\b|was\b|as\b|in\b|on\b)",
        Kind.NAME, 0.9, "follows words that announce a name", small="any",
    ),
    _Cue(
        r"(?<![A-Za-z])(?:names?(?:'s)?(?: is|:)|name's|i am called|they call me|call me|everyone (?:says|calls (?:me|"
        r"him|her))|known as|aka|"
        r"a\.k\.a\.?|real name(?: is|:)?|nick ?name(?: is|,|:)?|goes by|short for|spelt|but write|name wrongly as|"
        r"(?:his|her) name(?: is|'s|,)|"
        r"(?:man|woman|girl|boy|lad|fella|guy|lady|someone|mate|friend|nurse|chap|bloke|kid|neighbou?r|doctor|"
        r"colleague) (?:called|named)|"
        r"(?:mother|father|mum|mom|mam|dad|parents?|grand\w{3,8}) (?:of|to)|ask for|leave (?:word|a message) with|"
        r"speak to|it's me(?: again)?,|me again,|hiya,? it'?s|hi,? it'?s|hello,? it'?s|its me|"
        r"myself|wristband (?:says|reads)|label (?:says|reads)|label reads|badge (?:said|says|reads)|signed,?|married "
        r"to|yours,|pt:|patient:|"
        r"client:|carer:|contact:|nok:|next of kin:|attn:?|fao:?|c/o|от кого:|фио(?: by passport)?:|nom:|nombre:|cc:|"
        r"from:|to:|re:|"
        r"dear|regards,|sincerely,|faithfully,|truly,|thanks,|thank you,|cheers,|ta,|love,|xx?) ?[\"'(]?(?=\S)",
        Kind.NAME, 0.8, "follows words that announce a name", small="known", trusts=False,
    ),
    _Cue(
        rf"(?<![A-Za-z])(?:dr|dra|drs|doc|doctor|doktor|prof|professor|dottore|nurse|midwife|physio|sister|matron|"
        rf"dentist|surgeon)\.? (?=[{_LETTERS}])",
        Kind.CLINICIAN, 0.85, "follows a doctor's title", small="before a verb", trusts=True,
    ),
    _Cue(
        r"(?<![A-Za-z])(?:mr|mrs|ms|miss|mister|mx|sir|wing cdr|cdr|capt|captain|col|colonel|major|maj|lt|sgt|cpl|pc|"
        r"rev|revd|fr|pastor|"
        r"sheikh|hajji|hajja|alhaji|alhaja|chief|mama|papa|baba|tita|tito|mang|aling|ate|kuya|uncle|aunty?|auntie|"
        r"bhabhi|cik|encik|puan|"
        r"sri|smt|shri|thiru|señora?|doña|don|herr|frau|pan|pani|coach)\.? (?=\S)",
        Kind.NAME, 0.85, "follows a title", small="before a verb", trusts=False,
    ),
    _Cue(
        r"(?<![A-Za-z])(?:seen|reviewed|reported|requested|ordered|signed|authori[sz]ed|referred|examined|verified|"
        r"dictated|typed) by:? "
        r"(?:dr\.? |mr\.? |ms\.? )?|(?<![A-Za-z])(?:ordering|attending|provider|consultant|clinician|gp|physician|"
        r"referrer|dentist|nurse|"
        r"doctor|therapist|surgeon|midwife|health visitor|pharmacist|reporter|practitioner): ?(?:dr\.? |mr\.? |ms\.? "
        r")?",
        Kind.CLINICIAN, 0.85, "follows words for a clinician", small="none", trusts=False,
    ),
    _Cue(
        rf"(?<![A-Za-z])(?:{_CLINICAL_ROLE})s?(?: is| was|'s name is| called| named|{_IN_NAME}) "
        rf"?\(?(?<=[\s(])",
        Kind.CLINICIAN, 0.75, "follows a word for a clinician", small="none", before=_CAPITAL, trusts=False,
    ),
    _Cue(
        rf"(?<![A-Za-z])(?:my|our|his|her|the|mum's|dad's|clinic|uni|school|local) (?:\w+ )?(?:{_CLINICAL_ROLE})(?: "
        rf"is| was|'s name is| called|,| \(|) ?"
        rf"(?<=[\s(])",
        Kind.CLINICIAN, 0.75, "follows a word for a clinician", small="closed", before=_SMALL, trusts=False,
    ),
    _Cue(
        rf"(?<![A-Za-z])(?:{_PERSON_ROLE})(?: is| was|'s name is| called| named|{_IN_NAME}) "
        rf"?\(?(?<=[\s(])",
        Kind.NAME, 0.7, cues.ACQUAINTED, small="none", before=_CAPITAL, trusts=False,
    ),
    _Cue(
        rf"(?<![A-Za-z])(?:{_PERSON_ROLE})(?:'s name is| called| named| is|,| \(|) ?(?<=[\s(])",
        Kind.NAME, 0.7, cues.ACQUAINTED, small="listed", before=_SMALL, trusts=False,
    ),
    _Cue(r"(?:friend|mate|sister|brother|colleague|flatmate|roommate|cousin|daughter|son) "
         r"\(", Kind.NAME, 0.7, cues.ACQUAINTED, small="closed", before=_SMALL),
    _Cue(
        r"(?<![A-Za-z])(?:she's|he's|she is|he is|i'm|i am|im|it's|its|this is|baby (?:boy|girl) is|her name|his "
        r"name) ",
        Kind.NAME, 0.75, "follows 'I am'", small="none", before=_CAPITAL, trusts=False,
    ),
    _Cue(
        r"(?<![A-Za-z])(?:agent|operator|rep|advisor|adviser|nurse|patient|pt|client) ",
        Kind.NAME, 0.7, "follows a role", small="none", before=_CAPITAL, trusts=False,
    ),
]  # fmt: skip
_VERB_AFTER = re.compile(
    r"(?:'s)? (?:said|says|gave|put|told|wants|thinks|reckons|prescribed|came|sent|wrote|did|has|had|is|was|wont|"
    r"won't|at|from|who|"
    r"next door|and|measured|collapsed|checked|looked|suggested|died|refused|refuses|didn't|doesn't|never|just|also|"
    r"on|in)\b|\s?[,.!?;:)\n]|$"
)


def names(text: str) -> Iterator[Finding]:
    """Names after cues, in fields of forms, before the colon of a chat, under a letter."""
    for cue in _CUES:
        for match in cue.pattern.finditer(text):
            end = _name_end(text, match.end(), cue)
            if end:
                yield Finding(match.end(), end, cue.kind, cue.confidence, cue.reason)
    yield from _surname_first(text)
    yield from _speakers(text)
    yield from _under_a_letter(text)
    yield from _introduced(text)
    yield from _explained(text)


def _token(match: re.Match[str]) -> Token:
    return Token(match.start(), match.end(), match.group())


def _is_other(token: Token) -> bool:
    """Whether the word is an ordinary one, a medicine, a place or the first word of a disease."""
    if _never(token):
        return True
    if token.is_ambiguous and token.is_capital:
        return False
    return token.is_plain or (
        bool(cues.DRUG_ENDING.search(token.bare)) and not token.is_listed and not _is_known(token)
    )


def _is_known(token: Token) -> bool:
    return token.is_listed or token.is_family or token.bare in words("names_many")


def _may_begin(text: str, token: Token, cue: _Cue) -> bool:
    if token.text == "I" or _never(token) or _PUBLIC_FIGURE.fullmatch(token.bare):
        return False
    return _may_begin_capital(text, token, cue) if token.is_capital else _may_begin_small(text, token, cue)


_CLOSES = re.compile(r"\s?[,.)]|\s?$| btw")
_CLOSES_OR_ACTS = re.compile(r"\s?[,.)]|\s?$| \w{2,8}n't\b| wont\b| said\b| says\b")


def _may_begin_small(text: str, token: Token, cue: _Cue) -> bool:
    """Whether a word in small letters may begin a name after this cue."""
    after = text[token.end : token.end + 14]
    if token.is_plain or token.is_eponym or len(token.bare) < 2:
        return cue.small in {"any", "closed"} and token.is_ambiguous and bool(_CLOSES.match(after))
    known = _is_known(token)
    allowed = {
        "any": True,
        "closed": bool(_CLOSES_OR_ACTS.match(after)) and (known or token.is_ambiguous or text[token.start - 1] == "("),
        "before a verb": len(token.bare) > 2 and (known or bool(_VERB_AFTER.match(after))),
        "known": known and len(token.bare) > 2,
        "listed": known and len(token.bare) > 3,
    }
    return allowed.get(cue.small, False)


def _may_begin_capital(text: str, token: Token, cue: _Cue) -> bool:
    if cues.stands_in_disease(text, token.end) or cues.DOSE.match(text[token.end : token.end + 12]):
        return False
    if len(token.text) == 1:
        return bool(re.match(rf"\.? ?[A-ZÀ-Þ][{_LETTERS}]", text[token.end : token.end + 4]))
    if cue.trusts and not (token.text.isupper() and text.isupper()):
        return not (
            token.is_plain and not token.is_ambiguous and token.bare not in words("places_en")
        ) and not cues.DRUG_ENDING.search(token.bare)
    shouted = token.text.isupper() and not _is_known(token)
    return not _is_other(token) and not token.is_eponym and not (shouted and (len(token.text) <= 3 or not cue.trusts))


def _name_end(text: str, at: int, cue: _Cue) -> int | None:
    """Where the name that begins here ends: up to five words with initials, particles and a nickname in quotes."""
    particle = _PARTICLES.match(text, at)
    first = _WORD.match(text, particle.end() if particle else at)
    if not first or not _may_begin(text, _token(first), cue):
        return None
    end, capital = _bare_end(first), first.group()[0].isupper()
    if end != first.end():
        return end
    for _ in range(5):
        nick = _NICKNAME.match(text, end)
        surname = _WORD.match(text, nick.end() + 1) if nick else None
        step = surname.end() if surname else _next_part(text, end, capital=capital, any_word=cue.small == "any")
        if step is None:
            break
        end = step
    return end


def _bare_end(match: re.Match[str]) -> int:
    return match.end() - 2 if match.group().endswith("'s") else match.end()


_PARTICLES = re.compile(r"(?:(?:van|von|de|der|den|del|della|di|da|la|le|el|al|bin|abu|ten|ter) ){1,3}(?=[A-ZÀ-Þ])")
_SPACE = re.compile(r" |\. ?(?=[A-ZÀ-Þ])|(?<=[A-ZÀ-Þ]{3}), (?=[A-ZÀ-Þ])|-(?=[A-ZÀ-Þ])")


def _next_part(text: str, end: int, *, capital: bool, any_word: bool) -> int | None:
    """Where the next part of a name ends that has been read up to end."""
    gap = _SPACE.match(text, end)
    match = _WORD.match(text, gap.end()) if gap else None
    if not gap or not match or (gap.group()[0] == "." and (end < 2 or text[end - 2].isalnum())):
        return None
    token = _token(match)
    if capital and token.text.islower() and token.bare in PARTICLES | {"wa", "bint", "ben", "dela", "zu"}:
        return _after_particles(text, match.end())
    if capital != token.is_capital or token.text == "I" or _never(token):
        return None
    if not capital:
        ends = re.match(r"[,.!\n]| (?:and|i|im|i'm|my|from|age|aged)\b", text[match.end() : match.end() + 6])
        fits = (_is_known(token) or (any_word and ends)) and not token.is_plain
        return match.end() if fits and len(token.bare) > 2 else None
    return _bare_end(match) if len(token.text) == 1 or not _is_other(token) else None


def _after_particles(text: str, end: int) -> int | None:
    """Where the capitalised word ends that closes "de la Fuente"; end is the end of the first particle."""
    for _ in range(2):
        further = _WORD.match(text, end + 1)
        if not further or text[end] != " ":
            return None
        if further.group()[0].isupper():
            return _bare_end(further)
        end = further.end()
    return None


_AGED = (
    r"(?:,| \(|, aged?) ?(?:aged? )?\d{1,2}"
    r"(?= ?[,.);]| (?:and|who|has|is|was)\b|[mf]\b| ?(?:yo|y/o|yrs?|years?|months?|mo|weeks?)\b)"
)
_TOLD = re.compile(
    rf"(?<![{_LETTERS}'])([A-ZÀ-Þ][{_LETTERS}'\-]{{1,20}}(?: [A-ZÀ-Þ][{_LETTERS}'\-]{{1,20}}){{0,2}})"
    rf"(?:{_AGED}|,? \(?(?i:my|our|his|her|the) (?:\d{{1,2}} ?(?:yo|y/o|year)|"
    rf"(?i:\w{{1,15}} )?(?i:{_PERSON_ROLE}|{_CLINICAL_ROLE}|owner)\b))"
)
_SIZED = re.compile(
    rf"(?<![{_LETTERS}])((?:Big|Old|Little|Wee|Young|Fat|Tiny|Lil|Baby) [A-ZÀ-Þ][{_LETTERS}\-]{{1,16}})(?![{_LETTERS}])"
)


def _explained(text: str) -> Iterator[Finding]:
    """Someone whom the next words explain: "Zuzanna, my housemate", "Otis, 3"; and nicknames such as Old Pete."""
    for match in _TOLD.finditer(text):
        token = _token(_WORD.match(match.group(1)) or match)
        by_role = match.group()[len(match.group(1)) :].lstrip(" ,(")[:1].isalpha()
        known = _is_known(token) or token.is_ambiguous
        acronym = sum(map(str.isupper, token.text)) > 1 and "-" not in token.text and not known
        if not (_is_other(token) or token.is_eponym or acronym) and (known or by_role):
            yield Finding(*match.span(1), Kind.NAME, 0.7, "the next words tell who it is")
    for match in _SIZED.finditer(text):
        token = Token(0, 1, match.group(1).split()[1])
        if _is_known(token) and not token.is_plain and not token.is_eponym:
            yield Finding(*match.span(1), Kind.NAME, 0.65, "a nickname")


_INVERTED = re.compile(
    rf"(?<![{_LETTERS}])([A-ZÀ-Þ]{{3,20}}(?:['\-][A-ZÀ-Þ]{{2,20}}){{0,2}}), "
    rf"([A-ZÀ-Þ][{_LETTERS}]{{1,20}}(?:\s[A-ZÀ-Þ]\.?(?![{_LETTERS}]))?)"
)


def _surname_first(text: str) -> Iterator[Finding]:
    """OYELOWO-PRYCE, Ines M - as labels, wristbands and reports print it."""
    if text.isupper():
        return
    for match in _INVERTED.finditer(text):
        surname, given = Token(*match.span(1), match.group(1)), Token(*match.span(2), match.group(2).split()[0])
        ordinary = _is_other(surname) or _is_other(given) or surname.is_eponym
        known = _is_known(surname)
        if (
            not ordinary
            and (known or len(surname.text) > 4)
            and (known or not given.text.isupper() or _is_known(given))
        ):
            yield Finding(*match.span(), Kind.NAME, 0.75, "a surname in capitals before a given name")


_SPEAKER = re.compile(
    rf"(?:^|\n) {{0,3}}((?:[{_LETTERS}'\-]{{1,20}}\s?){{1,3}}\.?)(?: ?\(?\[?\d{{1,2}}[:.]\d\d(?:[:.]\d\d)?(?: "
    rf"?[AaPp][Mm])?\)?\]?)? ?: ?(?=\S)"
)
_FIELD = re.compile(
    r"(?i:agent|caller|me|you|doctor|dr|nurse|patient|pt|operator|bot|name|dob|date|sex|age|address|tel|phone|mobile|"
    r"email|e-mail|subject|re|from|"
    r"to|cc|sent|complaint|reason|problem|history|allergies|meds|medications|medication|diagnosis|ref|note|notes|ps|"
    r"p\.s|question|answer|"
    r"q|a|update|edit|background|symptoms|result|results|impression|findings|conclusion|plan|bp|hr|temp|support|admin|"
    r"staff|reception|"
    r"mum|mom|dad|son|daughter|wife|husband|mother|father|gp|hospital|clinic|ward|specimen|collected|ordering|"
    r"customer|client|carer|contact|[\w ]{0,20}\b(?:no|number|id|date|time|name|of \w+))$"
)


def _speakers(text: str) -> Iterator[Finding]:
    """The names before the colons of a chat that was copied: "Priya: hi" on a line of its own, more than once."""
    lines = list(_SPEAKER.finditer(text))
    counts = Counter(match.group(1).strip() for match in lines)
    for match in lines:
        label = match.group(1).strip()
        role = re.match(r"(?i:agent|nurse|dr\.?|doctor|operator|advisor|adviser|support) (?=\S)", label)
        name = label[role.end() :] if role else label
        token = Token(0, len(name), name.split()[0]) if name else None
        if token is None or _FIELD.match(name) or _never(token):
            continue
        told = counts[label] > 1 and len(lines) > 2
        if (told and not (token.is_plain and not token.is_ambiguous)) or (
            len(counts) > 1 and len(lines) > 2 and _is_known(token) and not token.is_plain
        ):
            start = match.start(1) + len(label) - len(name) if role else match.start(1)
            yield Finding(start, match.start(1) + len(label), Kind.NAME, 0.8, "speaks in a chat that was copied")


_FULL = rf"[A-ZÀ-Þ][{_LETTERS}'\-]{{1,24}}|[A-ZÀ-Þ]\.?"
_LINE_NAME = re.compile(
    rf"((?:{_FULL})(?: (?:(?:van|der|den|de|la|del|von|bin|binti|wa|al|el|da|dos|di|le|ap|ó|ní|mac) "
    rf"){{0,2}}(?:{_FULL}|\"[A-Z][a-z]+\")){{0,4}}"
    rf"(?: ?(?:&|and|\+|/) (?:{_FULL})(?: (?:{_FULL})){{0,2}})?)(?: ?\((?:Mrs?|Ms|Miss|Dr|retd|she/her|he/him|"
    rf"they/them)\.?\))?"
    r"(?:,? \d{1,2}(?:[MFmf])?)?[ .!xX💕❤🙏😊]{0,4}$"
)
_VALEDICTION = re.compile(
    r"(?:regards|wishes|sincerely|faithfully|truly|thanks|thank you|thx|ta|cheers|love|yours|respectfully|gratefully|"
    r"blessings|advance|"
    r"grateful|cordially|xx?|hugs|best|warmly|bye|care|soon|signed)[\s,.!x\-~]{0,6}$",
    re.I,
)


_LAST_SENTENCE = re.compile(
    rf"(?:[.!?)]\s|,|\s-\s?|\n)\s?((?:{_FULL})(?: (?:{_FULL})){{0,2}}(?: ?(?:&|and) (?:{_FULL}))?)[ "
    rf".!xX💕❤🙏😊]{{0,4}}$"
)


def _under_a_letter(text: str) -> Iterator[Finding]:
    """A line of names alone among the last lines; or a name as the last sentence."""
    lines = list(re.finditer(r"[^\n]+", text))
    if len(lines) > 1:
        for number, line in enumerate(lines[-4:]):
            match = _LINE_NAME.match(line.group().strip())
            before = text[max(0, line.start() - 40) : line.start()]
            if (
                match
                and line.start()
                and (_VALEDICTION.search(before) or "\n\n" in before[-3:] or number >= len(lines[-4:]) - 2)
            ):
                start = line.start() + len(line.group()) - len(line.group().lstrip())
                if _reads_as_people(match.group(1)):
                    yield from _each(start, match.group(1))
    match = _LAST_SENTENCE.search(text, max(0, len(text) - 60))
    if (
        match
        and _reads_as_people(match.group(1))
        and (" " in match.group(1) or not match.group().rstrip().endswith((".", "!")))
    ):
        signs = match.group()[0] in ".!?)\n-" or _VALEDICTION.search(text[: match.start() + 1][-30:])
        if signs:
            yield from _each(match.start(1), match.group(1))


def _each(start: int, line: str) -> Iterator[Finding]:
    """The people of a signature, one by one: Ailsa & Hamish."""
    for part in re.finditer(r"(?:(?! ?(?:&|\+|/) ?| and ).)+", line):
        name = part.group().strip()
        name = name.removeprefix("and ")
        at = start + line.index(name, part.start())
        if name:
            yield Finding(at, at + len(name), Kind.NAME, 0.75, "stands like a signature")


def _reads_as_people(line: str) -> bool:
    tokens = [_token(match) for match in _WORD.finditer(line) if match.group() not in {"and", "x"}]
    proper = [t for t in tokens if t.text[0].isupper() and len(t.text) > 1]
    if not proper or any(_never(t) or (_is_other(t) and not _is_known(t)) for t in proper):
        return False
    if any(t.is_eponym and not _is_known(t) for t in proper) or (
        cues.DRUG_ENDING.search(proper[-1].bare) and not _is_known(proper[-1])
    ):
        return False
    return not line.isupper() or any(_is_known(t) for t in proper)


_HERE = re.compile(
    rf"(?:^|[\n.!?] ?|(?i:\b(?:hi|hello|hey|hiya|doc|doctor|again|sir|madam|sir/madam)[,!.]? "
    rf"))([{_LETTERS}][{_LETTERS}\-]{{1,20}}(?: [A-ZÀ-Þ][{_LETTERS}'\-]{{1,20}}){{0,3}})"
    r"(?:'s (?:mum|mom|dad|mother|father|wife|husband|sister|brother|carer|gran|nan|partner|daughter|son)(?: here| "
    r"again|,)| here\b(?! is| are| was| in)"
    r"| speaking\b| writing (?:for|about|to)\b| is my name\b| \(name\b)"
)


def _introduced(text: str) -> Iterator[Finding]:
    """ "Mehwish here, 29", "Rutendo's mum here", "Bongani is my name"."""
    for match in _HERE.finditer(text):
        token = _token(_WORD.match(match.group(1)) or match)
        ordinary = _never(token) or (token.is_plain and not token.is_ambiguous) or token.is_eponym
        if not ordinary and (token.is_capital or _is_known(token) or token.is_ambiguous) and token.text != "I":
            yield Finding(*match.span(1), Kind.NAME, 0.75, "tells who writes")
