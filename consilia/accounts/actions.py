"""What operators do to people. Keyword-only, atomic, the audit event inside."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from consilia.accounts.models import ClinicianProfile, User
from consilia.audit.recording import record


class NotVerified(Exception):
    """A licence could not be verified; the message is fit to show."""


def why_not_verify(by: User, profile: ClinicianProfile, *, now: datetime) -> str | None:
    """An operator confirms a licence that has not expired; the reason why not, or None."""
    if not by.is_operator or not by.is_active:
        return _("Only an operator can verify a licence.")
    if profile.licence_expires_on < timezone.localdate(now):
        return _("This licence has expired. It cannot be verified.")
    if profile.verified_at is not None:
        return _("This licence is already verified.")
    return None


@transaction.atomic
def verify_licence(*, profile: ClinicianProfile, by: User, now: datetime) -> None:
    """The operator has checked the licence with the authority that gave it. Raises NotVerified."""
    if reason := why_not_verify(by, profile, now=now):
        raise NotVerified(reason)
    # Guarded, so that of two operators only the first is remembered as the one who checked.
    verified = ClinicianProfile.objects.filter(pk=profile.pk, verified_at__isnull=True).update(
        verified_at=now, verified_by=by
    )
    if not verified:
        raise NotVerified(_("This licence is already verified."))
    profile.verified_at, profile.verified_by = now, by
    record(by=by, action="licence.verified", kind="user", ref=profile.user_id, now=now)
