"""The figures of the service as charts: each a table with a bar beside every number, and the same table as CSV."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from consilia.accounts.models import Department
from consilia.desk.checks import title_of
from consilia.library.models import Urgency
from consilia.questions import figures, machine_drafts
from consilia.questions.figures import FEWEST, Span
from consilia.questions.states import AT_THE_DESK, State

Words = str | Promise

_URGENCIES: Final[dict[str, Promise]] = {
    Urgency.EMERGENCY: pgettext_lazy("urgency", "Emergency"),
    Urgency.URGENT: pgettext_lazy("urgency", "Urgent"),
    Urgency.SOON: pgettext_lazy("urgency", "Soon"),
    Urgency.ROUTINE: pgettext_lazy("urgency", "Routine"),
}
"""As staff read them; the labels of the model speak to the asker."""
# What a spreadsheet would take for a formula.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Cell:
    """A number as it is read, and how long its bar is, in hundredths of the longest of the chart."""

    shown: str
    plain: str
    width: float


@dataclass(frozen=True, slots=True)
class Chart:
    """One table; `name` is its file's."""

    name: str
    title: str
    said: str
    head: tuple[str, ...]
    rows: list[tuple[str, list[Cell]]]
    is_suppressed: bool

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing but noughts."""
        return not any(cell.width for _label, cells in self.rows for cell in cells)

    def as_csv(self) -> str:
        """The table for a spreadsheet; what is too small to tell is `<5` there."""
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow(self.head)
        for label, cells in self.rows:
            writer.writerow([_harmless(label), *(cell.plain for cell in cells)])
        # A mark by which spreadsheets know that it is UTF-8.
        return "\ufeff" + out.getvalue()


def _harmless(label: str) -> str:
    return f"'{label}" if label.startswith(_FORMULA) else label


# --- each chart ---


def _first_reply(span: Span) -> Chart:
    found = figures.first_replies(span)
    rows = [(_("All"), found[""])]
    rows += [(str(label), found[level]) for level, label in _URGENCIES.items() if level in found]
    return _chart(
        "first-reply",
        _("Time to the first reply"),
        _("Of the questions of these days that have been answered. Half had their reply sooner than the first number."),
        (_("Urgency"), _("Half within, hours"), _("Four of five within, hours"), _("Questions answered")),
        [(label, (wait.half, wait.four_of_five, _few(wait.replies))) for label, wait in rows],
        bars=2,
    )


def _backlog(span: Span) -> Chart:
    found = figures.backlog(span)
    return _chart(
        "backlog",
        _("What waits now"),
        _("All open questions, whenever they were asked; overdue as the queue marks it."),
        (_("State"), _("Questions"), _("Of these overdue")),
        [(str(AT_THE_DESK[State(state)]), counts) for state, counts in found.items()],
    )


def _unanswered(span: Span) -> Chart:
    found = figures.unanswered(span)
    names = {department.pk: str(department) for department in Department.objects.all()}
    columns = [figures.told(counts) for counts in ([row[1] for row in found], [row[2] for row in found])]
    labels = [names[row[0]] if row[0] else _("No department yet") for row in found]
    return _chart(
        "unanswered",
        _("Unanswered, by department"),
        _("All open questions, whenever they were asked."),
        (_("Department"), _("Questions"), _("Of these urgent")),
        list(zip(labels, zip(*columns, strict=True), strict=True)),
    )


def _urgency(span: Span) -> Chart:
    found = figures.urgency(span)
    return _parts(
        "urgency",
        _("How urgent"),
        _("Questions that came in, as they are judged now."),
        (_("Urgency"), _("Questions")),
        [(str(label), found.get(level, 0)) for level, label in _URGENCIES.items()],
    )


def _corrections(span: Span) -> Chart:
    found = figures.corrections(span)
    return _parts(
        "triage-corrections",
        _("What clinicians made of the triage"),
        _("Of the questions that came in and on whose urgency a clinician has decided."),
        (_("The clinician’s verdict"), _("Questions")),
        [
            (_("More urgent than the rules had it"), found.raised),
            (_("Less urgent than the rules had it"), found.lowered),
            (_("As the rules had it"), found.kept),
            (_("The rules had left it open"), found.unsure),
        ],
    )


def _overridden(span: Span) -> Chart:
    found = figures.overridden(span)
    return _chart(
        "overridden-checks",
        _("Checks that were overridden"),
        _("Replies sent although a check had stopped them, with a reason. A reply may have passed several."),
        (_("Check"), _("Replies")),
        [
            (_("All replies"), (found.replies,)),
            (_("Sent past a check"), (found.overridden,)),
            *((title_of(check), (count,)) for check, count in found.checks.items()),
        ],
    )


def _privacy(span: Span) -> Chart:
    found = figures.privacy_findings(span)
    return _chart(
        "privacy-findings",
        _("Privacy findings"),
        _("Where somebody could have been recognised: before publication by editors, after it by readers."),
        (_("Finding"), _("Times")),
        [
            (_("Sent back: somebody could be recognised"), (found.recognisable,)),
            (_("Sent back: too much about another person"), (found.third_person,)),
            (_("A reader reported that a page shows who somebody is"), (found.reported,)),
            (_("After such a report the page was changed or taken down"), (found.mended,)),
        ],
    )


def _deflection(span: Span) -> Chart:
    answered, sent = figures.deflection(span)
    return _chart(
        "answered-already",
        _("Answered before it was sent"),
        _("Who read what doctors had answered to others, and said that it answers their question."),
        (_("What the asker did"), _("Questions"), _("Of a hundred")),
        [
            (_("“This answers my question”"), (answered, _share(answered, answered + sent))),
            (_("Sent the question"), (sent, _share(sent, answered + sent))),
        ],
        bars=1,
    )


def _machine_drafts(span: Span) -> Chart:
    found = figures.machine_drafts(span)
    return _chart(
        "machine-drafts",
        _("Drafts by a language model"),
        _("What became of the drafts that clinicians asked for."),
        (_("Draft"), _("Times")),
        [
            (_("Asked for"), (found.asked,)),
            (_("Not written, or refused by the rules"), (found.failed,)),
            (_("Written"), (found.written,)),
            (_("In a reply that was sent"), (len(found.changed),)),
        ],
    )


def _machine_changes(span: Span) -> Chart:
    shares = figures.machine_drafts(span).changed
    said = _("Share of the words that differ between a draft and the reply that was sent.")
    if len(shares) >= FEWEST:
        half = _("Half of the replies differ by %(share)s of a hundred words or less.")
        said = f"{said} {half % {'share': round(100 * median(shares))}}"
    return _parts(
        "machine-drafts-changed",
        _("How much doctors changed in drafts"),
        said,
        (_("Of a hundred words"), _("Replies")),
        [
            (_("Fewer than 10 changed"), sum(share < 0.1 for share in shares)),
            (_("10 to 49 changed"), sum(0.1 <= share < 0.5 for share in shares)),
            (_("50 or more changed"), sum(share >= 0.5 for share in shares)),
        ],
    )


CHARTS: Final[dict[str, Callable[[Span], Chart]]] = {
    "first-reply": _first_reply,
    "backlog": _backlog,
    "unanswered": _unanswered,
    "urgency": _urgency,
    "triage-corrections": _corrections,
    "overridden-checks": _overridden,
    "privacy-findings": _privacy,
    "answered-already": _deflection,
    "machine-drafts": _machine_drafts,
    "machine-drafts-changed": _machine_changes,
}
OF_ALL_DEPARTMENTS: Final = frozenset({"overridden-checks", "privacy-findings", "answered-already"})
"""Charts that cannot be narrowed to a department: their rows name none."""


_OF_A_MODEL: Final = frozenset({"machine-drafts", "machine-drafts-changed"})


def charts(span: Span) -> Iterator[Chart]:
    """Every chart that can be told of this span; of a language model only where one drafts."""
    left_out = (OF_ALL_DEPARTMENTS if span.is_part else frozenset()) | (
        frozenset() if machine_drafts.is_on() else _OF_A_MODEL
    )
    for name, make in CHARTS.items():
        if name not in left_out:
            yield make(span)


# --- numbers ---

Number = float | int | None


def _parts(name: str, title: str, said: str, head: tuple[str, ...], rows: Sequence[tuple[str, int]]) -> Chart:
    """A whole in its parts, none so small that it could be somebody one knows."""
    counts = figures.told([count for _label, count in rows])
    return _chart(name, title, said, head, [(label, (count,)) for (label, _n), count in zip(rows, counts, strict=True)])


def _chart(
    name: str,
    title: str,
    said: str,
    head: tuple[str, ...],
    rows: Sequence[tuple[str, Sequence[Number]]],
    *,
    bars: int = 9,
) -> Chart:
    """`bars` is how many of the columns, from the left, have bars; all of them are drawn to one measure."""
    longest = max((number or 0 for _label, numbers in rows for number in numbers[:bars]), default=0)
    cells = [
        (label, [_cell(number, longest if place < bars else 0) for place, number in enumerate(numbers)])
        for label, numbers in rows
    ]
    return Chart(name, title, said, head, cells, any(number is None for _label, numbers in rows for number in numbers))


def _cell(number: Number, longest: float) -> Cell:
    if number is None:
        return Cell(pgettext("number", "under %(fewest)s") % {"fewest": FEWEST}, f"<{FEWEST}", 0)
    plain = f"{number:.1f}" if isinstance(number, float) else str(number)
    return Cell(plain, plain, round(100 * number / longest, 1) if longest else 0)


def _few(count: int) -> int | None:
    return None if 0 < count < FEWEST else count


def _share(part: int, whole: int) -> float:
    return 100 * part / whole if whole else 0.0


PERIODS: Final[dict[str, Words]] = {
    "7": gettext_lazy("7 days"),
    "30": gettext_lazy("30 days"),
    "90": gettext_lazy("90 days"),
}
