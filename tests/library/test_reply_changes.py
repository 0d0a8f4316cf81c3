"""A published reply that is corrected or retracted: the page says so and keeps the earlier words."""

from typing import Any

import pytest
from django.test import Client

from consilia.accounts.models import User
from consilia.audit.models import Event
from consilia.library import actions
from consilia.library.copies import Correction, Retraction
from consilia.library.exporting import exchange_records
from consilia.library.indexing import page_passage
from consilia.library.models import Page, ReplyChange
from consilia.questions import publishing
from consilia.questions.models import Question, StateChanged
from consilia.questions.policies import Refused
from consilia.questions.publishing import ApprovedChange
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db

BEFORE = "An eyelid that twitches is nearly always harmless."
AFTER = "It is harmless, unless half of the face moves with it."


def shown(client: Client, page: Page) -> str:
    response = client.get(Page.objects.get(pk=page.pk).get_absolute_url())
    assert response.status_code == 200
    return str(response.content.decode())


def reply_of(question: Question) -> int:
    return question.replies.get().pk


def test_a_correction_shows_the_new_words_when_and_why_and_what_stood_before(
    client: Client, dr_bob: User, erin: User
) -> None:
    page = factories.published(by=dr_bob, editor=erin)
    question = Question.objects.get()
    change = ApprovedChange(reply_of(question), "A sign was missing.", ("Sleep more",), ("Half of your face moves",))
    publishing.correct(question=question, by=erin, change=change, text=AFTER, now=NOW)
    html = shown(client, page)
    for words in (AFTER, "Corrected on March 4, 2026", "A sign was missing.", "Half of your face moves"):
        assert words in html
    assert html.index("What this reply said before") < html.index("Sleep more and drink less coffee.")
    assert "Your face droops on one side" not in html
    fresh = Page.objects.get(pk=page.pk)
    assert (fresh.revision, fresh.more_info_stale, fresh.similar_stale) == (2, True, True)
    assert Event.objects.filter(action="page.corrected", object_ref=str(page.pk)).count() == 1


def test_a_retracted_reply_is_read_nowhere_but_in_the_page_s_history(client: Client, dr_bob: User, erin: User) -> None:
    page = factories.published(by=dr_bob, editor=erin)
    question = Question.objects.get()
    publishing.retract(
        question=question, by=erin, change=ApprovedChange(reply_of(question), "It was about another illness."), now=NOW
    )
    html = shown(client, page)
    for words in ("Retracted on March 4, 2026", "It was about another illness.", "This reply no longer holds."):
        assert words in html
    assert html.index("These words no longer hold.") < html.index("drink less coffee")
    fresh = Page.objects.get(pk=page.pk)
    assert (fresh.care_now, fresh.urgent_signs) == ([], [])
    assert page_passage(fresh).replies == ()
    (record,) = exchange_records()
    assert "replies" not in record
    assert "coffee" not in client.get("/en/departments/neurology").content.decode()
    with pytest.raises(StateChanged):
        publishing.retract(question=question, by=erin, change=ApprovedChange(reply_of(question), "Again"), now=NOW)


def test_who_may_change_a_published_reply_and_never_without_a_reason(dr_bob: User, erin: User) -> None:
    factories.published(by=dr_bob, editor=erin)
    question = Question.objects.get()
    change = ApprovedChange(reply_of(question), "Why")
    for who, why in ((dr_bob, change), (erin, ApprovedChange(reply_of(question), "  "))):
        with pytest.raises(Refused):
            publishing.retract(question=question, by=who, change=why, now=NOW)
    with pytest.raises(StateChanged):
        publishing.retract(question=question, by=erin, change=ApprovedChange(0, "Another question's"), now=NOW)
    assert not ReplyChange.objects.exists()


@pytest.mark.parametrize("text", ["", "  ", BEFORE])
def test_a_correction_has_words_and_other_words(text: str, neurology: Any) -> None:
    page = factories.page()
    with pytest.raises(actions.NothingToChange):
        actions.correct_reply(number=page.pk, correction=Correction(0, "Why", text=text), by="editor", now=NOW)


def test_a_withdrawn_page_keeps_no_earlier_words(neurology: Any) -> None:
    page = factories.page()
    actions.retract_reply(number=page.pk, retraction=Retraction(0, "Why"), by="editor", now=NOW)
    actions.withdraw_page(number=page.pk, by="editor", now=NOW)
    assert not ReplyChange.objects.exists()


def test_a_page_is_marked_when_its_review_is_overdue(client: Client, neurology: Any) -> None:
    page = factories.page()
    assert "Reviewed in March 2026. Next review by March 2028." in shown(client, page)
    assert "overdue" not in shown(client, page)
    Page.objects.filter(pk=page.pk).update(next_review_on="2020-01-01")
    assert "This review is overdue" in shown(client, page)
