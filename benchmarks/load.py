"""Requests over real connections, as many as go through or as many a second as one says, with the time of each."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

CONNECTIONS: Final = 8
OK: Final = 200


@dataclass(slots=True)
class Load:
    """What came back: milliseconds of each request, counted from when it was due, and how long all of it took."""

    took_s: float = 0.0
    ms: list[float] = field(default_factory=list)
    failed: int = 0

    @property
    def a_second(self) -> float:
        """Requests that went through in a second."""
        return len(self.ms) / self.took_s


def get(path: str) -> bytes:
    """A request as a browser sends it."""
    return _request("GET", path, b"")


def post(path: str, body: bytes) -> bytes:
    """A posted form."""
    return _request("POST", path, body)


def _request(method: str, path: str, body: bytes) -> bytes:
    head = f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n"
    form = f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n" if body else ""
    return (head + form + "\r\n").encode("ascii") + body


def flood(port: int, made: Callable[[int], bytes], seconds: float) -> Load:
    """As many as go through: each connection sends its next request when the last one is answered."""
    return asyncio.run(_flood(port, made, seconds))


def at_rate(port: int, made: Callable[[int], bytes], seconds: float, a_second: float) -> Load:
    """So many a second whatever comes back; one that has to wait for a free connection waits in its own time."""
    return asyncio.run(_at_rate(port, made, seconds, a_second))


async def _flood(port: int, made: Callable[[int], bytes], seconds: float) -> Load:
    load, numbers = Load(), iter(range(10**9))
    began = time.perf_counter()

    async def one() -> None:
        line = _Line(port)
        while time.perf_counter() - began < seconds:
            await _ask(line, made(next(numbers)), time.perf_counter(), load)
        await line.close()

    await asyncio.gather(*(one() for _ in range(CONNECTIONS)))
    load.took_s = time.perf_counter() - began
    return load


async def _at_rate(port: int, made: Callable[[int], bytes], seconds: float, a_second: float) -> Load:
    load, lines = Load(), asyncio.Queue[_Line]()
    for _ in range(4 * CONNECTIONS):
        lines.put_nowait(_Line(port))
    began = time.perf_counter()

    async def one(number: int, due: float) -> None:
        line = await lines.get()
        await _ask(line, made(number), due, load)
        lines.put_nowait(line)

    async with asyncio.TaskGroup() as group:
        for number in range(int(seconds * a_second)):
            due = began + number / a_second
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            group.create_task(one(number, due))
    load.took_s = time.perf_counter() - began
    while not lines.empty():
        await lines.get_nowait().close()
    return load


async def _ask(line: "_Line", request: bytes, due: float, load: Load) -> None:
    status = await line.ask(request)
    if status == OK:
        load.ms.append((time.perf_counter() - due) * 1000)
    else:
        load.failed += 1


class _Line:
    """One connection, opened when it is first needed, and again when the server has closed it."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._open: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, request: bytes) -> int:
        """The status of the answer, when all of it is there; 0 where none came."""
        for _attempt in range(2):
            try:
                return await self._once(request)
            except (OSError, asyncio.IncompleteReadError):
                # The server ends a connection that has rested for some seconds.
                await self.close()
        return 0

    async def _once(self, request: bytes) -> int:
        if self._open is None:
            self._open = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._open
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        told = head.lower()
        if b"transfer-encoding: chunked" in told:
            raise OSError("not expected of this server")
        at = told.find(b"content-length: ")
        await reader.readexactly(int(told[at + 16 : told.index(b"\r\n", at)]) if at >= 0 else 0)
        if b"connection: close" in told:
            await self.close()
        return int(head[9:12])

    async def close(self) -> None:
        """Hang up."""
        if self._open is not None:
            self._open[1].close()
            self._open = None
