"""The form of a prepared text."""

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consilia.accounts.languages import bcp47
from consilia.accounts.models import User
from consilia.desk.fields import WordsField
from consilia.questions.models import PreparedText
from consilia.questions.prepared import PLACEHOLDERS, Prepared

OWN, DEPARTMENT = "own", "department"


class PreparedForm(forms.Form):
    """Name, language, whose it is, and the words."""

    name = forms.CharField(
        max_length=80,
        label=gettext_lazy("Name"),
        help_text=gettext_lazy("By which you find it in the list."),
        error_messages={"required": gettext_lazy("Give it a name.")},
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the replies it is for"), widget=forms.RadioSelect, choices=()
    )
    owner = forms.ChoiceField(label=gettext_lazy("Who may use and change it?"), widget=forms.RadioSelect, choices=())
    text = WordsField(
        widget=forms.Textarea(attrs={"rows": 8}),
        label=gettext_lazy("Text"),
        error_messages={"required": gettext_lazy("Write the text.")},
    )

    def __init__(self, data: QueryDict | None = None, *, by: User, prepared: PreparedText | None = None) -> None:
        super().__init__(data, initial=_told(prepared))
        self._choose("language", [(bcp47(code), name) for code, name in settings.LANGUAGES])
        self._choose(
            "owner",
            [(OWN, _("I alone")), (DEPARTMENT, _("Everybody in %(department)s") % {"department": by.department})],
        )
        self.fields["text"].help_text = _placeholders()

    def given(self) -> Prepared:
        """What was filled in."""
        told = self.cleaned_data
        return Prepared(told["name"], told["language"], told["text"], told["owner"] == DEPARTMENT)

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices


def _told(prepared: PreparedText | None) -> dict[str, str]:
    if prepared is None:
        return {"language": bcp47(settings.LANGUAGE_CODE), "owner": OWN}
    owner = DEPARTMENT if prepared.department_id else OWN
    return {"name": prepared.name, "language": prepared.language, "owner": owner, "text": prepared.text}


def _placeholders() -> str:
    known = format_html_join(", ", "{{{}}} ({})", PLACEHOLDERS.items())
    return _(
        "Nothing about a patient. Filled in by itself: %(known)s. Any other word in braces, such as {weeks}, is a gap "
        "that you fill in yourself; a reply with an open gap is stopped before it is sent."
    ) % {"known": known}
