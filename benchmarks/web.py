"""Web: published pages beside a bare Django view that returns the same bytes, and search, over real connections.

The server is the one of `consilia serve`, with as many processes as there are cores; what asks it runs on the same
machine and takes its share. Pages are asked for all over the library. The bare view goes through the same middleware.
"""

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any, Final
from urllib.parse import urlencode

from benchmarks import load, texts
from benchmarks.timing import percentile

SIZES: Final = (1_000, 100_000)
ROUNDS: Final = 5
ROUND_S: Final = 3.0
LATENCY_S: Final = 20.0
SEARCH_S: Final = 30.0
SEARCHES_A_SECOND: Final = 20
ROOT: Final = Path(__file__).parents[1]
NO_INDEX: Final = b"plain matches"
LIVE_COOKIE: Final = b"Cookie: messages=x\r\n"
"""Somebody for whom a message waits is never sent a kept page."""


@dataclass(frozen=True, slots=True)
class Told:
    """What was measured with so many pages."""

    size: int
    bare_a_second: float
    page_a_second: float
    live_a_second: float
    page_p99: float
    bare_p99: float
    search_p50: float
    search_p99: float
    search_p99_alone: float

    @property
    def page_ms(self) -> float:
        """What a page costs more than the same bytes from nowhere."""
        return 1000 / self.page_a_second


def run(sizes: tuple[int, ...] = SIZES, *, round_s: float = ROUND_S, search_s: float = SEARCH_S) -> list[Told]:
    """Measures each size and prints ratios."""
    told = [_measure(size, round_s, search_s) for size in sizes]
    for one in told:
        _tell(one)
    if len(told) > 1:
        # Of what the bare view does in the same minutes: the machine may have been busier in one of them.
        first, last = told[0], told[-1]
        beside = [one.bare_a_second / one.page_a_second for one in (first, last)]
        print(f"  a page costs {beside[1] / beside[0] - 1:+.0%} from {first.size:,} to {last.size:,} pages")
    return told


def _tell(one: Told) -> None:
    ratio = one.page_a_second / one.bare_a_second
    print(f"  {one.size:,} pages")
    print(f"    a bare view, same bytes  {one.bare_a_second:7.0f} a second")
    print(f"    a published page         {one.page_a_second:7.0f} a second  {ratio:5.2f} x the bare view")
    live = one.live_a_second / one.bare_a_second
    print(f"    made anew for each       {one.live_a_second:7.0f} a second  {live:5.2f} x the bare view")
    print(f"    at half that load        p99 {one.page_p99:6.1f} ms, the bare view p99 {one.bare_p99:6.1f} ms")
    print(
        f"    search, {SEARCHES_A_SECOND} a second     p50 {one.search_p50:6.1f} ms  p99 {one.search_p99:6.1f} ms; "
        f"one after another p99 {one.search_p99_alone:6.1f} ms"
    )


def _measure(size: int, round_s: float, search_s: float) -> Told:
    chance = random.Random(11)
    words = texts.questions(2_000)
    with tempfile.TemporaryDirectory(prefix="consilia-web-") as home, _served(Path(home), size) as port:
        tags = _tags(size)

        def page(_number: int) -> bytes:
            number = chance.randint(1, size)
            return load.get(f"/{tags(number)}/pages/{number}/page-{number}")

        def live(number: int) -> bytes:
            return page(number).replace(b"\r\n\r\n", b"\r\n" + LIVE_COOKIE + b"\r\n", 1)

        def bare(_number: int) -> bytes:
            return load.get("/bare")

        def search(_number: int) -> bytes:
            asked = " ".join(chance.choice(words).split()[: chance.randint(1, 6)])[:60]
            return load.post("/en/search", urlencode({"q": asked}).encode())

        for made, seconds in ((page, round_s), (bare, round_s), (search, 15.0)):
            _through(load.flood(port, made, seconds))
        # In turns, so that a busy moment of the machine hits both.
        turns = [
            (_through(load.flood(port, bare, round_s)), _through(load.flood(port, page, round_s)))
            for _ in range(ROUNDS)
        ]
        bare_a_second, page_a_second = (median(one.a_second for one in side) for side in zip(*turns, strict=True))
        half = page_a_second / 2
        at_half = _through(load.at_rate(port, page, LATENCY_S * round_s / ROUND_S, half))
        bare_at_half = _through(load.at_rate(port, bare, LATENCY_S * round_s / ROUND_S, half))
        searched = _through(load.at_rate(port, search, search_s, SEARCHES_A_SECOND))
        alone = _through(load.at_rate(port, search, search_s, SEARCHES_A_SECOND / 10))
        return Told(
            size,
            bare_a_second,
            page_a_second,
            _through(load.flood(port, live, round_s)).a_second,
            percentile(at_half.ms, 99),
            percentile(bare_at_half.ms, 99),
            percentile(searched.ms, 50),
            percentile(searched.ms, 99),
            percentile(alone.ms, 99),
        )


def _tags(size: int) -> Callable[[int], str]:
    """The language of each page, as `texts.records` has it."""
    return lambda number: "en" if number % texts.CHINESE_EVERY else "zh-Hant"


def _through(one: load.Load) -> load.Load:
    assert one.ms, "nothing came back"
    assert not one.failed, f"{one.failed} requests failed, {len(one.ms)} did not"
    return one


@contextmanager
def _served(home: Path, size: int) -> Iterator[int]:
    """A library of this size behind the server of `consilia serve`; its port."""
    port = _free_port()
    environment = os.environ | {
        "CONSILIA_HOME": str(home),
        "CONSILIA_ALLOWED_HOSTS": "localhost",
        "DJANGO_SETTINGS_MODULE": "benchmarks.web_settings",
    }
    started: dict[str, Any] = {"cwd": ROOT, "env": environment}
    subprocess.run([sys.executable, "-m", "benchmarks.shelves", str(size)], check=True, **started)
    server = subprocess.Popen(
        [
            *(sys.executable, "-m", "gunicorn", "consilia.website.wsgi:application"),
            *("--bind", f"127.0.0.1:{port}", "--workers", str(os.cpu_count() or 2)),
            *("--worker-class", "gthread", "--threads", "4", "--no-control-socket", "--log-level", "warning"),
        ],
        **started,
    )
    try:
        _wait_until_up(port)
        yield port
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait()


def _free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_up(port: int) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            if load.flood(port, lambda _number: load.get("/bare"), 0.1).ms:
                return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError("the server does not answer")
