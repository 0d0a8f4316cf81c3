"""The chain tells every change, loss and cut of the log, and the database refuses them in the first place."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from consilia.audit import chain
from consilia.audit.chain import Head, chain_some, verify
from consilia.audit.guarding import guard, unguard
from consilia.audit.models import AppendOnly, Event
from consilia.audit.recording import record
from tests import factories

pytestmark = pytest.mark.django_db


def recorded(number: int) -> list[int]:
    return [
        record(
            by="asker",
            action="question.submitted",
            kind="question",
            ref=f"ref-{count}",
            now=factories.NOW + timedelta(minutes=count),
            level="soon",
            count=count,
        ).pk
        for count in range(number)
    ]


@pytest.fixture
def events() -> list[int]:
    """Seven chained events."""
    numbers = recorded(7)
    assert chain_some() == 7
    return numbers


@contextmanager
def tampering() -> Iterator[None]:
    """As somebody who owns the database, takes the triggers away, and puts them back."""
    unguard(connection)
    yield
    guard(connection)


def sql(statement: str, *values: str | int | None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


# --- the chain ---


def test_events_are_chained_in_order_and_once(events: list[int]) -> None:
    assert chain_some() == 0
    late = recorded(2)
    assert chain_some() == 2
    found = verify()
    assert (found.broken, found.head.position, found.waiting) == ("", 9, 0)
    assert list(Event.objects.order_by("position").values_list("pk", flat=True)) == [*events, *late]
    assert len(set(Event.objects.values_list("digest", flat=True))) == 9


def test_a_long_log_is_chained_bit_by_bit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chain, "BATCH", 3)
    recorded(7)
    assert [chain_some() for _turn in range(4)] == [3, 3, 1, 0]
    assert verify().broken == ""


def test_what_waits_to_be_chained_is_told_and_is_no_fault(events: list[int]) -> None:
    recorded(2)
    found = verify()
    assert (found.broken, found.head.position, found.waiting) == ("", 7, 2)


CHANGES = [
    "actor = 'user:1'",
    "action = 'question.read'",
    "object_ref = 'other'",
    "object_kind = 'page'",
    'detail = \'{"level": "soon", "count": 4}\'',
    "at = '2026-03-04 10:00:00'",
]


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_event_is_named(events: list[int], change: str) -> None:
    with tampering():
        sql(f"UPDATE audit_event SET {change} WHERE id = %s", events[3])
    assert verify().broken == f"position 4 (event {events[3]}): it is not what was recorded"
    assert verify().head.position == 3


def test_a_deleted_event_is_named(events: list[int]) -> None:
    with tampering():
        sql("DELETE FROM audit_event WHERE id = %s", events[3])
    assert verify().broken.startswith("position 4: the event is gone")


def test_a_deleted_event_whose_gap_was_closed_is_named(events: list[int]) -> None:
    with tampering():
        sql("DELETE FROM audit_event WHERE id = %s", events[3])
        for number in events[4:]:
            sql("UPDATE audit_event SET position = position - 1 WHERE id = %s", number)
    assert verify().broken.startswith(f"position 4 (event {events[4]})")


def test_two_events_that_changed_places_are_named(events: list[int]) -> None:
    first, second = Event.objects.get(pk=events[2]), Event.objects.get(pk=events[3])
    with tampering():
        for event, other in ((first, second), (second, first)):
            sql("UPDATE audit_event SET position = NULL WHERE id = %s", event.pk)
            sql("UPDATE audit_event SET object_ref = %s WHERE id = %s", other.object_ref, event.pk)
        for event in (first, second):
            sql("UPDATE audit_event SET position = %s WHERE id = %s", event.position, event.pk)
    assert verify().broken.startswith("position 3 ")


def test_a_cut_end_is_told_where_the_head_was_kept(events: list[int]) -> None:
    kept = verify().head
    with tampering():
        sql("DELETE FROM audit_event WHERE id >= %s", events[5])
    assert verify().broken == ""
    assert verify(kept=kept).broken.startswith("position 6: the chain ends before it")


def test_a_chain_made_anew_is_told_where_a_head_was_kept(events: list[int]) -> None:
    kept = verify().head
    with tampering():
        sql("UPDATE audit_event SET actor = 'user:1' WHERE id = %s", events[0])
        sql("UPDATE audit_event SET position = NULL, digest = ''")
    assert chain_some() == 7
    assert verify().broken == ""
    assert verify(kept=kept).broken.startswith("position 7: it is not what the kept head says")


def test_an_earlier_head_still_stands_in_a_chain_that_grew(events: list[int]) -> None:
    kept = verify().head
    recorded(3)
    chain_some()
    assert verify(kept=kept).broken == ""
    assert verify(kept=Head(0, chain.START)).broken == ""


@pytest.mark.django_db(transaction=True)
def test_two_who_chain_at_once_leave_one_chain() -> None:
    recorded(120)
    start, counts = threading.Barrier(2), list[int]()

    def work() -> None:
        start.wait()
        for _turn in range(20):
            counts.append(chain_some())
        connection.close()

    threads = [threading.Thread(target=work) for _one in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = verify()
    assert (found.broken, found.head.position, found.waiting) == ("", 120, 0)
    assert sum(counts) == 120


# --- the database ---


def test_the_model_refuses_to_change_an_event(events: list[int]) -> None:
    event = Event.objects.get(pk=events[0])
    with pytest.raises(AppendOnly):
        event.save()
    with pytest.raises(AppendOnly):
        Event.objects.filter(pk=event.pk).delete()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_event SET actor = 'user:1'",
        "UPDATE audit_event SET position = position + 100",
        "UPDATE audit_event SET digest = 'x'",
        "UPDATE audit_event SET position = NULL, digest = ''",
        "DELETE FROM audit_event",
    ],
)
def test_the_database_refuses_whoever_asks(events: list[int], statement: str) -> None:
    with pytest.raises(IntegrityError, match="Events are never"), transaction.atomic():
        sql(statement)
    assert verify().broken == ""


def test_an_event_that_waits_may_get_a_place_and_nothing_else() -> None:
    recorded(1)
    with pytest.raises(IntegrityError, match="Events are never"), transaction.atomic():
        sql("UPDATE audit_event SET position = 1, digest = 'x', actor = 'user:1'")
    assert chain_some() == 1


def test_an_event_cannot_be_put_in_the_place_of_another(events: list[int]) -> None:
    replace = "INSERT OR REPLACE" if connection.vendor == "sqlite" else "INSERT"
    columns = "id, at, actor, action, object_kind, object_ref, detail, digest"
    values = "%s, '2026-03-04 10:00:00', 'x', 'x', 'x', 'x', '{}', ''"
    with pytest.raises(IntegrityError), transaction.atomic():
        sql(f"{replace} INTO audit_event ({columns}) VALUES ({values})", events[0])


# --- the command ---


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    call_command("audit", *arguments)
    return capsys.readouterr().out.splitlines()


def test_verify_prints_a_head_that_it_takes_back(events: list[int], capsys: pytest.CaptureFixture[str]) -> None:
    first, head = said(capsys, "verify")
    assert first.startswith("7 events, all as they were written")
    assert said(capsys, "verify", "--head", head)[-1] == head


def test_verify_exits_1_and_names_what_is_broken(events: list[int]) -> None:
    with tampering():
        sql("DELETE FROM audit_event WHERE id = %s", events[3])
    with pytest.raises(CommandError, match="position 4") as stopped:
        call_command("audit", "verify")
    assert stopped.value.returncode == 1


@pytest.mark.parametrize("wrong", [["verify", "--head", "7"], ["export", "--since", "yesterday"], ["forget"]])
def test_wrong_usage_is_told(wrong: list[str]) -> None:
    with pytest.raises(CommandError):
        call_command("audit", *wrong)


def test_the_export_is_one_event_a_line_and_itself_an_event(
    events: list[int], capsys: pytest.CaptureFixture[str]
) -> None:
    since, until = factories.NOW + timedelta(minutes=2), factories.NOW + timedelta(minutes=5)
    lines = [
        json.loads(line) for line in said(capsys, "export", "--since", since.isoformat(), "--until", until.isoformat())
    ]
    assert [line["id"] for line in lines] == events[2:5]
    assert lines[0] == {
        "id": events[2],
        "at": "2026-03-04T09:32:00.000000+00:00",
        "actor": "asker",
        "action": "question.submitted",
        "kind": "question",
        "ref": "ref-2",
        "detail": {"level": "soon", "count": 2},
        "position": 3,
        "digest": Event.objects.get(pk=events[2]).digest,
    }
    exported = Event.objects.get(action="audit.exported")
    assert (exported.actor, exported.detail["since"]) == ("command", str(since))


def test_a_collector_goes_on_where_it_stopped(events: list[int], capsys: pytest.CaptureFixture[str]) -> None:
    assert [json.loads(line)["position"] for line in said(capsys, "export", "--after", "5")] == [6, 7]
