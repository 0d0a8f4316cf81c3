"""Which passages are about the question's subject: told by meaning and by name, never by shared words alone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from consilia.engines.evidence.digests import EvidencePassage
from consilia.engines.evidence.focus import Leaning, focus, focus_in_order, focus_of, leaning, opposed
from consilia.engines.evidence.meaning import encoded, encoded_before
from consilia.engines.evidence.population import concerns, groups_of
from consilia.engines.evidence.sentences import split_sentences
from consilia.engines.evidence.subjects import subject_of
from consilia.engines.retrieval.encoding import Vectors

MOST_PASSAGES: Final = 400
MOST_SUBJECTS: Final = 50
MOST_PIECES: Final = 3
PIECES_OF_CONTEXT: Final = 2
LONGEST_QUESTION: Final = 8_000
LONGEST_CONTEXT: Final = 2_000
FEWEST_TERMS: Final = 2
HALF: Final = 0.5
NEAR_IF_NAMED: Final = 0.45
NEAR_IF_HALF_NAMED: Final = 0.53
NEAR_UNNAMED: Final = 0.55
NEAR_FOR_ONE: Final = 0.62
BEHIND_BEST: Final = 0.12
BEHIND_BEST_CHINESE: Final = 0.3
NARROWER: Final = 0.06
LONGEST_SUBJECT: Final = 160
Search = Callable[[str], Sequence[EvidencePassage]]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it is compared: its terms, whom it names, its vector and those of its sentences."""

    text: str
    sequence: tuple[str, ...]
    terms: frozenset[str]
    groups: frozenset[str]
    parts: tuple[str, ...]
    vectors: Vectors
    leaning: Leaning


@dataclass(frozen=True, slots=True)
class Found:
    """A passage that is about the question; `near` is the cosine of its subject, `named` the share of it named.

    `opposed` tells that it speaks of too much where the question speaks of too little, or the reverse.
    """

    passage: EvidencePassage
    subject: str
    terms: frozenset[str]
    near: float
    named: float
    opposed: bool


def read_question(question: str, *, context: str = "") -> Asked:
    """The question made ready: its terms, and vectors of the whole and of its first telling sentences.

    `context`, a doctor's reply, helps to find the subject: that is where the doctor says what it may be.
    """
    text, more = question[:LONGEST_QUESTION], context[:LONGEST_CONTEXT]
    parts = list(dict.fromkeys((text, *_telling(text), *_telling(more)[:PIECES_OF_CONTEXT])))
    together = f"{text}\n{more}"
    return Asked(
        text, focus_in_order(together), focus(together), groups_of(text), tuple(parts), encoded(parts), leaning(text)
    )


def _telling(text: str) -> list[str]:
    pieces = [text[start:end] for start, end in split_sentences(text, "zh" if not text.isascii() else "en")]
    return [piece for piece in pieces if len(focus(piece)) >= FEWEST_TERMS and piece != text.strip()][:MOST_PIECES]


def gather(question: Asked, search: Search) -> list[EvidencePassage]:
    """What `search` finds for the question, for each of its telling sentences, and for the subjects nearest to it.

    A long message drowns its one telling sentence; a subject's name brings its other sides.
    """
    passages = [passage for part in question.parts for passage in search(part)]
    best = sorted(about(question, passages), key=lambda found: (-found.near, found.subject))
    names = list(dict.fromkeys(found.subject for found in best if not found.passage.for_one_person))[:2]
    passages += [passage for name in names for passage in search(name)]
    return list({passage.id: passage for passage in passages}.values())


def about(question: Asked, passages: Sequence[EvidencePassage]) -> list[Found]:
    """The passages about the question's subject, in the order given.

    A subject that the question names whole must be near; one that it does not name, nearer. One that narrows
    another found ("familial" something, something "in children") falls away unless the question says so.
    """
    for everybody in (True, False):
        # What was said to one person is heard only where nothing was written for everybody.
        these = [passage for passage in passages[:MOST_PASSAGES] if passage.for_one_person != everybody]
        if accepted := [one for one in _compared(question, these) if _is_about(one, question)]:
            return _nearest_alone(accepted)
    return []


def _compared(question: Asked, passages: Sequence[EvidencePassage]) -> list[Found]:
    subjects = list(dict.fromkeys(map(_subject, passages)))[:MOST_SUBJECTS]
    near_of = dict(zip(subjects, _nearest(question, subjects), strict=True))
    terms_of = {subject: focus_of(subject) for subject in subjects}
    against = {subject for subject in subjects if opposed(leaning(subject), question.leaning)}
    return [
        Found(
            passage,
            subject,
            terms_of[subject],
            near_of[subject],
            _share(terms_of[subject], question),
            opposed=subject in against,
        )
        for passage in passages
        if (subject := _subject(passage)) in near_of
    ]


def _share(terms: frozenset[str], question: Asked) -> float:
    """How much of the subject the question names, 0 to 1; less than 1 where its words stand apart in the question.

    "I have panic attacks and my heart pounds" does not name heart attacks.
    """
    if not terms:
        return 0.0
    share = len(terms & question.terms) / len(terms)
    return share if share < 1 or _stand_together(terms, question.sequence) else HALF


def _stand_together(terms: frozenset[str], sequence: Sequence[str]) -> bool:
    window = len(terms) + 1
    return any(terms <= set(sequence[start : start + window]) for start in range(max(1, len(sequence) - window + 1)))


def _nearest_alone(accepted: Sequence[Found]) -> list[Found]:
    """Without what is far behind the best, and without what only narrows a subject that is named whole and as near."""
    best = max((one.near for one in accepted), default=0.0)
    leading = [one.terms for one in accepted if one.near == best]
    # A Chinese title is a whole question: what it says more is no narrower illness.
    whole = {one.terms: one.near for one in accepted if one.named == 1 and one.terms and one.subject.isascii()}
    surest = max(whole.values(), default=0.0)
    return [
        one
        for one in accepted
        if (
            one.near >= best - (BEHIND_BEST if one.subject.isascii() else BEHIND_BEST_CHINESE)
            or (one.named == 1 and any(one.terms < terms for terms in leading))
        )
        and (one.named > 0.5 or one.near >= surest)
        and not any(one.terms < terms and one.near < near for terms, near in whole.items() if one.named == 1)
        and not any(
            terms < one.terms and one.named <= 0.5 and one.near < near + NARROWER for terms, near in whole.items()
        )
    ]


def _subject(passage: EvidencePassage) -> str:
    return subject_of(passage.subject or passage.title)[:LONGEST_SUBJECT]


def _nearest(question: Asked, subjects: Sequence[str]) -> list[float]:
    if not subjects:
        return []
    cosines = encoded_before(subjects) @ question.vectors.T
    return [float(value) for value in np.max(cosines, axis=1)]


def _is_about(found: Found, question: Asked) -> bool:
    if not concerns(found.subject, question.groups) or found.opposed:
        return False
    if found.passage.for_one_person:
        return found.near >= NEAR_FOR_ONE and found.named > 0
    if found.named == 1:
        return found.near >= NEAR_IF_NAMED
    if found.named >= 0.5:
        return found.near >= NEAR_IF_HALF_NAMED
    # Chinese is read through a glossary: what it does not name may be a gap in it.
    return found.near >= NEAR_UNNAMED and (found.subject.isascii() or found.named > 0)
