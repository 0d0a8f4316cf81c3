"""What was imported comes out again, nothing withdrawn does, and an export can be imported as it is."""

import json
from pathlib import Path

import pytest

from consilia.library import actions
from consilia.library.archives.exchange import read_exchanges
from consilia.library.archives.record import Exchange
from consilia.library.archives.seedpage import read_seedpages
from consilia.library.exporting import exchange_records
from consilia.library.importing import Report, import_exchanges
from consilia.library.models import Filing, Page, PageReply, Topic
from tests import factories
from tests.factories import NOW
from tests.library.test_importing import exchange, outcomes, take
from tests.shared_data import shared

pytestmark = pytest.mark.django_db


def test_unknown_keys_come_out_where_they_went_in() -> None:
    take(exchange())
    (record,) = exchange_records()
    assert record["votes"] == {"up": 7}
    assert record["asker"]["district"] == "north"
    assert record["source"] == {"name": "Example", "url": "https://example.org/1", "licence": "CC0", "shelf": 3}
    assert record["replies"][0]["grade"] == 1
    assert [reply["clinician"] for reply in record["replies"]] == ["Dr. Shen", "Dr. Tung"]


def test_an_export_is_made_of_whole_records(tmp_path: Path, neurology: object) -> None:
    take(exchange())
    factories.page(language="zh-Hant", title="眼皮一直跳")
    path = tmp_path / "export.jsonl"
    path.write_text("".join(json.dumps(record) + "\n" for record in exchange_records()), encoding="utf-8")
    assert [type(item) for item in read_exchanges(path)] == [Exchange, Exchange]


def test_withdrawn_pages_and_copies_are_never_exported() -> None:
    take(exchange(), exchange(id="gone"), exchange(id="copy", duplicate_of="tw-1"))
    actions.withdraw_page(number=Page.objects.get(external_id="gone").pk, by="editor", now=NOW)
    assert [record["id"] for record in exchange_records()] == ["tw-1"]


def exported(path: Path) -> list[str]:
    records = [json.dumps(record, sort_keys=True) for record in exchange_records()]
    path.write_text("\n".join(records), encoding="utf-8")
    return records


@pytest.mark.shared
def test_an_export_of_a_real_archive_imports_to_the_same_library(tmp_path: Path) -> None:
    archive = tmp_path / "part.jsonl"
    lines = (shared("data") / "archive-en.jsonl").read_text(encoding="utf-8").splitlines()[:200]
    archive.write_text("\n".join(lines), encoding="utf-8")
    for _step in import_exchanges(read_exchanges(archive), now=NOW, dry_run=False, report=Report()):
        pass
    once = exported(tmp_path / "once.jsonl")
    assert len(once) == 200
    Page.objects.all().delete()
    report = Report()
    for _step in import_exchanges(read_exchanges(tmp_path / "once.jsonl"), now=NOW, dry_run=False, report=report):
        pass
    assert outcomes(report) == {"added": 200}
    assert exported(tmp_path / "twice.jsonl") == once


def everything() -> list[object]:
    tables = (Page.objects, PageReply.objects, Topic.objects, Filing.objects)
    return [list(table.order_by("pk").values()) for table in tables]


def read(path: Path, *, later: int) -> Report:
    return take(*[item for item in read_exchanges(path) if isinstance(item, Exchange)], later=later)


def assert_an_export_changes_nothing(path: Path) -> None:
    """Twice, since what the first import spoils shows with the second."""
    before, records = everything(), exported(path)
    for later in (1, 2):
        assert outcomes(read(path, later=later)) == {"unchanged": len(records)}
        assert everything() == before
    assert exported(path) == records


SIMILAR = [
    {"title": "The same", "question": "My eyelid twitches. What is it?", "reply": "Perhaps stress."},
    {"title": "A knee", "question": "Mrs. Lin says her knee hurts on the stairs.", "reply": "Ms. Lin, train it."},
    {"title": "A hip", "question": "My hip hurts at night.", "reply": "See a doctor.", "clinician": "Dr. Pai"},
]


def test_our_own_export_changes_nothing(tmp_path: Path) -> None:
    take(exchange(similar=SIMILAR, topics=["Eyelid Twitching", "eyelid-twitching", "Zinc", "???", "Face"]))
    assert Page.objects.count() == 4
    assert_an_export_changes_nothing(tmp_path / "export.jsonl")


def test_an_export_is_read_whole_into_an_empty_library(tmp_path: Path) -> None:
    take(exchange(similar=SIMILAR))
    path = tmp_path / "export.jsonl"
    records = exported(path)
    Page.objects.all().delete()
    # The export leaves the copy of the page out; it is made anew from the page.
    assert outcomes(read(path, later=1)) == {"added": len(records) + 1}
    assert_an_export_changes_nothing(path)


def test_a_changed_similar_item_is_a_new_revision_of_its_excerpt() -> None:
    take(exchange(similar=SIMILAR))
    take(exchange(similar=[*SIMILAR[:2], {**SIMILAR[2], "reply": "Swim."}]), later=1)
    (reply,) = Page.objects.get(title="A hip").replies.all()
    assert reply.text == "Swim."


def test_what_was_published_here_is_known_again(tmp_path: Path, neurology: object) -> None:
    factories.page(title="Eyelid, left")
    assert_an_export_changes_nothing(tmp_path / "export.jsonl")


def test_what_an_older_release_published_keeps_its_id(tmp_path: Path, neurology: object) -> None:
    page = factories.page()
    Page.objects.update(token="")
    page.refresh_from_db()
    assert page.record_id == f"page-{page.pk}-64c2f76c41600", "the number and the moment, as it was exported"
    assert_an_export_changes_nothing(tmp_path / "export.jsonl")


def test_an_id_tells_nothing_of_when_a_page_was_published(neurology: object) -> None:
    first, second = factories.page(title="Eyelid, left"), factories.page(title="Eyelid, right")
    tokens = {page.record_id.removeprefix(f"page-{page.pk}-") for page in (first, second)}
    assert len(tokens) == 2, "published at the same moment"
    assert f"{int(NOW.timestamp()) * 10**6:x}" not in tokens


def test_an_old_export_does_not_bring_back_what_was_withdrawn(tmp_path: Path, neurology: object) -> None:
    page = factories.page()
    exported(tmp_path / "export.jsonl")
    actions.withdraw_page(number=page.pk, by="editor", now=NOW)
    assert outcomes(read(tmp_path / "export.jsonl", later=1)) == {"withdrawn": 1}
    assert not Page.objects.published().exists()


def test_another_service_s_export_does_not_touch_pages_of_the_same_number(tmp_path: Path, neurology: object) -> None:
    page = factories.page(title="Theirs")
    exported(tmp_path / "export.jsonl")
    Page.objects.filter(pk=page.pk).update(title="Ours", token="0123456789abcdef")
    assert outcomes(read(tmp_path / "export.jsonl", later=1)) == {"added": 1}
    assert set(Page.objects.published().values_list("title", flat=True)) == {"Ours", "Theirs"}


@pytest.mark.shared
def test_an_export_of_the_seed_pages_changes_nothing(tmp_path: Path) -> None:
    take(*[item for item in read_seedpages(shared("seeds")) if isinstance(item, Exchange)])
    assert_an_export_changes_nothing(tmp_path / "export.jsonl")


@pytest.mark.shared
def test_an_export_of_a_real_archive_changes_nothing(tmp_path: Path) -> None:
    lines = (shared("data") / "archive-en.jsonl").read_text(encoding="utf-8").splitlines()[:200]
    (tmp_path / "part.jsonl").write_text("\n".join(lines), encoding="utf-8")
    read(tmp_path / "part.jsonl", later=0)
    assert_an_export_changes_nothing(tmp_path / "export.jsonl")
