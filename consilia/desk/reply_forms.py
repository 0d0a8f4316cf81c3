"""The form of a reply: what the checks find is shown with a box of its own, to mend or to mean."""

import hashlib
from dataclasses import asdict
from typing import Any

from django import forms
from django.utils.text import Truncator, format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from consilia.desk.act_forms import ActForm
from consilia.desk.checks import Draft, Slip, case_of, slips
from consilia.desk.fields import MARKS, LinesField, WordsField, lines
from consilia.desk.machine_forms import IS_READ, reading_fields, why_not_read
from consilia.library.formatting import plain
from consilia.library.models import Urgency
from consilia.questions.models import Question
from consilia.questions.overriding import Overridden
from consilia.questions.reply_drafts import DraftWords, Kept, draft_of

REASON = "override_reason"
DRAFT = "draft"
LONGEST_SHOWN = 160
UNDECIDED = "undecided"


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
