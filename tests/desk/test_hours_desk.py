"""The page on which doctors say when they are away and leads set the week."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from consilia.accounts.models import DutyDay, Leave, User
from tests.desk.desk_acts import at_the_desk
from tests.people import colleague
from tests.questions.flow import words_of


def test_a_doctor_says_when_they_are_away_and_takes_it_back(dr_bob: User) -> None:
    client, today = at_the_desk(dr_bob), timezone.localdate()
    typed = {"person": dr_bob.pk, "from_on": today.isoformat(), "to_on": (today + timedelta(days=7)).isoformat()}
    assert client.post(reverse("desk:go_away"), typed | {"to_on": "2020-01-01"}).status_code == 422
    assert client.post(reverse("desk:go_away"), typed).status_code == 302
    page = words_of(client.get(reverse("desk:hours")))
    assert "Here today: nobody" in page
    assert "The week of your department" not in page
    client.post(reverse("desk:come_back", args=[Leave.objects.get().pk]))
    assert not Leave.objects.exists()
    assert "Here today: Dr Bob" in words_of(client.get(reverse("desk:hours")))


def test_nobody_sends_a_colleague_away_but_the_lead(dr_bob: User) -> None:
    dr_dana, today = colleague(dr_bob, "Dr Dana"), timezone.localdate().isoformat()
    typed = {"person": dr_bob.pk, "from_on": today, "to_on": today}
    assert at_the_desk(dr_dana).post(reverse("desk:go_away"), typed).status_code == 422
    User.objects.filter(pk=dr_dana.pk).update(leads_department=True)
    assert at_the_desk(dr_dana).post(reverse("desk:go_away"), typed).status_code == 302
    assert Leave.objects.get().user == dr_bob


def test_a_lead_sets_the_week_and_nobody_else_does(dr_bob: User) -> None:
    assert at_the_desk(dr_bob).post(reverse("desk:set_rota"), {f"on_{dr_bob.pk}_0": "on"}).status_code == 403
    User.objects.filter(pk=dr_bob.pk).update(leads_department=True)
    client = at_the_desk(dr_bob)
    client.post(reverse("desk:set_rota"), {f"on_{dr_bob.pk}_0": "on", f"on_{dr_bob.pk}_6": "on", "on_999_1": "on"})
    assert set(DutyDay.objects.values_list("user", "weekday")) == {(dr_bob.pk, 0), (dr_bob.pk, 6)}
    assert words_of(client.get(reverse("desk:hours"))).count(" checked") == 2
