"""Importing archives: whole records, once, however often and however damaged; and the real archives in full."""

import json
import tarfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from consilia.accounts.departments import install_canonical
from consilia.audit.models import Event
from consilia.library import actions, importing
from consilia.library.archives.exchange import read_exchanges
from consilia.library.archives.identifying import Identifiers
from consilia.library.archives.medquad import read_medquad
from consilia.library.archives.opening import LONGEST_LINE, ArchiveUnreadable
from consilia.library.archives.record import Exchange
from consilia.library.archives.seedpage import read_seedpages
from consilia.library.copies import Outcome
from consilia.library.importing import Report, import_exchanges, import_sources
from consilia.library.models import Page, PageReply, Source
from tests.factories import NOW
from tests.shared_data import shared

pytestmark = pytest.mark.django_db

WHOLE: dict[str, Any] = {
    "id": "tw-1",
    "language": "en",
    "department": "Neurology",
    "title": "Eyelid twitching",
    "question": "My eyelid twitches. What is it?",
    "asker": {"sex": "female", "age_band": "30-39", "district": "north"},
    "asked_on": "2023-02-02",
    "replies": [
        {"clinician": "Dr. Shen", "department": "Neurology", "hospital": "General", "text": "Rest.", "grade": 1},
        {"clinician": "Dr. Tung", "department": "Pediatrics", "text": "I agree.", "replied_on": "2023-03-01"},
    ],
    "topics": ["Eyelid Twitching", "Face"],
    "source": {"name": "Example", "url": "https://example.org/1", "licence": "CC0", "shelf": 3},
    "votes": {"up": 7},
}


def exchange(**more: object) -> Exchange:
    return Exchange.from_json(WHOLE | more)


def take(*exchanges: Exchange, dry_run: bool = False, later: int = 0) -> Report:
    report = Report()
    for _step in import_exchanges(exchanges, now=NOW + timedelta(days=later), dry_run=dry_run, report=report):
        pass
    return report


def outcomes(report: Report) -> dict[str, int]:
    return {outcome.value: count for outcome, count in report.outcomes.items() if count}


# --- one record ---


def test_a_record_becomes_a_page_with_its_replies_apart() -> None:
    install_canonical()
    assert outcomes(take(exchange())) == {"added": 1}
    page = Page.objects.get()
    assert (page.title, page.language, page.department.name) == ("Eyelid twitching", "en", "Neurology")  # type: ignore[union-attr]
    assert [reply.clinician_name for reply in page.replies.all()] == ["Dr. Shen", "Dr. Tung"]
    assert [reply.replied_on for reply in page.replies.all()] == ["", "2023-03"]
    assert (page.source_name, page.source_url, page.source_licence) == ("Example", "https://example.org/1", "CC0")


def test_an_import_keeps_back_what_identifies_and_what_says_nothing() -> None:
    take(exchange())
    page = Page.objects.get()
    assert page.asked_on == "2023-02", "the day helps to recognise a person"
    assert [topic.slug for topic in page.topics.all()] == ["eyelid-twitching"]


def test_unknown_keys_are_kept() -> None:
    take(exchange())
    page = Page.objects.get()
    assert page.extra["votes"] == {"up": 7}
    assert page.extra["_asker"] == {"district": "north"}
    assert page.extra["_source"] == {"shelf": 3}
    assert page.replies.all()[0].extra["grade"] == 1


def test_the_same_record_again_changes_nothing() -> None:
    take(exchange())
    before = Page.objects.values().get()
    events = Event.objects.count()
    assert outcomes(take(exchange(), later=1)) == {"unchanged": 1}
    assert Page.objects.values().get() == before
    assert Event.objects.count() == events


def test_a_changed_record_is_a_new_revision_of_the_same_page() -> None:
    take(exchange())
    number = Page.objects.get().pk
    assert outcomes(take(exchange(title="Twitching eyelid"), later=1)) == {"changed": 1}
    page = Page.objects.get()
    assert (page.pk, page.revision, page.title) == (number, 2, "Twitching eyelid")
    assert list(Page.objects.waiting_for_index()) == [page]


def test_a_withdrawn_page_does_not_come_back() -> None:
    take(exchange())
    actions.withdraw_page(number=Page.objects.get().pk, by="editor", now=NOW)
    assert outcomes(take(exchange(), exchange(id="tw-2"))) == {"withdrawn": 1, "added": 1}
    assert Page.objects.get(external_id="tw-1").title == ""


def test_a_dry_run_reports_and_changes_nothing() -> None:
    report = take(exchange(), dry_run=True)
    assert (report.read, outcomes(report)) == (1, {})
    assert {fault.name for _id, fault in report.faults} >= {"exact_date", "topic_vacuous"}
    assert not Page.objects.exists()


def test_a_department_that_we_do_not_know_is_added() -> None:
    install_canonical()
    take(exchange(department="Sleep Medicine"), exchange(id="2", department="Neurology"))
    assert {page.department.name for page in Page.objects.all() if page.department} == {"Sleep Medicine", "Neurology"}


def test_similar_items_become_excerpts_and_the_copy_of_the_page_leads_to_it() -> None:
    question = (
        "For a few weeks the left side of my face has twitched whenever I feel tired after a long day at work, "
        "and my doctor found some inflammation. Could this be a spasm?"
    )
    similar = [
        {"title": "The same", "question": question[:130] + "...", "reply": "Perhaps."},
        {"title": "Another", "question": "My knee hurts on the stairs.", "reply": "Train it."},
        {"title": "Without a reply", "question": "And my hip?"},
    ]
    report = take(exchange(question=question, similar=similar))
    assert (report.read, report.excerpts, outcomes(report)) == (1, 2, {"added": 3})
    page = Page.objects.get(external_id="tw-1")
    copies = {one.title: one.duplicate_of_id for one in Page.objects.filter(is_excerpt=True)}
    assert copies == {"The same": page.pk, "Another": None}


def test_a_crash_loses_whole_batches_only_and_the_second_run_completes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "BATCH", 10)
    records = [exchange(id=f"r{number}") for number in range(35)]

    def until_power_goes() -> Iterator[Exchange]:
        yield from records[:25]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        for _step in import_exchanges(until_power_goes(), now=NOW, dry_run=False, report=Report()):
            pass
    assert Page.objects.count() == 20
    assert outcomes(take(*records)) == {"unchanged": 20, "added": 15}


def test_the_report_grows_batch_by_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "BATCH", 2)
    records = [exchange(id=f"r{number}") for number in range(5)]
    steps = import_exchanges(records, now=NOW, dry_run=True, report=Report())
    assert [report.read for report in steps] == [2, 4, 5]


# --- damage ---


def told(path: Path, *more: str) -> tuple[int, str]:
    """Exit code and everything that the command said."""
    out = BytesIO()
    stream = TextIOWrapper(out, encoding="utf-8", write_through=True)
    code = 0
    try:
        call_command("import", str(path), *more, stdout=stream, stderr=stream)
    except SystemExit as exit_:
        code = int(exit_.code or 0)
    except CommandError as error:
        return error.returncode, str(error)
    return code, out.getvalue().decode()


def line(**more: object) -> bytes:
    return json.dumps(WHOLE | more).encode() + b"\n"


@pytest.mark.parametrize(
    ("damaged", "reason"),
    [
        (line(id="x")[:-40], "the file ends in the middle"),
        (line(id="x", title="café").replace(b"caf\\u00e9", b"caf\xe9"), "not UTF-8"),
        (b"<html>\n", "not JSON"),
        (json.dumps({"question": "Without an id"}).encode() + b"\n", '"id" is missing'),
        (b'{"id": "x", "question": "' + b"x" * (10 * LONGEST_LINE) + b'"}\n', "longer than 5 MB"),
        (json.dumps({"id": "x"}).encode() + b"\n", "neither a question nor a reply"),
        (line(id="x", asked_on="2023-02-31"), "no date that exists"),
        (line(), "stands already on line 1"),
    ],
    ids=["truncated", "latin-1", "html", "no id", "50 MB line", "empty", "no such day", "same id"],
)
def test_a_damaged_line_is_reported_and_nothing_of_it_is_taken(damaged: bytes, reason: str, tmp_path: Path) -> None:
    archive = tmp_path / "archive.jsonl"
    archive.write_bytes(line() + damaged)
    code, said = told(archive)
    assert code == 1
    assert f"line 2{' (tw-1)' if 'already' in reason else ''}" in said or "line 2 (x)" in said
    assert reason in said
    assert [page.external_id for page in Page.objects.all()] == ["tw-1"]


def _tar(name: str) -> bytes:
    raw = BytesIO()
    with tarfile.open(fileobj=raw, mode="w:gz") as archive:
        info = tarfile.TarInfo(name)
        info.size = 4
        archive.addfile(info, BytesIO(b"<x/>"))
    return raw.getvalue()


@pytest.mark.parametrize(
    ("content", "form", "reason"),
    [
        (lambda: _tar("../escaped.xml"), "medquad", "points outside the archive"),
        (lambda: _tar("/escaped.xml"), "medquad", "points outside the archive"),
        (lambda: _tar("a.xml")[:-20], "medquad", "cut short or damaged"),
        (lambda: b"no tar", "medquad", r"no .tar.gz"),
        (lambda: _tar("a.txt"), "medquad", "no XML file"),
        (lambda: _tar("a.xml")[:-20], "exchange", "cut short or damaged"),
        (lambda: b"PK\x03\x04", "exchange", "a ZIP file"),
    ],
    ids=["climbing", "absolute", "cut", "text", "no xml", "cut gzip", "zip"],
)
def test_an_archive_damaged_as_a_whole_is_refused_before_anything_is_taken(
    content: Callable[[], bytes], form: str, reason: str, tmp_path: Path
) -> None:
    archive = tmp_path / "archive"
    archive.write_bytes(content())
    code, said = told(archive, "--format", form)
    assert code == 2
    assert reason in said
    assert not Page.objects.exists()
    assert not Source.objects.exists()
    assert {path.name for path in tmp_path.iterdir()} == {"archive"}
    assert not (tmp_path.parent / "escaped.xml").exists()


def test_a_folder_is_no_archive(tmp_path: Path) -> None:
    with pytest.raises(ArchiveUnreadable):
        read_exchanges(tmp_path)


# --- the real archives ---


@pytest.mark.shared
def test_both_seed_pages_with_their_eight_similar_items() -> None:
    report = take(*[item for item in read_seedpages(shared("seeds")) if isinstance(item, Exchange)])
    assert (report.read, report.excerpts, report.rejections) == (2, 8, [])
    assert Page.objects.count() == 10
    assert Page.objects.filter(duplicate_of__isnull=False).count() == 1
    assert {fault.name for _id, fault in report.faults} >= {
        "greeting_disagrees_with_sex",
        "similar_is_the_page_itself",
        "similar_copy_differs",
        "heading_does_not_fit",
        "band_straddles_adulthood",
        "exact_date",
        "surname_in_reply",
        "more_info_without_sources",
        "topic_vacuous",
        "topics_empty",
        "urgency_advice_missing",
        "notice_missing",
        "title_ends_sentence",
    }


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "count", "times"), [("archive-en.jsonl", 1264, 2), ("archive-zh-Hant.jsonl", 3549, 1)]
)
def test_every_record_of_a_real_archive(name: str, count: int, times: int) -> None:
    archive = shared("data") / name
    for expected in (Outcome.ADDED, Outcome.UNCHANGED)[:times]:
        report = Report()
        for _step in import_exchanges(read_exchanges(archive), now=NOW, dry_run=False, report=report):
            pass
        assert (report.read, report.rejections, dict(+report.outcomes)) == (count, [], {expected: count})
    records = archive.read_text(encoding="utf-8").splitlines()
    replies = sum(len(json.loads(record).get("replies", [])) for record in records)
    assert PageReply.objects.count() == replies, "several replies are kept apart"


@pytest.mark.shared
def test_medquad_becomes_sources_that_can_be_cited() -> None:
    for expected in (Outcome.ADDED, Outcome.UNCHANGED):
        report = Report()
        items = read_medquad(shared("data/medquad.tar.gz"))
        for _step in import_sources(items, now=NOW, dry_run=False, report=report):
            pass
        assert (report.read, report.rejections, dict(+report.outcomes)) == (16_407, [], {expected: 16_407})
    assert Source.objects.count() == 16_407
    assert not Source.objects.exclude(licence="CC BY 4.0").exists()
    assert not Source.objects.filter(url="").exists()
    assert not Source.objects.filter(publisher="").exists()


# --- what may identify somebody ---


def named() -> Exchange:
    return Exchange.from_json(
        {
            "id": "named",
            "language": "en",
            "title": "Numb thumb",
            "question": "My name is Siobhan Okafor, call me on 0161 496 0123. Why is my thumb numb?",
            "replies": [{"text": "Dear Siobhan, it is a pinched nerve. Dr Amy Chen", "clinician": "Amy Chen"}],
            "source": {"name": "Test", "licence": "CC0"},
        }
    )


def brought_in(how: Identifiers) -> Report:
    report = Report()
    for _step in import_exchanges([named()], now=NOW, dry_run=False, report=report, identifiers=how):
        pass
    return report


@pytest.mark.parametrize("how", list(Identifiers))
def test_what_may_identify_somebody_is_reported_whatever_is_done(how: Identifiers) -> None:
    found = {(fault.where, fault.quote) for _id, fault in brought_in(how).faults if fault.name == "identifier"}
    assert {("question", "Siobhan Okafor"), ("question", "0161 496 0123"), ("replies[0].text", "Siobhan")} <= found
    assert not [quote for _where, quote in found if "Chen" in quote], "a doctor signs in public"


def test_identifiers_are_masked_where_that_is_asked_for() -> None:
    brought_in(Identifiers.MASK)
    page = Page.objects.get(external_id="named")
    assert page.question == "My name is [name], call me on [phone]. Why is my thumb numb?"
    assert page.replies.get().text == "Dear [name], it is a pinched nerve. Dr Amy Chen"


def test_records_with_identifiers_are_held_back_where_that_is_asked_for() -> None:
    report = brought_in(Identifiers.HOLD)
    assert report.held == ["named"]
    assert not Page.objects.exists()
