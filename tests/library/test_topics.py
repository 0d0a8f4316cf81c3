"""Related FAQ: synonyms merge, vacuous names are refused, and no page is left without topics."""

from dataclasses import replace

import pytest

from consilia.accounts.models import Department
from consilia.library import actions
from consilia.library.copies import PageCopy, TopicCopy
from consilia.library.models import Page, Topic
from consilia.library.reading import more_topics
from consilia.library.topics import TOPICS_A_PAGE
from tests.factories import NOW

pytestmark = pytest.mark.django_db


def filed(*names: str, language: str = "en", title: str = "A title", question: str = "What now?") -> Page:
    copy = PageCopy(
        language=language,
        title=title,
        question=question,
        replies=(),
        department_name="Neurology",
        topics=names,
    )
    return actions.shelve_page(copy=copy, by="importer", now=NOW)


def slugs(page: Page) -> list[str]:
    return sorted(topic.slug for topic in page.topics.all())


@pytest.fixture
def twitching(neurology: Department) -> Topic:
    copy = TopicCopy(
        slug="eyelid-twitching",
        department_name="Neurology",
        names={"en": "Eyelid Twitching", "zh-Hant": "眼皮跳動"},
        synonyms={"en": ["jumping eyelid"], "zh-Hant": ["眼皮跳"]},
    )
    actions.shelve_topics(copies=[copy])
    return Topic.objects.get()


@pytest.mark.parametrize("name", ["Eyelid Twitching", "eyelid  twitching", "Jumping Eyelid", "JUMPING-EYELID"])
def test_synonyms_lead_to_one_topic(twitching: Topic, name: str) -> None:
    assert slugs(filed(name)) == ["eyelid-twitching"]
    assert Topic.objects.count() == 1


@pytest.mark.parametrize("name", ["Face", "face ", "FACE", "", "???"])
def test_a_name_that_says_nothing_is_no_topic(neurology: Department, name: str) -> None:
    assert slugs(filed(name)) == []
    assert not Topic.objects.exists()


def test_a_new_name_becomes_a_topic_of_the_page_s_department(neurology: Department) -> None:
    page = filed("Hemifacial Spasm")
    topic = page.topics.get()
    assert (topic.department, topic.names) == (neurology, {"en": "Hemifacial Spasm"})


@pytest.mark.parametrize(
    ("language", "question"),
    [("en", "Why is it, this Jumping eyelid?"), ("zh-Hant", "我的左眼皮跳個不停"), ("en", "Eyelid twitching!")],
)
def test_a_page_is_filed_under_what_it_mentions(twitching: Topic, language: str, question: str) -> None:
    assert slugs(filed(language=language, question=question)) == ["eyelid-twitching"]


def test_a_word_inside_another_is_no_mention(neurology: Department) -> None:
    actions.shelve_topics(copies=[TopicCopy("tic", "Neurology", {"en": "Tic"})])
    assert slugs(filed(question="I am an optician")) == []


def test_a_page_without_topics_shows_those_that_its_words_mention(neurology: Department) -> None:
    page = filed(question="Why eyelid twitching?")
    names = ("Eyelid Twitching", "Migraine")
    copies = [TopicCopy(name.lower(), "Neurology", {"en": name}, guidance={"en": "Rest."}) for name in names]
    actions.shelve_topics(copies=copies)
    assert [str(topic) for topic in more_topics(page)] == ["Eyelid Twitching"]


def test_a_page_that_mentions_none_shows_its_department_s(neurology: Department, pediatrics: Department) -> None:
    page = filed()
    copies = [TopicCopy(f"topic-{number:02}", "Neurology", {"en": f"Topic {number}"}) for number in range(15)]
    copies += [
        TopicCopy("a-child", "Pediatrics", {"en": "Child"}),
        TopicCopy("a-chinese", "Neurology", {"zh-Hant": "頭"}),
    ]
    actions.shelve_topics(copies=[replace(copy, guidance={"en": "Rest."}) for copy in copies])
    shown = more_topics(page)
    assert [topic.slug for topic in shown] == [f"topic-{number:02}" for number in range(TOPICS_A_PAGE)]
