"""Pages kept ready-made: what a stranger is sent costs one question to the database, however much the page shows.

The worker makes them. Nobody has to tell it what changed: a kept page names all that it was made from, the database is
asked for that with the page itself, and where one of it differs the page is made from its rows as ever.
"""

import gzip
import hashlib
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.staticfiles.storage import staticfiles_storage
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import override

from consilia.accounts.models import Department
from consilia.library.models import KeptPage, Page
from consilia.library.showing import show

AT_ONCE: Final = 50
"""Pages made in one step of the worker: a second or two."""
LOOKED_THROUGH: Final = 2_000
RESTS: Final = 20
"""Looking through all pages takes at most one part in so many of the worker's time."""
FRAME_LASTS: Final = 60
"""Seconds until the new name of a department stands on every page."""
_MESSAGES: Final = "messages"
_TOLD: Final = ("CONSILIA_BASE_URL", "CONSILIA_SERVICE_NAME", "CONSILIA_JURISDICTION", "LANGUAGE_CODE", "TIME_ZONE")
_NAMES: Final = {"sqlite": "GROUP_CONCAT(t.names)", "postgresql": "STRING_AGG(t.names::text, ',' ORDER BY t.id)"}
_MADE_FROM: Final = """
    SELECT p.id, k.made_from, k.address, {body}, p.next_review_on,
        (SELECT {names} FROM library_page_topics f JOIN library_topic t ON t.id = f.topic_id
            WHERE f.page_id = p.id AND t.is_active),
        p.revision, o.revision, m.id, m.reviewed_by_name, m.reviewed_on,
        (SELECT SUM(s.id) FROM library_sentence s WHERE s.more_info_id = m.id),
        (SELECT SUM(r.id) + SUM(q.revision) FROM library_similarpage r JOIN library_page q ON q.id = r.similar_id
            WHERE r.page_id = p.id AND q.withdrawn_at IS NULL AND q.duplicate_of_id IS NULL),
        (SELECT SUM(v.id) + SUM(v.revision) FROM library_page v
            WHERE v.translation_of_id = COALESCE(p.translation_of_id, p.id) AND v.withdrawn_at IS NULL)
    FROM library_page p
    LEFT JOIN library_keptpage k ON k.page_id = p.id
    LEFT JOIN library_page o ON o.id = p.translation_of_id
    LEFT JOIN library_moreinfo m ON m.page_id = p.id
    WHERE p.withdrawn_at IS NULL AND p.duplicate_of_id IS NULL AND p.id {which}
"""


@dataclass(frozen=True, slots=True)
class _Looked:
    """A page as it stands: what it would be made from now, and what is kept of it (made_from, address, body)."""

    number: int
    would_be_made_from: str
    made_from: str | None
    address: str | None
    body: bytes | None
    has_topics: bool

    @property
    def is_kept(self) -> bool:
        return self.made_from == self.would_be_made_from

    @property
    def is_worth_keeping(self) -> bool:
        """Related FAQ of a page without topics of its own shows those of others, which may go."""
        return self.has_topics and not self.is_kept


def kept_page(request: HttpRequest, number: int) -> HttpResponse | None:
    """The page as it is kept, for a stranger at its one address; None where it has to be made from its rows."""
    if {settings.SESSION_COOKIE_NAME, _MESSAGES} & request.COOKIES.keys():
        return None
    looked = next(_look("= %s", [number], body="k.body"), None)
    if looked is None or not looked.is_kept or looked.body is None or looked.address != request.path:
        return None
    # Weak: the same page, compressed or not. Asked for again each time, so that what is taken down is gone at once.
    headers = {"ETag": f'W/"{looked.made_from}"', "Cache-Control": "no-cache", "Vary": "Accept-Encoding, Cookie"}
    if (unchanged := get_conditional_response(request, etag=headers["ETag"])) is not None:
        return HttpResponse(status=unchanged.status_code, headers=headers)
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        return HttpResponse(looked.body, headers=headers | {"Content-Encoding": "gzip"})
    return HttpResponse(gzip.decompress(looked.body), headers=headers)


def _look(which: str, numbers: list[int], *, body: str = "NULL") -> Iterator[_Looked]:
    frame, today = _frame(int(time.monotonic() // FRAME_LASTS)), str(timezone.localdate())
    with connection.cursor() as cursor:
        cursor.execute(_MADE_FROM.format(which=which, body=body, names=_NAMES[connection.vendor]), numbers)
        for number, made_from, address, words, due_on, topics, *state in cursor.fetchall():
            told = repr((frame, due_on is not None and str(due_on) < today, due_on, topics, state))
            now = hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()
            kept = bytes(words) if words is not None else None
            yield _Looked(number, now, made_from, address, kept, topics is not None)


@lru_cache(maxsize=1)
def _frame(_moment: int) -> str:
    """What every page is made from besides its rows: code, templates, words, assets, settings, departments."""
    names = list(Department.objects.order_by("pk").values_list("pk", "slug", "name", "names"))
    assets = [staticfiles_storage.url(name) for name in ("consilia.css", "consilia.js", "mark.svg")]
    chosen = [getattr(settings, name) for name in _TOLD]
    return hashlib.sha256(repr((_code(), names, assets, chosen)).encode()).hexdigest()


@lru_cache(maxsize=1)
def _code() -> str:
    digest = hashlib.sha256()
    for file in _files_of(files("consilia")):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _files_of(folder: Traversable) -> Iterator[Traversable]:
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        if entry.is_dir():
            # Engines are asked by the worker: what they find lies in rows.
            yield from _files_of(entry) if entry.name not in {"engines", "static", "example"} else ()
        elif entry.name.endswith((".py", ".html", ".mo", ".toml")):
            yield entry


# --- the worker's part ---


class _Round:
    """Where the worker is in looking through all pages, and when it may begin again."""

    def __init__(self) -> None:
        self.last = 0
        self.took = 0.0
        self.rests_until = 0.0


_round = _Round()


def keep_some_pages() -> int:
    """Make the next pages whose kept form is missing or no longer what it would be; returns how many."""
    if time.monotonic() < _round.rests_until or not _assets_are_there():
        return 0
    began = time.perf_counter()
    stale = _next_stale()
    _round.took += time.perf_counter() - began
    if not stale:
        _round.rests_until = time.monotonic() + RESTS * _round.took
        _round.took = 0.0
    for looked in stale:
        _keep(looked)
    return len(stale)


def _assets_are_there() -> bool:
    """Where nothing has been served yet there are no assets to name: pages are kept once there are."""
    try:
        staticfiles_storage.url("consilia.css")
    except ValueError:
        return False
    return True


def _next_stale() -> list[_Looked]:
    stale: list[_Looked] = []
    while len(stale) < AT_ONCE:
        seen = list(_look("> %s ORDER BY p.id LIMIT %s", [_round.last, LOOKED_THROUGH]))
        differs = [looked for looked in seen if looked.is_worth_keeping][: AT_ONCE - len(stale)]
        stale += differs
        if len(seen) < LOOKED_THROUGH and len(stale) < AT_ONCE:
            _round.last = 0
            break
        _round.last = differs[-1].number if len(stale) >= AT_ONCE else seen[-1].number
    return stale


def _keep(looked: _Looked) -> None:
    page = Page.objects.for_reading().published().filter(pk=looked.number).first()
    if page is None:
        return
    body = gzip.compress(made(page), compresslevel=9, mtime=0)
    with transaction.atomic():
        # Whatever changed while it was made, a page that was taken down above all, must not be kept.
        again = next(_look("= %s", [looked.number]), None)
        if again is not None and again.would_be_made_from == looked.would_be_made_from:
            kept: dict[str, Any] = {
                "address": page.get_absolute_url(),
                "made_from": looked.would_be_made_from,
                "body": body,
            }
            KeptPage.objects.update_or_create(page=page, defaults=kept)


def made(page: Page) -> bytes:
    """What a stranger is sent. `page` must come from for_reading()."""
    request = HttpRequest()
    request.method, request.path = "GET", page.get_absolute_url()
    request.user = AnonymousUser()
    tag = request.path.split("/")[1]
    with override(tag.lower()):
        return show(request, page).content


def begin_again() -> None:
    """Look through all pages at the next step, and at what stands around them."""
    _round.last, _round.took, _round.rests_until = 0, 0.0, 0.0
    _frame.cache_clear()


def forget_kept(page: Page) -> None:
    """Throw away what is kept of a page and of those that show something of it."""
    KeptPage.objects.filter(page=page).delete()
    KeptPage.objects.filter(page__similar_rows__similar=page).delete()
