"""The accounts room."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """See ARCHITECTURE.md for what lives here."""

    name = "consilia.accounts"
    label = "accounts"
