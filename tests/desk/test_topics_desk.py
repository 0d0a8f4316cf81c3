"""The editor's topics: suggestions are named or dismissed, doubts decided, topics changed; decisions last."""

from datetime import timedelta

import pytest
from django.urls import reverse

from consilia.accounts.models import Department, User
from consilia.audit.models import Event
from consilia.library import actions, gathering, topics
from consilia.library.copies import PageCopy, TopicCopy
from consilia.library.models import Origin, Page, ProposedFiling, Topic, TopicSuggestion
from consilia.website.working import work_until_idle
from tests.desk.desk_acts import at_the_desk
from tests.factories import NOW

pytestmark = pytest.mark.django_db

LONG = "I work at a desk and sleep well. Nobody in my family is ill. " * 4
NAMES = {"name_en": "Burning Tongue", "name_zh_hant": "舌頭灼熱"}


def shelved(title: str, question: str = LONG, **more: str) -> Page:
    copy = PageCopy(more.get("language", "en"), title, question, (), department_name="Neurology")
    return actions.shelve_page(copy=copy, by="importer", now=NOW)


@pytest.fixture
def questions(neurology: Department) -> list[Page]:
    titles = ["My burning tongue", "A burning tongue at night", "Burning tongue after soup", "Is a burning tongue bad?"]
    return [shelved(title) for title in [*titles, "Cold hands", "Why do I sneeze?"]]


@pytest.fixture
def suggestion(questions: list[Page]) -> TopicSuggestion:
    assert gathering.suggest_topics(now=NOW)
    return TopicSuggestion.objects.get()


def test_what_several_questions_share_is_suggested_with_examples(suggestion: TopicSuggestion, erin: User) -> None:
    assert (suggestion.words, suggestion.size, suggestion.pages.count()) == ("burning tongue", 4, 4)
    html = at_the_desk(erin).get(reverse("desk:topics")).content.decode()
    assert "burning tongue" in html
    assert "4 questions" in html
    assert "Burning tongue after soup" in html


def test_chinese_questions_are_gathered_by_the_characters_they_share(neurology: Department) -> None:
    for title in ("膽囊息肉怎麼辦？", "膽囊息肉會痛嗎", "體檢發現膽囊息肉", "膽囊息肉要開刀嗎？", "手指會抖", "牙齒痛"):
        shelved(title, question="我想請問一下，" * 10, language="zh-Hant")
    assert [one.words for one in gathering.gather("zh-Hant")] == ["膽囊息肉"]


def test_the_same_shelf_is_not_read_twice_and_a_changed_one_gives_the_same(suggestion: TopicSuggestion) -> None:
    assert not gathering.suggest_topics(now=NOW + timedelta(days=1))
    shelved("Sneezing")
    assert not gathering.suggest_topics(now=NOW + timedelta(minutes=1)), "an import is not interrupted by surveys"
    assert gathering.suggest_topics(now=NOW + timedelta(days=1))
    assert [one.words for one in TopicSuggestion.objects.all()] == ["burning tongue"]


def test_the_worker_looks_for_suggestions(questions: list[Page]) -> None:
    work_until_idle()
    assert TopicSuggestion.objects.get().words == "burning tongue"


def test_an_accepted_suggestion_becomes_a_topic_and_pages_are_filed(suggestion: TopicSuggestion, erin: User) -> None:
    department = Department.objects.get()
    address = reverse("desk:suggested_topic", args=[suggestion.pk])
    assert at_the_desk(erin).post(address, {**NAMES, "department": department.pk}).status_code == 302
    topic = Topic.objects.get()
    assert (topic.names, topic.origin) == ({"en": "Burning Tongue", "zh-Hant": "舌頭灼熱"}, Origin.EDITOR)
    work_until_idle()
    assert topic.pages.count() == 4
    assert not TopicSuggestion.objects.waiting().exists()
    assert Event.objects.filter(action="topic.added", actor=f"user:{erin.pk}").exists()


@pytest.mark.parametrize("spoilt", [{"name_en": ""}, {"name_zh_hant": "症狀"}, {"department": ""}])
def test_a_topic_needs_telling_names_and_a_department(
    suggestion: TopicSuggestion, erin: User, spoilt: dict[str, str]
) -> None:
    told = {**NAMES, "department": Department.objects.get().pk, **spoilt}
    response = at_the_desk(erin).post(reverse("desk:suggested_topic", args=[suggestion.pk]), told)
    assert response.status_code == 422
    assert set(response.context["form"].errors) == set(spoilt)
    assert not Topic.objects.exists()


def test_a_dismissed_suggestion_does_not_come_back(suggestion: TopicSuggestion, erin: User) -> None:
    at_the_desk(erin).post(reverse("desk:suggested_topic", args=[suggestion.pk]), {"dismiss": "1"})
    shelved("Another burning tongue")
    gathering.suggest_topics(now=NOW + timedelta(days=1))
    assert not TopicSuggestion.objects.waiting().exists()


def test_a_withdrawn_page_takes_the_words_that_it_shared(suggestion: TopicSuggestion, questions: list[Page]) -> None:
    actions.withdraw_page(number=questions[0].pk, by="editor", now=NOW)
    assert not TopicSuggestion.objects.exists()
    gathering.suggest_topics(now=NOW + timedelta(days=1))
    assert not TopicSuggestion.objects.exists(), "three questions are no topic"


@pytest.fixture
def doubt(neurology: Department) -> ProposedFiling:
    copy = TopicCopy("night-cramp", "", {"en": "Night cramp"}, guidance={"en": "Rest."})
    actions.shelve_topics(copies=[copy])
    shelved("What is it?", f"{LONG} I had a night cramp.")
    return ProposedFiling.objects.get()


def test_a_confirmed_filing_stays_whatever_the_words_say(doubt: ProposedFiling, erin: User) -> None:
    client = at_the_desk(erin)
    html = client.get(reverse("desk:topics"), {"show": "doubtful"}).content.decode()
    assert "Is this page about <b>Night cramp</b>?" in html
    client.post(reverse("desk:doubtful_filing", args=[doubt.pk]), {"confirm": "1"})
    topics.file_by_words([doubt.page])
    filing = doubt.page.filings.get()
    assert (filing.is_confirmed, filing.confidence) == (True, 1.0)
    assert not ProposedFiling.objects.exists()


def test_a_dismissed_filing_is_neither_proposed_nor_made_again(doubt: ProposedFiling, erin: User) -> None:
    at_the_desk(erin).post(reverse("desk:doubtful_filing", args=[doubt.pk]), {"dismiss": "1"})
    Page.objects.filter(pk=doubt.page_id).update(title="Night cramp")
    topics.file_by_words([Page.objects.get(pk=doubt.page_id)])
    assert not doubt.page.filings.exists()
    assert not ProposedFiling.objects.waiting().exists()


def test_a_changed_topic_is_called_so_and_reviewed_by_nobody(doubt: ProposedFiling, erin: User) -> None:
    topic = doubt.topic
    Topic.objects.update(reviewed_by_name="Dr Carol", reviewed_on="2026-03-04")
    told = {**NAMES, "synonyms_en": "hot tongue\nsore tongue", "guidance_en": "Drink water.", "is_active": "on"}
    address = reverse("desk:change_topic", args=[topic.pk])
    assert at_the_desk(erin).post(address, told).status_code == 302
    topic.refresh_from_db()
    assert topic.names == {"en": "Burning Tongue", "zh-Hant": "舌頭灼熱"}
    assert topic.synonyms == {"en": ["hot tongue", "sore tongue"]}
    assert (topic.guidance, topic.reviewed_by_name) == ({"en": "Drink water."}, "")
    work_until_idle()
    assert topic.pages.count() == 0
    at_the_desk(erin).post(address, {key: told[key] for key in told if key != "is_active"})
    assert not Topic.objects.get().is_active
