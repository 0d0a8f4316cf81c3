"""“Which department fits?”: one page, only where it is not clear, and never in danger."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from consilia.accounts.departments import install_canonical
from consilia.accounts.models import Department
from consilia.questions.models import Draft, Question
from consilia.website.working import work_until_idle
from tests import factories
from tests.questions.flow import EMERGENCY, EYELID, answer_safety, path, sent, tell, words_of

pytestmark = pytest.mark.django_db

BACK = "My back hurts after lifting a box."
BACK_ZH = "搬東西以後腰痛。"
CALF = "My calf is swollen and hurts since yesterday"


@pytest.fixture(autouse=True)
def departments(db: None) -> None:
    install_canonical()


def up_to_answers(client: Client, text: str = BACK, language: str = "en", **about: str) -> str:
    """Reads the answers; returns where that leads."""
    at = tell(client, "ask", {"text": text}, language)
    if at == path("ask_emergency", language):
        at = tell(client, "ask_emergency", {}, language)
    at = tell(client, "ask_about", about or {"relation": "self", "age": "34"}, language)
    for name, data in (("ask_emergency", {}), ("ask_guardian", {"confirmed": "on"})):
        if at == path(name, language):
            at = tell(client, name, data, language)
    assert answer_safety(client, at, language) == path("ask_answers", language)
    return tell(client, "ask_answers", {}, language)


def offered(page: str) -> list[str]:
    return re.findall(r'<input type="radio" name="department" value="([^"]*)"', page)


def send_from_consent(client: Client, language: str = "en") -> Question:
    tell(client, "ask_consent", {"may_answer": "on"}, language)
    tell(client, "ask_check", {}, language)
    return Question.objects.get()


def test_where_it_is_not_clear_at_most_three_are_offered_each_with_what_it_is_for(client: Client) -> None:
    assert up_to_answers(client) == path("ask_department")
    page = words_of(client.get(path("ask_department")))
    assert offered(page) == ["Orthopedics", "Family Medicine", ""]
    assert "Bones, joints, back, muscles, sprains" in page
    assert re.search(r'value=""[^>]* checked', page), "not to know is the default"
    assert page.count(" checked") == 1


def test_a_purpose_describes_its_choice_to_a_screen_reader(client: Client) -> None:
    up_to_answers(client)
    page = words_of(client.get(path("ask_department")))
    described = re.search(r'value="Orthopedics"[^>]* aria-describedby="([^"]+)"', page)
    assert described
    assert f'id="{described[1]}">Bones' in page


def test_the_choice_is_where_the_question_goes(client: Client) -> None:
    up_to_answers(client)
    assert tell(client, "ask_department", {"department": "Family Medicine"}) == path("ask_consent")
    tell(client, "ask_consent", {"may_answer": "on"})
    check = words_of(client.get(path("ask_check")))
    assert "Family Medicine" in check
    assert f'href="{path("ask_department")}"' in check
    question = send_from_consent(client)
    assert question.department == Department.objects.get(name="Family Medicine")
    assert question.triage_records.get().departments == ["Orthopedics", "Family Medicine"], "the verdict stays its own"


@pytest.mark.parametrize("posted", [{}, {"department": ""}])
def test_who_does_not_know_lets_the_service_decide(client: Client, posted: dict[str, str]) -> None:
    up_to_answers(client)
    assert tell(client, "ask_department", posted) == path("ask_consent")
    tell(client, "ask_consent", {"may_answer": "on"})
    assert "The service decides" in words_of(client.get(path("ask_check")))
    assert send_from_consent(client).department == Department.objects.get(name="Orthopedics")


@pytest.mark.parametrize("department", ["Psychiatry", "Sorcery", "<script>", "x" * 5_000])
def test_a_department_that_was_not_offered_is_sent_back(client: Client, department: str) -> None:
    up_to_answers(client)
    response = client.post(path("ask_department"), {"department": department})
    assert response.status_code == 422
    assert "nhsuk-error-summary" in words_of(response)
    assert "<script>alert" not in words_of(response)
    assert client.get(path("ask_consent"))["Location"] == path("ask_department")


def test_it_is_not_left_out(client: Client) -> None:
    up_to_answers(client)
    for name in ("ask_consent", "ask_check"):
        assert client.get(path(name))["Location"] == path("ask_department")
        assert client.post(path(name), {"may_answer": "on"})["Location"] == path("ask_department")


def test_the_links_back_pass_it_only_where_it_was_shown(client: Client) -> None:
    up_to_answers(client)
    assert f'href="{path("ask_answers")}"' in words_of(client.get(path("ask_department")))
    tell(client, "ask_department", {})
    assert f'href="{path("ask_department")}"' in words_of(client.get(path("ask_consent")))
    tell(client, "ask", {"text": EYELID})
    up_to_answers(client, EYELID)
    back = words_of(client.get(path("ask_consent"))).partition("<main")[0]
    assert f'href="{path("ask_answers")}"' in back
    assert path("ask_department") not in back


def test_a_choice_is_there_when_one_comes_back_and_gone_with_other_words(client: Client) -> None:
    up_to_answers(client)
    tell(client, "ask_department", {"department": "Orthopedics"})
    assert re.search(r'value="Orthopedics"[^>]* checked', words_of(client.get(path("ask_department"))))
    assert tell(client, "ask_answers") == path("ask_consent"), "the same answers do not ask again"
    assert up_to_answers(client, "I have gas and my knees hurt when I climb stairs.") == path("ask_department")
    assert Draft.objects.get().data["department"] == ""


def test_another_person_is_not_sent_where_the_first_was(client: Client) -> None:
    up_to_answers(client)
    tell(client, "ask_department", {"department": "Family Medicine"})
    tell(client, "ask_about", {"relation": "parent", "age": "71"})
    assert Draft.objects.get().data["department"] == ""
    assert client.get(path("ask_department"))["Location"] == path("ask_consent")


@pytest.mark.parametrize(
    ("text", "about"),
    [
        (EMERGENCY, {"relation": "self", "age": "60"}),
        (CALF, {"relation": "self", "age": "60"}),
        (EYELID, {"relation": "self", "age": "34"}),
        ("My son has a toothache.", {"relation": "child", "age": "6"}),
    ],
    ids=["emergency", "urgent", "red flag", "child"],
)
def test_where_the_rules_decide_nobody_is_asked(client: Client, text: str, about: dict[str, str]) -> None:
    assert up_to_answers(client, text, **about) == path("ask_consent")
    assert client.get(path("ask_department"))["Location"] == path("ask_consent")
    assert client.post(path("ask_department"), {"department": "Urology"})["Location"] == path("ask_consent")


def test_danger_that_turns_up_later_takes_the_choice_back(client: Client) -> None:
    up_to_answers(client)
    tell(client, "ask_department", {"department": "Family Medicine"})
    tell(client, "ask_about", {"relation": "self", "age": "34", "medicines": EMERGENCY})
    assert tell(client, "ask_emergency") == path("ask_consent")
    question = send_from_consent(client)
    assert str(question.department) == "Emergency Medicine"


def test_a_child_s_question_goes_to_pediatrics(client: Client) -> None:
    question = sent(client, "My son has a toothache.", relation="child", age="6")
    assert str(question.department) == "Pediatrics"


def test_what_doctors_answered_before_makes_it_clear(client: Client) -> None:
    for number in range(3):
        factories.page(
            title=f"Sore back {number}",
            question=f"My back hurts after lifting a box, {number} weeks now.",
            department="Orthopedics",
        )
    work_until_idle()
    assert up_to_answers(client) == path("ask_consent")
    assert str(send_from_consent(client).department) == "Orthopedics"


def test_without_departments_nobody_is_asked(client: Client) -> None:
    Department.objects.update(is_active=False)
    assert up_to_answers(client) == path("ask_consent")
    assert send_from_consent(client).department is None


def test_a_department_that_closes_meanwhile_is_no_longer_offered(client: Client) -> None:
    up_to_answers(client)
    Department.objects.filter(name="Orthopedics").update(is_active=False)
    assert offered(words_of(client.get(path("ask_department")))) == ["Family Medicine", ""]


def test_the_page_speaks_chinese(client: Client) -> None:
    assert up_to_answers(client, BACK_ZH, "zh-hant") == path("ask_department", "zh-hant")
    page = words_of(client.get(path("ask_department", "zh-hant")))
    for words in ("哪一科比較合適？", "骨科", "骨頭、關節、腰背、肌肉、扭傷", "我不知道，請幫我決定"):
        assert words in page


def test_nobody_keeps_the_page(client: Client) -> None:
    up_to_answers(client)
    response = client.get(path("ask_department"))
    assert response["Cache-Control"] == "no-store"
    assert 'content="noindex"' in words_of(response)


def test_the_page_costs_few_queries(client: Client, django_assert_max_num_queries: Callable[..., object]) -> None:
    up_to_answers(client)
    with django_assert_max_num_queries(3):  # type: ignore[attr-defined]
        assert client.get(path("ask_department")).status_code == 200
    with django_assert_max_num_queries(6):  # type: ignore[attr-defined]
        tell(client, "ask_answers")
