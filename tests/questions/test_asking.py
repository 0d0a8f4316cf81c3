"""From facts to a stored question, judged on everything that was told."""

import pytest

from consilia.engines.triage import Level
from consilia.questions import asking
from consilia.questions.actions import ConsentMissing, GuardianMissing
from consilia.questions.asked import Asked
from consilia.questions.assessing import assess
from consilia.questions.links import private_token, question_behind
from consilia.questions.models import Question
from consilia.questions.states import State
from tests.factories import NOW
from tests.questions.flow import EMERGENCY, EYELID, VAGUE

pytestmark = pytest.mark.django_db


def test_an_ordinary_question_waits_for_a_doctor() -> None:
    question = asking.ask(asked=Asked(language="en", text=EYELID, age_years=34, may_answer=True), now=NOW)
    assert question.state == State.WAITING
    record = question.triage_records.get()
    assert (record.level, record.by) == (question.level, None)
    assert record.rules_version


def test_an_emergency_is_looked_at_first() -> None:
    question = asking.ask(asked=Asked(language="en", text=EMERGENCY, age_years=60, may_answer=True), now=NOW)
    assert (question.state, question.level) == (State.REVIEW, Level.EMERGENCY)
    assert question.triage_records.get().red_flags


def test_what_cannot_be_decided_is_looked_at_first() -> None:
    question = asking.ask(asked=Asked(language="en", text=VAGUE, age_years=60, may_answer=True), now=NOW)
    assert question.unsure
    assert question.state == State.REVIEW


def test_danger_in_the_medicines_counts_like_danger_in_the_question() -> None:
    assert assess(Asked(language="en", text=EYELID, medicines=EMERGENCY)).level is Level.EMERGENCY


def test_without_consent_nothing_is_stored() -> None:
    with pytest.raises(ConsentMissing):
        asking.ask(asked=Asked(language="en", text=EYELID, age_years=34), now=NOW)
    assert not Question.objects.exists()


def test_for_a_child_a_guardian_asks() -> None:
    alone = Asked(language="en", text=EYELID, relation="child", may_answer=True)
    with pytest.raises(GuardianMissing):
        asking.ask(asked=alone, now=NOW)
    assert not Question.objects.exists()


def test_the_private_link_leads_to_the_question_and_no_other_does() -> None:
    question = asking.ask(asked=Asked(language="en", text=EYELID, age_years=34, may_answer=True), now=NOW)
    token = private_token(question.reference)
    assert question_behind(token) == question
    assert question_behind(token[:-1] + ("A" if token[-1] != "A" else "B")) is None
    assert question_behind(question.token_hash) is None
