"""What is degraded, in words that an operator can act on."""

import time
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone

from consilia.accounts.models import StaffNotice
from consilia.library import language_model
from consilia.library.indexing import page_store
from consilia.library.models import Page, Rewording, Urgency
from consilia.questions import clock, overdue, planning
from consilia.questions.models import MachineDraft, Notice

# The worker touches its heartbeat at every turn; silence longer than this means that it is not running.
WORKER_SILENT_AFTER = 60
LATE_NOTICE_AFTER = 3600
LATE_INDEX_AFTER = 900
MODEL_FAILED_WITHIN = 3600


def heartbeat() -> None:
    """Called by the worker at every turn."""
    (settings.CONSILIA_HOME / "worker.heartbeat").touch()


def heartbeat_age() -> float | None:
    """Seconds since the worker's last turn; None where there has been none."""
    try:
        touched: float = (settings.CONSILIA_HOME / "worker.heartbeat").stat().st_mtime
    except FileNotFoundError:
        return None
    return max(0.0, time.time() - touched)


def reasons_degraded() -> list[str]:
    """Empty when all is well."""
    checks = (_database, _questions, _publications, _worker, _index, _model)
    return [reason for check in checks for reason in check()]


def _database() -> list[str]:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            late = timezone.now() - timedelta(seconds=LATE_NOTICE_AFTER)
        if Notice.objects.unsent(now=late).exists() or StaffNotice.objects.unsent(now=late).exists():
            return ["notices are late: check the mail settings"]
    except DatabaseError:
        return ["the database does not answer"]
    return []


def _questions() -> list[str]:
    now = timezone.now()
    silence = settings.CONSILIA_ANSWER_DAYS
    waiting = {
        "questions that have waited more than 15 minutes for a triage review": clock.unseen(now=now),
        **{_too_long(level): clock.unanswered(level=level, now=now) for level in Urgency.values},
        f"urgent or unsure questions whose asker has been silent for {silence} days": overdue.silent(now=now),
    }
    try:
        return [f"{what}: {late}. A clinician must look" for what, which in waiting.items() if (late := which.count())]
    except DatabaseError:
        return []  # said already by the database's own check


def _publications() -> list[str]:
    try:
        late = planning.late(now=timezone.now()).count()
    except DatabaseError:
        return []  # said already by the database's own check
    return [f"pages that should be public by now: {late}. The worker publishes them when it runs"] if late else []


def _too_long(level: str) -> str:
    hours = settings.CONSILIA_REPLY_HOURS[level]
    return f"{level} questions that have waited more than {hours} {'hour' if hours == 1 else 'hours'} for a reply"


def _worker() -> list[str]:
    age = heartbeat_age()
    if age is None or age > WORKER_SILENT_AFTER:
        return ["the worker is not running: start `consilia work`"]
    return []


def _index() -> list[str]:
    reasons: list[str] = []
    try:
        if page_store().needs_rebuild:
            reasons.append("the index is missing or was made by another version: the worker rebuilds it")
        late = timezone.now() - timedelta(seconds=LATE_INDEX_AFTER)
        if waiting := Page.objects.waiting_for_index().filter(updated_at__lt=late).count():
            reasons.append(f"pages that have waited long for the index: {waiting}")
    except DatabaseError:
        pass  # said already by the database's own check
    except Exception as error:
        reasons.append(f"the index does not open ({type(error).__name__}): run `consilia work --rebuild`")
    return reasons


def _model() -> list[str]:
    if not language_model.is_set():
        return []
    since = timezone.now() - timedelta(seconds=MODEL_FAILED_WITHIN)
    try:
        reworded = Rewording.objects.filter(asked_at__gte=since).order_by("-asked_at").first()
        drafted = MachineDraft.objects.filter(done_at__gte=since).order_by("-done_at").first()
    except DatabaseError:
        return []  # said already by the database's own check
    reasons = []
    if reworded and reworded.failure:
        reasons.append(f"the language model did not help ({reworded.failure}): More Info is shown as quoted")
    # What our own rules refused is no trouble of the service.
    if drafted and drafted.failure in language_model.Failure.values:
        reasons.append(f"the language model did not help ({drafted.failure}): doctors write without a draft")
    return reasons
