"""The audit room."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Memory."""

    name = "consilia.audit"
    label = "audit"
