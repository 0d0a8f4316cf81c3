"""What the masking engine returns, and what it is told beforehand."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """The kinds of identifier; HIDDEN is what the asker wants covered, whatever it is."""

    NAME = "NAME"
    CLINICIAN = "CLINICIAN"
    PHONE = "PHONE"
    EMAIL = "EMAIL"
    DATE = "DOB/EXACT_DATE"
    ADDRESS = "ADDRESS"
    SOCIAL = "SOCIAL"
    MRN = "MRN"
    AGE = "AGE_OVER_89"
    NATIONAL_ID = "NATIONAL_ID"
    ACCOUNT = "ACCOUNT"
    EMPLOYER = "EMPLOYER_SCHOOL"
    PLATE = "PLATE"
    URL = "URL"
    DEVICE = "IP/DEVICE"
    HIDDEN = "HIDDEN"


@dataclass(frozen=True, slots=True)
class Finding:
    """One identifier: text[start:end], in code points of the text as it was given.

    confidence lies in 0..1; reason says in plain words which rule spoke, for the person who reviews.
    """

    start: int
    end: int
    kind: str
    confidence: float
    reason: str


@dataclass(frozen=True, slots=True)
class Known:
    """Something that the asker gave in a private field; kind is one of Kind (name, e-mail, phone...)."""

    text: str
    kind: str
