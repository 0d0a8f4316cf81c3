"""Which department fits: the rules and the similar answered questions together, and when the asker is asked."""

import pytest

from consilia.accounts.departments import install_canonical
from consilia.accounts.models import Department
from consilia.engines.retrieval import DepartmentScore, Route
from consilia.engines.triage import Assessment, Level, RedFlag
from consilia.questions.asked import Asked
from consilia.questions.fitting import departments_for, fit, fit_asked
from consilia.website.working import work_until_idle
from tests import factories

NOBODY = Route(departments=(), confident=False)


def verdict(*departments: str, level: Level = Level.ROUTINE, flagged: bool = False) -> Assessment:
    flags = (RedFlag("twitch_persistent", "twitching", 0, 9),) if flagged else ()
    return Assessment(level, False, departments, flags, (), "test")


def vote(*shares: tuple[str, float], clear: bool = False) -> Route:
    return Route(tuple(DepartmentScore(name, share) for name, share in shares), confident=clear)


def test_what_the_rules_name_and_a_clear_vote_is_confident() -> None:
    near = vote(("Ophthalmology", 0.8), ("Neurology", 0.2), clear=True)
    found = fit(verdict("Neurology", "Ophthalmology"), near, age_years=34)
    assert found.confident
    assert found.departments == ("Ophthalmology", "Neurology")
    assert not found.choices


def test_a_clear_vote_for_what_the_rules_do_not_name_is_asked_about() -> None:
    near = vote(("Hepatology", 0.9), ("Urology", 0.1), clear=True)
    found = fit(verdict("Neurology", "Family Medicine"), near, age_years=34)
    assert not found.confident
    assert found.choices == ["Hepatology", "Neurology", "Family Medicine"]


def test_an_unclear_vote_weighs_less_than_the_rules() -> None:
    near = vote(("Urology", 0.5), ("Neurology", 0.5))
    assert fit(verdict("Orthopedics", "Neurology"), near, age_years=34).choices == [
        "Neurology",
        "Orthopedics",
        "Urology",
    ]
    assert fit(verdict("Orthopedics"), near, age_years=34).choices[0] == "Orthopedics"


def test_without_neighbours_the_rules_stand_and_are_not_taken_for_sure() -> None:
    found = fit(verdict("Neurology", "Family Medicine"), NOBODY, age_years=34)
    assert (found.departments, found.confident) == (("Neurology", "Family Medicine"), False)


def test_at_most_three_are_offered() -> None:
    near = vote(*((name, 0.25) for name in ("Urology", "Nephrology", "Hepatology", "Oncology")))
    assert len(fit(verdict("Neurology", "Dermatology"), near, age_years=34).choices) == 3


@pytest.mark.parametrize("departments", [(), ("Neurology",)])
def test_where_there_is_nothing_to_choose_nobody_is_asked(departments: tuple[str, ...]) -> None:
    assert fit(verdict(*departments), NOBODY, age_years=34).choices == []


@pytest.mark.parametrize(
    "decided",
    [
        verdict("Emergency Medicine", "Neurology", level=Level.EMERGENCY),
        verdict("Neurology", "Ophthalmology", level=Level.SOON, flagged=True),
    ],
    ids=["emergency", "red flag"],
)
def test_danger_is_decided_by_the_rules_whatever_was_answered_before(decided: Assessment) -> None:
    found = fit(decided, vote(("Dermatology", 1.0), clear=True), age_years=34)
    assert (found.departments, found.confident) == (decided.departments, True)


@pytest.mark.parametrize(("age", "confident"), [(6, True), (17.9, True), (None, True), (18, False), (40, False)])
def test_a_child_goes_to_the_children_s_doctor(age: float | None, confident: bool) -> None:
    found = fit(verdict("Pediatrics", "Dentistry", "Family Medicine"), NOBODY, age_years=age)
    assert found.confident is confident
    assert ("Pediatrics" in found.departments) is confident


def test_an_adult_is_not_sent_to_pediatrics_by_what_children_asked() -> None:
    near = vote(("Pediatrics", 0.9), ("Dentistry", 0.1), clear=True)
    found = fit(verdict("Dentistry", "Family Medicine"), near, age_years=40)
    assert "Pediatrics" not in found.departments
    assert not found.confident


@pytest.mark.django_db
def test_departments_that_are_closed_or_missing_are_not_offered(neurology: Department) -> None:
    Department.objects.create(slug="urology", name="Urology", is_active=False)
    asked = Asked(language="en", text="I often have to pee and my head aches", age_years=34)
    assert fit_asked(asked, verdict("Urology", "Neurology", "Dermatology")).departments == ("Neurology",)


@pytest.mark.django_db
def test_the_departments_of_similar_answered_questions_count(neurology: Department) -> None:
    install_canonical()
    for number in range(3):
        factories.page(title=f"Eyelid twitching {number}", question=f"My left eyelid twitches, for {number} weeks now.")
    work_until_idle()
    asked = Asked(language="en", text="My left eyelid twitches.", age_years=34)
    found = fit_asked(asked, verdict("Ophthalmology", "Neurology"))
    assert (found.departments[0], found.confident) == ("Neurology", True)


def test_what_the_asker_chose_counts_unless_the_rules_decide() -> None:
    asked = Asked(language="en", text="My back hurts.", age_years=34, departments=("Rehabilitation", "Orthopedics"))
    assert departments_for(asked, verdict("Orthopedics", "Rehabilitation")) == ("Rehabilitation", "Orthopedics")
    assert departments_for(asked, verdict("Neurosurgery", flagged=True)) == ()
