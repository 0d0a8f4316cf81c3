"""The website room."""

from django.apps import AppConfig


class WebsiteConfig(AppConfig):
    """See ARCHITECTURE.md for what lives here."""

    name = "consilia.website"
    label = "website"

    def ready(self) -> None:
        """Registers the system checks."""
        from consilia.website import checks  # noqa: F401
