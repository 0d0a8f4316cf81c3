"""The documents: nothing undocumented, no link to nowhere, nothing named that does not exist, decisions short."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.core.management import get_commands

from consilia.questions.states import ACTS, State
from consilia.website.environment import SETTINGS
from tools import reference

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
ADRS = sorted((ROOT / "docs" / "adr").glob("[0-9]*.md"))
FENCED = re.compile(r"^ *```.*?^ *```", re.DOTALL | re.MULTILINE)
SPAN = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ +(.+)$", re.MULTILINE)
# Files and folders as documents name them, from the repository or from the package; with * for several.
PLACE = re.compile(
    r"(?<![\w/<.…-])(?:consilia|tests|tools|docs|assets|requirements"
    r"|website|desk|questions|library|accounts|audit|engines)/[\w./*-]*"
)
ADR_PARTS = ("## Context", "## Decision", "## Consequences", "## When to reconsider")
LONGEST_ADR = 40
# One page: what fits on two screens.
LONGEST_ARCHITECTURE = 90


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


@cache
def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def prose(path: Path) -> str:
    """Without code, where links are none."""
    return SPAN.sub("", FENCED.sub("", text_of(path)))


def code(path: Path) -> Iterator[str]:
    """Code blocks and code spans."""
    yield from FENCED.findall(text_of(path))
    yield from SPAN.findall(FENCED.sub("", text_of(path)))


def anchors(path: Path) -> set[str]:
    """The addresses of headings, as Git hosts make them."""
    kept = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in HEADING.findall(text_of(path)))
    return {heading.strip().replace(" ", "-") for heading in kept}


def exists(place: str) -> bool:
    return any(any(folder.glob(place)) for folder in (ROOT, ROOT / "consilia"))


def make_targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):.*##", text_of(ROOT / "Makefile"), re.MULTILINE))


@pytest.mark.parametrize("name", reference.PAGES)
def test_a_generated_page_is_what_the_code_says_now(name: str) -> None:
    path = reference.FOLDER / name
    assert path.exists(), f"run `make docs`: {name_of(path)} is missing"
    assert text_of(path) == reference.PAGES[name](), f"run `make docs`: {name_of(path)} is stale"


def test_every_setting_is_documented() -> None:
    page = text_of(reference.FOLDER / "settings.md")
    assert [one.variable for one in SETTINGS if f"`{one.variable}`" not in page] == []


def test_every_command_is_documented() -> None:
    page = text_of(reference.FOLDER / "commands.md")
    ours = {name for name, app in get_commands().items() if str(app).startswith("consilia.")}
    assert len(ours) > 10
    assert [name for name in sorted(ours) if f"## consilia {name}\n" not in page] == []


def test_every_argument_of_a_command_says_what_it_means() -> None:
    silent = [
        f"{command.name} {option.words}"
        for command in reference.commands()
        for option in command.options
        if not option.meaning
    ]
    assert silent == []


def test_every_state_and_act_is_documented() -> None:
    page = text_of(reference.FOLDER / "states.md")
    names = [state.value for state in State] + list(ACTS)
    assert [name for name in names if f"| `{name}` |" not in page] == []


def test_every_address_is_documented_with_its_purpose() -> None:
    page = text_of(reference.FOLDER / "addresses.md")
    listed = reference.addresses()
    assert len(listed) > 20
    assert [one.name for one in listed if f"| `{one.name}` | `{one.path}` |" not in page] == []
    assert [one.name for one in listed if not one.purpose] == []


def test_the_addresses_say_who_may_open_them() -> None:
    public = {one.name: one.is_public for one in reference.addresses()}
    assert public["library:home"]
    assert public["questions:ask"]
    assert not public["desk:queue"]
    assert not public["accounts:people"]


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_a_relative_link_points_somewhere(path: Path) -> None:
    missing: list[str] = []
    for link in LINK.findall(prose(path)):
        if re.match(r"[a-z]+:", link):
            continue
        file, _, heading = link.partition("#")
        target = (path.parent / file).resolve() if file else path
        if not target.exists() or (heading and heading not in anchors(target)):
            missing.append(link)
    assert missing == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_a_file_that_a_document_names_exists(path: Path) -> None:
    named = {place for span in SPAN.findall(text_of(path)) for place in PLACE.findall(span)}
    example = {"consilia/website/locale/ja/LC_MESSAGES/django.po"}  # a language that somebody may add
    assert [place for place in sorted(named - example) if not exists(place.rstrip("/."))] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_a_make_target_that_a_document_names_exists(path: Path) -> None:
    named = {name for part in code(path) for name in re.findall(r"\bmake ([a-z]+)\b", part)}
    assert sorted(named - make_targets()) == []


def test_the_readme_names_the_two_commands() -> None:
    named = {name for part in code(ROOT / "README.md") for name in re.findall(r"\bmake ([a-z]+)\b", part)}
    assert {"run", "test"} <= named


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_a_command_that_a_document_names_exists(path: Path) -> None:
    named = {name for part in code(path) for name in re.findall(r"(?:^|[\s/])consilia ([a-z]+)\b", part)}
    assert sorted(named - set(get_commands())) == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_a_setting_that_a_document_names_exists(path: Path) -> None:
    elsewhere = {"CONSILIA_SHARED"}  # read by tests, not by the service
    named = set(re.findall(r"\bCONSILIA_[A-Z_]*[A-Z]\b", text_of(path)))
    assert sorted(named - elsewhere - {one.variable for one in SETTINGS}) == []


def test_the_decisions_are_numbered_without_a_gap_and_listed() -> None:
    assert [int(path.name[:4]) for path in ADRS] == list(range(1, len(ADRS) + 1))
    listed = text_of(ROOT / "docs" / "adr" / "README.md")
    assert [path.name for path in ADRS if f"({path.name})" not in listed] == []


@pytest.mark.parametrize("path", ADRS, ids=name_of)
def test_a_decision_is_short_and_whole(path: Path) -> None:
    lines = text_of(path).splitlines()
    assert len(lines) <= LONGEST_ADR
    assert [part for part in ADR_PARTS if part not in lines] == []


def test_every_document_under_docs_is_reached_from_the_index() -> None:
    seen, waiting = set[Path](), [ROOT / "docs" / "README.md"]
    while waiting:
        path = waiting.pop()
        if path in seen or path.suffix != ".md" or not path.exists():
            continue
        seen.add(path)
        waiting += [(path.parent / link.partition("#")[0]).resolve() for link in LINK.findall(prose(path))]
    assert [name_of(path) for path in DOCUMENTS if path not in seen and path.is_relative_to(ROOT / "docs")] == []


def test_the_architecture_is_one_page() -> None:
    assert len(text_of(ROOT / "ARCHITECTURE.md").splitlines()) <= LONGEST_ARCHITECTURE


def test_the_licence_is_apache_2() -> None:
    licence = text_of(ROOT / "LICENSE")
    assert "Apache License" in licence
    assert "Version 2.0, January 2004" in licence
    assert "END OF TERMS AND CONDITIONS" in licence
