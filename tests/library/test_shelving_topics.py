"""The catalogue in an installation: loaded once, renewed where nobody here changed it; and the page of a topic."""

import re
from dataclasses import replace

import pytest
from django.test import Client
from django.utils.translation import override
from pytest_django import DjangoAssertNumQueries

from consilia.accounts.models import Department
from consilia.library import actions, importing
from consilia.library.catalogue import catalogue
from consilia.library.copies import GuidelineCopy, PageCopy, ReplyCopy, TopicCopy
from consilia.library.models import Origin, Page, Topic
from tests.factories import NOW

pytestmark = pytest.mark.django_db

TICS = TopicCopy(
    slug="tics",
    department_name="Neurology",
    names={"en": "Tics", "zh-Hant": "抽動症"},
    synonyms={"en": ["blinking tic"]},
    guidance={"en": "Most tics fade.", "zh-Hant": "多數會自己好。"},
    guidelines=(GuidelineCopy("AAN", "Treatment of tics", 2019),),
    call_ambulance={"en": ["awareness is lost"], "zh-Hant": ["失去意識"]},
    same_day={"en": ["it began with a fever"], "zh-Hant": ["發燒後出現"]},
)


def test_the_catalogue_is_loaded_once(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    assert importing.install_catalogue() == len(catalogue()) == Topic.objects.filter(origin=Origin.CATALOGUE).count()
    assert Topic.objects.filter(related=None).count() == 0
    with django_assert_max_num_queries(3):
        assert importing.install_catalogue() == 0


def test_a_new_release_renews_what_nobody_changed(neurology: Department) -> None:
    actions.shelve_topics(copies=[TICS])
    assert actions.shelve_topics(copies=[replace(TICS, guidance={"en": "New words."})]) == 1
    assert Topic.objects.get().guidance == {"en": "New words."}


@pytest.mark.parametrize("change", [{"names": {"en": "Habits"}}, {"same_day": {}}, {"reviewed_by_name": "Dr Carol"}])
def test_what_was_changed_here_stays(neurology: Department, change: dict[str, object]) -> None:
    actions.shelve_topics(copies=[TICS])
    Topic.objects.update(**change)
    assert actions.shelve_topics(copies=[replace(TICS, guidance={"en": "New words."})]) == 0
    assert Topic.objects.filter(**change).get().guidance["en"] == "Most tics fade."


def test_a_topic_that_is_switched_off_stays_off_and_is_shown_nowhere(neurology: Department, client: Client) -> None:
    actions.shelve_topics(copies=[TICS])
    page = shelved("Tics", topics=("Tics",))
    Topic.objects.update(is_active=False)
    actions.shelve_topics(copies=[replace(TICS, guidance={"en": "New words."})])
    assert not Topic.objects.get().is_active
    for path in ("/en/topics/tics", "/en/topics/tics/feed"):
        assert client.get(path).status_code == 404
    assert "/en/topics/tics" not in client.get(page.get_absolute_url()).content.decode()
    assert not shelved("My tic", question="A blinking tic").filings.exists()


def shelved(title: str, *, question: str = "What now?", verified: bool = False, **more: object) -> Page:
    reply = ReplyCopy("Rest.", clinician_name="Dr Bob", licence_verified=verified)
    copy = PageCopy("en", title, question, (reply,), department_name="Neurology", **more)  # type: ignore[arg-type]
    return actions.shelve_page(copy=copy, by="importer", now=NOW)


@pytest.fixture
def tics(neurology: Department) -> Topic:
    actions.shelve_topics(copies=[TICS])
    return Topic.objects.get()


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["When to call", "awareness is lost", "When to be seen today", "began with a fever", "Most tics fade"]),
        ("zh-Hant", ["失去意識", "發燒後出現", "多數會自己好"]),
    ],
)
def test_a_topic_says_first_when_to_get_help(tics: Topic, client: Client, language: str, words: list[str]) -> None:
    html = client.get(f"/{language}/topics/tics").content.decode()
    places = [html.index(word) for word in words]
    assert places == sorted(places)
    assert html.index("Treatment of tics") > places[-1]
    assert "2019" in html


def test_guidance_says_whether_a_doctor_has_read_it(tics: Topic, client: Client) -> None:
    assert "No doctor has reviewed this text yet." in client.get("/en/topics/tics").content.decode()
    Topic.objects.update(reviewed_by_name="Dr Carol", reviewed_on="2026-03-04")
    html = client.get("/en/topics/tics").content.decode()
    assert "Reviewed by Dr Carol" in html
    assert "No doctor has" not in html


def test_the_best_answers_come_first(tics: Topic, client: Client) -> None:
    shelved("Excerpt of tics", topics=("Tics",), is_excerpt=True)
    shelved("Verified", topics=("Tics",), verified=True)
    shelved("Named", topics=("Tics",))
    shelved("About a blinking tic")
    with override("en"):
        html = client.get("/en/topics/tics").content.decode()
    titles = re.findall(r"<h3[^>]*><a[^>]*>([^<]+)</a>", html)
    assert titles == ["Verified", "Named", "About a blinking tic", "Excerpt of tics"]


def test_a_topic_has_a_feed_of_its_own(tics: Topic, client: Client) -> None:
    shelved("Verified", topics=("Tics",))
    shelved("Something else")
    response = client.get("/en/topics/tics/feed")
    assert response["Content-Type"].startswith("application/atom+xml")
    assert re.findall(r"<title>([^<]+)</title>", response.content.decode()) == [
        "Newly answered questions: Tics",
        "Verified",
    ]
    assert 'href="/en/topics/tics/feed"' in client.get("/en/topics/tics").content.decode()
