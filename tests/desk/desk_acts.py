"""What people do at the desk, as their browsers send it."""

from typing import Any

from django.test import Client
from django.urls import reverse

from consilia.accounts.models import User
from consilia.questions.models import Question


def at_the_desk(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def address(name: str, question: Question) -> str:
    return reverse(f"desk:{name}", args=[question.reference])


def stamp(question: Question) -> str:
    """What stands in the hidden field of a page that shows the question as it is now."""
    return Question.objects.get(pk=question.pk).state_changed_at.isoformat()


def send(client: Client, act: str, question: Question, /, **typed: Any) -> Any:
    """Post an act from a page that was opened a moment ago."""
    typed.setdefault("seen", stamp(question))
    return client.post(address(act, question), typed)


def approved(question: Question, /, **typed: Any) -> dict[str, Any]:
    """What an editor sends who changed nothing but what is given."""
    words: dict[str, Any] = {
        "title": "Eyelid twitching",
        "question": question.text,
        "care_now": "Sleep more",
        "urgent_signs": "Your face droops on one side",
        "topics": "Eyelid Twitching",
        "confirm": "on",
    }
    words |= {f"reply_{reply.pk}": reply.text for reply in question.replies.all()}
    return words | typed
