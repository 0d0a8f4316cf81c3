"""A digest of what the sources say to a question: sentences quoted as they stand, sorted into facets."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from consilia.engines.evidence.asking import facets_asked
from consilia.engines.evidence.digests import (
    ABSTAINED,
    FACETS,
    CitedSentence,
    Digest,
    EvidencePassage,
    Facet,
)
from consilia.engines.evidence.gate import passes
from consilia.engines.evidence.gathering import Asked, Search, about, gather, read_question
from consilia.engines.evidence.quotable import words
from consilia.engines.evidence.readability import GRADE_AIMED_AT, grade
from consilia.engines.evidence.weighing import Candidate, by_meaning, candidates

LIMIT_WORDS: Final = 250
AIM_WORDS: Final = 170
FEWEST_SENTENCES: Final = 2
FEWEST_AFTER: Final = 4
MOST_IF_ASKED: Final = 3
MOST_OTHERWISE: Final = 1
MOST_IF_FEW: Final = 2
MOST_SIGNS: Final = 2
MOST_A_SOURCE: Final = 4
SAME_WORDS: Final = 0.6
LEAST_WORTH: Final = 1.7
LEAST_WORTH_IF_ASKED: Final = 1.4
FEW: Final = 3


def brief(
    question: str, passages: Sequence[EvidencePassage], *, language: str, limit_words: int = LIMIT_WORDS
) -> Digest:
    """What `passages` (best first, 120 at most) say to `question`, in never more than `limit_words` words.

    Only passages in `language` are quoted, each sentence exactly as it stands. Abstains where no passage is about
    the question or fewer than two sentences are left. Deterministic; of passages with the same id the first counts.
    """
    return _brief(read_question(question), passages, language=language, limit_words=limit_words)


def brief_from(
    question: str, search: Search, *, language: str, context: str = "", limit_words: int = LIMIT_WORDS
) -> Digest:
    """The same from whatever `search` finds for a few words, best first; it is asked some ten times at most.

    `context` is what a doctor replied: it helps to find what the question is about.
    """
    if not search(question):
        # Told by words alone: nothing has to be read for its meaning.
        return ABSTAINED
    asked = read_question(question, context=context)
    return _brief(asked, gather(asked, search), language=language, limit_words=limit_words)


def _brief(asked: Asked, passages: Sequence[EvidencePassage], *, language: str, limit_words: int) -> Digest:
    own = _own(passages, language)
    wanted = facets_asked(asked.text, language)
    all_found = [candidate for found in about(asked, own) for candidate in candidates(found, asked, wanted)]
    weighed = by_meaning(asked, all_found)
    texts = {passage.id: passage.text for passage in own}
    chosen = _choose([one for one in weighed if passes(one.sentence, texts)], wanted, limit_words)
    chosen = _plainer(chosen, language)
    return _digest(chosen) if len(chosen) >= FEWEST_SENTENCES else ABSTAINED


def _own(passages: Sequence[EvidencePassage], language: str) -> list[EvidencePassage]:
    own: dict[str, EvidencePassage] = {}
    for passage in passages:
        if passage.language.lower() == language.lower():
            own.setdefault(passage.id, passage)
    return list(own.values())


def _choose(ranked: Sequence[Candidate], wanted: frozenset[str], limit_words: int) -> list[Candidate]:
    """The best of each facet that was asked for, signs of danger, the best of the others; then what was asked again."""
    worthy = [
        one
        for one in ranked
        if one.worth >= (LEAST_WORTH_IF_ASKED if one.facet in (*wanted, "warning_signs") else LEAST_WORTH)
    ]
    names = [*(name for name in FACETS if name in wanted), "warning_signs", *FACETS]
    first = [next((one for one in worthy if one.facet == name), None) for name in names]
    chosen: list[Candidate] = []
    _take(filter(None, first), chosen, _room(wanted), limit_words)
    _take(worthy, chosen, _room(wanted), min(limit_words, AIM_WORDS))
    if len(chosen) < FEW:
        # Where little was found, more of what nobody asked for is better than next to nothing.
        _take(worthy, chosen, dict.fromkeys(FACETS, MOST_IF_FEW), min(limit_words, AIM_WORDS))
    return chosen


def _room(wanted: frozenset[str]) -> dict[str, int]:
    room = {name: MOST_IF_ASKED if name in wanted or not wanted else MOST_OTHERWISE for name in FACETS}
    return room | {"warning_signs": max(MOST_SIGNS, room["warning_signs"])}


def _take(some: Iterable[Candidate], chosen: list[Candidate], room: Mapping[str, int], limit_words: int) -> None:
    """Adds to `chosen`, in the order given, what its facet and its source have room for and nothing chosen says."""
    for candidate in some:
        length = sum(words(one.sentence.text) for one in (*chosen, candidate))
        if length <= limit_words and _adds(candidate, chosen, room):
            chosen.append(candidate)


def _adds(candidate: Candidate, chosen: Sequence[Candidate], room: Mapping[str, int]) -> bool:
    return (
        sum(other.facet == candidate.facet for other in chosen) < room[candidate.facet]
        and sum(other.source == candidate.source for other in chosen) < MOST_A_SOURCE
        and all(_likeness(candidate.terms, other.terms) < SAME_WORDS for other in chosen)
    )


def _likeness(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / max(1, min(len(a), len(b)))


def _plainer(chosen: list[Candidate], language: str) -> list[Candidate]:
    """Without its hardest sentences as long as an English digest reads above the grade aimed at and four are left.

    Signs of danger stay, and the only sentence of a facet.
    """
    kept = list(chosen)
    while not language.lower().startswith("zh") and len(kept) > FEWEST_AFTER and _grade(kept) > GRADE_AIMED_AT:
        facets = Counter(one.facet for one in kept)
        spare = [one for one in kept if one.facet != "warning_signs" and facets[one.facet] > 1]
        hardest = max(spare, key=lambda one: grade(one.sentence.text), default=None)
        if hardest is None or grade(hardest.sentence.text) <= GRADE_AIMED_AT:
            break
        kept.remove(hardest)
    return kept


def _grade(chosen: Sequence[Candidate]) -> float:
    return grade("\n\n".join(one.sentence.text for one in chosen))


def _digest(chosen: Sequence[Candidate]) -> Digest:
    by_facet: Mapping[str, tuple[CitedSentence, ...]] = {
        name: tuple(candidate.sentence for candidate in chosen if candidate.facet == name) for name in FACETS
    }
    return Digest(tuple(Facet(name, found) for name, found in by_facet.items() if found), abstained=False)
