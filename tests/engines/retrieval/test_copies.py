"""Copies of a question are recognised, other people's questions are not, and the shown few are varied."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consilia.engines.retrieval import Candidate, is_copy, spread
from tests.shared_data import shared

SEEDS = ("000_f47d0a242504e5ae.txt", "002_af63770cbc6a564f.txt")
EYELID = (
    "Hello doctor, my left eyelid has been twitching for ten days, mostly in the evening after work at the "
    "computer, and coffee seems to make it worse. Do I need an examination?"
)
EYELID_REWORDED = (
    "Hi, for ten days my left eyelid has been twitching, mostly in the evening after work at the computer; "
    "coffee seems to make it worse. Should I have an examination?"
)
CHEEK = (
    "My right cheek pulls and twitches whenever I sneeze, it lasts a second or two and there is no pain or "
    "numbness. Could this be the beginning of a palsy, and which tests would show it?"
)
STOMACH = "最近這兩週飯後常常上腹部悶痛，有時候半夜會痛醒，還會打嗝脹氣，請問醫師這是胃潰瘍嗎？需要做胃鏡嗎？"
STOMACH_REWORDED = (
    "醫師您好：這兩週飯後常常上腹部悶痛，有時候半夜會痛醒，還會打嗝、脹氣，請問這是胃潰瘍嗎？要不要做胃鏡？"
)
STOMACH_OTHER = "飯後胃脹氣已經三個月，吃了胃藥也沒有改善，體重掉了四公斤，家人有胃癌病史，請問需要做胃鏡檢查嗎？"


def page_questions(page: str) -> tuple[str, list[str]]:
    """The page's own question, and those of its Similar items, from the text of a seed page."""
    own = page.split("\n\n\n")[1].partition("\n\n")[0]
    similar = page[page.index("Similar Q&A") :].split("[Read More]")[:-1]
    blocks = [[block for block in re.split(r"\n{2,}", item) if block.strip()] for item in similar]
    at_reply = [next(n for n, block in enumerate(item) if " reply " in block) for item in blocks]
    return own, [item[n - 1] for item, n in zip(blocks, at_reply, strict=True)]


@pytest.mark.shared
def test_the_first_similar_item_of_seed_page_000_is_the_page_itself_and_no_other_is() -> None:
    found = {name: page_questions((shared("seeds") / Path(name)).read_text()) for name in SEEDS}
    copies = {name: [is_copy(own, other) for other in similar] for name, (own, similar) in found.items()}
    assert copies == {SEEDS[0]: [True, False, False, False], SEEDS[1]: [False] * 4}


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (EYELID, EYELID),
        (EYELID, EYELID_REWORDED),
        (EYELID, EYELID.upper()),
        (f"{EYELID} {CHEEK} {CHEEK}", EYELID_REWORDED[:130] + "..."),
        (STOMACH, STOMACH_REWORDED),
        (STOMACH, STOMACH[:40] + "…"),
        ("Back pain?", "back pain"),
        ("頭痛？", "頭痛"),
    ],
)
def test_a_question_reworded_or_cut_short_is_a_copy(a: str, b: str) -> None:
    assert is_copy(a, b)
    assert is_copy(b, a)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (EYELID, CHEEK),
        (EYELID, "eyelid twitching"),
        (STOMACH, STOMACH_OTHER),
        (STOMACH, "胃潰瘍"),
        ("lower back pain: what should I do?", "lower back pain and loss of blood"),
        ("", ""),
        ("🙂", "🙁"),
        (EYELID, ""),
    ],
)
def test_another_persons_question_is_no_copy(a: str, b: str) -> None:
    assert not is_copy(a, b)
    assert not is_copy(b, a)


@settings(max_examples=150, deadline=None, database=None)
@given(a=st.text(st.characters(codec=None)), b=st.text(st.characters(codec=None)))
def test_being_a_copy_goes_both_ways_for_any_text(a: str, b: str) -> None:
    assert is_copy(a, b) == is_copy(b, a)


def candidate(name: str, score: float, clinician: str, department: str = "Neurology") -> Candidate:
    return Candidate(name, f"question {name}", score, (clinician,), department)


def test_copies_of_the_page_and_of_each_other_are_not_shown() -> None:
    candidates = [
        Candidate("itself", EYELID_REWORDED, 0.9),
        Candidate("cheek", CHEEK, 0.8),
        Candidate("cheek again", CHEEK.lower(), 0.7),
        Candidate("stomach", STOMACH, 0.3),
    ]
    assert [shown.id for shown in spread(EYELID, candidates)] == ["cheek", "stomach"]


def test_another_clinician_is_shown_before_the_same_one_again() -> None:
    candidates = [candidate("a", 0.60, "Wu"), candidate("b", 0.59, "Wu"), candidate("c", 0.55, "Lin")]
    assert [shown.id for shown in spread("", candidates)] == ["a", "c", "b"]


def test_another_department_is_shown_before_the_same_one_again() -> None:
    candidates = [
        candidate("a", 0.60, "Wu"),
        candidate("b", 0.58, "Lin"),
        candidate("c", 0.56, "Ho", "Family Medicine"),
    ]
    assert [shown.id for shown in spread("", candidates)] == ["a", "c", "b"]


def test_variety_does_not_bring_up_a_poor_hit() -> None:
    candidates = [candidate("a", 0.9, "Wu"), candidate("b", 0.85, "Wu"), candidate("c", 0.2, "Lin")]
    assert [shown.id for shown in spread("", candidates, shown=2)] == ["a", "b"]


def test_no_more_than_four_are_shown() -> None:
    candidates = [candidate(str(n), 0.5, f"Dr {n}") for n in range(9)]
    assert len(spread("", candidates)) == 4
    assert spread("", []) == ()
