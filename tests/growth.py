"""How work grows with the length of a text, in time of this process: a busy machine slows both alike."""

import time
from collections.abc import Callable

SLACK = 2
"""Work that grows with the square of the length takes sixteen times as long for four times the text."""


def growth(call: Callable[[str], object], unit: str, short: int, long: int) -> float:
    """How many times the work of `short` characters `long` ones take, both made of `unit`."""
    call(f"a{unit}b")
    return work(call, (unit * long)[:long]) / work(call, (unit * short)[:short])


def work(call: Callable[[str], object], text: str) -> float:
    """Seconds of this process that one call takes."""
    started = time.process_time()
    call(text)
    return time.process_time() - started
