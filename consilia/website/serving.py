"""Web server and worker in one process tree: started together, stopped together, the worker restarted if it dies."""

import ctypes
import http.client
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from types import FrameType

PATIENCE_TO_STOP = 15.0
PATIENCE_TO_START = 60.0
PR_SET_PDEATHSIG = 1
INTERNAL_SERVER_ERROR = 500
WORKER = (sys.executable, "-m", "consilia", "work")


LONGEST_PAUSE = 60.0


class PortTaken(Exception):
    """Something else listens there."""


class Tree:
    """The children and what to do with them."""

    def __init__(self, *, host: str, port: int, processes: int) -> None:
        self.host, self.port, self.processes = host, port, processes
        self.stopping = False
        self.children: list[subprocess.Popen[bytes]] = []

    def run(self, *, when_up: Callable[[], None]) -> int:
        """Start both, call `when_up` once the web server answers, and stay until told to stop. Raises PortTaken."""
        refuse_taken_port(self.host, self.port)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stop)
        try:
            web = self._start(self._web_command())
            worker = self._start(WORKER)
            if self._wait_until_up(web):
                when_up()
            return self._watch(web, worker)
        finally:
            self._end()

    def _web_command(self) -> list[str]:
        return [
            *(sys.executable, "-m", "gunicorn", "consilia.website.wsgi:application"),
            *("--bind", _address(self.host, self.port), "--workers", str(self.processes)),
            *("--worker-class", "gthread", "--threads", "4", "--graceful-timeout", "10", "--preload"),
            *("--no-control-socket", "--log-level", "warning"),
            *("--logger-class", "consilia.website.logs.ServerLog"),
        ]

    def _start(self, command: Sequence[str]) -> subprocess.Popen[bytes]:
        # Own sessions: Ctrl-C reaches this process only, which then stops the children in order.
        child = subprocess.Popen(command, start_new_session=True, preexec_fn=_die_with_parent)  # noqa: PLW1509 - no threads here
        self.children.append(child)
        return child

    def _wait_until_up(self, web: subprocess.Popen[bytes]) -> bool:
        until = time.monotonic() + PATIENCE_TO_START
        while not self.stopping and web.poll() is None and time.monotonic() < until:
            if _answers(self.host, self.port):
                return True
            time.sleep(0.1)
        return False

    def _watch(self, web: subprocess.Popen[bytes], worker: subprocess.Popen[bytes]) -> int:
        pause, started = 1.0, time.monotonic()
        while not self.stopping:
            if (code := web.poll()) is not None:
                return code or 1
            if worker.poll() is not None:
                # Again and again, but ever more slowly where it cannot stay (another worker holds the lock).
                pause = 1.0 if time.monotonic() - started > LONGEST_PAUSE else min(2 * pause, LONGEST_PAUSE)
                self._rest(pause, web)
                self.children.remove(worker)
                worker, started = self._start(WORKER), time.monotonic()
            time.sleep(0.2)
        return 0

    def _rest(self, seconds: float, web: subprocess.Popen[bytes]) -> None:
        until = time.monotonic() + seconds
        while not self.stopping and web.poll() is None and time.monotonic() < until:
            time.sleep(0.2)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def _end(self) -> None:
        for child in self.children:
            if child.poll() is None:
                child.terminate()
        until = time.monotonic() + PATIENCE_TO_STOP
        for child in self.children:
            try:
                child.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()


def _die_with_parent() -> None:
    # Where the kernel knows how (Linux): children of a killed parent end too, so that no stray worker writes on.
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def refuse_taken_port(host: str, port: int) -> None:
    """Raise PortTaken, now rather than after minutes of preparation, where nothing can listen there."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            told = f"{_address(host, port)} cannot be used ({error.strerror})."
            raise PortTaken(f"{told} Choose another: --port N") from error


def _address(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _answers(host: str, port: int) -> bool:
    # Any answer counts: an installation may redirect to HTTPS, or know only its public name.
    here = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound
    connection = http.client.HTTPConnection(here, port, timeout=5)
    try:
        connection.request("GET", "/health")
        return connection.getresponse().status < INTERNAL_SERVER_ERROR
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
