"""Real browsers against a live server: each person of a journey has their own, and each page is checked with axe."""

import os
import shutil
from collections import deque
from collections.abc import Callable, Iterator
from importlib import resources
from pathlib import Path
from typing import Any, Protocol

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Playwright, Request
from playwright.sync_api import Page as BrowserPage
from pytest_django import Settings

from consilia.accounts.departments import install_canonical
from consilia.accounts.models import Department
from consilia.library.archives.exchange import read_exchanges
from consilia.library.importing import Report, import_exchanges
from consilia.website.example import loading
from consilia.website.example.loading import FOLDER
from consilia.website.working import work_until_idle
from tests import factories
from tests.journeys.people import Person

ROOT = Path(__file__).resolve().parent.parent.parent
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
QUIET = ["--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LOCALES = {"en": "en-GB", "zh-hant": "zh-TW"}


class Arrive(Protocol):
    """Brings a person with a browser of their own; the rest are Playwright's options for a browser context."""

    def __call__(self, language: str = "en", **options: Any) -> Person: ...


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test of this folder is a journey, in a database that a server thread sees too."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.journey)
            item.add_marker(pytest.mark.django_db(transaction=True))


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> str | None:
    """Path of the machine's Chromium, or None for Playwright's own. Skips with a reason where there is neither."""
    if found := shutil.which("chromium"):
        return found
    if Path(playwright.chromium.executable_path).exists():
        return None
    pytest.skip("no Chromium on this machine: tools/browser.sh installs one")


@pytest.fixture(scope="session")
def browser_type_launch_args(chromium: str | None) -> dict[str, Any]:
    """Headless, silent towards the network; without a sandbox only where root runs the tests."""
    sandbox = ["--no-sandbox"] if os.getuid() == 0 else []
    arguments: dict[str, Any] = {"headless": True, "args": [*QUIET, "--disable-gpu", *sandbox]}
    return arguments | ({"executable_path": chromium} if chromium else {})


@pytest.fixture
def browser_context_args(live_server: Any) -> dict[str, Any]:
    """Addresses are relative to the live server."""
    return {"base_url": live_server.url, "viewport": {"width": 1024, "height": 900}}


@pytest.fixture
def arrive(new_context: Callable[..., BrowserContext], live_server: Any) -> Iterator[Arrive]:
    """People whose journeys fail on a script error, on anything the security policy stops, and on any other host."""
    complaints: list[str] = []

    def only_here(request: Request) -> None:
        if not request.url.startswith(live_server.url):
            complaints.append(f"a request to {request.url}")

    def no_violation(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            complaints.append(message.text)

    def arrive(language: str = "en", **options: Any) -> Person:
        context = new_context(locale=LOCALES[language], **options)
        context.on("request", only_here)
        context.on("console", no_violation)
        context.on("weberror", lambda error: complaints.append(f"script error: {error.error}"))
        page = context.new_page()
        page.set_default_timeout(10_000)
        if options.get("java_script_enabled", True):
            return Person(page=page, language=language, check=assert_accessible)
        twin = new_context(**options | {"java_script_enabled": True}).new_page()
        return Person(page=page, language=language, check=lambda page: assert_accessible_in(twin, page))

    yield arrive
    assert not complaints, complaints


@pytest.fixture
def example(work: Callable[[], None], settings: Settings) -> None:
    """The example service, after the worker has been round; as in `consilia demo` without a second factor."""
    settings.CONSILIA_MFA_REQUIRED = False
    loading.load()
    work()


@pytest.fixture
def departments(neurology: Department, pediatrics: Department) -> None:
    """The canonical departments, as every installation has them; those of the cast are there already."""
    install_canonical()


@pytest.fixture
def library(departments: None, work: Callable[[], None]) -> None:
    """The answered questions of the example service, indexed."""
    with resources.as_file(FOLDER / "exchanges.jsonl") as path:
        reports = import_exchanges(read_exchanges(path), now=factories.NOW, dry_run=False, report=Report())
        deque(reports, maxlen=0)
    work()


@pytest.fixture
def work() -> Callable[[], None]:
    """Lets the worker do what waits."""
    return work_until_idle


def assert_accessible_in(twin: BrowserPage, page: BrowserPage) -> None:
    """For a page without scripts, where axe cannot run: its HTML is shown to a twin that runs axe and nothing else."""
    html = page.content()
    twin.unroute_all()
    twin.route("**/*.js", lambda route: route.abort())
    twin.route(page.url, lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8"))
    twin.goto(page.url)
    assert_accessible(twin)


def assert_accessible(page: BrowserPage) -> None:
    """Asserts that axe finds nothing against WCAG 2.2 AA on the page as it stands."""
    if not AXE.exists():
        pytest.skip("axe-core is not installed: make setup")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("tags => axe.run({runOnly: {type: 'tag', values: tags}})", WCAG)
    violations = [
        f"{violation['id']}: {node['target']} {node['failureSummary']}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]
    assert not violations, "\n".join([page.url, *violations])
