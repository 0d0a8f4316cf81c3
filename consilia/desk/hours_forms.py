"""Forms about who is here when."""

from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consilia.accounts import hours
from consilia.accounts.models import User


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Enter the day."), "invalid": _("Enter a date such as 2030-01-31.")},
    )


class LeaveForm(forms.Form):
    """From when to when somebody is away; whom, only a lead can say."""

    person = forms.ModelChoiceField(queryset=User.objects.none(), label=_("Who is away"), empty_label=None)
    from_on = _day(_("First day away"))
    to_on = _day(_("Last day away"))

    def __init__(self, data: QueryDict | None = None, *, by: User) -> None:
        super().__init__(data, initial={"person": by.pk})
        person = self.fields["person"]
        assert isinstance(person, forms.ModelChoiceField)
        alone = User.objects.filter(pk=by.pk)
        person.queryset = hours.colleagues(by.department) if by.leads_department and by.department else alone

    def clean(self) -> dict[str, Any] | None:
        """The last day is not before the first, and not over."""
        cleaned = super().clean()
        first, last = self.cleaned_data.get("from_on"), self.cleaned_data.get("to_on")
        if isinstance(first, date) and isinstance(last, date) and last < max(first, timezone.localdate()):
            self.add_error("to_on", _("The last day is before the first, or over already."))
        return cleaned
