"""Writes the pages of docs/reference/ that the code knows best; `--check` exits 1 where one is stale."""

import os
import sys
import tempfile
from argparse import Action, ArgumentParser, _SubParsersAction
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.urls import URLPattern, URLResolver

    from consilia.website.environment import Setting

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "reference"
GENERATED = "<!-- Written by tools/reference.py (`make docs`); change the code, not this file. -->"


# Views of Django that say nothing of themselves.
PURPOSES = {"sitemap_part": "One part of the sitemap."}


@dataclass(frozen=True, slots=True)
class Address:
    """A named address: `path` with <parameters>, who may open it, and what its view says of itself."""

    name: str
    path: str
    is_public: bool
    purpose: str


@dataclass(frozen=True, slots=True)
class Option:
    """An argument of a command, as one types it."""

    words: str
    meaning: str
    is_positional: bool


@dataclass(frozen=True, slots=True)
class Described:
    """A command: its name, one sentence, its arguments."""

    name: str
    meaning: str
    options: tuple[Option, ...]


def settings_page() -> str:
    """Every environment variable that an operator can set."""
    from consilia.website.environment import SETTINGS

    return page(
        "Settings",
        "Every setting is an environment variable. `consilia settings` lists them with the values set.",
        "A value that makes no sense, or a variable that begins with `CONSILIA_` and is not listed, stops the "
        "service and every command with a sentence that says what to mend. The commands over JSON Lines "
        "(triage, mask, similar, route, brief) read none of them.",
        *table(("variable", "kind", "default", "purpose"), map(_setting, SETTINGS)),
    )


def _setting(setting: "Setting") -> tuple[str, ...]:
    default = code(setting.default) if setting.default else "empty"
    return code(setting.variable), setting.kind, default, setting.purpose


def commands_page() -> str:
    """Every command of `consilia` that is our own, with its arguments."""
    return page(
        "Commands",
        "`consilia COMMAND --help` says the same. `make setup` puts `consilia` into `.venv/bin/`.",
        "Exit codes: 0 all well; 1 some records were rejected, or the command failed; 2 wrong usage.",
        "Commands that read JSON Lines take FILE or standard input, write JSON Lines to standard output in "
        "the order of the input, report on standard error, and need no database. A broken line never stops "
        "the others.",
        "Commands that come with Django work too, among them `consilia check` (is all set up soundly?), "
        "`consilia migrate`, `consilia changepassword` and `consilia shell`.",
        *(part for command in commands() for part in command_section(command)),
    )


def states_page() -> str:
    """The states of a question, what leads from one to another, and the diagram."""
    from django.utils import translation

    from consilia.questions.states import OPEN, TRANSITIONS, State, diagram

    with translation.override("en"):
        states = [(code(state.value), str(state.label), "yes" if state in OPEN else "no") for state in State]
    acts = [
        (
            code(one.act),
            ", ".join(code(source.value) for source in one.sources),
            code(one.target.value) if one.target else "the state stays",
        )
        for one in TRANSITIONS
    ]
    return page(
        "States of a question",
        "One table in `consilia/questions/states.py` says which act leads from which state to which; an act "
        "that is not in it cannot happen. Who may do it is said by `consilia/questions/policies.py`.",
        "## States",
        *table(("state", "what the asker reads", "still waits for a doctor"), states),
        "## Acts",
        *table(("act", "may start from", "leads to"), acts),
        "## Diagram",
        f"```mermaid\n{diagram()}\n```",
    )


def addresses_page() -> str:
    """Every address with its name and who may open it."""
    rows = (
        (code(one.name), code(one.path), "everyone" if one.is_public else "signed in", one.purpose)
        for one in addresses()
    )
    return page(
        "Addresses",
        "Closed by default: an address is open to everyone only where its view says so. Behind a sign-in the "
        "role decides further: a stranger to a question gets 404, the wrong role 403.",
        "`<language>` is a BCP 47 tag: `en` or `zh-Hant`. `<str:token>` is the asker's private link.",
        *table(("name", "path", "open to", "what it is"), rows),
    )


def departments_page() -> str:
    """The departments that every installation starts with."""
    from consilia.accounts.departments import canonical, purposes

    names, purpose = canonical(), purposes()
    tags = list(dict.fromkeys(tag for entry in names.values() for tag in entry))
    rows = ((*(entry.get(tag, "") for tag in tags), purpose[name]["en"]) for name, entry in names.items())
    return page(
        "Departments",
        f"The {len(names)} departments that every installation starts with. The English name is canonical: "
        "archives, rules and the exchange record use it. Source: `consilia/accounts/departments.toml`.",
        "An import adds a department that it meets and that is not listed. A department that is switched off "
        "(`is_active`) gets no new questions and leaves the list of departments; its published pages stay.",
        *table((*(code(tag) for tag in tags), "for"), rows),
    )


PAGES: dict[str, Callable[[], str]] = {
    "settings.md": settings_page,
    "commands.md": commands_page,
    "states.md": states_page,
    "addresses.md": addresses_page,
    "departments.md": departments_page,
}


def commands() -> list[Described]:
    """The commands of our own rooms, by name."""
    from django.core.management import get_commands

    ours = {name: app for name, app in get_commands().items() if str(app).startswith("consilia.")}
    return [one for name, app in sorted(ours.items()) for one in _described(name, str(app))]


def _described(name: str, app: str) -> Iterator[Described]:
    from django.core.management.base import BaseCommand

    command: BaseCommand = import_module(f"{app}.management.commands.{name}").Command()
    theirs = {action.dest for action in BaseCommand().create_parser("consilia", name)._actions}
    parser: ArgumentParser = command.create_parser("consilia", name)
    mine = [action for action in parser._actions if action.dest not in theirs]
    yield Described(name, command.help, tuple(map(_option, mine)))
    for action in mine:
        if isinstance(action, _SubParsersAction):
            for sub, its_own in action.choices.items():
                options = (one for one in its_own._actions if one.dest != "help")
                yield Described(f"{name} {sub}", str(its_own.description), tuple(map(_option, options)))


def _option(action: Action) -> Option:
    choices = "{" + ",".join(map(str, action.choices)) + "}" if action.choices else ""
    value = str(action.metavar or choices or action.dest.upper())
    meaning = action.help or ""
    if not action.option_strings:
        return Option(f"[{value}]" if action.nargs == "?" else value, meaning, is_positional=True)
    flags = ", ".join(action.option_strings)
    return Option(flags if action.nargs == 0 else f"{flags} {value}", meaning, is_positional=False)


def command_section(command: Described) -> Iterator[str]:
    """Heading, how it is typed, what it does, its arguments."""
    positional = [option.words for option in command.options if option.is_positional]
    optional = [f"[{option.words}]" for option in command.options if not option.is_positional]
    yield f"## consilia {command.name}"
    yield f"```sh\n{' '.join(['consilia', command.name, *positional, *optional])}\n```"
    yield command.meaning
    if command.options:
        rows = ((code(option.words.strip("[]")), option.meaning) for option in command.options)
        yield from table(("argument", "meaning"), rows)


def addresses() -> list[Address]:
    """Every named address of the service, in the order in which they are tried."""
    from django.urls import get_resolver

    return list(_walk(get_resolver().url_patterns, before="/", space=""))


def _walk(patterns: "Iterable[URLPattern | URLResolver]", *, before: str, space: str) -> Iterator[Address]:
    from django.urls import URLResolver

    for pattern in patterns:
        path = before + _route(pattern)
        if isinstance(pattern, URLResolver):
            inside = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _walk(pattern.url_patterns, before=path, space=inside)
        elif pattern.name:
            is_public = not getattr(pattern.callback, "login_required", True)
            yield Address(space + pattern.name, path, is_public, _purpose(pattern))


def _route(pattern: "URLPattern | URLResolver") -> str:
    from django.urls.resolvers import LocalePrefixPattern

    return "<language>/" if isinstance(pattern.pattern, LocalePrefixPattern) else str(pattern.pattern)


def _purpose(pattern: "URLPattern") -> str:
    view = getattr(pattern.callback, "view_class", pattern.callback)
    first = (view.__doc__ or PURPOSES.get(str(pattern.name), "")).strip().split("\n")[0]
    acts = [f"{key}: {value}" for key, value in pattern.default_args.items() if isinstance(value, str)]
    return f"{first} ({', '.join(acts)})" if acts else first


def code(words: str) -> str:
    """In the type of code."""
    return f"`{words}`"


def table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """A Markdown table as one part of a page; a bar in a cell would end the cell."""
    lines = [heads, ("---",) * len(heads), *rows]
    yield "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def page(title: str, *parts: str) -> str:
    """A whole page, its parts a blank line apart."""
    return "\n\n".join([f"# {title}", GENERATED, *parts]) + "\n"


def stale() -> list[Path]:
    """The pages that are missing or not what would be written now."""
    return [FOLDER / name for name, write in PAGES.items() if _stands(FOLDER / name) != write()]


def _stands(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


def write_all() -> None:
    """Write what is stale, and say so."""
    for path in stale():
        path.write_text(PAGES[path.name](), encoding="utf-8")
        print(f"written: {path.relative_to(ROOT)}")


def start_django(home: str) -> None:
    """With the defaults of the project, whatever the environment says."""
    for name in [name for name in os.environ if name.startswith("CONSILIA_")]:
        del os.environ[name]
    os.environ["CONSILIA_HOME"] = home
    os.environ["DJANGO_SETTINGS_MODULE"] = "consilia.website.settings"
    import django

    django.setup()


def main() -> None:
    """Write, or with --check only complain."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing; exit 1 where a page is stale")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        start_django(home)
        if not options.check:
            return write_all()
        old = stale()
    for path in old:
        print(f"stale: {path.relative_to(ROOT)} (make docs)", file=sys.stderr)
    raise SystemExit(bool(old))


if __name__ == "__main__":
    main()
