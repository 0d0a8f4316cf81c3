"""The operator's list of clinicians, and verifying a licence."""

from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from consilia.accounts.actions import NotVerified, verify_licence
from consilia.accounts.models import ClinicianProfile, Department, Role, User
from consilia.audit.models import Event


@pytest.fixture
def unverified(mallory: User) -> ClinicianProfile:
    return ClinicianProfile.objects.create(
        user=mallory,
        licence_number="EX-99",
        licence_authority="Example Medical Council",
        licence_expires_on=date(2030, 1, 1),
    )


def test_an_operator_sees_each_clinician_with_the_state_of_the_licence(
    client: Client, oscar: User, dr_bob: User, dr_carol: User, mallory: User
) -> None:
    ClinicianProfile.objects.filter(user=dr_carol).update(licence_expires_on=date(2020, 1, 1))
    client.force_login(oscar)
    rows = client.get(reverse("accounts:people")).context["rows"]
    assert {row.user.name: row.state for row in rows} == {
        "Dr Bob": "Verified",
        "Dr Carol": "Expired",
        "Dr Mallory": "Missing",
        "Oscar": "",
    }
    assert not any(row.may_verify for row in rows)


def test_an_operator_verifies_a_licence(client: Client, oscar: User, unverified: ClinicianProfile) -> None:
    client.force_login(oscar)
    page = client.get(reverse("accounts:people"))
    assert "I have checked the licence of Dr Mallory" in page.content.decode()
    client.post(reverse("accounts:verify", args=[unverified.user_id]))
    unverified.refresh_from_db()
    assert unverified.verified_by == oscar
    assert unverified.verified_at is not None
    event = Event.objects.get(action="licence.verified")
    assert (event.actor, event.object_ref) == (f"user:{oscar.pk}", str(unverified.user_id))


@pytest.mark.parametrize("number", [10**17, 10**18, 2**63, 10**30])
def test_a_person_who_does_not_exist_is_not_found(client: Client, oscar: User, number: int) -> None:
    client.force_login(oscar)
    assert client.post(f"/en/people/{number}/verify").status_code == 404


def test_verifying_twice_keeps_the_first_name(oscar: User, unverified: ClinicianProfile, now: datetime) -> None:
    stale = ClinicianProfile.objects.get(pk=unverified.pk)
    other = User.objects.create_user(email="olga@example.org", name="Olga", role=Role.OPERATOR)
    verify_licence(profile=unverified, by=oscar, now=now)
    with pytest.raises(NotVerified, match="already"):
        verify_licence(profile=stale, by=other, now=now)
    unverified.refresh_from_db()
    assert unverified.verified_by == oscar
    assert Event.objects.filter(action="licence.verified").count() == 1


def test_an_expired_licence_is_not_verified(oscar: User, unverified: ClinicianProfile) -> None:
    after = datetime(2031, 1, 1, tzinfo=UTC)
    with pytest.raises(NotVerified, match="expired"):
        verify_licence(profile=unverified, by=oscar, now=after)


def test_a_doctor_cannot_verify_a_licence(dr_bob: User, unverified: ClinicianProfile, now: datetime) -> None:
    with pytest.raises(NotVerified, match="operator"):
        verify_licence(profile=unverified, by=dr_bob, now=now)
    unverified.refresh_from_db()
    assert unverified.verified_at is None


def test_somebody_without_a_licence_cannot_be_verified(client: Client, oscar: User, mallory: User) -> None:
    client.force_login(oscar)
    assert client.post(reverse("accounts:verify", args=[mallory.pk])).status_code == 404


def test_the_list_takes_as_many_queries_for_many_as_for_one(
    client: Client,
    oscar: User,
    dr_bob: User,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client.force_login(oscar)
    with django_assert_num_queries(4):
        client.get(reverse("accounts:people"))
    for number in range(20):
        User.objects.create_user(
            email=f"d{number}@example.org",
            name=f"Dr {number}",
            role=Role.CLINICIAN,
            department=dr_bob.department,
            hospital=dr_bob.hospital,
        )
    with django_assert_num_queries(4):
        client.get(reverse("accounts:people"))


def test_namesakes_with_accounts_have_a_page_each(dr_bob: User, neurology: Department) -> None:
    other, third = (clinician(f"bob{number}@example.org", "Dr Bob", neurology) for number in (2, 3))
    assert [user.profile.slug for user in (dr_bob, other, third)] == ["dr-bob", "dr-bob-2", "dr-bob-3"]


def test_a_slug_stays_when_the_name_changes(dr_bob: User) -> None:
    dr_bob.name = "Dr Robert"
    dr_bob.save()
    dr_bob.profile.save()
    assert ClinicianProfile.objects.get(user=dr_bob).slug == "dr-bob"


@pytest.mark.parametrize(("name", "slug"), [("沈以安", "沈以安"), ("Shen Yi-an", "shen-yi-an")])
def test_a_slug_is_made_of_the_name(neurology: Department, name: str, slug: str) -> None:
    assert clinician("shen@example.org", name, neurology).profile.slug == slug


def test_a_name_of_signs_only_still_gives_a_slug(neurology: Department) -> None:
    user = clinician("signs@example.org", "???", neurology)
    assert user.profile.slug == f"clinician-{user.pk}"


def clinician(email: str, name: str, department: Department) -> User:
    user = User.objects.create_user(email=email, name=name, role=Role.CLINICIAN, department=department)
    ClinicianProfile.objects.create(
        user=user, licence_number="1", licence_authority="Council", licence_expires_on=date(2030, 1, 1)
    )
    return user


def test_an_operator_says_who_leads_a_department(client: Client, oscar: User, dr_bob: User, erin: User) -> None:
    client.force_login(oscar)
    client.post(reverse("accounts:make_lead", args=[dr_bob.pk]))
    assert User.objects.get(pk=dr_bob.pk).leads_department
    client.post(reverse("accounts:make_lead", args=[erin.pk]))
    assert not User.objects.get(pk=erin.pk).leads_department, "an editor leads no department"
    client.post(reverse("accounts:end_lead", args=[dr_bob.pk]))
    assert not User.objects.get(pk=dr_bob.pk).leads_department
    acts = Event.objects.filter(object_ref=str(dr_bob.pk)).values_list("action", flat=True)
    assert list(acts) == ["person.made_lead", "person.lead_ended"]
