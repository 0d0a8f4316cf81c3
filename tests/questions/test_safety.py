"""The answers of the safety check, as the asker and as the clinician read them."""

import pytest

from consilia.engines import triage
from consilia.questions.views.safety import all_said, said

KNOWN = triage.assess("My chest hurts when I breathe", language="en").ask_next[0]


def test_an_asker_reads_only_what_is_still_asked() -> None:
    assert [(one.id, one.yes) for one in said({"of_older_rules": True, KNOWN: False})] == [(KNOWN, False)]


def test_a_clinician_reads_every_answer_a_yes_first() -> None:
    every = all_said({KNOWN: False, "of_older_rules": True})
    assert [(one.id, one.yes) for one in every] == [("of_older_rules", True), (KNOWN, False)]
    assert every[0].question == "of_older_rules"
    assert every[1].question == triage.safety_question(KNOWN).text["en"]


def test_broken_rules_hide_no_answer_from_a_clinician(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_name: str) -> None:
        raise OSError("no rules")

    monkeypatch.setattr("consilia.engines.triage.safety_question", broken)
    assert [one.question for one in all_said({KNOWN: True})] == [KNOWN]
