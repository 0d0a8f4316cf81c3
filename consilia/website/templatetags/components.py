"""The components that pages are made of; docs/reference/components.md shows each with its arguments."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BoundField
from django.template import Context
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from consilia.website.templatetags.controls import Kind, choices, control, kind_of, problems
from consilia.website.templatetags.machines import breadcrumb_list

register = template.Library()

Words = str | Promise
Facts = dict[str, Any]

_BUTTONS = {"primary": "", "secondary": "nhsuk-button--secondary", "warning": "nhsuk-button--warning"}
_NOTICES = {
    "info": "",
    "debug": "",
    "success": "consilia-notice--success",
    "warning": "consilia-notice--error",
    "error": "consilia-notice--error",
}
_TAGS = frozenset({"", "red", "orange", "green", "grey"})


@dataclass(frozen=True, slots=True)
class Care:
    """The look of a care card, and the words with which it begins for a screen reader."""

    style: str
    begins: Words


_NOT_URGENT = Care("non-urgent", _("Non-urgent advice:"))
_CARE = {
    "emergency": Care("emergency", _("Immediate action required:")),
    "urgent": Care("urgent", _("Urgent advice:")),
    "soon": _NOT_URGENT,
    "routine": _NOT_URGENT,
    "non-urgent": _NOT_URGENT,
}

_URGENCIES: dict[str, tuple[Words, str]] = {
    "emergency": (pgettext_lazy("urgency", "Emergency"), "red"),
    "urgent": (pgettext_lazy("urgency", "Urgent"), "orange"),
    "soon": (pgettext_lazy("urgency", "Soon"), ""),
    "routine": (pgettext_lazy("urgency", "Routine"), "grey"),
}


# --- forms ---


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, *, heading: bool = False, width: int | None = None, suffix: str = "") -> Facts:
    """A form field with its label, hint and error; with `heading` the label is the page's <h1>."""
    kind = kind_of(bound)
    group = kind in {Kind.RADIOS, Kind.CHECKBOXES}
    return {
        "field": bound,
        "kind": kind.name.lower(),
        "group": kind.value if group else "",
        "heading": heading,
        "suffix": suffix,
        "control": None if group else control(bound, width=width),
        "choices": list(choices(bound)) if group else [],
    }


@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms: BaseForm) -> Facts:
    """Say what is wrong in these forms, each line a link to its control; nothing where nothing is wrong."""
    return {"problems": [problem for form in forms for problem in problems(form)]}


@register.inclusion_tag("components/button.html")
def button(
    label: Words, *, kind: str = "primary", href: str = "", name: str = "", value: str = "", to: str = ""
) -> Facts:
    """A submit button, or with `href` a link that looks like one; `to` sends the form elsewhere than to its address.

    Raises KeyError for an unknown kind.
    """
    return {"label": label, "style": _BUTTONS[kind], "href": href, "name": name, "value": value, "to": to}


# --- messages ---


@register.simple_block_tag
def care_card(content: SafeString, kind: str, heading: Words, level: int = 2) -> SafeString:
    """What to do and how soon; `kind` is an urgency (soon and routine look the same) or `non-urgent`.

    Raises KeyError for an unknown kind.
    """
    return _block("care_card", content, care=_CARE[kind], heading=heading, level=level)


@register.simple_block_tag
def notice(content: SafeString, kind: str = "info", heading: Words = "") -> SafeString:
    """Something that happened or that one should know; `kind` is a level of Django's messages.

    Raises KeyError for an unknown kind.
    """
    # Announced only when it is the answer to what somebody has just done.
    role = "alert" if kind in {"success", "warning", "error"} else ""
    return _block("notice", content, style=_NOTICES[kind], role=role, heading=heading)


@register.simple_block_tag
def warning_callout(content: SafeString, heading: Words, level: int = 2) -> SafeString:
    """A warning inside a text."""
    return _block("warning_callout", content, heading=heading, level=level)


@register.simple_block_tag
def inset_text(content: SafeString) -> SafeString:
    """Words set apart from the text around them."""
    return _block("inset_text", content)


@register.simple_block_tag
def panel(content: SafeString, heading: Words) -> SafeString:
    """Tell that something is done; its heading is the page's <h1>."""
    return _block("panel", content, heading=heading)


@register.simple_block_tag
def empty_state(content: SafeString, heading: Words, level: int = 2) -> SafeString:
    """What to read where a list has nothing to show, and where to go instead."""
    return _block("empty_state", content, heading=heading, level=level)


@register.simple_block_tag
def details(content: SafeString, summary: Words, *, is_open: object = False) -> SafeString:
    """Text that opens on demand, or stands open at first."""
    return _block("details", content, summary=summary, is_open=is_open)


# --- facts ---


@register.inclusion_tag("components/tag.html")
def tag(label: Words, *, colour: str = "") -> Facts:
    """A short state; `colour` is red, orange, green, grey or nothing (teal). Raises ValueError for others."""
    if colour not in _TAGS:
        raise ValueError(f"No such tag colour: {colour}")
    return {"label": label, "colour": colour}


@register.inclusion_tag("components/tag.html")
def urgency_tag(level: str) -> Facts:
    """The tag of an urgency. Raises KeyError for a word that is none."""
    label, colour = _URGENCIES[level]
    return {"label": label, "colour": colour}


@register.simple_block_tag
def summary_list(content: SafeString) -> SafeString:
    """A list of facts; its rows are `summary_row`."""
    return _block("summary_list", content)


@register.inclusion_tag("components/summary_row.html")
def summary_row(key: Words, value: object, *, change: str = "") -> Facts:
    """One fact, with the address where it can be changed; line breaks in the value are kept."""
    return {"key": key, "value": value, "change": change}


# --- ways ---


@register.inclusion_tag("components/nav_link.html", takes_context=True)
def nav_link(context: Context, route: str, label: Words) -> Facts:
    """A link of the header, marked where it is the page that one is on. Raises NoReverseMatch."""
    address = reverse(route)
    request = context.get("request")
    return {"address": address, "label": label, "current": bool(request and request.path == address)}


@register.inclusion_tag("components/back_link.html")
def back_link(href: str, label: Words = "") -> Facts:
    """A link to the step before."""
    return {"href": href, "label": label or _("Back")}


@register.inclusion_tag("components/breadcrumb.html", takes_context=True)
def breadcrumb(context: Context, *labels_and_addresses: str) -> Facts:
    """The way up, from the top: label, address, label, address …; the page itself is not on it.

    For machines it stands there a second time, as schema.org has it.
    """
    steps = list(zip(labels_and_addresses[::2], labels_and_addresses[1::2], strict=True))
    return {"steps": steps, "last": steps[-1], "data": breadcrumb_list(steps)}


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: Context, page: Page[Any]) -> Facts:
    """Links to the other pages of a list (?page=, keeping the query); nothing for a single page."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {"page": page, "numbers": numbers, "query": context["request"].GET}


@register.inclusion_tag("components/share.html")
def share(url: str, title: str) -> Facts:
    """Ways to pass a public page on: plain links, and two buttons that appear where the browser can do it."""
    return {"url": url, "title": title, "links": list(_share_links(url, title))}


def _share_links(url: str, title: str) -> Iterator[tuple[Words, str]]:
    yield _("Email"), "mailto:?" + urlencode({"subject": title, "body": f"{title}\n{url}"}, quote_via=quote)
    yield "LINE", "https://social-plugins.line.me/lineit/share?" + urlencode({"url": url})
    yield "WhatsApp", "https://wa.me/?" + urlencode({"text": f"{title} {url}"})
    yield "X", "https://x.com/intent/post?" + urlencode({"text": title, "url": url})
    yield "Facebook", "https://www.facebook.com/sharer/sharer.php?" + urlencode({"u": url})


def _block(name: str, content: SafeString, **facts: object) -> SafeString:
    return render_to_string(f"components/{name}.html", {"content": content, **facts})
