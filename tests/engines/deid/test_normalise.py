"""The folded text and the way back."""

from hypothesis import given
from hypothesis import strategies as st

from consilia.engines.deid.normalise import fold, view


@given(st.text())
def test_folding_keeps_the_length(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(st.text())
def test_the_way_back_covers_the_whole_text(text: str) -> None:
    seen = view(text)
    assert len(seen.offsets) == len(seen.text) + 1
    assert list(seen.offsets) == sorted(set(seen.offsets))


def test_full_width_homoglyphs_and_zero_width_characters_are_made_plain() -> None:
    assert view("０９１２－３４５").text == "0912-345"
    assert view("Jоhn").text == "John"
    assert view("Je\u200bn").text == "Jen"
    assert view("09l2O34").text == "0912034"
