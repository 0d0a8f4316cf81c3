"""The ask flow, page by page."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import settings as installation
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from consilia.accounts.models import Consent, Department, User
from consilia.audit.models import Event
from consilia.engines.triage import Level
from consilia.engines.triage.rules import rulebook
from consilia.questions import publishing
from consilia.questions.links import private_token, token_hash
from consilia.questions.models import Draft, Question
from consilia.questions.states import State
from consilia.questions.views.danger import _ALSO, _SUICIDE_FLAGS
from tests import factories
from tests.questions.flow import (
    EMERGENCY,
    EYELID,
    EYELID_ZH,
    SUICIDE,
    VAGUE,
    answer_safety,
    path,
    sent,
    tell,
    up_to_consent,
    words_of,
)

pytestmark = pytest.mark.django_db

STEPS = [
    "ask_emergency",
    "ask_about",
    "ask_guardian",
    "ask_safety",
    "ask_answers",
    "ask_department",
    "ask_consent",
    "ask_check",
]


def test_the_first_page_asks_for_the_question_and_keeps_nothing(client: Client) -> None:
    response = client.get(path("ask"))
    assert response.status_code == 200
    assert "<h1" in words_of(response)
    assert "consilia_draft" not in response.cookies
    assert not Draft.objects.exists()


@pytest.mark.parametrize("name", STEPS)
@pytest.mark.parametrize("method", ["get", "post"])
def test_no_page_of_the_flow_opens_without_a_question(client: Client, name: str, method: str) -> None:
    response = getattr(client, method)(path(name))
    assert response.status_code == 302
    assert response["Location"] == path("ask")
    assert not Question.objects.exists()


@pytest.mark.parametrize("name", ["ask_answers", "ask_consent", "ask_check"])
def test_skipping_ahead_leads_to_the_first_page_left_out(client: Client, name: str) -> None:
    tell(client, "ask", {"text": EYELID})
    assert client.get(path(name))["Location"] == path("ask_about")
    assert client.post(path(name), {"may_answer": "on"})["Location"] == path("ask_about")
    assert not Question.objects.exists()


@pytest.mark.parametrize("text", ["", "   \n\t ", "\u200b\u200e", "\x00", "a\x00b", "x" * 10_001])
def test_a_question_that_cannot_be_kept_is_sent_back_with_a_reason(client: Client, text: str) -> None:
    response = client.post(path("ask"), {"text": text})
    assert response.status_code == 422
    assert "nhsuk-error-summary" in words_of(response)
    assert 'href="#id_text"' in words_of(response)
    assert not Draft.objects.exists()


def test_a_question_of_exactly_the_longest_length_is_taken(client: Client) -> None:
    lines = "head ache\r\n" * 1_000
    assert client.post(path("ask"), {"text": lines[:-2]}).status_code == 302


def test_a_text_that_is_too_long_stays_on_the_page(client: Client) -> None:
    response = client.post(path("ask"), {"text": "twitch " * 2_000})
    assert "twitch twitch" in words_of(response)
    assert "3999 characters too long" in words_of(response)


def test_the_draft_survives_a_reload_and_the_back_button(client: Client) -> None:
    tell(client, "ask", {"text": EYELID})
    tell(client, "ask_about", {"relation": "parent", "age": "71", "medicines": "aspirin"})
    assert EYELID in words_of(client.get(path("ask")))
    for _ in range(2):
        about = words_of(client.get(path("ask_about")))
        assert 'value="71"' in about
        assert "aspirin" in about
        assert re.search(r'value="parent"[^>]*checked', about)


def test_the_months_of_a_baby_come_back_as_months(client: Client) -> None:
    tell(client, "ask", {"text": EYELID})
    tell(client, "ask_about", {"relation": "child", "age": "2", "age_unit": "months"})
    about = words_of(client.get(path("ask_about")))
    assert 'value="2"' in about
    assert re.search(r'value="months"[^>]*selected', about)


@pytest.mark.parametrize("age", ["minus", "-1", "126", "inf", "1e400"])
def test_an_impossible_age_is_sent_back(client: Client, age: str) -> None:
    tell(client, "ask", {"text": EYELID})
    response = client.post(path("ask_about"), {"relation": "self", "age": age})
    assert response.status_code == 422
    assert 'href="#id_age"' in words_of(response)


def test_everything_about_the_person_may_be_left_open(client: Client) -> None:
    tell(client, "ask", {"text": EYELID})
    assert tell(client, "ask_about", {}) in {path("ask_safety"), path("ask_answers")}


def test_the_draft_is_found_by_a_cookie_that_scripts_cannot_read(client: Client) -> None:
    tell(client, "ask", {"text": EYELID})
    cookie = client.cookies["consilia_draft"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["path"] == "/"
    assert cookie["max-age"] == installation.CONSILIA_DRAFT_DAYS * 86_400
    assert Draft.objects.get().key_hash == token_hash(cookie.value)


def test_the_cookie_travels_by_https_only_where_readers_do(client: Client, settings: Settings) -> None:
    settings.SESSION_COOKIE_SECURE = True
    tell(client, "ask", {"text": EYELID})
    assert client.cookies["consilia_draft"]["secure"]


def test_another_browser_does_not_see_the_draft(client: Client) -> None:
    tell(client, "ask", {"text": EYELID})
    assert EYELID not in words_of(Client().get(path("ask")))


def test_an_old_draft_is_not_found(client: Client) -> None:
    tell(client, "ask", {"text": EYELID})
    Draft.objects.update(updated_at=timezone.now() - timedelta(days=installation.CONSILIA_DRAFT_DAYS, seconds=1))
    assert client.get(path("ask_about"))["Location"] == path("ask")


def test_nothing_of_the_text_is_in_addresses_or_the_session(client: Client) -> None:
    response = client.post(path("ask"), {"text": EYELID})
    assert "eyelid" not in response["Location"]
    assert "sessionid" not in client.cookies


@pytest.mark.parametrize("name", ["ask", "ask_about", "ask_sent"])
def test_pages_of_the_flow_are_kept_by_nobody_and_tell_no_other_site(client: Client, name: str) -> None:
    tell(client, "ask", {"text": EYELID})
    response = client.get(path(name))
    assert response["Cache-Control"] == "no-store"
    assert response["Referrer-Policy"] == "same-origin"


def test_forged_forms_are_refused() -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post(path("ask"), {"text": EYELID}).status_code == 403


# --- danger first ---


def test_an_emergency_interrupts_before_anything_is_asked_or_stored(client: Client) -> None:
    assert tell(client, "ask", {"text": EMERGENCY}) == path("ask_emergency")
    page = words_of(client.get(path("ask_emergency")))
    assert "Call 119 now" in page
    assert 'href="tel:119"' in page
    assert "chest pain" in page
    assert not Question.objects.exists()


@pytest.mark.parametrize("name", ["ask_about", "ask_answers", "ask_check"])
def test_no_other_page_opens_before_the_advice_was_read(client: Client, name: str) -> None:
    tell(client, "ask", {"text": EMERGENCY})
    assert client.get(path(name))["Location"] == path("ask_emergency")
    assert client.post(path(name))["Location"] == path("ask_emergency")


def test_memory_holds_once_that_the_advice_was_shown_and_none_of_the_words(client: Client) -> None:
    tell(client, "ask", {"text": EMERGENCY})
    client.get(path("ask_emergency"))
    client.get(path("ask_emergency"))
    event = Event.objects.get(action="asker.emergency_shown")
    assert event.actor == "asker"
    assert event.detail == {"advice": "general"}


def test_somebody_who_thinks_of_suicide_is_given_the_line_for_it(client: Client) -> None:
    tell(client, "ask", {"text": SUICIDE})
    page = words_of(client.get(path("ask_emergency")))
    assert page.index('href="tel:1925"') < page.index('href="tel:119"')
    assert "not alone" in page


def test_an_emergency_that_is_still_sent_lands_in_review_on_top(client: Client, neurology: Department) -> None:
    factories.question(department=neurology, level=Level.URGENT)
    tell(client, "ask", {"text": EMERGENCY})
    up_to_consent(client, EMERGENCY)
    tell(client, "ask_consent", {"may_answer": "on"})
    assert tell(client, "ask_check") == path("ask_sent")
    question = Question.objects.most_urgent_first().first()
    assert question is not None
    assert question.text == EMERGENCY
    assert question.state == State.REVIEW
    receipt = words_of(client.get(path("ask_sent"))).partition("<main")[2]
    assert receipt.index("Call 119 now") < receipt.index("We have your question")


def test_a_change_of_words_into_an_emergency_shows_the_advice_again(client: Client) -> None:
    up_to_consent(client)
    assert tell(client, "ask", {"text": EMERGENCY}) == path("ask_emergency")


def test_medicines_that_tell_of_danger_lead_to_the_advice(client: Client) -> None:
    tell(client, "ask", {"text": EYELID})
    assert tell(client, "ask_about", {"medicines": EMERGENCY}) == path("ask_emergency")


def test_a_yes_to_a_safety_question_can_turn_out_an_emergency(client: Client) -> None:
    tell(client, "ask", {"text": "I have had a headache since yesterday."})
    assert tell(client, "ask_about", {"age": "50"}) == path("ask_safety")
    page = words_of(client.get(path("ask_safety")))
    names = re.findall(r'<input type="radio" name="([^"]+)" value="yes"', page)
    at = tell(client, "ask_safety", dict.fromkeys(names, "yes"))
    assert at == path("ask_emergency")
    assert "Why we say this" in words_of(client.get(at))


def test_the_emergency_page_is_not_shown_where_there_is_none(client: Client) -> None:
    tell(client, "ask", {"text": EYELID})
    assert client.get(path("ask_emergency"))["Location"] == path("ask_about")


def test_somebody_who_swallowed_something_is_given_the_poison_line(client: Client) -> None:
    tell(client, "ask", {"text": "My 2 year old swallowed a button battery an hour ago."})
    page = words_of(client.get(path("ask_emergency")))
    assert page.index('href="tel:119"') < page.index('href="tel:02-2871-7121"')


def test_a_number_that_serves_two_purposes_is_shown_once(client: Client, settings: Settings) -> None:
    settings.CONSILIA_JURISDICTION = "generic"
    tell(client, "ask", {"text": SUICIDE})
    assert words_of(client.get(path("ask_emergency"))).count('href="tel:112"') == 1


def test_the_flags_that_choose_the_advice_are_flags_of_the_rules() -> None:
    assert _SUICIDE_FLAGS | _ALSO.keys() <= {rule.id for rule in rulebook()}


# --- guardian, safety, answers ---


@pytest.mark.parametrize(
    "about",
    [
        {"relation": "self", "age": "15"},
        {"relation": "child"},
        {"relation": "other", "age": "17.9"},
        {"relation": "child", "age": "3", "age_unit": "months"},
    ],
)
def test_under_age_only_a_guardian_goes_on(client: Client, about: dict[str, str]) -> None:
    tell(client, "ask", {"text": EYELID})
    assert tell(client, "ask_about", about) == path("ask_guardian")
    refused = client.post(path("ask_guardian"), {})
    assert refused.status_code == 422
    assert client.get(path("ask_consent"))["Location"] == path("ask_guardian")
    assert tell(client, "ask_guardian", {"confirmed": "on"}) != path("ask_guardian")


def test_a_grown_up_child_needs_no_guardian(client: Client) -> None:
    tell(client, "ask", {"text": EYELID})
    assert tell(client, "ask_about", {"relation": "child", "age": "18"}) != path("ask_guardian")


def test_who_confirmed_for_one_child_confirms_anew_for_another(client: Client) -> None:
    up_to_consent(client, relation="child", age="5")
    assert tell(client, "ask_about", {"relation": "self", "age": "15"}) == path("ask_guardian")
    assert tell(client, "ask_guardian", {"confirmed": "on"}) == path("ask_consent")


def test_a_young_person_alone_is_told_where_to_turn(client: Client) -> None:
    tell(client, "ask", {"text": EYELID})
    tell(client, "ask_about", {"relation": "self", "age": "15"})
    page = words_of(client.get(path("ask_guardian")))
    assert 'href="tel:113"' in page
    assert "somebody who looks after you" in page


def test_safety_questions_must_be_answered(client: Client) -> None:
    tell(client, "ask", {"text": "I have had a headache since yesterday."})
    assert tell(client, "ask_about", {"age": "50"}) == path("ask_safety")
    assert client.post(path("ask_safety"), {}).status_code == 422


def test_safety_answers_are_kept_as_yes_or_no(client: Client) -> None:
    question = sent(client, "I have had a headache since yesterday.")
    assert question.safety_answers
    assert set(question.safety_answers.values()) == {False}


def test_earlier_answers_can_be_gone_back_to(client: Client) -> None:
    up_to_consent(client, "I have had a headache since yesterday.")
    page = words_of(client.get(path("ask_safety")))
    assert re.search(r'value="no"[^>]*checked', page)


def test_where_nothing_close_was_answered_the_page_says_so(client: Client) -> None:
    tell(client, "ask", {"text": EYELID})
    answer_safety(client, tell(client, "ask_about", {"age": "34"}))
    page = words_of(client.get(path("ask_answers")))
    assert "no answered question" in page
    assert "This answers my question" not in page


def test_what_doctors_already_answered_is_shown_and_can_end_the_road(client: Client, neurology: Department) -> None:
    from consilia.library import shelving

    shelved = factories.page(question=EYELID)
    shelving.rebuild()
    tell(client, "ask", {"text": EYELID})
    answer_safety(client, tell(client, "ask_about", {"age": "34"}))
    page = words_of(client.get(path("ask_answers")))
    assert shelved.get_absolute_url() in page
    assert "Dr Bob" in page

    assert tell(client, "ask_answered") == path("ask_answered")
    assert not Draft.objects.exists()
    assert not Question.objects.exists()
    event = Event.objects.get(action="question.deflected")
    assert event.detail == {}
    assert client.get(path("ask_answered")).status_code == 200
    assert client.get(path("ask_about"))["Location"] == path("ask")


def test_who_has_no_draft_deflects_nothing(client: Client) -> None:
    assert tell(client, "ask_answered") == path("ask_answered")
    assert not Event.objects.exists()


# --- consent and sending ---


def test_without_consent_to_be_answered_there_is_no_question(client: Client) -> None:
    up_to_consent(client)
    response = client.post(path("ask_consent"), {"may_publish": "on"})
    assert response.status_code == 422
    assert 'href="#id_may_answer"' in words_of(response)
    assert client.post(path("ask_check"))["Location"] == path("ask_consent")
    assert not Question.objects.exists()


@pytest.mark.parametrize(("publish", "scopes"), [(False, ["answer"]), (True, ["answer", "publish"])])
def test_the_two_consents_are_separate(client: Client, publish: bool, scopes: list[str]) -> None:
    question = sent(client, publish=publish)
    assert question.may_publish is publish
    assert sorted(Consent.objects.values_list("scope", flat=True)) == scopes


def test_no_consent_is_ticked_beforehand(client: Client) -> None:
    up_to_consent(client)
    assert " checked" not in words_of(client.get(path("ask_consent")))


def test_the_preview_covers_what_identifies_and_keeps_the_rest(client: Client) -> None:
    up_to_consent(client, f"{EYELID} Call me on 0912-345-678.")
    page = words_of(client.get(path("ask_consent")))
    assert "0912-345-678" not in page
    assert "eyelid has been twitching" in page


def test_a_wrong_address_for_mail_is_sent_back(client: Client) -> None:
    up_to_consent(client)
    response = client.post(path("ask_consent"), {"may_answer": "on", "email": "not an address"})
    assert response.status_code == 422
    assert 'href="#id_email"' in words_of(response)


def test_check_shows_what_was_told_with_links_to_change_it(client: Client) -> None:
    up_to_consent(client, relation="parent", age="71", medicines="aspirin")
    tell(client, "ask_consent", {"may_answer": "on", "email": "kim@example.org"})
    page = words_of(client.get(path("ask_check")))
    for told in (EYELID, "71 years", "aspirin", "kim@example.org", "My mother or father"):
        assert told in page
    for name in ("ask", "ask_about", "ask_consent"):
        assert f'href="{path(name)}"' in page


def test_a_change_comes_back_to_check(client: Client) -> None:
    up_to_consent(client)
    tell(client, "ask_consent", {"may_answer": "on"})
    assert tell(client, "ask_about", {"relation": "self", "age": "35"}) == path("ask_check")


def test_sending_stores_the_question_and_deletes_the_draft(client: Client, neurology: Department) -> None:
    question = sent(client, relation="parent", age="71", sex="female", duration="two weeks", medicines="aspirin")
    assert (question.text, question.language) == (EYELID, "en")
    assert (question.relation, question.age_years, question.sex) == ("parent", 71, "female")
    assert (question.duration, question.medicines) == ("two weeks", "aspirin")
    assert not Draft.objects.exists()


def test_the_receipt_gives_the_link_the_number_and_what_comes_next(client: Client) -> None:
    question = sent(client)
    receipt = words_of(client.get(path("ask_sent")))
    link = f"http://testserver/en/my/{private_token(question.reference)}"
    assert receipt.count(link) >= 2
    assert question.number in receipt
    assert "What happens next" in receipt
    assert client.get(link).status_code == 200


def test_the_token_is_stored_only_as_a_hash(client: Client) -> None:
    question = sent(client)
    token = private_token(question.reference)
    assert question.token_hash == token_hash(token)
    assert token not in str(Question.objects.values().get())


def test_two_presses_make_one_question_and_show_one_receipt(client: Client) -> None:
    question = sent(client)
    first = words_of(client.get(path("ask_sent")))
    again = client.post(path("ask_check"), follow=True)
    assert Question.objects.get() == question
    assert question.number in words_of(again)
    assert question.number in first


def test_a_second_press_without_the_first_answer_still_finds_the_receipt(client: Client) -> None:
    up_to_consent(client)
    tell(client, "ask_consent", {"may_answer": "on"})
    impatient = Client()
    impatient.cookies["consilia_draft"] = client.cookies["consilia_draft"].value
    tell(client, "ask_check")
    receipt = impatient.post(path("ask_check"), follow=True)
    assert Question.objects.get().number in words_of(receipt)


def test_a_stranger_has_no_receipt(client: Client) -> None:
    sent(client)
    assert Client().get(path("ask_sent"))["Location"] == path("ask")


def test_after_a_receipt_another_question_can_be_asked(client: Client) -> None:
    first = sent(client)
    assert EYELID not in words_of(client.get(path("ask")))
    up_to_consent(client, "Why do my hands tremble when I hold a cup?")
    tell(client, "ask_consent", {"may_answer": "on"})
    tell(client, "ask_check")
    assert Question.objects.exclude(pk=first.pk).get().text.startswith("Why do my hands")


def test_what_triage_cannot_decide_is_looked_at_first_and_never_called_harmless(client: Client) -> None:
    question = sent(client, VAGUE)
    assert question.unsure
    assert question.state == State.REVIEW
    receipt = words_of(client.get(path("ask_sent")))
    assert "We cannot tell yet how urgent this is" in receipt
    assert "no sign of danger" not in receipt


def test_a_failing_engine_is_a_reason_to_look_not_to_wait(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from consilia.engines import triage

    # A fault put in on purpose, not a stand-in: no text is known to make the engine fail.
    def broken(*_args: object, **_facts: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(triage, "assess", broken)
    question = sent(client)
    assert question.state == State.REVIEW
    assert "Be seen by a doctor today" in words_of(client.get(path("ask_sent")))
    assert "failed" in caplog.text
    assert "eyelid" not in caplog.text


def test_the_flow_works_in_chinese(client: Client, neurology: Department) -> None:
    page = client.get("/zh-Hant/ask")
    assert page.status_code == 200
    assert '<html lang="zh-Hant">' in words_of(page)
    question = sent(client, EYELID_ZH, "zh-hant")
    assert question.language == "zh-Hant"
    assert Consent.objects.get().language == "zh-Hant"
    assert question.number in words_of(client.get(path("ask_sent", "zh-hant")))


def test_a_chinese_emergency_gets_chinese_advice(client: Client) -> None:
    at = tell(client, "ask", {"text": "我爸爸突然胸口劇痛、冒冷汗、喘不過氣"}, "zh-hant")
    assert at == "/zh-Hant/ask/emergency"
    assert "現在就打 119" in words_of(client.get(at))


@pytest.mark.parametrize(
    ("name", "most"),
    [("ask", 2), ("ask_about", 2), ("ask_consent", 2), ("ask_check", 2), ("ask_answers", 6)],
)
def test_pages_of_the_flow_cost_few_queries(
    client: Client, django_assert_max_num_queries: Callable[..., object], name: str, most: int
) -> None:
    up_to_consent(client)
    tell(client, "ask_consent", {"may_answer": "on"})
    with django_assert_max_num_queries(most):  # type: ignore[attr-defined]
        assert client.get(path(name)).status_code == 200


# --- hiding more ---


def test_words_that_the_asker_wants_hidden_are_shown_covered(client: Client) -> None:
    up_to_consent(client, "My left eyelid twitches since I began to train falcons. Is it dangerous?")
    response = client.post(path("ask_consent"), {"hidden_words": "train falcons", "show": "yes"})
    page = words_of(response)
    assert response.status_code == 200
    assert "since I began to [removed]." in page
    assert "Tick this box" not in page, "nothing else has to be right yet"


def test_what_does_not_stand_in_the_question_is_told(client: Client) -> None:
    up_to_consent(client)
    response = client.post(path("ask_consent"), {"hidden_words": "falcons", "show": "yes"})
    assert response.status_code == 422
    assert "does not stand in your question" in words_of(response)


def test_hidden_words_are_kept_with_the_question_and_covered_in_the_reply(client: Client, dr_bob: User) -> None:
    up_to_consent(client, "My left eyelid twitches since I began to train falcons. Is it dangerous?")
    tell(client, "ask_consent", {"may_answer": "on", "may_publish": "on", "hidden_words": "falcons"})
    assert "falcons" in words_of(client.get(path("ask_consent"))), "it stands there when one comes back"
    tell(client, "ask_check")
    question = Question.objects.get()
    assert question.hidden_words == ["falcons"]
    reply = "Whoever trains Falcons sleeps badly."
    [found] = publishing.findings(reply, language="en", question=question)
    assert reply[found.start : found.end] == "Falcons"


def test_another_wording_forgets_what_was_to_be_hidden(client: Client) -> None:
    up_to_consent(client, "My left eyelid twitches since I began to train falcons. Is it dangerous?")
    tell(client, "ask_consent", {"may_answer": "on", "hidden_words": "falcons"})
    tell(client, "ask", {"text": EYELID})
    assert "falcons" not in words_of(client.get(path("ask_consent")))
