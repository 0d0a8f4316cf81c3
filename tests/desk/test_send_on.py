"""Two pages that answer the same: an editor leads readers of one to the other, and back."""

import pytest
from django.test import Client

from consilia.accounts.models import User
from consilia.audit.models import Event
from consilia.library.models import Page
from consilia.questions.links import private_path
from consilia.questions.models import Question
from tests import factories
from tests.desk.desk_acts import at_the_desk, send
from tests.questions.flow import words_of


def test_readers_are_led_to_the_other_page_and_back(client: Client, dr_bob: User, erin: User) -> None:
    page, other = factories.published(by=dr_bob, editor=erin), factories.page()
    copy = factories.page(title="Eyelid twitching, a copy")
    Page.objects.filter(pk=copy.pk).update(duplicate_of=page)
    question, editor = Question.objects.get(), at_the_desk(erin)
    assert send(editor, "send_on", question, to=f"https://example.org{other.get_absolute_url()}").status_code == 302
    for led in (page, copy):
        response = client.get(led.get_absolute_url())
        assert (response.status_code, response["Location"]) == (301, other.get_absolute_url())
    assert set(Page.objects.published()) == {other}
    assert Page.objects.get(pk=page.pk).revision > page.revision, "the index hears of it"
    assert "harmless" in words_of(client.get(private_path(question))), "the asker keeps the reply"
    assert Event.objects.get(action="page.sent_on").detail == {"to": other.pk}

    assert send(editor, "send_on", question, to="").status_code == 302
    assert client.get(page.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("to", ["itself", "withdrawn", "a copy", "another language", "999999", "about eyelids"])
def test_readers_are_not_led_where_nothing_answers(client: Client, dr_bob: User, erin: User, to: str) -> None:
    page = factories.published(by=dr_bob, editor=erin)
    other = factories.page(language="zh-Hant" if to == "another language" else "en")
    changes: dict[str, dict[str, object]] = {
        "withdrawn": {"withdrawn_at": factories.NOW, "title": "", "question": ""},
        "a copy": {"duplicate_of": page},
    }
    Page.objects.filter(pk=other.pk).update(**changes.get(to, {}))
    named = {"itself": page.pk, "withdrawn": other.pk, "a copy": other.pk, "another language": other.pk}
    response = send(at_the_desk(erin), "send_on", Question.objects.get(), to=str(named.get(to, to)))
    assert response.status_code == (422 if to == "about eyelids" else 409)
    assert client.get(page.get_absolute_url()).status_code == 200
