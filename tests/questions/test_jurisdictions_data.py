"""The jurisdictions' data: whom to call, from which age, what a reply must not do; each with its source."""

import re
import tomllib
from importlib import resources
from typing import Any

import pytest

from consilia.questions.jurisdiction import codes, load

LANGUAGES = {"en", "zh-Hant"}
LINES = ["ambulance", "police", "suicide", "violence", "poison"]
NUMBERS = {
    "tw": ["119", "110", "1925", "113", "02-2871-7121"],
    "generic": ["112"] * 5,
    "gb": ["999", "999", "116 123", "0808 2000 247", "111"],
    "us": ["911", "911", "988", "1-800-799-7233", "1-800-222-1222"],
}
FOLDER = resources.files("consilia.questions") / "jurisdictions"


def text_of(code: str) -> str:
    return (FOLDER / f"{code}.toml").read_text(encoding="utf-8")


def data_of(code: str) -> dict[str, Any]:
    return tomllib.loads(text_of(code))


every_jurisdiction = pytest.mark.parametrize("code", sorted(NUMBERS))


def test_exactly_the_jurisdictions_checked_here_ship() -> None:
    assert codes() == sorted(NUMBERS)


@every_jurisdiction
def test_the_service_loads_it(code: str) -> None:
    jurisdiction = load(code)
    assert jurisdiction.code == data_of(code)["code"] == code
    assert jurisdiction.emergency_number == NUMBERS[code][0]


@every_jurisdiction
def test_each_danger_has_the_right_number(code: str) -> None:
    assert [(line.id, line.number) for line in load(code).lines] == list(zip(LINES, NUMBERS[code], strict=True))


@every_jurisdiction
def test_each_line_says_when_to_call_in_both_languages_and_where_it_is_from(code: str) -> None:
    for line in data_of(code)["lines"]:
        assert set(line) == {"id", "number", "name", "hours", "when", "source"}
        assert set(line["name"]) == set(line["when"]) == LANGUAGES
        assert all([*line["name"].values(), *line["when"].values(), line["source"]])
        assert line["hours"] == "24/7"


@every_jurisdiction
def test_advice_says_in_both_languages_what_to_do_now_and_whom_to_call(code: str) -> None:
    ambulance, police, suicide, violence, _ = NUMBERS[code]
    called = {"general": [ambulance], "suicide": [ambulance, suicide], "violence": [police, violence]}
    advice = data_of(code)["emergency_advice"]
    assert set(advice) == set(called)
    for kind, numbers in called.items():
        assert set(advice[kind]) == LANGUAGES
        assert len(advice[kind]["en"]) == len(advice[kind]["zh-Hant"]) >= 5
        for steps in advice[kind].values():
            assert numbers[0] in steps[0], "the first step is the call"
            assert all(number in " ".join(steps) for number in numbers)


@every_jurisdiction
def test_advice_names_no_number_of_another_place(code: str) -> None:
    lines = data_of(code)["lines"]
    known = {re.sub(r"\D", "", line["number"]) for line in lines}
    for kind in data_of(code)["emergency_advice"].values():
        said = re.findall(r"(?<![\w-])\d[\d -]{1,}\d", " ".join([*kind["en"], *kind["zh-Hant"]]))
        digits = {re.sub(r"\D", "", number) for number in said} - {"55"}  # pressed during a silent 999 call
        assert digits <= known


@every_jurisdiction
def test_the_age_of_asking_alone_has_its_law(code: str) -> None:
    data = data_of(code)
    assert data["age_of_consent"] == (16 if code == "gb" else 18)
    assert len(data["age_of_consent_source"]) > 20


@every_jurisdiction
def test_the_notice_says_information_and_no_diagnosis(code: str) -> None:
    notice = data_of(code)["notice"]
    assert set(notice) == LANGUAGES
    assert "not a diagnosis" in notice["en"]
    assert "不是診斷" in notice["zh-Hant"]


@every_jurisdiction
def test_forbidden_acts_are_named_with_their_source(code: str) -> None:
    acts = data_of(code)["forbidden_acts"]
    assert [act["id"] for act in acts] == ["diagnosis", "prescription", "certificate"]
    for act in acts:
        assert set(act["text"]) == LANGUAGES
        assert act["source"]


@every_jurisdiction
def test_a_place_has_both_names(code: str) -> None:
    assert set(data_of(code)["name"]) == LANGUAGES


@every_jurisdiction
def test_the_long_term_care_line_is_never_offered(code: str) -> None:
    # 1966 is Taiwan's long-term care line; it is easily mixed up with 1925 and helps nobody in danger.
    assert "1966" not in text_of(code)
