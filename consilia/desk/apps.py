"""The desk room."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """See ARCHITECTURE.md for what lives here."""

    name = "consilia.desk"
    label = "desk"
