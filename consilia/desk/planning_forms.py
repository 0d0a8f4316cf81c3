"""When a page goes public: a field, and the form that moves it."""

from typing import Any, Final

from django import forms
from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

# As browsers send a day and a time, and want them back.
TO_THE_MINUTE: Final = "%Y-%m-%dT%H:%M"


def moment_field(**more: Any) -> forms.DateTimeField:
    """A day and a time of day, in the time zone of the installation."""
    return forms.DateTimeField(
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=TO_THE_MINUTE),
        label=_("Goes public on"),
        error_messages={
            "invalid": _("Enter a day and a time of day."),
            "required": _("Enter a day and a time of day."),
        },
        **more,
    )


def in_zone(hint: Any) -> Any:
    """The hint, with the time zone that holds here."""
    return format_lazy("{} {}", hint, format_lazy(_("Times are those of {zone}."), zone=settings.TIME_ZONE))


class TimeForm(forms.Form):
    """Another time for a page that goes public later."""

    due_at = moment_field(help_text=in_zone(_("The approved words stay as they are.")))
