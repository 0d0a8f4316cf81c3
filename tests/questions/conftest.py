"""Fixtures of the questions room."""

from pathlib import Path

import pytest


@pytest.fixture
def mail(settings: object, tmp_path: Path) -> Path:
    """Where mails lie that are written to files."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"  # type: ignore[attr-defined]
    settings.EMAIL_FILE_PATH = tmp_path / "mail"  # type: ignore[attr-defined]
    return tmp_path / "mail"
