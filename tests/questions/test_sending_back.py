"""An editor sends a question back before publication; the asker looks again; nothing is lost or told elsewhere."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from consilia.accounts.models import Consent, User
from consilia.audit.models import Event
from consilia.library.models import Page
from consilia.questions import actions, forgetting, notices, publishing, sending_back
from consilia.questions.links import private_path
from consilia.questions.models import Notice, Question, SentBack, StateChanged
from consilia.questions.policies import Refused
from consilia.questions.states import State
from tests import factories
from tests.desk.desk_acts import address, approved, at_the_desk, send
from tests.factories import NOW
from tests.questions.flow import EMERGENCY, words_of
from tests.traces import stored

pytestmark = pytest.mark.django_db

FIRST = "My left eyelid has been twitching since I was elected mayor of Smallford. Is it dangerous?"
BETTER = "My left eyelid has been twitching since I began a busy job. Is it dangerous?"
LETTER = "Please leave out your office: there is one mayor only."
LATER = NOW + timedelta(days=1)


@pytest.fixture
def question(dr_bob: User) -> Question:
    return factories.answered(by=dr_bob, text=FIRST, email="asker@example.org")


@pytest.fixture
def returned(dr_bob: User, erin: User) -> Question:
    """Sent back by Erin."""
    return factories.sent_back(by=erin, doctor=dr_bob, letter=LETTER, text=FIRST, email="asker@example.org")


def fresh(question: Question) -> Question:
    return Question.objects.get(pk=question.pk)


def events(question: Question) -> list[str]:
    return [event.action for event in Event.objects.about("question", str(question.reference))]


# --- the editor ---


def test_an_editor_sends_it_back_from_the_desk_and_the_trail_stays_visible(question: Question, erin: User) -> None:
    editor = at_the_desk(erin)
    assert f"{address('case', question)}#send_back_heading" in words_of(editor.get(address("publish", question)))
    response = send(editor, "send_back", question, obstacle="recognisable", text=LETTER)
    assert response["Location"] == address("case", question)
    assert fresh(question).state == State.SENT_BACK
    assert "question.sent_back" in events(question)
    case = words_of(editor.get(address("case", question)))
    assert LETTER in case
    assert "Somebody could be recognised by it" in case
    lists = [editor.get(reverse("desk:to_publish"), {"show": show}).context["lines"] for show in ("ready", "sent-back")]
    assert [[line.question for line in lines] for lines in lists] == [[], [question]]
    assert editor.get(address("publish", question)).status_code == 409


@pytest.mark.parametrize("missing", ["obstacle", "text"])
def test_a_reason_is_asked_for(question: Question, erin: User, missing: str) -> None:
    typed = {"obstacle": "unclear", "text": LETTER, missing: ""}
    response = send(at_the_desk(erin), "send_back", question, **typed)
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {missing}
    assert fresh(question).state == State.ANSWERED


def test_what_the_editor_wrote_is_sealed_and_no_mail_nor_event_holds_it(returned: Question) -> None:
    assert LETTER not in stored()
    notices.send_some(now=NOW)
    assert Notice.objects.filter(kind="sent_back").exists()
    mail = notices.message(Notice.objects.get(kind="sent_back"))
    assert "mayor" not in f"{mail.subject} {mail.body}"
    assert private_path(returned) in mail.body


def test_an_editor_who_thinks_again_takes_it_up_and_no_mail_goes_out(returned: Question, erin: User) -> None:
    send(at_the_desk(erin), "take_up", returned)
    assert fresh(returned).state == State.ANSWERED
    assert returned in Question.objects.ready_to_publish()
    assert not Notice.objects.filter(kind="sent_back").exists()
    assert SentBack.objects.count() == 1, "the trail stays"
    assert "question.taken_up" in events(returned)


@pytest.mark.parametrize("act", ["send_back", "take_up"])
def test_only_an_editor_decides(question: Question, dr_bob: User, act: str) -> None:
    response = send(at_the_desk(dr_bob), act, question, obstacle="other", text=LETTER)
    assert response.status_code == 409
    assert "Only an editor can do this." in words_of(response)


def test_of_two_editors_one_wins(question: Question, erin: User) -> None:
    stale = fresh(question)
    sending_back.send_back(question=question, by=erin, obstacle="other", text=LETTER, now=NOW)
    with pytest.raises(StateChanged):
        stale.move("send_back", now=NOW)
    with pytest.raises(Refused):
        sending_back.send_back(question=fresh(question), by=erin, obstacle="other", text="Again", now=NOW)


def test_a_doctor_can_still_add_a_reply_and_it_stays_with_the_asker(returned: Question, dr_bob: User) -> None:
    actions.reply(question=fresh(returned), by=dr_bob, text="And see an eye doctor.", now=LATER)
    assert (fresh(returned).state, returned.replies.count()) == (State.SENT_BACK, 2)


# --- the asker ---


def test_the_asker_reads_why_and_how_it_would_look(client: Client, returned: Question) -> None:
    page = words_of(client.get(private_path(returned)))
    assert LETTER in page
    assert "Somebody could be recognised by it" in page
    assert "nearly always harmless" in page, "the reply is not touched"
    look = words_of(client.get(f"{private_path(returned)}/resubmit"))
    assert LETTER in look
    assert FIRST in look
    shown = client.post(f"{private_path(returned)}/resubmit", {"text": "Call me: 0912-345-678.", "show": "yes"})
    assert shown.status_code == 200
    assert "[phone]" in words_of(shown)
    assert fresh(returned).state == State.SENT_BACK


def test_other_words_go_back_to_the_editor_and_to_the_page_and_the_doctor_s_stay(
    client: Client, returned: Question, erin: User
) -> None:
    response = client.post(f"{private_path(returned)}/resubmit", {"text": BETTER, "may_publish": "on"}, follow=True)
    assert "An editor looks at it again" in words_of(response)
    again = fresh(returned)
    assert (again.state, again.text, again.wording) == (State.ANSWERED, FIRST, BETTER)
    editor = at_the_desk(erin)
    assert "sent back 1 time" in words_of(editor.get(reverse("desk:to_publish")))
    side_by_side = editor.get(address("publish", returned))
    assert side_by_side.context["form"]["question"].value() == BETTER
    for words in (FIRST, LETTER, "does the reply still fit?"):
        assert words in words_of(side_by_side)
    send(editor, "publish", returned, **approved(returned, question=BETTER))
    assert Page.objects.get().question == BETTER
    assert events(returned).count("question.resubmitted") == 1


def test_agreeing_anew_to_the_same_words_is_enough_and_the_ledger_keeps_both(
    client: Client, returned: Question
) -> None:
    client.post(f"{private_path(returned)}/resubmit", {"text": FIRST, "may_publish": "on"})
    assert fresh(returned).state == State.ANSWERED
    assert not returned.messages.exists()
    ledger = Consent.objects.filter(subject=str(returned.reference), scope="publish").order_by("pk")
    assert [consent.withdrawn_at is None for consent in ledger] == [False, True]


@pytest.mark.parametrize("typed", [{"text": BETTER}, {"text": " ", "may_publish": "on"}])
def test_without_words_or_consent_nothing_goes_back(client: Client, returned: Question, typed: dict[str, str]) -> None:
    response = client.post(f"{private_path(returned)}/resubmit", typed)
    assert response.status_code == 422
    assert fresh(returned).state == State.SENT_BACK


def test_the_asker_may_leave_it_at_that(client: Client, returned: Question, erin: User) -> None:
    client.post(f"{private_path(returned)}/keep-private")
    assert (fresh(returned).state, fresh(returned).may_publish) == (State.ANSWERED, False)
    assert returned not in Question.objects.visible_to(erin)


def test_what_was_taken_up_meanwhile_is_refused_and_the_words_are_kept(
    client: Client, returned: Question, erin: User
) -> None:
    sending_back.take_up(question=returned, by=erin, now=NOW)
    response = client.post(f"{private_path(returned)}/resubmit", {"text": BETTER, "may_publish": "on"})
    assert response.status_code == 409
    assert BETTER in words_of(response)
    assert fresh(returned).wording == FIRST


# --- danger ---


def test_new_danger_in_the_new_words_is_answered_at_once_and_seen_by_a_doctor(
    client: Client, returned: Question
) -> None:
    response = client.post(f"{private_path(returned)}/resubmit", {"text": EMERGENCY, "may_publish": "on"}, follow=True)
    assert "Call 119 now" in words_of(response)
    assert (fresh(returned).state, fresh(returned).level) == (State.REVIEW, "emergency")
    assert returned not in Question.objects.ready_to_publish()


def test_danger_that_a_doctor_has_answered_is_not_asked_about_again(dr_bob: User, erin: User) -> None:
    told = f"{EMERGENCY} I am the mayor."
    question = factories.question(department=dr_bob.department)
    actions.add(question=question, text=told, now=NOW)
    actions.reply(question=fresh(question), by=dr_bob, text="You were right to go.", level="soon", now=NOW)
    sending_back.send_back(question=fresh(question), by=erin, obstacle="recognisable", text=LETTER, now=NOW)
    sending_back.resubmit(question=question, text=EMERGENCY, now=LATER)
    assert (fresh(question).state, fresh(question).level) == (State.ANSWERED, "soon")
    assert publishing.judged_level(question) == "", (
        "a doctor's urgency is not published over words that no doctor has read"
    )


def test_a_triage_that_fails_on_the_new_words_is_seen_by_a_person(
    returned: Question, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_words: object, **_facts: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("consilia.questions.assessing.triage.assess", fails)
    sending_back.resubmit(question=returned, text=BETTER, now=LATER)
    assert (fresh(returned).state, fresh(returned).unsure) == (State.REVIEW, True)


# --- forgetting ---


def test_letters_and_new_words_go_by_schedule_are_in_the_copy_and_are_counted_when_erased(
    client: Client, returned: Question, erin: User
) -> None:
    sending_back.resubmit(question=returned, text=BETTER, now=NOW)
    copy = json.loads(client.get(f"{private_path(returned)}/copy").content)
    assert [(letter["obstacle"], letter["text"]) for letter in copy["sent_back"]] == [("recognisable", LETTER)]
    sending_back.send_back(question=fresh(returned), by=erin, obstacle="unclear", text="Almost.", now=NOW)
    forgetting.forget_some(now=NOW + timedelta(days=180))
    assert set(SentBack.objects.values_list("text", flat=True)) == {""}
    with pytest.raises(Refused):
        sending_back.resubmit(question=fresh(returned), text=FIRST, now=LATER)
    assert "2 letters of an editor" in words_of(client.post(f"{private_path(returned)}/erase", follow=True))
    assert not SentBack.objects.exists()


def test_the_list_takes_as_many_queries_with_letters(
    returned: Question, erin: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = at_the_desk(erin)
    with django_assert_num_queries(8):
        client.get(reverse("desk:to_publish"), {"show": "sent-back"})
