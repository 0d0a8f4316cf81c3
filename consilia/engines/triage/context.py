"""Decide for each mention whether it is said of the patient, here and now."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import takewhile

from consilia.engines.triage.clauses import Clause, Clauses
from consilia.engines.triage.datafiles import table
from consilia.engines.triage.lexicon import Hit, Kind, entry_patterns
from consilia.engines.triage.normalise import Normalised
from consilia.engines.triage.numbers import Measures
from consilia.engines.triage.patterns import PatternIndex

# How far a negation reaches inside its clause.
_WORDS_REACHED = 7
_HAN_REACHED = 12
# No cue farther back than this is looked at: seven words and the cue itself are shorter.
_FARTHEST = 200
# An item of a list of what is not there, and who writes such lists: "無" and "否認", not "沒有發燒、一直吐".
_HAN_ITEM = 8
_NOTED_AS_NONE = re.compile(r"否認|無|並無|皆無|均無|未見|無明顯")
_HAN_STOP = re.compile(r"會|還|又|也|就|開始|越來越|變得|(?<![沒也])有|直到|痛性")
# "no pain just sweaty": here the negation is over.
_STOP = re.compile(
    r"(?<![a-z])(?:just|only|instead|simply)(?![a-z])"
    # "It isnt a panic attack it is crushing": a new statement; not "dont think it is".
    r"|[a-z](?<!think)(?<!believe)(?<!say)(?<!said)(?<!sure)(?<!if)(?<!that)(?<!know)(?<!feel)(?<!suppose)(?<!sign)"
    r" (?:it|this) (?:is|was|the|a|my)(?![a-z])"
)
_LIST_END = re.compile(r"^[, ]*(?:(?:and )?(?:or|nor) |.{0,24} (?:or|nor) )")
# "cant breathe" after another "not" is no double negation: English signs that deny stand by themselves.
_OWN_NEGATION = re.compile(r"(?:cant|wont|doesnt|dont|not|isnt|havent|hasnt|didnt|hardly|barely)(?![a-z])")
_LIST_WORDS = 4
_DENIES = re.compile(r"(?<![a-z])(?:denies|denied|denying|negative for)(?![a-z])")
_BARE_WORDS, _BARE_ITEMS = 2, 2
# A clinician's note: "58f, pmhx ...", "72-year-old man". There "no jaundice, ascites, melaena." denies all three.
_NOTE = re.compile(
    r"(?:^|[\n.:(] ?)\d{1,3} ?(?:yo ?|y/?o ?)?[mf](?![a-z])|(?<![a-z])(?:pmhx?|fhx|nkda|o/e|c/o|hx of) "
    r"|year old (?:man|woman|male|female|gentleman|lady)"
)
_NOTES_NONE = re.compile(r"[\s,;]*(?:no|nil|without|neg|negative for|nad) ")
# A year that is over, wherever it stands: "stroke 2019", 民國108年; not "since 2019", which goes on, nor 2000 mg.
_YEAR_OVER = re.compile(
    r"(?<![\d.,/:-])(?<!since )(?<!at )(?<!from )(?<!its )(?<!is )(?<!year )(?:19[3-9]\d|20[01]\d|202[0-5])"
    r"(?!\d|[.:,]\d| ?(?:mg|ml|mcg|kcal|cal|steps|iu|g|m|cc|h|hrs?|words|people|units)(?![a-z])"
    r"| ?(?:元|步|毫|公|單位|卡|大卡)|年(?:至今|到現在|開始|起))"
    r"|民國(?:[5-9]\d|10\d|11[0-4])年(?!至今|到現在|開始|起)"
)
_MADE_UP = frozenset({"study", "fiction"})
# How many clauses an "ages ago" reaches: a long letter comes back to today without saying so.
_CLAUSES_TOLD = 4
_SUMS_UP = re.compile(
    r"[\s,;:()]*(?:and |but |all )?(?:that|this|it|those|these|which) (?:was|were|all|happened)"
    r"|[\s,]*(?:那|這)(?:是|都是|已經)|[\s,]*都是"
)
_ALL_LIFE = re.compile(r"[\s,]*從小.{0,4}(?:就|都|一直)(?:這樣|如此|一樣)")
# Chinese verbs have no tense: only how it turned out tells that a sign is over.
_TURNED_OUT = re.compile(r"後來|當時|那時|已經好|都好了|康復|痊癒")
_OPENS_BRACKET = re.compile(r" ?\(")
_WAS = re.compile(
    r"(?<![a-z])(?:was|were|had|went|got|did|could|couldnt|wouldnt|felt|came|fell|lost|took|put|said|thought|[a-z]+ed)(?![a-z])"
)
# "He had it as a baby, new pain and vomiting" adds something of today; "..., ribs sucking in and all" does not.
_FRESH = re.compile(r"[\s,;]*(?:and |but )?(?:[a-z]+ing|new|severe|sudden\w*|bad|worse|very|so)(?![a-z])")
_IS = re.compile(r"(?<![a-z])(?:is|are|am|isnt|arent|cant|wont|has|have|doesnt|dont|keeps|i [a-z]+ing)(?![a-z])")
_ADDS = re.compile(r" ?(?:(?:and|plus) (?!(?:i )?(?:had|was|were|went|got|did|then) )|[&+])")
# What may stand before "years ago" where it opens a story.
_LEADS_TO = re.compile(
    r"[\s,;:()]*(?:(?:and|but|so|about|around|over|nearly|almost|a|an|few|couple|of|several|many|back|it was"
    r"|one|two|three|four|five|six|seven|eight|nine|ten|twenty|\d+) ?)*"
)
_HAN = re.compile(r"[\u4e00-\u9fff]")
_SUPPOSED = ("if ", "in case ", "whether ", "unless ", "如果", "萬一", "假如", "要是", "裡的", "中的", "題目:", "題:")
_DENIED_AFTER = re.compile(
    r"^ ?(?:[:=-] ?(?:no|none|nil|negative|無|沒有)(?![a-z])|(?:is |are |was )?(?:absent|negative|denied)(?![a-z])"
    r"|(?:都|也|是|一切)?正常(?!值)|(?:都|也|一切)ok|(?:檢查|徵象|試驗)?(?:為|呈|:)? ?\(?(?:陰性|-\)|negative\))"
    # "喘也不會", "胸悶從來沒有", "會喘、胸口怪這些我都沒有"
    r"|(?:也|都)(?:不會|沒有|沒|無)(?=[,.。;!?\s]|$)|(?:從來|從|一次)(?:都|也)?(?:不會|沒有|沒)(?:過|發生)?(?=[,.。;!?\s]|$)"
    r"|[^,.。;!?\n]{0,10}(?:這些|這種|以上)(?:症狀|狀況)?[我他她]?(?:都|也|通通|全部)(?:沒有|沒|無)(?=[,.。;!?\s]|$))"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A concept in the plain text with the contexts that may cancel it."""

    concept: str
    kind: Kind
    start: int
    end: int
    contexts: frozenset[str]

    @property
    def live(self) -> bool:
        """Said of the patient, now: nothing that matters for this kind of concept cancels it."""
        return not self.contexts & _CANCELS[self.kind]


_ALWAYS = frozenset({"negated", "idiom", "fiction", "pet", "information", "instruction"})
_CANCELS = {
    Kind.SIGN: _ALWAYS | {"past", "family"},
    Kind.CONDITION: _ALWAYS | {"past", "family", "worry"},
    # A relative's death, an old cancer or a pregnancy is a risk whoever tells it and whenever it began.
    Kind.RISK: frozenset({"negated", "idiom", "fiction", "pet"}),
}


# A number is of today unless it is told of another time or of nobody; "it does not go below 39" denies none.
_NUMBER_CANCELS = frozenset({"idiom", "fiction", "pet", "past", "instruction"})
_SAID_OF_THE_PERSON = frozenset({"age", "weeks", "days"})


class Context:
    """What the text around its words and numbers makes of them."""

    def __init__(self, plain: Normalised) -> None:
        text = self._text = plain.text
        self._clauses = Clauses(text)
        self._cues: dict[str, list[tuple[int, int]]] = {}
        for name, start, end in sorted(set(_cue_index().matches(plain.windows))):
            self._cues.setdefault(name, []).append((start, end))
        # Where each year that is over begins and ends.
        self._years = dict(match.span() for match in _YEAR_OVER.finditer(text))
        self._years_end = frozenset(self._years.values())
        if self._years:
            self._cues["past"] = sorted({*self._cues.get("past", []), *self._years.items()})
        self._is_note = bool(_NOTE.search(text))
        # Not "if my chest", which only supposes it, nor the mother in a film.
        persons = self._cues.pop("person", [])
        self._cues["person"] = [span for span in persons if not text.endswith(_SUPPOSED, 0, span[0])]
        self._longest = {
            name: max((end - start for start, end in spans), default=0) for name, spans in self._cues.items()
        }
        self._answered: dict[tuple[str, int, int], bool] = {}
        self._told_before: dict[int, bool] = {}
        # "Nobody is ill" beside a course, an exam or a novel: the whole letter is about nobody.
        self._nobody = "nobody_ill" in self._cues and not self._cues.keys().isdisjoint(_MADE_UP)

    def mentions(self, hits: Iterable[Hit], kinds: dict[str, Kind]) -> list[Mention]:
        """Each hit with its contexts."""
        # Many concepts share the same words: their contexts are read once.
        read: dict[tuple[int, int], frozenset[str]] = {}
        found: list[Mention] = []
        for hit in hits:
            span = hit.start, hit.end
            if span not in read:
                read[span] = frozenset(self._contexts(hit))
            found.append(Mention(hit.concept, kinds[hit.concept], hit.start, hit.end, read[span]))
        return found

    def of_today(self, measures: Measures) -> Measures:
        """The numbers without those of years ago, of a film or of a leaflet."""
        told = (
            one
            for one in measures.readings
            if one.name in _SAID_OF_THE_PERSON
            or _NUMBER_CANCELS.isdisjoint(self._contexts(Hit(one.name, one.start, one.end)))
        )
        return replace(measures, readings=tuple(told))

    def _contexts(self, hit: Hit) -> Iterator[str]:
        number = self._clauses.number_at(hit.start)
        if self._negated(hit, number):
            yield "negated"
        sentence = self._clauses.sentence_span(number)
        if self._within("idiom", hit) or self._part_of_another_word(hit) or self._inside("figure", *sentence):
            yield "idiom"
        # "Ring us if it goes above 38": what would have to be done, not what is.
        if self._within("instruction", hit) or self._after_if(hit, number):
            yield "instruction"
        if self._made_up(hit, sentence):
            yield "fiction"
        if self._of_another("pet", hit, sentence) and not self._inside("not_pet", *sentence):
            yield "pet"
        if self._asked(hit, sentence):
            yield "information"
        if self._before(hit, "worry", sentence[0]):
            yield "worry"
        clause = self._clauses.all[number]
        # A relative's stroke is history; "dad had a stroke this morning" is about dad.
        span = clause.start, clause.end
        if self._inside("family", *span) and not self._inside("present", *span):
            yield "family"
        if self._past(hit, number, sentence):
            yield "past"

    def _within(self, name: str, hit: Hit) -> bool:
        """Whether a cue of that name covers some of the hit."""
        reach = self._longest.get(name, 0)
        return any(hit.start < end for _, end in self._from(name, hit.start - reach, hit.end - 1))

    def _after_if(self, hit: Hit, number: int) -> bool:
        """ "They told us to ring if she goes floppy": the same clause, and nothing there is of now."""
        clause = self._clauses.all[number]
        told = [last for _, last in self._from("told_if", clause.start, hit.start) if last <= hit.start + 8]
        return bool(told) and not self._inside("present", told[-1], hit.end)

    def _part_of_another_word(self, hit: Hit) -> bool:
        """The 喘 in 氣喘追蹤: what begins inside such a word, and not with it, is no sign."""
        reach = self._longest.get("another_word", 0)
        spans = self._from("another_word", hit.start - reach, hit.start)
        return any(start < hit.start and hit.end <= end for start, end in spans)

    def _made_up(self, hit: Hit, sentence: tuple[int, int]) -> bool:
        """In a film or a dream; what happens to somebody who watches one, or on waking, is no fiction."""
        if self._inside("real", *sentence):
            return False
        told = self._of_another("fiction", hit, sentence) and not self._inside("not_fiction", *sentence)
        return told or (self._frames("dream", hit, sentence) and not self._inside("awake", sentence[0], hit.end))

    def _asked(self, hit: Hit, sentence: tuple[int, int]) -> bool:
        """ "What are the signs" is a question; "is it true, it began an hour ago" is not. An exam's is one always."""
        if self._inside("real", *sentence):
            return False
        if self._of_another("study", hit, sentence):
            return True
        # In a letter about an exam, "my friend answered" is no patient either.
        nobody = self._nobody and ("study" in self._cues or not self._person_between(sentence[0], hit.end))
        happens = self._inside("present", *sentence) or self._inside("somebody_ill", *sentence)
        return (nobody or self._of_another("information", hit, sentence)) and not happens

    def _of_another(self, name: str, hit: Hit, sentence: tuple[int, int]) -> bool:
        """Whether a pet, a film, an exam is the last that the sentence names before the sign, and no person since."""
        if not self._frames(name, hit, sentence):
            return False
        before = reversed(self._from(name, sentence[0], hit.end))
        since = next((end for _, end in before if end <= hit.end), sentence[0])
        clause = self._clauses.all[self._clauses.number_at(hit.start)]
        # "The cat is fine, but the gas made my husband faint": the whole clause is his.
        until = clause.end if since <= clause.start else hit.end
        return not self._person_between(since, until)

    def _frames(self, name: str, hit: Hit, sentence: tuple[int, int]) -> bool:
        """Whether a film, an exam, a question is named before the sign, or in its clause.

        "Crushing chest pain, what is an infarct?" and "cannot breathe, lips blue, the cat is fine" tell a sign first.
        """
        clause = self._clauses.all[self._clauses.number_at(hit.start)]
        return self._inside(name, sentence[0], hit.end) or self._inside(name, clause.start, clause.end)

    def _person_between(self, start: int, end: int) -> bool:
        """Whether the writer or somebody near is named there."""
        return bool(self._from("person", start, end - 1))

    def _inside(self, name: str, start: int, end: int) -> bool:
        if name not in self._cues:
            return False
        # The hits of a sentence ask the same of it.
        asked = name, start, end
        if asked not in self._answered:
            self._answered[asked] = any(last <= end for _, last in self._from(name, start, end))
        return self._answered[asked]

    def _from(self, name: str, start: int, end: int) -> list[tuple[int, int]]:
        """The cues of a name that begin between two positions: long letters hold thousands."""
        spans = self._cues.get(name)
        if not spans:
            return []
        return spans[bisect_left(spans, (start, -1)) : bisect_right(spans, (end, len(self._text)))]

    def _before(self, hit: Hit, name: str, start: int) -> bool:
        return any(last <= hit.start + 1 for _, last in self._from(name, start, hit.start))

    def _past(self, hit: Hit, number: int, sentence: tuple[int, int]) -> bool:
        """Long ago in the same clause, or told so before or summed up after it, when nothing there is of today."""
        if self._dealt_with(hit, sentence):
            return True
        clause = self._clauses.all[number]
        if self._year_in_brackets(hit, clause):
            return True
        if self._inside("past", clause.start, clause.end):
            return not self._happens_in(clause) and not self._added_to_the_past(hit, clause)
        if number not in self._told_before:
            told = any(self._sets_in_the_past(*other, clause, sentence) for other in self._neighbours(number))
            self._told_before[number] = told and not self._inside("present", *sentence)
        return self._told_before[number]

    def _year_in_brackets(self, hit: Hit, clause: Clause) -> bool:
        """ "K 2.4 (2015)" and "TIA 2020 (transient dysphasia)"."""
        opens = _OPENS_BRACKET.match(self._text, hit.end)
        if opens and self._text.startswith(")", self._years.get(opens.end(), len(self._text))):
            return True
        beside = (clause.start - 1, clause.start)
        return self._text.startswith("(", clause.start) and not self._years_end.isdisjoint(beside)

    def _happens_in(self, clause: Clause) -> bool:
        """Whether something there is of today: not the 剛 of 剛診斷時, which belongs to the words of the past."""
        past = self._from("past", clause.start, clause.end)
        present = (cue for cue in self._from("present", clause.start, clause.end) if cue[1] <= clause.end)
        return any(
            not any(start <= one[0] and one[1] <= end and one != (start, end) for start, end in past) for one in present
        )

    def _dealt_with(self, hit: Hit, sentence: tuple[int, int]) -> bool:
        """ "A fit last week, the hospital found nothing, all well since": looked into, over, and nothing told since."""
        if self._inside("taken_out", hit.end, sentence[1]):
            looked_into = self._from("taken_out", hit.end, sentence[1])
        else:
            looked_into = self._from("cleared", hit.end, sentence[1])
            # English tells with a date whether it is over; a sign of today may come back tonight.
            if not _HAN.search(self._text, *sentence) and self._inside("present", *sentence):
                return False
            if not self._from("well_since", hit.end, len(self._text)):
                return False
        return bool(looked_into) and not self._from("since_then", looked_into[0][1], len(self._text))

    def _added_to_the_past(self, hit: Hit, clause: Clause) -> bool:
        """ "Heart attack years ago and crushing chest pain": what is added is of today."""
        return any(
            _ADDS.match(self._text, last) and not _LEADS_TO.fullmatch(self._text, clause.start, first)
            for first, last in self._from("past", clause.start, hit.start)
        )

    def _neighbours(self, number: int) -> Iterator[tuple[Clause, bool]]:
        """The other clauses of a sentence, and whether each comes later."""
        mine = self._clauses.all[number]
        for other in range(max(0, number - _CLAUSES_TOLD), min(number + _CLAUSES_TOLD + 1, len(self._clauses.all))):
            clause = self._clauses.all[other]
            if other != number and clause.sentence == mine.sentence:
                yield clause, other > number

    def _sets_in_the_past(self, other: Clause, later: bool, mine: Clause, sentence: tuple[int, int]) -> bool:
        """ "Years ago my face drooped, ..." or "..., that was in 2010"; not "I had a stroke years ago, ..."."""
        if self._inside("family", other.start, other.end):
            return False
        if not later and self._inside("childhood", other.start, other.end):
            words = self._text[mine.start : mine.end]
            return not _HAN.search(words) and not _IS.search(words) and not _FRESH.match(words)
        if later and _ALL_LIFE.match(self._text, other.start):
            return True
        told = [cue for cue in self._from("past", other.start, other.end) if cue[1] <= other.end]
        if later or not told:
            return bool(told) and bool(_SUMS_UP.match(self._text, other.start))
        leads = any(_LEADS_TO.fullmatch(self._text, other.start, first) for first, _ in told)
        words = self._text[mine.start : mine.end]
        if _HAN.search(words):
            return bool(_TURNED_OUT.search(self._text, other.start, sentence[1]))
        return leads and bool(_WAS.search(words)) and not _IS.search(words)

    def _negated(self, hit: Hit, number: int) -> bool:
        if _DENIED_AFTER.match(self._text[hit.end : hit.end + 24]):
            return True
        if _OWN_NEGATION.match(self._text, hit.start):
            return False
        clause = self._clauses.all[number]
        if self._reached(clause.start, hit.start):
            return True
        return self._in_negated_list(hit, number) or self._only_read_of(hit, number)

    def _only_read_of(self, hit: Hit, number: int) -> bool:
        """ "The leaflet says to look for mottled skin. She has none of that." """
        begin, end = self._clauses.sentence_span(number)
        told = [last for _, last in self._from("told_of", begin, hit.start) if last <= hit.start + 1]
        if not told or self._person_between(told[-1], hit.start):
            return False
        following = bisect_left(self._clauses.all, end, key=lambda clause: clause.start)
        if following < len(self._clauses.all):
            end = self._clauses.sentence_span(following)[1]
        return bool(self._from("none_of_it", hit.end, end))

    def _reached(self, start: int, position: int) -> bool:
        return any(
            last <= position
            and (self._reaches(self._text[last:position]) or self._listed(first, last, position))
            and not self._excused(first, last)
            for first, last in self._from("negation", max(start, position - _FARTHEST), position)
        ) or any(
            last <= position
            and position - last <= 2
            # "不痛的黃疸": what is denied only describes what follows.
            and not self._text.endswith("痛的", last, position)
            and not self._excused(first, last)
            for first, last in self._from("negation_near", max(start, position - _FARTHEST), position)
        )

    def _excused(self, first: int, last: int) -> bool:
        """ "not only", "沒辦法": the words of a negation that deny nothing."""
        reach = self._longest.get("not_a_negation", 0)
        return any(last <= end for _, end in self._from("not_a_negation", last - reach, first))

    def _listed(self, first: int, last: int, position: int) -> bool:
        """ "否認胸痛、呼吸困難、暈厥、咳血": a clinician's list, however long, as far as its marks go."""
        if not _NOTED_AS_NONE.fullmatch(self._text, first, last):
            return False
        items = self._text[last:position].split("、")
        return len(items) > 1 and all(len(item) <= _HAN_ITEM and not _HAN_STOP.search(item) for item in items)

    @staticmethod
    def _reaches(gap: str) -> bool:
        if any("\u4e00" <= character <= "\u9fff" for character in gap) or not gap:
            return len(gap) <= _HAN_REACHED and not _HAN_STOP.search(gap)
        return len(gap.split()) <= _WORDS_REACHED and not _STOP.search(gap)

    def _in_negated_list(self, hit: Hit, number: int) -> bool:
        """ "no fever, cough or rash": short items after a negated one, closed by "or"; and lists with 、."""
        sentence = self._clauses.all[number].sentence
        closed = False
        for back in range(number, max(-1, number - 6), -1):
            clause = self._clauses.all[back]
            if clause.sentence != sentence:
                return False
            words = self._text[clause.start : clause.end]
            if back < number and self._opens_list(clause.start, clause.end):
                return (
                    closed
                    or self._closes_later(number)
                    or self._denied_one_by_one(back, number)
                    or self._noted_as_none(back, number)
                )
            closed = closed or bool(_LIST_END.match(words))
            if back == number:
                words = self._text[clause.start : hit.end]  # "a fit or seen things when he had skipped a day"
            if not words.startswith(",") or len(words.strip(" ,").split()) > _LIST_WORDS + 1:
                return False
        return False

    def _denied_one_by_one(self, opens: int, number: int) -> bool:
        """ "Denies chest pain, dyspnoea, syncope, haemoptysis.": three or more bare words to the sentence's end."""
        if not _DENIES.search(self._text, self._clauses.all[opens].start, self._clauses.all[opens].end):
            return False
        sentence = self._clauses.all[number].sentence
        items = [one for one in self._clauses.all[opens + 1 : opens + 12] if one.sentence == sentence]
        return len(items) >= _BARE_ITEMS and all(_is_bare(self._text[one.start : one.end]) for one in items)

    def _noted_as_none(self, opens: int, number: int) -> bool:
        """ "53m, alt 91. no jaundice, ascites, encephalopathy.": two or more bare words after a note's "no"."""
        opening = self._clauses.all[opens]
        if not self._is_note or not _NOTES_NONE.match(self._text, opening.start):
            return False
        items = takewhile(
            lambda one: one.sentence == opening.sentence and _is_bare(self._text[one.start : one.end].split("(")[0]),
            self._clauses.all[opens + 1 : opens + 12],
        )
        bare = sum(1 for _ in items)
        return bare >= _BARE_ITEMS and number <= opens + bare

    def _opens_list(self, start: int, end: int) -> bool:
        return any(last <= end and not self._excused(first, last) for first, last in self._from("negation", start, end))

    def _closes_later(self, number: int) -> bool:
        for clause in self._clauses.all[number + 1 : number + 6]:
            words = self._text[clause.start : clause.end]
            if not words.startswith(",") or clause.sentence != self._clauses.all[number].sentence:
                return False
            if _LIST_END.match(words):
                return True
        return False


def _is_bare(item: str) -> bool:
    """An item of a list, not a clause that tells something."""
    return len(item.strip(" ,.;\n").split()) <= _BARE_WORDS


@cache
def _cue_index() -> PatternIndex:
    return PatternIndex(
        pattern for name, entry in table("context.toml").items() for pattern in entry_patterns(name, entry)
    )
