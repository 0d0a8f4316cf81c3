"""How work grows with the length of a text, in time of this process: a busy machine slows both alike."""

import time
from collections.abc import Callable

SLACK = 2
"""Work that grows with the square of the length takes sixteen times as long for four times the text."""


def growth(call: Callable[[str], object], unit: str, short: int, long: int) -> float:
    """How many times the work of `short` characters `long` ones take, both made of `unit`.

    The least of three tries at most: a moment's noise passes, work that grows with the square does not.
    """
    call(f"a{unit}b")
    least = float("inf")
    for _ in range(3):
        least = min(least, work(call, (unit * long)[:long]) / work(call, (unit * short)[:short]))
        if least < (long / short) * SLACK:
            break
    return least


def work(call: Callable[[str], object], text: str) -> float:
    """Seconds of this process that one call takes."""
    started = time.process_time()
    call(text)
    return time.process_time() - started
