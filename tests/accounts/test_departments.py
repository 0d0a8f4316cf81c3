"""The departments' own data: everything that an asker reads stands in every language, and is short."""

import pytest
from django.conf import settings

from consilia.accounts.departments import canonical, doctors, purposes
from consilia.accounts.languages import bcp47

LONGEST = 70


@pytest.mark.parametrize("told", [canonical, doctors, purposes])
def test_every_department_is_told_in_every_language_of_the_interface(told: object) -> None:
    tags = {bcp47(code) for code, _name in settings.LANGUAGES}
    for name, words in told().items():  # type: ignore[operator]
        assert tags <= set(words), name
        assert all(words.values()), name


def test_what_a_department_is_for_is_one_plain_line() -> None:
    lines = [line for words in purposes().values() for line in words.values()]
    assert max(map(len, lines)) <= LONGEST
    assert not [line for line in lines if line.endswith(".") or "\n" in line]


def test_no_two_departments_are_for_the_same() -> None:
    english = [words["en"] for words in purposes().values()]
    assert len(set(english)) == len(english)
