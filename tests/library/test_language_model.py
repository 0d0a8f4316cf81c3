"""A language model answers, or it does not, in bounded time and size; never without the operator's word."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from consilia.library.language_model import Failure, NoAnswer, answered_object, ask
from tests.model_server import Answering, ModelServer, serving


@pytest.fixture
def model(settings: Settings) -> Iterator[ModelServer]:
    with serving() as model:
        settings.CONSILIA_MODEL_ADDRESS = model.address
        settings.CONSILIA_MODEL_NAME = "small-1"
        settings.CONSILIA_MODEL_SECONDS = 20
        yield model


def failure(words: str = "Some words.") -> Failure:
    with pytest.raises(NoAnswer) as told:
        ask(instructions="Say it plainly.", words=words)
    return told.value.failure


def test_it_is_asked_in_its_protocol_with_the_key_from_the_file(
    model: ModelServer, settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "key").write_text("not-secret\n")
    settings.CONSILIA_MODEL_KEY_FILE = str(tmp_path / "key")
    model.answers = lambda exchange: exchange.say("Plain words.")
    assert ask(instructions="Say it plainly.", words="Some words.") == "Plain words."
    (heard,) = model.heard
    assert (heard.path, heard.headers["Authorization"]) == ("/v1/chat/completions", "Bearer not-secret")
    assert (heard.body["model"], heard.instructions, heard.words) == ("small-1", "Say it plainly.", "Some words.")


def test_without_an_address_nothing_is_sent(model: ModelServer, settings: Settings) -> None:
    settings.CONSILIA_MODEL_ADDRESS = ""
    assert failure() == Failure.UNREACHABLE
    assert not model.heard


@pytest.mark.parametrize(
    ("answers", "told", "tries"),
    [
        (lambda exchange: exchange.status(500), Failure.FAILING, 2),
        (lambda exchange: exchange.status(429), Failure.FAILING, 2),
        (lambda exchange: exchange.status(401), Failure.REFUSED, 1),
        (lambda exchange: exchange.status(302, headers=(("Location", "/v1/elsewhere"),)), Failure.REFUSED, 1),
        (lambda exchange: exchange.hang_up(), Failure.UNREACHABLE, 2),
        (lambda exchange: exchange.status(200, b"no JSON"), Failure.UNREADABLE, 1),
        (lambda exchange: exchange.status(200, b"[" * 60_000), Failure.UNREADABLE, 1),
        (lambda exchange: exchange.status(200, b'{"choices": []}'), Failure.UNREADABLE, 1),
        (lambda exchange: exchange.status(200, b'{"choices": [{"message": {"content": 7}}]}'), Failure.UNREADABLE, 1),
        (lambda exchange: exchange.say("x" * 70_000), Failure.TOO_LONG, 1),
        (lambda exchange: exchange.trickle(bytes_each=10_000, rest=0.0), Failure.TOO_LONG, 1),
        (lambda exchange: exchange.trickle(bytes_each=1, rest=0.1), Failure.TIME, 1),
        (lambda exchange: exchange.sleep(30), Failure.TIME, 1),
    ],
)
def test_a_broken_slow_or_endless_answer_is_none_and_says_why(
    answers: Answering, told: Failure, tries: int, model: ModelServer, settings: Settings
) -> None:
    settings.CONSILIA_MODEL_SECONDS = 1 if told is Failure.TIME else 20
    model.answers = answers
    since = time.monotonic()
    assert failure() == told
    assert time.monotonic() - since < 15
    assert len(model.heard) == tries


def test_a_fault_that_passes_is_tried_once_more(model: ModelServer) -> None:
    def at_the_second(exchange: object) -> None:
        model.answers = lambda later: later.say("Here.")
        exchange.status(503)  # type: ignore[attr-defined]

    model.answers = at_the_second
    assert ask(instructions="", words="") == "Here."


def test_an_endpoint_that_is_not_there_or_a_key_that_cannot_be_read(settings: Settings, model: ModelServer) -> None:
    assert failure("x" * 50_000) == Failure.TOO_LONG
    settings.CONSILIA_MODEL_KEY_FILE = "/nowhere/key"
    assert failure() == Failure.KEY
    settings.CONSILIA_MODEL_KEY_FILE = ""
    assert not model.heard
    settings.CONSILIA_MODEL_ADDRESS = "http://127.0.0.1:9/v1"
    assert failure() == Failure.UNREACHABLE


@pytest.mark.parametrize("answer", ['{"a": 1}', '```json\n{"a": 1}\n```', ' ```\n{"a": 1}```\n'])
def test_an_object_is_read_with_or_without_a_fence(answer: str) -> None:
    assert answered_object(answer) == {"a": 1}


@pytest.mark.parametrize("answer", ["", "[1]", "Sure! Here it is: {}", "[" * 60_000])
def test_what_is_no_object_is_no_answer(answer: str) -> None:
    with pytest.raises(NoAnswer):
        answered_object(answer)
