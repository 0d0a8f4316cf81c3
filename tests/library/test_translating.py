"""A translation hangs off its original: marked, checked, corrected and taken down with it."""

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from consilia.accounts.models import Department
from consilia.library import actions
from consilia.library.copies import OriginCopy, PageCopy, ReplyCopy, Retraction
from consilia.library.exporting import exchange_records
from consilia.library.feeds import public
from consilia.library.models import Page
from consilia.library.translating import UnfitTranslation
from tests.factories import NOW
from tests.library.test_importing import exchange, take

pytestmark = pytest.mark.django_db

ORIGINAL = PageCopy(
    language="zh-Hant",
    title="左眼皮一直跳",
    heading="眼皮跳",
    question="我的左眼皮跳了兩個星期。",
    replies=(ReplyCopy("林小姐您好，眼皮跳大多沒有危險。", "江俊毅醫師", department_name="Neurology"),),
    department_name="Neurology",
    asker_sex="female",
    asker_age_band="25-34",
    asked_on="2026-03",
    origin=OriginCopy("zh-1"),
)
TRANSLATION = PageCopy(
    language="en",
    title="My left eyelid keeps twitching",
    heading="Twitching eyelid",
    question="My left eyelid has been twitching for two weeks.",
    replies=(ReplyCopy("Dear Ms. Lin, it is nearly always harmless.", "Dr. Jiang Junyi", "江俊毅醫師"),),
    department_name="Neurology",
    asker_sex="female",
    asker_age_band="25-34",
    asked_on="2026-03",
    origin=OriginCopy("en-1"),
    translation_of="zh-1",
    translated_by="Wen Li",
)


def shelve(copy: PageCopy) -> Page:
    return actions.shelve_record(copy=copy, by="importer", now=NOW)[0]


@pytest.fixture
def original(neurology: Department) -> Page:
    return shelve(ORIGINAL)


def html_of(client: Client, page: Page) -> str:
    response = client.get(page.get_absolute_url())
    assert response.status_code == 200
    return str(response.content.decode())


def test_both_tell_of_one_another_and_the_translation_says_what_it_is(client: Client, original: Page) -> None:
    translation = shelve(TRANSLATION)
    html = html_of(client, translation)
    for words in ("This is a translation.", "Translated by Wen Li.", original.title, "江俊毅醫師"):
        assert words in html
    for page in (original, translation):
        html = html_of(client, page)
        for tag, other in (("zh-Hant", original), ("en", translation), ("x-default", original)):
            assert f'<link rel="alternate" hreflang="{tag}" href="{public(other.get_absolute_url())}">' in html
        assert "has been changed since" not in html
    # The language links of the header lead to the same exchange, not to an address that leads back.
    assert f'<a href="{original.get_absolute_url()}" lang="zh-Hant"' in html_of(client, translation)


def test_a_page_that_stands_alone_has_no_other_versions(client: Client, original: Page) -> None:
    html = html_of(client, original)
    assert 'hreflang="x-default"' not in html
    assert "這是譯文" not in html


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"asker_sex": "male"}, "translation_changes_a_fact"),
        ({"asked_on": "2025-03"}, "translation_changes_a_fact"),
        ({"replies": ()}, "translation_changes_a_fact"),
        (
            {"replies": (replace(TRANSLATION.replies[0], text="Hello Mr. Lin, rest."),)},
            "translation_greets_another_sex",
        ),
        ({"replies": (replace(TRANSLATION.replies[0], clinician_name_original=""),)}, "translation_loses_a_name"),
        ({"heading": "Heartbeat issues"}, "translation_heading_does_not_fit"),
        ({"heading": ""}, "translation_heading_does_not_fit"),
        ({"language": "zh-Hant"}, "translation_in_the_same_language"),
        ({"translation_of": "zh-2"}, "translation_without_original"),
    ],
)
def test_what_is_no_fit_translation_is_not_shelved(original: Page, changed: dict[str, Any], fault: str) -> None:
    with pytest.raises(UnfitTranslation) as refused:
        shelve(replace(TRANSLATION, **changed))
    assert fault in {one.name for one in refused.value.faults}
    assert Page.objects.count() == 1


def test_there_is_one_translation_a_language_and_none_of_a_translation(original: Page) -> None:
    shelve(TRANSLATION)
    for other, fault in (
        (replace(TRANSLATION, origin=OriginCopy("en-2")), "translation_stands_already"),
        (replace(TRANSLATION, language="ja", translation_of="en-1"), "translation_of_a_translation"),
    ):
        with pytest.raises(UnfitTranslation) as refused:
            shelve(replace(other, origin=OriginCopy("other")))
        assert fault in {one.name for one in refused.value.faults}


def test_a_translation_is_renewed_and_says_when_its_original_has_moved_on(client: Client, original: Page) -> None:
    translation = shelve(TRANSLATION)
    shelve(replace(ORIGINAL, question="我的左眼皮跳了三個星期。"))
    assert "The original has been changed since it was translated." in html_of(client, translation)
    renewed = shelve(replace(TRANSLATION, question="My left eyelid has been twitching for three weeks."))
    assert renewed.pk == translation.pk
    assert "has been changed since" not in html_of(client, renewed)


def test_what_is_retracted_or_withdrawn_in_the_original_is_so_in_the_translation(
    client: Client, original: Page
) -> None:
    translation = shelve(TRANSLATION)
    actions.retract_reply(number=original.pk, retraction=Retraction(0, "Superseded."), by="editor", now=NOW)
    assert "Retracted on" in html_of(client, translation)
    actions.withdraw_page(number=original.pk, by="editor", now=NOW)
    assert client.get(translation.get_absolute_url()).status_code == 410
    assert not Page.objects.published().exists()


def test_an_import_holds_back_what_does_not_fit_and_an_export_comes_in_again(neurology: Department) -> None:
    chinese = {"language": "zh-Hant", "title": "眼皮跳", "question": "眼皮跳是什麼？", "topics": []}
    report = take(
        exchange(id="zh", **chinese), exchange(id="en", translation_of="zh"), exchange(id="lost", translation_of="none")
    )
    assert report.unfit == ["lost"]
    assert ("lost", "translation_without_original") in [(name, fault.name) for name, fault in report.faults]
    records = list(exchange_records())
    assert [record["id"] for record in records] == ["zh", "en"]
    assert records[1]["translation_of"] == "zh"
    assert take(*(exchange(**record) for record in records)).unfit == []


def test_versions_are_asked_for_only_where_there_are_some(
    client: Client, neurology: Department, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    address = shelve(replace(ORIGINAL, topics=("眼皮跳",))).get_absolute_url()
    client.get(address)
    with django_assert_num_queries(5):
        client.get(address)
    shelve(TRANSLATION)
    with django_assert_num_queries(6):
        client.get(address)
