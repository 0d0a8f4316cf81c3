"""More Info: what sources say to a question, every sentence a quote that has passed the gate."""

from consilia.engines.evidence.briefing import brief
from consilia.engines.evidence.digests import (
    FACETS,
    Citation,
    CitedSentence,
    Digest,
    EvidencePassage,
    Facet,
)
from consilia.engines.evidence.gate import passes, says_no_more, stands
from consilia.engines.evidence.sentences import split_sentences

__all__ = [
    "FACETS",
    "Citation",
    "CitedSentence",
    "Digest",
    "EvidencePassage",
    "Facet",
    "brief",
    "passes",
    "says_no_more",
    "split_sentences",
    "stands",
]
