"""The editor's desk: what may be published, and the original beside the words that will be public."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import prefetch_related_objects
from django.forms import BoundField
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from consilia.accounts.models import User
from consilia.desk.greetings import Doubt as GreetingDoubt
from consilia.desk.greetings import doubtful_greetings
from consilia.desk.masking import CannotMask, Looked, Part, look, look_at_reply, suggested_title
from consilia.desk.planning_forms import TO_THE_MINUTE, TimeForm
from consilia.desk.publishing_forms import REPLY_FIELD, TITLE_LENGTH, PublishForm, reply_field
from consilia.desk.typed_words import typed
from consilia.desk.views.access import find_question, gone, remember_reading, signed_in, stopped
from consilia.desk.views.case import seen, what_changed
from consilia.desk.views.queue import A_PAGE, tabs
from consilia.desk.views.wording import line, person_on_the_page
from consilia.library.formatting import plain
from consilia.library.models import Urgency
from consilia.questions import consents, planning, policies, publishing
from consilia.questions.models import PlannedPublication, ProblemReport, Question, QuestionQuerySet, Reply, StateChanged
from consilia.questions.policies import Refused
from consilia.questions.singling import small_cell
from consilia.questions.states import State

READY, PLANNED, CORRECTED, TAKEN_BACK = "ready", "planned", "corrected", "taken-back"
SENT_BACK, PUBLISHED = "sent-back", "published"
FILTERS: dict[str, str | Promise] = {
    READY: gettext_lazy("To publish"),
    PLANNED: gettext_lazy("Goes public later"),
    CORRECTED: gettext_lazy("Corrections to carry over"),
    TAKEN_BACK: gettext_lazy("Answer taken back"),
    SENT_BACK: gettext_lazy("Sent back"),
    PUBLISHED: gettext_lazy("Published"),
}


@dataclass(frozen=True, slots=True)
class Side:
    """One text twice: the original with its findings, and the field that holds the public words."""

    label: str
    original: Looked
    field: BoundField
    greetings: list[GreetingDoubt]


@dataclass(frozen=True, slots=True)
class Doubt:
    """A finding of an original, for the list of what to look at."""

    label: str
    part: Part


@never_cache
@require_safe
def to_publish(request: HttpRequest) -> HttpResponse:
    """Answered questions whose askers agreed to publication, the longest waiting first."""
    user = signed_in(request)
    if not user.is_editor:
        raise PermissionDenied
    show = request.GET.get("show", READY)
    show = show if show in FILTERS else READY
    shown = _shown(show, user).select_related("planned__by").prefetch_related("replies", "sent_backs")
    page = Paginator(shown, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": [line(question) for question in page],
        "tabs": tabs(FILTERS, show),
        "show": show,
        "without_answer": Question.objects.visible_to(user).published_without_answer().count(),
        "reported": ProblemReport.objects.visible_to(user).open().count(),
    }
    return render(request, "desk/to_publish.html", context)


def _shown(show: str, user: User) -> QuestionQuerySet:
    visible = Question.objects.visible_to(user)
    if show == PLANNED:
        return visible.planned()
    chosen = {
        READY: visible.ready_to_publish(),
        CORRECTED: visible.with_corrections_to_publish(),
        TAKEN_BACK: visible.published_without_answer(),
        SENT_BACK: visible.filter(state=State.SENT_BACK),
        PUBLISHED: visible.filter(state=State.PUBLISHED),
    }
    return chosen[show].order_by("state_changed_at", "pk")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, reference: uuid.UUID) -> HttpResponse:
    """Side by side; a POST publishes what the editor confirmed."""
    user = signed_in(request)
    question = find_question(user, reference)
    if question is None:
        return gone(request, reference, typed=[])
    prefetch_related_objects([question], "replies")
    reason = policies.why_not_publish(user, question)
    if reason and (request.method != "POST" or not user.is_editor):
        return stopped(request, reason=reason, status=409 if user.is_editor else 403)
    try:
        if request.method != "POST":
            return _side_by_side(request, question, _form(question))
        return _confirmed(request, question, reason)
    except CannotMask:
        reason = _("Masking does not work at the moment, so nothing can be published. Tell the operator.")
        return stopped(request, reason=reason, typed=_typed(request, question), status=503)


def _confirmed(request: HttpRequest, question: Question, reason: str | None) -> HttpResponse:
    changed = request.POST.get("seen") != seen(question)
    if reason or changed:
        return _shown_again(request, question, reason=reason or what_changed(question))
    form = _form(question, request.POST)
    if not form.is_valid():
        return _side_by_side(request, question, form, status=422)
    try:
        done = _pass(question, form, by=signed_in(request))
    except (Refused, StateChanged) as refusal:
        fresh = find_question(signed_in(request), question.reference)
        if fresh is None:
            return gone(request, question.reference, typed=typed(form))
        reason = str(refusal) if isinstance(refusal, Refused) else what_changed(fresh)
        return _shown_again(request, fresh, reason=reason)
    messages.success(request, done)
    return redirect("desk:case", question.reference)


def _pass(question: Question, form: PublishForm, *, by: User) -> str:
    """Through the door, at once or at a time; returns what the editor is told. Raises Refused, StateChanged."""
    approved, due_at, now = form.approved(), form.cleaned_data["public_at"], timezone.now()
    if due_at is None:
        publishing.publish(question=question, by=by, approved=approved, now=now)
        return _("The page is published.")
    planning.plan(question=question, by=by, approved=approved, due_at=due_at, now=now)
    told = date_format(timezone.localtime(due_at), "DATETIME_FORMAT")
    return _("Goes public on %(time)s.") % {"time": told}


def _shown_again(request: HttpRequest, question: Question, *, reason: str) -> HttpResponse:
    """With all that the editor typed; a reply that is new since then appears masked, as on first sight."""
    sent = request.POST.copy()
    for name, words in _suggested(question).items():
        sent.setdefault(name, words)
    # What was confirmed before is not what stands here now.
    sent.pop("confirm", None)
    return _side_by_side(request, question, _form(question, sent), reason=reason, status=409)


def _form(question: Question, data: QueryDict | None = None) -> PublishForm:
    return PublishForm(
        data,
        initial=_suggested(question) if data is None else None,
        replies=_replies(question),
        look=lambda name, words: _look(name, words, question),
    )


def _suggested(question: Question) -> dict[str, str]:
    originals = {name: _look(name, words, question).masked for name, words in _originals(question)}
    title = suggested_title(originals["question"], length=TITLE_LENGTH)
    return {**originals, "title": title, **_approved_before(question)}


def _approved_before(question: Question) -> dict[str, str]:
    """What an editor confirmed already; only while nothing has changed since, so that no correction is overlooked."""
    planned = _planned(question)
    if planned is None or planned.version != question.version:
        return {}
    said = planning.as_approved(planned)
    stands = planned.stopped_at is None
    return {
        "public_at": timezone.localtime(planned.due_at).strftime(TO_THE_MINUTE) if stands else "",
        "title": said.title,
        "question": said.question,
        "care_now": "\n".join(said.care_now),
        "urgent_signs": "\n".join(said.urgent_signs),
        "topics": ", ".join(said.topics),
        **{f"{REPLY_FIELD}{number}": text for number, text in said.replies.items()},
    }


def _planned(question: Question) -> PlannedPublication | None:
    """Fetched with the question."""
    return getattr(question, "planned", None)


def _look(name: str, words: str, question: Question) -> Looked:
    """By the field: what the asker wrote and what names the page, or what a doctor wrote."""
    is_the_asker_s = name in {"title", "question", "topics"}
    return look(words, question=question) if is_the_asker_s else look_at_reply(words, question=question)


def _originals(question: Question) -> Iterator[tuple[str, str]]:
    """Name of the field and the private text that goes into it."""
    words = {reply: reply.standing for reply in _replies(question)}
    yield "question", question.wording
    yield from ((reply_field(reply), said.text) for reply, said in words.items())
    yield "care_now", "\n".join(said.care_now for said in words.values() if said.care_now)
    yield "urgent_signs", "\n".join(said.urgent_signs for said in words.values() if said.urgent_signs)


def _replies(question: Question) -> list[Reply]:
    """Those that stand: what was taken back is not published."""
    return [reply for reply in question.replies.all() if not reply.is_retracted]


def _side_by_side(
    request: HttpRequest, question: Question, form: PublishForm, *, reason: str = "", status: int = 200
) -> HttpResponse:
    remember_reading(question, signed_in(request))
    # Before the boxes are drawn: cleaning decides whether there are words to keep.
    form.is_valid()
    originals = {name: _look(name, words, question) for name, words in _originals(question)}
    sides = [_side(form[name], original, question) for name, original in originals.items()]
    doubts = [Doubt(side.label, part) for side in sides for part in side.original.found()]
    planned = _planned(question)
    context = {
        "question": question,
        "line": line(question),
        "form": form,
        "keep": form["keep"] if "keep" in form.fields else None,
        "sides": sides,
        "time_form": TimeForm(initial={"due_at": planned.due_at}) if planned and not planned.stopped_at else None,
        "doubts": sorted(doubts, key=lambda doubt: doubt.part.percent),
        "person": person_on_the_page(question),
        "judged": Urgency(judged).label if (judged := publishing.judged_level(question)) else "",
        "asked_on": publishing.asked_on(question, consents.to_publish(question)),
        "small_cell": small_cell(question, "\n".join(str(form[name].value() or "") for name in ("title", "question"))),
        "seen": seen(question),
        "reason": reason,
    }
    return render(request, "desk/publish.html", context, status=status)


def _side(field: BoundField, original: Looked, question: Question) -> Side:
    # As the words stand in the field: masking takes the name out of "Dear Mr. Chen" and leaves the title.
    is_reply = field.name.startswith(REPLY_FIELD)
    doubts = doubtful_greetings(plain(str(field.value() or "")), question) if is_reply else []
    return Side(str(field.label), original, field, doubts)


def _typed(request: HttpRequest, question: Question) -> list[tuple[str, str]]:
    """What stood in the text fields, without asking the engine that has just failed."""
    if request.method != "POST":
        return []
    form = PublishForm(request.POST, replies=_replies(question), look=lambda name, words: Looked(words))
    return typed(form)
