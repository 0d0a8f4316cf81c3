"""What a doctor asks back one by one, and what is said to each: as it lies in a message, and as triage reads it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import models
from django.utils.translation import gettext_lazy as _

MOST: Final = 3
"""More is a form, and a form belongs to a visit."""


class AnswerKind(models.TextChoices):
    """How an enquiry can be answered."""

    WORDS = "words", _("In own words")
    YES_NO = "yes_no", _("Yes or no")
    CHOICE = "choice", _("One of these")


class YesNo(models.TextChoices):
    """Answers to a question of yes or no."""

    YES = "yes", _("Yes")
    NO = "no", _("No")
    UNKNOWN = "unknown", _("I do not know")


# "No fever", "沒有": the words of the question must not be read as a complaint then.
_DENIES = re.compile(r"\s*(?:no|not|none|never|nothing)\b|\s*[沒没無无不否]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Enquiry:
    """One thing that a doctor wants to know; `choices` only where one of them is the answer."""

    text: str
    kind: str = AnswerKind.WORDS.value
    choices: tuple[str, ...] = ()

    def kept(self) -> dict[str, Any]:
        """As it lies in the message."""
        return {"text": self.text, "kind": self.kind, "choices": list(self.choices)}


@dataclass(frozen=True, slots=True)
class Answer:
    """What was said to one enquiry; without one, what was said besides. Of yes or no, `words` is the code."""

    words: str
    enquiry: Enquiry | None = None

    def kept(self) -> dict[str, Any]:
        """As it lies in the message."""
        asked = {"text": self.enquiry.text, "kind": self.enquiry.kind} if self.enquiry else {"text": "", "kind": ""}
        return asked | {"answer": self.words}

    @property
    def complaint(self) -> str:
        """What triage may read as a complaint: the question belongs to it, unless it was denied or left open."""
        if self.enquiry is None:
            return self.words
        if self.enquiry.kind == AnswerKind.YES_NO:
            return self.enquiry.text if self.words == YesNo.YES else ""
        return self.words if _DENIES.match(self.words) else f"{self.enquiry.text} {self.words}"


def enquiries_of(items: Iterable[dict[str, Any]]) -> list[Enquiry]:
    """Those of a message in which a doctor asked back."""
    return [Enquiry(item["text"], item["kind"], tuple(item["choices"])) for item in items]


def complaints(answers: Sequence[Answer]) -> str:
    """All that was said, for triage and for masking."""
    return "\n".join(filter(None, (answer.complaint for answer in answers)))


def said(items: Iterable[dict[str, Any]]) -> list[tuple[str, str]]:
    """(Question, answer) as people read them; an enquiry that nobody has answered has no answer."""
    return [(item["text"], _label(item)) for item in items]


def _label(item: dict[str, Any]) -> str:
    answer: str = item.get("answer", "")
    if item["kind"] == AnswerKind.YES_NO and answer in YesNo.values:
        return str(YesNo(answer).label)
    return answer
