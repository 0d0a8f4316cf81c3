"""A doctor's half-written reply is saved while they type, also after they were signed out and came back."""

import re

from django.conf import settings
from playwright.sync_api import Locator, expect

from consilia.accounts.models import User
from consilia.questions.models import ReplyDraft
from tests import factories
from tests.journeys import steps
from tests.journeys.conftest import Arrive
from tests.journeys.people import Person


def said(doctor: Person) -> Locator:
    return doctor.page.locator("[data-draft-said]")


def test_a_reply_is_saved_while_it_is_written(arrive: Arrive, dr_bob: User) -> None:
    question = factories.question(department=dr_bob.department)
    doctor = arrive()
    steps.when_they_sign_in(doctor, dr_bob)
    doctor.opens("desk:case", question.reference)
    reply = doctor.page.locator("#reply_text")

    reply.press_sequentially("Nearly always")
    expect(said(doctor)).to_have_text(re.compile("^Saved "))
    doctor.is_accessible()

    doctor.page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    reply.press_sequentially(" harmless.")
    expect(said(doctor)).to_contain_text("Not saved. Your text stays on this page.")

    elsewhere = Person(page=doctor.page.context.new_page(), language="en", check=doctor.check)
    steps.when_they_sign_in(elsewhere, dr_bob)
    elsewhere.stands_at("Questions that wait")
    expect(said(doctor)).to_have_text(re.compile("^Saved "), timeout=20_000)

    reply.press_sequentially(" Sleep more.")
    doctor.page.goto("about:blank")
    # What is sent while a page goes away has no answer to wait for.
    doctor.page.wait_for_timeout(1_000)
    doctor.opens("desk:case", question.reference)
    expect(doctor.page.locator("#reply_text")).to_have_value("Nearly always harmless. Sleep more.")
    assert ReplyDraft.objects.count() == 1

    doctor.presses("See it as the asker will")
    doctor.stands_at("As the asker sees it")
    doctor.reads("Nearly always harmless. Sleep more.", "Dr Bob")
