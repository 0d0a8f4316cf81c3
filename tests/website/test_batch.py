"""The batch commands as a script sees them: exit codes, order, broken lines, encodings, pipes, no database."""

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from consilia.library.archives.opening import LONGEST_LINE
from tests.shared_data import REPOSITORY

BATCH = ("triage", "mask", "similar", "route", "brief")
EAR = "My ear hurts and my hearing is dull since I went swimming"
ON_ARCHIVE = ("similar", "route", "brief")


@dataclass(frozen=True, slots=True)
class Done:
    code: int
    answers: list[dict[str, Any]]
    told: str


@pytest.fixture
def nowhere(tmp_path: Path) -> dict[str, str]:
    """An environment in which no service could start: batch commands need none of it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CONSILIA_", "DJANGO_"))}
    return kept | {
        "CONSILIA_HOME": str(tmp_path / "a file" / "below"),
        "CONSILIA_DATABASE_URL": "nonsense",
        "CONSILIA_NO_SUCH_SETTING": "1",
        "PYTHONPATH": str(REPOSITORY),
    }


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    records = [
        {"id": "eye", "language": "en", "department": "Neurology", "question": "My left eyelid twitches for weeks."},
        {"id": "knee", "language": "en", "department": "Orthopedics", "question": "My knee hurts when I climb stairs."},
        {
            "id": "cough",
            "replies": [{"text": "A dry cough after a cold lasts three weeks.", "department": "Pulmonology"}],
        },
        {"id": "skin", "language": "zh-Hant", "department": "Dermatology", "question": "手臂起紅疹很癢，要看哪一科？"},
    ]
    path = tmp_path / "archive.jsonl"
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    (tmp_path / "a file").touch()
    return path


def run(arguments: Iterable[str], given: bytes, environment: dict[str, str], folder: Path) -> Done:
    done = subprocess.run(
        [sys.executable, "-m", "consilia", *arguments],
        input=given,
        env=environment,
        cwd=folder,
        capture_output=True,
        timeout=60,
        check=False,
    )
    lines = done.stdout.decode("utf-8").splitlines()
    return Done(done.returncode, [json.loads(line) for line in lines], done.stderr.decode())


def jsonl(*records: object) -> bytes:
    return "".join(json.dumps(record) + "\n" for record in records).encode()


def with_archive(command: str, archive: Path) -> list[str]:
    return [command, str(archive)] if command in ON_ARCHIVE else [command]


@pytest.mark.parametrize("command", BATCH)
def test_answers_in_order_without_database_home_or_valid_settings(
    command: str, archive: Path, nowhere: dict[str, str], tmp_path: Path
) -> None:
    given = jsonl(*({"id": name, "text": f"My left eyelid twitches, {name}."} for name in ("b", "a", 3)))
    before = sorted(tmp_path.rglob("*"))
    done = run(with_archive(command, archive), given, nowhere, tmp_path)
    assert (done.code, [answer["id"] for answer in done.answers]) == (0, ["b", "a", 3])
    assert "3 answered, 0 rejected" in done.told
    assert sorted(tmp_path.rglob("*")) == before, "nothing is left behind, no var/ and no key"


def test_broken_lines_are_reported_by_number_and_stop_nothing(nowhere: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "a file").touch()
    given = b"\n".join(
        [
            b'\xef\xbb\xbf{"id": 1, "text": "With a byte order mark"}\r',
            b"not json",
            b"",
            b'{"id": 5, "text": "caf\xe9 in Latin-1"}',
            b'{"text": "no id"}',
            b'{"id": 7}',
            b"[1]",
            b"[" * 100_000,
            b'{"id": 9, "text": "' + b"x" * LONGEST_LINE + b'"}',
            b'{"id": 10, "text": "half a pair \\ud83d"}',
            b'{"id": 11, "text": "", "language": 3}',
            b'{"id": 12, "text": "last, without a line end"}',
        ]
    )
    done = run(["mask"], given, nowhere | {"LC_ALL": "C", "PYTHONUTF8": "0"}, tmp_path)
    assert done.code == 1
    assert [answer["id"] for answer in done.answers] == [1, 10, 12]
    rejected = [line.split(":")[0] for line in done.told.splitlines() if line.startswith("line ")]
    assert rejected == [f"line {number}" for number in (2, 4, 5, 6, 7, 8, 9, 11)]
    assert "3 answered, 8 rejected" in done.told
    assert "Latin-1" not in done.told, "what people wrote is not repeated"
    assert "Traceback" not in done.told


@pytest.mark.parametrize("command", BATCH)
def test_empty_input_is_well(command: str, archive: Path, nowhere: dict[str, str], tmp_path: Path) -> None:
    done = run([*with_archive(command, archive), "--quiet"], b"", nowhere, tmp_path)
    assert done == Done(0, [], "")


def test_quiet_still_reports_rejected_lines(nowhere: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "a file").touch()
    done = run(["mask", "--quiet"], b"nonsense\n", nowhere, tmp_path)
    assert (done.code, done.answers) == (1, [])
    assert done.told.startswith("line 1: not JSON")
    assert len(done.told.splitlines()) == 1


def test_a_reader_that_goes_away_is_no_error(nowhere: dict[str, str], tmp_path: Path) -> None:
    many = tmp_path / "many.jsonl"
    many.write_bytes(jsonl(*({"id": number, "text": "My knee hurts. " * 20} for number in range(3000))))
    (tmp_path / "a file").touch()
    process = subprocess.Popen(
        [sys.executable, "-m", "consilia", "mask", "--quiet", str(many)],
        env=nowhere,
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout
    assert process.stderr
    assert json.loads(process.stdout.readline())["id"] == 0
    process.stdout.close()
    assert (process.wait(60), process.stderr.read()) == (0, b"")
    process.stderr.close()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["triage", "--no-such-option"], "unrecognized"),
        (["triage", "no-such-file.jsonl"], "no-such-file.jsonl"),
        (["similar"], "ARCHIVE"),
        (["similar", "no-such-archive.jsonl"], "does not exist"),
        (["similar", ".", "--top", "0"], "1 to 1000"),
        (["similar", "."], "is a folder"),
        (["no-such-command"], "consilia:"),
    ],
)
def test_wrong_usage_exits_2(arguments: list[str], told: str, nowhere: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "a file").touch()
    done = run(arguments, b"", nowhere, tmp_path)
    assert done.code == 2
    assert told in done.told
    assert "Traceback" not in done.told


def test_similar_ranks_and_tells_how_many_are_close(archive: Path, nowhere: dict[str, str], tmp_path: Path) -> None:
    given = jsonl({"id": "q", "text": "My left eyelid twitches for weeks."}, {"id": "z", "text": "qqqq"})
    done = run(["similar", str(archive), "--top", "2"], given, nowhere, tmp_path)
    near, far = done.answers
    assert set(near) == {"id", "hits", "found", "ms"}
    assert near["hits"][0]["id"] == "eye"
    assert len(near["hits"]) <= 2
    assert (near["found"], far["found"]) == (1, 0)
    for words in ("4 records indexed at", "/s", "index", "bytes", "peak memory", "ms p50", "ms p99"):
        assert words in done.told


def test_a_record_without_replies_or_without_question_is_searched_by_what_is_there(
    archive: Path, nowhere: dict[str, str], tmp_path: Path
) -> None:
    given = jsonl({"id": 1, "text": "dry cough after a cold"}, {"id": 2, "text": "紅疹很癢"})
    done = run(["similar", str(archive), "--quiet"], given, nowhere, tmp_path)
    assert [answer["hits"][0]["id"] for answer in done.answers] == ["cough", "skin"]


def test_rejected_records_of_the_archive_exit_1_and_the_others_are_searched(
    archive: Path, nowhere: dict[str, str], tmp_path: Path
) -> None:
    archive.write_bytes(b"broken\n" + archive.read_bytes())
    done = run(["similar", str(archive)], jsonl({"id": 1, "text": "knee stairs"}), nowhere, tmp_path)
    assert done.code == 1
    assert "archive.jsonl line 1:" in done.told
    assert "1 answered, 0 rejected, 1 archive line rejected; 4 records indexed" in done.told
    assert done.answers[0]["hits"][0]["id"] == "knee"


@pytest.mark.parametrize("command", ON_ARCHIVE)
@pytest.mark.parametrize("content", [b"", b"\n\n", b"broken\n"])
def test_an_archive_of_which_nothing_can_be_searched_is_told(
    command: str, content: bytes, archive: Path, nowhere: dict[str, str], tmp_path: Path
) -> None:
    archive.write_bytes(content)
    done = run([command, str(archive), "--quiet"], jsonl({"id": 1, "text": "knee stairs"}), nowhere, tmp_path)
    assert "nothing in archive.jsonl to search" in done.told
    assert (done.code, len(done.answers)) == (int(content == b"broken\n"), 1)


def test_rejected_lines_of_archive_sources_and_queries_are_counted_apart(
    archive: Path, nowhere: dict[str, str], tmp_path: Path
) -> None:
    archive.write_bytes(b"broken\nbroken\n" + archive.read_bytes())
    sources = tmp_path / "sources.jsonl"
    sources.write_bytes(b"broken\n" + jsonl({"id": "s", "replies": [{"text": "Rest the knee."}]}))
    given = jsonl({"id": 1, "text": "knee stairs"}) + b"broken\n"
    done = run(["brief", str(archive), "--sources", str(sources)], given, nowhere, tmp_path)
    assert done.code == 1
    assert "sources.jsonl line 1:" in done.told
    assert "1 answered, 1 rejected, 1 sources line rejected, 2 archive lines rejected;" in done.told


def test_route_names_the_department_of_the_neighbours(archive: Path, nowhere: dict[str, str], tmp_path: Path) -> None:
    given = jsonl({"id": 1, "text": "My left eyelid twitches"}, {"id": 2, "text": "qqqq"})
    clear, unknown = run(["route", str(archive)], given, nowhere, tmp_path).answers
    assert clear["departments"][0]["name"] == "Neurology"
    assert clear["confident"] is False, "one neighbour is no vote"
    assert unknown == {"id": 2, "departments": [], "confident": False}


def test_route_names_what_triage_does_where_the_neighbours_are_no_clear_vote(
    archive: Path, nowhere: dict[str, str], tmp_path: Path
) -> None:
    (answer,) = run(["route", str(archive)], jsonl({"id": 1, "text": EAR}), nowhere, tmp_path).answers
    assert {"name": "Otolaryngology", "score": 0.0} in answer["departments"]
    assert answer["confident"] is False


def test_brief_is_silent_where_evidence_is_thin(archive: Path, nowhere: dict[str, str], tmp_path: Path) -> None:
    (answer,) = run(["brief", str(archive)], jsonl({"id": 1, "text": "qqqq"}), nowhere, tmp_path).answers
    assert answer == {"id": 1, "facets": [], "abstained": True}


def test_triage_reads_age_and_sex_and_refuses_nonsense(nowhere: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "a file").touch()
    crushing = "I have crushing chest pain going down my left arm, I am sweating and I cannot breathe."
    given = jsonl(
        {"id": 1, "text": crushing, "age": 61.5, "sex": "male"},
        {"id": 2, "text": "Cough", "age": -1},
        {"id": 3, "text": "Cough", "age": True},
        {"id": 4, "text": "Cough", "sex": "x"},
        {"id": 5, "text": "Cough", "age": None, "sex": None},
    )
    done = run(["triage"], given, nowhere, tmp_path)
    assert done.code == 1
    assert [answer["id"] for answer in done.answers] == [1, 5]
    first = done.answers[0]
    assert set(first) == {"id", "level", "unsure", "departments", "red_flags", "ask_next", "rules_version"}
    assert first["level"] == "emergency"
    assert all(flag["quote"] in crushing for flag in first["red_flags"])
    assert "line 2" in done.told
