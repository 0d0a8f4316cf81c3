"""Loads the example service into an empty installation; a second run changes nothing."""

import os
import secrets
import tomllib
from datetime import date, datetime, timedelta
from importlib import resources
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from consilia.accounts.departments import install_canonical
from consilia.accounts.models import ClinicianProfile, Department, Hospital, Role, User
from consilia.library.archives.exchange import read_exchanges
from consilia.library.archives.record import SourceDocument
from consilia.library.importing import Report, import_exchanges, import_sources, install_catalogue
from consilia.questions.asked import Asked
from consilia.questions.asking import ask

FOLDER = resources.files("consilia.website.example")
# Said where a leaflet is cited: who wrote it, and what it follows.
LEAFLET_PUBLISHER = {
    "en": "A leaflet of this example service, after {guideline}",
    "zh-Hant": "本範例服務的衛教單張，依據 {guideline}",
}
PASSWORD_FILE = "example-password"  # noqa: S105 - a file's name


def load() -> None:
    """Everything, in one transaction; nothing where somebody can sign in already."""
    if User.objects.exists():
        return
    now = timezone.now()
    with transaction.atomic():
        install_canonical()
        install_catalogue()
        load_leaflets(now=now)
        with resources.as_file(FOLDER / "exchanges.jsonl") as path:
            for _report in import_exchanges(read_exchanges(path), now=now, dry_run=False, report=Report()):
                pass
        _people(now=now)
        _waiting(now=now)


def password(home: Path) -> str:
    """The example people's password: made by chance once, kept in `home`, so that no installation shares it."""
    path = home / PASSWORD_FILE
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write("-".join(secrets.token_hex(2) for _part in range(4)))
    return path.read_text().strip()


def people() -> list[tuple[str, str]]:
    """(e-mail, what they are) of those who can sign in."""
    return [(entry["email"], _role_words(entry)) for entry in _data("people.toml")["people"]]


def _role_words(entry: dict[str, Any]) -> str:
    return f"{entry['role']}, {entry['department']}" if "department" in entry else str(entry["role"])


def _data(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))


def load_leaflets(*, now: datetime) -> None:
    """Shelve the example's leaflets: what More Info of its pages cites."""
    for _report in import_sources(_leaflets(), now=now, dry_run=False, report=Report()):
        pass


def _leaflets() -> list[SourceDocument]:
    return [
        SourceDocument(
            id=entry["id"],
            title=entry["title"],
            focus=entry["subject"],
            text=" ".join(entry["text"].split()),
            language=entry["language"],
            publisher=LEAFLET_PUBLISHER[entry["language"]].format(guideline=entry["guideline"]),
            collection="example-leaflets",
            url="",
            licence="CC0-1.0",
        )
        for entry in _data("leaflets.toml")["leaflets"]
    ]


def _people(*, now: datetime) -> None:
    data = _data("people.toml")
    for entry in data["hospitals"]:
        Hospital.objects.create(slug=entry["slug"], name=entry["names"]["en"], names=entry["names"])
    shared = password(settings.CONSILIA_HOME)
    # The operator first: licences are verified by somebody.
    entries = sorted(data["people"], key=lambda entry: entry["role"] != Role.OPERATOR)
    operator: User | None = None
    for entry in entries:
        user = _user(entry, shared)
        operator = user if user.is_operator else operator
        if "licence" in entry and operator is not None:
            _profile(user, entry, verified_by=operator, now=now)


def _user(entry: dict[str, Any], shared: str) -> User:
    more: dict[str, Any] = {}
    if "department" in entry:
        more["department"] = Department.objects.get(name=entry["department"])
        more["hospital"] = Hospital.objects.get(slug=entry["hospital"])
    return User.objects.create_user(
        email=entry["email"], name=entry["name_romanised"], role=entry["role"], password=shared, **more
    )


def _profile(user: User, entry: dict[str, Any], *, verified_by: User, now: datetime) -> None:
    expires: date = entry["licence"]["expires"]
    ClinicianProfile.objects.create(
        user=user,
        name_original=entry["name_original"],
        licence_number=entry["licence"]["number"],
        licence_authority=entry["licence"]["authority"],
        licence_expires_on=expires,
        verified_at=now,
        verified_by=verified_by,
    )


def _waiting(*, now: datetime) -> None:
    for entry in _data("waiting.toml")["questions"]:
        facts = entry["facts"]
        asked = Asked(
            language=entry["language"],
            text=entry["text"].strip(),
            relation=facts["relation"],
            age_years=facts.get("age"),
            sex=facts.get("sex", ""),
            duration=facts.get("duration", ""),
            medicines=facts.get("medicines", ""),
            asked_by_guardian=True,
            may_answer=True,
            may_publish=entry["consent_to_publish"],
        )
        ask(asked=asked, now=now - timedelta(hours=entry["asked_hours_ago"]))
