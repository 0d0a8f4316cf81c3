"""The person whom a question is about, in words."""

from django.utils.translation import ngettext

MONTHS_UNTIL = 2


def age_told(years: float | None) -> str:
    """The age as people say it, months for the first two years; nothing where none was given."""
    if years is None:
        return ""
    if years < MONTHS_UNTIL:
        months = round(years * 12)
        return ngettext("%(age)d month", "%(age)d months", months) % {"age": months}
    return ngettext("%(age)d year", "%(age)d years", int(years)) % {"age": int(years)}
