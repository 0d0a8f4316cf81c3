"""Every value an operator can set, with its default: the only place that reads the environment."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

PREFIX = "CONSILIA_"


@dataclass(frozen=True, slots=True)
class Setting:
    """One environment variable: its name without the prefix, its kind, default and purpose."""

    name: str
    kind: str
    default: str
    purpose: str

    @property
    def variable(self) -> str:
        """Full name of the environment variable."""
        return PREFIX + self.name


SETTINGS: tuple[Setting, ...] = (
    Setting("HOME", "path", "./var", "Folder that holds all an installation owns: database, index, keys, mail."),
    Setting("DATABASE_URL", "url", "", "Database address; empty means SQLite in HOME. PostgreSQL: postgres://…"),
    Setting("SECRET_KEY", "text", "", "Signing key; empty means one made at first start and kept in HOME."),
    Setting("ALLOWED_HOSTS", "list", "localhost,127.0.0.1,[::1]", "Host names that the service answers to."),
    Setting("TRUSTED_ORIGINS", "list", "", "Origins allowed to post forms when behind a proxy: https://ask.example"),
    Setting("BASE_URL", "text", "http://localhost:8000", "Public address, for links in mail, feeds and the sitemap."),
    Setting("HTTPS", "bool", "off", "On when readers reach the service by HTTPS: secure cookies, HSTS."),
    Setting("DEBUG", "bool", "off", "Error pages with internals. Never on where a patient writes."),
    Setting("SERVICE_NAME", "text", "Consilia", "Name of the service as readers see it."),
    Setting("JURISDICTION", "text", "generic", "Whose emergency numbers and rules of consent hold: tw, gb, us, generic."),
    Setting("TIME_ZONE", "text", "Asia/Taipei", "Time zone in which staff see times."),
    Setting("LANGUAGE", "text", "en", "Language of a reader who asked for none: en or zh-hant."),
    Setting("MAIL", "text", "file", "Outgoing mail: file (kept in HOME/mail), console, or smtp."),
    Setting("MAIL_URL", "url", "", "SMTP address when MAIL is smtp: smtp+tls://user:password@host:587"),
    Setting("MAIL_FROM", "text", "consilia@localhost", "Sender of the notices."),
    Setting("WEB_PROCESSES", "int", "2", "Web server processes under `consilia serve`."),
    Setting("WORK_INTERVAL", "int", "2", "Seconds the worker rests when nothing is waiting."),
    Setting("ADULT_AGE", "int", "0", "Age from which a person asks alone; 0 means the jurisdiction's."),
    Setting("DRAFT_DAYS", "int", "7", "Days after which an unsent question is deleted."),
)

_TRUE = {"1", "on", "true", "yes"}
_FALSE = {"0", "off", "false", "no", ""}


class Environment:
    """Typed, loud access to the declared settings."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values
        self._declared = {setting.name: setting for setting in SETTINGS}
        unknown = {name for name in values if name.startswith(PREFIX)} - self._variables() - _ELSEWHERE
        if unknown:
            raise ImproperlyConfigured(
                f"Unknown setting {', '.join(sorted(unknown))}. `consilia settings` lists those that exist."
            )

    def _variables(self) -> set[str]:
        return {setting.variable for setting in SETTINGS}

    def text(self, name: str) -> str:
        """The value as given, or the default."""
        setting = self._declared[name]
        return self._values.get(setting.variable, setting.default).strip()

    def number(self, name: str) -> int:
        """A whole number, zero or more. Raises ImproperlyConfigured."""
        raw = self.text(name)
        if not raw.isdecimal():
            raise ImproperlyConfigured(f"{PREFIX}{name} must be a whole number, not {raw!r}.")
        return int(raw)

    def flag(self, name: str) -> bool:
        """On or off. Raises ImproperlyConfigured on anything else."""
        raw = self.text(name).lower()
        if raw not in _TRUE | _FALSE:
            raise ImproperlyConfigured(f"{PREFIX}{name} must be on or off, not {raw!r}.")
        return raw in _TRUE

    def items(self, name: str) -> list[str]:
        """Comma-separated values."""
        return [item.strip() for item in self.text(name).split(",") if item.strip()]

    def choice(self, name: str, choices: set[str]) -> str:
        """One of a few words. Raises ImproperlyConfigured."""
        raw = self.text(name)
        if raw not in choices:
            raise ImproperlyConfigured(f"{PREFIX}{name} must be one of {', '.join(sorted(choices))}, not {raw!r}.")
        return raw

    def folder(self, name: str) -> Path:
        """An absolute folder; made where it is missing."""
        path = Path(self.text(name)).expanduser().resolve()
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ImproperlyConfigured(f"{PREFIX}{name}: cannot make {path}: {error.strerror}.") from error
        return path

    def database(self, home: Path) -> dict[str, Any]:
        """Django's description of the database. Raises ImproperlyConfigured."""
        url = self.text("DATABASE_URL") or f"sqlite:///{home / 'consilia.sqlite3'}"
        try:
            return dict(environ.Env.db_url_config(url))
        except (ValueError, KeyError) as error:
            raise ImproperlyConfigured(f"{PREFIX}DATABASE_URL is not a database address.") from error

    def mail(self) -> dict[str, Any]:
        """Django's mail settings for the SMTP address. Raises ImproperlyConfigured."""
        url = self.text("MAIL_URL")
        if not url:
            raise ImproperlyConfigured(f"{PREFIX}MAIL is smtp, so {PREFIX}MAIL_URL must say where to.")
        return dict(environ.Env.email_url_config(url))


# Read by tests and tools, not by the service.
_ELSEWHERE = {"CONSILIA_SHARED", "CONSILIA_SCREENSHOTS"}
