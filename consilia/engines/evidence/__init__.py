"""More Info: what sources say to a question, every sentence a quote that has passed the gate."""

from consilia.engines.evidence.briefing import brief, brief_from
from consilia.engines.evidence.contradicting import (
    contradiction,
    hours_to_be_seen,
    says_it_can_wait,
    says_to_go_now,
)
from consilia.engines.evidence.digests import (
    FACETS,
    Citation,
    CitedSentence,
    Digest,
    EvidencePassage,
    Facet,
)
from consilia.engines.evidence.gate import passes, says_no_more, stands
from consilia.engines.evidence.quotable import words
from consilia.engines.evidence.rewording import Settled, may_stand, plain_words, settle, share_changed, share_kept
from consilia.engines.evidence.sentences import split_sentences
from consilia.engines.evidence.subjects import speaks_of_one_person
from consilia.engines.evidence.supporting import Drafted, supported

__all__ = [
    "FACETS",
    "Citation",
    "CitedSentence",
    "Digest",
    "Drafted",
    "EvidencePassage",
    "Facet",
    "Settled",
    "brief",
    "brief_from",
    "contradiction",
    "hours_to_be_seen",
    "may_stand",
    "passes",
    "plain_words",
    "says_it_can_wait",
    "says_no_more",
    "says_to_go_now",
    "settle",
    "share_changed",
    "share_kept",
    "speaks_of_one_person",
    "split_sentences",
    "stands",
    "supported",
    "words",
]
