"""A digest of what the sources say to a question: sentences quoted as they stand, sorted into facets."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

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
from consilia.engines.evidence.focus import focus, focus_of
from consilia.engines.evidence.gate import passes
from consilia.engines.evidence.quotable import is_quotable, words
from consilia.engines.evidence.sentences import split_sentences

LIMIT_WORDS: Final = 250
MOST_PASSAGES: Final = 20
LONGEST_TEXT: Final = 20_000
ENOUGH_TERMS: Final = 6
FEWEST_TERMS_SHARED: Final = 2
LEAST_COVERED: Final = 0.6
"""Measured with the first 10 passages that retrieval finds among 16,407 MedQuAD answers and both archives.
Abstained: 39 of 40 English and 15 of 15 Chinese questions that have nothing to do with health (the other
one is about volcanoes, which MedQuAD knows); 13 % of 150 MedQuAD titles; 57 % (English) and 43 % (Chinese)
of 150 people's questions with their own replies left out."""
FEWEST_SENTENCES: Final = 2
MOST_A_FACET: Final = 3
MOST_A_SOURCE: Final = 4
SAME_WORDS: Final = 0.6
PLAIN_WORDS: Final = 18


@dataclass(frozen=True, slots=True)
class _Read:
    """A passage, what its title shares with the question, and how much of the question it covers, 0 to 1."""

    passage: EvidencePassage
    about: frozenset[str]
    covered: float


@dataclass(frozen=True, slots=True)
class _Candidate:
    facet: str
    worth: float
    terms: frozenset[str]
    sentence: CitedSentence

    @property
    def source(self) -> str:
        return self.sentence.citations[0].source


def brief(
    question: str, passages: Sequence[EvidencePassage], *, language: str, limit_words: int = LIMIT_WORDS
) -> Digest:
    """What `passages` (best first, 20 at most) say to `question`, in never more than `limit_words` words.

    Only passages in `language` are quoted, each sentence exactly as it stands. Abstains where no passage
    covers enough of the question or fewer than two sentences are left. Deterministic; of passages with the
    same id the first counts.
    """
    own = _own(passages, language)
    asked = focus(question)
    read = [text for text in (_read(passage, asked) for passage in own) if text.covered >= LEAST_COVERED]
    ranked = sorted(
        (candidate for text in read for candidate in _candidates(text, asked)),
        key=lambda candidate: (-candidate.worth, candidate.source, candidate.sentence.citations[0].start),
    )
    texts = {passage.id: passage.text for passage in own}
    chosen = _choose([candidate for candidate in ranked if passes(candidate.sentence, texts)], limit_words)
    return _digest(chosen) if len(chosen) >= FEWEST_SENTENCES else ABSTAINED


def _own(passages: Sequence[EvidencePassage], language: str) -> list[EvidencePassage]:
    own: dict[str, EvidencePassage] = {}
    for passage in passages[:MOST_PASSAGES]:
        if passage.language.lower() == language.lower():
            own.setdefault(passage.id, passage)
    return list(own.values())


def _read(passage: EvidencePassage, asked: frozenset[str]) -> _Read:
    """Six terms of a question found again are enough: no text holds all the words of a long message."""
    about = asked & focus_of(passage.title)
    shared = len(about | (asked & focus_of(passage.text[:LONGEST_TEXT])))
    enough = min(len(asked), ENOUGH_TERMS)
    covered = min(1.0, shared / enough) if shared and shared >= min(enough, FEWEST_TERMS_SHARED) else 0.0
    return _Read(passage, about, covered)


def _candidates(text: _Read, asked: frozenset[str]) -> list[_Candidate]:
    """Sentences that name what was asked about: two terms of it, or one in a text titled with another."""
    found = []
    for start, end in split_sentences(text.passage.text[:LONGEST_TEXT], text.passage.language):
        quote = text.passage.text[start:end]
        facet = facet_of(quote, text.passage.language) if is_quotable(quote) else None
        held = focus_of(quote)
        named = held & asked
        if facet and named and len(named | text.about) >= min(len(asked), FEWEST_TERMS_SHARED):
            sentence = CitedSentence(quote, (Citation(text.passage.id, start, end, quote),))
            worth = text.covered * _worth(2 * len(named) + len(text.about), quote)
            found.append(_Candidate(facet, worth, held, sentence))
    return found


def _worth(shared: int, quote: str) -> float:
    """More of the question's words is better, with less and less gain; plain sentences before long ones."""
    plain = min(1.0, PLAIN_WORDS / max(1, words(quote)))
    return math.log(1 + shared) * (0.7 + 0.3 * plain) * (1.0 if not quote[:1].islower() else 0.5)


def _choose(ranked: Sequence[_Candidate], limit_words: int) -> list[_Candidate]:
    """The best sentence of each facet first, signs of danger before all; then whatever is worth most."""
    first = [next((one for one in ranked if one.facet == name), None) for name in ("warning_signs", *FACETS)]
    chosen: list[_Candidate] = []
    left = limit_words
    for candidate in (*filter(None, first), *ranked):
        length = words(candidate.sentence.text)
        if length <= left and _adds(candidate, chosen):
            chosen.append(candidate)
            left -= length
    return chosen


def _adds(candidate: _Candidate, chosen: Sequence[_Candidate]) -> bool:
    """Whether there is room in its facet and for its source, and nothing chosen says the same."""
    return (
        sum(other.facet == candidate.facet for other in chosen) < MOST_A_FACET
        and sum(other.source == candidate.source for other in chosen) < MOST_A_SOURCE
        and all(_likeness(candidate.terms, other.terms) < SAME_WORDS for other in chosen)
    )


def _likeness(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / max(1, min(len(a), len(b)))


def _digest(chosen: Sequence[_Candidate]) -> Digest:
    by_facet: Mapping[str, tuple[CitedSentence, ...]] = {
        name: tuple(candidate.sentence for candidate in chosen if candidate.facet == name) for name in FACETS
    }
    return Digest(tuple(Facet(name, found) for name, found in by_facet.items() if found), abstained=False)
