"""The one loop that does what waits between requests: topics, index, Similar, More Info, notices, audit, retention."""

import fcntl
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Event

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import close_old_connections
from django.utils import timezone

from consilia.accounts import licences, sessions, staff_notices
from consilia.audit.chain import chain_some
from consilia.library import rewording, shelving
from consilia.library.indexing import page_store, source_store
from consilia.library.kept import keep_some_pages
from consilia.questions import escalating, forgetting, machine_writing, notices, planning
from consilia.questions.webhooks import sending
from consilia.website.health import heartbeat

log = logging.getLogger(__name__)

# After a step failed, it rests; the others go on.
REST_AFTER_FAILURE = 30.0


class AnotherWorker(Exception):
    """A worker already runs for this installation."""


@contextmanager
def only_worker() -> Iterator[None]:
    """Hold the installation's worker lock. Raises AnotherWorker. The lock dies with the process."""
    with (settings.CONSILIA_HOME / "worker.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AnotherWorker from None
        yield


def rebuild_if_needed() -> int:
    """A missing index, or one made by another recipe, is built anew."""
    if page_store().needs_rebuild or source_store().needs_rebuild:
        rebuild()
    return 0


def rebuild() -> None:
    """Build the index anew; the heart beats on, since a large library takes longer than /health is patient."""
    shelving.rebuild(progress=lambda _written: heartbeat())


def clear_old_sessions() -> int:
    """Sign-ins that have run out do not stay. Waits for one to be an hour old, so it clears at most hourly."""
    if Session.objects.filter(expire_date__lt=timezone.now() - timedelta(hours=1)).exists():
        SessionStore.clear_expired()
        sessions.forget_old(now=timezone.now())
    return 0


def draft_some() -> int:
    """A doctor waits for it."""
    return machine_writing.write_some(now=timezone.now())


def reword_some() -> int:
    """The heart beats before: a draft, in the same turn, may have taken as long as this."""
    heartbeat()
    return rewording.reword_some(now=timezone.now())


STEPS: tuple[Callable[[], int], ...] = (
    rebuild_if_needed,
    chain_some,
    lambda: escalating.return_some(now=timezone.now()),
    lambda: escalating.escalate_some(now=timezone.now()),
    lambda: planning.publish_some(now=timezone.now()),
    lambda: licences.warn_some(now=timezone.now()),
    lambda: notices.send_some(now=timezone.now()),
    lambda: sending.queue_some(now=timezone.now()),
    lambda: sending.send_some(now=timezone.now()),
    lambda: staff_notices.send_some(now=timezone.now()),
    draft_some,
    shelving.file_some_pages,
    lambda: shelving.suggest_new_topics(now=timezone.now()),
    shelving.index_some_pages,
    shelving.refresh_some_similar,
    shelving.index_some_sources,
    lambda: shelving.assemble_some_more_info(now=timezone.now()),
    reword_some,
    keep_some_pages,
    lambda: shelving.clear_removed_words(progress=lambda _written: heartbeat()),
    lambda: forgetting.delete_old_drafts(now=timezone.now()),
    lambda: forgetting.forget_some(now=timezone.now()),
    lambda: sending.forget_sent(now=timezone.now()),
    clear_old_sessions,
)


def work_until_idle(report: Callable[[int], object] = lambda done: None) -> None:
    """Run all steps until none finds anything to do. Raises what a step raises."""
    while True:
        heartbeat()
        done = sum(step() for step in STEPS)
        report(done)
        if not done:
            return


def work_forever(stop: Event) -> None:
    """Run all steps again and again; a step that fails is logged, rests, and does not stop the others."""
    resting: dict[int, float] = {}
    while not stop.is_set():
        heartbeat()
        close_old_connections()
        done = sum(_try(number, resting) for number in range(len(STEPS)))
        if not done:
            stop.wait(settings.CONSILIA_WORK_INTERVAL)


def _try(number: int, resting: dict[int, float]) -> int:
    if resting.get(number, 0.0) > time.monotonic():
        return 0
    try:
        return STEPS[number]()
    except Exception as error:
        log.exception("Step %s of the worker failed (%s); it rests.", number, type(error).__name__)
        resting[number] = time.monotonic() + REST_AFTER_FAILURE
        return 0
