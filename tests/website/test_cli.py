"""`consilia` at a shell: who only reads, or mistypes, leaves nothing behind in the folder where they stand."""

import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.shared_data import REPOSITORY


def consilia(arguments: Iterable[str], folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CONSILIA_", "DJANGO_"))}
    return subprocess.run(
        [sys.executable, "-m", "consilia", *arguments],
        env=kept | {"PYTHONPATH": str(REPOSITORY)} | more,
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ([], 0),
        (["--help"], 0),
        (["-h"], 0),
        (["help"], 0),
        (["help", "serve"], 0),
        (["--version"], 0),
        (["version"], 0),
        (["settings"], 0),
        (["serve", "--help"], 0),
        (["import", "-h"], 0),
        (["createsuperuser", "--help"], 0),
        (["server"], 2),
        (["--no-such-option"], 2),
        (["help", "server"], 2),
        (["serve", "--prot", "8000"], 2),
        (["serve", "--port", "http"], 2),
        (["import"], 2),
        (["work", "--once", "now"], 2),
    ],
)
def test_reading_help_and_mistyping_write_nothing(arguments: list[str], code: int, tmp_path: Path) -> None:
    done = consilia(arguments, tmp_path)
    assert sorted(tmp_path.rglob("*")) == []
    assert "Traceback" not in done.stderr
    assert done.stdout or done.stderr
    assert done.returncode == code, done.stderr


def test_a_wrong_setting_writes_nothing(tmp_path: Path) -> None:
    done = consilia(["migrate"], tmp_path, CONSILIA_LANGUAGE="klingon")
    assert (done.returncode, sorted(tmp_path.rglob("*"))) == (2, [])


def test_wrong_arguments_are_told_once(tmp_path: Path) -> None:
    told = consilia(["serve", "--port", "http"], tmp_path).stderr
    assert told.count("must be a whole number") == 1


def test_a_command_that_works_makes_the_folder_for_its_owner_only(tmp_path: Path) -> None:
    done = consilia(["migrate", "--verbosity", "0"], tmp_path)
    assert done.returncode == 0, done.stderr
    home = tmp_path / "var"
    assert (home / "consilia.sqlite3").exists()
    assert home.stat().st_mode & 0o777 == 0o700


def test_a_folder_that_cannot_be_made_is_told_by_name(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = consilia(["migrate"], tmp_path, CONSILIA_HOME=str(tmp_path / "file" / "below"))
    assert done.returncode == 2
    assert done.stderr.startswith("consilia: CONSILIA_HOME: cannot make")


def test_the_key_is_made_when_something_is_first_signed_and_stays(tmp_path: Path) -> None:
    again = "from django.conf import settings; print(settings.SECRET_KEY)"
    assert (
        consilia(["shell", "-v", "0", "-c", "from django.core import signing; signing.dumps(1)"], tmp_path).returncode
        == 0
    )
    key = (tmp_path / "var" / "secret.key").read_text()
    assert consilia(["shell", "-v", "0", "-c", again], tmp_path).stdout.strip() == key
    assert (tmp_path / "var" / "secret.key").stat().st_mode & 0o777 == 0o600
