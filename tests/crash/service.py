"""A real service in processes of its own, and a browser without a screen to use it with."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from html import unescape
from http.cookiejar import CookieJar
from pathlib import Path

from tests.shared_data import REPOSITORY

PATIENCE = 240.0


def environment(home: Path) -> dict[str, str]:
    """Ours, without what an installation or pytest may have set."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CONSILIA_", "DJANGO_"))}
    return kept | {"CONSILIA_HOME": str(home), "PYTHONWARNINGS": "ignore"}


def consilia(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run one command to its end."""
    return subprocess.run(
        [sys.executable, "-m", "consilia", *arguments],
        cwd=REPOSITORY,
        env=environment(home),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def descendants(pid: int) -> list[int]:
    """Processes that `pid` started, and those that they started."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
    found = [pid]
    for known in found:
        found += [child for child, parent in parents.items() if parent == known]
    return found[1:]


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


class Service:
    """`consilia serve` or `demo` on a free port."""

    def __init__(self, home: Path, command: str = "serve") -> None:
        self.port = free_port()
        self.output = home.parent / f"{command}-{self.port}.log"
        with self.output.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "consilia", command, "--port", str(self.port)],
                cwd=REPOSITORY,
                env=environment(home),
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._wait_until_up()

    def _wait_until_up(self) -> None:
        until = time.monotonic() + PATIENCE
        while "Ctrl-C" not in self.output.read_text():
            assert self.process.poll() is None, self.output.read_text()
            assert time.monotonic() < until, "the service did not come up"
            time.sleep(0.05)

    def kill(self) -> None:
        """As a power cut does to all of it at once: nothing gets to say goodbye."""
        tree = [self.process.pid, *descendants(self.process.pid)]
        for pid in tree:
            os.kill(pid, signal.SIGKILL)
        self.process.wait()
        _wait_until_gone(tree)

    def interrupt(self) -> int:
        """Ctrl-C; returns the exit code once nothing of the tree is left."""
        tree = descendants(self.process.pid)
        self.process.send_signal(signal.SIGINT)
        code = self.process.wait(PATIENCE)
        _wait_until_gone(tree)
        return code

    def stop(self) -> None:
        """Whatever is still there."""
        if self.process.poll() is None:
            self.kill()


def _wait_until_gone(tree: list[int]) -> None:
    until = time.monotonic() + 10
    while left := [pid for pid in tree if is_running(pid)]:
        assert time.monotonic() < until, f"still running: {left}"
        time.sleep(0.05)


class Browser:
    """Fetches pages and sends forms, with cookies and without scripts."""

    def __init__(self, port: int) -> None:
        self.root = f"http://127.0.0.1:{port}"
        self.at = ""
        self.page = ""
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def open(self, path: str) -> str:
        """Follow an address; returns the page."""
        return self._take(urllib.request.Request(urllib.parse.urljoin(self.root, path)))

    def send(self, action: str = "", **fields: str) -> str:
        """Send the form of this page that goes to `action` (to this page where empty); returns the next page."""
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.page)
        assert found, f"no form on {self.at}"
        data = urllib.parse.urlencode({"csrfmiddlewaretoken": found[1], **fields}).encode()
        address = urllib.parse.urljoin(self.at, action)
        return self._take(urllib.request.Request(address, data, {"Referer": self.at}))

    def hidden(self, name: str) -> str:
        """Value of a hidden field of this page."""
        found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', self.page)
        assert found, f"no {name} on {self.at}"
        return unescape(found[1])

    def _take(self, request: urllib.request.Request) -> str:
        try:
            with self._opener.open(request, timeout=30) as response:
                self.at, self.page = response.url, response.read().decode()
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{request.full_url}: {error.code}\n{error.read().decode()[:2000]}") from error
        return self.page


def ask(browser: Browser, text: str) -> str:
    """Ask a question through every page of the flow; returns the path of the private page."""
    browser.open("/en/ask")
    browser.send(text=text)
    browser.send(relation="self", age="34", sex="female")
    while browser.at.endswith("/ask/safety"):
        names = re.findall(r'<input type="radio" name="([^"]+)" value="no"', browser.page)
        browser.send(**dict.fromkeys(names, "no"))
    assert browser.at.endswith("/ask/answers"), browser.at
    browser.send()
    browser.send(may_answer="on", may_publish="on")
    browser.send()
    assert browser.at.endswith("/ask/sent"), browser.at
    link = re.search(r"/en/my/[\w-]{43}", browser.page)
    assert link, "the receipt names no private link"
    return link[0]
