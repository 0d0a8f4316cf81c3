"""Nothing that a person wrote, and no private link, ever stands in a log."""

import logging
from collections.abc import Iterator
from io import StringIO

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse

from consilia.library import views
from consilia.website.logs import ServerLog, WithoutContent

WRITTEN = "I have found a lump and I have told nobody"
TOKEN = "Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmF"


@pytest.fixture
def log() -> StringIO:
    """What the service's own handler writes."""
    return StringIO()


@pytest.fixture(autouse=True)
def handler(log: StringIO) -> Iterator[logging.Handler]:
    made = logging.StreamHandler(log)
    made.addFilter(WithoutContent())
    made.setFormatter(logging.Formatter("{levelname} {name} {message}", style="{"))
    root = logging.getLogger()
    root.addHandler(made)
    yield made
    root.removeHandler(made)


def fail(text: str) -> None:
    raise ValueError(f"could not store {text!r}")


def test_an_exception_in_a_view_leaves_where_and_not_what(
    client: Client, log: StringIO, monkeypatch: pytest.MonkeyPatch, db: None
) -> None:
    def broken(*, text: str, **more: object) -> None:
        fail(text)

    monkeypatch.setattr(views, "find_pages", broken)
    client.raise_request_exception = False
    response = client.post(reverse("library:search"), {"q": WRITTEN})
    assert response.status_code == 500
    assert "lump" not in response.content.decode()
    assert "Internal Server Error: /en/search" in log.getvalue()
    assert "test_logs.py" in log.getvalue(), "where it happened"
    assert "ValueError" in log.getvalue(), "and of what kind"
    assert "lump" not in log.getvalue()


def test_an_exception_with_a_cause_leaves_neither_of_their_words(log: StringIO) -> None:
    try:
        try:
            fail(WRITTEN)
        except ValueError as cause:
            raise RuntimeError(WRITTEN) from cause
    except RuntimeError as error:
        logging.getLogger("consilia").exception("A step failed: %s", error)
    assert "RuntimeError" in log.getvalue()
    assert "lump" not in log.getvalue()


def test_private_links_and_what_was_searched_for_are_cut(log: StringIO, client: Client, db: None) -> None:
    client.get(f"/en/my/{TOKEN}")
    client.get("/en/nowhere", {"q": "lump"})
    logging.getLogger("consilia").warning("Slow: %s", f"http://localhost/zh-Hant/my/{TOKEN}/edit?x=lump")
    assert "Not Found: /en/my/…" in log.getvalue()
    assert "/zh-Hant/my/…/edit?…" in log.getvalue()
    assert TOKEN not in log.getvalue()
    assert "lump" not in log.getvalue()


def test_a_message_that_does_not_fit_its_values_breaks_nothing(log: StringIO) -> None:
    logging.getLogger("consilia").warning("%s and %s", *[WRITTEN])
    assert "test_logs.py" in log.getvalue()
    assert "lump" not in log.getvalue()


def test_the_web_server_s_own_log_goes_through_the_same_filter(log: StringIO) -> None:
    from gunicorn.config import Config

    server = ServerLog(Config())
    server.error_log.addHandler(logging.StreamHandler(log))
    try:
        fail(WRITTEN)
    except ValueError:
        server.exception("Error handling request %s", f"/en/my/{TOKEN}?q=lump")
    assert "Error handling request /en/my/…" in log.getvalue()
    assert TOKEN not in log.getvalue()
    assert "lump" not in log.getvalue()


def test_requests_do_not_travel_with_records() -> None:
    record = logging.LogRecord("django", logging.ERROR, __file__, 1, "x", (), None)
    record.request = RequestFactory().post("/", {"text": WRITTEN})
    assert WithoutContent().filter(record)
    assert not hasattr(record, "request")
