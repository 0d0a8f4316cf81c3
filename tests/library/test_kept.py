"""Pages kept ready-made: one question to the database, never a word that no longer holds."""

import gzip
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from consilia.accounts.models import Department, User
from consilia.library import actions, kept
from consilia.library.copies import Correction
from consilia.library.kept import begin_again, keep_some_pages
from consilia.library.models import KeptPage, MoreInfo, Page, SimilarPage, Topic
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(neurology: Department) -> Page:
    made, other = factories.page(), factories.page(title="Another twitching eyelid", clinician="Dr Carol")
    SimilarPage.objects.create(page=made, similar=other, rank=0, score=0.5)
    MoreInfo.objects.create(page=made, assembled_at=NOW, assembled_for_revision=1)
    return made


def keep_all() -> None:
    begin_again()
    while keep_some_pages():
        pass


def got(client: Client, page: Page, **headers: str) -> Any:
    return client.get(page.get_absolute_url(), headers=headers)


def test_a_kept_page_is_the_page_itself_for_one_question(
    client: Client, page: Page, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    live = got(client, page)
    keep_all()
    with django_assert_num_queries(1):
        kept_one = got(client, page)
    assert kept_one.content == live.content
    assert kept_one["Cache-Control"] == "no-cache"
    packed = got(client, page, accept_encoding="gzip, br")
    assert (packed["Content-Encoding"], gzip.decompress(packed.content)) == ("gzip", live.content)
    assert "Accept-Encoding" in packed["Vary"]
    assert packed["Content-Security-Policy"] == live["Content-Security-Policy"]


def test_who_has_the_page_already_is_told_that_it_is_the_same(client: Client, page: Page) -> None:
    keep_all()
    tag = got(client, page)["ETag"]
    again = got(client, page, if_none_match=tag)
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
    assert got(client, page, if_none_match='W/"other"').status_code == 200


def correct(page: Page) -> None:
    actions.correct_reply(number=page.pk, correction=Correction(0, "Why", text="Other words."), by="editor", now=NOW)


def withdraw_the_similar_one(page: Page) -> None:
    actions.withdraw_page(number=page.similar_rows.get().similar_id, by="editor", now=NOW)


CHANGES: dict[str, Callable[[Page], object]] = {
    "a correction": correct,
    "a similar page is taken down": withdraw_the_similar_one,
    "a similar page is corrected": lambda page: correct(page.similar_rows.get().similar),
    "another similar page": lambda page: SimilarPage.objects.create(
        page=page, similar=factories.page(title="Third"), rank=1, score=0.4
    ),
    "More Info is signed": lambda page: MoreInfo.objects.filter(page=page).update(
        reviewed_by_name="Dr Carol", reviewed_on=NOW, next_review_on=date(2099, 1, 1)
    ),
    "More Info says more": lambda page: page.more_info.sentences.create(facet="causes", position=0, text="Rest."),
    "a topic has another name": lambda page: Topic.objects.update(names={"en": "Twitching of the eyelid"}),
    "another topic": lambda page: page.topics.add(Topic.objects.create(slug="tic", names={"en": "Tic"})),
    "no topic": lambda page: page.topics.clear(),
    "the review is overdue": lambda page: Page.objects.filter(pk=page.pk).update(next_review_on=date(2020, 1, 1)),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_changes_shows_at_once_and_is_kept_anew(client: Client, page: Page, change: str) -> None:
    keep_all()
    before = got(client, page).content
    CHANGES[change](page)
    now = got(client, page)
    assert "ETag" not in now, "what was kept is sent still"
    assert now.content != before or change == "a similar page is corrected"
    keep_all()
    assert ("ETag" in got(client, page)) == (change != "no topic")


def test_what_stands_around_every_page_counts_too(client: Client, page: Page, settings: Settings) -> None:
    keep_all()
    Department.objects.update(names={"zh-Hant": "神經科"})
    settings.CONSILIA_SERVICE_NAME = "Ask Here"
    kept._frame.cache_clear()
    assert b"Ask Here" in got(client, page).content


def test_of_a_page_that_is_taken_down_nothing_is_kept_anywhere(client: Client, page: Page) -> None:
    keep_all()
    other = page.similar_rows.get().similar
    assert b"Another twitching eyelid" in b"".join(gzip.decompress(bytes(one.body)) for one in KeptPage.objects.all())
    actions.withdraw_page(number=other.pk, by="editor", now=NOW)
    left = b"".join(gzip.decompress(bytes(one.body)) for one in KeptPage.objects.all())
    assert b"Another twitching eyelid" not in left
    assert got(client, other).status_code == 404 or client.get(f"/en/pages/{other.pk}/x").status_code == 410


def test_only_strangers_are_sent_what_is_kept(client: Client, page: Page, erin: User) -> None:
    keep_all()
    client.force_login(erin)
    shown = got(client, page)
    assert "ETag" not in shown
    assert b"Sign out" in shown.content
    assert b"Sign out" not in got(Client(), page).content


def test_any_other_address_still_leads_to_the_one_address(client: Client, page: Page) -> None:
    keep_all()
    assert client.get(f"/en/pages/{page.pk}/other").status_code == 301
    assert client.get(f"/zh-Hant/pages/{page.pk}").status_code == 301


def test_where_nothing_has_been_served_yet_the_worker_does_not_fail(page: Page, settings: Settings) -> None:
    backend = "whitenoise.storage.CompressedManifestStaticFilesStorage"
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": backend}}
    begin_again()
    assert keep_some_pages() == 0


def test_the_worker_looks_through_all_pages_and_then_rests(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "LOOKED_THROUGH", 2)
    monkeypatch.setattr(kept, "AT_ONCE", 2)
    for number in range(3):
        factories.page(title=f"Eyelid {number}")
    begin_again()
    assert [keep_some_pages() for _step in range(4)] == [2, 2, 1, 0]
    factories.page(title="Eyelid, the last")
    monkeypatch.setattr(kept, "RESTS", 10**9)
    keep_all()
    factories.page(title="Eyelid, after the last")
    assert keep_some_pages() == 0
