"""Forms of the editor's topics: one set of fields for each language of the interface."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from consilia.accounts.models import Department
from consilia.desk.fields import LinesField, WordsField
from consilia.library.faults import is_vacuous_topic
from consilia.library.models import Topic, TopicSuggestion
from consilia.library.reading import tag_of

NAME_LENGTH = 80


def _languages() -> Iterator[tuple[str, str, str]]:
    """Name of a field's end, BCP 47 tag, and the language's own name."""
    return ((code.replace("-", "_"), tag_of(code), str(name)) for code, name in settings.LANGUAGES)


class NamesForm(forms.Form):
    """A name in every language; none that says nothing."""

    def __init__(self, data: QueryDict | None, *, initial: dict[str, object]) -> None:
        super().__init__(data, initial=initial)
        for end, _tag, language in _languages():
            self.fields[f"name_{end}"] = forms.CharField(
                max_length=NAME_LENGTH,
                label=_("Name (%(language)s)") % {"language": language},
                error_messages={"required": _("Name the topic in this language too.")},
            )

    def clean(self) -> dict[str, Any]:
        """No name that only says where, or fits every page."""
        for end, _tag, _language in _languages():
            if is_vacuous_topic(str(self.cleaned_data.get(f"name_{end}") or "")):
                self.add_error(f"name_{end}", _("This name does not say what is wrong. Name a symptom or a disease."))
        return self.cleaned_data

    def names(self) -> dict[str, str]:
        """The names by BCP 47 tag."""
        return self._by_tag("name")

    def _by_tag(self, field: str) -> dict[str, str]:
        return {tag: self.cleaned_data[f"{field}_{end}"] for end, tag, _language in _languages()}


class NewTopicForm(NamesForm):
    """What a suggestion becomes: its names and its department."""

    department = forms.ModelChoiceField(
        queryset=Department.objects.none(),
        label=_("Department"),
        empty_label=_("Choose a department"),
        error_messages={"required": _("Choose the department.")},
    )

    def __init__(self, data: QueryDict | None, *, suggestion: TopicSuggestion) -> None:
        ends = {tag: end for end, tag, _language in _languages()}
        known = ends.get(suggestion.language)
        super().__init__(data, initial={f"name_{known}": suggestion.words} if known else {})
        self.fields["department"].queryset = Department.objects.active()  # type: ignore[attr-defined]


class TopicForm(NamesForm):
    """All that an editor may change of a topic."""

    is_active = forms.BooleanField(
        required=False,
        label=_("Show this topic"),
        help_text=_("A topic that is switched off is shown nowhere, and no page is filed under it by its words."),
    )

    def __init__(self, data: QueryDict | None, *, topic: Topic) -> None:
        initial: dict[str, object] = {"is_active": topic.is_active}
        for end, tag, _language in _languages():
            initial[f"name_{end}"] = topic.names.get(tag, "")
            initial[f"synonyms_{end}"] = "\n".join(topic.synonyms.get(tag, []))
            initial[f"guidance_{end}"] = topic.guidance.get(tag, "")
        super().__init__(data, initial=initial)
        for end, _tag, language in _languages():
            self.fields[f"synonyms_{end}"] = LinesField(
                required=False,
                label=_("Other words for it (%(language)s)") % {"language": language},
                help_text=_("One a line. Pages that use one of them are filed here."),
            )
            self.fields[f"guidance_{end}"] = WordsField(
                required=False,
                label=_("Guidance (%(language)s)") % {"language": language},
                help_text=_("50 to 90 plain words. Changed words count as read by no doctor."),
            )

    def told(self) -> dict[str, Any]:
        """What the form says, as the action takes it."""
        return {
            "names": self.names(),
            "synonyms": {tag: lines.splitlines() for tag, lines in self._by_tag("synonyms").items() if lines},
            "guidance": self._by_tag("guidance"),
            "is_active": self.cleaned_data["is_active"],
        }
