"""What may identify somebody in a text, laid out for the person who decides what is published."""

import logging
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from consilia.desk.quoting import quoted_doctors
from consilia.desk.reasons import REASONS
from consilia.engines import deid
from consilia.library.archives.greetings import doctor_spans
from consilia.library.archives.readability import sentences
from consilia.questions import publishing
from consilia.questions.models import Question

log = logging.getLogger(__name__)

KINDS: dict[str, str | Promise] = {
    "NAME": _("name"),
    "CLINICIAN": _("doctor's name"),
    "PHONE": _("telephone number"),
    "EMAIL": _("email address"),
    "DOB/EXACT_DATE": _("exact date"),
    "ADDRESS": _("address or place"),
    "SOCIAL": _("social media account"),
    "MRN": _("patient number"),
    "AGE_OVER_89": _("age over 89"),
    "NATIONAL_ID": _("identity number"),
    "ACCOUNT": _("account or card number"),
    "EMPLOYER_SCHOOL": _("employer or school"),
    "PLATE": _("number plate"),
    "URL": _("web address"),
    "IP/DEVICE": _("device number"),
    "HIDDEN": _("what the asker wants hidden"),
}


# A greeting is shorter than this in either language.
SHORTEST_TITLE = 8
_DOCTOR = re.compile(r"\A(?:Dr|Doctor|Prof)\b\.?\s*|醫[師生]\Z")
_CHINESE_END = re.compile(r"(?<=[。！？])")
_PLACEHOLDER = re.compile(r"\[[^\]]+\]|［[^］]+］")


class CannotMask(Exception):
    """The engine failed. Nothing is publishable until it works again."""


@dataclass(frozen=True, slots=True)
class Part:
    """A run of the original text: plain, or one finding."""

    words: str
    finding: deid.Finding | None = None

    @property
    def kind(self) -> str:
        """What was found, in words."""
        return str(KINDS.get(self.finding.kind, self.finding.kind)) if self.finding else ""

    @property
    def reason(self) -> str:
        """Which rule spoke, in words; a rule that is new keeps the engine's own."""
        return str(REASONS.get(self.finding.reason, self.finding.reason)) if self.finding else ""

    @property
    def percent(self) -> int:
        """How sure the engine is."""
        return round(100 * self.finding.confidence) if self.finding else 0


@dataclass(frozen=True, slots=True)
class Remaining:
    """Words in an edited text that may still identify somebody. `key` names them in the form."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Looked:
    """A text, everything found in it, and the text with a placeholder for each finding."""

    text: str
    findings: tuple[deid.Finding, ...] = ()
    masked: str = ""

    def parts(self) -> Iterator[Part]:
        """The whole text in order, findings apart."""
        done = 0
        for finding in self.findings:
            if finding.start > done:
                yield Part(self.text[done : finding.start])
            yield Part(self.text[finding.start : finding.end], finding)
            done = finding.end
        if done < len(self.text):
            yield Part(self.text[done:])

    def found(self) -> list[Part]:
        """The findings alone."""
        return [part for part in self.parts() if part.finding]

    def remaining(self) -> list[Remaining]:
        """The findings as choices of a form."""
        return [_remaining(part, part.finding) for part in self.parts() if part.finding]


def _remaining(part: Part, finding: deid.Finding) -> Remaining:
    return Remaining(key=f"{finding.kind}:{part.words}", label=f"“{part.words}” ({part.kind}: {part.reason})")


def look(text: str, *, question: Question) -> Looked:
    """Find what may identify somebody in a text that belongs to `question`. Raises CannotMask."""
    return _looked(text, question, lambda findings: findings)


def look_at_reply(text: str, *, question: Question) -> Looked:
    """As `look`, in words of the doctors who replied: their own names stand on the page, so they stay."""

    def unsigned(findings: Findings) -> Findings:
        return without_signatures(
            findings, text, names=[*_clinicians(question), *quoted_doctors(text)], asker=_names_told(question)
        )

    return _looked(text, question, unsigned)


Findings = tuple[deid.Finding, ...]


def _looked(text: str, question: Question, choose: Callable[[Findings], Findings]) -> Looked:
    try:
        findings = choose(publishing.findings(text, language=question.language, question=question))
        return Looked(text, findings, deid.mask(text, findings))
    except Exception as error:
        # Whatever failed inside: unmasked text must not pass. Only the kind is logged, never the words.
        log.error("De-identification failed with %s; nothing can be published.", type(error).__name__)
        raise CannotMask from None


def without_signatures(findings: Findings, text: str, *, names: Iterable[str], asker: frozenset[str]) -> Findings:
    """Without those that name the doctors who sign; `asker` holds the words of the asker's own names."""
    signed = [span for name in names for span in _signatures(text, name, asker)]
    return tuple(
        finding
        for finding in findings
        if finding.kind not in {deid.Kind.NAME, deid.Kind.CLINICIAN}
        or not any(start <= finding.start and finding.end <= end for start, end in signed)
    )


def _signatures(text: str, name: str, asker: frozenset[str]) -> Iterator[tuple[int, int]]:
    shared = asker & _words_of(_DOCTOR.sub("", name))
    closing = rf"(?:\A|[\s,，。])(?P<name>{re.escape(_DOCTOR.sub('', name))})[\s.]*\Z"
    bare = [match.span("name") for match in re.finditer(closing, text)]
    for start, end in [*doctor_spans(text, name), *bare]:
        # An asker may bear the doctor's name: then only a doctor's title tells which of the two is meant.
        if not shared or _DOCTOR.search(text[start:end]):
            yield start, end


def _clinicians(question: Question) -> list[str]:
    names = [name for reply in question.replies.all() for name in (reply.clinician_name, reply.clinician_name_original)]
    return list(dict.fromkeys(name for name in names if name))


def _names_told(question: Question) -> frozenset[str]:
    """The names in the asker's own words, word by word."""
    found = publishing.names_told(question)
    return frozenset(word for name in found for word in _words_of(name))


def _words_of(name: str) -> frozenset[str]:
    return frozenset(re.findall(r"[^\W\d_]+", name.casefold()))


def suggested_title(masked: str, *, length: int) -> str:
    """The first sentence of a masked question that tells something, cut to `length` characters.

    Not a sentence in which something was masked, nor a bare greeting, as long as there is another.
    """
    each = [part.strip() for sentence in sentences(masked) for part in _CHINESE_END.split(sentence) if part.strip()]
    telling = [one for one in each if not _PLACEHOLDER.search(one) and len(one) >= SHORTEST_TITLE]
    first = next(iter(telling or each), masked)
    return Truncator(first.rstrip("。.")).chars(length)
