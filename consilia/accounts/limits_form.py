"""The form by which an operator limits somebody to departments and hospitals."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consilia.accounts.models import Department, Hospital, User


class LimitsForm(forms.Form):
    """Boxes to tick; with none of them ticked, somebody reaches everything."""

    departments = forms.ModelMultipleChoiceField(
        queryset=Department.objects.active(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        label=_("Only these departments"),
    )
    hospitals = forms.ModelMultipleChoiceField(
        queryset=Hospital.objects.all(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        label=_("Only these hospitals"),
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            self.initial = {
                "departments": list(person.limited_departments.values_list("pk", flat=True)),
                "hospitals": list(person.limited_hospitals.values_list("pk", flat=True)),
            }
