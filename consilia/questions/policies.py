"""Who may do what, and when: each function returns the reason why not, or None. Button, action and test share it."""

from datetime import date

from django.utils.translation import gettext as _

from consilia.accounts.models import ClinicianProfile, Role, User
from consilia.questions.models import Question
from consilia.questions.states import State, why_not, why_not_at_the_desk


class Refused(Exception):
    """An act that a policy does not allow; the message is fit to show."""


def refuse_if(reason: str | None) -> None:
    """Raise Refused with `reason`, if there is one."""
    if reason:
        raise Refused(reason)


def _why_not_clinician(user: User, question: Question) -> str | None:
    if question.cleared_at:
        return _("The words of this question have been deleted.")
    if user.role != Role.CLINICIAN or not user.is_active:
        return _("Only a clinician can do this.")
    if not Question.objects.visible_to(user).filter(pk=question.pk).exists():
        return _("This question belongs to another department.")
    return None


def why_not_sign(user: User, *, on: date) -> str | None:
    """A reply carries a name, so it needs a verified licence that has not expired."""
    # Through the user, so that one page that asks about several acts reads the licence once.
    profile: ClinicianProfile | None = getattr(user, "profile", None)
    if profile is None or profile.verified_at is None:
        return _("Your licence has not been verified yet. Ask an operator to verify it.")
    if not profile.licence_holds(on=on):
        return _("Your licence expired on %(date)s. Ask an operator to renew it.") % {
            "date": profile.licence_expires_on
        }
    return None


def why_not_reply(user: User, question: Question, *, on: date) -> str | None:
    """A licensed clinician who may see the question, before it is published or withdrawn."""
    return (
        _why_not_clinician(user, question) or why_not_sign(user, on=on) or why_not_at_the_desk("reply", question.state)
    )


def why_not_ask_back(user: User, question: Question, *, on: date) -> str | None:
    """A licensed clinician who may see the question, while nobody has asked back."""
    return (
        _why_not_clinician(user, question)
        or why_not_sign(user, on=on)
        or why_not_at_the_desk("ask_back", question.state)
    )


def why_not_hand_over(user: User, question: Question) -> str | None:
    """A clinician who may see the question, before it is answered."""
    return _why_not_clinician(user, question) or why_not_at_the_desk("hand_over", question.state)


def why_not_settle(user: User, question: Question, *, on: date) -> str | None:
    """A licensed clinician decides what triage could not, or raises or lowers what it said."""
    return _why_not_clinician(user, question) or why_not_sign(user, on=on) or _why_not_settled(question)


def _why_not_settled(question: Question) -> str | None:
    if question.state == State.ASKED_BACK:
        return _("The asker has not answered yet. If you judge it differently now, say so with your reply.")
    return why_not_at_the_desk("settle", question.state)


def why_not_publish(user: User, question: Question) -> str | None:
    """An editor, an answered question, and the asker's consent to publication."""
    if user.role != Role.EDITOR or not user.is_active:
        return _("Only an editor can publish.")
    if question.cleared_at:
        return _("The words of this question have been deleted.")
    if not question.may_publish:
        return _("The asker did not agree to publication.")
    return why_not_at_the_desk("publish", question.state)


def why_not_retire(user: User, question: Question) -> str | None:
    """An editor takes a published page down."""
    if user.role != Role.EDITOR or not user.is_active:
        return _("Only an editor can take a page down.")
    return why_not_at_the_desk("retire", question.state)


def why_not_correct(user: User, question: Question) -> str | None:
    """An editor changes what a published page says of a reply."""
    if user.role != Role.EDITOR or not user.is_active:
        return _("Only an editor can change a published page.")
    return why_not_at_the_desk("retire", question.state)


def why_not_edit(question: Question) -> str | None:
    """The asker may change the wording until a doctor has acted on it."""
    if question.replies.exists() or question.messages.filter(by__isnull=False).exists():
        return _("A doctor has already read this wording. You can add to it instead.")
    return why_not("edit", question.state)
