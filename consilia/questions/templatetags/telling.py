"""How long something takes, as one tells a person who waits: rounded up, never more exact than it is."""

import math
from datetime import timedelta

from django import template
from django.utils.translation import ngettext

register = template.Library()

_HOUR, _DAY = 3600, 24 * 3600


@register.filter
def roughly(time: timedelta) -> str:
    """Whole hours up to two days, then whole days."""
    seconds = time.total_seconds()
    if seconds <= 2 * _DAY:
        hours = max(1, math.ceil(seconds / _HOUR))
        return ngettext("%(hours)s hour", "%(hours)s hours", hours) % {"hours": hours}
    days = math.ceil(seconds / _DAY)
    return ngettext("%(days)s day", "%(days)s days", days) % {"days": days}
