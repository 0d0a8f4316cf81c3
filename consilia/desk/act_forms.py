"""What is filled in for an act on a question. The names of the fields are those that the actions take."""

import re
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from consilia.accounts.models import User
from consilia.desk.fields import LinesField, WordsField, department_field, lines, reason_field
from consilia.library.models import Urgency
from consilia.questions.enquiries import MOST, AnswerKind, Enquiry
from consilia.questions.models import Obstacle, Question

PAGE_NUMBER = re.compile(r"\A([0-9]{1,18})\Z|/pages/([0-9]{1,18})(?:/|\Z)")


class ActForm(forms.Form):
    """What is filled in for one act on `question`; none where only the typed words are wanted back."""

    def __init__(self, data: QueryDict | None = None, *, question: Question | None, by: User, auto_id: str) -> None:
        self.question, self.by = question, by
        super().__init__(data, initial=self.suggested(question) if question else None, auto_id=auto_id)

    def suggested(self, question: Question) -> dict[str, object]:
        """What the fields hold before anybody has typed."""
        return {}


class AskBackForm(ActForm):
    """What the doctor still needs to know."""

    text = WordsField(
        widget=lines(5),
        required=False,
        label=_("What do you need to know?"),
        help_text=_("The asker reads this on their private page and can answer there."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, MOST + 1):
            for name, field in _enquiry_fields(number).items():
                self.fields[f"{name}_{number}"] = field

    @property
    def folded(self) -> list[forms.BoundField]:
        """What is asked one by one: folded away until somebody wants it."""
        return [bound for bound in self if bound.name != "text"]

    @property
    def is_unfolded(self) -> bool:
        """Something stands in it."""
        return any(self[f"ask_{number}"].value() for number in range(1, MOST + 1))

    def clean(self) -> dict[str, Any]:
        """The words, and the enquiries in their order."""
        enquiries = [one for number in range(1, MOST + 1) if (one := self._enquiry(number))]
        words = self.cleaned_data.get("text", "")
        if not words and not enquiries and not self.errors:
            self.add_error("text", _("Write your question to the asker."))
        return {"text": words, "enquiries": enquiries}

    def _enquiry(self, number: int) -> Enquiry | None:
        text, kind = self.cleaned_data.get(f"ask_{number}"), self.cleaned_data.get(f"kind_{number}")
        if not text or not kind:
            return None
        choices = tuple((self.cleaned_data.get(f"choices_{number}") or "").splitlines())
        if kind != AnswerKind.CHOICE:
            return Enquiry(text, kind)
        if len(choices) < 2:
            self.add_error(f"choices_{number}", _("Write at least two answers, one a line."))
        return Enquiry(text, kind, choices)


def _enquiry_fields(number: int) -> dict[str, forms.Field]:
    return {
        "ask": forms.CharField(
            required=False, max_length=300, label=format_lazy(_("Question {number}"), number=number)
        ),
        "kind": forms.ChoiceField(
            required=False,
            choices=AnswerKind.choices,
            label=format_lazy(_("Question {number}: how it is answered"), number=number),
        ),
        "choices": LinesField(
            widget=lines(3),
            required=False,
            label=format_lazy(_("Question {number}: the answers to choose from, one a line"), number=number),
        ),
    }


class HandOverForm(ActForm):
    """To whom, and why."""

    to = department_field()
    reason = reason_field(
        hint=_("Your colleagues read it with the question."),
        missing=_("Say why, so that your colleagues need not guess."),
    )


class SettleForm(ActForm):
    """What a person decides where triage could not, or judges otherwise."""

    level = forms.ChoiceField(
        choices=Urgency.choices,
        widget=forms.RadioSelect,
        label=_("How urgent is it?"),
        error_messages={"required": _("Choose how urgent it is.")},
    )
    department = department_field()
    reason = reason_field(
        hint=_("Kept beside the verdict of the rules; your colleagues read it, the asker does not."),
        missing=_("Say what decided it for you."),
    )

    def suggested(self, question: Question) -> dict[str, object]:
        """What the rules said."""
        return {"level": question.level, "department": question.department_id}


class SendBackForm(ActForm):
    """Why it is not published as it stands, and what the asker could do about it."""

    obstacle = forms.ChoiceField(
        choices=Obstacle.choices,
        widget=forms.RadioSelect,
        label=_("What is in the way?"),
        error_messages={"required": _("Choose what is in the way.")},
    )
    text = WordsField(
        widget=lines(5),
        label=_("What could the asker change?"),
        help_text=_(
            "The asker reads it on their private page; the mail says only that you have written. No medical advice."
        ),
        error_messages={"required": _("Say what could be changed, so that the asker need not guess.")},
    )


class SendOnForm(ActForm):
    """Which page answers in the place of this one."""

    to = forms.CharField(
        required=False,
        label=_("Number or address of the page that answers the same"),
        help_text=_("Readers and search engines are led there. Leave it empty to have this page read again."),
    )

    def clean_to(self) -> int | None:
        """The number of the page, None for none."""
        told: str = self.cleaned_data["to"].strip()
        found = PAGE_NUMBER.search(told)
        if told and not found:
            raise forms.ValidationError(_("Enter a number such as 12, or the address of a page."))
        return int(found[1] or found[2]) if found else None


class DecisionForm(ActForm):
    """Nothing to fill in: the button is the decision."""
