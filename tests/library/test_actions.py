"""The only writers of the shelves: what they keep, what they take down, what they record."""

import dataclasses
from datetime import timedelta

import pytest

from consilia.accounts.models import Department
from consilia.audit.models import Event
from consilia.library import actions
from consilia.library.copies import Outcome, PageCopy, SourceCopy, TopicCopy
from consilia.library.models import Page, Source, Topic
from consilia.library.shelving import rebuild
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db


def test_a_shelved_page_is_reviewed_today_and_waits_for_the_worker(neurology: Department) -> None:
    page = factories.page()
    assert (page.published_at, page.reviewed_on, page.revision) == (NOW, NOW.date(), 1)
    assert page.next_review_on == NOW.date() + timedelta(days=730)
    assert list(Page.objects.waiting_for_index()) == [page]
    assert Event.objects.filter(action="page.shelved", object_ref=str(page.pk)).count() == 1


@pytest.mark.parametrize(("title", "slug"), [("眼皮一直跳？", "眼皮一直跳"), ("???", "page"), ("x " * 100, None)])
def test_every_title_gives_an_address(title: str, slug: str | None, neurology: Department) -> None:
    page = factories.page(title=title)
    assert page.slug == slug or (slug is None and 0 < len(page.slug) <= 80)


def test_withdrawing_takes_every_word_at_once(neurology: Department) -> None:
    page = factories.page()
    other = factories.page(title="Another twitching eyelid", clinician="Dr Carol")
    page.similar_rows.create(similar=other, rank=0, score=0.5)
    actions.withdraw_page(number=page.pk, by="editor", now=NOW)
    page = Page.objects.get(pk=page.pk)
    words = [value for value in Page.objects.filter(pk=page.pk).values().get().values() if isinstance(value, str)]
    assert not [word for word in words if "eyelid" in word.lower() or word == "K. M."]
    assert (page.care_now, page.urgent_signs, page.extra) == ([], [], {})
    assert not page.replies.exists()
    assert not page.topics.exists()
    assert not page.similar_rows.exists()
    assert page.is_withdrawn
    assert page in Page.objects.waiting_for_index()


def test_withdrawing_takes_the_topics_that_only_this_page_made(neurology: Department) -> None:
    actions.shelve_topics(copies=[TopicCopy("migraine", "Neurology", {"en": "Migraine"}, guidance={"en": "Rest."})])
    page = factories.page(question="My eyelid twitches, and migraine.")
    other = factories.page(title="Another twitching eyelid", clinician="Dr Carol")
    own = Topic.objects.create(slug="own", department=neurology, names={"en": "My xyzzysecret"})
    page.topics.add(own)
    actions.withdraw_page(number=page.pk, by="editor", now=NOW)
    assert sorted(Topic.objects.values_list("slug", flat=True)) == ["eyelid-twitching", "migraine"]
    actions.withdraw_page(number=other.pk, by="editor", now=NOW)
    assert [topic.slug for topic in Topic.objects.all()] == ["migraine"]


def test_what_only_a_withdrawn_page_was_called_goes_though_others_say_the_same(neurology: Department) -> None:
    def shelve(question: str, *topics: str) -> Page:
        copy = PageCopy("en", "A title", question, (), department_name="Neurology", topics=topics)
        return actions.shelve_page(copy=copy, by="importer", now=NOW)

    page = shelve("What now?", "Panic attacks (since xyzzysecret)")
    shelve("I have panic attacks")
    actions.withdraw_page(number=page.pk, by="editor", now=NOW)
    assert not Topic.objects.exists()
    assert not Page.objects.filter(pk=page.pk).exclude(named_topics=[]).exists()


def test_withdrawing_twice_is_once(neurology: Department) -> None:
    page = factories.page()
    for days in (0, 1):
        actions.withdraw_page(number=page.pk, by="editor", now=NOW + timedelta(days=days))
    assert Page.objects.get(pk=page.pk).withdrawn_at == NOW
    assert Event.objects.filter(action="page.withdrawn").count() == 1


def source(**more: str) -> SourceCopy:
    words = {field.name: f"{field.name} of it" for field in dataclasses.fields(SourceCopy)}
    return SourceCopy(**{**words, "language": "en", "url": "https://example.org/a", **more})


def test_sources_are_added_renewed_and_left_alone() -> None:
    def shelve(*copies: SourceCopy) -> dict[str, int]:
        counted = actions.shelve_sources(copies=list(copies), now=NOW)
        return {outcome.value: count for outcome, count in counted.items() if count}

    assert shelve(source(external_id="a"), source(external_id="b")) == {"added": 2}
    rebuild()
    assert not Source.objects.filter(is_indexed=False).exists()
    assert shelve(source(external_id="a"), source(external_id="b", text="New words")) == {"unchanged": 1, "changed": 1}
    renewed = Source.objects.get(is_indexed=False)
    assert (renewed.external_id, renewed.text) == ("b", "New words"), "it has to be indexed anew"
    assert Outcome.WITHDRAWN.value not in shelve(source(external_id="a"))


def test_topics_are_related_to_those_that_exist(neurology: Department) -> None:
    copies = [
        TopicCopy("one", "Neurology", {"en": "One"}, related=("two", "none")),
        TopicCopy("two", "No such department", {"en": "Two"}),
    ]
    for _again in range(2):
        actions.shelve_topics(copies=copies)
    one, two = Topic.objects.order_by("slug")
    assert list(one.related.all()) == [two]
    assert (one.department, two.department) == (neurology, None)
