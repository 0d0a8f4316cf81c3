"""Forms for what clinicians say to one another."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consilia.accounts.models import Department, Role, User
from consilia.desk.fields import WordsField, lines


class NoteForm(forms.Form):
    """To whom, and the words."""

    to = forms.ChoiceField(
        required=False,
        label=gettext_lazy("Whom do you ask?"),
        help_text=gettext_lazy("They see this case until they have answered, and are told by mail that you ask."),
    )
    text = WordsField(
        widget=lines(5),
        label=gettext_lazy("What do you want to say?"),
        help_text=gettext_lazy("For colleagues alone: it is never published, and the asker does not see it."),
        error_messages={"required": gettext_lazy("Write what you want to ask or tell.")},
    )

    def __init__(self, data: QueryDict | None = None, *, by: User) -> None:
        super().__init__(data)
        clinicians = User.objects.filter(role=Role.CLINICIAN, is_active=True).exclude(pk=by.pk)
        self._people = {f"user-{one.pk}": one for one in clinicians.select_related("department").order_by("name")}
        self._departments = {f"department-{one.pk}": one for one in Department.objects.active()}
        to = self.fields["to"]
        assert isinstance(to, forms.ChoiceField)
        to.choices = [
            ("", _("Nobody in particular: a note for whoever opens the case")),
            (_("A colleague"), [(key, f"{one.name} ({one.department})") for key, one in self._people.items()]),
            (_("A department"), [(key, str(one)) for key, one in self._departments.items()]),
        ]

    def addressed(self) -> dict[str, User | Department | None]:
        """Whom it is for, as the action takes it."""
        to = self.cleaned_data["to"]
        return {"to_user": self._people.get(to), "to_department": self._departments.get(to)}


class AnswerNoteForm(forms.Form):
    """The answer."""

    text = WordsField(
        widget=lines(4),
        label=gettext_lazy("Your answer to your colleague"),
        error_messages={"required": gettext_lazy("Write your answer.")},
    )
