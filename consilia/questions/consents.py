"""The ledger's side of a question: what its asker agreed to, in which words, and what those let a page tell."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.conf import settings

from consilia.accounts.models import Consent, ConsentScope
from consilia.engines.deid import Detail, coarser
from consilia.questions.models import Question

TEXT_VERSION: Final = "2026-11-28"
"""Version of the words in which consent is asked; changes whenever those words do."""


def text_version() -> str:
    """Of the words as they are shown today: where a page tells other than the month, they are other words."""
    shown = Detail(settings.CONSILIA_ASKED_ON)
    return TEXT_VERSION if shown is Detail.MONTH else f"{TEXT_VERSION}-{shown}"


def give(question: Question, *, scopes: Iterable[ConsentScope], now: datetime) -> None:
    """The asker has agreed, just now, in today's words."""
    Consent.objects.bulk_create(
        Consent(
            subject=str(question.reference),
            scope=scope,
            text_version=text_version(),
            language=question.language,
            given_at=now,
        )
        for scope in scopes
    )


def renew(question: Question, *, scope: ConsentScope, now: datetime) -> None:
    """Agreed once more: what was given before ends, and the ledger keeps both."""
    for before in Consent.objects.standing(subject=str(question.reference), scope=scope):
        before.withdraw(now=now)
    give(question, scopes=[scope], now=now)


def to_publish(question: Question) -> Consent | None:
    """The consent to publication that stands, if there is one."""
    return Consent.objects.standing(subject=str(question.reference), scope=ConsentScope.PUBLISH).first()


def detail_of_dates(consent: Consent | None) -> Detail:
    """How much of its dates a page may tell: as set today, and never more than was shown when `consent` was given."""
    shown = consent.text_version.rpartition("-")[2] if consent else ""
    agreed = Detail(shown) if shown in set(Detail) else Detail.MONTH
    return coarser(agreed, Detail(settings.CONSILIA_ASKED_ON))
