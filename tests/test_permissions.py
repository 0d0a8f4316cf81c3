"""Who may open and do what: every row of the table, for each person; an address that is missing fails a test."""

import pytest
from django.test import Client

from consilia.accounts.models import User
from tests.addresses import every_address
from tests.permissions import LIMITED, LIMITED_TABLE, PEOPLE, THINGS, Cast, Row, address_of, rows, seen, typed

CASES = [
    pytest.param(row, person, id=f"{row.method} {row.address} on {row.on} by {person}")
    for row in rows()
    for person in PEOPLE
]


LIMITED_CASES = [
    pytest.param(row, person, id=f"{row.method} {row.address} on {row.on} by {person}")
    for row in rows(LIMITED_TABLE, LIMITED)
    for person in LIMITED
    if row.expected[person] != "."
]


@pytest.mark.parametrize(("row", "person"), CASES)
def test_each_person_may_do_what_the_table_says(cast: Cast, row: Row, person: str) -> None:
    assert asked(cast, row, cast.get(person)) == row.expected[person]


@pytest.mark.parametrize(("row", "person"), LIMITED_CASES)
def test_limited_people_reach_no_further(cast: Cast, limited: Cast, row: Row, person: str) -> None:
    assert asked(cast, row, limited[person]) == row.expected[person]


def asked(cast: Cast, row: Row, user: User | None) -> str:
    thing = THINGS[row.on](cast)
    client = Client()
    if user:
        client.force_login(user)
    address = address_of(row.address, thing, cast)
    if row.method == "POST":
        response = client.post(address, typed(row.address, thing, cast))
    else:
        response = client.generic(row.method, address)
    return seen(response)


def test_every_address_is_in_the_table() -> None:
    missing = set(every_address()) - {row.address for row in rows()}
    assert not missing, f"Say in the table who may open {sorted(missing)}"


def test_the_table_names_no_address_that_is_gone() -> None:
    assert not {row.address for row in rows()} - set(every_address())
