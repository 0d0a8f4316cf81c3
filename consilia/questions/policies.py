"""Who may do what, and when: each function returns the reason why not, or None. Button, action and test share it."""

from datetime import date

from django.utils.translation import gettext as _

from consilia.accounts.licences import why_not_sign
from consilia.accounts.models import Role, User
from consilia.questions.models import Note, PreparedText, Question, Reply
from consilia.questions.states import State, why_not, why_not_at_the_desk


class Refused(Exception):
    """An act that a policy does not allow; the message is fit to show."""


def refuse_if(reason: str | None) -> None:
    """Raise Refused with `reason`, if there is one."""
    if reason:
        raise Refused(reason)


def why_not_clinician(user: User, question: Question) -> str | None:
    """Only a clinician who may see the question acts on it, while there are words to act on."""
    if reason := _why_not_cleared(question):
        return reason
    if user.role != Role.CLINICIAN or not user.is_active:
        return _("Only a clinician can do this.")
    if not question.is_visible_to(user):
        return _("This question belongs to another department.")
    return None


def why_not_reply(user: User, question: Question, *, on: date) -> str | None:
    """A licensed clinician who may see the question, before it is published or withdrawn."""
    return (
        why_not_clinician(user, question) or why_not_sign(user, on=on) or why_not_at_the_desk("reply", question.state)
    )


def why_not_draft(user: User, question: Question) -> str | None:
    """A clinician who may see the question; whether they may send it is asked when they do."""
    return why_not_clinician(user, question)


def why_not_note(user: User, question: Question) -> str | None:
    """A clinician who may see the question speaks with colleagues about it, at any time while it is there."""
    return why_not_clinician(user, question)


def why_not_answer_note(user: User, note: Note) -> str | None:
    """Whoever was asked, or somebody of the department that was, once."""
    if reason := why_not_clinician(user, note.question):
        return reason
    if not note.is_asked_of(user):
        return _("This was asked of somebody else.")
    return None


def why_not_prepare(user: User, prepared: PreparedText | None = None) -> str | None:
    """A clinician prepares texts, and changes their own and their department's."""
    if user.role != Role.CLINICIAN or not user.is_active:
        return _("Only a clinician can do this.")
    if prepared and not PreparedText.objects.usable_by(user).filter(pk=prepared.pk).exists():
        return _("This text belongs to somebody else.")
    return None


def why_not_ask_back(user: User, question: Question, *, on: date) -> str | None:
    """A licensed clinician who may see the question, while nobody has asked back."""
    return (
        why_not_clinician(user, question)
        or why_not_sign(user, on=on)
        or why_not_at_the_desk("ask_back", question.state)
    )


def why_not_hand_over(user: User, question: Question) -> str | None:
    """A clinician who may see the question, before it is answered."""
    return why_not_clinician(user, question) or why_not_at_the_desk("hand_over", question.state)


def why_not_settle(user: User, question: Question, *, on: date) -> str | None:
    """A licensed clinician decides what triage could not, or raises or lowers what it said."""
    return why_not_clinician(user, question) or why_not_sign(user, on=on) or _why_not_settled(question)


def _why_not_settled(question: Question) -> str | None:
    if question.state == State.ASKED_BACK:
        return _("The asker has not answered yet. If you judge it differently now, say so with your reply.")
    return why_not_at_the_desk("settle", question.state)


def why_not_publish(user: User, question: Question) -> str | None:
    """An editor, an answered question, and the asker's consent to publication."""
    if user.role != Role.EDITOR or not user.is_active:
        return _("Only an editor can publish.")
    if reason := _why_not_reached(user, question):
        return reason
    return _why_not_decide("publish", question) or _why_not_replies(question)


def why_not_send_back(user: User, question: Question) -> str | None:
    """Whoever could publish may also leave it, and say to the asker why."""
    return _why_not_editor(user) or _why_not_reached(user, question) or _why_not_decide("send_back", question)


def why_not_take_up(user: User, question: Question) -> str | None:
    """An editor who sent it back, or a colleague, thinks again before the asker has acted."""
    return _why_not_editor(user) or _why_not_reached(user, question) or _why_not_decide("take_up", question)


def _why_not_reached(user: User, question: Question) -> str | None:
    """Whoever is limited acts on nothing that they do not see."""
    if user.is_limited and not question.is_visible_to(user):
        return _("This question is outside the departments and hospitals that you are limited to.")
    return None


def _why_not_editor(user: User) -> str | None:
    if user.role != Role.EDITOR or not user.is_active:
        return _("Only an editor can do this.")
    return None


def _why_not_decide(act: str, question: Question) -> str | None:
    """What an editor decides on: words that are still there, and whose asker agreed."""
    if reason := _why_not_cleared(question):
        return reason
    if not question.may_publish:
        return _("The asker did not agree to publication.")
    return why_not_at_the_desk(act, question.state)


def why_not_retire(user: User, question: Question) -> str | None:
    """An editor takes a published page down."""
    if user.role != Role.EDITOR or not user.is_active:
        return _("Only an editor can take a page down.")
    if reason := _why_not_reached(user, question):
        return reason
    return why_not_at_the_desk("retire", question.state)


def why_not_correct_reply(user: User, question: Question, reply: Reply, *, on: date) -> str | None:
    """The doctor who wrote it, with a licence, while it stands: nobody else puts words into their mouth."""
    if user.pk != reply.by_id:
        return _("Only the doctor who wrote this reply can correct it.")
    return why_not_clinician(user, question) or why_not_sign(user, on=on) or _why_not_amend(question, reply)


def why_not_retract_reply(user: User, question: Question, reply: Reply) -> str | None:
    """The doctor who wrote it, or an editor who sees that it could do harm."""
    if user.pk == reply.by_id:
        return why_not_clinician(user, question) or _why_not_amend(question, reply)
    if _why_not_editor(user) or not question.is_visible_to(user):
        return _("Only the doctor who wrote this reply, or an editor, can take it back.")
    return _why_not_cleared(question) or _why_not_amend(question, reply)


def _why_not_amend(question: Question, reply: Reply) -> str | None:
    if reply.is_retracted:
        return _("This reply has been taken back.")
    return why_not_at_the_desk("amend", question.state)


def why_not_approve(user: User, question: Question, reply: Reply, *, on: date) -> str | None:
    """A second licensed clinician, where the department wants one before publication."""
    if user.pk == reply.by_id:
        return _("A second clinician has to look over it, not the one who wrote it.")
    if reason := why_not_clinician(user, question) or why_not_sign(user, on=on):
        return reason
    if reply.is_retracted:
        return _("This reply has been taken back.")
    return why_not_at_the_desk("publish", question.state)


def _why_not_replies(question: Question) -> str | None:
    """What an editor publishes stands, and has been looked over where the department wants that."""
    standing = [reply for reply in question.replies.all() if not reply.is_retracted]
    if not standing:
        return _("Every reply has been taken back.")
    wants_second = question.department is not None and question.department.second_review
    if wants_second and not all(reply.approvals.all() for reply in standing):
        return _("A second clinician of the department has to look over the reply first.")
    return None


def why_not_correct(user: User, question: Question) -> str | None:
    """An editor changes what a published page says of a reply."""
    if user.role != Role.EDITOR or not user.is_active:
        return _("Only an editor can change a published page.")
    if reason := _why_not_reached(user, question):
        return reason
    return why_not_at_the_desk("retire", question.state)


def why_not_answer_back(question: Question) -> str | None:
    """The asker answers a doctor who asked back; also late, while the words are there that were asked about."""
    return _why_not_cleared(question) or why_not("answer_back", question.state)


def why_not_resubmit(question: Question) -> str | None:
    """The asker looks again at what an editor sent back, while there are words to look at."""
    return _why_not_cleared(question) or why_not("resubmit", question.state)


def _why_not_cleared(question: Question) -> str | None:
    return _("The words of this question have been deleted.") if question.cleared_at else None


def why_not_edit(question: Question) -> str | None:
    """The asker may change the wording until a doctor has acted on it."""
    if question.replies.exists() or question.messages.filter(by__isnull=False).exists():
        return _("A doctor has already read this wording. You can add to it instead.")
    return why_not("edit", question.state)
