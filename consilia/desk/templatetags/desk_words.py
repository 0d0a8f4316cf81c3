"""Words of the desk for what its pages hold as values."""

from datetime import datetime

from django import template

from consilia.accounts.models import User
from consilia.desk.drafting import said_of
from consilia.questions.models import Note

register = template.Library()


@register.filter
def saved_words(saved_at: datetime | None) -> str:
    """ "Saved 10:42", or nothing."""
    return said_of(saved_at)


@register.filter
def waits_for(note: Note, user: User) -> bool:
    """Asked of this person or their department, and answered by nobody. The answer must be at hand."""
    return note.is_asked_of(user) and not hasattr(note, "answer")
