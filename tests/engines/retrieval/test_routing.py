"""The neighbours vote for a department, and a vote that is not clear says so."""

import pytest

from consilia.engines.retrieval import Hit, vote_departments

OF = {
    "n1": "Neurology",
    "n2": "Neurology",
    "n3": "Neurology",
    "c1": "Cardiology",
    "c2": "Cardiology",
    "blank": "",
}


def test_the_department_of_most_near_neighbours_comes_first() -> None:
    route = vote_departments([Hit("n1", 0.6), Hit("c1", 0.5), Hit("n2", 0.5), Hit("n3", 0.4)], OF)
    assert [share.name for share in route.departments] == ["Neurology", "Cardiology"]
    assert sum(share.score for share in route.departments) == pytest.approx(1)
    assert route.confident


def test_a_near_neighbour_outvotes_two_far_ones() -> None:
    route = vote_departments([Hit("c1", 0.9), Hit("n1", 0.5), Hit("n2", 0.5)], OF)
    assert route.departments[0].name == "Cardiology"


@pytest.mark.parametrize(
    "hits",
    [
        [Hit("n1", 0.5), Hit("c1", 0.5), Hit("n2", 0.4), Hit("c2", 0.4)],
        [Hit("n1", 0.9)],
        [Hit("n1", 0.3), Hit("n2", 0.3), Hit("n3", 0.3)],
    ],
    ids=["split", "one voter", "all far"],
)
def test_a_vote_that_is_not_clear_is_not_confident(hits: list[Hit]) -> None:
    route = vote_departments(hits, OF)
    assert route.departments
    assert not route.confident


@pytest.mark.parametrize("hits", [[], [Hit("stranger", 0.9), Hit("blank", 0.9)], [Hit("n1", 0.1)]])
def test_without_voters_there_is_no_department(hits: list[Hit]) -> None:
    route = vote_departments(hits, OF)
    assert route.departments == ()
    assert not route.confident
