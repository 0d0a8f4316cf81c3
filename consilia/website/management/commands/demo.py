"""`consilia demo`: the example service."""

from django.conf import settings

from consilia.website.example import loading
from consilia.website.management.commands.serve import Command as Serve


class Command(Serve):
    """As `serve`, with an example service and people to sign in as. A second run keeps the data."""

    help = "Serve an example service with answered questions, a waiting queue and people to sign in as."

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
        self.stdout.flush()
