"""`consilia demo`: the example service."""

import os
from typing import Any

from django.conf import settings

from consilia.website.example import loading
from consilia.website.management.commands.serve import Command as Serve


class Command(Serve):
    """As `serve`, with an example service and people to sign in as. A second run keeps the data."""

    help = "Serve an example service with answered questions, a waiting queue and people to sign in as."

    def handle(self, *args: Any, **options: Any) -> None:
        """As serve, without a second factor: nobody who tries it has the telephone of an invented person."""
        os.environ.setdefault("CONSILIA_MFA_REQUIRED", "off")
        super().handle(*args, **options)

    def prepare(self) -> None:
        """As serve, then load what is not there yet."""
        super().prepare()
        loading.load()

    def announce(self, port: int) -> None:
        """Where, and whom to sign in as."""
        super().announce(port)
        password = loading.password(settings.CONSILIA_HOME)
        self.stdout.write(f"Sign in at http://localhost:{port}/en/sign-in with the password {password} as:")
        for email, role in loading.people():
            self.stdout.write(f"  {email:32} {role}")
        if os.environ["CONSILIA_MFA_REQUIRED"] == "off":
            self.stdout.write("They need no second factor; `consilia serve` asks clinicians and operators for one.")
        self.stdout.flush()
