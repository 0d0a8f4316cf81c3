"""What the ask flow has collected, as plain facts."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and all that belongs to it.

    Attributes:
        age_years: in years, fractions for infants.
        departments: canonical names that the asker chose or that fit, best first; empty leaves it to the rules.
    """

    language: str
    text: str
    relation: str = "self"
    age_years: float | None = None
    sex: str = ""
    duration: str = ""
    medicines: str = ""
    safety_answers: Mapping[str, bool] = field(default_factory=dict)
    departments: tuple[str, ...] = ()
    asked_by_guardian: bool = False
    hidden_words: tuple[str, ...] = ()
    email: str = ""
    may_answer: bool = False
    may_publish: bool = False
