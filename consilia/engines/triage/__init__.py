"""Triage: text and facts in, urgency, departments and the words that decided out."""

from consilia.engines.triage.assess import RULES_VERSION, assess, make_ready
from consilia.engines.triage.questions import SafetyQuestion, safety_question, safety_questions
from consilia.engines.triage.verdicts import Assessment, Facts, Level, RedFlag

__all__ = [
    "RULES_VERSION",
    "Assessment",
    "Facts",
    "Level",
    "RedFlag",
    "SafetyQuestion",
    "assess",
    "make_ready",
    "safety_question",
    "safety_questions",
]
