"""`consilia COMMAND`: the door for operators and scripts; every command is a Django management command."""

import os
import sys

# They answer from what they are given, wherever they run: no database, no CONSILIA_HOME, no setting.
BATCH = frozenset({"triage", "mask", "similar", "route", "brief", "evaluate", "rules"})
# They only tell: whoever reads them may stand in any folder, and nothing is made there.
READING = frozenset({"help", "version", "-h", "--help", "--version"})
NEED_NO_HOME = READING | BATCH | {"settings"}
WRONG_USAGE = 2
INTERRUPTED = 130


def main() -> None:
    """Run one command. Exit codes: 0 all well, 1 some records were rejected or the command failed, 2 wrong usage."""
    batch = len(sys.argv) > 1 and sys.argv[1] in BATCH
    settings = "consilia.website.batch_settings" if batch else "consilia.website.settings"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", settings)
    from django.core.exceptions import ImproperlyConfigured
    from django.db import DatabaseError

    try:
        _run(sys.argv[1:])
    except ImproperlyConfigured as error:
        _stop(str(error), WRONG_USAGE)
    except DatabaseError as error:
        # Only its kind: what a database says may repeat what it was given.
        _stop(f"the database failed ({type(error).__name__}). Is it set up? `consilia migrate` does that.", 1)
    except KeyboardInterrupt:
        raise SystemExit(INTERRUPTED) from None
    except BrokenPipeError:
        # The reader of a pipe had enough (`| head`): no error, and nothing more to say, not even on exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(0) from None


def _run(arguments: list[str]) -> None:
    import django
    from django.core.management import execute_from_command_line, get_commands

    django.setup()
    name = arguments[0] if arguments else "help"
    # `consilia help NAME` is about NAME.
    asked = arguments[1] if name == "help" and arguments[1:] and not arguments[1].startswith("-") else name
    if asked not in READING | set(get_commands()):
        _stop(f"there is no command {asked!r}. `consilia help` lists them.", WRONG_USAGE)
    if name not in NEED_NO_HOME and _is_meant(name, arguments[1:]):
        _make_home()
    execute_from_command_line(["consilia", *arguments])


def _is_meant(name: str, arguments: list[str]) -> bool:
    """Whether the command will start: wrong arguments and --help end before it."""
    from django.core.management import ManagementUtility
    from django.core.management.base import CommandError

    parser = ManagementUtility().fetch_command(name).create_parser("consilia", name)
    try:
        parser.parse_args(arguments)
    except CommandError:
        # Told once, by Django itself, which reads them again.
        return False
    return True


def _make_home() -> None:
    from django.conf import settings

    from consilia.website.home import make_home

    make_home(settings.CONSILIA_HOME)


def _stop(message: str, code: int) -> None:
    print(f"consilia: {message}", file=sys.stderr)
    raise SystemExit(code) from None
