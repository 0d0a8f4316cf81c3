"""Roles limited to departments and hospitals: what is seen and done follows at once; not limited is everywhere."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consilia.accounts import actions, hours, limiting, second_review
from consilia.accounts.actions import Newcomer, NotAllowed
from consilia.accounts.models import Department, DutyDay, Hospital, User
from consilia.accounts.scope import people_within, reaches, scope_of
from consilia.audit.models import Event
from consilia.questions import publishing
from consilia.questions.figures import Span, urgency
from consilia.questions.models import Question
from consilia.questions.policies import Refused
from tests import factories
from tests.desk.desk_acts import at_the_desk
from tests.factories import NOW
from tests.people import colleague

pytestmark = pytest.mark.django_db


def limit(person: User, *places: Department | Hospital, by: User) -> User:
    departments = [one for one in places if isinstance(one, Department)]
    hospitals = [one for one in places if isinstance(one, Hospital)]
    limiting.limit(person=person, departments=departments, hospitals=hospitals, by=by, now=NOW)
    return User.objects.get(pk=person.pk)


@pytest.fixture
def elsewhere() -> Hospital:
    return Hospital.objects.create(slug="elsewhere", name="Elsewhere Hospital")


def visible(user: User) -> set[Question]:
    return set(Question.objects.visible_to(User.objects.get(pk=user.pk)))


# --- the page of a person ---


def test_an_operator_sets_limits_sees_them_and_takes_them_away(
    oscar: User, erin: User, neurology: Department, hospital: Hospital
) -> None:
    client = at_the_desk(oscar)
    address = reverse("accounts:limit", args=[erin.pk])
    client.post(address, {"departments": [neurology.pk], "hospitals": [hospital.pk]})
    page = client.get(reverse("accounts:person", args=[erin.pk])).content.decode()
    for words in ("Limited to:", "Neurology", "Example General Hospital"):
        assert words in page
    assert "Limited to:" in client.get(reverse("accounts:people")).content.decode()
    event = Event.objects.get(action="person.limited")
    assert event.detail == {"departments": "neurology", "hospitals": "example-general"}
    client.post(address, {})
    assert not User.objects.get(pk=erin.pk).is_limited
    assert client.post(address, {"departments": [0]}).status_code == 422


def test_only_editors_operators_and_leads_are_limited_and_only_by_who_is_not(
    oscar: User, erin: User, dr_bob: User, neurology: Department
) -> None:
    for person in (oscar, dr_bob):
        with pytest.raises(NotAllowed):
            limit(person, neurology, by=oscar)
    other = User.objects.create_user(email="olga@example.org", name="Olga", role="operator")
    olga = limit(other, neurology, by=oscar)
    with pytest.raises(NotAllowed):
        limit(erin, neurology, by=olga)


# --- what an editor sees ---


def test_an_editor_sees_answers_of_their_departments_and_hospitals(  # noqa: PLR0917 - fixtures
    oscar: User,
    erin: User,
    dr_bob: User,
    dr_carol: User,
    neurology: Department,
    pediatrics: Department,
    elsewhere: Hospital,
) -> None:
    neuro, child = factories.answered(by=dr_bob), factories.answered(by=dr_carol)
    assert visible(erin) == {neuro, child}
    limit(erin, neurology, by=oscar)
    assert visible(erin) == {neuro}
    limit(erin, neurology, pediatrics, by=oscar)
    assert visible(erin) == {neuro, child}
    dr_carol.hospital = elsewhere
    dr_carol.save()
    limit(erin, elsewhere, by=oscar)
    assert visible(erin) == {child}
    limit(erin, neurology, elsewhere, by=oscar)
    assert visible(erin) == set(), "both have to hold"
    User.objects.filter(pk=erin.pk).update(is_limited=True)
    erin.limited_departments.clear()
    erin.limited_hospitals.clear()
    assert visible(erin) == set(), "limited to nothing is nothing"


def test_an_act_past_the_desk_is_refused_too(oscar: User, erin: User, dr_bob: User, pediatrics: Department) -> None:
    made = factories.answered(by=dr_bob)
    editor = limit(erin, pediatrics, by=oscar)
    approved = publishing.Approved(title="T", question="Q", replies={made.replies.get().pk: "R"})
    with pytest.raises(Refused):
        publishing.publish(question=made, by=editor, approved=approved, now=NOW)
    page = factories.published(
        by=dr_bob, editor=User.objects.create_user(email="e@example.org", name="E", role="editor")
    )
    with pytest.raises(Refused):
        publishing.take_down_page(number=page.pk, by=editor, now=NOW)


# --- what an operator and a lead reach ---


def test_an_operator_reaches_the_people_who_reach_no_further(  # noqa: PLR0917 - fixtures
    oscar: User, erin: User, dr_bob: User, dr_carol: User, neurology: Department, pediatrics: Department
) -> None:
    olga = limit(User.objects.create_user(email="olga@example.org", name="Olga", role="operator"), neurology, by=oscar)
    assert set(people_within(scope_of(olga))) == {olga, dr_bob}
    limit(erin, neurology, pediatrics, by=oscar)
    assert not reaches(olga, erin)
    limit(erin, neurology, by=oscar)
    assert reaches(olga, erin)
    with pytest.raises(NotAllowed):
        actions.off_board(person=dr_carol, by=olga, now=NOW)


def test_whom_a_limited_operator_invites_reaches_no_further(
    oscar: User, neurology: Department, pediatrics: Department
) -> None:
    olga = limit(User.objects.create_user(email="olga@example.org", name="Olga", role="operator"), neurology, by=oscar)
    editor = actions.invite(newcomer=Newcomer("ed@example.org", "Ed", "editor"), by=olga, now=NOW)
    assert scope_of(User.objects.get(pk=editor.pk)) == scope_of(olga)
    typed: dict[str, Any] = {
        "email": "kim@example.org",
        "name": "Dr Kim",
        "role": "clinician",
        "language": "en",
        "licence_number": "1",
        "licence_authority": "Council",
        "licence_expires_on": "2030-01-01",
    }
    client = at_the_desk(olga)
    assert client.post(reverse("accounts:invite"), typed | {"department": pediatrics.pk}).status_code == 422
    assert not User.objects.filter(email="kim@example.org").exists()
    assert client.post(reverse("accounts:invite"), typed | {"department": neurology.pk}).status_code == 302


def test_figures_audit_and_second_review_follow(  # noqa: PLR0917 - fixtures
    oscar: User, erin: User, dr_bob: User, dr_carol: User, neurology: Department, pediatrics: Department
) -> None:
    for doctor, count in ((dr_bob, 2), (dr_carol, 3)):
        for _turn in range(count):
            factories.question(department=doctor.department)
    olga = limit(User.objects.create_user(email="olga@example.org", name="Olga", role="operator"), neurology, by=oscar)
    span = Span(days=30, until=NOW + timedelta(days=1), scope=scope_of(olga))
    assert sum(urgency(span).values()) == 2
    client = at_the_desk(olga)
    page = client.get(reverse("desk:figures")).content.decode()
    assert "Privacy findings" not in page
    assert client.get(reverse("desk:figures_csv", args=["privacy-findings"])).status_code == 404
    assert client.get(reverse("desk:figures_csv", args=["backlog"])).status_code == 200

    now = timezone.now()
    hours.go_away(person=dr_bob, by=dr_bob, from_on=now.date(), to_on=now.date(), now=now)
    hours.go_away(person=dr_carol, by=dr_carol, from_on=now.date(), to_on=now.date(), now=now)
    told = {
        entry.event.object_ref
        for entry in client.get(reverse("desk:audit"), {"what": "person.away"}).context["entries"]
    }
    assert told == {str(dr_bob.pk)}

    second_review.set_second_review(by=oscar, wanted=Department.objects.active(), now=now)
    second_review.set_second_review(by=olga, wanted=Department.objects.none(), now=now)
    assert set(Department.objects.filter(second_review=True)) == {pediatrics}


def test_a_lead_limited_to_a_hospital_sets_the_week_of_its_doctors(
    oscar: User, dr_bob: User, elsewhere: Hospital, hospital: Hospital
) -> None:
    dr_bea = colleague(dr_bob, "Dr Bea")
    User.objects.filter(pk=dr_bea.pk).update(hospital=elsewhere)
    actions.make_lead(person=dr_bob, by=oscar, now=NOW)
    lead = limit(dr_bob, hospital, by=oscar)
    hours.set_rota(by=lead, days={dr_bob.pk: {0}, dr_bea.pk: {1}}, now=NOW)
    assert set(DutyDay.objects.values_list("user", flat=True)) == {dr_bob.pk}
    dr_bea.refresh_from_db()
    assert hours.why_not_set_leave(lead, dr_bea)
    assert "Dr Bea" not in str(
        [week.person.name for week in at_the_desk(lead).get(reverse("desk:hours")).context["weeks"]]
    )
    actions.end_lead(person=lead, by=oscar, now=NOW)
    assert not User.objects.get(pk=lead.pk).is_limited


def test_an_open_question_is_of_each_hospital_that_has_doctors_for_it(
    oscar: User, dr_bob: User, elsewhere: Hospital, hospital: Hospital
) -> None:
    factories.question(department=dr_bob.department)
    olga = User.objects.create_user(email="olga@example.org", name="Olga", role="operator")
    for place, count in ((hospital, 1), (elsewhere, 0)):
        scope = scope_of(limit(olga, place, by=oscar))
        assert Question.objects.within(scope).count() == count


def test_somebody_signed_in_is_limited_at_once(oscar: User, erin: User, dr_bob: User, pediatrics: Department) -> None:
    made = factories.answered(by=dr_bob)
    client: Client = at_the_desk(erin)
    address = reverse("desk:publish", args=[made.reference])
    assert f'href="{address}"' in client.get(reverse("desk:to_publish")).content.decode()
    limit(erin, pediatrics, by=oscar)
    assert f'href="{address}"' not in client.get(reverse("desk:to_publish")).content.decode()
    assert client.get(address).status_code == 404
