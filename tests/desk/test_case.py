"""One case: what it shows, what can be done, what happens when it cannot."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from consilia.accounts.models import ClinicianProfile, Department, Hospital, User
from consilia.audit.models import Event
from consilia.desk.greetings import doubtful_greetings
from consilia.engines import triage
from consilia.engines.triage import Level
from consilia.engines.triage.second_reader import TOGETHER
from consilia.library.models import Urgency
from consilia.library.shelving import rebuild
from consilia.questions import actions, publishing
from consilia.questions.asked import Asked
from consilia.questions.links import private_path
from consilia.questions.models import Message, Notice, Question, Reply, TriageRecord
from tests import factories
from tests.desk.desk_acts import address, at_the_desk, send
from tests.people import colleague
from tests.questions.flow import words_of

REPLY = "Nearly always harmless. Sleep more, and see a doctor if it lasts longer than a month."
CASE_QUERIES = 10
SIGN = "Your face droops on one side"


def boxes(response: Any) -> list[str]:
    """The names of the boxes that a reply has, one for each slip."""
    return [name for name in response.context["form"].fields if name.startswith("slip_")]


@pytest.fixture
def question(dr_bob: User, dr_carol: User) -> Question:
    return factories.question(department=dr_bob.department, email="asker@example.org")


def fresh(question: Question) -> Question:
    return Question.objects.get(pk=question.pk)


# --- what it shows ---


def test_a_case_shows_the_question_the_facts_and_the_verdict_with_its_words(
    dr_bob: User, neurology: Department
) -> None:
    text = "Since this morning I have the worst headache of my life. It came like a thunderclap."
    verdict = triage.assess(text, language="en")
    assert verdict.red_flags, "this text is about a red flag"
    asked = Asked(
        language="en",
        text=text,
        relation="parent",
        age_years=66,
        duration="since this morning",
        medicines="blood thinners",
        safety_answers={"a_question_of_older_rules": True},
        may_answer=True,
    )
    made = actions.submit(asked=asked, assessment=verdict, now=factories.NOW)
    page = at_the_desk(dr_bob).get(address("case", made)).content.decode()
    for words in (
        text,
        "mother or father",
        "since this morning",
        "blood thinners",
        "a_question_of_older_rules",
    ):
        assert words in page
    flag = verdict.red_flags[0]
    assert flag.id in page
    assert f">{flag.quote}</mark>" in page
    assert verdict.rules_version in page


def test_a_case_says_where_no_rule_but_all_together_made_an_emergency(dr_bob: User, neurology: Department) -> None:
    made = factories.question(department=neurology)
    flags = [{"id": TOGETHER, "quote": ""}]
    TriageRecord.objects.create(question=made, level=Urgency.EMERGENCY, red_flags=flags, at=factories.NOW)
    page = at_the_desk(dr_bob).get(address("case", made)).content.decode()
    assert f"{TOGETHER}: by all that is told together, with no rule of its own" in page
    assert "from an answer of the safety check" not in page


def test_a_case_shows_the_safety_answers_in_words(dr_bob: User, neurology: Department) -> None:
    name = triage.assess("My chest hurts when I breathe", language="en").ask_next[0]
    made = factories.question(department=neurology)
    Question.objects.filter(pk=made.pk).update(safety_answers={name: True})
    page = at_the_desk(dr_bob).get(address("case", made))
    answer = page.context["safety_answers"][0]
    assert (answer.question, answer.yes) == (triage.safety_question(name).text["en"], True)


def test_a_case_opens_even_while_the_triage_rules_are_broken(
    question: Question, dr_bob: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_name: str) -> None:
        raise OSError("no rules")

    Question.objects.filter(pk=question.pk).update(safety_answers={"chest_pain_now": True})
    monkeypatch.setattr("consilia.engines.triage.safety_question", broken)
    response = at_the_desk(dr_bob).get(address("case", question))
    assert response.status_code == 200
    assert "chest_pain_now" in response.content.decode()


def test_what_a_patient_wrote_cannot_run_in_the_doctor_s_browser(dr_bob: User, neurology: Department) -> None:
    made = factories.question(department=neurology, text="<script>alert(1)</script> My eyelid twitches.")
    page = at_the_desk(dr_bob).get(address("case", made)).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize(("age", "words"), [(8.5, "8 years"), (5 / 12, "5 months"), (1 / 12, "1 month")])
def test_a_case_tells_the_exact_age(dr_bob: User, neurology: Department, age: float, words: str) -> None:
    made = factories.question(department=neurology, age_years=age)
    page = at_the_desk(dr_bob).get(address("case", made)).content.decode()
    assert f"{words} · Female" in page


def test_an_age_that_was_not_told_is_left_out(dr_bob: User, neurology: Department) -> None:
    made = factories.question(department=neurology, age_years=None)
    assert at_the_desk(dr_bob).get(address("case", made)).context["line"].person == "Female"


def test_a_case_shows_the_whole_exchange(
    question: Question, dr_bob: User, dr_carol: User, pediatrics: Department
) -> None:
    actions.hand_over(question=question, by=dr_bob, to=pediatrics, reason="She is a child", now=factories.NOW)
    actions.ask_back(question=question, by=dr_carol, text="Which eye is it?", now=factories.NOW)
    actions.answer_back(question=question, text="The left one.", now=factories.NOW)
    actions.reply(question=question, by=dr_carol, text=REPLY, now=factories.NOW)
    page = at_the_desk(dr_carol).get(address("case", question)).content.decode()
    for words in (
        "From Neurology to Pediatrics",
        "She is a child",
        "Which eye is it?",
        "The left one.",
        REPLY,
    ):
        assert words in page


def test_similar_answered_pages_stand_beside_the_case_with_who_answered(question: Question, dr_bob: User) -> None:
    factories.page(title="Eyelid twitching: is it dangerous?", clinician="Dr Jones")
    for number, words in enumerate(("a broken wrist", "an itchy rash", "a sore knee")):
        factories.page(
            title=f"About {words}",
            question=f"I have had {words} for {number + 2} weeks.",
            clinician="Dr Smith",
        )
    rebuild()
    response = at_the_desk(dr_bob).get(address("case", question))
    assert [item.page.title for item in response.context["similar"]][:1] == ["Eyelid twitching: is it dangerous?"]
    assert "Dr Jones" in response.content.decode()


def test_opening_a_case_is_remembered(question: Question, dr_bob: User, dr_carol: User) -> None:
    at_the_desk(dr_bob).get(address("case", question))
    assert at_the_desk(dr_carol).get(address("case", question)).status_code == 404
    events = Event.objects.filter(action="question.read", object_ref=str(question.reference))
    assert [event.actor for event in events] == [f"user:{dr_bob.pk}"]


def test_a_case_takes_as_many_queries_for_a_long_exchange_as_for_a_short_one(  # noqa: PLR0917 - fixtures
    question: Question,
    dr_bob: User,
    dr_carol: User,
    django_assert_num_queries: DjangoAssertNumQueries,
    neurology: Department,
    pediatrics: Department,
) -> None:
    def exchange(turns: int) -> None:
        for _turn in range(turns):
            actions.ask_back(question=question, by=dr_bob, text="And now?", now=factories.NOW)
            actions.answer_back(question=question, text="The same.", now=factories.NOW)
            question.refresh_from_db()
            actions.hand_over(question=question, by=dr_bob, to=pediatrics, reason="Hers", now=factories.NOW)
            actions.hand_over(question=question, by=dr_carol, to=neurology, reason="His", now=factories.NOW)
        # Whatever triage makes of these answers: the page under test is that of a waiting question.
        Question.objects.filter(pk=question.pk).update(state="waiting")
        question.refresh_from_db()

    client = at_the_desk(dr_bob)
    exchange(1)
    with django_assert_num_queries(CASE_QUERIES):
        client.get(address("case", question))
    exchange(5)
    with django_assert_num_queries(CASE_QUERIES):
        client.get(address("case", question))


# --- replying ---


def test_a_doctor_replies_and_names_are_frozen_on_the_reply(
    question: Question, dr_bob: User, hospital: Hospital
) -> None:
    response = send(
        at_the_desk(dr_bob),
        "reply",
        question,
        text=f"  {REPLY}\r\n\r\nAll the best  ",
        care_now="- Sleep more\r\n\r\n* Drink less coffee",
        urgent_signs="Your face droops",
    )
    assert response["Location"] == address("case", question)
    reply = Reply.objects.get()
    assert reply.text == f"{REPLY}\n\nAll the best"
    assert reply.care_now == "Sleep more\nDrink less coffee"
    assert fresh(question).state == "answered"
    dr_bob.name = "Dr Robert"
    hospital.name = "Renamed Hospital"
    hospital.save()
    dr_bob.save()
    kept = Reply.objects.get()
    assert (kept.clinician_name, kept.department_name, kept.hospital_name) == (
        "Dr Bob",
        "Neurology",
        "Example General Hospital",
    )


def test_a_reply_tells_the_asker_by_a_notice_without_content(question: Question, dr_bob: User) -> None:
    send(at_the_desk(dr_bob), "reply", question, text=REPLY)
    assert Notice.objects.filter(question=question, kind="replied").count() == 1


def test_a_reply_says_how_soon_and_nothing_is_ticked_beforehand(question: Question, dr_bob: User) -> None:
    client = at_the_desk(dr_bob)
    page = client.get(address("case", question)).content.decode()
    assert "How soon should somebody with this seek care?" in page
    assert len(re.findall(r'id="reply_level_\d"', page)) == 5
    assert not re.search(r'id="reply_level_\d"[^>]*checked', page)
    send(client, "reply", question, text="Come to the clinic today.", level="urgent")
    verdict = fresh(question).triage_records.latest("pk")
    assert (verdict.level, verdict.by) == ("urgent", dr_bob)
    assert publishing.judged_level(fresh(question)) == "urgent"


@pytest.mark.parametrize("level", ["", "undecided"])
def test_a_reply_may_leave_the_urgency_undecided(question: Question, dr_bob: User, level: str) -> None:
    send(at_the_desk(dr_bob), "reply", question, text=REPLY, level=level)
    assert fresh(question).state == "answered"
    assert not fresh(question).triage_records.filter(by__isnull=False).exists()


def test_a_level_that_does_not_exist_is_shown_again(question: Question, dr_bob: User) -> None:
    response = send(at_the_desk(dr_bob), "reply", question, text=REPLY, level="later")
    assert (response.status_code, set(response.context["form"].errors)) == (422, {"level"})
    assert not Reply.objects.exists()


@pytest.mark.parametrize(
    ("greeting", "words"),
    [
        ("Dear Mr. Chen, this is harmless.", "Dear Mr. Chen"),
        ("Good morning Sir, this is harmless.", "Good morning Sir"),
        ("陳先生您好：這通常沒有關係。", "陳先生"),
        ("Dear Ms. Chen, this is harmless.", "Dear Ms. Chen"),
    ],
)
def test_a_greeting_for_somebody_else_is_sent_only_when_it_is_meant(
    question: Question, dr_bob: User, greeting: str, words: str
) -> None:
    client = at_the_desk(dr_bob)
    response = send(client, "reply", question, text=greeting, care_now="Sleep more", urgent_signs=SIGN, level="soon")
    assert response.status_code == 422
    assert not Reply.objects.exists()
    form = response.context["form"]
    assert (form["text"].value(), form["care_now"].value(), form["level"].value()) == (greeting, "Sleep more", "soon")
    (box,) = boxes(response)
    assert f"“{words}”" in form[box].label
    page = response.content.decode()
    assert f'href="#reply_{box}"' in page, "the error summary leads to the box"

    send(
        client, "reply", question, text=greeting, urgent_signs=SIGN, **{box: "on"}, override_reason="So signed by phone"
    )
    assert Reply.objects.get().text == greeting


def test_a_tick_covers_no_other_words(question: Question, dr_bob: User) -> None:
    client = at_the_desk(dr_bob)
    (box,) = boxes(send(client, "reply", question, text="Dear Mr. Chen, rest.", urgent_signs=SIGN))
    meant = {box: "on", "override_reason": "He said so"}
    response = send(client, "reply", question, text="Dear Mr. Lin, rest.", urgent_signs=SIGN, **meant)
    assert response.status_code == 422
    assert not Reply.objects.exists()


def test_all_slips_are_shown_at_once_and_what_is_meant_wants_a_reason(question: Question, dr_bob: User) -> None:
    client = at_the_desk(dr_bob)
    assert "Send it all the same" not in client.get(address("case", question)).content.decode()
    slippery = "Dear Mr. Chen, add me on LINE. [date]"
    response = send(client, "reply", question, text=slippery)
    assert len(boxes(response)) == 4
    assert "override_reason" not in response.context["form"].fields

    ticked = dict.fromkeys(boxes(response), "on")
    response = send(client, "reply", question, text=slippery, override_reason=" ", **ticked)
    assert (response.status_code, set(response.context["form"].errors)) == (422, {"override_reason"})
    assert "Say why you send it as it stands." in response.content.decode()
    assert all(response.context["form"][box].value() for box in ticked)
    assert not Reply.objects.exists()


def test_what_was_sent_all_the_same_is_kept_with_the_reason_for_colleagues(question: Question, dr_bob: User) -> None:
    client = at_the_desk(dr_bob)
    text, reason = "Dear Mr. Chen, this is nearly always harmless.", "He signed so when he called"
    ticked = dict.fromkeys(boxes(send(client, "reply", question, text=text)), "on")
    send(client, "reply", question, text=text, override_reason=reason, **ticked)
    kept = Reply.objects.get().overridden
    assert kept == {
        "slips": [{"id": "seek_help", "quote": ""}, {"id": "greeting", "quote": "Dear Mr. Chen"}],
        "reason": reason,
    }
    page = client.get(address("case", question)).content.decode()
    for words in ("Sent although the checks stopped at it", "The greeting may be for somebody else", reason):
        assert words in page
    event = Event.objects.get(action="question.replied")
    assert event.detail == {"reply": Reply.objects.get().pk, "overridden": "seek_help greeting"}
    private = Client().get(private_path(question)).content.decode()
    assert reason not in private


def test_a_slip_that_was_mended_is_asked_about_no_more(question: Question, dr_bob: User) -> None:
    client = at_the_desk(dr_bob)
    send(client, "reply", question, text="Dear Sir, rest.", urgent_signs=SIGN)
    assert send(client, "reply", question, text="Dear Madam, rest.", urgent_signs=SIGN).status_code == 302
    assert Reply.objects.get().overridden is None


def test_checking_a_reply_takes_few_queries(
    question: Question, dr_bob: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = at_the_desk(dr_bob)
    # Those of the page, whether a reply is allowed, one of `send` itself, and seven that keep the draft (two of them
    # savepoints): the checks ask the database nothing more.
    with django_assert_max_num_queries(CASE_QUERIES + 9):
        assert send(client, "reply", question, text="Rest.").status_code == 422


@pytest.mark.parametrize(
    ("told", "relation", "sex", "greeting"),
    [
        ("My name is Jane Roe.", "self", "female", "Dear Ms. Roe, rest."),
        ("I am Mary Roe and my son has a cough.", "child", "male", "Dear Mrs. Roe, rest."),
        ("我叫王小明，眼皮一直跳。", "self", "male", "王先生您好：請多休息。"),
        ("It twitches.", "self", "", "Dear Sir, rest."),
        ("It twitches.", "self", "female", "Hello, rest. You may have ms."),
    ],
)
def test_a_greeting_that_fits_what_was_told_is_no_matter(
    dr_bob: User, told: str, relation: str, sex: str, greeting: str
) -> None:
    question = factories.question(department=dr_bob.department, text=told, relation=relation, sex=sex)
    assert doubtful_greetings(greeting, question) == []


@pytest.mark.parametrize(
    ("relation", "sex", "greeting", "reason"),
    [
        ("child", "male", "Dear Madam, rest.", "The question is about a man or boy."),
        ("self", "male", "Dear Mr. Chen, rest.", "The asker told nobody of that name."),
        ("self", "male", "Dear Mr. It, rest.", ""),
    ],
)
def test_why_a_greeting_is_doubted(dr_bob: User, relation: str, sex: str, greeting: str, reason: str) -> None:
    question = factories.question(department=dr_bob.department, text="It twitches.", relation=relation, sex=sex)
    assert [doubt.reason for doubt in doubtful_greetings(greeting, question)] == ([reason] if reason else [])


def test_an_empty_reply_is_shown_again(question: Question, dr_bob: User) -> None:
    response = send(at_the_desk(dr_bob), "reply", question, text="  ", care_now="Sleep more")
    assert response.status_code == 422
    page = response.content.decode()
    assert "Write your reply." in page
    assert 'href="#reply_text"' in page
    assert "Sleep more" in page
    assert not Reply.objects.exists()


def test_a_doctor_whose_licence_nobody_verified_cannot_reply_and_keeps_the_text(
    question: Question, mallory: User
) -> None:
    client = at_the_desk(mallory)
    assert "Your licence has not been verified yet" in client.get(address("case", question)).content.decode()
    response = send(client, "reply", question, text=REPLY)
    assert response.status_code == 409
    assert REPLY in response.content.decode()
    assert not Reply.objects.exists()


def test_a_doctor_whose_licence_expired_cannot_reply(question: Question, dr_bob: User) -> None:
    ClinicianProfile.objects.filter(user=dr_bob).update(licence_expires_on=date(2025, 12, 31))
    response = send(at_the_desk(dr_bob), "reply", question, text=REPLY)
    assert response.status_code == 409
    assert "Your licence expired" in response.content.decode()
    assert not Reply.objects.exists()


def test_of_two_doctors_replying_at_once_the_second_is_told_and_keeps_the_text(
    question: Question, dr_bob: User, neurology: Department, oscar: User
) -> None:
    dr_bea = User.objects.create_user(email="bea@example.org", name="Dr Bea", role="clinician", department=neurology)
    ClinicianProfile.objects.create(
        user=dr_bea,
        licence_number="EX-7",
        licence_authority="Example Medical Council",
        licence_expires_on=date(2030, 1, 1),
        verified_at=datetime(2026, 1, 1, tzinfo=UTC),
        verified_by=oscar,
    )
    bea = at_the_desk(dr_bea)
    opened = bea.get(address("case", question)).context["seen"]
    text = "Drink less coffee, too."
    send(at_the_desk(dr_bob), "reply", question, text=REPLY)

    response = send(bea, "reply", question, text=text, urgent_signs=SIGN, seen=opened)
    assert response.status_code == 409
    page = response.content.decode()
    assert "Dr Bob replied while you were writing" in page
    assert "Drink less coffee, too." in page
    assert REPLY in page
    assert Reply.objects.count() == 1

    # Having read it, the second doctor may still send theirs.
    again = send(
        bea, "reply", question, text="Drink less coffee, too.", urgent_signs=SIGN, seen=response.context["seen"]
    )
    assert again.status_code == 302
    assert Reply.objects.count() == 2


def test_losing_the_race_inside_the_database_keeps_the_text_too(question: Question, dr_bob: User) -> None:
    faster = iter(["UPDATE questions_question SET state = 'withdrawn'"])

    def somebody_is_faster(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        """Between reading the state and changing it, another process changes it."""
        if sql.startswith('UPDATE "questions_question"') and (first := next(faster, None)):
            with connection.cursor() as cursor:
                cursor.execute(first)
        return execute(sql, params, many, context)

    client = at_the_desk(dr_bob)
    with connection.execute_wrapper(somebody_is_faster):
        response = send(client, "reply", question, text=REPLY)
    assert next(faster, None) is None
    assert response.status_code == 409
    assert REPLY in response.content.decode()
    assert not Reply.objects.exists()


def test_what_the_asker_added_meanwhile_is_read_before_the_reply_goes(question: Question, dr_bob: User) -> None:
    client = at_the_desk(dr_bob)
    opened = client.get(address("case", question)).context["seen"]
    actions.add(question=fresh(question), text="It is the right eye now.", now=factories.NOW + timedelta(minutes=5))
    response = send(client, "reply", question, text=REPLY, seen=opened)
    assert response.status_code == 409
    assert "It is the right eye now." in response.content.decode()
    assert REPLY in response.content.decode()
    assert not Reply.objects.exists()


def test_a_reply_that_does_not_say_what_its_writer_saw_is_not_sent(question: Question, dr_bob: User) -> None:
    response = send(at_the_desk(dr_bob), "reply", question, text=REPLY, seen="")
    assert response.status_code == 409
    assert REPLY in response.content.decode()
    assert not Reply.objects.exists()


def test_a_question_handed_over_meanwhile_gives_the_text_back(
    question: Question, dr_bob: User, dr_carol: User, pediatrics: Department
) -> None:
    client = at_the_desk(dr_bob)
    client.get(address("case", question))
    actions.hand_over(question=fresh(question), by=dr_bob, to=pediatrics, reason="Hers", now=factories.NOW)
    response = send(client, "reply", question, text=REPLY)
    assert response.status_code == 409
    assert REPLY in response.content.decode()
    assert question.text not in response.content.decode()
    assert not Reply.objects.exists()


def test_somebody_who_never_opened_it_learns_nothing(question: Question, dr_carol: User) -> None:
    response = send(at_the_desk(dr_carol), "reply", question, text=REPLY)
    assert response.status_code == 404


def test_coming_back_after_signing_in_again_shows_the_case(question: Question, dr_bob: User) -> None:
    response = at_the_desk(dr_bob).get(address("reply", question))
    assert (response.status_code, response["Location"]) == (302, address("case", question))


# --- asking back, handing over, settling ---


def test_a_doctor_asks_back(question: Question, dr_bob: User) -> None:
    send(at_the_desk(dr_bob), "ask_back", question, text="Which eye is it?")
    assert fresh(question).state == "asked_back"
    assert Message.objects.get(kind="asked_back").by == dr_bob


def test_asking_back_twice_is_refused_with_the_text_kept(question: Question, dr_bob: User) -> None:
    client = at_the_desk(dr_bob)
    send(client, "ask_back", question, text="Which eye is it?")
    response = send(client, "ask_back", question, text="And since when?")
    assert response.status_code == 409
    assert "And since when?" in response.content.decode()
    assert Message.objects.count() == 1


def test_an_empty_question_to_the_asker_is_shown_again(question: Question, dr_bob: User) -> None:
    response = send(at_the_desk(dr_bob), "ask_back", question, text="")
    assert response.status_code == 422
    assert fresh(question).state == "waiting"


def test_a_handed_over_question_leaves_the_queue_and_keeps_its_trail(
    question: Question, dr_bob: User, dr_carol: User, pediatrics: Department
) -> None:
    bob = at_the_desk(dr_bob)
    response = send(bob, "hand_over", question, to=pediatrics.pk, reason="She is a child")
    assert response["Location"] == reverse("desk:queue")
    assert bob.get(address("case", question)).status_code == 404
    assert "She is a child" in at_the_desk(dr_carol).get(address("case", question)).content.decode()


def test_handing_over_to_the_same_department_is_refused(
    question: Question, dr_bob: User, neurology: Department
) -> None:
    response = send(at_the_desk(dr_bob), "hand_over", question, to=neurology.pk, reason="To a colleague")
    assert response.status_code == 409
    assert "already in that department" in response.content.decode()
    assert "To a colleague" in response.content.decode()


def test_handing_over_needs_a_department_that_is_open_and_a_reason(question: Question, dr_bob: User) -> None:
    closed = Department.objects.create(slug="closed", name="Closed", is_active=False)
    response = send(at_the_desk(dr_bob), "hand_over", question, to=closed.pk, reason="")
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"to", "reason"}
    assert not question.transfers.exists()


def test_a_doctor_settles_what_triage_could_not_decide(dr_bob: User, neurology: Department) -> None:
    unsure = factories.question(department=neurology, level=Level.SOON, unsure=True)
    send(
        at_the_desk(dr_bob),
        "settle",
        unsure,
        level="urgent",
        department=neurology.pk,
        reason="New weakness on one side",
    )
    settled = fresh(unsure)
    assert (settled.state, settled.level, settled.unsure) == ("waiting", "urgent", False)
    assert [record.level for record in settled.triage_records.all()] == ["soon", "urgent"]


def test_settling_needs_a_level_that_exists(dr_bob: User, neurology: Department) -> None:
    unsure = factories.question(department=neurology, unsure=True)
    response = send(at_the_desk(dr_bob), "settle", unsure, level="later", department=neurology.pk, reason="Because")
    assert response.status_code == 422
    assert fresh(unsure).state == "review"


@pytest.mark.parametrize(("from_level", "to_level"), [("soon", "urgent"), ("urgent", "soon"), ("soon", "emergency")])
def test_a_doctor_raises_or_lowers_the_level_with_a_reason_and_both_verdicts_stay(
    dr_bob: User, neurology: Department, from_level: str, to_level: str
) -> None:
    question = factories.question(department=neurology, level=Level(from_level))
    reason = "The lid has not closed since yesterday"
    client = at_the_desk(dr_bob)
    response = send(client, "settle", question, level=to_level, department=neurology.pk, reason=reason)
    assert response.status_code == 302
    judged = fresh(question)
    assert (judged.state, judged.level) == ("waiting", to_level)
    verdicts = [(one.level, one.by, one.reason) for one in judged.triage_records.all()]
    assert verdicts == [(from_level, None, ""), (to_level, dr_bob, reason)]
    page = client.get(address("case", question)).content.decode().partition("How urgent it was judged")[2]
    assert page.index("Rules test") < page.index(reason) < page.index("Dr Bob")
    event = Event.objects.get(action="triage.settled")
    assert (event.actor, event.detail) == (f"user:{dr_bob.pk}", {"level": to_level})


def test_the_level_is_not_changed_without_a_reason(question: Question, dr_bob: User, neurology: Department) -> None:
    response = send(at_the_desk(dr_bob), "settle", question, level="urgent", department=neurology.pk, reason=" ")
    assert response.status_code == 422
    assert fresh(question).level == "soon"
    assert fresh(question).triage_records.count() == 1


def test_a_raised_question_stands_higher_in_the_queue(dr_bob: User, neurology: Department) -> None:
    first, second = (factories.question(department=neurology, level=Level.SOON) for _number in range(2))
    client = at_the_desk(dr_bob)
    send(client, "settle", second, level="urgent", department=neurology.pk, reason="The lid does not close")
    lines = client.get(reverse("desk:queue")).context["lines"]
    assert [line.question for line in lines] == [second, first]


def test_who_has_no_licence_changes_no_level(question: Question, mallory: User, neurology: Department) -> None:
    response = send(at_the_desk(mallory), "settle", question, level="routine", department=neurology.pk, reason="Calm")
    assert response.status_code == 409
    assert fresh(question).level == "soon"


@pytest.mark.parametrize(("unsure", "first"), [(True, "settle"), (False, "reply")])
def test_the_level_comes_first_only_where_somebody_has_to_decide_it(
    dr_bob: User, neurology: Department, unsure: bool, first: str
) -> None:
    made = factories.question(department=neurology, unsure=unsure)
    assert at_the_desk(dr_bob).get(address("case", made)).context["offers"][0].act.name == first


def test_what_cannot_be_done_says_why(question: Question, dr_bob: User) -> None:
    actions.ask_back(question=question, by=dr_bob, text="Which eye is it?", now=factories.NOW)
    offers = {offer.act.name: offer for offer in at_the_desk(dr_bob).get(address("case", question)).context["offers"]}
    assert set(offers) == {"settle", "reply", "ask_back", "hand_over"}
    assert offers["settle"].why_not.startswith("The asker has not answered yet.")
    assert not offers["settle"].shows_form
    assert offers["reply"].why_not is None


# --- editors ---


def test_an_editor_reads_the_case_and_takes_the_page_down(dr_bob: User, erin: User) -> None:
    page = factories.published(by=dr_bob, editor=erin)
    question = Question.objects.get()
    client = at_the_desk(erin)
    response = client.get(address("case", question))
    assert page.get_absolute_url() in response.content.decode()
    assert offered(response) == ["send_on", "retire"]
    send(client, "retire", question)
    page.refresh_from_db()
    assert page.is_withdrawn
    assert fresh(question).state == "retired"


def offered(response: Any) -> list[str]:
    return [offer.act.name for offer in response.context["offers"]]


def test_an_editor_is_offered_what_has_its_turn(dr_bob: User, erin: User) -> None:
    client = at_the_desk(erin)
    answered = factories.answered(by=dr_bob)
    assert offered(client.get(address("case", answered))) == ["send_back"]
    sent_back = factories.sent_back(by=erin, doctor=dr_bob)
    assert offered(client.get(address("case", sent_back))) == ["take_up"]


def test_a_doctor_cannot_take_a_page_down(dr_bob: User, erin: User) -> None:
    page = factories.published(by=dr_bob, editor=erin)
    response = send(at_the_desk(dr_bob), "retire", Question.objects.get())
    assert response.status_code == 409
    page.refresh_from_db()
    assert not page.is_withdrawn


def test_an_editor_cannot_reply(dr_bob: User, erin: User) -> None:
    question = factories.answered(by=dr_bob)
    response = send(at_the_desk(erin), "reply", question, text="Me too.")
    assert response.status_code == 409
    assert Reply.objects.count() == 1


# --- who works on it ---


def test_a_doctor_takes_a_question_and_colleagues_read_since_when(question: Question, dr_bob: User) -> None:
    dr_dana = colleague(dr_bob, "Dr Dana")
    mine, hers = at_the_desk(dr_bob), at_the_desk(dr_dana)
    assert send(mine, "claim", question)["Location"] == address("case", question)
    assert "You are working on this question" in words_of(mine.get(address("case", question)))
    page = words_of(hers.get(address("case", question)))
    assert "Dr Bob has been working on this question since" in page
    assert "Take it over" in page
    assert "Send the reply" not in page


def test_whoever_writes_while_it_is_taken_over_reads_by_whom_and_keeps_the_text(
    question: Question, dr_bob: User
) -> None:
    dr_dana = colleague(dr_bob, "Dr Dana")
    mine, hers = at_the_desk(dr_bob), at_the_desk(dr_dana)
    send(mine, "claim", question)
    send(hers, "take_over", question)
    response = send(mine, "reply", question, text=REPLY, urgent_signs=SIGN)
    assert response.status_code == 409
    assert response.context["form"]["text"].value() == REPLY
    page = words_of(response)
    assert "Dr Dana took this question over from you" in page
    assert not Reply.objects.exists()
    send(mine, "take_over", question)
    assert send(mine, "reply", question, text=REPLY, urgent_signs=SIGN).status_code == 302


def test_opening_a_case_renews_the_lock_of_whoever_has_it(question: Question, dr_bob: User) -> None:
    send(at_the_desk(dr_bob), "claim", question)
    long_ago = timezone.now() - timedelta(minutes=9)
    Question.objects.update(claim_renewed_at=long_ago)
    at_the_desk(colleague(dr_bob, "Dr Dana")).get(address("case", question))
    assert fresh(question).claim_renewed_at == long_ago
    at_the_desk(dr_bob).get(address("case", question))
    renewed = fresh(question).claim_renewed_at
    assert renewed is not None
    assert renewed > long_ago


def test_somebody_who_was_too_late_is_told(question: Question, dr_bob: User) -> None:
    send(at_the_desk(dr_bob), "claim", question)
    response = at_the_desk(colleague(dr_bob, "Dr Dana")).post(address("claim", question), follow=True)
    assert "Dr Bob has been working on this since" in words_of(response)
