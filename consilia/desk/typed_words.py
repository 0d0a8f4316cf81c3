"""What stands in a form as it was typed: shown without a judgement, or given back where it cannot be sent."""

from django import forms
from django.forms.utils import ErrorDict


def unjudged(form: forms.Form) -> None:
    """Show what was typed, without a word on whether it could be sent."""
    # What full_clean would fill: the checks must not run here.
    form._errors = ErrorDict()  # type: ignore[attr-defined]
    form.cleaned_data = {}


def typed(form: forms.Form) -> list[tuple[str, str]]:
    """What stands in the text fields of `form`, with their labels, for when it cannot be sent."""
    return [(str(bound.label), str(bound.value() or "")) for bound in form if isinstance(bound.field, forms.CharField)]
