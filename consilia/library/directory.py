"""Who and what there is in the library, for the one search box: read now and then, and asked of the database again."""

import logging
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.db import connection
from django.db.models import Max

from consilia.accounts.models import Department
from consilia.library.models import Page, PageReply, Topic
from consilia.library.reading import HAN

log = logging.getLogger(__name__)

READ_AGAIN: Final = 300
"""Seconds: a doctor who replies for the first time is found by name that much later."""
MOST: Final = 5
OFTEN: Final = 8
MOST_WORDS: Final = 8
LONGEST_READ: Final = 60
"""Characters: who looks for a doctor or a department types a name, not a story."""
_TITLES: Final = re.compile(r"\b(?:dr|doctor|prof|professor)\b\.?|醫師|醫生|教授", re.IGNORECASE)
_WORD: Final = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Doctor:
    """A doctor as they sign: `name`, and `original` in another script."""

    slug: str
    name: str
    original: str
    department: str
    names: tuple[tuple[str, frozenset[str]], ...]
    """Each name without its title, folded, and its words."""


@dataclass(frozen=True, slots=True)
class Directory:
    """Doctors with a published reply, age bands of askers as they stand on pages, the youngest first, and topics."""

    doctors: tuple[Doctor, ...]
    age_bands: tuple[str, ...]
    often: tuple[int, ...]
    """Keys of the topics with most pages."""
    topics: tuple[tuple[int, tuple[str, ...]], ...]
    """Keys of all topics, each with its slug and its names, folded."""


class _Kept:
    """The directory of this process. Reading it takes seconds in a large library: only the first to ask waits."""

    def __init__(self) -> None:
        self._read_at = 0.0
        self._known: Directory | None = None
        self._reading = threading.Lock()

    def get(self) -> Directory:
        known = self._known
        if known is None:
            return self._read()
        if time.monotonic() - self._read_at > READ_AGAIN and self._reading.acquire(blocking=False):
            threading.Thread(target=self._read_beside, name="directory", daemon=True).start()
        return known

    def forget(self) -> None:
        self._known = None

    def _read(self) -> Directory:
        known = _read()
        self._known, self._read_at = known, time.monotonic()
        return known

    def _read_beside(self) -> None:
        try:
            self._read()
        except Exception as error:
            # What is known holds until the next attempt.
            self._read_at = time.monotonic()
            log.warning("The directory could not be read again (%s).", type(error).__name__)
        finally:
            connection.close()
            self._reading.release()


_kept: Final = _Kept()


def directory() -> Directory:
    """As it was some READ_AGAIN seconds ago; then it is read again beside those who ask."""
    return _kept.get()


def _read() -> Directory:
    published = Page.objects.published()
    signed = PageReply.objects.filter(page__in=published, retracted_on__isnull=True).exclude(clinician_slug="")
    # As each signed last.
    last = signed.order_by().values("clinician_slug").annotate(last=Max("pk")).values("last")
    columns = ("clinician_slug", "clinician_name", "clinician_name_original", "department_name")
    doctors = tuple(
        Doctor(slug, name, original, department, _told(name, original))
        for slug, name, original, department in PageReply.objects.filter(pk__in=last)
        .order_by("pk")
        .values_list(*columns)
    )
    bands = published.exclude(asker_age_band="").order_by().values_list("asker_age_band", flat=True)
    often = tuple(topic.pk for topic in Topic.objects.public().most_used()[:OFTEN])
    topics = tuple(
        (key, tuple(name.casefold() for name in (slug, *names.values())))
        for key, slug, names in Topic.objects.public().values_list("pk", "slug", "names")
    )
    return Directory(doctors, tuple(sorted(bands.distinct(), key=_youngest)), often, topics)


def often_asked() -> list[Topic]:
    """The topics that most pages are filed under, for somebody whose search found nothing."""
    return list(Topic.objects.public().filter(pk__in=directory().often).for_reading())


def _told(*names: str) -> tuple[tuple[str, frozenset[str]], ...]:
    plain = [_TITLES.sub(" ", name).strip().casefold() for name in names if name]
    return tuple((name, frozenset(_WORD.findall(name))) for name in plain)


def forget() -> None:
    """Read again at the next question."""
    _kept.forget()


def _youngest(band: str) -> tuple[int, str]:
    number = re.match(r"\d{1,3}", band)
    return int(number.group()) if number else 0, band


def find_doctors(*, text: str) -> list[Doctor]:
    """At most five doctors whose name holds what was typed, or stands in it."""
    typed = _TITLES.sub(" ", text).strip().casefold()
    if not 0 < len(text) <= LONGEST_READ or not typed:
        return []
    words = None if HAN.search(typed) else frozenset(_WORD.findall(typed))
    named = _by_characters(typed) if words is None else _by_words(words)
    close = [doctor for doctor in directory().doctors if named(doctor)][: 4 * MOST]
    if not close:
        return []
    # The index of names is some minutes old: the database decides who stands on a page.
    standing = PageReply.objects.filter(
        clinician_slug__in=[doctor.slug for doctor in close],
        page__in=Page.objects.published(),
        retracted_on__isnull=True,
    )
    slugs = set(standing.values_list("clinician_slug", flat=True))
    return [doctor for doctor in close if doctor.slug in slugs][:MOST]


def _by_characters(typed: str) -> Callable[[Doctor], bool]:
    def named(doctor: Doctor) -> bool:
        return any(len(name) > 1 and (name in typed or typed in name) for name, _words in doctor.names)

    return named


def _by_words(words: frozenset[str]) -> Callable[[Doctor], bool]:
    return lambda doctor: bool(words) and any(words <= its for _name, its in doctor.names)


def find_topics(*, text: str, limit: int = 10) -> list[Topic]:
    """Public topics whose name holds one of the words typed."""
    words = [word for word in text.casefold().split()[:MOST_WORDS] if len(word) > 1]
    close = [key for key, names in directory().topics if any(word in name for word in words for name in names)]
    if not close:
        return []
    # Which of them are public may have changed meanwhile. Guidance is long, and a link shows none of it.
    named = Topic.objects.public().filter(pk__in=close).order_by("department__name", "slug")
    return list(named.only("slug", "names")[:limit])


def find_departments(*, text: str) -> list[Department]:
    """Departments whose name in any language begins with what was typed, or stands in it."""
    typed = text.strip().casefold()
    if not 1 < len(text) <= LONGEST_READ:
        return []
    return [department for department in Department.objects.active() if _is_meant(department, typed)][:MOST]


def _is_meant(department: Department, typed: str) -> bool:
    names = [name.casefold() for name in (department.name, *department.names.values()) if name]
    return any(name.startswith(typed) or name in typed for name in names)
