"""Web server and worker in one process tree: started together, stopped together, the worker restarted if it dies."""

import ctypes
import json
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from types import FrameType

PATIENCE_TO_STOP = 15.0
PATIENCE_TO_START = 60.0
PR_SET_PDEATHSIG = 1


class PortTaken(Exception):
    """Something else listens there."""


class Tree:
    """The two children and what to do with them."""

    def __init__(self, *, host: str, port: int, processes: int) -> None:
        self.host, self.port, self.processes = host, port, processes
        self.stopping = False
        self.web: subprocess.Popen[bytes] | None = None
        self.worker: subprocess.Popen[bytes] | None = None

    def run(self, *, when_up: Callable[[], None]) -> int:
        """Start both, call `when_up` once the web server answers, and stay until told to stop. Raises PortTaken."""
        _refuse_taken_port(self.host, self.port)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stop)
        self.web = _start(self._web_command())
        self.worker = _start([sys.executable, "-m", "consilia", "work"])
        try:
            if self._wait_until_up():
                when_up()
            return self._watch()
        finally:
            self._end()

    def _web_command(self) -> list[str]:
        return [
            *(sys.executable, "-m", "gunicorn", "consilia.website.wsgi:application"),
            *("--bind", f"{self.host}:{self.port}", "--workers", str(self.processes)),
            *("--worker-class", "gthread", "--threads", "4", "--graceful-timeout", "10"),
            *("--no-control-socket", "--log-level", "warning"),
        ]

    def _wait_until_up(self) -> bool:
        assert self.web is not None
        until = time.monotonic() + PATIENCE_TO_START
        while not self.stopping and self.web.poll() is None and time.monotonic() < until:
            if _answers(self.port):
                return True
            time.sleep(0.1)
        return False

    def _watch(self) -> int:
        assert self.web is not None
        assert self.worker is not None
        while not self.stopping:
            if (code := self.web.poll()) is not None:
                return code or 1
            if self.worker.poll() is not None:
                time.sleep(1.0)
                if not self.stopping:
                    self.worker = _start([sys.executable, "-m", "consilia", "work"])
            time.sleep(0.2)
        return 0

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def _end(self) -> None:
        children = [child for child in (self.web, self.worker) if child is not None]
        for child in children:
            if child.poll() is None:
                child.terminate()
        until = time.monotonic() + PATIENCE_TO_STOP
        for child in children:
            try:
                child.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()


def _start(command: list[str]) -> subprocess.Popen[bytes]:
    # Own sessions: Ctrl-C reaches this process only, which then stops the children in order.
    return subprocess.Popen(command, start_new_session=True, preexec_fn=_die_with_parent)


def _die_with_parent() -> None:
    # Where the kernel knows how (Linux): children of a killed parent end too, so that no stray worker writes on.
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _refuse_taken_port(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortTaken(f"{host}:{port} cannot be used ({error.strerror}). Choose another: --port N") from error


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5) as response:
            return "status" in json.load(response)
    except (urllib.error.URLError, OSError, ValueError):
        return False
