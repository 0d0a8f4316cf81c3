"""Greetings of a reply that may be for somebody else: caught before the reply goes, and before it is published."""

import re
from dataclasses import dataclass
from typing import Protocol

from django.utils.translation import gettext as _

from consilia.library.archives.greetings import CJK, Greeting, disagrees, greetings
from consilia.questions.models import Relation, Sex


@dataclass(frozen=True, slots=True)
class Doubt:
    """The greeting as it stands in the text, and why it may be wrong."""

    words: str
    reason: str


class Told(Protocol):
    """What of a question decides how its asker may be greeted."""

    @property
    def relation(self) -> str:
        """Whom it is about, seen from the one who writes."""

    @property
    def sex(self) -> str:
        """Of the person it is about; "" where it was not told."""

    def words_of_asker(self) -> list[str]:
        """All that the asker wrote."""


def doubtful_greetings(text: str, question: Told) -> list[Doubt]:
    """Greetings in `text` for a sex or by a name that the asker has not told, in order."""
    told = "\n".join(question.words_of_asker())
    doubts = ((greeting, _reason(greeting, question, told)) for greeting in greetings(text))
    return [Doubt(greeting.quote, reason) for greeting, reason in doubts if reason]


def _reason(greeting: Greeting, question: Told, told: str) -> str:
    knows_them = _names(told, greeting.name)
    # The mother of a boy is rightly greeted as a woman, but only she can have said that she is one.
    may_be_another = question.relation != Relation.SELF and knows_them
    if disagrees(greeting, question.sex) and not may_be_another:
        is_female = question.sex == Sex.FEMALE
        return _("The question is about a woman or girl.") if is_female else _("The question is about a man or boy.")
    if greeting.name and not knows_them:
        return _("The asker told nobody of that name.")
    return ""


def _names(told: str, name: str) -> bool:
    """Whether the asker wrote this name, or the first word of it."""
    if CJK.match(name):
        return name in told
    first = re.match(r"[\w'’-]+", name)
    return bool(first and re.search(rf"(?<!\w){re.escape(first[0])}(?!\w)", told, re.IGNORECASE))
