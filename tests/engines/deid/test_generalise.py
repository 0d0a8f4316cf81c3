"""Age bands, dates and aliases."""

from datetime import date

import pytest

from consilia.engines.deid import Detail, coarser, date_told
from consilia.engines.deid.generalise import age_band, month_of, pseudonym, straddles_adulthood


@pytest.mark.parametrize(
    ("years", "band"),
    [
        (None, ""),
        (0, "0-1"),
        (1.9, "0-1"),
        (2, "2-11"),
        (17.99, "12-17"),
        (18, "18-24"),
        (64, "55-64"),
        (79.5, "65-79"),
        (80, "80+"),
        (104, "80+"),
    ],
)
def test_an_age_falls_into_its_band(years: float | None, band: str) -> None:
    assert age_band(years) == band


@pytest.mark.parametrize("years", [-1, float("nan"), float("inf")])
def test_what_is_no_age_is_refused(years: float) -> None:
    with pytest.raises(ValueError, match="age"):
        age_band(years)


def test_no_band_of_ours_straddles_adulthood() -> None:
    assert not any(straddles_adulthood(age_band(years)) for years in range(120))


@pytest.mark.parametrize(
    ("band", "mixed"),
    [
        ("10-19", True),
        ("10~19", True),
        ("12-17", False),
        ("17-18", True),
        ("18-24", False),
        ("10+", True),
        ("80+", False),
        ("", False),
        ("adult", False),
    ],
)
def test_a_band_that_mixes_minors_and_adults_is_seen(band: str, mixed: bool) -> None:
    assert straddles_adulthood(band) is mixed


@pytest.mark.parametrize(
    ("date", "month"),
    [
        ("2021-11-13", "2021-11"),
        ("2021/3/9", "2021-03"),
        ("2021-11", "2021-11"),
        ("2021", "2021"),
        ("2021-13-01", "2021"),
        ("", ""),
        ("soon", ""),
    ],
)
def test_a_date_keeps_its_month_and_loses_its_day(date: str, month: str) -> None:
    assert month_of(date) == month


@pytest.mark.parametrize(("detail", "told"), [("year", "0987"), ("month", "0987-01"), ("day", "0987-01-02")])
def test_a_date_is_told_with_as_much_detail_as_is_wanted(detail: str, told: str) -> None:
    assert date_told(date(987, 1, 2), Detail(detail)) == told


def test_of_two_details_the_coarser_wins() -> None:
    assert coarser(Detail.DAY, Detail.YEAR) is coarser(Detail.YEAR, Detail.MONTH) is Detail.YEAR
    assert coarser(Detail.DAY, Detail.MONTH) is Detail.MONTH


def test_an_alias_comes_from_the_bytes_alone_and_varies() -> None:
    seeds = [bytes([i, 7, i * 3 % 256, i]) for i in range(200)]
    for language in ("en", "zh-Hant"):
        aliases = [pseudonym(seed, language) for seed in seeds]
        assert aliases == [pseudonym(seed, language) for seed in seeds]
        assert len(set(aliases)) > 50


def test_an_alias_has_the_form_of_its_language() -> None:
    assert len(pseudonym(b"abcd", "zh-Hant")) == 2
    first, second = pseudonym(b"abcd", "en").split()
    assert len(first) == len(second) == 2
    assert first.endswith(".")


def test_an_alias_needs_randomness() -> None:
    with pytest.raises(ValueError, match="random"):
        pseudonym(b"a", "en")
