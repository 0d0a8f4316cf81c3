"""Sessions, and people who come and go: invited, off-boarded, brought back."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth import get_user
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from consilia.accounts.models import ClinicianProfile, Department, User
from consilia.audit.models import Event
from consilia.questions.models import Reply
from tests import factories
from tests.accounts.signing_in import sign_in, with_app
from tests.people import PASSWORD

CHOSEN = "correct horse battery staple"
DOCTOR = {
    "email": "Lee@hospital.example",
    "name": "Lee Mei",
    "name_original": "李玫",
    "role": "clinician",
    "language": "zh-hant",
    "hospital": "General Hospital",
    "licence_number": "12345",
    "licence_authority": "Ministry of Health",
    "licence_expires_on": "2030-01-31",
}


@pytest.fixture
def operator(client: Client, oscar: User) -> Client:
    sign_in(client, oscar.email)
    return client


def invite(operator: Client, department: Department, **more: str) -> User:
    answer = operator.post(reverse("accounts:invite"), DOCTOR | {"department": str(department.pk)} | more)
    assert answer.status_code == 302, answer.context["form"].errors
    return User.objects.get(email="lee@hospital.example")


def mailed_link() -> str:
    found = re.search(r"https?://[^/]+(/\S+/welcome/\S+)", str(mail.outbox[-1].body))
    assert found, mail.outbox[-1].body
    return found[1]


def choose(client: Client, link: str, password: str = CHOSEN) -> int:
    landed = client.get(link)
    if landed.status_code != 302:
        return landed.status_code
    typed = {"new_password1": password, "new_password2": password}
    return client.post(landed["Location"], typed).status_code


def test_a_doctor_is_invited_by_mail_and_chooses_a_password(
    operator: Client, oscar: User, neurology: Department
) -> None:
    doctor = invite(operator, neurology)
    assert not doctor.has_usable_password()
    assert (doctor.department, str(doctor.hospital)) == (neurology, "General Hospital")
    profile = ClinicianProfile.objects.get(user=doctor)
    assert (profile.name_original, profile.verified_at) == ("李玫", None)
    (sent,) = mail.outbox
    assert sent.to == ["lee@hospital.example"]
    assert "/zh-Hant/welcome/" in sent.body
    newcomer = Client()
    landed = newcomer.get(mailed_link())
    assert landed["Location"].endswith("/set-password"), "the token is out of the address before anything is loaded"
    assert choose(newcomer, mailed_link()) == 302
    assert not get_user(newcomer).is_authenticated, "the way in is the sign-in, with its limits"
    assert sign_in(newcomer, "lee@hospital.example", CHOSEN).status_code == 302
    invited = Event.objects.get(action="person.invited")
    assert (invited.actor, invited.object_ref, invited.detail) == (
        f"user:{oscar.pk}",
        str(doctor.pk),
        {"role": "clinician"},
    )


def test_a_link_works_once_for_some_days_and_for_nobody_else(
    operator: Client, neurology: Department, dr_bob: User, settings: Settings
) -> None:
    invite(operator, neurology)
    link = mailed_link()
    changed = link.replace(link.split("/")[3], "MQ")
    assert choose(Client(), changed) == 410
    assert choose(Client(), link[:-1] + ("a" if link[-1] != "a" else "b")) == 410
    assert choose(Client(), link, "password1234") == 422, "too common"
    settings.PASSWORD_RESET_TIMEOUT = -1
    assert choose(Client(), link) == 410
    settings.PASSWORD_RESET_TIMEOUT = 60
    assert choose(Client(), link) == 302
    assert choose(Client(), link, "another long password") == 410
    assert sign_in(Client(), "lee@hospital.example", "another long password").status_code == 422


def test_a_forgotten_password_is_replaced_by_a_link_and_the_second_factor_stays(operator: Client, dr_bob: User) -> None:
    with_app(Client(), dr_bob)
    operator.post(reverse("accounts:invite_again", args=[dr_bob.pk]), {"language": "en"})
    assert sign_in(Client(), dr_bob.email, PASSWORD).status_code == 302, "until a new one is chosen"
    assert choose(Client(), mailed_link()) == 302
    assert sign_in(Client(), dr_bob.email, PASSWORD).status_code == 422
    assert sign_in(Client(), dr_bob.email, CHOSEN)["Location"] == reverse("mfa_authenticate")


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"licence_number": ""}, "licence_number"),
        ({"licence_expires_on": "2020-01-01"}, "licence_expires_on"),
        ({"licence_expires_on": "soon"}, "licence_expires_on"),
        ({"department": ""}, "department"),
        ({"email": "OSCAR@example.org"}, "email"),
        ({"role": "superuser"}, "role"),
        ({"name": "Lee\x00"}, "name"),
    ],
)
def test_a_doctor_who_is_not_whole_is_not_invited(
    operator: Client, neurology: Department, typed: dict[str, str], field: str
) -> None:
    answer = operator.post(reverse("accounts:invite"), DOCTOR | {"department": str(neurology.pk)} | typed)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not mail.outbox
    assert not User.objects.filter(name__startswith="Lee").exists()


def test_mail_that_is_down_is_told_and_the_link_can_be_sent_again(
    operator: Client, neurology: Department, settings: Settings
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    doctor = invite(operator, neurology)
    page = operator.get(reverse("accounts:person", args=[doctor.pk])).content.decode()
    assert "could not be sent" in page
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    operator.post(reverse("accounts:invite_again", args=[doctor.pk]), {"language": "en"})
    assert choose(Client(), mailed_link()) == 302


def test_who_leaves_is_signed_out_at_once_and_what_they_replied_keeps_their_name(
    operator: Client, oscar: User, dr_bob: User
) -> None:
    factories.answered(by=dr_bob)
    ward, telephone = Client(), Client()
    for one in (ward, telephone):
        sign_in(one, dr_bob.email)
    operator.post(reverse("accounts:invite_again", args=[dr_bob.pk]), {"language": "en"})
    operator.post(reverse("accounts:off_board", args=[dr_bob.pk]))
    for one in (ward, telephone):
        assert one.get(reverse("desk:queue")).status_code == 302
        assert not get_user(one).is_authenticated
    assert not UserSession.objects.filter(user=dr_bob).exists()
    assert sign_in(Client(), dr_bob.email, PASSWORD).status_code == 422
    assert choose(Client(), mailed_link()) == 410, "nor by a link that was on its way"
    assert Reply.objects.get().clinician_name == "Dr Bob"
    recorded = Event.objects.filter(object_ref=str(dr_bob.pk), action__in=("sessions.ended", "person.off_boarded"))
    assert [(event.action, event.actor) for event in recorded.order_by("pk")] == [
        ("sessions.ended", f"user:{oscar.pk}"),
        ("person.off_boarded", f"user:{oscar.pk}"),
    ]


def test_who_comes_back_starts_anew(operator: Client, dr_bob: User) -> None:
    with_app(Client(), dr_bob)
    for act in ("off_board", "bring_back"):
        operator.post(reverse(f"accounts:{act}", args=[dr_bob.pk]))
    assert sign_in(Client(), dr_bob.email, PASSWORD).status_code == 422
    assert not Authenticator.objects.exists()
    operator.post(reverse("accounts:invite_again", args=[dr_bob.pk]), {"language": "en"})
    assert choose(Client(), mailed_link()) == 302
    assert sign_in(Client(), dr_bob.email, CHOSEN).status_code == 302


def test_an_operator_cannot_put_themselves_out(operator: Client, oscar: User) -> None:
    page = operator.post(reverse("accounts:off_board", args=[oscar.pk]), follow=True)
    assert "Another operator has to do this" in page.content.decode()
    oscar.refresh_from_db()
    assert oscar.is_active


def test_a_lost_telephone_is_helped_by_an_operator(operator: Client, oscar: User, dr_bob: User) -> None:
    doctor = Client()
    with_app(doctor, dr_bob)
    User.objects.filter(pk=dr_bob.pk).update(first_signed_in_at=timezone.now() - timedelta(days=30))
    operator.post(reverse("accounts:forget_second_factor", args=[dr_bob.pk]))
    assert not get_user(doctor).is_authenticated
    assert sign_in(doctor, dr_bob.email)["Location"] == reverse("desk:queue")
    assert doctor.get(reverse("desk:queue"))["Location"] == reverse("mfa_index"), "and has to add another at once"
    removed = Event.objects.get(action="second_factor.removed")
    assert (removed.actor, removed.object_ref) == (f"user:{oscar.pk}", str(dr_bob.pk))


def test_one_sees_where_one_is_signed_in_and_ends_it_everywhere(dr_bob: User) -> None:
    ward = Client(HTTP_USER_AGENT="Ward computer")
    telephone = Client(HTTP_USER_AGENT="Telephone", REMOTE_ADDR="203.0.113.9")
    for one in (ward, telephone):
        sign_in(one, dr_bob.email)
    page = ward.get(reverse("mfa_index")).content.decode()
    assert "Telephone" in page
    assert "203.0.113.9" in page
    assert ward.post(reverse("accounts:sign_out_everywhere"))["Location"] == reverse("accounts:sign_in")
    for one in (ward, telephone):
        assert not get_user(one).is_authenticated
    assert Event.objects.get(action="sessions.ended").detail == {"count": 2}


def test_another_password_signs_out_everywhere_else(client: Client, dr_bob: User) -> None:
    ward = Client()
    for one in (client, ward):
        sign_in(one, dr_bob.email)
    typed = {"oldpassword": "wrong", "password1": CHOSEN, "password2": CHOSEN}
    assert client.post(reverse("account_change_password"), typed).status_code == 422
    answer = client.post(reverse("account_change_password"), typed | {"oldpassword": PASSWORD})
    assert answer["Location"] == reverse("mfa_index")
    assert get_user(client) == dr_bob
    assert not get_user(ward).is_authenticated
    assert sign_in(Client(), dr_bob.email, CHOSEN).status_code == 302
