"""Private words are sealed at rest: the database, and a copy of it, reads as nothing without the master key."""

from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.core.exceptions import FieldError
from django.core.management import CommandError, call_command
from django.db import connection, models

from consilia.questions import keyring, sealing
from consilia.questions.fields import SealedTextField, sealed_fields
from consilia.questions.models import (
    Amendment,
    Draft,
    MachineDraft,
    Message,
    Note,
    PlannedPublication,
    PreparedText,
    Question,
    Reply,
    ReplyDraft,
    SentBack,
    Transfer,
    TriageRecord,
)
from consilia.website.checks import master_key_is_secret
from tests import factories

PLACE = "questions.Question.text"
SEARCH = {"text__contains": "fever"}


@pytest.fixture
def key_file(settings: object, tmp_path: Path) -> Path:
    """A master key of the test's own."""
    settings.CONSILIA_MASTER_KEY_FILE = tmp_path / "master.key"  # type: ignore[attr-defined]
    return tmp_path / "master.key"


@pytest.mark.parametrize("words", ["one word", "頭痛三天", "a\x00b", "\ud800 broken", "é" * 10_000])
def test_what_was_sealed_opens_again(key_file: Path, words: str) -> None:
    sealed = sealing.seal(words, place=PLACE)
    assert words not in sealed
    assert sealing.unseal(sealed, place=PLACE) == words


def test_the_same_words_are_never_stored_alike(key_file: Path) -> None:
    assert sealing.seal("fever", place=PLACE) != sealing.seal("fever", place=PLACE)


def test_a_value_opens_only_in_its_column(key_file: Path) -> None:
    with pytest.raises(sealing.WrongMasterKey):
        sealing.unseal(sealing.seal("fever", place=PLACE), place="questions.Message.text")


@pytest.mark.parametrize("broken", ["fever", "sealed:1:", "sealed:1:AAAA", "sealed:1:ä"])
def test_what_is_no_sealed_value_is_refused(key_file: Path, broken: str) -> None:
    with pytest.raises(sealing.WrongMasterKey):
        sealing.unseal(broken, place=PLACE)


def test_a_changed_value_is_refused(key_file: Path) -> None:
    sealed = sealing.seal("fever", place=PLACE)
    changed = sealed[:-6] + ("A" if sealed[-6] != "A" else "B") + sealed[-5:]
    with pytest.raises(sealing.WrongMasterKey):
        sealing.unseal(changed, place=PLACE)


def test_without_the_key_nothing_opens(key_file: Path) -> None:
    sealed = sealing.seal("fever", place=PLACE)
    key_file.unlink()
    with pytest.raises(sealing.WrongMasterKey, match="which is not here"):
        sealing.unseal(sealed, place=PLACE)


def test_a_new_key_opens_old_values_and_takes_them_over(key_file: Path) -> None:
    sealed = sealing.seal("fever", place=PLACE)
    old = key_file.read_text()
    key_file.write_text(f"{sealing.new_key()}\n{old}")
    assert sealing.unseal(sealed, place=PLACE) == "fever"
    taken_over = sealing.reseal(sealed, place=PLACE)
    assert sealing.sealed_by(taken_over) == sealing.master_keys()[0].name != sealing.sealed_by(sealed)
    key_file.write_text(key_file.read_text().split()[0])
    assert sealing.unseal(taken_over, place=PLACE) == "fever"


@pytest.mark.parametrize("written", ["short", "!!!", " "])
def test_a_bad_key_is_told(settings: object, written: str) -> None:
    settings.CONSILIA_MASTER_KEY = written  # type: ignore[attr-defined]
    with pytest.raises(sealing.BadMasterKey):
        sealing.master_keys()


def test_the_key_file_is_its_owners_only(key_file: Path) -> None:
    sealing.master_keys()
    assert key_file.stat().st_mode & 0o077 == 0


# What may stand open beside sealed words: keys, states, times, versions, and what is frozen from a public profile.
OPEN: dict[type[models.Model], set[str]] = {
    Question: {"language", "relation", "sex", "alias", "token_hash", "state", "level"},
    TriageRecord: {"level", "rules_version"},
    Message: {"kind"},
    Reply: {"clinician_name", "clinician_name_original", "department_name", "hospital_name"},
    Amendment: {"kind"},
    Note: set(),
    Transfer: set(),
    SentBack: {"obstacle"},
    PlannedPublication: {"stopped_because"},
    Draft: {"key_hash"},
    ReplyDraft: set(),
    MachineDraft: {"failure", "model", "prompt"},
    PreparedText: {"name", "language"},
}


@pytest.mark.parametrize("model", OPEN, ids=lambda model: model.__name__)
def test_every_text_of_a_private_model_is_sealed_or_known_to_be_harmless(model: type[models.Model]) -> None:
    texts = {
        field.name
        for field in model._meta.local_fields
        if isinstance(field, models.CharField | models.TextField) and not isinstance(field, SealedTextField)
    }
    assert texts == OPEN[model]
    assert {field.name for field in sealed_fields(model)}.isdisjoint(texts)


@pytest.mark.django_db
def test_the_database_holds_no_word_of_the_question() -> None:
    question = factories.question(text="My canaryword hurts", email="canary@example.org")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM questions_question")
        stored = repr(cursor.fetchall())
    assert "canary" not in stored
    read = Question.objects.get(pk=question.pk)
    assert (read.text, read.email) == ("My canaryword hurts", "canary@example.org")


@pytest.mark.django_db
def test_sealed_words_cannot_be_searched() -> None:
    with pytest.raises(FieldError, match="sealed"):
        Question.objects.filter(**SEARCH).exists()


@pytest.mark.django_db
def test_facts_come_back_as_they_were() -> None:
    draft = Draft.objects.create(key_hash="x", data={"text": "fever", "answers": {"droop": True}})
    assert Draft.objects.get(pk=draft.pk).data == draft.data


# --- one key after another ---


@pytest.mark.django_db
def test_a_new_key_takes_everything_over_and_the_old_one_can_go(key_file: Path) -> None:
    question = factories.question(text="My canaryword hurts", email="canary@example.org")
    old = sealing.master_keys()[0].name
    call_command("keys", "rotate")
    new = sealing.master_keys()[0].name
    assert set(keyring.needed()) == {new} != {old}
    call_command("keys", "retire")
    assert sealing.names(sealing.master_keys()) == [new]
    assert Question.objects.get(pk=question.pk).text == "My canaryword hurts"


@pytest.mark.django_db
def test_a_key_that_is_still_needed_does_not_go(key_file: Path) -> None:
    factories.question()
    key_file.write_text(f"{sealing.new_key()}\n{key_file.read_text()}")
    with pytest.raises(CommandError, match="still sealed"):
        call_command("keys", "retire")
    assert len(sealing.master_keys()) == 2


@pytest.mark.django_db
def test_a_home_that_lost_its_key_says_so_and_makes_no_other(key_file: Path) -> None:
    factories.question()
    assert keyring.why_not_open() is None
    key_file.write_text(sealing.new_key())
    assert "which is not here" in str(keyring.why_not_open())


@pytest.mark.django_db
def test_keys_are_named_and_counted_and_never_printed(key_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    factories.question()
    call_command("keys", "show")
    shown = capsys.readouterr().out
    assert sealing.master_keys()[0].name in shown
    assert "seals and opens" in shown
    assert key_file.read_text() not in shown


def test_the_example_of_the_documentation_is_refused(settings: object) -> None:
    settings.CONSILIA_MASTER_KEY = sealing.EXAMPLE_KEY  # type: ignore[attr-defined]
    assert [found.id for found in master_key_is_secret(None)] == ["consilia.E003"]


def test_what_an_older_release_stored_openly_is_sealed(transactional_db: None) -> None:
    seal = import_module("consilia.questions.migrations.0004_seal_what_is_there")
    question = factories.question()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE questions_question SET text = 'open words', safety_answers = '{}', email = ''")
    with connection.schema_editor() as editor:
        seal.seal_all(apps, editor)
    read = Question.objects.get(pk=question.pk)
    assert (read.text, read.safety_answers, read.email) == ("open words", {}, "")


def test_safety_questions_that_an_older_release_stored_openly_are_sealed(transactional_db: None) -> None:
    seal = import_module("consilia.questions.migrations.0006_safety_questions_sealed")
    record = factories.question().triage_records.get()
    with connection.cursor() as cursor:
        cursor.execute("""UPDATE questions_triagerecord SET ask_next = '["speech"]'""")
    with connection.schema_editor() as editor:
        seal.seal_them(apps, editor)
    with connection.cursor() as cursor:
        cursor.execute("SELECT ask_next FROM questions_triagerecord")
        assert "speech" not in repr(cursor.fetchall())
    record.refresh_from_db()
    assert record.ask_next == ["speech"]


def test_every_sealed_column_is_known_to_the_migration() -> None:
    seal = import_module("consilia.questions.migrations.0004_seal_what_is_there")
    places = {f"questions.{name}.{column}" for name, columns in seal.PLACES.items() for column in columns}
    assert places <= {field.place for _model, field in keyring.columns()}
