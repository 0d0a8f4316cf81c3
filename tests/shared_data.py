"""Finds the real seed pages and archives, which live beside the repository and never inside it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent


def shared(name: str) -> Path:
    """Give a file or folder of the shared data, such as "seeds" or "data/medquad.tar.gz", or skip the test.

    The folder is CONSILIA_SHARED, or `shared` beside the repository.
    """
    folder = Path(os.environ.get("CONSILIA_SHARED") or REPOSITORY.parent / "shared")
    path = folder / name
    if not path.exists():
        pytest.skip(f"the shared data are not here: no {name} in CONSILIA_SHARED or beside the repository")
    return path
