"""What operators do to people. Keyword-only, atomic, the audit event inside."""

from dataclasses import dataclass
from datetime import date, datetime

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from consilia.accounts.models import ClinicianProfile, Department, Hospital, User
from consilia.accounts.scope import reaches
from consilia.accounts.sessions import end_sessions
from consilia.audit.recording import record


class NotVerified(Exception):
    """A licence could not be verified; the message is fit to show."""


class NotAllowed(Exception):
    """Something cannot be done to a person; the message is fit to show."""


@dataclass(frozen=True, slots=True)
class Licence:
    """What lets a clinician reply, as the operator typed it."""

    number: str
    authority: str
    expires_on: date


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody who is invited; `department` and `licence` only of clinicians."""

    email: str
    name: str
    role: str
    name_original: str = ""
    department: Department | None = None
    hospital: str = ""
    licence: Licence | None = None


def why_not_verify(by: User, profile: ClinicianProfile, *, now: datetime) -> str | None:
    """An operator confirms a licence that has not expired; the reason why not, or None."""
    if not by.is_operator or not by.is_active:
        return _("Only an operator can verify a licence.")
    if not reaches(by, profile.user):
        return _("This person works outside the departments and hospitals that you are limited to.")
    if profile.licence_expires_on < timezone.localdate(now):
        return _("This licence has expired. It cannot be verified.")
    if profile.verified_at is not None:
        return _("This licence is already verified.")
    return None


def why_not_change(by: User, person: User) -> str | None:
    """Operators change other people, never themselves: so one is always left. The reason why not, or None."""
    if not by.is_operator or not by.is_active:
        return _("Only an operator can do this.")
    if by.pk == person.pk:
        return _("Another operator has to do this to your account.")
    if not reaches(by, person):
        return _("This person works outside the departments and hospitals that you are limited to.")
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


@transaction.atomic
def check_licence_again(*, person: User, licence: Licence, proof: str, by: User, now: datetime) -> None:
    """The operator has checked the licence anew and typed what holds now. Raises NotAllowed, NotVerified."""
    _allow(by, person)
    if not person.is_clinician:
        raise NotAllowed(_("Only clinicians have a licence here."))
    if licence.expires_on < timezone.localdate(now):
        raise NotVerified(_("This licence has expired. It cannot be verified."))
    ClinicianProfile.objects.update_or_create(
        user=person,
        defaults={
            "licence_number": licence.number,
            "licence_authority": licence.authority,
            "licence_expires_on": licence.expires_on,
            "licence_proof": proof,
            "verified_at": now,
            "verified_by": by,
        },
    )
    until = licence.expires_on.isoformat()
    record(by=by, action="licence.checked_again", kind="user", ref=person.pk, now=now, until=until)


@transaction.atomic
def invite(*, newcomer: Newcomer, by: User, now: datetime) -> User:
    """An account without a password; the caller mails the link. Raises NotAllowed."""
    if not by.is_operator or not by.is_active:
        raise NotAllowed(_("Only an operator can do this."))
    user = User.objects.create_user(
        email=newcomer.email,
        name=newcomer.name,
        role=newcomer.role,
        department=newcomer.department,
        hospital=_hospital(newcomer.hospital) if newcomer.hospital else None,
    )
    _keep_within(user, by)
    if newcomer.licence:
        ClinicianProfile.objects.create(
            user=user,
            name_original=newcomer.name_original,
            licence_number=newcomer.licence.number,
            licence_authority=newcomer.licence.authority,
            licence_expires_on=newcomer.licence.expires_on,
        )
    record(by=by, action="person.invited", kind="user", ref=user.pk, now=now, role=user.role)
    return user


@transaction.atomic
def off_board(*, person: User, by: User, now: datetime) -> None:
    """They are signed out at once and for good; what they replied keeps its signature. Raises NotAllowed."""
    _allow(by, person)
    end_sessions(of=person, by=by, now=now)
    person.is_active = False
    person.leads_department = False
    # The old password and every link that was mailed are dead, also if they come back.
    person.set_unusable_password()
    person.save(update_fields=["is_active", "leads_department", "password"])
    Authenticator.objects.filter(user=person).delete()
    SocialAccount.objects.filter(user=person).delete()
    record(by=by, action="person.off_boarded", kind="user", ref=person.pk, now=now)


@transaction.atomic
def bring_back(*, person: User, by: User, now: datetime) -> None:
    """They may be invited again; they start without password and second factor. Raises NotAllowed."""
    _allow(by, person)
    person.is_active = True
    person.save(update_fields=["is_active"])
    record(by=by, action="person.brought_back", kind="user", ref=person.pk, now=now)


@transaction.atomic
def make_lead(*, person: User, by: User, now: datetime) -> None:
    """They are told of what waits too long in their department, and set its week. Raises NotAllowed."""
    _allow(by, person)
    if not person.is_clinician or not person.is_active:
        raise NotAllowed(_("Only a clinician can lead a department."))
    _lead(person, "person.made_lead", leads=True, by=by, now=now)


@transaction.atomic
def end_lead(*, person: User, by: User, now: datetime) -> None:
    """They lead their department no more; what they were limited to as a lead goes with it. Raises NotAllowed."""
    _allow(by, person)
    person.is_limited = False
    person.limited_departments.clear()
    person.limited_hospitals.clear()
    _lead(person, "person.lead_ended", leads=False, by=by, now=now)


def _lead(person: User, action: str, *, leads: bool, by: User, now: datetime) -> None:
    person.leads_department = leads
    person.save(update_fields=["leads_department", "is_limited"])
    record(by=by, action=action, kind="user", ref=person.pk, now=now)


@transaction.atomic
def forget_second_factor(*, person: User, by: User, now: datetime) -> None:
    """For somebody whose telephone and recovery codes are lost. Raises NotAllowed."""
    _allow(by, person)
    Authenticator.objects.filter(user=person).delete()
    record(by=by, action="second_factor.removed", kind="user", ref=person.pk, now=now, type="all")
    end_sessions(of=person, by=by, now=now)


def _allow(by: User, person: User) -> None:
    if reason := why_not_change(by, person):
        raise NotAllowed(reason)


def _keep_within(user: User, by: User) -> None:
    """Whom a limited operator invites is limited alike, or works where they reach. Raises NotAllowed."""
    if not by.is_limited:
        return
    if not user.is_clinician:
        user.is_limited = True
        user.save(update_fields=["is_limited"])
        user.limited_departments.set(by.limited_departments.all())
        user.limited_hospitals.set(by.limited_hospitals.all())
    if not reaches(by, user):
        raise NotAllowed(_("Invite clinicians of the departments and hospitals that you are limited to."))


def _hospital(name: str) -> Hospital:
    slug = slugify(name, allow_unicode=True)[:100] or "hospital"
    if Hospital.objects.filter(slug=slug).exclude(name=name).exists():
        slug = f"{slug[:80]}-{Hospital.objects.count() + 1}"
    hospital, _made = Hospital.objects.get_or_create(name=name, defaults={"slug": slug})
    return hospital
