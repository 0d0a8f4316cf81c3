"""The worker's part of the library: each step can be run again, ends, and leaves nothing stale behind."""

import shutil
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import Settings

from consilia.accounts.models import Department
from consilia.engines.retrieval import Filters
from consilia.library import actions, shelving
from consilia.library.copies import OriginCopy, PageCopy, ReplyCopy, SourceCopy
from consilia.library.finding import IndexDown
from consilia.library.indexing import page_index, page_store
from consilia.library.models import MoreInfo, Page, Source
from consilia.website.working import rebuild_if_needed, work_until_idle
from tests import factories

pytestmark = pytest.mark.django_db

PARTS = ("eyelid", "knee", "ankle", "elbow", "cough", "rash", "tooth", "stomach", "shoulder", "wrist", "toe", "ear")


@pytest.fixture(autouse=True)
def index(neurology: Department) -> None:
    """A library in which words are rare enough to tell pages apart."""
    for part in PARTS[1:]:
        factories.page(title=f"About the {part}", question=f"What about my {part}?", reply=f"The {part} heals.")
    work_until_idle()


def eyelid(number: int = 0, *, now: datetime = factories.NOW) -> Page:
    """Questions with the same complaint and other worries."""
    first, second = PARTS[number % 11 + 1], PARTS[number // 11 % 11 + 1]
    words = f"My left eyelid keeps twitching. Can that come from the {first} or the {second}?"
    return factories.page(title=f"Left eyelid twitching, {number}", question=words, clinician=f"Dr {number}", now=now)


def similar(page: Page) -> list[int]:
    return list(page.similar_rows.order_by("rank").values_list("similar_id", flat=True))


def found(text: str) -> set[str]:
    return {hit.id for hit in page_index().search(text, filters=Filters(language="en")).hits}


def test_a_new_page_is_indexed_and_both_neighbours_show_each_other() -> None:
    old = eyelid(1)
    work_until_idle()
    assert similar(old) == []
    new = eyelid(2, now=factories.NOW + timedelta(days=1))
    work_until_idle()
    assert similar(new) == [old.pk]
    assert similar(old) == [new.pk], "the older page was refreshed because a similar one came"
    assert str(new.pk) in found("eyelid twitching")


def test_the_second_run_finds_nothing_to_do() -> None:
    eyelid()
    done: list[int] = []
    work_until_idle(report=done.append)
    work_until_idle(report=done.append)
    assert done[0] > 0
    assert done[-2:] == [0, 0] or done[-1:] == [0]
    again: list[int] = []
    work_until_idle(report=again.append)
    assert again == [0]


def test_many_mutually_similar_pages_come_to_rest() -> None:
    for number in range(120):
        eyelid(number, now=factories.NOW + timedelta(minutes=number))
    turns = count()
    work_until_idle(report=lambda done: _must_end(next(turns)))
    assert not Page.objects.filter(similar_stale=True).exists()
    for page in Page.objects.filter(title__startswith="Left eyelid"):
        shown = similar(page)
        assert len(shown) == 4
        assert page.pk not in shown


def _must_end(turn: int) -> None:
    assert turn < 12, "pages keep waking one another"


def test_similar_shows_no_copies_and_not_the_page_itself() -> None:
    first, other = eyelid(1), eyelid(2)
    again = factories.page(title="The same", question=first.question, clinician="Dr Copy")
    work_until_idle()
    assert first.pk not in similar(again)
    assert again.pk not in similar(first)
    assert again.pk not in similar(again)
    assert other.pk in similar(first)


def test_a_withdrawn_page_leaves_index_and_similar_with_the_next_run() -> None:
    page, gone = eyelid(1), eyelid(2)
    work_until_idle()
    assert similar(page) == [gone.pk]
    actions.withdraw_page(number=gone.pk, by="editor", now=factories.NOW)
    work_until_idle()
    assert similar(page) == []
    assert str(gone.pk) not in found("eyelid twitching")
    assert str(page.pk) in found("eyelid twitching")


def files_with(word: bytes) -> set[Path]:
    """Files of the segments that hold `word`: what is stored is compressed and cannot be searched for it."""
    files = [path for path in page_store().folder.rglob("*") if path.is_file()]
    segments = {path.stem for path in files if word in path.read_bytes()}
    return {path for path in files if path.stem in segments}


@pytest.mark.parametrize("taken_down", [True, False])
@pytest.mark.parametrize("neighbours", [0, 1])
def test_words_of_withdrawn_and_renewed_pages_leave_the_disk(taken_down: bool, neighbours: int) -> None:
    def shelve(words: str) -> Page:
        copy = PageCopy(language="en", title="It", question=words, replies=(), origin=OriginCopy("one"))
        return actions.shelve_record(copy=copy, by="importer", now=factories.NOW)[0]

    page = shelve("My xyzzysecret hurts.")
    for number in range(neighbours):
        eyelid(number)
    work_until_idle()
    before = files_with(b"xyzzysecret")
    assert {path.suffix for path in before} >= {".store", ".term", ".idx"}
    assert found("xyzzysecret")
    if taken_down:
        actions.withdraw_page(number=page.pk, by="editor", now=factories.NOW)
    else:
        shelve("My knee hurts.")
    work_until_idle()
    assert not [path for path in before if path.exists()]
    assert not files_with(b"xyzzysecret")
    assert not [hit for hit in page_index().search("xyzzysecret").hits if hit.shares_words]
    assert len(page_store().open_reader()) == Page.objects.published().count()


def test_the_index_is_written_anew_only_where_words_were_removed_and_nothing_waits() -> None:
    generation = page_store().open_reader().generation
    page, _other = eyelid(1), eyelid(2)
    work_until_idle()
    assert page_store().open_reader().generation == generation, "new pages are added to it"
    actions.withdraw_page(number=page.pk, by="editor", now=factories.NOW)
    shelving.index_some_pages()
    eyelid(3)
    assert shelving.clear_removed_words() == 0, "not while pages wait"
    shelving.index_some_pages()
    Page.objects.update(similar_stale=False)
    assert shelving.clear_removed_words() == 1
    assert shelving.clear_removed_words() == 0
    assert not Page.objects.filter(similar_stale=True).exists(), "nothing about the other pages has changed"
    assert not Page.objects.waiting_for_index().exists()


def test_a_revision_made_while_indexing_stays_waiting() -> None:
    page = eyelid()
    [seen] = Page.objects.waiting_for_index()
    Page.objects.filter(pk=page.pk).update(revision=2)
    shelving._mark_indexed(seen)
    assert list(Page.objects.waiting_for_index()) == [page]


def test_an_index_of_another_recipe_is_built_anew(settings: Settings) -> None:
    page = eyelid()
    work_until_idle()
    (generation,) = (settings.CONSILIA_INDEX / "pages").glob("gen-*")
    (generation / "recipe.json").write_text('{"recipe": "of another version"}')
    assert page_store().needs_rebuild
    rebuild_if_needed()
    assert not page_store().needs_rebuild
    assert str(page.pk) in found("eyelid twitching")


def test_a_lost_index_is_built_anew_from_the_database(settings: Settings) -> None:
    page, gone = eyelid(1), eyelid(2)
    actions.withdraw_page(number=gone.pk, by="editor", now=factories.NOW)
    work_until_idle()
    shutil.rmtree(settings.CONSILIA_INDEX)
    work_until_idle()
    assert str(page.pk) in found("eyelid twitching")
    assert str(gone.pk) not in found("eyelid twitching")


def test_while_the_index_is_down_similar_stays_as_it_was(settings: Settings) -> None:
    page, other = eyelid(1), eyelid(2)
    work_until_idle()
    shutil.rmtree(settings.CONSILIA_INDEX)
    Page.objects.update(similar_stale=True)
    with pytest.raises(IndexDown):
        shelving.refresh_some_similar()
    assert similar(page) == [other.pk]
    assert Page.objects.get(pk=page.pk).similar_stale


def test_what_the_source_named_similar_fills_a_library_too_small_to_tell() -> None:
    copy = PageCopy(
        language="en",
        title="Original",
        question="Why does my qqq zzz?",
        replies=(ReplyCopy(text="It passes."),),
        origin=OriginCopy("o"),
        extra={"_similar": [{"title": "a"}, {"title": "b"}]},
    )
    page, _outcome = actions.shelve_record(copy=copy, by="importer", now=factories.NOW)
    for number, words in enumerate(("Why does my qqq zzz?", "May I run with xxx?"), start=1):
        excerpt = PageCopy(
            language="en", title=words, question=words, replies=(), origin=OriginCopy(f"o-similar-{number}")
        )
        actions.shelve_record(copy=excerpt, by="importer", now=factories.NOW)
    work_until_idle()
    assert [row.similar.title for row in page.similar_rows.all()] == ["May I run with xxx?"]


# --- sources and More Info ---


def source(number: int = 1, text: str = "") -> SourceCopy:
    return SourceCopy(
        external_id=f"source-{number}",
        title="What causes eyelid twitching ?",
        text=text
        or "Eyelid twitching is often caused by tiredness, stress or caffeine. It usually goes away by itself.",
        language="en",
        publisher="Institute",
        collection="test",
        url="https://institute.example/eyelid",
        licence="CC BY 4.0",
        subject="Eyelid twitching",
    )


def test_more_info_is_assembled_once_all_sources_are_indexed() -> None:
    page = factories.page(title="Eyelid twitching", question="Why does my eyelid keep twitching?")
    text = (
        "Eyelid twitching is often caused by tiredness, stress or caffeine. "
        "Treatment of lasting eyelid twitching includes injections around the eye every few months."
    )
    actions.shelve_sources(copies=[source(text=text)], now=factories.NOW)
    assert shelving.assemble_some_more_info(now=factories.NOW) == 0, "not before the sources can be searched"
    work_until_idle()
    made = MoreInfo.objects.get(page=page)
    assert made.assembled_for_revision == page.revision
    assert made.sentences.exists()
    for sentence in made.sentences.all():
        for citation in sentence.citations.all():
            assert citation.source
            assert citation.source.text[citation.start : citation.end] == citation.quote


def test_a_new_source_has_every_page_of_its_language_looked_at_again() -> None:
    page = eyelid()
    chinese = factories.page(language="zh-Hant", title="眼皮一直跳", question="左眼皮一直跳。")
    work_until_idle()
    before = {one.pk: one.more_info.assembled_at for one in (page, chinese)}
    actions.shelve_sources(copies=[source(2)], now=timezone.now())
    work_until_idle()
    after = {info.page_id: info.assembled_at for info in MoreInfo.objects.all()}
    assert after[page.pk] > before[page.pk]
    assert after[chinese.pk] == before[chinese.pk]


def test_sources_are_indexed_in_bounded_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelving, "BATCH", 1)
    actions.shelve_sources(copies=[source(number) for number in range(25)], now=factories.NOW)
    assert [shelving.index_some_sources() for _turn in range(4)] == [10, 10, 5, 0]
    assert not Source.objects.filter(is_indexed=False).exists()


def test_a_source_renewed_while_the_index_is_rebuilt_stays_waiting() -> None:
    actions.shelve_sources(copies=[source(1), source(2)], now=factories.NOW)

    turns = count()

    def renew(_written: int) -> None:
        actions.shelve_sources(copies=[source(1, text=f"Eyelids twitch, {next(turns)}.")], now=factories.NOW)

    shelving.rebuild(progress=renew)
    assert [one.external_id for one in Source.objects.filter(is_indexed=False)] == ["source-1"]
