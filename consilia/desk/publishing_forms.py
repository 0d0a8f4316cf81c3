"""Forms of the publishing desk: words that will be public, and what in them may identify somebody."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from consilia.desk.fields import MARKS, LinesField, TopicsField, WordsField, confirm_field, lines
from consilia.desk.masking import Looked, Remaining
from consilia.desk.planning_forms import in_zone, moment_field
from consilia.questions.models import Reply
from consilia.questions.publishing import Approved

REPLY_FIELD = "reply_"
TITLE_LENGTH = 100


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


def reply_field(reply: Reply) -> str:
    """Name of the form field that holds the public words of one reply."""
    return f"{REPLY_FIELD}{reply.pk}"
