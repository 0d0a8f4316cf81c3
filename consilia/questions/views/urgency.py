"""What an asker is told to do until a doctor replies, as the verdict on the question has it."""

from collections.abc import Iterable
from dataclasses import dataclass

from consilia.library.models import Urgency
from consilia.questions.jurisdiction import Line
from consilia.questions.views.danger import Danger, advice


@dataclass(frozen=True, slots=True)
class WhatToDo:
    """`card` names the advice: an urgency, or `open` while nobody can say yet how urgent it is."""

    card: str
    danger: Danger | None
    lines: tuple[Line, ...]


def what_to_do(level: str, *, unsure: bool, flag_ids: Iterable[str]) -> WhatToDo:
    """Advice for one verdict. What could not be decided is never called harmless."""
    danger = advice(flag_ids=flag_ids)
    if level == Urgency.EMERGENCY:
        return WhatToDo(level, danger, ())
    undecided = unsure and level != Urgency.URGENT
    return WhatToDo("open" if undecided else str(level), None, danger.lines)
