"""Words for what the shelves hold as codes: dates, age bands, sexes."""

from datetime import date

from django import template
from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_info, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from consilia.engines.retrieval import parts

register = template.Library()

_SEXES = {"female": _("female"), "male": _("male"), "other": pgettext_lazy("sex", "other")}


@register.filter
def as_date(partial: str) -> str:
    """`2023-02-03` and `2023-02` as the reader's language writes them; a bare year stays."""
    if "-" not in partial:
        return partial
    first_day = date.fromisoformat(partial if _names_a_day(partial) else f"{partial}-01")
    return date_format(first_day, "DATE_FORMAT" if _names_a_day(partial) else "YEAR_MONTH_FORMAT")


@register.filter
def asked_when(partial: str) -> str:
    """ "Asked in February 2023", "Asked in 2023", "Asked on February 3, 2023"."""
    asked = _("Asked on %(date)s") if _names_a_day(partial) else _("Asked in %(date)s")
    return asked % {"date": as_date(partial)}


@register.filter
def replied_when(partial: str) -> str:
    """As `asked_when`, of a reply."""
    replied = _("Replied on %(date)s") if _names_a_day(partial) else _("Replied in %(date)s")
    return replied % {"date": as_date(partial)}


def _names_a_day(partial: str) -> bool:
    return len(partial) == len("YYYY-MM-DD")


@register.simple_tag
def marked(text: object, words: str) -> SafeString:
    """The text with what it shares with the words of a search in <mark>."""
    told = (f"<mark>{escape(one.text)}</mark>" if one.matches else escape(one.text) for one in parts(str(text), words))
    return mark_safe("".join(told))  # noqa: S308 - each part is escaped


@register.filter
def language_name(tag: str) -> str:
    """A language by its own name; the tag where Django knows none."""
    try:
        return str(get_language_info(tag.lower())["name_local"])
    except KeyError:
        return tag


@register.filter
def sex_word(code: str) -> str:
    """A sex in the reader's language."""
    return str(_SEXES.get(code, ""))


@register.filter
def age_words(band: str) -> str:
    """`25-34` as "25 to 34 years old"; `80+` as "80 or older"."""
    if band.endswith("+"):
        return str(_("%(age)s or older") % {"age": band[:-1]})
    first, _dash, last = band.partition("-")
    return str(_("%(first)s to %(last)s years old") % {"first": first, "last": last}) if last else band
