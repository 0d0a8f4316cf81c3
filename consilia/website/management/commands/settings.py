"""`consilia settings`: every setting, its default and its value."""

import os
from typing import Any

from django.core.management.base import BaseCommand

from consilia.website.environment import SETTINGS

SECRET = {"SECRET_KEY", "MASTER_KEY", "DATABASE_URL", "MAIL_URL", "OIDC_SECRET", "METRICS_TOKEN"}


class Command(BaseCommand):
    """Lists the environment variables that an operator can set."""

    help = "List every setting: environment variable, default, value here, purpose."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """One paragraph a setting; secrets are not shown."""
        for setting in SETTINGS:
            given = os.environ.get(setting.variable)
            shown = "(set)" if given and setting.name in SECRET else given
            self.stdout.write(f"{setting.variable} ({setting.kind}; default {setting.default or 'empty'})")
            self.stdout.write(f"    {setting.purpose}")
            if shown is not None:
                self.stdout.write(f"    here: {shown}")
