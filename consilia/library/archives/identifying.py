"""What in an archive's records could still identify a private person, and what an import does about it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from consilia.engines import deid
from consilia.library.archives.greetings import doctor_spans
from consilia.library.archives.record import Exchange
from consilia.library.faults import Fault

FAULT = "identifier"
TITLE, QUESTION = "title", "question"


class Identifiers(StrEnum):
    """What is done with a record that may identify somebody; it is reported in each case."""

    KEEP = "keep"
    MASK = "mask"
    HOLD = "hold"


@dataclass(frozen=True, slots=True)
class Found:
    """One finding in one text of a record: `where` is a path such as replies[0].text."""

    where: str
    words: str
    finding: deid.Finding

    def as_fault(self) -> Fault:
        """As the importer reports it."""
        return Fault(FAULT, self.where, self.words, f"may be {self.finding.kind} ({self.finding.reason})")


def identifying(exchange: Exchange) -> tuple[Found, ...]:
    """Whatever could identify somebody but the doctors who replied, who sign in public."""
    doctors = [reply.clinician for reply in exchange.replies if reply.clinician]
    return tuple(
        Found(where, text[finding.start : finding.end], finding)
        for where, text in _texts(exchange)
        for finding in deid.find(text, language=exchange.language)
        if not _is_signed(text, finding, doctors)
    )


def masked(exchange: Exchange, found: Iterable[Found]) -> Exchange:
    """The record with a placeholder for each of its findings."""
    of = defaultdict(list)
    for one in found:
        of[one.where].append(one.finding)
    clean = {where: deid.mask(text, of[where]) for where, text in _texts(exchange)}
    return replace(
        exchange,
        title=clean[TITLE],
        question=clean[QUESTION],
        replies=tuple(replace(reply, text=clean[_reply(n)]) for n, reply in enumerate(exchange.replies)),
    )


def _texts(exchange: Exchange) -> Iterator[tuple[str, str]]:
    yield TITLE, exchange.title
    yield QUESTION, exchange.question
    yield from ((_reply(number), reply.text) for number, reply in enumerate(exchange.replies))


def _reply(number: int) -> str:
    return f"replies[{number}].text"


def _is_signed(text: str, finding: deid.Finding, doctors: Iterable[str]) -> bool:
    signed = (span for doctor in doctors for span in doctor_spans(text, doctor))
    return any(start < finding.end and finding.start < end for start, end in signed)
