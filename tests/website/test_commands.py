"""Every command of the contract exists; what the operator's commands say and how they exit."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command, get_commands, load_command_class
from django.core.management.base import CommandError

from consilia.library.models import Page
from tests import factories

CONTRACT = {
    "triage",
    "mask",
    "similar",
    "route",
    "brief",
    "import",
    "export",
    "serve",
    "demo",
    "work",
    "backup",
    "restore",
    "check",
    "settings",
}


def said(*arguments: str) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out, stderr=out)
    return out.getvalue()


@pytest.mark.parametrize("name", sorted(CONTRACT))
def test_every_command_of_the_contract_says_what_it_does(name: str) -> None:
    command = load_command_class(get_commands()[name], name)
    assert command.help
    assert f"consilia {name}" in command.create_parser("consilia", name).format_help()


def test_settings_lists_every_setting_and_shows_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    from consilia.website.environment import SETTINGS

    for name in ("SECRET_KEY", "MASTER_KEY", "OIDC_SECRET", "METRICS_TOKEN"):
        monkeypatch.setenv(f"CONSILIA_{name}", "do-not-show-me")
    listed = said("settings")
    for setting in SETTINGS:
        assert setting.variable in listed
        assert setting.purpose in listed
    assert "do-not-show-me" not in listed


@pytest.mark.django_db
def test_import_tells_counts_rejections_and_warnings(tmp_path: Path) -> None:
    good = {"id": "a", "question": "My eyelid twitches?", "asked_on": "2023-02-02", "replies": [{"text": "Rest."}]}
    archive, report = tmp_path / "archive.jsonl", tmp_path / "report.jsonl"
    archive.write_text(json.dumps(good) + "\n" + json.dumps({"question": "No id"}) + "\n", encoding="utf-8")
    out = StringIO()
    with pytest.raises(SystemExit) as exit_:
        call_command("import", str(archive), "--report", str(report), stdout=out, stderr=out)
    assert exit_.value.code == 1
    for words in ('line 2: "id" is missing', 'add "id"', "exact_date", "1 records read", "1 rejected", "1 added"):
        assert words in out.getvalue()
    first, *_warnings = report.read_text().splitlines()
    assert sorted(json.loads(first)) == [
        "id",
        "line",
        "mend",
        "rejected",
    ]


@pytest.mark.django_db
def test_a_dry_run_reports_the_same_and_changes_nothing(tmp_path: Path) -> None:
    archive = tmp_path / "archive.jsonl"
    archive.write_text('{"id": "a", "question": "My eyelid twitches?"}\n', encoding="utf-8")
    assert "Dry run: nothing was changed." in said("import", str(archive), "--dry-run")
    assert not Page.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(("form", "content"), [("exchange", ""), ("exchange", "\n"), ("csv", "id,question,reply\n")])
def test_an_archive_without_a_record_is_told_and_is_no_failure(form: str, content: str, tmp_path: Path) -> None:
    archive = tmp_path / f"archive.{form}"
    archive.write_text(content, encoding="utf-8")
    told = said("import", str(archive), "--format", form)
    assert f"nothing in {archive} to import" in told
    assert "0 records read" in told


@pytest.mark.django_db
def test_an_archive_that_cannot_be_read_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(CommandError) as error:
        said("import", str(tmp_path / "none.jsonl"))
    assert error.value.returncode == 2


@pytest.mark.django_db
def test_a_report_that_cannot_be_written_is_told_before_the_import(tmp_path: Path) -> None:
    archive = tmp_path / "archive.jsonl"
    archive.write_text('{"id": "a", "question": "My eyelid twitches?"}\n', encoding="utf-8")
    with pytest.raises(CommandError, match="Choose another file") as error:
        said("import", str(archive), "--report", str(tmp_path / "none" / "report.jsonl"))
    assert error.value.returncode == 2
    assert not Page.objects.exists()


@pytest.mark.django_db
def test_export_writes_a_whole_file_or_none(tmp_path: Path, neurology: object) -> None:
    factories.page()
    out = tmp_path / "library.jsonl"
    assert "1 records" in said("export", str(out))
    (record,) = (json.loads(line) for line in out.read_text().splitlines())
    assert record["title"] == "Eyelid twitching: is it dangerous?"
    with pytest.raises(CommandError) as error:
        said("export", str(out))
    assert (error.value.returncode, sorted(tmp_path.iterdir())) == (2, [out])


@pytest.mark.parametrize("form", ["static", "fhir"])
def test_an_export_format_that_is_not_there_yet_is_said_so(form: str, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="not written yet"):
        said("export", "--format", form, str(tmp_path / "out"))


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1"])
def test_serve_refuses_what_is_no_port(port: str) -> None:
    options: dict[str, Any] = {}
    with pytest.raises(CommandError, match="1 to 65535"):
        call_command("serve", f"--port={port}", **options)
