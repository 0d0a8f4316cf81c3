"""Wrong settings are refused at start, by name; the system checks say what an operator should mend."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.checks import CheckMessage, run_checks
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from consilia.website import checks
from consilia.website.environment import SETTINGS, Environment
from consilia.website.home import make_home
from tests.shared_data import REPOSITORY


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HOME", ""),
        ("DEBUG", "maybe"),
        ("HTTPS", "2"),
        ("ADULT_AGE", "eighteen"),
        ("DRAFT_DAYS", "-1"),
        ("WEB_PROCESSES", "0"),
        ("WORK_INTERVAL", "0.5"),
        ("TIME_ZONE", "Taipei"),
        ("MODEL_SECONDS", "0"),
        ("BASE_URL", "ask.example.org"),
        ("BASE_URL", "https://ask.example.org/path"),
        ("MAIL_FROM", "nobody"),
        ("MAIL_FROM", "a@example.org\nBcc: b@example.org"),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=f"CONSILIA_{name} must be"):
        Environment({f"CONSILIA_{name}": value})


def test_a_setting_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ImproperlyConfigured, match="Unknown setting CONSILIA_HOEM"):
        Environment({"CONSILIA_HOEM": "/srv/consilia"})


def test_every_default_is_right() -> None:
    defaults = Environment({"PATH": "/bin"})
    assert [defaults.text(setting.name) for setting in SETTINGS] == [setting.default for setting in SETTINGS]


@pytest.mark.parametrize(
    "address",
    [
        *("nonsense", "mysql://user:secret@host/name", "postgres://", "sqlite://"),
        *("postgres://user:secret@host:port/name", "http://user:secret@host/name"),
    ],
)
def test_a_database_address_of_no_use_is_refused_without_its_password(address: str, tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match="CONSILIA_DATABASE_URL must be") as refused:
        Environment({"CONSILIA_DATABASE_URL": address}).database(tmp_path)
    assert "secret" not in str(refused.value)


def test_databases_are_read_from_their_addresses(tmp_path: Path) -> None:
    default = Environment({}).database(tmp_path)
    assert default["NAME"] == str(tmp_path / "consilia.sqlite3")
    given = Environment({"CONSILIA_DATABASE_URL": "postgres://u:p@db.example:5433/consilia"}).database(tmp_path)
    assert (given["ENGINE"], given["HOST"], given["PORT"]) == ("django.db.backends.postgresql", "db.example", 5433)


@pytest.mark.parametrize("address", ["", "nonsense", "http://host", "smtp+tls://u:secret@host:port"])
def test_a_mail_address_of_no_use_is_refused(address: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="CONSILIA_MAIL_URL must") as refused:
        Environment({"CONSILIA_MAIL": "smtp", "CONSILIA_MAIL_URL": address}).mail()
    assert "secret" not in str(refused.value)


def test_a_home_is_made_for_its_owner_only(tmp_path: Path) -> None:
    home = Environment({"CONSILIA_HOME": str(tmp_path / "new")}).folder("HOME")
    assert not home.exists(), "reading the settings makes nothing"
    make_home(home)
    assert home.stat().st_mode & 0o777 == 0o700


def test_a_home_that_cannot_be_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ImproperlyConfigured, match="CONSILIA_HOME"):
        make_home(tmp_path / "file")


def test_a_command_with_a_wrong_setting_says_so_and_exits_2(tmp_path: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CONSILIA_", "DJANGO_"))}
    done = subprocess.run(
        [sys.executable, "-m", "consilia", "migrate"],
        env=kept | {"CONSILIA_HOME": str(tmp_path), "CONSILIA_LANGUAGE": "klingon"},
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.startswith("consilia: CONSILIA_LANGUAGE must be one of en, zh-hant")
    assert "Traceback" not in done.stderr


# --- system checks ---


def told() -> dict[str | None, CheckMessage]:
    return {message.id: message for message in run_checks(tags=["consilia"])}


def test_a_jurisdiction_that_does_not_exist_is_an_error(settings: Settings) -> None:
    assert "consilia.E001" not in told()
    settings.CONSILIA_JURISDICTION = "atlantis"
    assert "atlantis" in told()["consilia.E001"].msg
    assert told()["consilia.E001"].hint


def test_a_home_that_cannot_be_written_to_is_an_error(settings: Settings, tmp_path: Path) -> None:
    assert "consilia.E002" not in told()
    settings.CONSILIA_HOME = tmp_path / "gone"
    assert told()["consilia.E002"].hint


def test_assets_that_are_not_built_are_a_warning(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(checks, "PACKAGE", tmp_path)
    assert "consilia.css" in told()["consilia.W001"].msg
    (tmp_path / "static").mkdir()
    for name in checks.ASSETS:
        (tmp_path / "static" / name).touch()
    assert "consilia.W001" not in told()


def test_translations_that_are_not_compiled_are_a_warning(settings: Settings, tmp_path: Path) -> None:
    catalogue = tmp_path / "zh_Hant" / "LC_MESSAGES" / "django.po"
    catalogue.parent.mkdir(parents=True)
    catalogue.touch()
    settings.LOCALE_PATHS = [tmp_path]
    assert "zh_Hant" in told()["consilia.W002"].msg
    catalogue.with_suffix(".mo").touch()
    assert "consilia.W002" not in told()


def test_a_local_address_behind_https_is_a_warning(settings: Settings) -> None:
    settings.CONSILIA_BASE_URL = "http://localhost:8000"
    assert "consilia.W003" not in told()
    settings.SECURE_SSL_REDIRECT = True
    assert told()["consilia.W003"].hint
    settings.CONSILIA_BASE_URL = "https://ask.example.org"
    assert "consilia.W003" not in told()


def test_doing_without_a_second_factor_where_patients_write_is_a_warning(settings: Settings) -> None:
    settings.SECURE_SSL_REDIRECT = True
    assert "consilia.W004" not in told()
    settings.CONSILIA_MFA_REQUIRED = False
    assert told()["consilia.W004"].hint
    settings.SECURE_SSL_REDIRECT = False
    assert "consilia.W004" not in told()


@pytest.mark.parametrize(
    ("address", "name"),
    [("http://model.example/v1", "m"), ("https://model.example?key=1", "m"), ("https://m/v1", "")],
)
def test_a_language_model_needs_a_name_and_an_address_that_nobody_can_listen_to(address: str, name: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="CONSILIA_MODEL_ADDRESS"):
        Environment({"CONSILIA_MODEL_ADDRESS": address, "CONSILIA_MODEL_NAME": name}).language_model()


def test_a_model_is_not_waited_for_longer_than_the_worker_may_be_silent() -> None:
    with pytest.raises(ImproperlyConfigured, match="CONSILIA_MODEL_DRAFTS is on"):
        Environment({"CONSILIA_MODEL_DRAFTS": "on"}).model_drafts()
    with pytest.raises(ImproperlyConfigured, match="CONSILIA_MODEL_SECONDS must be at most 45"):
        Environment({"CONSILIA_MODEL_SECONDS": "46"}).language_model()
