"""The installation's signing key: made once, kept in CONSILIA_HOME, readable by its owner only."""

from pathlib import Path

from django.core.management.utils import get_random_secret_key

from consilia.questions.keyfile import write_once
from consilia.website.home import make_home


def secret_key(home: Path) -> str:
    """The key kept in `home`, made first where there is none. Two starting processes agree on one."""
    path = home / "secret.key"
    if not path.exists():
        make_home(home)
        write_once(path, get_random_secret_key())
    key = path.read_text().strip()
    if not key:
        raise RuntimeError(f"{path} is empty. Delete it and start again; everyone has to sign in anew.")
    return key
