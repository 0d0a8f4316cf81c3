"""An answer of the library in a reply: inserted with who gave it and where it stands, and known again by that link."""

import re
from typing import Final

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from consilia.library.models import Page, PageReply
from consilia.questions.models import Question

_LINK: Final = re.compile(r"/pages/([0-9]{1,18})/")


def quotation(*, page: Page, reply: PageReply, question: Question) -> str:
    """The reply with its doctor, place and address, in the words of the question's language."""
    place = ", ".join(part for part in (reply.department_name, reply.hospital_name) if part)
    who = f"{reply.clinician_name} ({place})" if place else reply.clinician_name
    with translation.override(question.language.lower()):
        said = _("%(doctor)s answered a similar question: “%(reply)s”")
        words = said % {"doctor": who or _("A doctor"), "reply": reply.text.strip()}
    return f"{words}\n{settings.CONSILIA_BASE_URL}{page.get_absolute_url()}"


def standing_reply(*, number: str, position: str) -> PageReply | None:
    """A reply of a published page that was not retracted, or None."""
    if not (number.isdecimal() and position.isdecimal()):
        return None
    page = Page.objects.published().filter(pk=number).prefetch_related("replies").first()
    replies = page.standing_replies if page else []
    found = next((one for one in replies if one.position == int(position)), None)
    if found and page:
        found.page = page
    return found


def quoted_doctors(text: str) -> tuple[str, ...]:
    """The doctors of pages that a text links to: their names stand on those pages and identify nobody else."""
    numbers = {int(number) for number in _LINK.findall(text)}
    if not numbers:
        return ()
    standing = PageReply.objects.filter(page__in=Page.objects.published().filter(pk__in=numbers))
    names = standing.values_list("clinician_name", "clinician_name_original")
    return tuple(dict.fromkeys(name for pair in names for name in pair if name))
