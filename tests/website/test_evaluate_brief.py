"""`consilia evaluate brief`: an independent look at digests sees every broken promise, and tells no word of a text."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

TEXT = "Gout is often caused by uric acid. Rest helps."
QUOTE = "Gout is often caused by uric acid."


def digest(
    name: str, *, text: str = QUOTE, quote: str = QUOTE, start: int = 0, facet: str = "causes", **more: Any
) -> Any:
    citation = {"source": "gout", "start": start, "end": start + len(quote), "quote": quote}
    sentence = {"text": text, "citations": [citation]}
    return {"id": name, "facets": [{"facet": facet, "sentences": [sentence]}], "abstained": False} | more


def lines(file: Path, *records: object) -> Path:
    file.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return file


@pytest.fixture
def measured(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., dict[str, Any]]:
    def measure(*digests: object) -> dict[str, Any]:
        archive = lines(tmp_path / "archive.jsonl", {"id": "gout", "title": "Gout", "replies": [{"text": TEXT}]})
        labels = lines(
            tmp_path / "labels.jsonl",
            {"id": "good", "text": "gout?", "language": "en", "evidence": True},
            {"id": "silent", "text": "trains?", "language": "en", "evidence": False},
        )
        told, out = lines(tmp_path / "digests.jsonl", *digests), tmp_path / "out.json"
        arguments = [str(archive), str(told), "--questions", str(labels), "--json", str(out), "--quiet"]
        call_command("evaluate", "brief", *arguments)
        assert "uric" not in capsys.readouterr().out
        found: dict[str, Any] = json.loads(out.read_text())
        return found

    return measure


def test_what_holds_is_counted(measured: Callable[..., dict[str, Any]]) -> None:
    found = measured(digest("good"), {"id": "silent", "facets": [], "abstained": True})
    assert (found["digests"], found["answered"], found["faults"]) == (2, 1, [])
    assert found["abstained_without_evidence"]["en"]["share"] == found["answered_with_evidence"]["en"]["share"] == 1


@pytest.mark.parametrize(
    ("broken", "kind"),
    [
        (digest("x", quote=QUOTE.replace("uric", "lactic")), "verbatim"),
        (digest("x", start=1), "verbatim"),
        (digest("x", text="Gout is never caused by uric acid."), "no_more"),
        (digest("x", text=QUOTE + " gout" * 300), "within_limit"),
        (digest("x", facet="rumours"), "well_formed"),
        (digest("x", abstained=True), "well_formed"),
        ({"id": "x", "facets": [{"facet": "causes", "sentences": [{"text": QUOTE, "citations": []}]}]}, "cited"),
    ],
)
def test_each_broken_promise_is_a_fault(measured: Callable[..., dict[str, Any]], broken: Any, kind: str) -> None:
    assert {"id": "x", "kind": kind} in measured(broken)["faults"]
