"""Whatever is sent by any form of any page: an answer, never a crash, and nothing of it comes back as markup."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from tests.forms_shown import ShownForm, forms_in
from tests.permissions import PEOPLE, THINGS, Cast, Row, address_of, rows

MARKUP = "<script>alert(1)</script>"
HOSTILE = {
    "nothing": "",
    "markup": f"{MARKUP}\"'><img src=x onerror=alert(1)>",
    "control characters": "a\x00b\x1b[31m\u202e\u2028c\ud800".encode("utf-8", "replace").decode(),
    "SQL": "1' OR '1'='1'; DROP TABLE questions_question; --",
    "templates": "{{ 7*7 }}{% debug %}%(name)s %s {0} ${x} {gap}",
    "numbers": "-99999999999999999999999999",
    "long": "很長 long " * 4_000,
    "paths": "../../etc/passwd\r\nSet-Cookie: a=b",
}
NOT_TOUCHED = {"csrfmiddlewaretoken"}


class Undone(Exception):
    """Raised to take back what a request did to the database."""


def opened() -> Iterator[Any]:
    """Every page of the table, by the first person who may open it."""
    for row in rows():
        person = next((one for one in PEOPLE if row.expected[one] == "200"), None)
        if row.method == "GET" and person:
            yield pytest.param(row, person, id=f"{row.address} on {row.on} by {person}")


@pytest.mark.parametrize(("row", "person"), list(opened()))
def test_hostile_words_in_a_form_get_an_answer_and_come_back_as_words(cast: Cast, row: Row, person: str) -> None:
    thing = THINGS[row.on](cast)
    client = Client(raise_request_exception=False)
    if user := cast.get(person):
        client.force_login(user)
    address = address_of(row.address, thing, cast)
    for form in forms_in(client.get(address).content.decode("utf-8", "replace")):
        for kind, words in _sent(form):
            response = _undone(client, form.action or address, words)
            assert response.status_code < 500, f"{kind} by {form.action}: {response.status_code}"
            assert MARKUP not in response.content.decode("utf-8", "replace"), f"{kind} by {form.action}"
            assert "Set-Cookie: a=b" not in str(response.headers), f"{kind} by {form.action}"


def _sent(form: ShownForm) -> Iterator[tuple[str, dict[str, Any]]]:
    """All fields hostile at once, and each alone beside what stands in the others."""
    untouched = {name: next(filter(None, values), "") for name, values in form.fields.items()}
    names = [name for name in form.fields if name not in NOT_TOUCHED]
    for kind, words in HOSTILE.items():
        yield kind, untouched | dict.fromkeys(names, words)
    for name in names:
        for kind in ("markup", "control characters", "numbers"):
            yield f"{kind} in {name}", untouched | {name: HOSTILE[kind]}
        yield f"{name} twice", untouched | {name: [*form.fields[name][:1], HOSTILE["markup"]]}
        yield f"without {name}", {other: value for other, value in untouched.items() if other != name}


def _undone(client: Client, address: str, words: dict[str, Any]) -> Any:
    """The answer to a request, with what it did taken back."""
    with suppress(Undone), transaction.atomic():
        response = client.post(address, words)
        raise Undone
    return response
