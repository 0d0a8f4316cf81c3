"""The folder that holds all that an installation owns. Reading the settings never makes it; starting work does."""

from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def make_home(home: Path) -> None:
    """Make the folder, for its owner only, where it is missing. Raises ImproperlyConfigured."""
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(f"CONSILIA_HOME: cannot make {home}: {error.strerror}.") from error
