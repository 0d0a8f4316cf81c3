"""Advice with its reason: whom to see and how soon, because of what the asker wrote; for the asker's eyes alone."""

import logging

import pytest
from django.core import mail
from django.template.loader import render_to_string
from django.test import Client

from consilia.accounts.departments import install_canonical
from consilia.accounts.models import Department, User
from consilia.audit.models import Event
from consilia.engines.triage import Assessment, Level, RedFlag, assess, safety_question
from consilia.questions import actions
from consilia.questions.asked import Asked
from consilia.questions.links import private_path
from consilia.questions.models import Question
from consilia.questions.views.urgency import Because, before_sending
from consilia.website.working import work_until_idle
from tests import factories
from tests.questions.flow import EYELID, EYELID_ZH, VAGUE, path, sent, tell, up_to_consent, words_of
from tests.questions.test_support import ABUSE

pytestmark = pytest.mark.django_db

NUMB = "My face has been numb on one side for a week"
BECAUSE_NUMB = "See a neurologist today, because you wrote: “numb on one side”"
BECAUSE_EYELID = "See a neurologist within two weeks, because you wrote: “eyelid has been twitching”"


def shown(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(words_of(response).partition("<main")[2].split())


def everywhere(client: Client, text: str, language: str = "en") -> list[str]:
    """Before sending, on the receipt and on the private page."""
    up_to_consent(client, text, language)
    before = shown(client, path("ask_answers", language))
    tell(client, "ask_consent", {"may_answer": "on"}, language)
    tell(client, "ask_check", {}, language)
    receipt = shown(client, path("ask_sent", language))
    private = private_path(Question.objects.get()).replace("/en/", f"/{'zh-Hant' if language != 'en' else 'en'}/")
    return [before, receipt, shown(client, private)]


@pytest.mark.parametrize(
    ("text", "language", "words"),
    [
        (NUMB, "en", BECAUSE_NUMB),
        (EYELID, "en", BECAUSE_EYELID),
        (EYELID_ZH, "zh-hant", "請在兩週內看神經內科醫師，因為您寫到：「眼皮一直跳」"),
        ("我小便會痛，發燒，腰也很痛", "zh-hant", "請今天就看家庭醫學科醫師，因為您寫到：「小便會痛，發燒，腰也很痛」"),
    ],
    ids=["urgent", "soon", "soon in Chinese", "urgent in Chinese"],
)
def test_whom_to_see_when_and_why_stands_on_every_page_of_the_asker(
    client: Client, text: str, language: str, words: str
) -> None:
    for page in everywhere(client, text, language):
        assert words in page


def test_an_answer_to_the_safety_check_is_a_reason_too() -> None:
    asked = safety_question(assess(EYELID).ask_next[0])
    by_answer = RedFlag(asked.yes_means, "", 0, 0)
    verdict = Assessment(Level.URGENT, False, ("Neurology",), (by_answer,), (), "test")
    told = before_sending(verdict, safety_answers={asked.id: True}).because
    assert told == Because("a neurologist", wrote="", answered=asked.text["en"])
    page = " ".join(render_to_string("questions/_because.html", {"because": told, "card": "urgent"}).split())
    assert f"See a neurologist today, because you said yes to: “{asked.text['en']}”" in page


def test_without_a_red_flag_the_department_is_named_and_no_words_are_quoted(client: Client) -> None:
    install_canonical()
    sent(client, "I feel tired all the time and my knees hurt.")
    assert "See a family doctor within two weeks." in shown(client, path("ask_sent"))
    assert "because you wrote" not in shown(client, path("ask_sent"))


def test_what_is_harmless_or_undecided_sends_nobody_to_a_doctor(client: Client) -> None:
    sent(client, VAGUE)
    page = shown(client, path("ask_sent"))
    assert "We cannot tell yet" in page
    assert "within two weeks" not in page


def test_words_about_violence_are_not_repeated_to_whoever_looks_over_a_shoulder(client: Client) -> None:
    sent(client, ABUSE)
    page = shown(client, path("ask_sent"))
    assert "today" in page
    assert "hits me" not in page


def test_what_was_quoted_cannot_run_in_the_browser(client: Client) -> None:
    text = "My eyelid<script>alert(1)</script> has been twitching for two weeks."
    quotes = [flag.quote for flag in assess(text).red_flags]
    assert any("<script>" in quote for quote in quotes), "this text is about a quote with markup"
    for page in everywhere(client, text):
        assert "<script>alert" not in page
        assert "because you wrote" in page


def test_the_quote_is_in_no_address_no_log_no_mail_and_no_event(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    install_canonical()
    with caplog.at_level(logging.DEBUG):
        up_to_consent(client, NUMB)
        tell(client, "ask_consent", {"may_answer": "on", "email": "kim@example.org"})
        at = tell(client, "ask_check")
        response = client.get(at)
        work_until_idle()
    assert BECAUSE_NUMB in " ".join(words_of(response).split())
    assert response["Cache-Control"] == "no-store"
    assert "?" not in at
    assert "one side" not in " ".join(
        f"{record.name} {record.getMessage()}" for record in caplog.records if record.name.startswith("consilia")
    )
    assert mail.outbox
    assert "one side" not in " ".join(message.subject + str(message.body) for message in mail.outbox)
    assert "one side" not in str(list(Event.objects.values()))


def test_the_words_of_a_verdict_explain_no_other_level(client: Client, dr_bob: User, neurology: Department) -> None:
    asked = Asked(language="en", text=EYELID, age_years=34, may_answer=True)
    question = actions.submit(asked=asked, assessment=assess(EYELID), now=factories.NOW)
    assert "because you wrote" in shown(client, private_path(question))
    reason = "Ptosis on the same side"
    actions.settle(question=question, by=dr_bob, level="urgent", department=neurology, reason=reason, now=factories.NOW)
    page = shown(client, private_path(question))
    assert "Be seen by a doctor today" in page
    assert "because you wrote" not in page
    assert reason not in page, "a clinician's reason is for colleagues"


def test_after_the_reply_the_doctor_s_words_stand_alone(client: Client, dr_bob: User) -> None:
    question = factories.answered(by=dr_bob, text=EYELID)
    assert Level(question.level) is Level.SOON
    assert "See a neurologist" not in shown(client, private_path(question))
