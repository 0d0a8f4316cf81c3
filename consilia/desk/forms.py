"""Forms of the desk. The names of their fields are those that the actions take."""

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from django import forms
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.text import Truncator, format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from consilia.accounts.models import Department, User
from consilia.desk.checks import Draft, Slip, case_of, slips
from consilia.desk.machine_forms import IS_READ, reading_fields, why_not_read
from consilia.desk.masking import Looked, Remaining
from consilia.desk.planning_forms import in_zone, moment_field
from consilia.library.faults import is_vacuous_topic
from consilia.library.formatting import plain
from consilia.library.models import Urgency
from consilia.questions.enquiries import MOST, AnswerKind, Enquiry
from consilia.questions.models import Obstacle, Question, Reply
from consilia.questions.overriding import Overridden
from consilia.questions.publishing import Approved
from consilia.questions.reply_drafts import DraftWords, Kept, draft_of

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

REPLY_FIELD = "reply_"
REASON = "override_reason"
DRAFT = "draft"
LONGEST_SHOWN = 160
UNDECIDED = "undecided"
MARKS = _("*Emphasis*, **strong emphasis**, and lists with - or 1. are shown as such.")
PAGE_NUMBER = re.compile(r"\A([0-9]{1,18})\Z|/pages/([0-9]{1,18})(?:/|\Z)")
TITLE_LENGTH = 100
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


def _department_field() -> forms.ModelChoiceField[Department]:
    return forms.ModelChoiceField(
        queryset=Department.objects.active(),
        label=_("Department"),
        empty_label=_("Choose a department"),
        error_messages={"required": _("Choose the department.")},
    )


def reason_field(*, hint: "_StrPromise", missing: "_StrPromise") -> WordsField:
    """Why somebody does something."""
    return WordsField(widget=lines(3), label=_("Reason"), help_text=hint, error_messages={"required": missing})


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


class ActForm(forms.Form):
    """What is filled in for one act on `question`; none where only the typed words are wanted back."""

    def __init__(self, data: QueryDict | None = None, *, question: Question | None, by: User, auto_id: str) -> None:
        self.question, self.by = question, by
        super().__init__(data, initial=self.suggested(question) if question else None, auto_id=auto_id)

    def suggested(self, question: Question) -> dict[str, object]:
        """What the fields hold before anybody has typed."""
        return {}


class ReplyForm(ActForm):
    """A doctor's reply. What the checks find has to be mended, or meant, with a reason.

    `kept` is the draft that stands in the database, for the one who writes.
    """

    kept = Kept()

    text = WordsField(
        widget=lines(12),
        label=_("Your reply"),
        help_text=format_lazy("{} {}", _("Plain words. It is signed with your name, department and hospital."), MARKS),
        error_messages={"required": _("Write your reply.")},
    )
    care_now = LinesField(
        widget=lines(4),
        required=False,
        label=_("What to do now"),
        help_text=_("One step a line."),
    )
    urgent_signs = LinesField(
        widget=lines(4),
        required=False,
        label=_("When to seek help at once"),
        help_text=_("One sign a line, as the person would notice it."),
    )
    level = forms.ChoiceField(
        # Nothing is ticked beforehand: what is published as urgency is a judgement, not a default.
        choices=[*Urgency.choices, (UNDECIDED, _("I leave this undecided"))],
        widget=forms.RadioSelect,
        required=False,
        label=_("How soon should somebody with this seek care?"),
        help_text=_("The published page shows it as your judgement. Left undecided, the page shows no urgency."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= self.more_fields()

    def more_fields(self) -> dict[str, forms.Field]:
        """What the reply wants besides, at the end."""
        return reading_fields(self.question, by=self.by)

    def suggested(self, question: Question) -> dict[str, object]:
        """What the doctor has written and not sent."""
        self.kept = draft_of(question, by=self.by)
        return asdict(self.kept.words)

    @property
    def draft_version(self) -> str:
        """Which version of the draft this window goes on from."""
        return self.data.get(DRAFT, "0") if self.is_bound else str(self.kept.version)

    @property
    def draft_seen(self) -> int:
        """The same as a number; 0 for anything that is none."""
        return int(self.draft_version) if self.draft_version.isdecimal() else 0

    @property
    def as_typed(self) -> DraftWords:
        """What stands in the fields, judged by nobody."""
        names = ("text", "care_now", "urgent_signs", "level")
        return DraftWords(**{name: str(self[name].value() or "").replace("\r\n", "\n") for name in names})

    def clean_level(self) -> str:
        """The level, "" where it is left undecided."""
        level: str = self.cleaned_data["level"]
        return "" if level == UNDECIDED else level

    def clean(self) -> dict[str, Any]:
        """Each slip is shown with a box of its own; a tick covers these words and no others, and wants a reason."""
        self._ask_whether_read()
        found = self._slips()
        meant = [slip for slip in found if self._shown(slip)]
        if meant:
            self._ask_why()
        shown = {_box(slip) for slip in found}
        words = {name: value for name, value in self.cleaned_data.items() if name not in {*shown, REASON}}
        reason = self.cleaned_data.get(REASON, "")
        kept = Overridden(tuple((slip.id, slip.quote) for slip in meant), reason) if meant else None
        return words | {"overridden": kept}

    def _ask_whether_read(self) -> None:
        if self.question is None or IS_READ not in self.fields:
            return
        words = "\n".join(self.cleaned_data.get(name, "") for name in ("text", "care_now", "urgent_signs"))
        is_read = self.cleaned_data.get(IS_READ, False)
        if reason := why_not_read(self.question, by=self.by, words=words, is_read=is_read):
            self.add_error(IS_READ, reason)

    def _slips(self) -> list[Slip]:
        words = self.cleaned_data
        if not self.question or not words.get("text"):
            return []
        said = plain(words["text"])
        draft = Draft(said, words.get("care_now", ""), words.get("urgent_signs", ""), words.get("level", ""))
        return slips(draft, case_of(self.question, by=self.by))

    def _shown(self, slip: Slip) -> bool:
        """Put the box on the form; whether it is ticked."""
        box = forms.BooleanField(required=False, label=_label(slip), help_text=f"{slip.why} {slip.mend}")
        name = _box(slip)
        self.fields[name] = box
        ticked: bool = box.clean(self[name].value())
        if not ticked:
            self.add_error(name, _("%(slip)s. Mend it, or tick that you mean it.") % {"slip": slip.title})
        return ticked

    def _ask_why(self) -> None:
        field = WordsField(
            widget=lines(2),
            label=_("Why do you send it as it stands?"),
            help_text=_("One reason for all that you ticked. It is kept beside the reply, for your colleagues."),
            error_messages={"required": _("Say why you send it as it stands.")},
        )
        self.fields[REASON] = field
        try:
            self.cleaned_data[REASON] = field.clean(self[REASON].value())
        except forms.ValidationError as error:
            self.add_error(REASON, error)


def _label(slip: Slip) -> str:
    if not slip.quote:
        return gettext("Send it all the same")
    words = Truncator(slip.quote).chars(LONGEST_SHOWN)
    return gettext("Send it all the same: “%(words)s”") % {"words": words}


def _box(slip: Slip) -> str:
    """Name of the box of one slip; other words have another."""
    return f"slip_{hashlib.sha256(f'{slip.id} {slip.quote}'.encode()).hexdigest()[:12]}"


def confirm_field() -> forms.BooleanField:
    """The editor's word that they have read all of it."""
    return forms.BooleanField(
        label=_("I have read every word; nothing identifies anyone"),
        error_messages={"required": _("Read every word, then confirm that you did.")},
    )


class PublicForm(forms.Form):
    """Words that will be public, in the fields that `public` names, with the care card of their page.

    `look` takes the name of a field and its words and finds what may identify somebody; it may raise CannotMask.
    """

    public: tuple[str, ...] = ()

    care_now = LinesField(widget=lines(5), required=False, label=_("What to do now"), help_text=_("One step a line."))
    urgent_signs = LinesField(
        widget=lines(5),
        required=False,
        label=_("When to seek help at once"),
        help_text=_("One sign a line."),
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        look: Callable[[str, str], Looked],
        initial: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self._look = look

    def clean(self) -> dict[str, Any]:
        """Whatever may still identify somebody has to be kept by name: each finding has its own box."""
        remaining = self._remaining()
        if remaining:
            self.fields["keep"] = forms.MultipleChoiceField(
                choices=[(item.key, item.label) for item in remaining],
                widget=forms.CheckboxSelectMultiple,
                label=_("Keep these words"),
                help_text=_("They may identify somebody. Mask them, or tick each one that has to stay."),
            )
            unread = {item.key for item in remaining} - set(self["keep"].value() or ())
            if unread:
                self.add_error("keep", _("Some words may still identify somebody. Mask or tick each."))
        return self.cleaned_data

    def care_card(self) -> dict[str, tuple[str, ...]]:
        """What to do now and when to seek help at once, step by step, as the editor confirmed them."""
        return {name: tuple(self.cleaned_data[name].splitlines()) for name in ("care_now", "urgent_signs")}

    def _remaining(self) -> list[Remaining]:
        found: dict[str, Remaining] = {}
        for name in self.public:
            words = self.cleaned_data.get(name) or ""
            text = "\n".join(words) if isinstance(words, tuple) else words
            for item in self._look(name, text).remaining():
                found.setdefault(item.key, item)
        return list(found.values())


class AskBackForm(ActForm):
    """What the doctor still needs to know."""

    text = WordsField(
        widget=lines(5),
        required=False,
        label=_("What do you need to know?"),
        help_text=_("The asker reads this on their private page and can answer there."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, MOST + 1):
            for name, field in _enquiry_fields(number).items():
                self.fields[f"{name}_{number}"] = field

    @property
    def folded(self) -> list[forms.BoundField]:
        """What is asked one by one: folded away until somebody wants it."""
        return [bound for bound in self if bound.name != "text"]

    @property
    def is_unfolded(self) -> bool:
        """Something stands in it."""
        return any(self[f"ask_{number}"].value() for number in range(1, MOST + 1))

    def clean(self) -> dict[str, Any]:
        """The words, and the enquiries in their order."""
        enquiries = [one for number in range(1, MOST + 1) if (one := self._enquiry(number))]
        words = self.cleaned_data.get("text", "")
        if not words and not enquiries and not self.errors:
            self.add_error("text", _("Write your question to the asker."))
        return {"text": words, "enquiries": enquiries}

    def _enquiry(self, number: int) -> Enquiry | None:
        text, kind = self.cleaned_data.get(f"ask_{number}"), self.cleaned_data.get(f"kind_{number}")
        if not text or not kind:
            return None
        choices = tuple((self.cleaned_data.get(f"choices_{number}") or "").splitlines())
        if kind != AnswerKind.CHOICE:
            return Enquiry(text, kind)
        if len(choices) < 2:
            self.add_error(f"choices_{number}", _("Write at least two answers, one a line."))
        return Enquiry(text, kind, choices)


def _enquiry_fields(number: int) -> dict[str, forms.Field]:
    return {
        "ask": forms.CharField(
            required=False, max_length=300, label=format_lazy(_("Question {number}"), number=number)
        ),
        "kind": forms.ChoiceField(
            required=False,
            choices=AnswerKind.choices,
            label=format_lazy(_("Question {number}: how it is answered"), number=number),
        ),
        "choices": LinesField(
            widget=lines(3),
            required=False,
            label=format_lazy(_("Question {number}: the answers to choose from, one a line"), number=number),
        ),
    }


class HandOverForm(ActForm):
    """To whom, and why."""

    to = _department_field()
    reason = reason_field(
        hint=_("Your colleagues read it with the question."),
        missing=_("Say why, so that your colleagues need not guess."),
    )


class SettleForm(ActForm):
    """What a person decides where triage could not, or judges otherwise."""

    level = forms.ChoiceField(
        choices=Urgency.choices,
        widget=forms.RadioSelect,
        label=_("How urgent is it?"),
        error_messages={"required": _("Choose how urgent it is.")},
    )
    department = _department_field()
    reason = reason_field(
        hint=_("Kept beside the verdict of the rules; your colleagues read it, the asker does not."),
        missing=_("Say what decided it for you."),
    )

    def suggested(self, question: Question) -> dict[str, object]:
        """What the rules said."""
        return {"level": question.level, "department": question.department_id}


class SendBackForm(ActForm):
    """Why it is not published as it stands, and what the asker could do about it."""

    obstacle = forms.ChoiceField(
        choices=Obstacle.choices,
        widget=forms.RadioSelect,
        label=_("What is in the way?"),
        error_messages={"required": _("Choose what is in the way.")},
    )
    text = WordsField(
        widget=lines(5),
        label=_("What could the asker change?"),
        help_text=_(
            "The asker reads it on their private page; the mail says only that you have written. No medical advice."
        ),
        error_messages={"required": _("Say what could be changed, so that the asker need not guess.")},
    )


class SendOnForm(ActForm):
    """Which page answers in the place of this one."""

    to = forms.CharField(
        required=False,
        label=_("Number or address of the page that answers the same"),
        help_text=_("Readers and search engines are led there. Leave it empty to have this page read again."),
    )

    def clean_to(self) -> int | None:
        """The number of the page, None for none."""
        told: str = self.cleaned_data["to"].strip()
        found = PAGE_NUMBER.search(told)
        if told and not found:
            raise forms.ValidationError(_("Enter a number such as 12, or the address of a page."))
        return int(found[1] or found[2]) if found else None


class DecisionForm(ActForm):
    """Nothing to fill in: the button is the decision."""


class PublishForm(PublicForm):
    """A page."""

    field_order = ("title", "question", "care_now", "urgent_signs", "topics", "public_at", "confirm")

    title = forms.CharField(
        max_length=TITLE_LENGTH,
        label=_("Title"),
        help_text=_("What a person with the same worry would search for. The asker's own words stay below."),
        error_messages={"required": _("Give the page a title.")},
    )
    question = WordsField(
        widget=lines(12),
        label=_("Question to publish"),
        error_messages={"required": _("The question is empty.")},
    )
    topics = TopicsField(
        label=_("Topics"),
        help_text=_("Put a comma between two topics."),
        error_messages={"required": _("Name at least one topic.")},
    )
    public_at = moment_field(required=False, help_text=in_zone(_("Leave it empty to publish at once.")))
    confirm = confirm_field()

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        replies: Sequence[Reply],
        look: Callable[[str, str], Looked],
        initial: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(data, look=look, initial=initial)
        self._replies = {reply_field(reply): reply for reply in replies}
        self.public = ("title", "question", *self._replies, "care_now", "urgent_signs", "topics")
        for name, reply in self._replies.items():
            self.fields[name] = WordsField(
                widget=lines(14),
                label=_("Reply of %(name)s to publish") % {"name": reply.clinician_name},
                help_text=MARKS,
                error_messages={"required": _("The reply is empty.")},
            )

    def approved(self) -> Approved:
        """What the editor confirmed."""
        words = self.cleaned_data
        return Approved(
            title=words["title"],
            question=words["question"],
            replies={reply.pk: words[name] for name, reply in self._replies.items()},
            topics=words["topics"],
            **self.care_card(),
        )


def unjudged(form: forms.Form) -> None:
    """Show what was typed, without a word on whether it could be sent."""
    # What full_clean would fill: the checks must not run here.
    form._errors = ErrorDict()  # type: ignore[attr-defined]
    form.cleaned_data = {}


def typed(form: forms.Form) -> list[tuple[str, str]]:
    """What stands in the text fields of `form`, with their labels, for when it cannot be sent."""
    return [(str(bound.label), str(bound.value() or "")) for bound in form if isinstance(bound.field, forms.CharField)]


def reply_field(reply: Reply) -> str:
    """Name of the form field that holds the public words of one reply."""
    return f"{REPLY_FIELD}{reply.pk}"
