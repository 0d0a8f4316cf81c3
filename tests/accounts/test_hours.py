"""Who is here: leave and rota, and who may set them."""

from datetime import date

import pytest

from consilia.accounts import hours
from consilia.accounts.actions import NotAllowed
from consilia.accounts.models import Leave, User
from consilia.audit.models import Event
from tests.factories import NOW
from tests.people import colleague

WEDNESDAY = date(2026, 3, 4)
THURSDAY = date(2026, 3, 5)


@pytest.fixture
def dr_dana(dr_bob: User) -> User:
    """The lead of Neurology."""
    lead = colleague(dr_bob, "Dr Dana")
    lead.leads_department = True
    lead.save()
    return lead


def here(user: User, on: date) -> list[str]:
    assert user.department
    return [somebody.name for somebody in hours.here(user.department, on=on)]


def test_whoever_is_away_is_not_here_on_the_first_and_the_last_day(dr_bob: User, dr_dana: User) -> None:
    hours.go_away(person=dr_bob, by=dr_bob, from_on=WEDNESDAY, to_on=THURSDAY, now=NOW)
    assert here(dr_bob, WEDNESDAY) == here(dr_bob, THURSDAY) == ["Dr Dana"]
    assert here(dr_bob, date(2026, 3, 6)) == here(dr_bob, date(2026, 3, 3)) == ["Dr Bob", "Dr Dana"]
    hours.come_back(leave=Leave.objects.get(), by=dr_bob, now=NOW)
    assert here(dr_bob, WEDNESDAY) == ["Dr Bob", "Dr Dana"]
    assert list(Event.objects.values_list("action", flat=True)) == ["person.away", "person.back"]


def test_a_rota_says_who_is_on_duty_and_its_end_takes_all_to_be_here(dr_bob: User, dr_dana: User) -> None:
    assert dr_bob.department
    hours.set_rota(by=dr_dana, days={dr_bob.pk: {2}, dr_dana.pk: {3}}, now=NOW)
    assert (here(dr_bob, WEDNESDAY), here(dr_bob, THURSDAY)) == (["Dr Bob"], ["Dr Dana"])
    assert list(hours.leads_here(dr_bob.department, on=WEDNESDAY)) == []
    assert list(hours.leads_here(dr_bob.department, on=THURSDAY)) == [dr_dana]
    hours.set_rota(by=dr_dana, days={}, now=NOW)
    assert here(dr_bob, WEDNESDAY) == ["Dr Bob", "Dr Dana"]


def test_a_lead_sets_the_days_of_the_own_department_alone(dr_bob: User, dr_dana: User, dr_carol: User) -> None:
    hours.set_rota(by=dr_dana, days={dr_carol.pk: {2}}, now=NOW)
    assert not dr_carol.duty_days.exists()
    with pytest.raises(NotAllowed, match="Only the lead"):
        hours.set_rota(by=dr_bob, days={}, now=NOW)
    with pytest.raises(NotAllowed, match="another department"):
        hours.go_away(person=dr_carol, by=dr_dana, from_on=WEDNESDAY, to_on=WEDNESDAY, now=NOW)
    with pytest.raises(NotAllowed, match="Only the lead"):
        hours.go_away(person=dr_dana, by=dr_bob, from_on=WEDNESDAY, to_on=WEDNESDAY, now=NOW)
    hours.go_away(person=dr_bob, by=dr_dana, from_on=WEDNESDAY, to_on=WEDNESDAY, now=NOW)
    with pytest.raises(NotAllowed, match="before the first"):
        hours.go_away(person=dr_bob, by=dr_bob, from_on=THURSDAY, to_on=WEDNESDAY, now=NOW)
