"""Walking through the ask flow as an asker does, page by page."""

import re

from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from consilia.questions.models import Question

EYELID = "My left eyelid has been twitching for two weeks. Is it dangerous?"
EMERGENCY = "I have crushing chest pain going down my left arm, I am sweating and I cannot breathe."
SUICIDE = "I want to kill myself tonight. I have a plan and I have written a goodbye note."
VAGUE = "Something is wrong with me, I feel strange."
EYELID_ZH = "我左眼皮一直跳，已經兩個星期了，需要看哪一科？"


def path(name: str, language: str = "en") -> str:
    with override(language):
        return reverse(f"questions:{name}")


def words_of(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined, no-any-return]


def tell(client: Client, name: str, data: dict[str, str] | None = None, language: str = "en") -> str:
    """Send one page of the flow; returns the address that it leads to."""
    response = client.post(path(name, language), data or {})
    assert response.status_code == 302, words_of(response)
    return str(response["Location"])


def answer_safety(client: Client, at: str, language: str = "en", yes: str = "") -> str:
    """Say no to every safety question that is asked, except to the one named `yes`; returns where that leads."""
    safety = path("ask_safety", language)
    while at == safety:
        names = re.findall(r'<input type="radio" name="([^"]+)" value="no"', words_of(client.get(safety)))
        at = tell(client, "ask_safety", {name: "yes" if name == yes else "no" for name in names}, language)
    return at


def up_to_consent(client: Client, text: str = EYELID, language: str = "en", **about: str) -> None:
    """From the question to the page that asks for consent."""
    at = tell(client, "ask", {"text": text}, language)
    if at == path("ask_emergency", language):
        at = tell(client, "ask_emergency", {}, language)
    assert at == path("ask_about", language)
    at = tell(client, "ask_about", about or {"relation": "self", "age": "34", "sex": "female"}, language)
    if at == path("ask_guardian", language):
        at = tell(client, "ask_guardian", {"confirmed": "on"}, language)
    at = answer_safety(client, at, language)
    assert at == path("ask_answers", language)
    at = tell(client, "ask_answers", {}, language)
    if at == path("ask_department", language):
        at = tell(client, "ask_department", {}, language)
    assert at == path("ask_consent", language)


def sent(client: Client, text: str = EYELID, language: str = "en", publish: bool = False, **about: str) -> Question:
    """The whole road; returns the question as stored."""
    up_to_consent(client, text, language, **about)
    consents = {"may_answer": "on", **({"may_publish": "on"} if publish else {})}
    assert tell(client, "ask_consent", consents, language) == path("ask_check", language)
    assert tell(client, "ask_check", {}, language) == path("ask_sent", language)
    return Question.objects.get()
