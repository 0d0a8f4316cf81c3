"""The measures of a ranking, against examples worked out by hand."""

import pytest

from consilia.engines.retrieval.measuring import interval, is_within, ndcg, percentile, ranked_above, reciprocal_rank

RANKED = ("a", "b", "c", "d", "e")


@pytest.mark.parametrize(("right", "k", "within"), [({"a"}, 1, True), ({"b"}, 1, False), ({"b", "z"}, 2, True)])
def test_one_right_answer_among_the_first_k_will_do(right: set[str], k: int, within: bool) -> None:
    assert is_within(RANKED, right, k=k) is within


def test_nothing_ranked_holds_nothing_right() -> None:
    assert is_within((), {"a"}, k=10) is False
    assert reciprocal_rank((), {"a"}, k=10) == 0.0
    assert ndcg((), {"a"}, k=10) == 0.0


def test_the_reciprocal_rank_is_that_of_the_first_right_answer() -> None:
    assert reciprocal_rank(RANKED, {"a", "b"}, k=5) == 1.0
    assert reciprocal_rank(RANKED, {"d", "c"}, k=5) == pytest.approx(1 / 3)
    assert reciprocal_rank(RANKED, {"e"}, k=4) == 0.0


def test_ndcg_of_a_perfect_order_is_one() -> None:
    assert ndcg(RANKED, {"a"}, k=5) == 1.0
    assert ndcg(RANKED, {"a", "b", "c"}, k=5) == 1.0


def test_ndcg_discounts_by_the_logarithm_of_the_rank() -> None:
    # One right answer at rank 3: 1 / log2(4) over 1 / log2(2).
    assert ndcg(RANKED, {"c"}, k=5) == pytest.approx(0.5)
    # Two right answers, at ranks 1 and 3: (1 + .5) over (1 + 1 / log2(3)) = 1.5 / 1.63093.
    assert ndcg(RANKED, {"a", "c"}, k=5) == pytest.approx(0.91972, abs=1e-5)


def test_ndcg_asks_for_no_more_than_k_can_hold() -> None:
    assert ndcg(RANKED, {"a", "b", "c", "d"}, k=2) == 1.0


def test_ndcg_is_nothing_where_nothing_could_be_right() -> None:
    assert ndcg(RANKED, set(), k=5) == 0.0


def test_ranked_above_counts_pairs_and_halves_ties() -> None:
    assert ranked_above([0.9], [0.1]) == 1.0
    assert ranked_above([0.5], [0.5]) == 0.5
    # Of four pairs: .9 above both, .3 above .2 and below .4.
    assert ranked_above([0.9, 0.3], [0.4, 0.2]) == 0.75


@pytest.mark.parametrize(("better", "worse"), [([], [0.1]), ([0.1], [])])
def test_ranked_above_needs_both_sides(better: list[float], worse: list[float]) -> None:
    with pytest.raises(ValueError, match="nothing to compare"):
        ranked_above(better, worse)


def test_the_interval_of_half_of_ten() -> None:
    # Wilson's interval of 5 of 10, as published tables have it: .2366 to .7634.
    assert interval(5, 10) == pytest.approx((0.2366, 0.7634), abs=1e-4)


def test_the_interval_stays_within_nothing_and_all() -> None:
    low, high = interval(0, 10)
    assert (low, high) == pytest.approx((0.0, 0.2775), abs=1e-4)
    low, high = interval(10, 10)
    assert (low, high) == pytest.approx((0.7225, 1.0), abs=1e-4)
    assert interval(0, 0) == (0.0, 1.0)


def test_the_percentile_is_one_of_the_values() -> None:
    values = [5.0, 1.0, 3.0, 2.0, 4.0]
    assert percentile(values, 50) == 3.0
    assert percentile(values, 99) == 5.0
    assert percentile([7.0], 1) == 7.0
    assert percentile([1.0, 2.0], 50) == 1.0
    assert percentile([], 50) == 0.0
