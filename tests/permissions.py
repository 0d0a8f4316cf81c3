"""Who may open and do what: one table for every address of the service, and what each row is done to."""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from consilia.accounts.models import ClinicianProfile, Department, Leave, User
from consilia.library.actions import withdraw_page
from consilia.library.models import MoreInfo, Page, ProposedFiling, Sentence, Source, Topic, TopicSuggestion
from consilia.questions import actions, amending, claiming, colleagues, prepared, reply_drafts
from consilia.questions.links import private_token
from consilia.questions.models import Note, PreparedText, ProblemReport, Question, Reply
from consilia.questions.models.webhooks import Webhook
from consilia.questions.reply_drafts import DraftWords
from consilia.questions.reporting import report
from consilia.questions.webhooks import keeping
from tests import factories
from tests.desk.desk_acts import approved

Cast = dict[str, User]

# dr_bob and mallory are of the question's own department, Neurology; dr_carol is of another, Pediatrics.
# Nobody has verified mallory's licence; erin is an editor, oscar an operator.
PEOPLE = ("nobody", "dr_bob", "dr_carol", "mallory", "erin", "oscar")

# `door` is a redirect to the sign-in page; numbers are HTTP statuses. 302 follows something done, or leads to
# the page that is this person's own; 403 is a page for another role; 404 a question of another department,
# whose existence is not told; 409 an act that is refused with the reason, what was typed being kept.
TABLE = """
address                     method  on         nobody dr_bob dr_carol mallory erin oscar

root                        GET     -          302    302    302      302     302  302
language_home               GET     -          301    301    301      301     301  301
below_language              GET     -          301    301    301      301     301  301
health                      GET     -          200    200    200      200     200  200
metrics                     GET     -          404    404    404      404     404  404
robots                      GET     -          200    200    200      200     200  200
llms                        GET     -          200    200    200      200     200  200
sitemap                     GET     page       200    200    200      200     200  200
sitemap_index               GET     page       200    200    200      200     200  200
sitemap_part                GET     page       200    200    200      200     200  200
website:about               GET     -          200    200    200      200     200  200
website:privacy             GET     -          200    200    200      200     200  200

library:home                GET     page       200    200    200      200     200  200
library:search              GET     page       200    200    200      200     200  200
library:suggest             POST    page       200    200    200      200     200  200
library:page                GET     page       200    200    200      200     200  200
library:page                GET     withdrawn  410    410    410      410     410  410
library:page_by_number      GET     page       301    301    301      301     301  301
library:topics              GET     page       200    200    200      200     200  200
library:topic               GET     page       200    200    200      200     200  200
library:topic_feed          GET     page       200    200    200      200     200  200
library:departments         GET     page       200    200    200      200     200  200
library:department          GET     page       200    200    200      200     200  200
library:department_feed     GET     page       200    200    200      200     200  200
library:doctor              GET     page       200    200    200      200     200  200
library:source              GET     more_info  200    200    200      200     200  200
library:doctor_feed         GET     page       200    200    200      200     200  200
library:feed                GET     page       200    200    200      200     200  200

questions:ask               GET     -          200    200    200      200     200  200
questions:ask_suggest       POST    -          200    200    200      200     200  200
questions:ask_emergency     GET     -          302    302    302      302     302  302
questions:ask_about         GET     -          302    302    302      302     302  302
questions:ask_guardian      GET     -          302    302    302      302     302  302
questions:ask_safety        GET     -          302    302    302      302     302  302
questions:ask_answers       GET     -          302    302    302      302     302  302
questions:ask_department    GET     -          302    302    302      302     302  302
questions:ask_answered      GET     -          200    200    200      200     200  200
questions:ask_consent       GET     -          302    302    302      302     302  302
questions:ask_check         GET     -          302    302    302      302     302  302
questions:ask_sent          GET     -          302    302    302      302     302  302
questions:report            GET     page       200    200    200      200     200  200
questions:report            GET     withdrawn  410    410    410      410     410  410
questions:report            POST    page       302    302    302      302     302  302
questions:reported          GET     -          200    200    200      200     200  200
questions:private           GET     waiting    200    200    200      200     200  200
questions:private           GET     wrong_link 404    404    404      404     404  404
questions:private_add       POST    waiting    302    302    302      302     302  302
questions:private_add       POST    wrong_link 404    404    404      404     404  404
questions:private_edit      POST    waiting    302    302    302      302     302  302
questions:private_edit      POST    wrong_link 404    404    404      404     404  404
questions:private_answer    POST    asked_back 302    302    302      302     302  302
questions:private_answer    POST    waiting    409    409    409      409     409  409
questions:private_answer    POST    wrong_link 404    404    404      404     404  404
questions:private_keep      POST    waiting    302    302    302      302     302  302
questions:private_keep      POST    wrong_link 404    404    404      404     404  404
questions:private_resubmit  GET     sent_back  200    200    200      200     200  200
questions:private_resubmit  POST    sent_back  302    302    302      302     302  302
questions:private_resubmit  POST    waiting    409    409    409      409     409  409
questions:private_resubmit  POST    wrong_link 404    404    404      404     404  404
questions:private_copy      GET     waiting    200    200    200      200     200  200
questions:private_copy      GET     wrong_link 404    404    404      404     404  404
questions:private_erase     GET     waiting    200    200    200      200     200  200
questions:private_erase     POST    waiting    302    302    302      302     302  302
questions:private_erase     POST    wrong_link 404    404    404      404     404  404
questions:private_withdraw  POST    waiting    302    302    302      302     302  302
questions:private_withdraw  POST    wrong_link 404    404    404      404     404  404

accounts:sign_in            GET     -          200    302    302      302     302  302
accounts:sign_out           POST    -          302    302    302      302     302  302
accounts:sign_out_everywhere POST   -          door   302    302      302     302  302
accounts:welcome            GET     -          410    410    410      410     410  410
accounts:people             GET     -          door   403    403      403     403  200
accounts:invite             GET     -          door   403    403      403     403  200
accounts:invite             POST    -          door   403    403      403     403  422
accounts:person             GET     -          door   403    403      403     403  200
accounts:verify             POST    licence    door   403    403      403     403  302
accounts:invite_again       POST    -          door   403    403      403     403  302
accounts:off_board          POST    -          door   403    403      403     403  302
accounts:bring_back         POST    -          door   403    403      403     403  302
accounts:forget_second_factor POST  -          door   403    403      403     403  302

accounts:check_licence_again POST  -          door   403    403      403     403  422
accounts:make_lead          POST    -          door   403    403      403     403  302
accounts:limit              POST    -          door   403    403      403     403  302
accounts:end_lead           POST    -          door   403    403      403     403  302

account_login               GET     -          200    302    302      302     302  302
mfa_authenticate            GET     -          302    302    302      302     302  302
openid_connect_login        GET     -          404    404    404      404     404  404
openid_connect_callback     GET     -          404    404    404      404     404  404
socialaccount_login_cancelled GET   -          200    200    200      200     200  200
mfa_index                   GET     -          door   200    200      200     200  200
account_change_password     GET     -          door   200    200      200     200  200
account_change_password     POST    -          door   422    422      422     422  422
account_reauthenticate      GET     -          door   200    200      200     200  200
account_reauthenticate      POST    -          door   422    422      422     422  422
mfa_reauthenticate          GET     -          door   302    302      302     302  302
mfa_reauthenticate_webauthn GET     -          door   302    302      302     302  302
mfa_activate_totp           GET     -          door   302    302      302     302  302
mfa_deactivate_totp         GET     -          door   404    404      404     404  404
mfa_add_webauthn            GET     -          door   302    302      302     302  302
mfa_remove_webauthn         GET     -          door   302    302      302     302  302
mfa_view_recovery_codes     GET     -          door   404    404      404     404  404
mfa_generate_recovery_codes GET     -          door   302    302      302     302  302

desk:queue                  GET     -          door   200    200      200     302  302
desk:to_publish             GET     -          door   403    403      403     200  403
desk:more_info_list         GET     more_info  door   200    200      200     200  403
desk:more_info              GET     more_info  door   200    200      200     200  403
desk:sign_more_info         POST    more_info  door   302    302      403     403  403
desk:leave_out              POST    more_info  door   302    302      403     302  403
desk:hours                  GET     -          door   200    200      200     403  403
desk:go_away                POST    -          door   422    422      422     403  403
desk:come_back              POST    leave      door   302    404      302     403  403
desk:set_rota               POST    -          door   403    403      403     403  403
desk:reports                GET     -          door   403    403      403     200  403
desk:settle_report          POST    reported   door   403    403      403     302  403
desk:audit                  GET     -          door   403    403      403     403  200
desk:figures                GET     -          door   403    403      403     403  200
desk:figures_csv            GET     -          door   403    403      403     403  200
desk:mails                  GET     -          door   403    403      403     403  200
desk:send_mails_again       POST    -          door   403    403      403     403  302
desk:webhooks               GET     webhook    door   403    403      403     403  200
desk:webhooks               POST    webhook    door   403    403      403     403  422
desk:test_webhook           POST    webhook    door   403    403      403     403  302
desk:switch_off_webhook     POST    webhook    door   403    403      403     403  302
desk:switch_on_webhook      POST    webhook    door   403    403      403     403  302
desk:send_webhook_again     POST    webhook    door   403    403      403     403  302
desk:topics                 GET     topic      door   403    403      403     200  403
desk:change_topic           GET     topic      door   403    403      403     200  403
desk:change_topic           POST    topic      door   403    403      403     422  403
desk:suggested_topic        GET     topic      door   403    403      403     200  403
desk:suggested_topic        POST    topic      door   403    403      403     302  403
desk:doubtful_filing        POST    topic      door   403    403      403     302  403
desk:case                   GET     waiting    door   200    404      200     404  404
desk:case                   GET     review     door   200    200      200     404  404
desk:case                   GET     answered   door   200    404      200     200  404
desk:case                   GET     unagreed   door   200    404      200     404  404
desk:case                   GET     no_such    door   404    404      404     404  404
desk:settle                 POST    review     door   302    302      409     404  404
desk:settle                 POST    waiting    door   302    404      409     404  404
desk:reply                  POST    waiting    door   302    404      409     404  404
desk:reply                  POST    review     door   302    302      409     404  404
desk:reply                  POST    answered   door   302    404      409     409  404
desk:save_draft             POST    waiting    door   302    404      302     404  404
desk:save_draft             POST    answered   door   302    404      302     409  404
desk:insert_prepared        POST    waiting    door   302    404      302     404  404
desk:insert_answer          POST    waiting    door   302    404      302     404  404
desk:ask_draft              POST    waiting    door   409    404      409     404  404
desk:insert_draft           POST    waiting    door   409    404      409     404  404
desk:show_preview           POST    waiting    door   302    404      302     404  404
desk:preview                GET     drafted    door   200    404      404     404  404
desk:prepared_texts         GET     prepared   door   200    200      200     403  403
desk:new_prepared           GET     -          door   200    200      200     403  403
desk:new_prepared           POST    -          door   422    422      422     403  403
desk:change_prepared        GET     prepared   door   200    404      200     403  403
desk:change_prepared        POST    prepared   door   302    404      302     403  403
desk:delete_prepared        POST    prepared   door   302    404      302     403  403
desk:correct_reply          GET     answered   door   200    404      409     409  404
desk:correct_reply          POST    answered   door   302    404      409     409  404
desk:retract_reply          GET     answered   door   200    404      409     200  404
desk:retract_reply          POST    answered   door   302    404      409     302  404
desk:approve_reply          POST    answered   door   409    404      409     409  404
desk:carry_correction       GET     corrected  door   403    404      403     200  404
desk:carry_correction       POST    corrected  door   403    404      403     302  404
desk:second_review          GET     -          door   403    403      403     403  200
desk:second_review          POST    -          door   403    403      403     403  302
desk:ask_colleague          GET     waiting    door   200    404      200     404  404
desk:ask_colleague          POST    waiting    door   302    404      302     404  404
desk:answer_note            GET     asked      door   409    200      409     404  404
desk:answer_note            POST    asked      door   409    302      409     404  404
desk:ask_back               POST    waiting    door   302    404      409     404  404
desk:ask_back               POST    answered   door   409    404      409     409  404
desk:hand_over              POST    waiting    door   302    404      302     404  404
desk:hand_over              POST    answered   door   409    404      409     409  404
desk:claim                  POST    waiting    door   302    404      302     404  404
desk:take_over              POST    claimed    door   302    404      302     404  404
desk:release                POST    claimed    door   302    404      302     404  404
desk:publish                GET     answered   door   403    404      403     200  404
desk:publish                POST    answered   door   403    404      403     302  404
desk:publish                GET     planned    door   403    404      403     200  404
desk:publish                GET     unagreed   door   403    404      403     404  404
desk:publish                POST    unagreed   door   403    404      403     404  404
desk:publish                GET     published  door   403    404      403     409  404
desk:publish                POST    published  door   403    404      403     409  404
desk:move_publication       POST    planned    door   403    404      403     302  404
desk:move_publication       POST    answered   door   403    404      403     409  404
desk:take_back_publication  POST    planned    door   403    404      403     302  404
desk:take_back_publication  POST    answered   door   403    404      403     409  404
desk:send_back              POST    answered   door   409    404      409     302  404
desk:send_back              POST    unagreed   door   409    404      409     404  404
desk:take_up                POST    sent_back  door   409    404      409     302  404
desk:send_on                POST    published  door   409    404      409     302  404
desk:retire                 POST    published  door   409    404      409     302  404
desk:retire                 POST    answered   door   409    404      409     409  404
"""

# Limited people: editors of Neurology, of Pediatrics and of another hospital than the doctor's; operators alike.
# A dot is what the table above tells of the role already.
LIMITED = ("ed_neuro", "ed_peds", "ed_other", "op_neuro", "op_peds", "op_other")
LIMITED_TABLE = """
address                     method  on         ed_neuro ed_peds ed_other op_neuro op_peds op_other

desk:case                   GET     answered   200      404     404      .        .       .
desk:publish                GET     answered   200      404     404      .        .       .
desk:publish                POST    answered   302      404     404      .        .       .
desk:send_back              POST    answered   302      404     404      .        .       .
desk:take_up                POST    sent_back  302      404     404      .        .       .
desk:retract_reply          POST    answered   302      404     404      .        .       .
desk:carry_correction       POST    corrected  302      404     404      .        .       .
desk:retire                 POST    published  302      404     404      .        .       .
desk:settle_report          POST    reported   302      404     404      .        .       .
desk:doubtful_filing        POST    topic      302      404     404      .        .       .
desk:suggested_topic        GET     topic      404      404     404      .        .       .
desk:change_topic           GET     topic      200      404     404      .        .       .
desk:more_info              GET     more_info  200      404     404      .        .       .
desk:leave_out              POST    more_info  302      404     404      .        .       .
desk:figures                GET     -          .        .       .        200      200     200
desk:audit                  GET     -          .        .       .        200      200     200
desk:second_review          GET     -          .        .       .        200      200     403
desk:webhooks               GET     -          .        .       .        403      403     403
desk:mails                  GET     -          .        .       .        403      403     403
accounts:people             GET     -          .        .       .        200      200     200
accounts:person             GET     -          .        .       .        200      404     404
accounts:verify             POST    licence    .        .       .        302      404     404
accounts:off_board          POST    -          .        .       .        302      404     404
accounts:make_lead          POST    -          .        .       .        302      404     404
accounts:limit              POST    -          .        .       .        302      404     404
accounts:forget_second_factor POST    -          .        .       .        302      404     404
"""

OF_A_PERSON = {
    f"accounts:{act}"
    for act in (
        *("person", "verify", "invite_again", "off_board", "bring_back", "forget_second_factor"),
        *("check_licence_again", "make_lead", "end_lead", "limit"),
    )
}

OF_A_REPLY = {f"desk:{act}" for act in ("correct_reply", "retract_reply", "approve_reply", "carry_correction")}
OF_A_WEBHOOK = {
    f"desk:{act}" for act in ("test_webhook", "switch_off_webhook", "switch_on_webhook", "send_webhook_again")
}

TYPED = {
    "accounts:invite_again": {"language": "en"},
    "library:suggest": {"q": "my left eyelid twitches"},
    "questions:ask_suggest": {"text": "My left eyelid twitches."},
    "questions:private_add": {"text": "It is the left eye."},
    "questions:private_edit": {"text": "My right eyelid has been twitching for two weeks."},
    "questions:private_answer": {"text": "The left one."},
    "questions:private_resubmit": {"text": "My eyelid twitches.", "may_publish": "on"},
    "questions:private_withdraw": {"confirm": "on", "sure": "on"},
    "questions:report": {"kind": "wrong"},
    "desk:settle_report": {"outcome": "nothing"},
    "desk:suggested_topic": {"dismiss": "1"},
    "desk:doubtful_filing": {"confirm": "1"},
    "desk:settle": {"level": "soon", "reason": "Nothing dangerous in it"},
    "desk:reply": {"text": "Nearly always harmless. See a doctor if it lasts."},
    "desk:save_draft": {"text": "Nearly always harmless."},
    "desk:show_preview": {"text": "Nearly always harmless."},
    "desk:insert_prepared": {"text": "Nearly always harmless."},
    "desk:change_prepared": {"name": "Rest", "language": "en", "owner": "department", "text": "Rest."},
    "desk:correct_reply": {"text": "Often harmless. See a doctor if it lasts.", "reason": "The weeks were wrong"},
    "desk:retract_reply": {"ground": "harm", "reason": "Another illness"},
    "desk:carry_correction": {"text": "Often harmless.", "reason": "The weeks were wrong", "confirm": "on"},
    "desk:ask_colleague": {"text": "Have you seen this?"},
    "desk:answer_note": {"text": "Yes, it passes."},
    "desk:ask_back": {"text": "Which eye is it?"},
    "desk:hand_over": {"reason": "A child"},
    "desk:send_back": {"obstacle": "unclear", "text": "Say since when."},
}


@dataclass(frozen=True, slots=True)
class Row:
    """One request, and what each person gets."""

    address: str
    method: str
    on: str
    expected: dict[str, str]


def rows(table: str = TABLE, people: tuple[str, ...] = PEOPLE) -> Iterator[Row]:
    head, *body = [line.split() for line in table.splitlines() if line.strip()]
    assert tuple(head[3:]) == people
    for address, method, on, *expected in body:
        yield Row(address, method, on, dict(zip(people, expected, strict=True)))


@dataclass(frozen=True, slots=True)
class Thing:
    """What a request is about: a question or a page."""

    question: Question | None = None
    page: Page | None = None
    reference: uuid.UUID | None = None
    token: str = ""


def _question(made: Question) -> Thing:
    fresh = Question.objects.get(pk=made.pk)
    return Thing(fresh, None, fresh.reference, private_token(fresh.reference))


def _asked_back(cast: Cast) -> Thing:
    made = factories.question(department=cast["dr_bob"].department)
    actions.ask_back(question=made, by=cast["dr_bob"], text="Which eye is it?", now=factories.NOW)
    return _question(made)


def _leave(cast: Cast) -> Thing:
    Leave.objects.create(user=cast["dr_bob"], from_on=date(2026, 1, 1), to_on=date(2030, 1, 1))
    return Thing()


def _claimed(cast: Cast) -> Thing:
    made = factories.question(department=cast["dr_bob"].department)
    claiming.claim(question=made, by=cast["dr_bob"], now=timezone.now())
    return _question(made)


def _sent_back(cast: Cast) -> Thing:
    return _question(factories.sent_back(by=cast["erin"], doctor=cast["dr_bob"]))


def _published(cast: Cast) -> Thing:
    factories.published(by=cast["dr_bob"], editor=cast["erin"])
    return _question(Question.objects.get())


def _withdrawn(cast: Cast) -> Thing:
    page = factories.page()
    withdraw_page(number=page.pk, by="importer", now=factories.NOW)
    return Thing(page=page)


def _licence(cast: Cast) -> Thing:
    ClinicianProfile.objects.create(
        user=cast["mallory"],
        licence_number="EX-99",
        licence_authority="Example Medical Council",
        licence_expires_on=date(2030, 1, 1),
    )
    return Thing()


def _reported(cast: Cast) -> Thing:
    page = factories.page()
    report(page_number=page.pk, kind="wrong", text="", sender="", now=factories.NOW)
    return Thing()


def _drafted(cast: Cast) -> Thing:
    made = factories.question(department=cast["dr_bob"].department)
    words = DraftWords("Nearly always harmless.")
    reply_drafts.save(question=made, by=cast["dr_bob"], words=words, seen=0, now=factories.NOW)
    return _question(made)


def _corrected(cast: Cast) -> Thing:
    thing = _published(cast)
    assert thing.question
    reply = thing.question.replies.get()
    amending.correct(
        question=thing.question,
        reply=reply,
        by=cast["dr_bob"],
        text="Often harmless.",
        reason="The weeks were wrong",
        now=factories.NOW,
    )
    return thing


def _asked(cast: Cast) -> Thing:
    made = factories.question(department=cast["dr_bob"].department)
    colleagues.say(
        question=made, by=cast["dr_bob"], to_user=cast["dr_carol"], text="Have you seen this?", now=factories.NOW
    )
    return _question(made)


def _prepared(cast: Cast) -> Thing:
    prepared.add(by=cast["dr_bob"], given=prepared.Prepared("Rest", "en", "Rest.", True), now=factories.NOW)
    return Thing()


def _webhook(cast: Cast) -> Thing:
    keeping.add(url="https://127.0.0.1/", kinds=["question.replied"], by=cast["oscar"], now=factories.NOW)
    return Thing()


def _topic(cast: Cast) -> Thing:
    page = factories.page()
    topic = Topic.objects.get()
    ProposedFiling.objects.create(page=page, topic=topic, confidence=0.5)
    suggestion = TopicSuggestion.objects.create(language="en", words="dry lips", size=4, made_at=factories.NOW)
    suggestion.pages.add(page)
    return Thing(page=page)


THINGS: dict[str, Callable[[Cast], Thing]] = {
    "-": lambda cast: Thing(),
    "page": lambda cast: Thing(page=factories.page()),
    "withdrawn": _withdrawn,
    "topic": _topic,
    "webhook": _webhook,
    "waiting": lambda cast: _question(factories.question(department=cast["dr_bob"].department)),
    "review": lambda cast: _question(factories.question(department=cast["dr_bob"].department, unsure=True)),
    "answered": lambda cast: _question(factories.answered(by=cast["dr_bob"])),
    "unagreed": lambda cast: _question(factories.answered(by=cast["dr_bob"], may_publish=False)),
    "asked_back": _asked_back,
    "sent_back": _sent_back,
    "planned": lambda cast: _question(factories.planned(by=cast["erin"], doctor=cast["dr_bob"])),
    "claimed": _claimed,
    "leave": _leave,
    "published": _published,
    "licence": _licence,
    "more_info": lambda cast: Thing(page=factories.more_info().page),
    "reported": _reported,
    "drafted": _drafted,
    "asked": _asked,
    "corrected": _corrected,
    "prepared": _prepared,
    "no_such": lambda cast: Thing(reference=uuid.uuid4()),
    "wrong_link": lambda cast: Thing(token=private_token(uuid.uuid4())),
}


def address_of(name: str, thing: Thing, cast: Cast) -> str:
    if name == "library:page" and thing.page:
        return thing.page.get_absolute_url()
    if name == "questions:report" and thing.page:
        return reverse(name, args=[thing.page.pk])
    arguments: dict[str, Callable[[], list[object]]] = {
        "language_home": lambda: ["en"],
        "below_language": lambda: ["zh-hant", "topics"],
        "library:page_by_number": lambda: [Page.objects.get().pk],
        "library:topic": lambda: [Topic.objects.get().slug],
        "library:topic_feed": lambda: [Topic.objects.get().slug],
        "desk:change_topic": lambda: [Topic.objects.get().pk],
        "desk:come_back": lambda: [Leave.objects.get().pk],
        "desk:suggested_topic": lambda: [TopicSuggestion.objects.get().pk],
        "desk:doubtful_filing": lambda: [ProposedFiling.objects.get().pk],
        "library:department": lambda: ["neurology"],
        "library:department_feed": lambda: ["neurology"],
        "library:doctor": lambda: ["dr-bob"],
        "library:source": lambda: [Source.objects.get().pk],
        "desk:more_info": lambda: [Page.objects.get().pk],
        "desk:sign_more_info": lambda: [MoreInfo.objects.get().pk],
        "desk:leave_out": lambda: [MoreInfo.objects.get().pk, Sentence.objects.get().pk],
        "library:doctor_feed": lambda: ["dr-bob"],
        "sitemap_part": lambda: ["pages"],
        "desk:answer_note": lambda: [thing.reference, Note.objects.get().pk],
        "desk:change_prepared": lambda: [PreparedText.objects.get().pk],
        "desk:delete_prepared": lambda: [PreparedText.objects.get().pk],
        "desk:settle_report": lambda: [ProblemReport.objects.get().pk],
        **dict.fromkeys(OF_A_WEBHOOK, lambda: [Webhook.objects.get().pk]),
        "desk:figures_csv": lambda: ["urgency"],
        "accounts:welcome": lambda: ["MQ", "no-token"],
        "mfa_remove_webauthn": lambda: [1],
    }
    arguments |= dict.fromkeys(OF_A_REPLY, lambda: [thing.reference, Reply.objects.get().pk])
    if name in arguments:
        return reverse(name, args=arguments[name]())
    if name in OF_A_PERSON:
        return reverse(name, args=[cast["mallory"].pk])
    if name.startswith("questions:private"):
        return reverse(name, args=[thing.token])
    return reverse(name, args=[thing.reference]) if thing.reference else reverse(name)


def typed(name: str, thing: Thing, cast: Cast) -> dict[str, object]:
    words: dict[str, object] = dict(TYPED.get(name, {}))
    if thing.question:
        words["seen"] = thing.question.state_changed_at.isoformat()
    if name == "desk:send_on":
        words["to"] = factories.page().pk
    if name == "desk:settle":
        words["department"] = Department.objects.get(slug="neurology").pk
    if name == "desk:hand_over":
        words["to"] = Department.objects.get(slug="pediatrics").pk
    if name == "desk:move_publication":
        words["due_at"] = (timezone.localtime() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    if name == "desk:publish" and thing.question:
        words |= approved(thing.question)
    return words


def seen(response: Any) -> str:
    if response.status_code == 302 and response["Location"].startswith(f"{reverse('accounts:sign_in')}?next="):
        return "door"
    return str(response.status_code)
