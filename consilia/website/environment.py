"""Every value an operator can set, with its default: the only place that reads the environment."""

import ipaddress
import re
import zoneinfo
from collections.abc import Callable, Mapping
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
    Setting(
        "MASTER_KEY",
        "text",
        "",
        "Key that private words are sealed with, or several, newest first; empty means one kept in HOME/master.key.",
    ),
    Setting("ALLOWED_HOSTS", "list", "localhost,127.0.0.1,[::1]", "Host names that the service answers to."),
    Setting("TRUSTED_ORIGINS", "list", "", "Origins allowed to post forms when behind a proxy: https://ask.example"),
    Setting("BASE_URL", "origin", "http://localhost:8000", "Public address, for links in mail, feeds and the sitemap."),
    Setting("HTTPS", "bool", "off", "On when readers reach the service by HTTPS: secure cookies, HSTS."),
    Setting("DEBUG", "bool", "off", "Error pages with internals. Never on where a patient writes."),
    Setting("SERVICE_NAME", "text", "Consilia", "Name of the service as readers see it."),
    Setting(
        "JURISDICTION", "text", "generic", "Whose emergency numbers and rules of consent hold: tw, gb, us, generic."
    ),
    Setting("TIME_ZONE", "zone", "Asia/Taipei", "Time zone in which staff see times."),
    Setting("LANGUAGE", "text", "en", "Language of a reader who asked for none: en or zh-hant."),
    Setting("MAIL", "text", "file", "Outgoing mail: file (kept in HOME/mail), console, or smtp."),
    Setting("MAIL_URL", "url", "", "SMTP address when MAIL is smtp: smtp+tls://user:password@host:587"),
    Setting("MAIL_FROM", "mail", "consilia@localhost", "Sender of the notices."),
    Setting("WEB_PROCESSES", "count", "2", "Web server processes under `consilia serve`."),
    Setting("WORK_INTERVAL", "count", "2", "Seconds the worker rests when nothing is waiting."),
    Setting("ADULT_AGE", "int", "0", "Age from which a person asks alone; 0 means the jurisdiction's."),
    Setting(
        "ASKED_ON",
        "text",
        "month",
        "How much of the date of asking and of reply a page tells: month, year or day. A day helps to recognise a "
        "person. Nobody's page tells more than was set when they agreed; imported records keep at most their month.",
    ),
    Setting(
        "RETENTION_DAYS",
        "int",
        "180",
        "Days after its end (closed, answered, published, withdrawn) until its words are deleted.",
    ),
    Setting(
        "ANSWER_DAYS",
        "count",
        "30",
        "Days that a doctor's question waits for the asker's answer until it is closed; never where it may be urgent.",
    ),
    Setting(
        "REPLY_HOURS",
        "hours",
        "emergency=1,urgent=24,soon=72,routine=168",
        "Hours until the first reply by urgency, to staff by; past them the lead of the department is told and /health "
        "counts it. What triage could not decide, or saw as an emergency, is to be looked at within 15 minutes.",
    ),
    Setting("DRAFT_DAYS", "int", "7", "Days after which an unsent question is deleted."),
    Setting(
        "MFA_REQUIRED",
        "bool",
        "on",
        "Clinicians and operators must sign in with a second factor; `consilia demo` asks its people for none.",
    ),
    Setting(
        "MFA_GRACE_DAYS", "int", "7", "Days from the first sign-in until the second factor is demanded; 0: at once."
    ),
    Setting(
        "LICENCE_RECHECK_DAYS",
        "int",
        "365",
        "Days after which operators are asked to check a licence again with the authority that gave it; 0 means never.",
    ),
    Setting("INVITATION_DAYS", "count", "7", "Days that a link holds with which an invited person chooses a password."),
    Setting(
        "PROXIES",
        "int",
        "0",
        "Proxies of your own before the service. With 0, X-Forwarded-For is not believed, and limits by address count "
        "everybody behind a proxy as one.",
    ),
    Setting("OIDC_SERVER", "url", "", "Single sign-on: the OpenID Connect issuer, https://…; empty means none."),
    Setting("OIDC_CLIENT_ID", "text", "", "Single sign-on: what the provider calls this service."),
    Setting("OIDC_SECRET", "text", "", "Single sign-on: the secret that the provider gave this service."),
    Setting("OIDC_NAME", "text", "single sign-on", "Single sign-on: the provider's name on the button."),
    Setting(
        "MODEL_ADDRESS",
        "url",
        "",
        "Language model that may reword More Info: base address of an endpoint of OpenAI's protocol, https://…/v1. "
        "Empty means none, and nothing is sent anywhere. See docs/how-to/language-model.md.",
    ),
    Setting(
        "MODEL_DRAFTS",
        "bool",
        "off",
        "On: clinicians may ask the language model for the draft of a reply. Then questions are sent to it, with what "
        "identifies somebody hidden. See docs/how-to/language-model.md.",
    ),
    Setting("MODEL_NAME", "text", "", "Language model: what the endpoint calls it."),
    Setting("MODEL_KEY_FILE", "text", "", "Language model: file that holds the endpoint's key and nothing else."),
    Setting("MODEL_SECONDS", "count", "20", "Language model: seconds to wait for an answer, at most 45."),
    Setting(
        "METRICS_TOKEN",
        "token",
        "",
        "Opens /metrics to Prometheus, as a bearer token; empty means that there is no /metrics.",
    ),
    Setting(
        "WEBHOOK_NETWORKS",
        "networks",
        "",
        "Networks of your own that webhooks may reach, such as 10.1.0.0/16; the public internet needs no entry.",
    ),
)

# A server on this machine may do without TLS: nobody else hears it.
_SERVER = re.compile(r"https://[^\s/?#]+(/[^\s?#]*)?|http://(localhost|127\.0\.0\.1)(:\d+)?(/[^\s?#]*)?")
_DATABASES = {"sqlite", "postgres", "postgresql"}
_TRUE = {"1", "on", "true", "yes"}
_FALSE = {"0", "off", "false", "no", ""}


def _is_origin(value: str) -> bool:
    return re.fullmatch(r"https?://[^\s/?#]+/?", value) is not None


LONGEST_ANSWER_SECONDS = 45
LEVELS = ("emergency", "urgent", "soon", "routine")


def _hours(value: str) -> dict[str, int]:
    """Hours by level. Raises ValueError."""
    pairs = (part.partition("=") for part in value.split(",") if part.strip())
    hours = {level.strip(): int(number) for level, _sign, number in pairs}
    if set(hours) != set(LEVELS) or not all(number > 0 for number in hours.values()):
        raise ValueError(value)
    return hours


def _networks(value: str) -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    """Raises ValueError."""
    return [ipaddress.ip_network(part.strip()) for part in value.split(",") if part.strip()]


def _is(read: Callable[[str], object]) -> Callable[[str], bool]:
    """Whether a value can be read by `read`, which raises ValueError where it cannot."""

    def can_be_read(value: str) -> bool:
        try:
            read(value)
        except ValueError:
            return False
        return True

    return can_be_read


def _is_zone(value: str) -> bool:
    return value in zoneinfo.available_timezones()


# What a value of each kind must be, and the words for it. Kinds that take any text are not here.
_KINDS: Mapping[str, tuple[Callable[[str], bool], str]] = {
    "path": (bool, "a folder"),
    "int": (str.isdecimal, "a whole number"),
    "count": (lambda value: value.isdecimal() and int(value) > 0, "a whole number from 1"),
    "bool": (lambda value: value.lower() in _TRUE | _FALSE, "on or off"),
    "origin": (_is_origin, "an address such as https://ask.example.org, without a path"),
    "zone": (_is_zone, "a time zone such as Asia/Taipei"),
    "hours": (_is(_hours), "hours for each level, such as emergency=1,urgent=24,soon=72,routine=168"),
    "token": (lambda value: re.fullmatch(r"[!-~]{16,}|", value) is not None, "16 or more characters without a space"),
    "networks": (_is(_networks), "networks such as 10.1.0.0/16,192.168.7.0/24"),
    "mail": (lambda value: re.fullmatch(r"[^\r\n]*[^\s@<]+@[^\s@]+", value) is not None, "a mail address"),
}


class Environment:
    """Typed, loud access to the declared settings."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values
        self._declared = {setting.name: setting for setting in SETTINGS}
        unknown = {name for name in values if name.startswith(PREFIX)} - self._variables() - _ELSEWHERE
        if unknown:
            raise ImproperlyConfigured(
                f"Unknown setting {', '.join(sorted(unknown))}. docs/reference/settings.md lists those that exist."
            )
        for setting in SETTINGS:
            self._check(setting)

    def _check(self, setting: Setting) -> None:
        is_right, expected = _KINDS.get(setting.kind, (None, ""))
        value = self.text(setting.name)
        if is_right is not None and not is_right(value):
            raise ImproperlyConfigured(f"{setting.variable} must be {expected}, not {value!r}.")

    def _variables(self) -> set[str]:
        return {setting.variable for setting in SETTINGS}

    def text(self, name: str) -> str:
        """The value as given, or the default."""
        setting = self._declared[name]
        return self._values.get(setting.variable, setting.default).strip()

    def number(self, name: str) -> int:
        """A whole number, zero or more."""
        return int(self.text(name))

    def hours(self, name: str) -> dict[str, int]:
        """Whole hours by level of urgency."""
        return _hours(self.text(name))

    def networks(self, name: str) -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
        """Networks, as CIDR has it."""
        return _networks(self.text(name))

    def flag(self, name: str) -> bool:
        """On or off."""
        return self.text(name).lower() in _TRUE

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
        """An absolute folder, whether or not it is there yet."""
        return Path(self.text(name)).expanduser().resolve()

    def database(self, home: Path) -> dict[str, Any]:
        """Django's description of the database. Raises ImproperlyConfigured."""
        url = self.text("DATABASE_URL") or f"sqlite:///{home / 'consilia.sqlite3'}"
        # The address is never repeated: it holds a password.
        wrong = f"{PREFIX}DATABASE_URL must be sqlite:///path or postgres://user:password@host/name."
        if url.partition("://")[0] not in _DATABASES:
            raise ImproperlyConfigured(wrong)
        try:
            config = dict(environ.Env.db_url_config(url))
        except (ValueError, KeyError):
            raise ImproperlyConfigured(wrong) from None
        if config["NAME"] in {"", ":memory:"}:
            raise ImproperlyConfigured(wrong)
        return config

    def mail(self) -> dict[str, Any]:
        """Django's mail settings for the SMTP address. Raises ImproperlyConfigured."""
        url = self.text("MAIL_URL")
        if not url:
            raise ImproperlyConfigured(f"{PREFIX}MAIL is smtp, so {PREFIX}MAIL_URL must say where to.")
        try:
            return dict(environ.Env.email_url_config(url))
        except (ValueError, KeyError, ImproperlyConfigured):
            raise ImproperlyConfigured(f"{PREFIX}MAIL_URL must look like smtp+tls://user:password@host:587.") from None

    def single_sign_on(self) -> dict[str, Any] | None:
        """The provider as django-allauth describes it, or None. Raises ImproperlyConfigured."""
        server, client, secret = (self.text(f"OIDC_{name}") for name in ("SERVER", "CLIENT_ID", "SECRET"))
        if not (server or client or secret):
            return None
        if not (client and secret) or _SERVER.fullmatch(server) is None:
            raise ImproperlyConfigured(
                f"Single sign-on needs {PREFIX}OIDC_SERVER (https://…), {PREFIX}OIDC_CLIENT_ID and {PREFIX}OIDC_SECRET."
            )
        return {
            "provider_id": "sso",
            "name": self.text("OIDC_NAME"),
            "client_id": client,
            "secret": secret,
            "settings": {"server_url": server.rstrip("/"), "oauth_pkce_enabled": True},
        }

    def language_model(self) -> tuple[str, int]:
        """Address without a slash at its end, and seconds. Raises ImproperlyConfigured."""
        address, seconds = self.text("MODEL_ADDRESS").rstrip("/"), self.number("MODEL_SECONDS")
        if address and (_SERVER.fullmatch(address) is None or not self.text("MODEL_NAME")):
            raise ImproperlyConfigured(
                f"A language model needs {PREFIX}MODEL_ADDRESS (https://…, or http://localhost) and {PREFIX}MODEL_NAME."
            )
        # The worker's heart beats between its steps; /health waits for it for a minute.
        if seconds > LONGEST_ANSWER_SECONDS:
            raise ImproperlyConfigured(f"{PREFIX}MODEL_SECONDS must be at most {LONGEST_ANSWER_SECONDS}.")
        return address, seconds

    def model_drafts(self) -> bool:
        """Whether replies may be drafted by the language model. Raises ImproperlyConfigured where there is none."""
        drafts = self.flag("MODEL_DRAFTS")
        if drafts and not self.text("MODEL_ADDRESS"):
            raise ImproperlyConfigured(f"{PREFIX}MODEL_DRAFTS is on, so {PREFIX}MODEL_ADDRESS must say where to.")
        return drafts


# Read by tests and tools, not by the service.
_ELSEWHERE = {"CONSILIA_SHARED", "CONSILIA_SCREENSHOTS"}
