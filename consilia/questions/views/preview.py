"""How a question would look to a stranger if it were published as it stands."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from consilia.engines import deid
from consilia.questions.consents import to_publish
from consilia.questions.drafts import Written
from consilia.questions.models import Question, Sex
from consilia.questions.publishing import asked_on, findings, known_beforehand

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Preview:
    """The masked words and what would stand below them; `hidden` says how many places were covered."""

    words: str
    hidden: int
    age_band: str
    sex: str
    date: str


def preview(written: Written, *, now: datetime) -> Preview | None:
    """None when the engine fails: words that nobody has masked are not shown as public."""
    known = known_beforehand(written.email, written.hidden_words)
    return _shown(
        written.text,
        lambda words: deid.find(words, language=written.language, known=known),
        age_years=written.age_years,
        sex=written.sex,
        date=deid.date_told(timezone.localdate(now), deid.Detail(settings.CONSILIA_ASKED_ON)),
    )


def preview_again(question: Question, words: str) -> Preview | None:
    """As `preview`, of a question that was sent: with what is known from the whole exchange."""
    return _shown(
        words,
        lambda words: findings(words, language=question.language, question=question),
        age_years=question.age_years,
        sex=question.sex,
        date=asked_on(question, to_publish(question)),
    )


def _shown(
    text: str, find: Callable[[str], tuple[deid.Finding, ...]], *, age_years: float | None, sex: str, date: str
) -> Preview | None:
    try:
        found = find(text)
        words = deid.mask(text, found)
    except Exception as error:
        log.error("Masking failed with %s; the asker sees no preview.", type(error).__name__)
        return None
    return Preview(words, len(found), deid.age_band(age_years), str(Sex(sex).label) if sex else "", date)
