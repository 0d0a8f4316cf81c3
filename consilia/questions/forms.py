"""What an asker types, cleaned. Labels, hints and errors are written for a worried person at 3 a.m."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from consilia.accounts.models import in_reader_language
from consilia.engines.triage import SafetyQuestion
from consilia.questions.departments import Offered
from consilia.questions.enquiries import Answer, AnswerKind, Enquiry, YesNo, enquiries_of
from consilia.questions.models import Message, Problem, Relation, Sex

LONGEST_TEXT = 10_000
LONGEST_REPORT = 2_000
OLDEST_YEARS = 125

# A NUL ends texts in databases; half of a surrogate pair is no character at all.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")

_TOO_LONG = ngettext_lazy(
    "Your text is %(over)d character too long. Leave out what matters least; you can add more later.",
    "Your text is %(over)d characters too long. Leave out what matters least; you can add more later.",
    "over",
)


@dataclass(frozen=True, slots=True)
class NoLongerThan:
    """Refuses a longer text. Not by `maxlength`: browsers cut what is pasted and say nothing."""

    most: int

    def __call__(self, text: str) -> None:
        """Raises ValidationError, saying by how much."""
        over = len(text) - self.most
        if over > 0:
            raise ValidationError(_TOO_LONG % {"over": over}, code="too_long")


class Words(forms.CharField):
    """Free text; invisible characters alone are no text, and nothing is cut off silently."""

    widget = forms.Textarea(attrs={"rows": 8})

    def to_python(self, value: object) -> str:
        """Without blanks around it; a line break counts as one character, as people count."""
        text = (super().to_python(value) or "").replace("\r\n", "\n")
        return text if any(unicodedata.category(sign)[0] not in "CZ" for sign in text) else ""

    def validate(self, value: str) -> None:
        """Raises ValidationError, telling how to mend it."""
        super().validate(value)
        if _UNSTORABLE.search(value):
            raise ValidationError(
                _("Your text holds a character that we cannot store. Type it again instead of pasting it."),
                code="unstorable",
            )


class HintedChoiceField(forms.ChoiceField):
    """Choices of which some have a line of their own below the label: `hints`, by value."""

    hints: Mapping[str, str] = MappingProxyType({})


class QuestionForm(forms.Form):
    """The question itself."""

    text = Words(
        validators=[NoLongerThan(LONGEST_TEXT)],
        label=_("What is your question?"),
        help_text=_(
            "Write as you would tell a doctor: what it is like, when it began, what makes it better or "
            "worse, what worries you. Leave out names, addresses and telephone numbers."
        ),
        error_messages={"required": _("Write your question.")},
    )


class AboutForm(forms.Form):
    """About the person who is unwell. All of it may be left open."""

    relation = forms.ChoiceField(
        choices=Relation.choices,
        required=False,
        widget=forms.RadioSelect,
        label=_("Who is the question about?"),
    )
    age = forms.FloatField(
        required=False,
        min_value=0,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        label=_("How old is the person?"),
        help_text=_("The age changes what a doctor thinks of. For a baby, give months."),
        error_messages={
            "invalid": _("Write the age as a number, for example 34."),
            "min_value": _("Write the age as a number, for example 34."),
        },
    )
    age_unit = forms.ChoiceField(
        choices=[("years", _("Years")), ("months", _("Months"))],
        required=False,
        label=_("Years or months"),
    )
    sex = forms.ChoiceField(
        choices=[*Sex.choices, ("", _("Rather not say"))],
        required=False,
        widget=forms.RadioSelect,
        label=_("Sex of the person"),
        help_text=_("Some illnesses are commoner in one sex, and some questions only make sense for one."),
    )
    duration = Words(
        validators=[NoLongerThan(200)],
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        label=_("How long has this been going on?"),
        help_text=_("For example: since this morning; three weeks; on and off for a year."),
    )
    medicines = Words(
        validators=[NoLongerThan(2_000)],
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        label=_("Medicines and long-term illnesses"),
        help_text=_("What the person takes, with the dose if you know it, allergies, and other illnesses."),
    )

    def clean_relation(self) -> str:
        """Nobody chosen means that people ask for themselves."""
        return self.cleaned_data["relation"] or Relation.SELF.value

    def clean(self) -> None:
        """Adds `age_years`: in years, fractions for infants, None where no age was given."""
        data, age = self.cleaned_data, self.cleaned_data.get("age")
        years = age / 12 if age is not None and data.get("age_unit") == "months" else age
        if years is not None and years > OLDEST_YEARS:
            self.add_error("age", _("That is more years than people live. Check the age, and whether it is years."))
        data["age_years"] = years


class GuardianForm(forms.Form):
    """Somebody responsible for a person under the age of consent says so."""

    confirmed = forms.BooleanField(
        label=_("I am the parent or guardian, and I may ask for this person"),
        error_messages={
            "required": _("Tick the box if you are the parent or guardian. Without one we cannot take the question.")
        },
    )


class SafetyForm(forms.Form):
    """Fixed yes/no questions about danger signs, in the reader's language; `before` holds earlier answers."""

    def __init__(
        self, questions: Iterable[SafetyQuestion], data: QueryDict | None, *, before: Mapping[str, bool]
    ) -> None:
        super().__init__(data, initial={name: "yes" if yes else "no" for name, yes in before.items()})
        for question in questions:
            self.fields[question.id] = forms.ChoiceField(
                choices=[("yes", _("Yes")), ("no", _("No"))],
                widget=forms.RadioSelect,
                label=in_reader_language(dict(question.text), question.text["en"]),
                error_messages={"required": _("Answer yes or no. If you cannot tell, choose yes.")},
            )

    @property
    def answers(self) -> dict[str, bool]:
        """Of a valid form: question id to yes (True) or no."""
        return {name: value == "yes" for name, value in self.cleaned_data.items()}


class DepartmentForm(forms.Form):
    """Which of the departments that may fit; nothing chosen lets the service decide."""

    department = HintedChoiceField(
        required=False,
        widget=forms.RadioSelect,
        label=_("Which department fits?"),
        help_text=_(
            "More than one could answer this. Doctors pass a question on where another department fits better."
        ),
        error_messages={"invalid_choice": _("Choose one of these departments, or let the service decide.")},
    )

    def __init__(self, offered: Sequence[Offered], data: QueryDict | None, *, initial: Mapping[str, str]) -> None:
        super().__init__(data, initial=dict(initial))
        field = self.fields["department"]
        assert isinstance(field, HintedChoiceField)
        field.choices = [*((one.name, one.label) for one in offered), ("", _("I don’t know, let the service decide"))]
        field.hints = {one.name: one.purpose for one in offered}


class ConsentForm(forms.Form):
    """Two separate consents, the second free, and where to write to."""

    may_answer = forms.BooleanField(
        label=_("A doctor may read and answer my question"),
        help_text=_(
            "Only doctors of this service read your words and what you told about the person, and an editor "
            "if you agree to publication. "
            "Without this we cannot send your question."
        ),
        error_messages={"required": _("Tick this box so that a doctor may read your question, or stop here.")},
    )
    may_publish = forms.BooleanField(
        required=False,
        label=_("My question and the reply may be published, without anything that identifies me"),
        help_text=_(
            "You are free to say no: you get the same reply. If you say yes, an editor of this service "
            "checks every word before others can read it, and you can have the page taken down at any time."
        ),
    )
    hidden_words = Words(
        required=False,
        validators=[NoLongerThan(LONGEST_TEXT)],
        widget=forms.Textarea(attrs={"rows": 3, "data-hidden-words": ""}),
        label=_("Words to hide as well"),
        help_text=_("One word or phrase a line, as it stands in your question. It is covered in the reply too."),
    )
    email = forms.EmailField(
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        label=_("E-mail address (if you want one line when there is news)"),
        help_text=_("The mail says only that there is news and where to read it. We never publish the address."),
        error_messages={"invalid": _("Check the e-mail address: it should look like name@example.org.")},
    )

    def __init__(self, *args: Any, question: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._question = question.casefold()

    def clean_hidden_words(self) -> list[str]:
        """Each once. Raises ValidationError for what does not stand in the question: it would hide nothing."""
        lines = (line.strip() for line in self.cleaned_data["hidden_words"].splitlines())
        words = list(dict.fromkeys(filter(None, lines)))
        for word in words:
            if word.casefold() not in self._question:
                raise ValidationError(
                    _("“%(word)s” does not stand in your question. Write it as it stands there.") % {"word": word},
                    code="not_there",
                )
        return words


class AddForm(forms.Form):
    """Something that the asker adds later."""

    text = Words(
        validators=[NoLongerThan(LONGEST_TEXT)],
        widget=forms.Textarea(attrs={"rows": 4}),
        label=_("What would you like to add?"),
        help_text=_("Anything new or forgotten. If it is getting worse quickly, do not wait for us."),
        error_messages={"required": _("Write what you would like to add.")},
    )


class AnswerForm(forms.Form):
    """The answer to a doctor who asked back; what was asked one by one has a field each, and none of them is a must.

    `asked` is the number of the message, so that no answer is taken for one to another question.
    """

    asked = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, data: QueryDict | None = None, *, message: Message | None, auto_id: str = "id_answer_%s", **kwargs: Any
    ) -> None:
        super().__init__(data, auto_id=auto_id, **kwargs)
        self.number = str(message.pk) if message else ""
        self.initial["asked"] = self.number
        self._enquiries = {
            f"answer_{number}": enquiry
            for number, enquiry in enumerate(enquiries_of((message and message.items) or []))
        }
        for name, enquiry in self._enquiries.items():
            self.fields[name] = _answer_field(enquiry)
        several = bool(self._enquiries)
        self.fields["text"] = Words(
            validators=[NoLongerThan(LONGEST_TEXT)],
            required=not several,
            widget=forms.Textarea(attrs={"rows": 3 if several else 6}),
            label=_("Anything else that the doctor should know") if several else _("Your answer to the doctor"),
            error_messages={"required": _("Write your answer.")},
        )

    def clean(self) -> dict[str, Any] | None:
        """Something was said, to what is asked now."""
        cleaned = super().clean()
        if not self.errors and not self.answers() and not self.cleaned_data.get("text"):
            self.add_error("text", _("Answer at least one question, or write something here."))
        return cleaned

    @property
    def is_to_another(self) -> bool:
        """The page was opened before the doctor asked what is asked now."""
        return bool(self.cleaned_data.get("asked")) and self.cleaned_data["asked"] != self.number

    def answers(self) -> list[Answer]:
        """What was said to each, once it is valid."""
        given = ((self.cleaned_data.get(name), enquiry) for name, enquiry in self._enquiries.items())
        return [Answer(words, enquiry) for words, enquiry in given if words]

    def typed(self) -> str:
        """All that was typed, valid or not, so that it can be given back."""
        each = [f"{enquiry.text} {self.data.get(name, '')}" for name, enquiry in self._enquiries.items()]
        return "\n".join(filter(None, [*each, self.data.get("text", "")]))


def _answer_field(enquiry: Enquiry) -> forms.Field:
    if enquiry.kind == AnswerKind.WORDS:
        return Words(
            validators=[NoLongerThan(LONGEST_TEXT)],
            required=False,
            widget=forms.Textarea(attrs={"rows": 3}),
            label=enquiry.text,
        )
    choices = YesNo.choices if enquiry.kind == AnswerKind.YES_NO else [(one, one) for one in enquiry.choices]
    return forms.ChoiceField(required=False, choices=choices, widget=forms.RadioSelect, label=enquiry.text)


class ResubmitForm(forms.Form):
    """The wording for the page, looked at once more, and consent given once more."""

    text = Words(
        validators=[NoLongerThan(LONGEST_TEXT)],
        label=_("Your question as others would read it"),
        help_text=_("Change what the editor wrote about. What the doctor answered stays as you wrote it then."),
        error_messages={"required": _("Write your question as others may read it.")},
    )
    may_publish = forms.BooleanField(
        label=_("My question and the reply may be published, without anything that identifies me"),
        help_text=_("An editor checks every word again. You can have the page taken down at any time."),
        error_messages={"required": _("Tick this box if it may be published, or choose not to publish it below.")},
    )


class EditForm(forms.Form):
    """The whole question, worded anew."""

    text = Words(
        validators=[NoLongerThan(LONGEST_TEXT)],
        label=_("Your question"),
        help_text=_("You can change the words until a doctor has read them."),
        error_messages={"required": _("Write your question. To take it back altogether, withdraw it.")},
    )


class ReportForm(forms.Form):
    """What is wrong with a published page."""

    kind = forms.ChoiceField(
        label=_("What is the problem?"),
        choices=Problem.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what the problem is.")},
    )
    text = Words(
        label=_("Tell us more (if you want)"),
        help_text=_("Which sentence is it? Do not write names: an editor finds the place. Only editors read this."),
        required=False,
        validators=[NoLongerThan(LONGEST_REPORT)],
        widget=forms.Textarea(attrs={"rows": 5}),
    )
