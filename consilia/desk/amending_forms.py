"""Forms for a reply that was sent: worded anew, taken back, and carried over to its page."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from consilia.accounts.models import User
from consilia.desk.fields import MARKS, WordsField, confirm_field, lines, reason_field
from consilia.desk.publishing_forms import PublicForm
from consilia.desk.reply_forms import ReplyForm
from consilia.questions.models import Ground, Question, Reply
from consilia.questions.publishing import ApprovedChange


class CorrectionForm(ReplyForm):
    """A reply that was sent, worded anew by its doctor; the same checks hold."""

    level = None  # type: ignore[assignment]
    reason = reason_field(
        hint=_("Why you change it, for the asker and your colleagues; an editor fits it for readers of the page."),
        missing=_("Say why: whoever read the earlier words has to know."),
    )

    def __init__(self, data: QueryDict | None = None, *, reply: Reply, by: User) -> None:
        self.reply = reply
        super().__init__(data, question=reply.question, by=by, auto_id="correct_%s")

    def more_fields(self) -> dict[str, forms.Field]:
        """None: a draft of a language model cannot come in by a correction."""
        return {}

    def suggested(self, question: Question) -> dict[str, object]:
        """What the reply says now."""
        said = self.reply.standing
        return {"text": said.text, "care_now": said.care_now, "urgent_signs": said.urgent_signs}

    def clean_text(self) -> str:
        """Other words than before."""
        text: str = self.cleaned_data["text"]
        if text == self.reply.standing.text:
            raise forms.ValidationError(_("These are the words as they stand. Change what is wrong."))
        return text


class RetractionForm(forms.Form):
    """Why a reply no longer holds: a ground for readers, a reason for the asker."""

    ground = forms.ChoiceField(
        choices=Ground.choices,
        widget=forms.RadioSelect,
        label=_("Why does it no longer hold?"),
        help_text=_("Readers of a published page are told this, at once."),
        error_messages={"required": _("Choose why.")},
    )
    reason = reason_field(
        hint=_("For the asker and your colleagues: what was wrong, and what to do instead."),
        missing=_("Say what was wrong, and what to do instead."),
    )


class PublicCorrectionForm(PublicForm):
    """What readers of the page are told of a correction."""

    public = ("reason", "text", "care_now", "urgent_signs")
    field_order = (*public, "confirm")

    reason = forms.CharField(
        max_length=300, label=_("Why it was corrected"), error_messages={"required": _("Say why.")}
    )
    text = WordsField(
        widget=lines(12),
        label=_("The reply as it holds now"),
        help_text=MARKS,
        error_messages={"required": _("The reply is empty.")},
    )
    confirm = confirm_field()

    def approved(self, reply: Reply) -> ApprovedChange:
        """What the editor confirmed, but for the text."""
        return ApprovedChange(reply.pk, self.cleaned_data["reason"], **self.care_card())
