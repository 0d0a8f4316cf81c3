"""An index is read ahead when it is opened: its pages are in memory before a question needs them."""

import ctypes
import os
import time
from pathlib import Path

import numpy as np
import pytest

from consilia.engines.retrieval.ahead import STEP, read_ahead

PAGE = os.sysconf("SC_PAGE_SIZE")
on_linux = pytest.mark.skipif(not hasattr(os, "posix_fadvise"), reason="this system takes no advice on files")


def share_in_memory(path: Path) -> float:
    mapped = np.memmap(path, dtype=np.uint8, mode="r")
    pages = -(-len(mapped) // PAGE)
    told = (ctypes.c_ubyte * pages)()
    asked = ctypes.CDLL(None, use_errno=True).mincore(ctypes.c_void_p(mapped.ctypes.data), len(mapped), told)
    assert asked == 0
    return sum(one & 1 for one in told) / pages


def put_out_of_memory(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


@on_linux
def test_what_was_out_of_memory_is_in_it_soon(tmp_path: Path) -> None:
    path = tmp_path / "vectors.i8"
    path.write_bytes(b"\1" * (40 * STEP + 7))
    put_out_of_memory(path)
    if share_in_memory(path) == 1:
        pytest.skip("this file system keeps its files in memory")
    assert read_ahead(tmp_path) == 40 * STEP + 7
    until = time.monotonic() + 30
    while share_in_memory(path) < 1 and time.monotonic() < until:
        time.sleep(0.01)
    assert share_in_memory(path) == 1


@on_linux
def test_what_cannot_be_read_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "meta.json").write_text("{}")
    (tmp_path / "empty").touch()
    (tmp_path / "merged-away").symlink_to(tmp_path / "nowhere")
    (tmp_path / "folder").mkdir()
    assert read_ahead(tmp_path) >= 2
