"""Whether a clinician may sign with their name."""

from datetime import date

from django.utils.translation import gettext as _

from consilia.accounts.models import ClinicianProfile, User


def why_not_sign(user: User, *, on: date) -> str | None:
    """What carries a doctor's name needs a verified licence that has not expired."""
    # Through the user, so that one page that asks about several acts reads the licence once.
    profile: ClinicianProfile | None = getattr(user, "profile", None)
    if profile is None or profile.verified_at is None:
        return _("Your licence has not been verified yet. Ask an operator to verify it.")
    if not profile.licence_holds(on=on):
        return _("Your licence expired on %(date)s. Ask an operator to renew it.") % {
            "date": profile.licence_expires_on
        }
    return None
