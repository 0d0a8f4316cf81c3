"""Who may open and do what: every row of the table, for each person; an address that is missing fails a test."""

import pytest
from django.test import Client

from tests.addresses import every_address
from tests.permissions import PEOPLE, THINGS, Cast, Row, address_of, rows, seen, typed

CASES = [
    pytest.param(row, person, id=f"{row.method} {row.address} on {row.on} by {person}")
    for row in rows()
    for person in PEOPLE
]


@pytest.mark.parametrize(("row", "person"), CASES)
def test_each_person_may_do_what_the_table_says(cast: Cast, row: Row, person: str) -> None:
    thing = THINGS[row.on](cast)
    client = Client()
    if user := cast.get(person):
        client.force_login(user)
    address = address_of(row.address, thing, cast)
    if row.method == "POST":
        response = client.post(address, typed(row.address, thing, cast))
    else:
        response = client.generic(row.method, address)
    assert seen(response) == row.expected[person]


def test_every_address_is_in_the_table() -> None:
    missing = set(every_address()) - {row.address for row in rows()}
    assert not missing, f"Say in the table who may open {sorted(missing)}"


def test_the_table_names_no_address_that_is_gone() -> None:
    assert not {row.address for row in rows()} - set(every_address())
