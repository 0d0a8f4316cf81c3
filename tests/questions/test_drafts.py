"""Drafts: kept under a hash, sent once, never brought back."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from pytest_django.fixtures import Settings

from consilia.questions import drafts
from consilia.questions.actions import ConsentMissing, GuardianMissing
from consilia.questions.drafts import Written
from consilia.questions.models import Draft, Question
from tests.factories import NOW

WRITTEN = Written(language="en", text="My left eyelid twitches.", about_told=True, age_years=34, may_answer=True)


@pytest.mark.django_db
def test_a_draft_is_found_by_its_key_alone() -> None:
    key = drafts.begin(written=WRITTEN, now=NOW)
    found = drafts.find(key, now=NOW)
    assert found is not None
    assert found[1] == WRITTEN
    assert drafts.find("another key", now=NOW) is None
    assert drafts.find("", now=NOW) is None


@pytest.mark.django_db
def test_the_key_is_not_stored() -> None:
    key = drafts.begin(written=WRITTEN, now=NOW)
    assert key not in str(Draft.objects.values().get())


@pytest.mark.django_db
def test_a_draft_is_too_old_after_the_days_that_the_operator_set(settings: Settings) -> None:
    settings.CONSILIA_DRAFT_DAYS = 2
    key = drafts.begin(written=WRITTEN, now=NOW)
    assert drafts.find(key, now=NOW + timedelta(days=2)) is not None
    assert drafts.find(key, now=NOW + timedelta(days=2, seconds=1)) is None


@pytest.mark.django_db
def test_writing_on_makes_a_draft_younger() -> None:
    key = drafts.begin(written=WRITTEN, now=NOW)
    assert drafts.keep(key, written=WRITTEN, now=NOW + timedelta(days=5))
    assert drafts.find(key, now=NOW + timedelta(days=10)) is not None


@pytest.mark.django_db
def test_what_another_release_kept_is_passed_over() -> None:
    key = drafts.begin(written=WRITTEN, now=NOW)
    draft = Draft.objects.get()
    draft.data["of_tomorrow"] = 1
    draft.save()
    found = drafts.find(key, now=NOW)
    assert found is not None
    assert found[1] == WRITTEN


@pytest.mark.django_db
def test_sending_makes_the_question_and_deletes_the_draft() -> None:
    key = drafts.begin(written=WRITTEN, now=NOW)
    question = drafts.send(key, now=NOW)
    assert question.text == WRITTEN.text
    assert not Draft.objects.exists()
    assert drafts.sent(key, now=NOW) == question


@pytest.mark.django_db
def test_a_receipt_is_found_for_an_hour_and_then_no_more() -> None:
    key = drafts.begin(written=WRITTEN, now=NOW)
    question = drafts.send(key, now=NOW)
    assert drafts.sent(key, now=NOW + timedelta(minutes=59)) == question
    assert drafts.sent(key, now=NOW + timedelta(minutes=61)) is None


@pytest.mark.django_db
def test_a_draft_is_sent_once() -> None:
    key = drafts.begin(written=WRITTEN, now=NOW)
    drafts.send(key, now=NOW)
    with pytest.raises(drafts.NothingToSend):
        drafts.send(key, now=NOW)
    assert Question.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_many_presses_at_the_same_moment_one_sends() -> None:
    key = drafts.begin(written=WRITTEN, now=NOW)

    def press(_number: int) -> bool:
        try:
            drafts.send(key, now=NOW)
        except drafts.NothingToSend:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(press, range(4))) == 1
    assert Question.objects.count() == 1


@pytest.mark.django_db
def test_a_late_page_does_not_bring_a_sent_draft_back() -> None:
    key = drafts.begin(written=WRITTEN, now=NOW)
    drafts.send(key, now=NOW)
    assert not drafts.keep(key, written=WRITTEN, now=NOW)
    assert not Draft.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("written", "refusal"),
    [
        (Written(language="en", text="My eyelid twitches.", age_years=34), ConsentMissing),
        (Written(language="en", text="My eyelid twitches.", age_years=12, may_answer=True), GuardianMissing),
    ],
)
def test_a_draft_that_may_not_be_sent_is_kept(written: Written, refusal: type[Exception]) -> None:
    key = drafts.begin(written=written, now=NOW)
    with pytest.raises(refusal):
        drafts.send(key, now=NOW)
    assert Draft.objects.exists()
    assert not Question.objects.exists()


def test_other_words_undo_what_was_judged_by_the_old_ones() -> None:
    old = Written(
        language="en",
        text="old",
        age_years=34,
        safety_answers={"a": True},
        answers_seen=True,
        departments_offered=["Neurology", "Urology"],
        department_told=True,
        department="Urology",
        emergency_read=["general"],
    )
    new = old.worded("new words")
    assert (new.safety_answers, new.answers_seen, new.emergency_read) == ({}, False, [])
    assert (new.departments_offered, new.department_told, new.department) == ([], False, "")
    assert new.age_years == 34
    assert old.worded("old") is old
