"""A digest of what the sources say to a question: sentences quoted as they stand, sorted into facets."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
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
from consilia.engines.evidence.gate import passes
from consilia.engines.evidence.quotable import is_quotable, words
from consilia.engines.evidence.sentences import split_sentences
from consilia.engines.retrieval import distinct_terms, terms

LIMIT_WORDS: Final = 250
MOST_PASSAGES: Final = 20
LONGEST_TEXT: Final = 20_000
LONGEST_QUESTION: Final = 8_000
HEAVIEST_TERMS: Final = 6
FEWEST_TERMS_SHARED: Final = 2
LEAST_COVERED: Final = 0.45
FEWEST_SENTENCES: Final = 2
MOST_A_FACET: Final = 3
MOST_A_SOURCE: Final = 4
SAME_WORDS: Final = 0.6
PLAIN_WORDS: Final = 18


@dataclass(frozen=True, slots=True)
class _Read:
    """A passage with its sentences, its terms, and how much of the question it is about."""

    passage: EvidencePassage
    spans: tuple[tuple[int, int], ...]
    terms: frozenset[str]
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
    """What `passages` (best first, at most 20 are read) say to `question`, never more than `limit_words` words.

    Only passages in `language` are quoted, each sentence exactly as it stands. Abstains where no passage covers
    enough of the question or fewer than two sentences are left. Deterministic; the first of two passages with
    the same id counts.
    """
    own = _own(passages, language)
    asked = distinct_terms(question[:LONGEST_QUESTION])
    read = [text for text in _read(own, asked) if text.covered >= LEAST_COVERED]
    ranked = sorted(
        (candidate for text in read for candidate in _candidates(text, frozenset(asked))),
        key=lambda candidate: (-candidate.worth, candidate.source, candidate.sentence.citations[0].start),
    )
    texts = {passage.id: passage.text for passage in own}
    chosen = _choose((candidate for candidate in ranked if passes(candidate.sentence, texts)), limit_words)
    return _digest(chosen) if len(chosen) >= FEWEST_SENTENCES else ABSTAINED


def _own(passages: Sequence[EvidencePassage], language: str) -> list[EvidencePassage]:
    own: dict[str, EvidencePassage] = {}
    for passage in passages[:MOST_PASSAGES]:
        if passage.language.lower() == language.lower():
            own.setdefault(passage.id, passage)
    return list(own.values())


def _read(passages: Iterable[EvidencePassage], asked: Sequence[str]) -> list[_Read]:
    """Each passage with the share of the question that it covers, by the question's heaviest terms."""
    found = [(passage, frozenset(terms(_searched(passage)))) for passage in passages]
    weights = _weights(asked, [held for _, held in found])
    reach = sum(sorted(weights.values(), reverse=True)[:HEAVIEST_TERMS]) or 1.0
    read = []
    for passage, held in found:
        shared = weights.keys() & held
        covered = sum(weights[term] for term in shared) / reach if len(shared) >= FEWEST_TERMS_SHARED else 0.0
        spans = split_sentences(passage.text[:LONGEST_TEXT], passage.language)
        read.append(_Read(passage, spans, held, min(1.0, covered)))
    return read


def _searched(passage: EvidencePassage) -> str:
    return f"{passage.title}\n{passage.text[:LONGEST_TEXT]}"


def _weights(asked: Sequence[str], held: Sequence[frozenset[str]]) -> dict[str, float]:
    """Each term of the question by its rarity among the passages; a Chinese character counts in its pairs only."""
    counts = Counter(term for terms_held in held for term in terms_held)
    kept = [term for term in asked if len(term) > 1 or term.isascii()]
    return {term: math.log(1 + (len(held) + 1) / (counts[term] + 0.5)) for term in kept}


def _candidates(text: _Read, asked: frozenset[str]) -> list[_Candidate]:
    about = asked & frozenset(terms(text.passage.title))
    found = []
    for start, end in text.spans:
        quote = text.passage.text[start:end]
        facet = facet_of(quote, text.passage.language) if is_quotable(quote) else None
        held = frozenset(terms(quote))
        shared = len((held & asked) | about)
        if facet and shared:
            sentence = CitedSentence(quote, (Citation(text.passage.id, start, end, quote),))
            found.append(_Candidate(facet, text.covered * _worth(shared, quote), held, sentence))
    return found


def _worth(shared: int, quote: str) -> float:
    """More of the question's words is better, with less and less gain; plain sentences before long ones."""
    plain = min(1.0, PLAIN_WORDS / max(1, words(quote)))
    return math.log(1 + shared) * (0.7 + 0.3 * plain) * (1.0 if not quote[:1].islower() else 0.7)


def _choose(ranked: Iterable[_Candidate], limit_words: int) -> list[_Candidate]:
    chosen: list[_Candidate] = []
    left = limit_words
    for candidate in ranked:
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
