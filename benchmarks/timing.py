"""Milliseconds of repeated calls, and how two lists of them compare."""

import time
from collections.abc import Callable, Iterable
from statistics import median
from typing import TypeVar

T = TypeVar("T")


def each_ms(call: Callable[[T], object], inputs: Iterable[T]) -> list[float]:
    """Wall-clock milliseconds of one call an input."""
    took: list[float] = []
    for given in inputs:
        began = time.perf_counter()
        call(given)
        took.append((time.perf_counter() - began) * 1000)
    return took


def percentile(values: list[float], percent: int) -> float:
    """The value below which `percent` of the values lie."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, len(ranked) * percent // 100)]


def tell(name: str, values: list[float], beside: list[float] | None = None) -> None:
    """One line: p50, p99, and the ratio of medians to the peer measured in the same run."""
    ratio = f"  {median(values) / median(beside):6.2f} x the peer" if beside else ""
    print(f"  {name:44} p50 {median(values):8.2f} ms  p99 {percentile(values, 99):8.2f} ms{ratio}")
