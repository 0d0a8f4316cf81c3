"""A doctor joins: invited by mail, a password, a second factor, in by it, out everywhere."""

import re
from typing import Any
from urllib.parse import urlsplit

from django.core import mail
from playwright.sync_api import expect

from consilia.accounts.models import User
from tests.accounts.signing_in import code_of
from tests.journeys import steps
from tests.journeys.conftest import Arrive
from tests.journeys.people import Person

PASSWORD = "seven herons over the river"


def test_an_operator_invites_a_doctor_who_joins_with_an_app_and_no_javascript(
    arrive: Arrive, oscar: User, departments: None
) -> None:
    operator = arrive("en")
    doctor = arrive("zh-hant", java_script_enabled=False)
    given_an_operator_invites_a_doctor(operator, oscar)
    when_they_choose_a_password(doctor)
    secret = when_they_set_up_an_app(doctor)
    when_they_leave(doctor)
    then_the_password_alone_is_not_enough(doctor)
    when_they_type_a_code(doctor, code_of(secret))
    doctor.stands_at("Questions that wait")
    when_they_sign_out_everywhere(doctor)
    doctor.opens("desk:queue")
    doctor.stands_at("Sign in")
    operator.page.reload()
    operator.reads(operator.words("set up"))


def test_a_doctor_adds_a_passkey_and_signs_in_with_it(arrive: Arrive, dr_bob: User) -> None:
    doctor = arrive("en")
    given_a_device_that_keeps_passkeys(doctor)
    steps.when_they_sign_in(doctor, dr_bob)
    doctor.opens("mfa_add_webauthn")
    doctor.stands_at("Add a passkey")
    doctor.presses("Create a passkey")
    doctor.stands_at("Recovery codes")
    doctor.opens("mfa_index")
    doctor.stands_at("Security")
    doctor.reads("Passkey 1")
    when_they_leave(doctor)
    steps.when_they_sign_in(doctor, dr_bob)
    doctor.stands_at("Second step")
    doctor.presses("Use a passkey")
    doctor.stands_at("Questions that wait")


def given_an_operator_invites_a_doctor(operator: Person, oscar: User) -> None:
    steps.when_they_sign_in(operator, oscar)
    operator.page.get_by_role("navigation", name="Main").get_by_role("link", name="People", exact=True).click()
    operator.stands_at("People")
    operator.follows("Invite somebody")
    operator.stands_at("Invite somebody")
    operator.writes("Email address", "lee@hospital.example")
    operator.writes("Name", "Lee Mei")
    operator.ticks("Clinician")
    operator.ticks("繁體中文")
    operator.writes("Name in original script", "李玫")
    operator.field("Department").select_option(label="Neurology")
    operator.writes("Hospital", "General Hospital")
    operator.writes("Licence number", "12345")
    operator.writes("Authority that gave the licence", "Ministry of Health and Welfare")
    operator.writes("Licence valid until", "2035-01-31")
    operator.presses("Send the invitation")
    operator.stands_at("Lee Mei")
    operator.reads("A link to choose a password went to lee@hospital.example.")


def given_a_device_that_keeps_passkeys(doctor: Person) -> None:
    """The browser's own stand-in for a security key."""
    device: Any = doctor.page.context.new_cdp_session(doctor.page)
    device.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasUserVerification": True, "isUserVerified": True}
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options | {"automaticPresenceSimulation": True}})


def when_they_choose_a_password(doctor: Person) -> None:
    found = re.search(r"https?://\S+", str(mail.outbox[-1].body))
    assert found
    doctor.page.goto(urlsplit(found[0]).path)
    doctor.stands_at("Choose a password")
    doctor.writes("New password", PASSWORD)
    doctor.writes("Once more", PASSWORD)
    doctor.presses("Keep this password")
    doctor.reads(doctor.words("Your password is stored. Sign in with it."))
    steps.fill_in_the_sign_in(doctor, newcomer(), PASSWORD)


def when_they_set_up_an_app(doctor: Person) -> str:
    doctor.stands_at("Security")
    doctor.follows("Set up an authenticator app")
    doctor.stands_at("Set up an authenticator app")
    secret = doctor.page.locator("#totp_key").inner_text()
    doctor.writes("Code that the app shows", code_of(secret))
    doctor.presses("Set up")
    doctor.stands_at("Recovery codes")
    expect(doctor.page.locator(".consilia-codes li")).to_have_count(10)
    return secret


def when_they_leave(worker: Person) -> None:
    worker.presses("Sign out")


def then_the_password_alone_is_not_enough(doctor: Person) -> None:
    doctor.opens("accounts:sign_in")
    steps.fill_in_the_sign_in(doctor, newcomer(), PASSWORD)
    doctor.stands_at("Second step")
    doctor.opens("desk:queue")
    doctor.stands_at("Second step")


def when_they_type_a_code(doctor: Person, code: str) -> None:
    doctor.writes("Code", code)
    doctor.page.get_by_role("main").get_by_role("button", name=doctor.words("Sign in"), exact=True).click()


def when_they_sign_out_everywhere(doctor: Person) -> None:
    doctor.opens("mfa_index")
    doctor.stands_at("Security")
    doctor.presses("Sign out everywhere")
    doctor.reads(doctor.words("You are signed out everywhere."))


def newcomer() -> User:
    return User.objects.get(email="lee@hospital.example")
