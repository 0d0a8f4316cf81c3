"""A doctor's few marks at the desk and on the private page: shown as they mean, looked through as they are read."""

from datetime import timedelta

import pytest
from django.test import Client

from consilia.accounts.models import User
from consilia.desk.masking import look_at_reply
from consilia.library.formatting import formatted
from consilia.questions import actions, amending, publishing
from consilia.questions.links import private_path
from consilia.questions.models import Question
from tests import factories
from tests.desk.desk_acts import address, approved, at_the_desk, send

SAID = "**Nearly always** harmless:\n- rest\n- <b>sleep</b>\nSee a doctor if it lasts longer than a month."


@pytest.fixture
def question(dr_bob: User) -> Question:
    return factories.question(department=dr_bob.department)


def replied(question: Question, by: User, text: str = SAID) -> Question:
    actions.reply(question=question, by=by, text=text, now=factories.NOW)
    return Question.objects.get(pk=question.pk)


def test_the_preview_shows_what_the_marks_become(question: Question, dr_bob: User) -> None:
    client = at_the_desk(dr_bob)
    client.post(address("show_preview", question), {"text": SAID, "draft": "0"})
    shown = client.get(address("preview", question)).content.decode()
    assert formatted(SAID) in shown
    assert "<li>&lt;b&gt;sleep&lt;/b&gt;</li>" in shown


def test_the_asker_and_the_case_read_it_set_and_so_they_do_when_it_is_corrected(
    question: Question, dr_bob: User, client: Client
) -> None:
    question = replied(question, dr_bob)
    amending.correct(
        question=question,
        reply=question.replies.get(),
        by=dr_bob,
        text="Now **with** emphasis",
        reason="Clearer",
        now=factories.NOW + timedelta(hours=1),
    )
    for shown in (client.get(private_path(question)), at_the_desk(dr_bob).get(address("case", question))):
        for words in (SAID, "Now **with** emphasis"):
            assert formatted(words) in shown.content.decode()


def test_the_editor_s_help_tells_of_the_marks(question: Question, dr_bob: User) -> None:
    assert "**strong emphasis**" in at_the_desk(dr_bob).get(address("case", question)).content.decode()


def test_the_checks_read_through_emphasis(question: Question, dr_bob: User) -> None:
    response = send(at_the_desk(dr_bob), "reply", question, text="Dear **Mr. Chen**, rest. Call 0912-**345**-678.")
    stopped = response.content.decode()
    assert response.status_code == 422
    assert "The greeting may be for somebody else" in stopped
    assert "0912-345-678" in stopped


@pytest.mark.parametrize(
    ("language", "said", "masked"),
    [
        ("en", "Call me at 0912-**345-678**, rest.", "Call me at [phone]**, rest."),
        ("zh-Hant", "請打**0912-345-678**，多休息。", "請打**［電話］**，多休息。"),
        ("zh-Hant", "**王小明**您好，請多休息。", "**［姓名］**您好，請多休息。"),
    ],
)
def test_masking_reads_through_emphasis_and_keeps_its_places(
    dr_bob: User, language: str, said: str, masked: str
) -> None:
    text = "我叫王小明。左眼皮跳了兩週。" if language == "zh-Hant" else "My eyelid twitches."
    question = factories.question(department=dr_bob.department, language=language, text=text)
    question = replied(question, dr_bob, said)
    looked = look_at_reply(said, question=question)
    assert looked.masked == masked
    assert "".join(part.words for part in looked.parts()) == said
    assert [said[one.start : one.end] for one in publishing.findings(said, language=language, question=question)] == [
        part.words for part in looked.found()
    ]


def test_an_identifier_in_emphasis_does_not_pass_the_publishing_desk(
    question: Question, dr_bob: User, erin: User
) -> None:
    question = replied(question, dr_bob, "Rest.")
    typed = approved(question, **{f"reply_{question.replies.get().pk}": "Call 0912-**345**-678."})
    response = send(at_the_desk(erin), "publish", question, **typed)
    assert response.status_code == 422
    assert "keep" in response.context["form"].errors
