"""The form by which an operator searches the audit log."""

import re
import uuid
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from consilia.accounts.models import User
from consilia.audit.models import Event, EventQuerySet
from consilia.audit.recording import NAMES

DAYS: Final = 30
"""How far back one looks who says nothing of the time: the log of a nation grows by a million events a month."""
_PEOPLE: Final = 50
_PLAIN: Final = re.compile(r"[0-9a-f-]{1,36}")
_NUMBER: Final = re.compile(r"[0-9a-f]{8}")


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}))


class AuditForm(forms.Form):
    """Who, what, about what, when; each may be left out."""

    who = forms.CharField(
        label=_("Who"),
        help_text=_("A name or an e-mail address, or asker, worker, retention, reader, stranger, importer, command."),
        max_length=200,
        required=False,
    )
    what = forms.RegexField(
        r"^[a-z_]+\.?[a-z_]*$",
        label=_("What"),
        help_text=_("For example question.read, or only the beginning: sign_in, licence, question."),
        max_length=64,
        required=False,
        error_messages={"invalid": _("Small letters, with a dot between: question.read.")},
    )
    ref = forms.CharField(
        label=_("About"),
        help_text=_("The number of a question, of a page or of a person."),
        max_length=64,
        required=False,
    )
    since = _day(_("First day"))
    until = _day(_("Last day"))

    def clean_ref(self) -> str:
        """As events keep it: in small letters."""
        ref: str = self.cleaned_data["ref"]
        return ref.lower()

    def clean(self) -> None:
        """The days in their order; without a first day, the last ones."""
        facts = self.cleaned_data
        last = facts.get("until") or timezone.localdate()
        first = facts.get("since") or last - timedelta(days=DAYS)
        if first > last:
            self.add_error("until", gettext("The last day is before the first."))
        facts |= {"since": first, "until": last}

    def found(self) -> EventQuerySet:
        """The events asked for, newest first."""
        facts = self.cleaned_data
        events = Event.objects.filter(at__gte=_begin(facts["since"]), at__lt=_begin(facts["until"] + timedelta(days=1)))
        if facts["who"]:
            events = events.filter(actor__in=_actors(facts["who"]))
        if facts["what"]:
            events = events.filter(action__startswith=facts["what"])
        if facts["ref"]:
            events = events.filter(_about(facts["ref"]))
        return events.order_by("-at", "-pk")

    def told(self) -> dict[str, str]:
        """What was asked for, as the event of the search keeps it: never free words, which may be private by a slip."""
        facts = self.cleaned_data
        about = facts["ref"] if _PLAIN.fullmatch(facts["ref"]) else ""
        asked = {"what": facts["what"], "about": about, "since": facts["since"], "until": facts["until"]}
        return {name: str(value) for name, value in asked.items() if value}


def _begin(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _actors(who: str) -> list[str]:
    people = User.objects.filter(Q(name__icontains=who) | Q(email__icontains=who)).order_by("pk")
    return [name for name in NAMES if name == who.lower()] + [f"user:{user.pk}" for user in people[:_PEOPLE]]


def _about(ref: str) -> Q:
    # What people call a question is the beginning of its reference.
    if _NUMBER.fullmatch(ref):
        first = uuid.UUID(ref + "0" * 24)
        last = uuid.UUID(ref + "f" * 24)
        return Q(object_ref__gte=str(first), object_ref__lte=str(last)) | Q(object_ref=ref)
    return Q(object_ref=ref)
