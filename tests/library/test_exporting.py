"""What was imported comes out again, nothing withdrawn does, and an export can be imported as it is."""

import json
from pathlib import Path

import pytest

from consilia.library import actions
from consilia.library.archives.exchange import read_exchanges
from consilia.library.archives.record import Exchange
from consilia.library.exporting import exchange_records
from consilia.library.importing import Report, import_exchanges
from consilia.library.models import Page
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
