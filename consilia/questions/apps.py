"""The questions room."""

from django.apps import AppConfig


class QuestionsConfig(AppConfig):
    """See ARCHITECTURE.md for what lives here."""

    name = "consilia.questions"
    label = "questions"
