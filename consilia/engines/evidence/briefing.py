"""A digest of what the sources say to a question: sentences quoted as they stand, sorted into facets."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from consilia.engines.evidence.asking import facets_asked
from consilia.engines.evidence.digests import (
    ABSTAINED,
    FACETS,
    Citation,
    CitedSentence,
    Digest,
    EvidencePassage,
    Facet,
)
from consilia.engines.evidence.facets import facet_of
from consilia.engines.evidence.focus import focus_of
from consilia.engines.evidence.gate import passes
from consilia.engines.evidence.gathering import Asked, Found, Search, about, gather, read_question
from consilia.engines.evidence.meaning import encoded_before
from consilia.engines.evidence.population import concerns
from consilia.engines.evidence.quotable import holds_for_everybody, is_quotable, words
from consilia.engines.evidence.readability import GRADE_AIMED_AT, chinese_reading, grade
from consilia.engines.evidence.standing import standing_sentences
from consilia.engines.evidence.subjects import facet_asked
from consilia.engines.retrieval.encoding import Vectors

LIMIT_WORDS: Final = 250
AIM_WORDS: Final = 170
LONGEST_TEXT: Final = 20_000
FEWEST_SENTENCES: Final = 2
FEWEST_AFTER: Final = 4
MOST_IF_ASKED: Final = 3
MOST_OTHERWISE: Final = 1
MOST_IF_FEW: Final = 2
MOST_A_SOURCE: Final = 4
MOST_WEIGHED: Final = 10
SAME_WORDS: Final = 0.6
SAME_MEANING: Final = 0.86
LEAST_WORTH: Final = 1.7
LEAST_WORTH_IF_ASKED: Final = 1.4
LEAST_ANSWER: Final = 0.4
LEAST_NEAR_IF_UNSURE: Final = 0.5
SURE_IF_NEAR: Final = 0.7
FEW: Final = 3
# Under the heading of its facet a reader knows whose treatment, symptoms or tests are meant.
_NAMES_ITS_FACET: Final = re.compile(r"(?:common |other |early |main )?(?:treatments?|symptoms?|signs|causes|diagnosis|complications|doctors|surgery|medicines?|most people)\b", re.I)
_ADVICE: Final = re.compile(r"(?:call|see|seek|get|drink|eat|avoid|if you|do|take|keep|try|use|wash|rest|limit|quit|stay|wear)\b", re.I)
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
class _Candidate:
    facet: str
    subject: str
    sure: bool
    worth: float
    terms: frozenset[str]
    sentence: CitedSentence

    @property
    def source(self) -> str:
        return self.sentence.citations[0].source


def brief(
    question: str, passages: Sequence[EvidencePassage], *, language: str, limit_words: int = LIMIT_WORDS
) -> Digest:
    """What `passages` (best first, 120 at most) say to `question`, in never more than `limit_words` words.

    Only passages in `language` are quoted, each sentence exactly as it stands. Abstains where no passage is about
    the question or fewer than two sentences are left. Deterministic; of passages with the same id the first counts.
    """
    return _brief(read_question(question), passages, language=language, limit_words=limit_words)


def brief_from(question: str, search: Search, *, language: str, limit_words: int = LIMIT_WORDS) -> Digest:
    """The same from whatever `search` finds: passages for a few words, best first. It is asked up to three times."""
    asked = read_question(question)
    return _brief(asked, gather(asked, search), language=language, limit_words=limit_words)


def _brief(asked: Asked, passages: Sequence[EvidencePassage], *, language: str, limit_words: int) -> Digest:
    own = _own(passages, language)
    wanted = facets_asked(asked.text, language)
    candidates = [candidate for found in about(asked, own) for candidate in _candidates(found, asked, wanted)]
    weighed = _by_meaning(asked, _shortlist(candidates))
    texts = {passage.id: passage.text for passage in own}
    chosen = _choose([one for one in weighed if passes(one.sentence, texts)], wanted, limit_words)
    chosen = _plainer(chosen, wanted, language)
    return _digest(chosen) if len(chosen) >= FEWEST_SENTENCES else ABSTAINED


def _own(passages: Sequence[EvidencePassage], language: str) -> list[EvidencePassage]:
    own: dict[str, EvidencePassage] = {}
    for passage in passages:
        if passage.language.lower() == language.lower():
            own.setdefault(passage.id, passage)
    return list(own.values())


def _candidates(found: Found, asked: Asked, wanted: frozenset[str]) -> Iterable[_Candidate]:
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
        worth += 0.2 * (facet in wanted) + 0.15 * (facet == kind)
        sentence = CitedSentence(text, (Citation(passage.id, start, end, quote),))
        yield _Candidate(facet, found.subject, sure, worth, held, sentence)
        place += 1


def _speaks_of(quote: str, held: frozenset[str], found: Found, asked: Asked, *, stands_under: bool) -> bool:
    """Whether a reader sees what the sentence is about: it names the subject, or answers its title and addresses them."""
    if _cut_off(quote, found.subject):
        return False
    if held & found.terms & (asked.terms if not quote.isascii() else held) or any(name in quote for name in re.findall(r"\b[A-Z]{2,}s?\b", found.subject)):
        return True
    if found.passage.for_one_person:
        return len(held & asked.terms) >= 2
    return found.named == 1 and bool(_NAMES_ITS_FACET.match(quote)) or stands_under and bool(held & asked.terms or _ADVICE.match(quote))


def _cut_off(quote: str, subject: str) -> bool:
    """Whether the sentence begins inside the subject's name, its first letters lost."""
    return any(len(rest) > 1 and quote.startswith(rest) for rest in (subject[1:], subject[2:]) if not rest.isascii())


def _worth(found: Found, quote: str, beyond: frozenset[str], asked: Asked, place: int) -> float:
    """How much a sentence is worth before its meaning is weighed: its passage, what it names, its place, its plainness."""
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
    return min(0.6, max(-0.08, 0.045 * (grade(quote) - GRADE_AIMED_AT)))


def _shortlist(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    """The most promising of each facet: only they are read for their meaning, which takes milliseconds a sentence."""
    ranked = sorted(candidates, key=_order)
    kept: list[_Candidate] = []
    seen: set[str] = set()
    for name in FACETS:
        own = [one for one in ranked if one.facet == name and one.sentence.text not in seen]
        first = list({one.sentence.text: one for one in reversed(own)}.values())[::-1]
        kept += sorted(first, key=_order)[:MOST_WEIGHED]
        seen.update(one.sentence.text for one in kept)
    return kept


def _order(candidate: _Candidate) -> tuple[float, str, int]:
    return (-candidate.worth, candidate.source, candidate.sentence.citations[0].start)


def _by_meaning(asked: Asked, candidates: Sequence[_Candidate]) -> list[_Candidate]:
    """Best first, the cosine with the question added to what each is worth; of two that mean the same, the better."""
    if not candidates:
        return []
    vectors = encoded_before([one.sentence.text for one in candidates])
    probes = encoded_before([_probe(one) for one in candidates])
    to_question = np.max(vectors @ asked.vectors.T, axis=1)
    to_probe = np.sum(vectors * probes, axis=1)
    weighed = [
        (replace(one, worth=one.worth + 0.5 * float(near) + 0.6 * float(answers)), vector)
        for one, near, answers, vector in zip(candidates, to_question, to_probe, vectors, strict=True)
        if answers >= LEAST_ANSWER and (one.sure or near >= LEAST_NEAR_IF_UNSURE)
    ]
    weighed.sort(key=lambda pair: _order(pair[0]))
    kept: list[tuple[_Candidate, Vectors]] = []
    for one, vector in weighed:
        if all(float(vector @ other) < SAME_MEANING for _, other in kept):
            kept.append((one, vector))
    return [one for one, _ in kept]


def _probe(candidate: _Candidate) -> str:
    """The question that its facet answers about its subject: the nearer a sentence is to it, the more it says."""
    return PROBES["en" if candidate.subject.isascii() else "zh"][candidate.facet].format(candidate.subject)


def _choose(ranked: Sequence[_Candidate], wanted: frozenset[str], limit_words: int) -> list[_Candidate]:
    """The best sentence of what was asked for, signs of danger, the best of each other facet; then more of what was asked."""
    worthy = [one for one in ranked if one.worth >= (LEAST_WORTH_IF_ASKED if one.facet in (*wanted, "warning_signs") else LEAST_WORTH)]
    names = [*(name for name in FACETS if name in wanted), "warning_signs", *FACETS]
    first = [next((one for one in worthy if one.facet == name), None) for name in names]
    chosen: list[_Candidate] = []
    _take(filter(None, first), chosen, _room(wanted), limit_words)
    _take(worthy, chosen, _room(wanted), min(limit_words, AIM_WORDS))
    if len(chosen) < FEW:
        # Where little was found, more of what nobody asked for is better than next to nothing.
        _take(worthy, chosen, dict.fromkeys(FACETS, MOST_IF_FEW), min(limit_words, AIM_WORDS))
    return chosen


def _room(wanted: frozenset[str]) -> dict[str, int]:
    return {name: MOST_IF_ASKED if name in wanted or not wanted else MOST_OTHERWISE for name in FACETS}


def _take(candidates: Iterable[_Candidate], chosen: list[_Candidate], room: Mapping[str, int], limit_words: int) -> None:
    """Adds to `chosen`, in the order given, what its facet and its source have room for and nothing chosen says."""
    for candidate in candidates:
        length = sum(words(one.sentence.text) for one in (*chosen, candidate))
        if length <= limit_words and _adds(candidate, chosen, room):
            chosen.append(candidate)


def _adds(candidate: _Candidate, chosen: Sequence[_Candidate], room: Mapping[str, int]) -> bool:
    return (
        sum(other.facet == candidate.facet for other in chosen) < room[candidate.facet]
        and sum(other.source == candidate.source for other in chosen) < MOST_A_SOURCE
        and all(_likeness(candidate.terms, other.terms) < SAME_WORDS for other in chosen)
    )


def _likeness(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / max(1, min(len(a), len(b)))


def _plainer(chosen: list[_Candidate], wanted: frozenset[str], language: str) -> list[_Candidate]:
    """Without its hardest sentences as long as an English digest reads above the grade aimed at and four are left.

    Signs of danger stay, and the only sentence of a facet that was asked for.
    """
    kept = list(chosen)
    while not language.lower().startswith("zh") and len(kept) > FEWEST_AFTER and _grade(kept) > GRADE_AIMED_AT:
        facets = Counter(one.facet for one in kept)
        spare = [one for one in kept if one.facet != "warning_signs" and (one.facet not in wanted or facets[one.facet] > 1)]
        hardest = max(spare, key=lambda one: grade(one.sentence.text), default=None)
        if hardest is None or grade(hardest.sentence.text) <= GRADE_AIMED_AT:
            break
        kept.remove(hardest)
    return kept


def _grade(chosen: Sequence[_Candidate]) -> float:
    return grade("\n\n".join(one.sentence.text for one in chosen))


def _digest(chosen: Sequence[_Candidate]) -> Digest:
    by_facet: Mapping[str, tuple[CitedSentence, ...]] = {
        name: tuple(candidate.sentence for candidate in chosen if candidate.facet == name) for name in FACETS
    }
    return Digest(tuple(Facet(name, found) for name, found in by_facet.items() if found), abstained=False)
