"""Licences: warned of before they end, stopped when they have, checked again and again."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consilia.accounts import licences, staff_notices
from consilia.accounts.models import ClinicianProfile, StaffNotice, User
from consilia.audit.models import Event
from consilia.questions import policies
from consilia.questions.models import Question
from tests import factories
from tests.desk.desk_acts import at_the_desk
from tests.factories import NOW
from tests.questions.flow import words_of

TODAY = NOW.date()


def told() -> dict[str, list[str]]:
    return {notice.user.email: notice.about for notice in StaffNotice.objects.select_related("user")}


def test_the_holder_and_the_operators_are_warned_once_before_a_licence_ends(
    dr_bob: User, dr_carol: User, oscar: User
) -> None:
    ClinicianProfile.objects.filter(user=dr_bob).update(licence_expires_on=TODAY + timedelta(days=30), verified_at=NOW)
    ClinicianProfile.objects.filter(user=dr_carol).update(
        licence_expires_on=TODAY + timedelta(days=31), verified_at=NOW
    )
    licences.warn_some(now=NOW)
    licences.warn_some(now=NOW)
    assert told() == {dr_bob.email: ["Dr Bob: 2026-04-03"], oscar.email: ["Dr Bob: 2026-04-03"]}
    assert StaffNotice.objects.count() == 2
    assert staff_notices.send_some(now=NOW) == 2
    assert {address for sent in mail.outbox for address in sent.to} == {dr_bob.email, oscar.email}
    assert "about to expire" in mail.outbox[0].body
    licences.warn_some(now=NOW + timedelta(days=1))
    assert StaffNotice.objects.filter(user=dr_carol).exists()


def test_a_licence_that_has_ended_stops_replies(dr_bob: User) -> None:
    question = factories.question(department=dr_bob.department)
    ClinicianProfile.objects.filter(user=dr_bob).update(licence_expires_on=TODAY)
    doctor = User.objects.get(pk=dr_bob.pk)
    assert policies.why_not_reply(doctor, question, on=TODAY) is None
    reason = policies.why_not_reply(doctor, Question.objects.get(), on=TODAY + timedelta(days=1))
    assert "expired" in str(reason)


def test_a_doctor_reads_at_the_desk_until_when_the_licence_holds(dr_bob: User) -> None:
    assert "Your licence holds until" not in words_of(at_the_desk(dr_bob).get(reverse("desk:queue")))
    ClinicianProfile.objects.update(licence_expires_on=timezone.localdate() + timedelta(days=9))
    assert "Your licence holds until" in words_of(at_the_desk(dr_bob).get(reverse("desk:queue")))


def test_operators_are_asked_to_check_again_after_a_year(dr_bob: User, oscar: User, settings: object) -> None:
    ClinicianProfile.objects.update(verified_at=NOW)
    licences.warn_some(now=NOW + timedelta(days=364))
    assert told() == {}
    settings.CONSILIA_LICENCE_RECHECK_DAYS = 0  # type: ignore[attr-defined]
    licences.warn_some(now=NOW + timedelta(days=366))
    assert told() == {}
    settings.CONSILIA_LICENCE_RECHECK_DAYS = 365  # type: ignore[attr-defined]
    licences.warn_some(now=NOW + timedelta(days=366))
    licences.warn_some(now=NOW + timedelta(days=367))
    assert told() == {oscar.email: ["Dr Bob"]}


def typed(**more: str) -> dict[str, str]:
    return {
        "number": "EX-7",
        "authority": "Example Medical Council",
        "expires_on": "2040-01-31",
        "proof": "Register, 3 May",
        **more,
    }


@pytest.mark.parametrize("before", [date(2020, 1, 1), date(2030, 1, 1)])
def test_an_operator_checks_a_licence_again_and_says_how(
    client: Client, dr_bob: User, oscar: User, before: date
) -> None:
    ClinicianProfile.objects.update(licence_expires_on=before, verified_at=NOW - timedelta(days=900))
    client.force_login(oscar)
    address = reverse("accounts:check_licence_again", args=[dr_bob.pk])
    assert "due to be checked again" in words_of(client.get(reverse("accounts:people"))) or before.year == 2020
    assert client.post(address, typed(expires_on="2020-01-31")).status_code == 422
    assert client.post(address, typed()).status_code == 302
    profile = ClinicianProfile.objects.get(user=dr_bob)
    assert (profile.licence_number, profile.licence_expires_on) == ("EX-7", date(2040, 1, 31))
    assert (profile.licence_proof, profile.verified_by) == ("Register, 3 May", oscar)
    assert "Register, 3 May" in words_of(client.get(reverse("accounts:person", args=[dr_bob.pk])))
    assert Event.objects.get(action="licence.checked_again").detail == {"until": "2040-01-31"}
