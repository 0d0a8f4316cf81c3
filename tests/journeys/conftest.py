"""Real browsers against a live server: each person of a journey has their own, and each page is checked with axe."""

import os
import shutil
import sqlite3
from collections import deque
from collections.abc import Callable, Iterator
from importlib import resources
from pathlib import Path
from typing import Any, Protocol

import pytest
from django.conf import settings as django_settings
from django.db import connection
from playwright.sync_api import BrowserContext, ConsoleMessage, Playwright, Request
from playwright.sync_api import Page as BrowserPage
from pytest_django import Settings

from consilia.accounts.departments import install_canonical
from consilia.accounts.models import Department, User
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
# What passes is not told one by one: that takes longer than the looking.
VIOLATIONS = """async tags => {
    const options = {runOnly: {type: "tag", values: tags}, resultTypes: ["violations"]};
    return (await axe.run(options)).violations;
}"""
LOCALES = {"en": "en-GB", "zh-hant": "zh-TW"}


class FilledOnce(Protocol):
    """Fills database and index by `build` the first time; each later time puts back what then stood there."""

    def __call__(self, name: str, build: Callable[[], None]) -> None: ...


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


@pytest.fixture(scope="session")
def filled_once(tmp_path_factory: pytest.TempPathFactory) -> FilledOnce:
    """The worker takes half a minute for some fifty pages: what it made is put back for the next journey."""
    kept: dict[str, tuple[sqlite3.Connection, Path]] = {}

    def fill(name: str, build: Callable[[], None]) -> None:
        connection.ensure_connection()
        assert not User.objects.exists(), f"what this journey has made would be lost: {name} has to come first"
        if name in kept:
            database, index = kept[name]
            database.backup(connection.connection)
            shutil.copytree(index, django_settings.CONSILIA_INDEX)
            return
        build()
        if connection.vendor == "sqlite":
            kept[name] = sqlite3.connect(":memory:"), tmp_path_factory.mktemp(name) / "index"
            connection.connection.backup(kept[name][0])
            shutil.copytree(django_settings.CONSILIA_INDEX, kept[name][1])

    return fill


@pytest.fixture
def example(work: Callable[[], None], filled_once: FilledOnce, settings: Settings) -> None:
    """The example service, after the worker has been round; as in `consilia demo` without a second factor."""
    settings.CONSILIA_MFA_REQUIRED = False

    def build() -> None:
        loading.load()
        work()

    filled_once("example", build)
    work()


@pytest.fixture
def departments(db: None) -> None:
    """The canonical departments, as every installation has them."""
    install_canonical()


@pytest.fixture
def neurology(request: pytest.FixtureRequest) -> Department:
    """One of them. A library, where the journey has one, comes before the people, who work in its departments."""
    request.getfixturevalue("library" if "library" in request.fixturenames else "departments")
    return Department.objects.get(name="Neurology")


@pytest.fixture
def pediatrics(neurology: Department) -> Department:
    """Another of them."""
    return Department.objects.get(name="Pediatrics")


@pytest.fixture
def library(db: None, work: Callable[[], None], filled_once: FilledOnce) -> None:
    """The answered questions of the example service, indexed."""

    def build() -> None:
        install_canonical()
        with resources.as_file(FOLDER / "exchanges.jsonl") as path:
            reports = import_exchanges(read_exchanges(path), now=factories.NOW, dry_run=False, report=Report())
            deque(reports, maxlen=0)
        work()

    filled_once("library", build)
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
    found = page.evaluate(VIOLATIONS, WCAG)
    violations = [
        f"{violation['id']}: {node['target']} {node['failureSummary']}"
        for violation in found
        for node in violation["nodes"]
    ]
    assert not violations, "\n".join([page.url, *violations])
