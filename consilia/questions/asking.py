"""From what a person typed to a stored question: the one way in."""

import uuid
from datetime import datetime

from consilia.questions import actions
from consilia.questions.asked import Asked
from consilia.questions.assessing import assess
from consilia.questions.fitting import departments_for
from consilia.questions.models import Question


def ask(*, asked: Asked, now: datetime, reference: uuid.UUID | None = None) -> Question:
    """Assess and store in one step. Raises actions.ConsentMissing, actions.GuardianMissing."""
    assessment = assess(asked)
    return actions.submit(
        asked=asked,
        assessment=assessment,
        departments=departments_for(asked, assessment),
        now=now,
        reference=reference,
    )
