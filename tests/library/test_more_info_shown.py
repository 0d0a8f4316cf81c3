"""How the page tells what its More Info rests on."""

import pytest
from django.test import Client
from django.utils.formats import date_format
from django.utils.timezone import localtime

from consilia.accounts.models import Department
from consilia.library import actions
from consilia.library.models import MoreInfo
from consilia.website.working import work_until_idle
from tests import factories

pytestmark = pytest.mark.django_db

SOURCE = factories.leaflet(
    text="Eyelid twitching is often caused by tiredness, stress or caffeine. "
    "Treatment of lasting eyelid twitching includes injections around the eye every few months."
)


def test_more_info_says_when_it_was_assembled_and_that_nobody_reviewed_it(
    client: Client, neurology: Department
) -> None:
    page = factories.page(title="Eyelid twitching", question="Why does my eyelid keep twitching?")
    actions.shelve_sources(copies=[SOURCE], now=factories.NOW)
    work_until_idle()
    month = date_format(localtime(MoreInfo.objects.get(page=page).assembled_at), "YEAR_MONTH_FORMAT")
    words = client.get(page.get_absolute_url()).content.decode()
    assert f"Assembled in {month} from the sources below; not reviewed by a doctor." in words
