"""Checks of a reply before it is sent: each slip says why it matters and how to mend it, and can be overridden."""

from collections.abc import Callable, Iterator
from typing import Final

from consilia.desk.checks import acts, asked, danger, person, wording
from consilia.desk.checks.slip import TITLES, Case, Draft, Flag, Slip, case_of, distinct, title_of

__all__ = ["TITLES", "Case", "Draft", "Flag", "Slip", "case_of", "slips", "title_of"]

# What harms first.
_CHECKS: Final[tuple[Callable[[Draft, Case], Iterator[Slip]], ...]] = (
    danger.red_flag,
    danger.go_now,
    danger.seek_help,
    person.greeting,
    person.pronoun,
    asked.untouched,
    acts.forbidden,
    wording.identifier,
    wording.sales,
    wording.placeholder,
    wording.broken_title,
    wording.hard_to_read,
)


def slips(draft: Draft, case: Case) -> list[Slip]:
    """All that may be wrong with a reply, what harms first; none for a reply without words."""
    if not draft.text.strip():
        return []
    return distinct(slip for check in _CHECKS for slip in check(draft, case))
