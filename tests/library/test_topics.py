"""Related FAQ: synonyms merge, vacuous names are refused, and no page is left without topics."""

from dataclasses import replace

import pytest
from django.utils.text import slugify
from pytest_django import DjangoAssertNumQueries

from consilia.accounts.models import Department
from consilia.library import actions, importing, topics
from consilia.library.copies import OriginCopy, PageCopy, ReplyCopy, TopicCopy
from consilia.library.models import Page, ProposedFiling, Topic
from consilia.library.reading import more_topics
from consilia.library.topics import TOPICS_A_PAGE
from consilia.website.working import work_until_idle
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
    actions.shelve_topics(copies=[TopicCopy("tic", "Neurology", {"en": "Tic"}, guidance={"en": "Rest."})])
    assert slugs(filed(question="I am an optician")) == []
    assert slugs(filed(question="I have a tic")) == ["tic"]


def shelve(*names: str, department: str = "Neurology", language: str = "en") -> None:
    """Topics that somebody described."""
    copies = [TopicCopy(f"{name} {department}", department, {language: name}) for name in names]
    actions.shelve_topics(
        copies=[replace(copy, slug=slugify(copy.slug), guidance={language: "Rest."}) for copy in copies]
    )


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Headache", "Two headaches a day"),
        ("Headaches", "One headache a day"),
        ("Skin rash", "Skin rashes"),
        ("Kidney biopsy", "kidney biopsies"),
        ("Facial Tics", "A facial tic"),
        ("Multiple sclerosis (MS)", "Is it multiple sclerosis?"),
    ],
)
def test_singular_and_plural_are_one_word(neurology: Department, name: str, words: str) -> None:
    shelve(name)
    assert [str(topic) for topic in filed(question=words).topics.all()] == [name]


@pytest.mark.parametrize("word", ["Face", "Symptoms", "RA", "眼", "頭部"])
def test_words_that_say_nothing_or_too_much_lead_nowhere(neurology: Department, word: str) -> None:
    shelve(word, language="en" if word.isascii() else "zh-Hant")
    page = filed(language="en" if word.isascii() else "zh-Hant", title=f"My {word}", question=f"我的{word}")
    assert slugs(page) == []


def judged(page: Page) -> dict[str, float]:
    """Confidence of what the page was filed under by its words."""
    return dict(page.filings.filter(is_derived=True).values_list("topic__slug", "confidence"))


def replied(*replies: str, title: str, question: str) -> Page:
    copy = PageCopy("en", title, question, tuple(map(ReplyCopy, replies)), department_name="Neurology")
    return actions.shelve_page(copy=copy, by="importer", now=NOW)


def proposed(page: Page) -> list[str]:
    return [one.topic.slug for one in ProposedFiling.objects.waiting().filter(page=page)]


LONG = "I work at a desk and sleep well. Nobody in my family is ill. " * 4


def test_what_the_title_names_is_surer_than_what_the_question_tells_or_the_reply_adds(neurology: Department) -> None:
    actions.shelve_topics(copies=[TopicCopy("night-cramp", "", {"en": "Night cramp"}, guidance={"en": "Rest."})])
    titled = replied(title="Night cramps", question=LONG)
    told = replied(title="What is it?", question=f"{LONG} I had a night cramp.")
    often = replied("A night cramp.", title="What is it?", question=f"Night cramps! {LONG} Night cramps again.")
    said = replied("A night cramp.", title="What is it?", question=LONG)
    assert judged(titled) == {"night-cramp": 0.7}
    assert (judged(told), proposed(told)) == ({}, ["night-cramp"])
    assert (judged(often), proposed(often)) == ({}, ["night-cramp"])
    assert (judged(said), proposed(said)) == ({}, [])


@pytest.mark.parametrize(
    ("question", "language"),
    [("I have no tic.", "en"), ("It is not a tic", "en"), ("Never had a tic.", "en"), ("我沒有眼皮跳", "zh-Hant")],
)
def test_what_is_denied_is_no_mention(twitching: Topic, question: str, language: str) -> None:
    shelve("Tic")
    page = filed(question=question, title="?", language=language)
    assert (slugs(page), proposed(page)) == ([], [])


def test_a_list_of_complaints_is_about_none_of_them(neurology: Department, pediatrics: Department) -> None:
    shelve("One ache", "Two ache", "Three ache", "Four ache", department="Pediatrics")
    page = filed(title="Many", question="One ache, two ache, three ache, four ache")
    assert slugs(page) == []


def test_no_more_than_five_are_derived(neurology: Department) -> None:
    names = [f"{number} ache" for number in ("One", "Two", "Three", "Four", "Five", "Six")]
    shelve(*names)
    said = "; ".join(names)
    assert len(judged(replied(said, said, title=said, question=f"{said}. {LONG} {said}"))) == 5


def test_a_fever_of_a_child_is_no_fever_of_adults(neurology: Department) -> None:
    importing.install_catalogue()
    grown = filed(title="Fever since Monday", question="I have had a fever for three days.")
    child = filed(title="Fever since Monday", question="My three year old son has a fever.")
    chinese = filed(title="發燒三天", question="我家寶寶發燒了", language="zh-Hant")
    assert slugs(grown) == ["fever-in-adults"]
    assert slugs(child) == slugs(chinese) == ["fever-in-children"]


def test_the_longer_name_hides_the_shorter_within_it(neurology: Department) -> None:
    shelve("Weight loss", "Loss")
    assert [str(topic) for topic in filed(question="I have weight loss").topics.all()] == ["Weight loss"]


def test_two_topics_of_one_word_are_not_both_derived(neurology: Department, pediatrics: Department) -> None:
    shelve("Chest pain", department="Pediatrics")
    shelve("Chest pains")
    assert [str(topic) for topic in filed(question="chest pain").topics.all()] == ["Chest pains"]


def test_what_archives_call_their_pages_is_not_read_into_others(neurology: Department) -> None:
    filed("august", title="One")
    filed("august", title="Two")
    assert slugs(filed(title="Since august")) == []


def test_a_name_of_an_archive_leads_to_the_topic_of_the_catalogue(neurology: Department) -> None:
    importing.install_catalogue()
    page = filed("headaches", "Bell's Palsy", "SYMPTOMS", "healthcare it", "Face")
    assert slugs(page) == ["facial-nerve-palsy", "headache"]
    assert page.named_topics == ["headaches", "Bell's Palsy", "SYMPTOMS", "healthcare it", "Face"]


def test_names_that_came_before_the_catalogue_are_merged_into_it(neurology: Department) -> None:
    first, second = filed("headaches", title="One"), filed("Head Pain", "Zinc", title="Two")
    importing.install_catalogue()
    assert slugs(first) == ["headache"]
    assert slugs(second) == ["headache", "zinc"]
    assert [filing.is_derived for filing in first.filings.all()] == [False]


def test_named_topics_stay_and_are_told_from_derived_ones(twitching: Topic) -> None:
    page = filed("Hemifacial Spasm", question="An eyelid twitching")
    assert dict(page.filings.values_list("topic__slug", "is_derived")) == {
        "eyelid-twitching": True,
        "hemifacial-spasm": False,
    }
    assert page.named_topics == ["Hemifacial Spasm"]


def test_a_derived_topic_that_is_named_later_is_named_from_then_on(twitching: Topic) -> None:
    words = PageCopy("en", "Eyelid twitching", "What now?", (), department_name="Neurology", origin=OriginCopy("a"))
    for copy in (words, replace(words, topics=("Eyelid Twitching",))):
        page, _outcome = actions.shelve_record(copy=copy, by="importer", now=NOW)
        actions.file_by_words(pages=[page])
    assert [filing.is_derived for filing in page.filings.all()] == [False]


def test_the_worker_derives_anew_when_topics_come(neurology: Department) -> None:
    page, other = filed("Migraine", title="Dry eyes after work"), filed(title="Nothing of it")
    work_until_idle()
    revisions = dict(Page.objects.values_list("pk", "revision"))
    shelve("Dry eye")
    work_until_idle()
    assert {str(topic) for topic in page.topics.all()} == {"Migraine", "Dry eye"}
    page.refresh_from_db()
    other.refresh_from_db()
    assert page.revision == page.indexed_revision == revisions[page.pk] + 1, "its topics are looked for, too"
    assert other.revision == revisions[other.pk]
    assert not Page.objects.waiting_for_topics().exists()


def test_a_derived_topic_goes_when_its_word_does(twitching: Topic) -> None:
    page = filed("Migraine", question="An eyelid twitching")
    Topic.objects.filter(pk=twitching.pk).update(names={"en": "Blinking"}, synonyms={})
    topics.file_by_words([page])
    assert slugs(page) == ["migraine"]


def test_topics_are_derived_for_many_pages_in_few_queries(
    twitching: Topic, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    pages = [filed(title=f"Eyelid twitching {number}") for number in range(20)]
    with django_assert_max_num_queries(10):
        topics.file_by_words(pages)


def shown(page: Page) -> list[str]:
    return [topic.slug for topic in more_topics(page)]


def test_a_page_without_topics_shows_its_department_s(neurology: Department, pediatrics: Department) -> None:
    page = filed()
    copies = [TopicCopy(f"topic-{number:02}", "Neurology", {"en": f"Topic {number}"}) for number in range(15)]
    copies += [
        TopicCopy("a-child", "Pediatrics", {"en": "Child"}),
        TopicCopy("a-chinese", "Neurology", {"zh-Hant": "頭"}),
    ]
    actions.shelve_topics(copies=[replace(copy, guidance={"en": "Rest."}) for copy in copies])
    assert shown(page) == [f"topic-{number:02}" for number in range(TOPICS_A_PAGE)]


def test_where_the_department_has_none_the_most_used_of_the_library_are_shown(
    neurology: Department, pediatrics: Department
) -> None:
    shelve("Scarlet fever", "Acne", department="Pediatrics")
    shelve("頭痛", department="Pediatrics", language="zh-Hant")
    filed(title="Scarlet fever")
    assert shown(filed(title="Of nothing")) == ["scarlet-fever-pediatrics", "acne-pediatrics"]


def test_a_topic_in_another_language_is_better_than_none(neurology: Department) -> None:
    shelve("頭痛", language="zh-Hant")
    assert len(shown(filed())) == 1
