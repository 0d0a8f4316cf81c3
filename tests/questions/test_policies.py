"""Who may do what: each permission has its refusal."""

from collections.abc import Callable
from datetime import date
from functools import partial

import pytest

from consilia.accounts.models import Department, User
from consilia.questions import policies
from consilia.questions.models import Message, MessageKind, Question
from consilia.questions.policies import Refused, refuse_if
from consilia.questions.states import State
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 4)

CLINICAL: dict[str, Callable[[User, Question], str | None]] = {
    "reply": partial(policies.why_not_reply, on=TODAY),
    "ask_back": partial(policies.why_not_ask_back, on=TODAY),
    "hand_over": policies.why_not_hand_over,
    "settle": partial(policies.why_not_settle, on=TODAY),
}


def _for(act: str, department: Department) -> Question:
    return factories.question(department=department, unsure=act == "settle")


@pytest.mark.parametrize("act", CLINICAL)
def test_a_clinician_of_the_department_may(act: str, dr_bob: User, neurology: Department) -> None:
    assert CLINICAL[act](dr_bob, _for(act, neurology)) is None


@pytest.mark.parametrize("act", CLINICAL)
def test_an_editor_may_not(act: str, dr_bob: User, erin: User, neurology: Department) -> None:
    assert CLINICAL[act](erin, _for(act, neurology)) == "Only a clinician can do this."


@pytest.mark.parametrize("act", CLINICAL)
def test_an_operator_may_not(act: str, dr_bob: User, oscar: User, neurology: Department) -> None:
    assert CLINICAL[act](oscar, _for(act, neurology)) == "Only a clinician can do this."


@pytest.mark.parametrize("act", ["reply", "ask_back", "hand_over"])
def test_a_clinician_of_another_department_may_not(
    act: str, dr_bob: User, dr_carol: User, neurology: Department
) -> None:
    refusal = CLINICAL[act](dr_carol, factories.question(department=neurology))
    assert refusal == "This question belongs to another department."


@pytest.mark.parametrize("act", CLINICAL)
def test_somebody_who_has_left_may_not(act: str, dr_bob: User, neurology: Department) -> None:
    dr_bob.is_active = False
    dr_bob.save()
    assert CLINICAL[act](dr_bob, _for(act, neurology)) is not None


def test_who_has_no_verified_licence_cannot_reply(mallory: User, neurology: Department) -> None:
    question = factories.question(department=neurology)
    assert "not been verified" in str(policies.why_not_reply(mallory, question, on=TODAY))


def test_whose_licence_has_expired_cannot_reply(dr_bob: User, neurology: Department) -> None:
    question = factories.question(department=neurology)
    assert "expired" in str(policies.why_not_reply(dr_bob, question, on=date(2030, 1, 2)))
    assert policies.why_not_reply(dr_bob, question, on=date(2030, 1, 1)) is None


def test_only_an_editor_publishes_and_retires(dr_bob: User, erin: User, oscar: User) -> None:
    question = factories.answered(by=dr_bob)
    assert policies.why_not_publish(erin, question) is None
    for other in (dr_bob, oscar):
        assert policies.why_not_publish(other, question) is not None
        assert policies.why_not_retire(other, question) is not None


def test_without_consent_nobody_publishes(dr_bob: User, erin: User) -> None:
    question = factories.answered(by=dr_bob, may_publish=False)
    assert policies.why_not_publish(erin, question) == "The asker did not agree to publication."


def test_an_asker_may_edit_until_a_doctor_has_read_the_words(dr_bob: User, neurology: Department) -> None:
    question = factories.question(department=neurology)
    assert policies.why_not_edit(question) is None
    Message.objects.create(question=question, kind=MessageKind.ADDED, text="and the cheek", at=NOW)
    assert policies.why_not_edit(question) is None
    Message.objects.create(question=question, kind=MessageKind.ASKED_BACK, text="Since when?", by=dr_bob, at=NOW)
    assert "already read" in str(policies.why_not_edit(question))


def test_an_asker_may_not_edit_what_was_withdrawn(neurology: Department) -> None:
    question = factories.question(department=neurology)
    question.move("withdraw", now=NOW)
    assert question.state == State.WITHDRAWN
    assert policies.why_not_edit(question) is not None


def test_a_reason_is_raised_and_no_reason_is_not() -> None:
    refuse_if(None)
    with pytest.raises(Refused, match="closed"):
        refuse_if("closed")
