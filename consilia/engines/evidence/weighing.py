"""Which sentences of the passages found may be shown, in which facet, and what each is worth."""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from consilia.engines.evidence.digests import FACETS, Citation, CitedSentence
from consilia.engines.evidence.facets import facet_of
from consilia.engines.evidence.focus import focus_of
from consilia.engines.evidence.gathering import Asked, Found
from consilia.engines.evidence.meaning import encoded_before
from consilia.engines.evidence.population import concerns
from consilia.engines.evidence.quotable import holds_for_everybody, is_quotable
from consilia.engines.evidence.readability import GRADE_AIMED_AT, chinese_reading, grade
from consilia.engines.evidence.standing import standing_sentences
from consilia.engines.evidence.subjects import facet_asked
from consilia.engines.retrieval.encoding import Vectors

LONGEST_TEXT: Final = 20_000
MOST_WEIGHED: Final = 7
SAME_MEANING: Final = 0.86
LEAST_ANSWER: Final = 0.4
LEAST_NEAR_IF_UNSURE: Final = 0.55
SURE_IF_NEAR: Final = 0.7
# Under the heading of its facet a reader knows whose treatment, symptoms or tests are meant.
_NAMES_ITS_FACET: Final = re.compile(
    r"(?:common |other |early |main )?(?:treatments?|symptoms?|signs|causes"
    r"|diagnosis|complications|doctors|surgery|medicines?|most people)\b",
    re.I,
)
# Of signs of danger those first that cannot wait.
_AT_ONCE: Final = re.compile(
    r"\b(?:emergency|ambulance|911|999|112|119|right away|immediately|at once)\b|立即|立刻|馬上|急診|救護車|119", re.I
)
_ADVICE: Final = re.compile(
    r"(?:call|see|seek|get|drink|eat|avoid|if you|do|take|keep|try|use|wash|rest|limit|quit|stay|wear)\b", re.I
)
_RARE: Final = re.compile(r"\b(?:in (?:severe|rare|some|certain|extreme) cases|rarely|severe)\b|少數|極少", re.I)
PROBES: Final = {
    "en": {
        "causes": "What is {}? What causes it and what are its symptoms?",
        "warning_signs": "When should I get medical help at once for {}? What are the danger signs?",
        "checks": "How do doctors test for and diagnose {}?",
        "self_care": "What can I do myself about {}? What should I eat, do or avoid?",
        "treatment": "How is {} treated? Which medicines or operation?",
        "outlook": "How long does {} last? Does it go away, and what can it lead to?",
    },
    "zh": {
        "causes": "{}是什麼？是什麼原因引起的？有什麼症狀？",
        "warning_signs": "{}什麼情況很危險，要立即就醫？",
        "checks": "{}要做什麼檢查？怎麼診斷？",
        "self_care": "{}平常自己要注意什麼？飲食怎麼吃？",
        "treatment": "{}怎麼治療？吃什麼藥？要手術嗎？",
        "outlook": "{}多久會好？能治好嗎？有什麼併發症？",
    },
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may be shown, and what it is worth; `sure` where its passage is surely about the question."""

    facet: str
    subject: str
    sure: bool
    worth: float
    terms: frozenset[str]
    sentence: CitedSentence

    @property
    def source(self) -> str:
        """The id of the passage it is quoted from."""
        return self.sentence.citations[0].source


def candidates(found: Found, asked: Asked, wanted: frozenset[str]) -> Iterator[Candidate]:
    """Sentences that can stand alone, hold for those asked about, and speak of the subject."""
    passage = found.passage
    kind = facet_asked(passage.title)
    if kind == "none":
        if facet_asked(asked.text) != "none":
            return
        kind = "causes"
    # A subject that the question names in part, or not at all, is spoken of only in sentences near to the question.
    sure = found.named == 1 or found.near >= SURE_IF_NEAR
    place = 0
    for start, end in standing_sentences(passage.text[:LONGEST_TEXT], passage.language):
        quote = passage.text[start:end]
        text = " ".join(quote.split())
        if not is_quotable(text) or not concerns(text, asked.groups):
            continue
        if passage.for_one_person and not holds_for_everybody(text):
            continue
        facet = facet_of(text, passage.language, kind=kind)
        held = focus_of(text)
        if facet is None or not _speaks_of(text, held, found, asked, stands_under=facet == kind):
            continue
        # What names more of the subject than the question did is about another kind of it.
        worth = _worth(found, text, held - found.terms, asked, place) - 0.3 * bool(held & found.terms - asked.terms)
        worth += 0.25 * (facet == "warning_signs" and bool(_AT_ONCE.search(text)))
        worth += 0.2 * (facet in wanted) + 0.15 * (facet == kind)
        sentence = CitedSentence(text, (Citation(passage.id, start, end, quote),))
        yield Candidate(facet, found.subject, sure, worth, held, sentence)
        place += 1


def _speaks_of(quote: str, held: frozenset[str], found: Found, asked: Asked, *, stands_under: bool) -> bool:
    """Whether a reader sees what the sentence is about: it names the subject, or the facet that it stands under."""
    if _cut_off(quote, found.subject):
        return False
    if held & found.terms & (asked.terms if not quote.isascii() else held) or any(
        name in quote for name in re.findall(r"\b[A-Z]{2,}s?\b", found.subject)
    ):
        return True
    if found.passage.for_one_person:
        return len(held & asked.terms) >= 2
    return (found.named == 1 and bool(_NAMES_ITS_FACET.match(quote))) or (
        stands_under and bool(held & asked.terms or _ADVICE.match(quote))
    )


def _cut_off(quote: str, subject: str) -> bool:
    """Whether the sentence begins inside the subject's name, its first letters lost."""
    return any(len(rest) > 1 and quote.startswith(rest) for rest in (subject[1:], subject[2:]) if not rest.isascii())


def _worth(found: Found, quote: str, beyond: frozenset[str], asked: Asked, place: int) -> float:
    """What a sentence is worth before its meaning is weighed: passage, what it names, place, how plain it is."""
    return (
        1.3 * found.near
        + 0.2 * found.named
        + 0.15 * math.log1p(len(beyond & asked.terms))
        - 0.1 * bool(_RARE.search(quote))
        - 0.05 * bool(re.search(r"\balso\b", quote))
        + 0.12 / (1 + place)
        - _hardness(quote, found.passage.language)
        - 0.25 * found.passage.for_one_person
        - 0.2 * quote[:1].islower()
        - 0.08 * bool(re.search(r"\d", quote))
        - 0.12 * bool(re.match(r"the\b", quote, re.I))
    )


def _hardness(quote: str, language: str) -> float:
    """What a sentence loses for being hard to read: nothing at the grade aimed at, up to .4."""
    if language.lower().startswith("zh"):
        reading = chinese_reading(quote)
        return min(0.4, max(0.0, reading.a_sentence - 30) * 0.01 + max(0.0, reading.a_clause - 14) * 0.02)
    return min(0.4, max(-0.06, 0.03 * (grade(quote) - GRADE_AIMED_AT)))


def _shortlist(all_found: Sequence[Candidate]) -> list[Candidate]:
    """The most promising of each facet: only they are read for their meaning, which takes milliseconds a sentence."""
    ranked = sorted(all_found, key=_order)
    kept: list[Candidate] = []
    seen: set[str] = set()
    for name in FACETS:
        own = [one for one in ranked if one.facet == name and one.sentence.text not in seen]
        first = list({one.sentence.text: one for one in reversed(own)}.values())[::-1]
        kept += sorted(first, key=_order)[:MOST_WEIGHED]
        seen.update(one.sentence.text for one in kept)
    return kept


def _order(candidate: Candidate) -> tuple[float, str, int]:
    return (-candidate.worth, candidate.source, candidate.sentence.citations[0].start)


def by_meaning(asked: Asked, all_found: Sequence[Candidate]) -> list[Candidate]:
    """Best first, the cosine with the question added to what each is worth; of two that mean the same, the better."""
    listed = _shortlist(all_found)
    if not listed:
        return []
    vectors = encoded_before([one.sentence.text for one in listed])
    probes = encoded_before([_probe(one) for one in listed])
    to_question = np.max(vectors @ asked.vectors.T, axis=1)
    to_probe = np.sum(vectors * probes, axis=1)
    weighed = [
        (replace(one, worth=one.worth + 0.5 * float(near) + 0.6 * float(answers)), vector)
        for one, near, answers, vector in zip(listed, to_question, to_probe, vectors, strict=True)
        if answers >= LEAST_ANSWER and (one.sure or near >= LEAST_NEAR_IF_UNSURE)
    ]
    weighed.sort(key=lambda pair: _order(pair[0]))
    kept: list[tuple[Candidate, Vectors]] = []
    for one, vector in weighed:
        if all(float(vector @ other) < SAME_MEANING for _, other in kept):
            kept.append((one, vector))
    return [one for one, _ in kept]


def _probe(candidate: Candidate) -> str:
    """The question that its facet answers about its subject: the nearer a sentence is to it, the more it says."""
    return PROBES["en" if candidate.subject.isascii() else "zh"][candidate.facet].format(candidate.subject)
