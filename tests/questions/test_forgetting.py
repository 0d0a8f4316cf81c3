"""Forgetting: erasure reaches everything and leaves a certificate; words and addresses go by schedule."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models
from django.test import Client

from consilia.accounts.models import Consent, Department, User
from consilia.audit.models import Event
from consilia.library import shelving
from consilia.library.indexing import page_index
from consilia.questions import actions, forgetting, notices, policies
from consilia.questions.links import private_path
from consilia.questions.models import Erasure, Notice, PersonalData, Question
from consilia.questions.states import State
from consilia.website import working
from tests import factories
from tests.factories import NOW
from tests.questions.flow import words_of
from tests.traces import files, stored

CANARY = "zanzibarquokka"
MAIL = f"{CANARY}@example.org"
LATER = NOW + timedelta(days=181)


def told(**more: object) -> Question:
    """A question that says its canary everywhere where an asker can write."""
    return factories.question(text=f"My {CANARY} hurts since last week.", email=MAIL, **more)  # type: ignore[arg-type]


# --- what holds something of a person ---

# Every other column of the private models, each looked at: numbers, times, states, links between rows, and what stands
# on the public page anyway (alias; names of doctors, departments, hospitals).
HARMLESS = {
    "Question": "id reference language alias token_hash department state level unsure may_publish submitted_at "
    "state_changed_at version cleared_at claimed_by claimed_at claim_renewed_at claim_taken_from "
    "clock_started_at clock_paused_at escalated_at",
    "TriageRecord": "id question level unsure departments rules_version by at",
    "Message": "id question kind by at",
    "Reply": "id question by with_machine_draft clinician_name clinician_name_original department_name "
    "hospital_name at",
    "Amendment": "id question reply kind by at carried_at",
    "Note": "id question to_user to_department answers by at",
    "Approval": "id reply by at",
    "Transfer": "id question from_department to_department by at",
    "SentBack": "id question obstacle by at",
    "Publication": "id question page_number by at withdrawn_at",
    "PlannedPublication": "id question version by at due_at stopped_at stopped_because",
    "Notice": "id question kind created_at due_at attempts sent_at given_up_at bounced_at outcome",
    "ProblemReport": "id page_number kind at settled_at settled_by outcome",
    "ReplyDraft": "id question by version saved_at",
    "MachineDraft": "id question by asked_at for_version done_at failure model prompt inserted_at reply changed",
    "PreparedText": "id owner department name language text",
    # Addresses of other systems, and what came of messages that hold nobody's words.
    "Webhook": "id url secret kinds position added_by added_at stopped_at stopped_because",
    "Delivery": "id webhook position attempts due_at sent_at dead_at outcome",
    "Draft": "id key_hash updated_at",
    "Erasure": "id token_hash number language at counts index_cleared_at",
}


@pytest.mark.parametrize("model", list(apps.get_app_config("questions").get_models()), ids=lambda model: model.__name__)
def test_every_column_is_declared_personal_or_known_to_be_harmless(model: type[models.Model]) -> None:
    holds = set(model.holds) if issubclass(model, PersonalData) else set()
    columns = {field.name for field in model._meta.local_fields}
    assert columns == holds | set(HARMLESS[model.__name__].split())


# --- erasure ---


@pytest.mark.django_db(transaction=True)
def test_after_erasure_nothing_is_found_anywhere(dr_bob: User, erin: User, client: Client, mail: Path) -> None:
    page = factories.published(by=dr_bob, editor=erin, title=f"The {CANARY}", email=MAIL)
    question = Question.objects.get()
    path, reference = private_path(question), str(question.reference)
    working.work_until_idle()
    assert page_index().search(CANARY).hits

    assert client.post(f"{path}/erase", follow=True).status_code == 200
    working.work_until_idle()

    assert CANARY not in stored()
    assert not [hit for hit in page_index().search(CANARY).hits if hit.shares_words]
    assert shelving.holds_nothing_removed()
    assert MAIL.encode() not in files(mail)
    assert client.get(page.get_absolute_url()).status_code == 410
    assert not Question.objects.exists()
    assert not Consent.objects.filter(subject=reference, withdrawn_at__isnull=True).exists()
    certificate = words_of(client.get(path))
    assert "was erased" in certificate
    assert "1 published page" in certificate
    assert "the search index has held nothing of it" in certificate
    assert Event.objects.about("question", reference).filter(action="question.erased").count() == 1


@pytest.mark.django_db
def test_erasure_asks_first(client: Client, neurology: Department) -> None:
    path = private_path(told())
    assert "Have everything deleted?" in words_of(client.get(f"{path}/erase"))
    assert Question.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("act", ["withdraw", "keep_private"])
def test_what_has_come_to_its_end_can_still_be_erased(client: Client, dr_bob: User, act: str) -> None:
    question = factories.answered(by=dr_bob)
    getattr(actions, act)(question=question, now=NOW)
    client.post(f"{private_path(question)}/erase")
    assert not Question.objects.exists()
    assert Erasure.objects.get().counts["replies"] == 1


@pytest.mark.django_db
def test_another_s_mail_stays(mail: Path, django_capture_on_commit_callbacks: Callable[..., object]) -> None:
    mine, other = told(), factories.question(email="other@example.org")
    notices.send_some(now=NOW)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        forgetting.erase(question=mine, now=NOW)
    assert MAIL.encode() not in files(mail)
    assert b"other@example.org" in files(mail)
    assert Question.objects.get() == other


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "zh-Hant"])
def test_of_mails_in_one_file_only_one_s_own_goes(
    mail: Path, language: str, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    mine, other = told(language=language), factories.question(email="other@example.org")
    notices.send_some(now=NOW)
    together = b"".join(file.read_bytes() for file in sorted(mail.glob("*.log")))
    for file in mail.glob("*.log"):
        file.unlink()
    (mail / "one.log").write_bytes(together)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        forgetting.erase(question=mine, now=NOW)
    assert MAIL.encode() not in files(mail)
    assert b"other@example.org" in files(mail)
    assert Question.objects.get() == other


# --- by schedule ---


@pytest.mark.django_db
def test_words_go_after_the_end_and_the_page_stays(client: Client, dr_bob: User, erin: User) -> None:
    page = factories.published(by=dr_bob, editor=erin)
    question = Question.objects.get()
    actions_before = question.state_changed_at
    forgetting.forget_some(now=actions_before + timedelta(days=179))
    assert Question.objects.get().text
    forgetting.forget_some(now=actions_before + timedelta(days=180))
    question.refresh_from_db()
    assert (question.text, question.age_years, question.sex, question.email) == ("", None, "", "")
    assert question.replies.get().text == ""
    assert question.triage_records.get().red_flags == []
    assert client.get(page.get_absolute_url()).status_code == 200
    assert "were deleted here on" in words_of(client.get(private_path(question)))


@pytest.mark.django_db
def test_words_are_cleared_once(dr_bob: User) -> None:
    factories.answered(by=dr_bob)
    for _turn in range(2):
        forgetting.forget_some(now=LATER)
    assert Event.objects.filter(action="question.cleared").count() == 1


@pytest.mark.django_db
def test_an_editor_cannot_publish_what_has_been_deleted(dr_bob: User, erin: User) -> None:
    question = factories.answered(by=dr_bob)
    forgetting.forget_some(now=LATER)
    assert question not in Question.objects.ready_to_publish()
    assert question not in Question.objects.visible_to(erin)


@pytest.mark.django_db
def test_the_address_goes_after_the_last_notice(dr_bob: User, erin: User) -> None:
    factories.published(by=dr_bob, editor=erin, email=MAIL)
    forgetting.forget_some(now=NOW)
    assert Question.objects.get().email == MAIL, "notices are still to be sent"
    Notice.objects.update(sent_at=NOW)
    forgetting.forget_some(now=NOW)
    assert Question.objects.get().email == ""


@pytest.mark.django_db
def test_the_address_stays_while_there_may_be_news(dr_bob: User) -> None:
    question = factories.answered(by=dr_bob, email=MAIL)
    Notice.objects.update(sent_at=NOW)
    forgetting.forget_some(now=NOW)
    question.refresh_from_db()
    assert (question.state, question.email) == (State.ANSWERED, MAIL)


@pytest.mark.django_db
def test_nothing_is_written_to_what_has_been_deleted(dr_bob: User) -> None:
    question = factories.answered(by=dr_bob)
    forgetting.forget_some(now=LATER)
    question.refresh_from_db()
    with pytest.raises(policies.Refused, match="have been deleted"):
        actions.reply(question=question, by=dr_bob, text="One more thing.", now=LATER)


@pytest.mark.django_db
def test_mails_in_files_go_with_the_address(dr_bob: User, erin: User, mail: Path) -> None:
    factories.published(by=dr_bob, editor=erin, email=MAIL)
    notices.send_some(now=NOW)
    assert MAIL.encode() in files(mail)
    forgetting.forget_some(now=NOW)
    assert MAIL.encode() not in files(mail)


# --- the asker's own copy, and who has read ---


@pytest.mark.django_db
def test_the_asker_s_copy_holds_everything(client: Client, dr_bob: User) -> None:
    question = factories.answered(by=dr_bob, text=f"My {CANARY} hurts.", email=MAIL)
    response = client.get(f"{private_path(question)}/copy")
    copy = json.loads(response.content)
    assert (copy["text"], copy["email"], copy["age_years"]) == (f"My {CANARY} hurts.", MAIL, 34)
    assert copy["replies"][0]["by"] == "Dr Bob"
    assert {one["scope"] for one in copy["consents"]} == {"answer", "publish"}
    assert "attachment" in response["Content-Disposition"]
    assert CANARY not in response["Content-Disposition"]


@pytest.mark.django_db
def test_the_asker_sees_who_has_opened_the_question(client: Client, dr_bob: User, neurology: Department) -> None:
    question = factories.question(department=neurology)
    assert "Nobody has opened" in words_of(client.get(private_path(question)))
    doctor = Client()
    doctor.force_login(dr_bob)
    doctor.get(f"/en/desk/{question.reference}")
    page = words_of(client.get(private_path(question)))
    assert "Clinician, Neurology" in page
    assert "to answer it" in page
    assert "Dr Bob" not in page
