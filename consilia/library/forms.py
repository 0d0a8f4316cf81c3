"""The search form."""

from functools import lru_cache
from typing import Any

from django import forms
from django.conf import settings
from django.forms.utils import flatatt
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from consilia.accounts.models import Department
from consilia.engines.retrieval import Filters
from consilia.library.directory import directory
from consilia.library.reading import tag_of
from consilia.library.templatetags.library_words import age_words

FILTERS = ("language", "department", "sex", "age_band", "year")


def _languages() -> list[tuple[str, object]]:
    return [("", _("Any language")), *((tag_of(code), name) for code, name in settings.LANGUAGES)]


def _sexes() -> list[tuple[str, object]]:
    return [("", _("Any")), ("female", _("female")), ("male", _("male")), ("other", pgettext_lazy("sex", "other"))]


def _age_bands() -> list[tuple[str, object]]:
    return [("", _("Any age")), *((band, age_words(band)) for band in directory().age_bands)]


class PlainSelect(forms.Select):
    """A list of choices, written straight: by Django's template for each choice it takes longer than searching."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """As Django's, without groups."""
        chosen = set(self.format_value(value))
        options = "".join(
            f'<option value="{escape(key)}"{" selected" if str(key) in chosen else ""}>{escape(label)}</option>'
            for key, label in self.choices
        )
        attributes = flatatt(self.build_attrs(self.attrs, attrs))
        return mark_safe(f'<select name="{escape(name)}"{attributes}>{options}</select>')  # noqa: S308 - escaped above


class SearchForm(forms.Form):
    """One box, and filters that may be left alone."""

    q = forms.CharField(
        label=_("Search the answered questions"),
        max_length=1000,
        error_messages={"required": _("Write what you are looking for, in a few words.")},
    )
    language = forms.ChoiceField(label=_("Language"), choices=_languages, required=False, widget=PlainSelect)
    department = forms.ModelChoiceField(
        label=_("Department"),
        queryset=Department.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label=_("Any department"),
        widget=PlainSelect,
    )
    sex = forms.ChoiceField(
        label=_("Sex of the person asked about"), choices=_sexes, required=False, widget=PlainSelect
    )
    age_band = forms.ChoiceField(
        label=_("Age of the person asked about"), choices=_age_bands, required=False, widget=PlainSelect
    )
    year = forms.IntegerField(
        label=_("Year in which it was asked"),
        min_value=1900,
        max_value=2100,
        required=False,
        error_messages={
            name: _("Write a year in four digits, such as 2025.") for name in ("invalid", "min_value", "max_value")
        },
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    page = forms.IntegerField(min_value=1, max_value=500, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["department"].queryset = Department.objects.active()  # type: ignore[attr-defined]

    def filters(self) -> Filters:
        """The chosen filters."""
        given = self.cleaned_data
        department, year = given["department"], given["year"]
        return Filters(
            language=given["language"] or None,
            department=department.name if department else None,
            sex=given["sex"] or None,
            age_band=given["age_band"] or None,
            since=f"{year}-01" if year else None,
            until=f"{year}-12" if year else None,
        )

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the words limits what is found, or tries to."""
        return any(self.data.get(name) for name in FILTERS)

    @property
    def narrowing(self) -> SafeString:
        """The filters as HTML. As long as none is chosen they are the same for everybody, and written once."""
        if self.is_narrowed:
            return _filters(self)
        departments = tuple((department.slug, str(department)) for department in Department.objects.active())
        return _untouched_filters(get_language(), departments, directory().age_bands)

    def without_filters(self) -> list[tuple[str, str]]:
        """Names and values to send the words again, alone."""
        return [("q", str(self.data.get("q", "")))]

    def as_sent(self) -> list[tuple[str, str]]:
        """Names and values to send the same search again, for another page of results."""
        return [*self.without_filters(), *((name, str(self.data.get(name, ""))) for name in FILTERS)]


def _filters(form: SearchForm) -> SafeString:
    return render_to_string("library/_filters.html", {"form": form})


@lru_cache(maxsize=16)
def _untouched_filters(
    _language: str | None, _departments: tuple[tuple[str, str], ...], _age_bands: tuple[str, ...]
) -> SafeString:
    """All that their choices hang on is asked for, so that what changed is written anew."""
    return _filters(SearchForm())
