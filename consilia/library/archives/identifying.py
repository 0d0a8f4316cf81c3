"""What in an archive's records could still identify a private person, and what an import does about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from consilia.engines import deid
from consilia.library.archives.greetings import doctor_spans
from consilia.library.archives.record import Exchange
from consilia.library.faults import Fault

FAULT = "identifier"


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
        for finding in _found(text, exchange.language, doctors)
    )


def masked(exchange: Exchange) -> Exchange:
    """The record with a placeholder for each finding."""
    doctors = [reply.clinician for reply in exchange.replies if reply.clinician]

    def clean(text: str) -> str:
        return deid.mask(text, _found(text, exchange.language, doctors))

    return replace(
        exchange,
        title=clean(exchange.title),
        question=clean(exchange.question),
        replies=tuple(replace(reply, text=clean(reply.text)) for reply in exchange.replies),
    )


def _texts(exchange: Exchange) -> Iterator[tuple[str, str]]:
    yield "title", exchange.title
    yield "question", exchange.question
    yield from ((f"replies[{number}].text", reply.text) for number, reply in enumerate(exchange.replies))


def _found(text: str, language: str, doctors: list[str]) -> list[deid.Finding]:
    signed = [span for doctor in doctors for span in doctor_spans(text, doctor)]
    return [
        finding
        for finding in deid.find(text, language=language)
        if not any(start < finding.end and finding.start < end for start, end in signed)
    ]
