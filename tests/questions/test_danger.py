"""Who is in danger is told whom to call, by the kind of danger."""

import pytest
from pytest_django.fixtures import Settings

from consilia.engines.triage import assess
from consilia.engines.triage.rules import rulebook
from consilia.questions.views.danger import _SUICIDE_FLAGS, _VIOLENCE_FLAGS, Danger, advice, kind_of


def told(text: str) -> Danger:
    return advice(flag_ids=[flag.id for flag in assess(text).red_flags])


@pytest.fixture(autouse=True)
def taiwan(settings: Settings) -> None:
    settings.CONSILIA_JURISDICTION = "tw"


@pytest.mark.parametrize("text", ["my husband is hitting me, I hid in the bathroom", "先生喝酒就打我，手臂都是瘀青"])
def test_who_is_hurt_by_somebody_hears_of_protection_police_and_ambulance(text: str) -> None:
    danger = told(text)
    assert danger.kind == "violence"
    assert [line.id for line in danger.lines] == ["violence", "police", "ambulance"]
    assert "110" in danger.steps[0]


def test_who_is_hurt_and_wants_to_die_hears_of_both() -> None:
    danger = advice(flag_ids=["violence_danger", "suicidal_intent"])
    assert danger.kind == "suicide"
    assert [line.id for line in danger.lines] == ["suicide", "ambulance", "police"]


def test_other_dangers_get_the_ambulance_alone() -> None:
    assert [line.id for line in advice(flag_ids=["stroke_fast"]).lines] == ["ambulance"]


def test_one_number_is_shown_once(settings: Settings) -> None:
    settings.CONSILIA_JURISDICTION = "generic"
    assert len(advice(flag_ids=["violence_danger"]).lines) == 1


def test_every_flag_that_chooses_the_advice_is_a_rule() -> None:
    assert {rule.id for rule in rulebook()} >= _SUICIDE_FLAGS | _VIOLENCE_FLAGS
    assert kind_of([]) == "general"
