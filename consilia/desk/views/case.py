"""One case: everything about a question, and what can be done to it."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import DatabaseError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from consilia.accounts.models import Role, User
from consilia.desk.act_forms import (
    ActForm,
    AskBackForm,
    DecisionForm,
    HandOverForm,
    SendBackForm,
    SendOnForm,
    SettleForm,
)
from consilia.desk.checks import title_of
from consilia.desk.drafting import keep_draft
from consilia.desk.fields import share_departments
from consilia.desk.machine_forms import draft_offer
from consilia.desk.reply_forms import ReplyForm
from consilia.desk.typed_words import typed
from consilia.desk.views.access import find_question, gone, not_kept, remember_reading, signed_in
from consilia.desk.views.claims import held
from consilia.desk.views.wording import about_whom, line
from consilia.library.finding import find_similar, topics_named
from consilia.library.models import Page
from consilia.questions import actions, claiming, policies, publishing, sending_back
from consilia.questions.models import PreparedText, Question, Reply, StateChanged
from consilia.questions.policies import Refused
from consilia.questions.states import State, after
from consilia.questions.views.safety import all_said

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Act:
    """Something that can be done to a question. `do` takes question, by, now and what the form cleaned."""

    name: str
    role: Role
    heading: Words
    button: Words
    done: Words
    form: type[ActForm]
    why_not: Callable[[User, Question], str | None]
    do: Callable[..., object]


def _today(policy: Callable[..., str | None]) -> Callable[[User, Question], str | None]:
    """A policy that asks for the day, because it looks at the licence."""
    return lambda user, question: policy(user, question, on=timezone.localdate())


ACTS: dict[str, Act] = {
    act.name: act
    for act in (
        Act(
            name="settle",
            role=Role.CLINICIAN,
            heading=gettext_lazy("Decide how urgent it is"),
            button=gettext_lazy("Decide"),
            done=gettext_lazy("Your decision is kept. The question waits in its queue."),
            form=SettleForm,
            why_not=_today(policies.why_not_settle),
            do=actions.settle,
        ),
        Act(
            name="reply",
            role=Role.CLINICIAN,
            heading=gettext_lazy("Reply"),
            button=gettext_lazy("Send the reply"),
            done=gettext_lazy("Your reply is sent."),
            form=ReplyForm,
            why_not=_today(policies.why_not_reply),
            do=actions.reply,
        ),
        Act(
            name="ask_back",
            role=Role.CLINICIAN,
            heading=gettext_lazy("Ask back"),
            button=gettext_lazy("Ask the asker"),
            done=gettext_lazy("Your question to the asker is sent."),
            form=AskBackForm,
            why_not=_today(policies.why_not_ask_back),
            do=actions.ask_back,
        ),
        Act(
            name="hand_over",
            role=Role.CLINICIAN,
            heading=gettext_lazy("Hand over to another department"),
            button=gettext_lazy("Hand over"),
            done=gettext_lazy("The question is handed over."),
            form=HandOverForm,
            why_not=policies.why_not_hand_over,
            do=actions.hand_over,
        ),
        Act(
            name="send_back",
            role=Role.EDITOR,
            heading=gettext_lazy("Send it back to the asker"),
            button=gettext_lazy("Send it back"),
            done=gettext_lazy(
                "It is sent back. It stands among those to publish again as soon as the asker agrees anew."
            ),
            form=SendBackForm,
            why_not=policies.why_not_send_back,
            do=sending_back.send_back,
        ),
        Act(
            name="take_up",
            role=Role.EDITOR,
            heading=gettext_lazy("Take it up again"),
            button=gettext_lazy("Take it up again"),
            done=gettext_lazy("It stands among those to publish again."),
            form=DecisionForm,
            why_not=policies.why_not_take_up,
            do=sending_back.take_up,
        ),
        Act(
            name="send_on",
            role=Role.EDITOR,
            heading=gettext_lazy("The same is answered on another page"),
            button=gettext_lazy("Lead readers there"),
            done=gettext_lazy("It is done. Lists, search and this address follow."),
            form=SendOnForm,
            why_not=policies.why_not_correct,
            do=publishing.send_readers_on,
        ),
        Act(
            name="retire",
            role=Role.EDITOR,
            heading=gettext_lazy("Take the page down"),
            button=gettext_lazy("Take the page down"),
            done=gettext_lazy("The page is taken down."),
            form=DecisionForm,
            why_not=policies.why_not_retire,
            do=publishing.retire,
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Offer:
    """An act as the page shows it: its form, or the reason why not. What was typed is shown in any case."""

    act: Act
    form: ActForm
    why_not: str | None
    address: str

    @property
    def shows_form(self) -> bool:
        """Allowed, or already filled in."""
        return self.why_not is None or self.form.is_bound


@dataclass(frozen=True, slots=True)
class Given:
    """A reply as colleagues see it: with the slips that its doctor meant, as (check, words), and why."""

    reply: Reply
    meant: list[tuple[str, str]]
    reason: str
    may_correct: bool
    may_retract: bool
    may_approve: bool
    waits_for_page: bool


def _given(reply: Reply, user: User) -> Given:
    kept = reply.standing.overridden or {"slips": [], "reason": ""}
    question, today = reply.question, timezone.localdate()
    amendment = reply.amendment
    wants_second = question.department is not None and question.department.second_review and question.may_publish
    return Given(
        reply,
        [(title_of(slip["id"]), slip["quote"]) for slip in kept["slips"]],
        kept["reason"],
        may_correct=policies.why_not_correct_reply(user, question, reply, on=today) is None,
        may_retract=policies.why_not_retract_reply(user, question, reply) is None,
        may_approve=wants_second
        and not reply.approvals.all()
        and policies.why_not_approve(user, question, reply, on=today) is None,
        waits_for_page=user.is_editor
        and question.state == State.PUBLISHED
        and amendment is not None
        and amendment.carried_at is None,
    )


@never_cache
@require_safe
def case(request: HttpRequest, reference: uuid.UUID) -> HttpResponse:
    """The whole case; opening it is remembered."""
    question = find_question(signed_in(request), reference)
    if question is None:
        raise Http404
    return case_page(request, question)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def perform(request: HttpRequest, reference: uuid.UUID, act: str) -> HttpResponse:
    """Do one act. What cannot be done is shown again with the reason and with everything that was typed."""
    if request.method != "POST":
        # Here lands who had to sign in again, or changed the language of a page that was shown again.
        return redirect("desk:case", reference)
    user, chosen = signed_in(request), ACTS[act]
    question = find_question(user, reference)
    form = act_form(chosen, question, user, request.POST)
    if question is None:
        return gone(request, reference, typed=typed(form))
    try:
        return _tried(request, question, chosen, form)
    except DatabaseError as error:
        return not_kept(request, error, typed=typed(form))


def _tried(request: HttpRequest, question: Question, chosen: Act, form: ActForm) -> HttpResponse:
    user = signed_in(request)
    if isinstance(form, ReplyForm):
        # Whatever becomes of it: what was typed is safe before anything else is asked.
        keep_draft(question, form, by=user)
    if reason := _why_not(chosen, user, question):
        return case_page(request, question, posted=chosen, form=form, reason=reason, status=409)
    if not form.is_valid():
        return case_page(request, question, posted=chosen, form=form, status=422)
    if request.POST.get("seen") != seen(question):
        return case_page(request, question, posted=chosen, form=form, reason=what_changed(question), status=409)
    return _do(request, question, chosen, form)


def seen(question: Question) -> str:
    """A stamp of what the reader has in front of them; every act on a question changes it."""
    return question.state_changed_at.isoformat()


def what_changed(question: Question) -> str:
    """What the person has not seen yet, for somebody about to act on an older picture."""
    last = question.replies.last()
    if last and last.at == question.state_changed_at:
        return _(
            "%(name)s replied while you were writing. Your text is kept: read the reply, then send yours "
            "if it adds something."
        ) % {"name": last.clinician_name}
    return _("This question changed while you were writing. Your text is kept: read what is new, then send it.")


def _do(request: HttpRequest, question: Question, act: Act, form: ActForm) -> HttpResponse:
    user = signed_in(request)
    try:
        act.do(question=question, by=user, now=timezone.now(), **form.cleaned_data)
    except (Refused, StateChanged) as refusal:
        fresh = find_question(user, question.reference)
        if fresh is None:
            return gone(request, question.reference, typed=typed(form))
        reason = str(refusal) if isinstance(refusal, Refused) else what_changed(fresh)
        return case_page(request, fresh, posted=act, form=form, reason=reason, status=409)
    messages.success(request, str(act.done))
    still_visible = find_question(user, question.reference) is not None
    return redirect("desk:case", question.reference) if still_visible else redirect("desk:queue")


def case_page(
    request: HttpRequest,
    question: Question,
    *,
    posted: Act | None = None,
    form: ActForm | None = None,
    reason: str = "",
    status: int = 200,
) -> HttpResponse:
    """The case with every act; `posted` is the one that was tried, with `form` as it was filled in."""
    user = signed_in(request)
    now = timezone.now()
    remember_reading(question, user)
    claiming.renew(question=question, by=user, now=now)
    who_has_it = held(question, user, now=now)
    similar = find_similar(text=question.text, language=question.language)
    offers = _offers(user, question, posted=posted, form=form, alone=who_has_it.by_colleague)
    context: dict[str, Any] = {
        "question": question,
        "line": line(question),
        "about_whom": about_whom(question),
        "safety_answers": all_said(question.safety_answers),
        "page": (page := _published(question)),
        "without_answer": page is not None and all(reply.is_retracted for reply in question.replies.all()),
        "given": [_given(reply, user) for reply in question.replies.all()],
        "similar": similar,
        "topics": topics_named(similar),
        "held": who_has_it,
        "offers": offers,
        "writes_reply": any(offer.act.name == "reply" and offer.shows_form for offer in offers),
        "prepared": _prepared(user, question),
        "machine": draft_offer(question, by=user, now=now) if user.is_clinician else None,
        "why_not_publish": policies.why_not_publish(user, question),
        "seen": seen(question),
        "reason": reason,
        "form": form,
    }
    return render(request, "desk/case.html", context, status=status)


def _prepared(user: User, question: Question) -> QuerySet[PreparedText]:
    """Asked for only where the page has an editor of a reply."""
    return PreparedText.objects.usable_by(user).filter(language=question.language)


def _published(question: Question) -> Page | None:
    numbers = [row.page_number for row in question.publications.all() if row.withdrawn_at is None]
    return Page.objects.filter(pk__in=numbers).first()


def _offers(
    user: User, question: Question, *, posted: Act | None, form: ActForm | None, alone: bool = False
) -> list[Offer]:
    """`alone`: only what was posted is shown again. Of a colleague's question the page says once that it is theirs."""
    turn = [act for act in ACTS.values() if act.role == user.role and not alone and _has_its_turn(act, question)]
    acts = [act for act in ACTS.values() if act in turn or act is posted]
    if question.state != State.REVIEW:
        # Nobody has to decide it before the reply: the reply comes first.
        acts.sort(key=lambda act: act.name == "settle")
    forms = {act.name: form if act is posted and form is not None else act_form(act, question, user) for act in acts}
    share_departments(forms.values())
    return [
        Offer(
            act=act,
            form=forms[act.name],
            why_not=_why_not(act, user, question),
            address=reverse(f"desk:{act.name}", args=[question.reference]),
        )
        for act in acts
    ]


def _why_not(act: Act, user: User, question: Question) -> str | None:
    """Why it cannot be done: not by this person, not any more, or not while a colleague works on the question."""
    reason = act.why_not(user, question)
    if reason or act.role != Role.CLINICIAN:
        return reason
    return claiming.why_not_now(user, question, now=timezone.now())


def _has_its_turn(act: Act, question: Question) -> bool:
    """What an editor can do is an act and its opposite: only one of them makes sense, so the other is not told of."""
    return act.role != Role.EDITOR or after(act.name, State(question.state)) is not None


def act_form(act: Act, question: Question | None, by: User, data: QueryDict | None = None) -> ActForm:
    """The form of an act: empty, or with what was typed."""
    return act.form(data, question=question, by=by, auto_id=f"{act.name}_%s")
