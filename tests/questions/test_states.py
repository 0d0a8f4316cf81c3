"""The transition table."""

import pytest

from consilia.questions import forgetting
from consilia.questions.states import ACTS, OPEN, REPLIED, TRANSITIONS, State, after, diagram, why_not


def test_every_state_is_open_or_an_end() -> None:
    assert sorted((*OPEN, *forgetting.CLOSED)) == sorted(State)
    assert set(REPLIED) < set(forgetting.CLOSED)


@pytest.mark.parametrize("act", ACTS)
def test_nothing_can_be_done_to_a_withdrawn_question(act: str) -> None:
    assert why_not(act, State.WITHDRAWN) is not None


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("state", State)
def test_an_act_is_allowed_exactly_where_the_table_says(act: str, state: State) -> None:
    rows = [row for row in TRANSITIONS if row.act == act and state in row.sources]
    assert len(rows) <= 1, "an act leads from a state to one state"
    assert (why_not(act, state) is None) == bool(rows)
    assert after(act, state) == (rows[0].target or state if rows else None)


def test_a_reason_names_the_state_in_words() -> None:
    assert "Withdrawn" in str(why_not("add", State.WITHDRAWN))


def test_an_asker_can_withdraw_from_everywhere_else() -> None:
    assert {state for state in State if after("withdraw", state)} == set(State) - {State.WITHDRAWN}


def test_every_state_can_be_reached() -> None:
    targets = {transition.target for transition in TRANSITIONS}
    assert set(State) <= targets


def test_the_diagram_shows_every_transition() -> None:
    drawn = diagram()
    for transition in TRANSITIONS:
        for source in transition.sources:
            assert f"{source.value} --> {(transition.target or source).value}: {transition.act}" in drawn
