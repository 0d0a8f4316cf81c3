"""Messages to triage as lines of JSON: what is known of the person each describes."""

from argparse import ArgumentTypeError
from typing import Final

from consilia.engines.triage import Facts
from consilia.website.batch import Record, number_of, one_of

OLDEST: Final = 130
SEXES: Final = ("female", "male", "other")


def facts_of(record: Record) -> Facts:
    """`age` in years and `sex` of a record, either null. Raises BadRecord."""
    return Facts(age=number_of(record, "age", least=0, most=OLDEST), sex=one_of(record, "sex", SEXES))


def age_in_years(text: str) -> float:
    """The type of an argument: an age in years, fractions for infants."""
    try:
        age = float(text)
    except ValueError:
        age = -1.0
    if not 0 <= age <= OLDEST:
        raise ArgumentTypeError(f"must be a number of years from 0 to {OLDEST}")
    return age
