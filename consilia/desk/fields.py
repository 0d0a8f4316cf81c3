"""Fields of the desk's forms: words, lines, topics, a department, a reason, an editor's word."""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consilia.accounts.models import Department
from consilia.library.faults import is_vacuous_topic

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

MARKS = _("*Emphasis*, **strong emphasis**, and lists with - or 1. are shown as such.")
TOPIC_LENGTH = 60
# "-5 degrees" is no bullet: a space has to follow.
BULLET = re.compile(r"^\s*(?:[-*–]\s+|[•・·]\s*)")


def lines(number: int) -> forms.Textarea:
    """A box of so many lines."""
    return forms.Textarea(attrs={"rows": number})


class WordsField(forms.CharField):
    """Several lines of text; line ends as Unix writes them, whatever the browser sent."""

    widget = forms.Textarea

    def to_python(self, value: object) -> str | None:
        """Stripped, with plain line ends."""
        text = super().to_python(value)
        return text.replace("\r\n", "\n").replace("\r", "\n") if text else text


class LinesField(WordsField):
    """One point a line; bullets, empty lines and spaces around are dropped."""

    def to_python(self, value: object) -> str | None:
        """The points, one a line."""
        lines = (BULLET.sub("", line).strip() for line in (super().to_python(value) or "").split("\n"))
        return "\n".join(line for line in lines if line)


class TopicsField(forms.CharField):
    """Names between commas, Western or Chinese."""

    def clean(self, value: object) -> tuple[str, ...]:
        """The names, without repeats. At least one has to say something."""
        parts = re.split(r"[,，、;；\n]", super().clean(value) or "")
        names = tuple(dict.fromkeys(name for part in parts if (name := " ".join(part.split()))))
        if any(len(name) > TOPIC_LENGTH for name in names):
            raise forms.ValidationError(_("A topic is a few words. Put a comma between two topics."))
        if all(is_vacuous_topic(name) for name in names):
            raise forms.ValidationError(
                _("Name at least one topic that tells what this is about, such as a symptom or a disease.")
            )
        return names


def department_field() -> forms.ModelChoiceField[Department]:
    """One of those that are active."""
    return forms.ModelChoiceField(
        queryset=Department.objects.active(),
        label=_("Department"),
        empty_label=_("Choose a department"),
        error_messages={"required": _("Choose the department.")},
    )


def reason_field(*, hint: "_StrPromise", missing: "_StrPromise") -> WordsField:
    """Why somebody does something."""
    return WordsField(widget=lines(3), label=_("Reason"), help_text=hint, error_messages={"required": missing})


def confirm_field() -> forms.BooleanField:
    """The editor's word that they have read all of it."""
    return forms.BooleanField(
        label=_("I have read every word; nothing identifies anyone"),
        error_messages={"required": _("Read every word, then confirm that you did.")},
    )


def share_departments(acts: Iterable[forms.Form]) -> None:
    """One page may ask for a department several times; the database is asked once."""
    fields = [
        field
        for form in acts
        for field in form.fields.values()
        if isinstance(field, forms.ModelChoiceField) and getattr(field.queryset, "model", None) is Department
    ]
    # Not list(): that would have the database count them first.
    shared: list[Any] = [choice for choice in fields[0].widget.choices] if fields else []  # noqa: C416
    for field in fields:
        field.widget.choices = shared
