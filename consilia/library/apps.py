"""The library room."""

from django.apps import AppConfig


class LibraryConfig(AppConfig):
    """See ARCHITECTURE.md for what lives here."""

    name = "consilia.library"
    label = "library"
