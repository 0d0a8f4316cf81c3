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
from statistics import mean, median
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
    bare_cpu_ms: float
    page_cpu_ms: float
    search_cpu_ms: float
    """Of the server's own processes, a request: what neighbours on the machine do not change."""


def run(sizes: tuple[int, ...] = SIZES, *, round_s: float = ROUND_S, search_s: float = SEARCH_S) -> list[Told]:
    """Measures each size and prints ratios."""
    told = [_measure(size, round_s, search_s) for size in sizes]
    for one in told:
        _tell(one)
    if len(told) > 1:
        first, last = told[0], told[-1]
        growth = last.page_cpu_ms / first.page_cpu_ms - 1
        print(f"  a page costs {growth:+.0%} from {first.size:,} to {last.size:,} pages (processor time)")
    return told


def _tell(one: Told) -> None:
    ratio = one.page_a_second / one.bare_a_second
    print(f"  {one.size:,} pages")
    print(f"    a bare view, same bytes  {one.bare_a_second:7.0f} a second")
    print(f"    a published page         {one.page_a_second:7.0f} a second  {ratio:5.2f} x the bare view")
    live = one.live_a_second / one.bare_a_second
    print(f"    made anew for each       {one.live_a_second:7.0f} a second  {live:5.2f} x the bare view")
    cpu = f"bare {one.bare_cpu_ms:.2f} ms, page {one.page_cpu_ms:.2f} ms ({one.page_cpu_ms / one.bare_cpu_ms:.2f} x)"
    print(f"    processor time each      {cpu}, search {one.search_cpu_ms:.1f} ms")
    print(f"    at half that load        p99 {one.page_p99:6.1f} ms, the bare view p99 {one.bare_p99:6.1f} ms")
    print(
        f"    search, {SEARCHES_A_SECOND} a second     p50 {one.search_p50:6.1f} ms  p99 {one.search_p99:6.1f} ms; "
        f"one after another p99 {one.search_p99_alone:6.1f} ms"
    )


def _measure(size: int, round_s: float, search_s: float) -> Told:
    chance = random.Random(11)
    words = texts.questions(2_000)
    with tempfile.TemporaryDirectory(prefix="consilia-web-") as home, _served(Path(home), size) as server:
        port = server.port
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

        for made, seconds in ((page, round_s), (bare, round_s), (search, 5 * round_s)):
            server.timed(load.flood(port, made, seconds))
        # In turns, so that a busy moment of the machine hits both.
        turns = [
            (server.timed(load.flood(port, bare, round_s)), server.timed(load.flood(port, page, round_s)))
            for _ in range(ROUNDS)
        ]
        bares, pages = zip(*turns, strict=True)
        bare_a_second, page_a_second = (median(one.a_second for one, _cpu in side) for side in (bares, pages))
        half = page_a_second / 2
        at_half = _through(load.at_rate(port, page, LATENCY_S * round_s / ROUND_S, half))
        bare_at_half = _through(load.at_rate(port, bare, LATENCY_S * round_s / ROUND_S, half))
        server.timed(at_half)
        searched, search_cpu_ms = server.timed(load.at_rate(port, search, search_s, SEARCHES_A_SECOND))
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
            mean(cpu for _one, cpu in bares),
            mean(cpu for _one, cpu in pages),
            search_cpu_ms,
        )


def _tags(size: int) -> Callable[[int], str]:
    """The language of each page, as `texts.records` has it."""
    return lambda number: "en" if number % texts.CHINESE_EVERY else "zh-Hant"


class _Server:
    """A running server: its port, and what its processes have cost since one last asked."""

    def __init__(self, port: int, process: "subprocess.Popen[bytes]") -> None:
        self.port = port
        self._process = process
        self._before = 0.0

    def timed(self, one: load.Load) -> tuple[load.Load, float]:
        """What came back, and milliseconds of processor time a request since the last call; 0 where nobody tells."""
        now = self._cpu_s()
        spent, self._before = now - self._before, now
        return _through(one), 1000 * spent / len(one.ms)

    def _cpu_s(self) -> float:
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children")
        if not children.exists():
            return 0.0
        told = [
            Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split() for child in children.read_text().split()
        ]
        return sum(int(fields[11]) + int(fields[12]) for fields in told) / os.sysconf("SC_CLK_TCK")


def _through(one: load.Load) -> load.Load:
    assert one.ms, "nothing came back"
    assert not one.failed, f"{one.failed} requests failed, {len(one.ms)} did not"
    return one


@contextmanager
def _served(home: Path, size: int) -> Iterator[_Server]:
    """A library of this size behind the server of `consilia serve`."""
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
        yield _Server(port, server)
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
