"""A mail in two forms, plain and HTML, from one template of plain words: what stands in one stands in the other."""

from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import get_language, get_language_bidi

from consilia.accounts.languages import bcp47


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a paragraph; `is_link` where it is the address that the mail leads to."""

    text: str
    is_link: bool


def compose(*, subject: str, template: str, context: dict[str, object], to: str) -> EmailMessage:
    """The mail in the language that is active. `context` has `service_name`, and `link` where it leads somewhere.

    The HTML has no picture, no script and nothing that is fetched from anywhere: nobody learns that it was opened.
    """
    body = render_to_string(template, context)
    link = context.get("link")
    paragraphs = [
        [Line(line, line.strip() == link) for line in paragraph.splitlines() if line.strip()]
        for paragraph in body.strip().split("\n\n")
    ]
    shown = {
        "subject": subject,
        "paragraphs": [lines for lines in paragraphs if lines],
        "language": bcp47(get_language() or settings.LANGUAGE_CODE),
        "direction": "rtl" if get_language_bidi() else "ltr",
    }
    # Nobody's absence note should answer, and no list should take it for a letter of a person (RFC 3834).
    mail = EmailMultiAlternatives(subject, body, to=[to], headers={"Auto-Submitted": "auto-generated"})
    mail.attach_alternative(render_to_string("accounts/mail.html", shown), "text/html")
    return mail
