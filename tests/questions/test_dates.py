"""How much of a date a page tells: as the operator set it, and never more than the asker was shown."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from pytest_django import Settings

from consilia.accounts.models import Consent, Department, User
from consilia.library.exporting import exchange_records
from consilia.library.models import Page
from tests import factories
from tests.desk.desk_acts import address, approved, at_the_desk, send
from tests.questions.flow import path, up_to_consent, words_of

pytestmark = pytest.mark.django_db

TOLD = {
    "year": ("2026", "Asked in 2026", "Replied in 2026"),
    "month": ("2026-03", "Asked in March 2026", "Replied in March 2026"),
    "day": ("2026-03-04", "Asked on March 4, 2026", "Replied on March 4, 2026"),
}


@pytest.mark.parametrize("detail", TOLD)
def test_a_page_and_its_export_tell_as_much_of_a_date_as_is_set(
    client: Client, settings: Settings, dr_bob: User, erin: User, detail: str
) -> None:
    settings.CONSILIA_ASKED_ON = detail
    page = factories.published(by=dr_bob, editor=erin)
    date, asked, replied = TOLD[detail]
    html = words_of(client.get(page.get_absolute_url()))
    assert asked in html
    assert replied in html
    (record,) = exchange_records()
    assert (record["asked_on"], record["replies"][0]["replied_on"]) == (date, date)


@pytest.mark.parametrize("change", ["month day", "year day", "day month", "day day"])
def test_a_page_never_tells_more_than_the_asker_was_shown(
    settings: Settings, dr_bob: User, erin: User, change: str
) -> None:
    settings.CONSILIA_ASKED_ON, today = change.split()
    question = factories.answered(by=dr_bob)
    settings.CONSILIA_ASKED_ON = today
    told = min((TOLD[detail][0] for detail in change.split()), key=len)
    editor = at_the_desk(erin)
    assert editor.get(address("publish", question)).context["asked_on"] == told
    send(editor, "publish", question, **approved(question))
    assert Page.objects.get().asked_on == told


SHOWN = {
    "year": ("Y", "the year alone", "2026-11-28-year"),
    "month": ("YEAR_MONTH_FORMAT", "month and year, no day", "2026-11-28"),
    "day": ("DATE_FORMAT", "on which day you asked", "2026-11-28-day"),
}


@pytest.mark.parametrize("detail", SHOWN)
def test_the_asker_is_shown_it_beforehand_and_the_ledger_keeps_in_which_words(
    client: Client, settings: Settings, neurology: Department, detail: str
) -> None:
    settings.CONSILIA_ASKED_ON = detail
    form, said, version = SHOWN[detail]
    up_to_consent(client)
    assert f" · {date_format(timezone.localdate(), form)}</p>" in words_of(client.get(path("ask_consent")))
    assert said in words_of(client.get(reverse("website:privacy")))
    factories.question()
    assert set(Consent.objects.values_list("text_version", flat=True)) == {version}
