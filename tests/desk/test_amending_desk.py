"""The desk's forms for a reply that was sent: correct it, take it back, look over it, carry it to its page."""

from typing import Any

import pytest
from django.urls import reverse

from consilia.accounts.models import Department, User
from consilia.library.models import Page
from consilia.questions.models import Amendment, Approval, Question, Reply
from tests import factories
from tests.desk.desk_acts import address, at_the_desk, stamp
from tests.people import colleague

AFTER = "An eyelid that twitches is often harmless. Have it seen if it lasts three weeks."
TYPED = {"text": AFTER, "urgent_signs": "Your face droops", "care_now": "", "reason": "The weeks were wrong"}


def act(name: str, reply: Reply) -> str:
    return reverse(f"desk:{name}", args=[reply.question.reference, reply.pk])


def post(user: User, name: str, reply: Reply, /, **typed: Any) -> Any:
    typed.setdefault("seen", stamp(reply.question))
    return at_the_desk(user).post(act(name, reply), typed)


@pytest.fixture
def reply(dr_bob: User, dr_carol: User) -> Reply:
    return factories.answered(by=dr_bob).replies.get()


def test_a_doctor_corrects_a_reply_through_the_same_checks(reply: Reply, dr_bob: User) -> None:
    case = at_the_desk(dr_bob).get(address("case", reply.question)).content.decode()
    assert act("correct_reply", reply) in case
    form = at_the_desk(dr_bob).get(act("correct_reply", reply)).context["form"]
    assert form["text"].value() == reply.text
    same = post(dr_bob, "correct_reply", reply, **TYPED | {"text": reply.text})
    slip = post(dr_bob, "correct_reply", reply, **TYPED | {"text": "Dear Mr. Chen, see a doctor in [number] weeks."})
    late = post(dr_bob, "correct_reply", reply, **TYPED | {"seen": "2020-01-01"})
    assert [one.status_code for one in (same, slip, late)] == [422, 422, 409]
    assert AFTER in late.content.decode(), "the words are shown again"
    assert not Amendment.objects.exists()
    assert post(dr_bob, "correct_reply", reply, **TYPED).status_code == 302
    case = at_the_desk(dr_bob).get(address("case", reply.question)).content.decode()
    for words in (AFTER, "The weeks were wrong", reply.text):
        assert words in case


def test_only_its_doctor_or_an_editor_takes_it_back(reply: Reply, dr_bob: User, mallory: User, erin: User) -> None:
    typed = {"ground": "harm", "reason": "I took it for another illness"}
    assert post(mallory, "retract_reply", reply, **typed).status_code == 409
    assert post(erin, "retract_reply", reply, ground="harm").status_code == 422
    assert post(erin, "retract_reply", reply, **typed).status_code == 302
    assert Amendment.objects.get().by == erin
    assert Question.objects.get().state == "waiting"


def test_an_editor_carries_a_correction_over_masked_and_confirmed(dr_bob: User, erin: User) -> None:
    page = factories.published(by=dr_bob, editor=erin)
    reply = Reply.objects.get()
    told = TYPED | {"text": f"{AFTER} Call Jane Whitcombe on 0912 345 678.", "reason": "The weeks were wrong"}
    slips = post(dr_bob, "correct_reply", reply, **told).context["form"].fields
    ticks = {name: "on" for name in slips if name.startswith("slip_")}
    post(dr_bob, "correct_reply", reply, **told, **ticks, override_reason="She knows her")
    assert Amendment.objects.exists()

    client = at_the_desk(erin)
    listed = client.get(reverse("desk:to_publish"), {"show": "corrected"}).content.decode()
    assert address("case", reply.question) in listed
    shown = client.get(act("carry_correction", reply))
    assert "0912" not in shown.context["form"]["text"].value()
    assert "0912" in shown.content.decode(), "the original stands beside it"
    public = {name: shown.context["form"][name].value() for name in ("reason", "text", "care_now", "urgent_signs")}
    assert post(erin, "carry_correction", reply, **public).status_code == 422, "nobody has confirmed it"
    leaky = post(erin, "carry_correction", reply, **public | {"text": told["text"]}, confirm="on")
    assert leaky.status_code == 422
    kept = shown.context["keep"]
    keep = [str(value) for value, _label in kept.field.choices] if kept else []
    assert post(erin, "carry_correction", reply, **public, confirm="on", keep=keep).status_code == 302
    assert Page.objects.get(pk=page.pk).replies.get().text == public["text"]
    assert post(erin, "carry_correction", reply, **public, confirm="on").status_code == 409, "it is done"


def test_a_second_clinician_finds_what_to_look_over_and_the_editor_waits_for_it(
    dr_bob: User, erin: User, oscar: User, neurology: Department
) -> None:
    operator = at_the_desk(oscar)
    operator.post(reverse("desk:second_review"), {"second_review": neurology.pk})
    assert "checked" in operator.get(reverse("desk:second_review")).content.decode()
    reply = factories.answered(by=dr_bob).replies.get()
    editor, bea = at_the_desk(erin), colleague(dr_bob, "Dr Bea")
    assert "A second clinician of the department" in editor.get(address("case", reply.question)).content.decode()
    listed = at_the_desk(bea).get(reverse("desk:queue"), {"show": "second"}).content.decode()
    assert address("case", reply.question) in listed
    assert act("approve_reply", reply) not in at_the_desk(dr_bob).get(address("case", reply.question)).content.decode()
    assert act("approve_reply", reply) in at_the_desk(bea).get(address("case", reply.question)).content.decode()
    assert post(bea, "approve_reply", reply, seen="2020-01-01").status_code == 409
    assert post(dr_bob, "approve_reply", reply).status_code == 409
    assert not Approval.objects.exists()
    assert post(bea, "approve_reply", reply).status_code == 302
    assert Approval.objects.get().by == bea
    assert address("publish", reply.question) in editor.get(address("case", reply.question)).content.decode()
