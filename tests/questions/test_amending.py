"""A reply that was sent: worded anew, taken back, looked over by a second clinician."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from consilia.accounts.models import Department, User
from consilia.accounts.second_review import set_second_review
from consilia.audit.models import Event
from consilia.library.models import Page
from consilia.questions import actions, amending, forgetting, policies, publishing
from consilia.questions.links import private_path
from consilia.questions.models import Amendment, Notice, Question, Reply, StateChanged
from consilia.questions.policies import Refused
from consilia.questions.publishing import Approved, ApprovedChange
from tests import factories
from tests.factories import NOW
from tests.people import colleague
from tests.questions.flow import words_of

BEFORE = "An eyelid that twitches is nearly always harmless. Sleep more and drink less coffee."
AFTER = "An eyelid that twitches is often harmless. Have it seen if it lasts three weeks."
LATER = NOW + timedelta(hours=1)


def correct(question: Question, by: User, text: str = AFTER) -> None:
    reply = question.replies.get(by=by)
    amending.correct(
        question=question,
        reply=reply,
        by=by,
        text=text,
        urgent_signs="Your face droops",
        reason="I had the weeks wrong",
        now=LATER,
    )


def take_back(question: Question, by: User, reply: Reply | None = None) -> None:
    reply = reply or question.replies.get()
    reason = "I took it for another illness"
    amending.retract(question=question, reply=reply, by=by, ground="harm", reason=reason, now=LATER)


def publish(question: Question, editor: User) -> Page:
    standing = [reply for reply in question.replies.all() if not reply.is_retracted]
    words = {reply.pk: reply.standing.text for reply in standing}
    approved = Approved(title="Eyelid twitching", question=question.text, replies=words, care_now=("Sleep more",))
    number = publishing.publish(question=question, by=editor, approved=approved, now=LATER + timedelta(hours=1))
    return Page.objects.get(pk=number)


def test_a_doctor_words_a_reply_anew_and_the_asker_reads_both_with_the_reason(client: Client, dr_bob: User) -> None:
    question = factories.answered(by=dr_bob, email="asker@example.org")
    correct(question, dr_bob)
    assert question.replies.get().text == BEFORE, "what was sent stays"
    page = words_of(client.get(private_path(question)))
    for words in (AFTER, "I had the weeks wrong", "Your face droops", "These words no longer hold.", BEFORE):
        assert words in page
    assert Notice.objects.filter(question=question, kind="amended").count() == 1
    event = Event.objects.get(action="question.reply_corrected")
    assert event.detail == {"reply": question.replies.get().pk}
    assert [one["text"] for one in forgetting.copy_of(question, readings=[])["changed_replies"]] == [AFTER]


def test_nobody_else_words_it_anew(dr_bob: User, mallory: User, erin: User) -> None:
    question = factories.answered(by=dr_bob)
    reply = question.replies.get()
    for user in (mallory, erin):
        assert policies.why_not_correct_reply(user, question, reply, on=NOW.date())
    assert policies.why_not_retract_reply(mallory, question, reply)
    assert policies.why_not_retract_reply(erin, question, reply) is None


def test_what_is_published_later_are_the_words_that_hold(dr_bob: User, erin: User) -> None:
    question = factories.answered(by=dr_bob)
    correct(question, dr_bob)
    page = publish(question, erin)
    assert page.replies.get().text == AFTER
    assert not Question.objects.with_corrections_to_publish().exists()


def test_a_published_page_follows_a_correction_by_an_editor_s_hand(dr_bob: User, erin: User) -> None:
    question = factories.answered(by=dr_bob)
    page = publish(question, erin)
    correct(question, dr_bob)
    assert page.replies.get().text == BEFORE
    assert list(Question.objects.with_corrections_to_publish()) == [question]
    change = ApprovedChange(question.replies.get().pk, "The weeks were wrong")
    publishing.correct(question=question, by=erin, change=change, text=AFTER, now=LATER)
    assert page.replies.get().text == AFTER
    assert not Question.objects.with_corrections_to_publish().exists()


def test_a_reply_taken_back_is_marked_on_its_page_at_once_and_in_the_page_s_words(
    client: Client, dr_bob: User, erin: User
) -> None:
    question = factories.answered(by=dr_bob, email="asker@example.org")
    page = publish(question, erin)
    take_back(question, dr_bob)
    public = words_of(client.get(page.get_absolute_url()))
    assert "This reply no longer holds. Do not act on it." in public
    assert "It could harm somebody who follows it." in public
    assert "another illness" not in public, "what the doctor wrote went through no editor's hands"
    page.refresh_from_db()
    assert page.care_now == []
    private = words_of(client.get(private_path(question)))
    assert "I took it for another illness" in private
    assert Notice.objects.filter(kind="amended").count() == 1
    with pytest.raises(Refused):
        take_back(question, dr_bob)


def test_with_no_reply_left_a_question_waits_again(dr_bob: User, erin: User) -> None:
    question = factories.answered(by=dr_bob)
    take_back(question, erin)
    assert question.state == "waiting"
    published = factories.answered(by=dr_bob)
    publish(published, erin)
    take_back(published, dr_bob)
    assert published.state == "published"
    publishing.retire(question=published, by=erin, now=LATER)
    assert published.state == "waiting"


def test_of_two_replies_only_the_one_that_stands_is_published_and_found_on_the_page(dr_bob: User, erin: User) -> None:
    question = factories.answered(by=dr_bob)
    bea = colleague(dr_bob, "Dr Bea")
    actions.reply(question=question, by=bea, text="Drink less coffee.", now=NOW)
    take_back(question, dr_bob, question.replies.get(by=dr_bob))
    assert question.state == "answered"
    page = publish(question, erin)
    assert [reply.clinician_name for reply in page.replies.all()] == ["Dr Bea"]
    take_back(question, bea, question.replies.get(by=bea))
    assert page.replies.get().retracted_on


# --- a second clinician ---


def test_where_the_department_wants_it_nothing_is_published_before_a_second_clinician_has_read_it(
    dr_bob: User, mallory: User, erin: User, oscar: User
) -> None:
    set_second_review(by=oscar, wanted=Department.objects.active(), now=NOW)
    question = factories.answered(by=dr_bob)
    question.department.refresh_from_db()  # type: ignore[union-attr]
    reply = question.replies.get()
    with pytest.raises(Refused, match="second clinician"):
        publish(question, erin)
    assert policies.why_not_approve(dr_bob, question, reply, on=NOW.date())
    assert policies.why_not_approve(mallory, question, reply, on=NOW.date()), "no licence"

    bea = colleague(dr_bob, "Dr Bea")
    assert list(Question.objects.to_look_over(bea)) == [question]
    assert not Question.objects.to_look_over(dr_bob).exists(), "nobody looks over their own"
    amending.approve(question=question, reply=reply, by=bea, now=NOW)
    with pytest.raises(StateChanged):
        amending.approve(question=question, reply=reply, by=bea, now=NOW)
    assert not Question.objects.to_look_over(bea).exists()

    fresh = Question.objects.get()
    correct(fresh, dr_bob)
    with pytest.raises(Refused, match="second clinician"):
        publish(fresh, erin)
    amending.approve(question=fresh, reply=fresh.replies.get(), by=bea, now=LATER)
    assert publish(Question.objects.get(), erin).replies.get().text == AFTER
    assert Event.objects.filter(action="question.reply_approved", actor=f"user:{bea.pk}").count() == 2


def test_an_approval_of_words_that_changed_meanwhile_is_refused(dr_bob: User) -> None:
    question = factories.answered(by=dr_bob)
    read = Question.objects.get()
    correct(question, dr_bob)
    bea = colleague(dr_bob, "Dr Bea")
    with pytest.raises(StateChanged):
        amending.approve(question=read, reply=read.replies.get(), by=bea, now=LATER)


def test_what_was_worded_anew_is_sealed_and_cleared(dr_bob: User) -> None:
    question = factories.answered(by=dr_bob)
    correct(question, dr_bob, text="Canaryword")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM questions_amendment")
        assert "Canaryword" not in repr(cursor.fetchall())
    forgetting.forget_some(now=LATER + timedelta(days=181))
    kept = Amendment.objects.get()
    assert (kept.text, kept.reason, kept.urgent_signs) == ("", "", "")
