"""What of a question is looked up: the rarest words, and no more than a large library can afford."""

from consilia.engines.retrieval.lexical import FEWEST_TERMS, MOST_POSTINGS, Term, affordable


def held_by(*passages: int) -> list[Term]:
    return [Term(f"word{place}", 1.0, holding, 1.0) for place, holding in enumerate(passages)]


def test_all_words_of_a_small_library_are_looked_up() -> None:
    assert len(affordable(held_by(*[20_000] * 40))) == 40


def test_of_many_common_words_the_rarest_are_looked_up() -> None:
    rare, common = held_by(*[100] * 20), held_by(*[MOST_POSTINGS // 5] * 30)
    asked = affordable([*common, *rare])
    assert asked[:20] == rare
    assert sum(term.holding for term in asked) <= MOST_POSTINGS
    assert len(asked) > 20, "what can be afforded is used"


def test_a_few_words_are_looked_up_whatever_they_cost() -> None:
    assert len(affordable(held_by(*[MOST_POSTINGS] * 30))) == FEWEST_TERMS
