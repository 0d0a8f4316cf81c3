"""Decide for each mention whether it is said of the patient, here and now."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from consilia.engines.triage.clauses import Clause, Clauses
from consilia.engines.triage.datafiles import table
from consilia.engines.triage.lexicon import Hit, Kind, entry_patterns
from consilia.engines.triage.patterns import PatternIndex

# How far a negation reaches inside its clause.
_WORDS_REACHED = 7
_HAN_REACHED = 12
# No cue farther back than this is looked at: seven words and the cue itself are shorter.
_FARTHEST = 200
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
_MADE_UP = frozenset({"study", "fiction"})
# How many clauses an "ages ago" reaches: a long letter comes back to today without saying so.
_CLAUSES_TOLD = 4
_SUMS_UP = re.compile(
    r"[\s,;:()]*(?:and |but |all )?(?:that|this|it|those|these|which) (?:was|were|all|happened)"
    r"|[\s,]*(?:那|這)(?:是|都是|已經)|[\s,]*都是"
)
# Chinese verbs have no tense: only how it turned out tells that a sign is over.
_TURNED_OUT = re.compile(r"後來|當時|那時|已經好|都好了|康復|痊癒")
_WAS = re.compile(r"(?<![a-z])(?:was|were|had|went|got|did|could|couldnt|felt|came|fell|lost|took|[a-z]+ed)(?![a-z])")
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
    r"|(?:都|也|是|一切)?正常(?!值)|(?:都|也|一切)ok)"
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


_ALWAYS = frozenset({"negated", "idiom", "fiction", "pet", "information"})
_CANCELS = {
    Kind.SIGN: _ALWAYS | {"past", "family"},
    Kind.CONDITION: _ALWAYS | {"past", "family", "worry"},
    # A relative's death, an old cancer or a pregnancy is a risk whoever tells it and whenever it began.
    Kind.RISK: frozenset({"negated", "idiom", "fiction", "pet"}),
}


def mentions(text: str, hits: Iterable[Hit], kinds: dict[str, Kind]) -> list[Mention]:
    """Each hit with its contexts."""
    reader = _Reader(text)
    # Many concepts share the same words: their contexts are read once.
    read: dict[tuple[int, int], frozenset[str]] = {}
    found: list[Mention] = []
    for hit in hits:
        span = hit.start, hit.end
        if span not in read:
            read[span] = frozenset(reader.contexts(hit))
        found.append(Mention(hit.concept, kinds[hit.concept], hit.start, hit.end, read[span]))
    return found


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text
        self._clauses = Clauses(text)
        self._cues: dict[str, list[tuple[int, int]]] = {}
        for name, start, end in sorted(set(_cue_index().matches(text))):
            self._cues.setdefault(name, []).append((start, end))
        # Not "if my chest", which only supposes it, nor the mother in a film.
        persons = self._cues.pop("person", [])
        self._cues["person"] = [span for span in persons if not text.endswith(_SUPPOSED, 0, span[0])]
        self._longest = {
            name: max((end - start for start, end in spans), default=0) for name, spans in self._cues.items()
        }
        # "Nobody is ill" beside a course, an exam or a novel: the whole letter is about nobody.
        self._nobody = "nobody_ill" in self._cues and not self._cues.keys().isdisjoint(_MADE_UP)

    def contexts(self, hit: Hit) -> Iterator[str]:
        number = self._clauses.number_at(hit.start)
        if self._negated(hit, number):
            yield "negated"
        reach = self._longest.get("idiom", 0)
        if any(hit.start < end for _, end in self._from("idiom", hit.start - reach, hit.end - 1)):
            yield "idiom"
        sentence = self._clauses.sentence_span(number)
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

    def _made_up(self, hit: Hit, sentence: tuple[int, int]) -> bool:
        """In a film or a dream; what happens to somebody who watches one, or on waking, is no fiction."""
        if self._inside("real", *sentence):
            return False
        told = self._of_another("fiction", hit, sentence) and not self._inside("not_fiction", *sentence)
        return told or (self._inside("dream", *sentence) and not self._inside("awake", sentence[0], hit.end))

    def _asked(self, hit: Hit, sentence: tuple[int, int]) -> bool:
        """ "What are the signs" is a question; "is it true, it began an hour ago" is not. An exam's is one always."""
        if self._inside("real", *sentence):
            return False
        if self._of_another("study", hit, sentence):
            return True
        nobody = self._nobody and not self._person_between(sentence[0], hit.end)
        happens = self._inside("present", *sentence) or self._inside("somebody_ill", *sentence)
        return (nobody or self._of_another("information", hit, sentence)) and not happens

    def _of_another(self, name: str, hit: Hit, sentence: tuple[int, int]) -> bool:
        """Whether a pet, a film, an exam is the last that the sentence names before the sign, and no person since."""
        if not self._inside(name, *sentence):
            return False
        before = reversed(self._from(name, sentence[0], hit.end))
        since = next((end for _, end in before if end <= hit.end), sentence[0])
        clause = self._clauses.all[self._clauses.number_at(hit.start)]
        # "The cat is fine, but the gas made my husband faint": the whole clause is his.
        until = clause.end if since <= clause.start else hit.end
        return not self._person_between(since, until)

    def _person_between(self, start: int, end: int) -> bool:
        """Whether the writer or somebody near is named there."""
        return bool(self._from("person", start, end - 1))

    def _inside(self, name: str, start: int, end: int) -> bool:
        return any(last <= end for _, last in self._from(name, start, end))

    def _from(self, name: str, start: int, end: int) -> list[tuple[int, int]]:
        """The cues of a name that begin between two positions: long letters hold thousands."""
        spans = self._cues.get(name, [])
        return spans[bisect_left(spans, (start, -1)) : bisect_right(spans, (end, len(self._text)))]

    def _before(self, hit: Hit, name: str, start: int) -> bool:
        return any(last <= hit.start + 1 for _, last in self._from(name, start, hit.start))

    def _past(self, hit: Hit, number: int, sentence: tuple[int, int]) -> bool:
        """Long ago in the same clause, or told so before or summed up after it, when nothing there is of today."""
        if self._dealt_with(hit, sentence):
            return True
        clause = self._clauses.all[number]
        if self._inside("past", clause.start, clause.end):
            return not self._inside("present", clause.start, clause.end) and not self._added_to_the_past(hit, clause)
        told = any(self._sets_in_the_past(*other, clause, sentence) for other in self._neighbours(number))
        return told and not self._inside("present", *sentence)

    def _dealt_with(self, hit: Hit, sentence: tuple[int, int]) -> bool:
        """ "A fit last week, the hospital found nothing, all well since": looked into, over, and nothing told since."""
        if self._inside("taken_out", hit.end, sentence[1]):
            looked_into = self._from("taken_out", hit.end, sentence[1])
        else:
            looked_into = self._from("cleared", hit.end, sentence[1])
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
        told = [cue for cue in self._from("past", other.start, other.end) if cue[1] <= other.end]
        if later or not told:
            return bool(told) and bool(_SUMS_UP.match(self._text, other.start))
        leads = any(_LEADS_TO.fullmatch(self._text, other.start, first) for first, _ in told)
        words = self._text[mine.start : mine.end]
        if _HAN.search(words):
            return bool(_TURNED_OUT.search(self._text, other.start, sentence[1]))
        return leads and bool(_WAS.search(words)) and not _IS.search(words)

    def _negated(self, hit: Hit, number: int) -> bool:
        if _DENIED_AFTER.match(self._text[hit.end : hit.end + 20]):
            return True
        if _OWN_NEGATION.match(self._text, hit.start):
            return False
        clause = self._clauses.all[number]
        if self._reached(clause.start, hit.start):
            return True
        return self._in_negated_list(hit, number)

    def _reached(self, start: int, position: int) -> bool:
        return any(
            last <= position and self._reaches(self._text[last:position]) and not self._excused(first, last)
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
                return closed or self._closes_later(number)
            closed = closed or bool(_LIST_END.match(words))
            if back == number:
                words = self._text[clause.start : hit.end]  # "a fit or seen things when he had skipped a day"
            if not words.startswith(",") or len(words.strip(" ,").split()) > _LIST_WORDS + 1:
                return False
        return False

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


@cache
def _cue_index() -> PatternIndex:
    return PatternIndex(
        pattern for name, entry in table("context.toml").items() for pattern in entry_patterns(name, entry)
    )
