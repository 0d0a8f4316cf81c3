"""A doctor has one public page, whoever else bears the name."""

from datetime import date
from importlib import import_module

import pytest
from django.apps import apps
from django.test import Client

from consilia.accounts.models import ClinicianProfile, Role, User
from tests import factories

pytestmark = pytest.mark.django_db


def shown(client: Client, slug: str) -> str:
    return client.get(f"/en/doctors/{slug}").content.decode()


def namesake(of: User, by: User) -> User:
    user = User.objects.create_user(
        email="namesake@example.org", name=of.name, role=Role.CLINICIAN, department=of.department, hospital=of.hospital
    )
    ClinicianProfile.objects.create(
        user=user,
        licence_number="EX-2",
        licence_authority="Example Medical Council",
        licence_expires_on=date(2030, 1, 1),
        verified_at=factories.NOW,
        verified_by=by,
    )
    return user


def test_two_doctors_of_one_name_have_two_pages(client: Client, dr_bob: User, erin: User, oscar: User) -> None:
    factories.published(by=dr_bob, editor=erin, title="Answered by the first")
    factories.published(by=namesake(dr_bob, oscar), editor=erin, title="Answered by the second")
    first, second = shown(client, "dr-bob"), shown(client, "dr-bob-2")
    assert "Answered by the first" in first
    assert "Answered by the second" not in first
    assert "Answered by the second" in second
    assert "Answered by the first" not in second


def test_an_archive_s_author_of_the_same_slug_shares_the_page(client: Client, dr_bob: User, erin: User) -> None:
    factories.page(title="Answered long ago", clinician="Dr Bob").replies.update(licence_verified=False)
    factories.published(by=dr_bob, editor=erin, title="Answered today")
    page = shown(client, "dr-bob")
    assert "Answered long ago" in page
    assert "Answered today" in page
    assert "licence verified" not in page, "nobody has verified who answered long ago"


def test_a_page_vouches_for_a_doctor_whose_replies_are_all_verified(client: Client, dr_bob: User, erin: User) -> None:
    factories.published(by=dr_bob, editor=erin, title="Answered today")
    assert "licence verified" in shown(client, "dr-bob")


def test_replies_published_before_doctors_had_slugs_move_to_the_doctor_s_page(dr_bob: User, erin: User) -> None:
    before = factories.published(by=dr_bob, editor=erin)
    foreign = factories.page(clinician=f"Dr Bob {dr_bob.pk}")
    before.replies.update(clinician_slug=f"dr-bob-{dr_bob.pk}")
    import_module("consilia.library.migrations.0004_one_page_a_doctor").sign_with_own_slug(apps, None)
    assert before.replies.get().clinician_slug == "dr-bob"
    assert foreign.replies.get().clinician_slug == f"dr-bob-{dr_bob.pk}"


def test_the_clinician_who_came_first_keeps_the_plain_name(dr_bob: User, oscar: User) -> None:
    other = namesake(dr_bob, oscar)
    for number, user in enumerate((dr_bob, other)):
        ClinicianProfile.objects.filter(user=user).update(slug=f"none-yet-{number}")
    import_module("consilia.accounts.migrations.0002_clinician_slug").give_slugs(apps, None)
    slugs = ClinicianProfile.objects.order_by("pk").values_list("slug", flat=True)
    assert list(slugs) == ["dr-bob", "dr-bob-2"]
