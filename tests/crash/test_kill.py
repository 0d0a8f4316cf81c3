"""What was acknowledged is there after kill -9, and nothing stays behind after Ctrl-C."""

import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from consilia.engines.retrieval import StoredIndex
from consilia.questions import sealing
from tests.crash.service import PATIENCE, Browser, Service, ask, consilia, descendants, environment, free_port
from tests.shared_data import REPOSITORY

pytestmark = [
    pytest.mark.crash,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads the process tree from /proc"),
]

QUESTION = "My left eyelid has been twitching for three weeks, mostly when I am tired at work."
REPLY = "Eyelids that twitch when you are tired calm down by themselves. Come back if they do not."
ONE_MORE = "One thing more, half written."
RECORDS = 250
EVERYTHING = (
    "SELECT (SELECT count(*) FROM library_page), (SELECT count(*) FROM accounts_user), "
    "(SELECT count(*) FROM questions_question), (SELECT max(updated_at) FROM library_page)"
)

Start = Callable[..., Service]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def start(home: Path) -> Iterator[Start]:
    """Starts services of one installation; whatever still runs at the end is killed."""
    started: list[Service] = []

    def one(command: str = "serve") -> Service:
        started.append(Service(home, command))
        return started[-1]

    yield one
    for service in started:
        service.stop()


def rows(home: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(home / "consilia.sqlite3")) as database:
        return database.execute(query).fetchall()


def stored(home: Path, table: str, place: str, settings: object) -> list[str]:
    """The sealed words of a table, opened with the installation's own key."""
    settings.CONSILIA_MASTER_KEY_FILE = home / "master.key"  # type: ignore[attr-defined]
    return [sealing.unseal(str(sealed), place=place) for (sealed,) in rows(home, f"SELECT text FROM {table}")]


def sign_in(browser: Browser, home: Path, email: str) -> None:
    browser.open("/en/sign-in")
    browser.send(login=email, password=(home / "example-password").read_text().strip())
    assert browser.at.endswith("/en/desk"), browser.at


def test_an_acknowledged_question_is_there_after_kill_9(start: Start, home: Path, settings: object) -> None:
    service = start()
    private = ask(Browser(service.port), QUESTION)
    service.kill()

    assert QUESTION in stored(home, "questions_question", "questions.Question.text", settings)
    again = start()
    assert QUESTION in Browser(again.port).open(private)


def test_the_example_service_has_all_that_was_acknowledged_when_it_runs_again_after_kill_9(
    start: Start, home: Path, settings: object
) -> None:
    service = start("demo")
    private = ask(Browser(service.port), QUESTION)
    doctor = Browser(service.port)
    sign_in(doctor, home, "shen@example.org")
    cases = dict.fromkeys(re.findall(r"/en/desk/[0-9a-f-]{36}", doctor.page))
    case = next(path for path in cases if QUESTION in doctor.open(path))
    doctor.send(f"{case}/reply", seen=doctor.hidden("seen"), text=REPLY, care_now="Sleep more", urgent_signs="")
    assert REPLY in doctor.page
    doctor.send(f"{case}/draft", seen=doctor.hidden("seen"), draft="0", text=ONE_MORE, care_now="", urgent_signs="")
    before = rows(home, EVERYTHING)
    service.kill()

    assert REPLY in stored(home, "questions_reply", "questions.Reply.text", settings)
    again = start("demo")
    assert rows(home, EVERYTHING) == before, "a second run of the example service adds and changes nothing"
    assert isinstance(pages := before[0][0], int)
    assert pages >= 50
    assert REPLY in Browser(again.port).open(private)
    doctor = Browser(again.port)
    sign_in(doctor, home, "shen@example.org")
    assert ONE_MORE in doctor.open(case), "what was not sent yet, too"


def test_a_backup_taken_while_serving_comes_back_in_another_home(start: Start, home: Path, tmp_path: Path) -> None:
    service = start()
    private = ask(Browser(service.port), QUESTION)
    file, other = tmp_path / "backup.tar.gz", tmp_path / "other"
    assert consilia(home, "backup", str(file)).returncode == 0
    assert consilia(home, "backup", str(file)).returncode == 2, "never overwritten"
    assert consilia(home, "restore", str(file)).returncode == 2, "never over an installation"
    service.interrupt()

    assert consilia(other, "restore", str(file)).returncode == 0
    home.rename(tmp_path / "lost")
    other.rename(home)
    refused = consilia(home, "serve", "--port", str(free_port()))
    assert refused.returncode == 2
    assert "which is not here" in refused.stderr, "words of two keys would be worse than a service that does not start"
    for key in ("master.key", "secret.key"):
        shutil.copy(tmp_path / "lost" / key, home / key)
    assert QUESTION in Browser(start().port).open(private), "with its keys everything opens, private links too"


def test_ctrl_c_ends_every_process_of_the_tree(start: Start) -> None:
    service = start()
    assert len(descendants(service.process.pid)) >= 3, "a web server with its processes, and a worker"
    assert service.interrupt() == 0


def test_a_killed_worker_is_started_again(start: Start, home: Path) -> None:
    service = start()
    worker = next(pid for pid in descendants(service.process.pid) if _is_worker(pid))
    os.kill(worker, signal.SIGKILL)
    until = time.monotonic() + PATIENCE
    while not [pid for pid in descendants(service.process.pid) if _is_worker(pid) and pid != worker]:
        assert time.monotonic() < until, "no new worker"
        time.sleep(0.1)


def _is_worker(pid: int) -> bool:
    try:
        return b"work" in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return False


def test_a_taken_port_is_told_at_once_and_prepares_nothing(home: Path) -> None:
    port = free_port()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()
        refused = consilia(home, "serve", "--port", str(port))
    assert refused.returncode == 1
    assert f"127.0.0.1:{port} cannot be used" in refused.stderr
    assert "--port" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert not (home / "consilia.sqlite3").exists()


def test_an_archive_and_its_index_are_complete_after_kill_9_of_import_and_worker(home: Path, tmp_path: Path) -> None:
    archive = tmp_path / "archive.jsonl"
    archive.write_text("".join(json.dumps(_record(number)) + "\n" for number in range(RECORDS)), encoding="utf-8")
    assert consilia(home, "migrate").returncode == 0

    _kill_when(home, ["import", str(archive), "--quiet"], lambda: _count(home) > 0)
    assert 0 < _count(home) < RECORDS, "killed in the middle, and only whole batches are visible"
    assert consilia(home, "import", str(archive), "--quiet").returncode == 0
    assert _count(home) == RECORDS

    index = home / "index" / "pages"
    _kill_when(home, ["work", "--once"], lambda: any(index.glob("gen-*")))
    assert len(StoredIndex(index)) in range(RECORDS + 1), "old or new, never half"
    assert consilia(home, "work", "--once").returncode == 0
    assert len(StoredIndex(index)) == RECORDS
    waiting = "SELECT count(*) FROM library_page WHERE indexed_revision <> revision OR similar_stale OR more_info_stale"
    assert rows(home, waiting) == [(0,)]


def _record(number: int) -> dict[str, object]:
    said = f"Question {number}: my knee number {number % 7} hurts after running {number} steps on a cold morning."
    return {"id": f"r{number}", "language": "en", "question": said, "replies": [{"text": f"Rest it {number} days."}]}


def _count(home: Path) -> int:
    (count,) = rows(home, "SELECT count(*) FROM library_page")[0]
    assert isinstance(count, int)
    return count


def _kill_when(home: Path, arguments: list[str], is_so: Callable[[], bool]) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "consilia", *arguments],
        cwd=REPOSITORY,
        env=environment(home),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    until = time.monotonic() + PATIENCE
    while not is_so() and process.poll() is None:
        assert time.monotonic() < until
        time.sleep(0.005)
    process.kill()
    process.wait()
