"""Reading ahead: the files of an index are asked of the disk when it is opened, not by the first questions.

They are mapped into memory, and a page that is not there yet is waited for by the question that meets it: at a million
records, beside a disk that is busy, one of a hundred questions took 0.1 s and a few took seconds.
"""

import os
from pathlib import Path
from typing import Final

STEP: Final = 128 * 1024
"""Bytes asked for at once. The kernel reads no more for one call than a device's read-ahead, which is rarely less."""


def read_ahead(folder: Path) -> int:
    """Asks the kernel to have the files of `folder` in memory soon, without waiting; how many bytes were asked for.

    What is in memory already costs 17 ms a gigabyte, what is not some 200. Nothing on a system that cannot be asked.
    """
    return sum(_read_ahead(path) for path in folder.iterdir()) if hasattr(os, "posix_fadvise") else 0


def _read_ahead(path: Path) -> int:
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except OSError:  # merged away in the meantime, or no file
        return 0
    try:
        size = os.fstat(descriptor).st_size
        for start in range(0, size, STEP):
            os.posix_fadvise(descriptor, start, STEP, os.POSIX_FADV_WILLNEED)
    except OSError:  # a file system that takes no advice
        return 0
    finally:
        os.close(descriptor)
    return size
