"""What an asker is told to do until a doctor replies, as the verdict on the question has it."""

from collections.abc import Iterable
from dataclasses import dataclass

from consilia.library.models import Urgency
from consilia.questions.jurisdiction import Line, here
from consilia.questions.views.danger import GENERAL, Danger, advice, kind_of


@dataclass(frozen=True, slots=True)
class WhatToDo:
    """`card` names the advice: an urgency, or `open` while nobody can say yet how urgent it is."""

    card: str
    danger: Danger | None
    lines: tuple[Line, ...]


def what_to_do(level: str, *, unsure: bool, flag_ids: Iterable[str]) -> WhatToDo:
    """Advice for one verdict. What could not be decided is never called harmless."""
    flags = list(flag_ids)
    kind = kind_of(flags)
    if level == Urgency.EMERGENCY:
        return WhatToDo(level, advice(kind, flag_ids=flags), ())
    undecided = unsure and level != Urgency.URGENT
    lines = advice(kind).lines if kind != GENERAL else here().lines_for("ambulance")
    return WhatToDo("open" if undecided else str(level), None, lines)
