"""The same messages by two copies of the rules: what differs, which way, and what cannot be read."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from consilia.engines.triage import RULES_VERSION, Level
from consilia.engines.triage.comparing import (
    Comparison,
    Judged,
    Message,
    OtherRules,
    OtherRulesUnreadable,
    judge,
    other_rules,
)
from consilia.engines.triage.datafiles import read_from
from consilia.engines.triage.explaining import rule_named
from tests.engines.triage.other_data import SHIPPED, change_level, copy_of_the_rules

CALM = Message("calm", "which vitamins are good for hair?")
STROKE = Message("stroke", rule_named("stroke_fast").must_fire[0].text)


@pytest.fixture(scope="module")
def calmer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OtherRules]:
    """Rules by which a stroke is no emergency."""
    data = copy_of_the_rules(tmp_path_factory.mktemp("older"))
    change_level(data, "stroke_fast", to="soon")
    with other_rules(data) as other:
        yield other


def test_what_the_rules_here_raise_is_told_and_the_rest_is_the_same(calmer: OtherRules) -> None:
    calm, stroke = calmer.compare([CALM, STROKE])
    assert (calm.id, stroke.id) == ("calm", "stroke")
    assert not calm.differs
    assert stroke.differs
    assert stroke.before.level is not Level.EMERGENCY
    assert stroke.after.level is Level.EMERGENCY
    assert stroke.steps > 0
    assert not stroke.loses_emergency


def test_the_other_rules_have_a_stamp_of_their_own_and_change_nothing_here(calmer: OtherRules) -> None:
    list(calmer.compare([STROKE]))
    assert calmer.version != RULES_VERSION
    assert judge(STROKE).level is Level.EMERGENCY


def test_age_and_sex_are_handed_over(calmer: OtherRules) -> None:
    (one,) = calmer.compare([Message(1, "fever 38.5", age=0.1, sex="female")])
    assert one.before == judge(Message(1, "fever 38.5", age=0.1, sex="female"))


def test_a_lost_emergency_is_named_whatever_else_changed() -> None:
    danger = Judged(Level.EMERGENCY, False, ("Neurology",), ("stroke_fast",))
    calm = Judged(Level.URGENT, True, ("Neurology",), ())
    assert Comparison("a", danger, calm).loses_emergency
    assert Comparison("a", danger, calm).steps == -1
    assert not Comparison("a", calm, danger).loses_emergency


def test_departments_differ_by_their_order_and_red_flags_do_not() -> None:
    one = Judged(Level.SOON, False, ("Neurology", "Cardiology"), ("a", "b"))
    assert not Comparison(1, one, Judged(Level.SOON, False, ("Neurology", "Cardiology"), ("b", "a"))).differs
    assert Comparison(1, one, Judged(Level.SOON, False, ("Cardiology", "Neurology"), ("a", "b"))).differs


def test_a_folder_without_rules_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OtherRulesUnreadable, match="no rules/"), other_rules(tmp_path):
        pass


def test_a_rule_that_lacks_its_guideline_is_named(tmp_path: Path) -> None:
    data = copy_of_the_rules(tmp_path)
    (data / "rules" / "new.toml").write_text('[[rule]]\nid = "half"\nlevel = "soon"\n', encoding="utf-8")
    with pytest.raises(OtherRulesUnreadable, match="half: lacks departments, guideline"), other_rules(data):
        pass


def test_a_process_that_has_read_its_rules_takes_no_others() -> None:
    judge(CALM)
    with pytest.raises(RuntimeError, match="another process"):
        read_from(SHIPPED)
