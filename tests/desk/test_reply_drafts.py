"""A reply that is not sent yet: saved by button and by script, never lost, gone when it is sent."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from consilia.accounts.models import User
from consilia.questions import actions, forgetting
from consilia.questions.models import Question, Reply, ReplyDraft
from tests import factories
from tests.desk.desk_acts import address, at_the_desk, send
from tests.factories import NOW

TEXT = "Nearly always harmless. See a doctor if it lasts longer than a month."
SIGN = "Your face droops on one side"


@pytest.fixture
def question(dr_bob: User) -> Question:
    return factories.question(department=dr_bob.department)


def save(client: Client, question: Question, /, text: str = TEXT, **more: Any) -> Any:
    return client.post(address("save_draft", question), {"text": text, "draft": "0", **more})


def by_script(client: Client, question: Question, /, text: str = TEXT, draft: int = 0) -> Any:
    typed = {"text": text, "draft": draft}
    return client.post(address("save_draft", question), typed, headers={"accept": "application/json"})


def editor(client: Client, question: Question) -> Any:
    """The reply's form as the case opens with it."""
    offers = client.get(address("case", question)).context["offers"]
    return next(offer.form for offer in offers if offer.act.name == "reply")


def test_a_draft_is_saved_by_the_button_and_is_there_after_signing_in_again(question: Question, dr_bob: User) -> None:
    client = at_the_desk(dr_bob)
    saved = save(client, question, care_now="Sleep more", urgent_signs=SIGN, level="soon")
    assert saved["Location"] == f"{address('case', question)}#reply_heading"
    client.logout()
    assert save(client, question, text="Written after the session ended").status_code == 302

    again = at_the_desk(dr_bob)
    form = editor(again, question)
    assert [form[name].value() for name in ("text", "care_now", "urgent_signs", "level")] == [
        TEXT,
        "Sleep more",
        SIGN,
        "soon",
    ]
    assert "Saved " in again.get(address("case", question)).content.decode()


def test_the_script_is_told_when_it_was_saved_and_goes_on_from_there(question: Question, dr_bob: User) -> None:
    client = at_the_desk(dr_bob)
    first = by_script(client, question).json()
    assert first["said"].startswith("Saved ")
    second = by_script(client, question, text=f"{TEXT} Sleep more.", draft=first["version"])
    assert second.status_code == 200
    assert editor(client, question)["text"].value() == f"{TEXT} Sleep more."


def test_a_window_left_open_does_not_write_over_what_another_has_saved(question: Question, dr_bob: User) -> None:
    client = at_the_desk(dr_bob)
    by_script(client, question)
    assert by_script(client, question, text="Older words").status_code == 409
    page = save(client, question, text="Older words")
    assert page.status_code == 409
    for words in (TEXT, "Older words", "Another window of yours has saved a different text"):
        assert words in page.content.decode()
    assert editor(client, question)["text"].value() == TEXT
    save(client, question, text="Older words", draft=page.context["form"].draft_version)
    assert editor(client, question)["text"].value() == "Older words", "saved a second time, it is meant"


def test_a_draft_is_deleted_when_it_is_sent_and_a_late_save_brings_it_not_back(
    question: Question, dr_bob: User
) -> None:
    client = at_the_desk(dr_bob)
    version = by_script(client, question).json()["version"]
    assert send(client, "reply", question, text=TEXT, urgent_signs=SIGN, draft=version).status_code == 302
    assert not ReplyDraft.objects.exists()
    for seen in (0, version):
        assert by_script(client, question, draft=seen).status_code == 409
    assert not ReplyDraft.objects.exists()


def test_a_reply_that_the_checks_stop_is_kept_all_the_same(question: Question, dr_bob: User) -> None:
    client = at_the_desk(dr_bob)
    slippery = "Dear Mr. Chen, rest."
    assert send(client, "reply", question, text=slippery).status_code == 422
    assert editor(client, question)["text"].value() == slippery


def test_each_doctor_has_a_draft_and_keeps_it_when_another_replies_first(
    question: Question, dr_bob: User, mallory: User
) -> None:
    save(at_the_desk(mallory), question, text="Drink less coffee.")
    bob = at_the_desk(dr_bob)
    assert editor(bob, question)["text"].value() == ""
    assert "Drink less coffee." not in bob.get(address("case", question)).content.decode()
    actions.reply(question=question, by=dr_bob, text=TEXT, now=NOW)
    assert editor(at_the_desk(mallory), question)["text"].value() == "Drink less coffee."


def test_an_emptied_editor_keeps_nothing(question: Question, dr_bob: User) -> None:
    client = at_the_desk(dr_bob)
    version = by_script(client, question).json()["version"]
    assert by_script(client, question, text=" ", draft=version).json() == {"said": "", "version": 0}
    assert not ReplyDraft.objects.exists()


def test_a_draft_goes_with_the_question(dr_bob: User) -> None:
    for end in ("withdraw", "erase", "keep"):
        question = factories.answered(by=dr_bob) if end == "keep" else factories.question(department=dr_bob.department)
        by_script(at_the_desk(dr_bob), question, text="Canaryword, half written")
        assert ReplyDraft.objects.count() == 1
        if end == "withdraw":
            actions.withdraw(question=question, now=NOW)
        elif end == "erase":
            forgetting.erase(question=question, now=NOW)
        else:
            forgetting.forget_some(now=NOW + timedelta(days=181))
        assert not ReplyDraft.objects.exists(), end


def test_a_draft_is_sealed(question: Question, dr_bob: User) -> None:
    save(at_the_desk(dr_bob), question, text="Canaryword")
    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM questions_replydraft")
        assert "Canaryword" not in repr(cursor.fetchall())


@pytest.mark.parametrize("act", ["save_draft", "reply"])
@pytest.mark.skipif(connection.vendor != "sqlite", reason="how a database is made read-only is its own affair")
def test_a_database_that_takes_nothing_in_says_so_and_the_text_stays_on_the_page(
    question: Question, dr_bob: User, act: str
) -> None:
    client = at_the_desk(dr_bob)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA query_only = ON")
    try:
        page = send(client, act, question, text=TEXT, urgent_signs=SIGN)
        told = by_script(client, question)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA query_only = OFF")
    assert page.status_code == 503
    for words in (TEXT, SIGN, "Nothing can be saved at the moment."):
        assert words in page.content.decode()
    assert (told.status_code, "Nothing can be saved" in told.json()["said"]) == (503, True)
    assert not Reply.objects.exists()


def test_the_preview_shows_the_draft_as_its_asker_will_read_it(dr_bob: User) -> None:
    question = factories.question(department=dr_bob.department, language="zh-Hant", text="眼皮一直跳。")
    client = at_the_desk(dr_bob)
    shown = client.post(
        address("show_preview", question), {"text": "通常沒有關係。<b>", "urgent_signs": "臉歪", "draft": "0"}
    )
    assert shown["Location"] == address("preview", question)
    page = client.get(shown["Location"]).content.decode()
    for words in ("通常沒有關係。&lt;b&gt;", "臉歪", "神經內科", "Dr Bob", 'lang="zh-Hant"'):
        assert words in page
    assert not Reply.objects.exists()


def test_whoever_has_no_business_with_a_question_saves_and_sees_nothing(
    question: Question, dr_bob: User, dr_carol: User, erin: User
) -> None:
    for user in (dr_carol, erin):
        client = at_the_desk(user)
        assert save(client, question).status_code == 404
        assert client.get(address("preview", question)).status_code == 404
    answered = factories.answered(by=dr_bob)
    assert save(at_the_desk(erin), answered).status_code == 409, "an editor sees it and writes no reply"
    assert not ReplyDraft.objects.exists()
