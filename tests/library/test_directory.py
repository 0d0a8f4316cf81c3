"""Doctors and departments are found by name in the one search box, and never one who stands on no page."""

import pytest

from consilia.accounts.models import Department
from consilia.library import actions, directory
from consilia.library.copies import Retraction
from consilia.library.directory import find_departments, find_doctors
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def pages(neurology: Department, pediatrics: Department) -> None:
    factories.page(clinician="Dr Bob Jones")
    factories.page(title="Another eyelid", clinician="Dr Bob Jones")
    factories.page(title="眼皮跳", clinician="江俊毅醫師", language="zh-Hant")


@pytest.mark.parametrize(
    ("typed", "slugs"),
    [
        ("bob", ["dr-bob-jones"]),
        ("Dr. Jones", ["dr-bob-jones"]),
        ("jones bob", ["dr-bob-jones"]),
        ("bobby", []),
        ("bob smith", []),
        ("dr", []),
        ("", []),
        ("江俊毅", ["江俊毅醫師"]),
        ("江俊毅醫師的回覆", ["江俊毅醫師"]),
        ("bob " * 30, []),
    ],
)
def test_doctors_are_found_by_their_names(typed: str, slugs: list[str]) -> None:
    assert [doctor.slug for doctor in find_doctors(text=typed)] == slugs


def test_the_database_decides_which_doctors_stand_on_a_page() -> None:
    page = factories.page(title="Third", clinician="Dr Carol")
    assert find_doctors(text="carol")
    actions.retract_reply(number=page.pk, retraction=Retraction(0, "Why"), by="editor", now=NOW)
    assert find_doctors(text="carol") == []


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("neuro", ["Neurology"]),
        ("小兒科", ["Pediatrics"]),
        ("which neurology doctor", ["Neurology"]),
        ("x", []),
        ("log", []),
    ],
)
def test_departments_are_found_by_their_names(typed: str, names: list[str]) -> None:
    assert [department.name for department in find_departments(text=typed)] == names


def test_the_age_bands_are_those_that_stand_on_pages_the_youngest_first() -> None:
    for number, band in enumerate(("80+", "2-11")):
        page = factories.page(title=f"Band {number}")
        type(page).objects.filter(pk=page.pk).update(asker_age_band=band)
    directory.forget()
    assert directory.directory().age_bands == ("2-11", "25-34", "80+")
