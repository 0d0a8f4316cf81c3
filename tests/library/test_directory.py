"""Doctors and departments are found by name in the one search box, and never one who stands on no page."""

import threading
import time
from dataclasses import replace

import pytest

from consilia.accounts.models import Department
from consilia.library import actions, directory
from consilia.library.copies import Retraction
from consilia.library.directory import Directory, find_departments, find_doctors
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


def nobody_reads() -> None:
    until = time.monotonic() + 10
    while any(thread.name == "directory" for thread in threading.enumerate()):
        assert time.monotonic() < until
        time.sleep(0.01)


def test_an_old_directory_is_read_again_beside_whoever_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    first = directory.directory()
    begun, may_end = threading.Event(), threading.Event()

    def slow() -> Directory:
        begun.set()
        may_end.wait(10)
        return replace(first, age_bands=("80+",))

    monkeypatch.setattr(directory, "_read", slow)
    monkeypatch.setattr(directory, "READ_AGAIN", -1)
    assert directory.directory() is first, "nobody is kept waiting"
    assert begun.wait(10)
    assert directory.directory() is first, "and it is read once, not by each who asks"
    may_end.set()
    monkeypatch.setattr(directory, "READ_AGAIN", 300)
    nobody_reads()
    assert directory.directory().age_bands == ("80+",)


def test_what_cannot_be_read_again_stays_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    first = directory.directory()

    def broken() -> Directory:
        raise OSError("gone")

    monkeypatch.setattr(directory, "_read", broken)
    monkeypatch.setattr(directory, "READ_AGAIN", -1)
    for _ in range(3):
        assert directory.directory() is first
        nobody_reads()
