"""Prepared texts: whose they are, how they come into a reply, and that an open gap is not sent."""

from typing import Any

import pytest

from consilia.accounts.models import User
from consilia.audit.models import Event
from consilia.desk.views.case import ACTS
from consilia.questions import prepared
from consilia.questions.models import PreparedText, Question, Reply
from consilia.questions.policies import Refused
from consilia.questions.prepared import Prepared
from tests import factories
from tests.desk.desk_acts import address, at_the_desk, send
from tests.factories import NOW

SIGN = "Your face droops on one side"


@pytest.fixture
def question(dr_bob: User) -> Question:
    return factories.question(department=dr_bob.department)


def kept(by: User, text: str, *, language: str = "en", for_department: bool = False) -> PreparedText:
    return prepared.add(by=by, given=Prepared("Rest", language, text, for_department), now=NOW)


def insert(user: User, question: Question, chosen: PreparedText | str, /, text: str = "") -> Any:
    number = chosen if isinstance(chosen, str) else chosen.pk
    typed = {"text": text, "draft": "0", "prepared": number}
    return at_the_desk(user).post(address("insert_prepared", question), typed, follow=True)


def text_of(response: Any) -> str:
    form = next(offer.form for offer in response.context["offers"] if offer.act is ACTS["reply"])
    return str(form["text"].value())


def test_a_doctor_writes_changes_and_deletes_a_text(dr_bob: User) -> None:
    client = at_the_desk(dr_bob)
    given = {"name": "Rest", "language": "en", "owner": "own", "text": "Rest."}
    assert client.post("/en/desk/prepared/new", given).status_code == 302
    made = PreparedText.objects.get()
    client.post(f"/en/desk/prepared/{made.pk}", given | {"owner": "department", "text": "Sleep more."})
    made.refresh_from_db()
    assert (made.owner, made.department, made.text) == (None, dr_bob.department, "Sleep more.")
    client.post(f"/en/desk/prepared/{made.pk}/delete")
    assert not PreparedText.objects.exists()
    acts = list(Event.objects.order_by("pk").values_list("action", flat=True))
    assert acts == ["prepared_text.kept", "prepared_text.kept", "prepared_text.deleted"]


def test_a_doctor_s_own_texts_are_theirs_and_a_department_s_are_its_doctors(
    dr_bob: User, mallory: User, dr_carol: User, question: Question
) -> None:
    own, shared = kept(dr_bob, "Mine."), kept(dr_bob, "Ours.", for_department=True)
    for user, theirs in ((dr_bob, {own, shared}), (mallory, {shared}), (dr_carol, set())):
        assert set(PreparedText.objects.usable_by(user)) == theirs
    assert text_of(insert(mallory, question, own, text="So far")) == "So far", "another's text goes into no reply"
    with pytest.raises(Refused):
        prepared.delete(prepared=own, by=mallory, now=NOW)


def test_a_text_is_inserted_filled_in_and_saved(question: Question, dr_bob: User) -> None:
    made = kept(dr_bob, "Call {emergency_number}. {doctor}, {department}, {hospital}")
    told = "Call 119. Dr Bob, Neurology, Example General Hospital"
    assert text_of(insert(dr_bob, question, made, text="Rest.")) == f"Rest.\n\n{told}"
    assert text_of(at_the_desk(dr_bob).get(address("case", question))) == f"Rest.\n\n{told}"


def test_in_another_language_it_is_filled_in_that_language_and_only_such_texts_are_offered(dr_bob: User) -> None:
    question = factories.question(department=dr_bob.department, language="zh-Hant")
    kept(dr_bob, "English")
    made = kept(dr_bob, "{department}{hospital}", language="zh-Hant")
    response = insert(dr_bob, question, made)
    assert text_of(response) == "神經內科範例綜合醫院"
    assert list(response.context["prepared"]) == [made]


@pytest.mark.parametrize("gap", ["{weeks}", "[number of weeks]", "{hospital}"])
def test_an_open_gap_is_stopped_by_the_checks(question: Question, dr_bob: User, gap: str) -> None:
    User.objects.filter(pk=dr_bob.pk).update(hospital=None)
    text = text_of(insert(dr_bob, question, kept(dr_bob, f"Come back in {gap}.")))
    assert gap in text
    response = send(at_the_desk(dr_bob), "reply", question, text=text, urgent_signs=SIGN, draft="1")
    assert response.status_code == 422
    assert "Something was to be filled in here" in response.content.decode()
    assert not Reply.objects.exists()


def test_inserting_nothing_keeps_what_was_typed(question: Question, dr_bob: User) -> None:
    response = insert(dr_bob, question, "", text="Half a sentence")
    assert text_of(response) == "Half a sentence"
    assert "Choose a prepared text first." in response.content.decode()
