"""Words of the desk for what its pages hold as values."""

from datetime import datetime

from django import template

from consilia.desk.drafting import said_of

register = template.Library()


@register.filter
def saved_words(saved_at: datetime | None) -> str:
    """ "Saved 10:42", or nothing."""
    return said_of(saved_at)
