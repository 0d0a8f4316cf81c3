"""How a question would look to a stranger if it were published as it stands."""

import logging
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from consilia.engines import deid
from consilia.questions.drafts import Written
from consilia.questions.models import Sex
from consilia.questions.publishing import known_beforehand

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
    try:
        findings = deid.find(written.text, language=written.language, known=known)
        words = deid.mask(written.text, findings)
    except Exception as error:
        log.error("Masking failed with %s; the asker sees no preview.", type(error).__name__)
        return None
    date = deid.date_told(timezone.localdate(now), deid.Detail(settings.CONSILIA_ASKED_ON))
    sex = str(Sex(written.sex).label) if written.sex else ""
    return Preview(words, len(findings), deid.age_band(written.age_years), sex, date)
