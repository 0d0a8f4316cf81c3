"""What can be done to a question: state, rows and memory together."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from pytest_django.fixtures import Settings

from consilia.accounts.models import Consent, Department, User
from consilia.audit.models import Event
from consilia.engines.triage import Level
from consilia.library.models import Page
from consilia.questions import actions, publishing
from consilia.questions.models import (
    Message,
    MessageKind,
    Notice,
    Question,
    Reply,
    RowIsFinal,
    StateChanged,
    Transfer,
    TriageRecord,
)
from consilia.questions.policies import Refused
from consilia.questions.states import State
from tests import factories
from tests.factories import NOW
from tests.questions.flow import EMERGENCY

pytestmark = pytest.mark.django_db


def actions_of(question: Question) -> list[str]:
    return [event.action for event in Event.objects.about("question", str(question.reference))]


def test_submitting_stores_verdict_consents_and_memory_together(neurology: Department) -> None:
    question = factories.question(department=neurology, email="kim@example.org")
    assert question.state == State.WAITING
    assert question.department == neurology
    assert question.triage_records.count() == 1
    assert Consent.objects.filter(subject=str(question.reference)).count() == 2
    assert Notice.objects.get().kind == "received"
    assert actions_of(question) == ["question.submitted"]


def test_nobody_is_written_to_who_gave_no_address(neurology: Department) -> None:
    factories.question(department=neurology)
    assert not Notice.objects.exists()


def test_memory_holds_nothing_that_the_asker_wrote(neurology: Department) -> None:
    question = factories.question(department=neurology, text="A very private eyelid", email="kim@example.org")
    actions.add(question=question, text="and a private cheek", now=NOW)
    remembered = str(list(Event.objects.values()))
    assert "private" not in remembered
    assert "kim@" not in remembered


def test_the_same_reference_is_taken_once(neurology: Department) -> None:
    question = factories.question(department=neurology)
    from django.db import IntegrityError

    from consilia.questions.asked import Asked

    asked = Asked(language="en", text="again", age_years=34, may_answer=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        actions.submit(asked=asked, assessment=factories.assessed(), now=NOW, reference=question.reference)
    assert Question.objects.count() == 1


def test_what_is_added_is_kept_beside_the_question(neurology: Department) -> None:
    question = factories.question(department=neurology)
    actions.add(question=question, text="It also twitches at night.", now=NOW)
    assert question.messages.get().kind == MessageKind.ADDED
    assert question.triage_records.count() == 2


def test_an_emergency_that_is_added_raises_the_question_to_review(neurology: Department) -> None:
    question = factories.question(department=neurology)
    actions.add(question=question, text=EMERGENCY, now=NOW)
    question.refresh_from_db()
    assert (question.state, question.level) == (State.REVIEW, Level.EMERGENCY)


def test_harmless_words_do_not_talk_an_urgent_question_down(neurology: Department) -> None:
    question = factories.question(department=neurology, level=Level.URGENT)
    actions.add(question=question, text="It feels a little better today.", now=NOW)
    question.refresh_from_db()
    assert question.level == Level.URGENT


def test_editing_keeps_the_earlier_wording(neurology: Department) -> None:
    question = factories.question(department=neurology, text="My eyelid twitches.")
    actions.edit(question=question, text="My left eyelid twitches.", now=NOW)
    question.refresh_from_db()
    assert question.text == "My left eyelid twitches."
    earlier = question.messages.get()
    assert (earlier.kind, earlier.text) == (MessageKind.EDITED_FROM, "My eyelid twitches.")


def test_a_refused_edit_leaves_everything_as_it_was(dr_bob: User) -> None:
    question = factories.question(department=dr_bob.department)
    before = question.text
    actions.ask_back(question=question, by=dr_bob, text="Since when?", now=NOW)
    with pytest.raises(Refused):
        actions.edit(question=question, text="other words", now=NOW)
    question.refresh_from_db()
    assert question.text == before
    assert not question.messages.filter(kind=MessageKind.EDITED_FROM).exists()


def test_asking_back_and_answering_goes_round(dr_bob: User) -> None:
    question = factories.question(department=dr_bob.department, email="kim@example.org")
    actions.ask_back(question=question, by=dr_bob, text="Does the cheek twitch too?", now=NOW)
    assert question.state == State.ASKED_BACK
    actions.answer_back(question=question, text="No, only on the left.", now=NOW)
    question.refresh_from_db()
    assert question.state == State.WAITING
    assert [message.kind for message in question.messages.all()] == ["asked_back", "answered_back"]
    assert list(Notice.objects.values_list("kind", flat=True)) == ["received", "asked_back"]


def test_nobody_answers_a_question_that_was_not_asked_back(neurology: Department) -> None:
    question = factories.question(department=neurology)
    with pytest.raises(Refused):
        actions.answer_back(question=question, text="No.", now=NOW)
    assert not Message.objects.exists()


def test_a_reply_freezes_who_gave_it(dr_bob: User) -> None:
    question = factories.answered(by=dr_bob)
    dr_bob.name = "Dr Robert"
    dr_bob.save()
    given = question.replies.get()
    assert (given.clinician_name, given.department_name) == ("Dr Bob", "Neurology")
    assert given.hospital_name == "Example General Hospital"


def test_a_reply_is_never_edited(dr_bob: User) -> None:
    given = factories.answered(by=dr_bob).replies.get()
    given.text = "something else"
    with pytest.raises(RowIsFinal):
        given.save()


def test_who_has_no_licence_replies_nothing(mallory: User) -> None:
    question = factories.question(department=mallory.department)
    with pytest.raises(Refused):
        actions.reply(question=question, by=mallory, text="Rest.", now=NOW)
    assert not Reply.objects.exists()
    assert question.state == State.WAITING


def test_of_two_acts_at_once_one_wins(dr_bob: User) -> None:
    question = factories.question(department=dr_bob.department)
    stale = Question.objects.get(pk=question.pk)
    actions.reply(question=question, by=dr_bob, text="Sleep.", now=NOW)
    with pytest.raises(StateChanged):
        actions.reply(question=stale, by=dr_bob, text="Rest.", now=NOW)
    assert [reply.text for reply in Reply.objects.all()] == ["Sleep."]


def test_nobody_judges_words_that_have_changed_since(dr_bob: User, neurology: Department) -> None:
    question = factories.question(department=neurology, unsure=True)
    as_read = Question.objects.get(pk=question.pk)
    actions.add(question=question, text=EMERGENCY, now=NOW)
    with pytest.raises(StateChanged):
        actions.settle(question=as_read, by=dr_bob, level="routine", department=neurology, reason="Harmless", now=NOW)
    question.refresh_from_db()
    assert (question.state, question.level) == (State.REVIEW, Level.EMERGENCY)


def test_the_level_never_falls_when_the_asker_writes_in_two_tabs(neurology: Department) -> None:
    question = factories.question(department=neurology)
    other_tab = Question.objects.get(pk=question.pk)
    actions.edit(question=question, text=EMERGENCY, now=NOW)
    actions.add(question=other_tab, text="It is the left side, by the way.", now=NOW)
    question.refresh_from_db()
    assert question.level == Level.EMERGENCY


def test_words_that_call_for_safety_questions_are_looked_at_by_a_person(neurology: Department) -> None:
    question = factories.question(department=neurology, level=Level.ROUTINE)
    actions.edit(question=question, text="I have a bad headache.", now=NOW)
    question.refresh_from_db()
    assert question.state == State.REVIEW


def test_asking_back_is_no_verdict(dr_bob: User, dr_carol: User, neurology: Department) -> None:
    question = factories.question(department=neurology, level=Level.EMERGENCY)
    actions.ask_back(question=question, by=dr_carol, text="Since when?", now=NOW)
    assert Question.objects.visible_to(dr_carol).filter(pk=question.pk).exists()
    actions.answer_back(question=question, text="Since yesterday.", now=NOW)
    question.refresh_from_db()
    assert question.state == State.REVIEW


def test_an_emergency_in_a_long_addition_is_not_drowned(neurology: Department) -> None:
    question = factories.question(department=neurology, text="My eyelid twitches now and then. " * 240)
    actions.add(question=question, text=EMERGENCY + " " + "And so on and so on. " * 220, now=NOW)
    question.refresh_from_db()
    assert question.level == Level.EMERGENCY


def test_the_same_addition_sent_twice_is_kept_once(neurology: Department) -> None:
    question = factories.question(department=neurology)
    for _press in range(2):
        actions.add(question=question, text="It is the left eye.", now=NOW)
    assert question.messages.count() == 1


def test_ending_publication_takes_the_page_down_and_keeps_the_reply(dr_bob: User, erin: User) -> None:
    page = factories.published(by=dr_bob, editor=erin)
    question = Question.objects.get()
    actions.keep_private(question=question, now=NOW)
    page.refresh_from_db()
    question.refresh_from_db()
    assert page.is_withdrawn
    assert (question.state, question.may_publish) == (State.RETIRED, False)
    assert question.replies.exists()
    assert not Question.objects.ready_to_publish().exists()


def test_withdrawing_forgets_the_address_and_hides_the_question(dr_bob: User) -> None:
    question = factories.question(department=dr_bob.department, email="k.m@example.org")
    actions.withdraw(question=question, now=NOW)
    question.refresh_from_db()
    assert question.email == ""
    assert not Question.objects.visible_to(dr_bob).exists()


def test_a_department_whose_only_clinician_cannot_reply_is_seen_by_others(
    mallory: User, dr_carol: User, neurology: Department
) -> None:
    question = factories.question(department=neurology, level=Level.URGENT)
    assert Question.objects.visible_to(dr_carol).filter(pk=question.pk).exists()


def test_the_engine_s_level_is_not_published_as_advice(dr_bob: User, erin: User) -> None:
    assert factories.published(by=dr_bob, editor=erin).urgency == ""


def test_a_reply_that_says_how_urgent_it_is_leaves_a_verdict_beside_the_engine_s(dr_bob: User) -> None:
    question = factories.question(department=dr_bob.department, level=Level.SOON, unsure=True)
    actions.reply(question=question, by=dr_bob, text="Come today.", level="urgent", now=NOW)
    question.refresh_from_db()
    assert (question.level, question.unsure, question.state) == ("urgent", False, State.ANSWERED)
    verdicts = [(verdict.level, verdict.by, verdict.departments) for verdict in question.triage_records.all()]
    assert verdicts == [("soon", None, ["Neurology"]), ("urgent", dr_bob, ["Neurology"])]
    assert actions_of(question)[-2:] == ["question.replied", "triage.settled"]


def test_a_reply_that_leaves_the_urgency_open_judges_nothing(dr_bob: User) -> None:
    question = factories.answered(by=dr_bob)
    question.refresh_from_db()
    assert question.level == "soon"
    assert not question.triage_records.filter(by__isnull=False).exists()


def test_a_refused_reply_leaves_no_verdict(mallory: User) -> None:
    question = factories.question(department=mallory.department)
    with pytest.raises(Refused):
        actions.reply(question=question, by=mallory, text="Rest.", level="routine", now=NOW)
    assert not question.triage_records.filter(by__isnull=False).exists()


def test_a_word_that_is_no_level_is_not_stored_and_nothing_is_sent(dr_bob: User) -> None:
    question = factories.question(department=dr_bob.department)
    with pytest.raises(IntegrityError), transaction.atomic():
        actions.reply(question=question, by=dr_bob, text="Rest.", level="later", now=NOW)
    assert not question.replies.exists()


def test_the_newest_verdict_of_a_clinician_is_published(dr_bob: User, erin: User) -> None:
    question = factories.question(department=dr_bob.department)
    actions.reply(question=question, by=dr_bob, text="Come this week.", level="soon", now=NOW)
    actions.reply(question=question, by=dr_bob, text="It can wait.", level="routine", now=NOW + timedelta(minutes=1))
    words = publishing.Approved(
        title="Eyelids",
        question="Mine twitches.",
        replies={reply.pk: reply.text for reply in question.replies.all()},
    )
    number = publishing.publish(question=question, by=erin, approved=words, now=NOW)
    assert Page.objects.get(pk=number).urgency == "routine"


def test_a_verdict_on_words_that_were_added_to_since_is_not_published(dr_bob: User, neurology: Department) -> None:
    question = factories.question(department=neurology, unsure=True)
    actions.settle(question=question, by=dr_bob, level="routine", department=neurology, reason="Calm", now=NOW)
    assert publishing.judged_level(question) == "routine"
    actions.add(question=question, text="Now my whole face hangs down.", now=NOW + timedelta(minutes=1))
    assert publishing.judged_level(question) == ""
    actions.reply(question=question, by=dr_bob, text="Go.", level="urgent", now=NOW + timedelta(minutes=2))
    assert publishing.judged_level(question) == "urgent"


def test_handing_over_moves_the_question_and_keeps_the_reason(dr_bob: User, pediatrics: Department) -> None:
    question = factories.question(department=dr_bob.department)
    actions.hand_over(question=question, by=dr_bob, to=pediatrics, reason="A child", now=NOW)
    question.refresh_from_db()
    assert question.department == pediatrics
    assert Transfer.objects.get().reason == "A child"


def test_a_question_is_not_handed_to_where_it_is(dr_bob: User, neurology: Department) -> None:
    question = factories.question(department=neurology)
    with pytest.raises(Refused):
        actions.hand_over(question=question, by=dr_bob, to=neurology, reason="?", now=NOW)
    assert not Transfer.objects.exists()


def test_a_settled_question_waits_with_both_verdicts_kept(dr_bob: User, neurology: Department) -> None:
    question = factories.question(department=neurology, unsure=True)
    actions.settle(question=question, by=dr_bob, level="urgent", department=neurology, reason="Ptosis", now=NOW)
    question.refresh_from_db()
    assert (question.state, question.level, question.unsure) == (State.WAITING, "urgent", False)
    assert list(TriageRecord.objects.values_list("by", flat=True)) == [None, dr_bob.pk]


def test_withdrawing_takes_the_page_down_and_ends_the_consents(dr_bob: User, erin: User) -> None:
    page = factories.published(by=dr_bob, editor=erin, email="kim@example.org")
    question = Question.objects.get()
    actions.withdraw(question=question, now=NOW)
    question.refresh_from_db()
    assert (question.state, question.may_publish) == (State.WITHDRAWN, False)
    assert not Page.objects.published().filter(pk=page.pk).exists()
    assert Page.objects.get(pk=page.pk).question == ""
    assert not Consent.objects.filter(withdrawn_at__isnull=True).exists()
    assert not Notice.objects.filter(sent_at__isnull=True).exists()
    assert "question.unpublished" in actions_of(question)


def test_an_editor_takes_down_and_puts_back(dr_bob: User, erin: User) -> None:
    page = factories.published(by=dr_bob, editor=erin)
    question = Question.objects.get()
    publishing.retire(question=question, by=erin, now=NOW)
    assert question.state == State.RETIRED
    assert Page.objects.get(pk=page.pk).is_withdrawn


@pytest.mark.parametrize(
    ("relation", "age", "needed"),
    [
        ("self", 17.99, True),
        ("self", 18, False),
        ("self", None, False),
        ("child", None, True),
        ("child", 40, False),
        ("parent", None, False),
        ("other", 0.25, True),
    ],
)
def test_a_guardian_is_needed_below_the_age_of_consent(relation: str, age: float | None, needed: bool) -> None:
    assert actions.needs_guardian(relation=relation, age_years=age) is needed


def test_an_operator_can_set_the_age_of_consent(settings: Settings) -> None:
    settings.CONSILIA_ADULT_AGE = 16
    assert not actions.needs_guardian(relation="self", age_years=16)
