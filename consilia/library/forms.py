"""The search form."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from consilia.accounts.models import Department
from consilia.engines.retrieval import Filters
from consilia.library.reading import tag_of


def _languages() -> list[tuple[str, object]]:
    return [("", _("Any language")), *((tag_of(code), name) for code, name in settings.LANGUAGES)]


class SearchForm(forms.Form):
    """One box, and filters that may be left alone."""

    q = forms.CharField(
        label=_("Search the answered questions"),
        max_length=1000,
        error_messages={"required": _("Write what you are looking for, in a few words.")},
    )
    language = forms.ChoiceField(label=_("Language"), choices=_languages, required=False)
    department = forms.ModelChoiceField(
        label=_("Department"),
        queryset=Department.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label=_("Any department"),
    )
    page = forms.IntegerField(min_value=1, max_value=500, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["department"].queryset = Department.objects.active()  # type: ignore[attr-defined]

    def filters(self) -> Filters:
        """The chosen filters, language apart."""
        department = self.cleaned_data["department"]
        return Filters(department=department.name if department else None)
