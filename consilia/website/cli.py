"""`consilia COMMAND`: the door for operators and scripts; every command is a Django management command."""

import os
import sys


def main() -> None:
    """Run one command. Exit codes: 0 all well, 1 some records were rejected, 2 wrong usage."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "consilia.website.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(["consilia", *sys.argv[1:]])
    except ImproperlyConfigured as error:
        print(f"consilia: {error}", file=sys.stderr)
        raise SystemExit(2) from None
    except BrokenPipeError:
        # The reader of a pipe went away (`| head`): not an error of ours.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(1) from None
