"""What machines read of a page: its one address, its other languages, and its facts in the words of schema.org."""

import json
from typing import Any, Final

from django import template
from django.conf import settings
from django.template import Context
from django.utils.encoding import iri_to_uri
from django.utils.functional import Promise
from django.utils.html import _json_script_escapes  # type: ignore[attr-defined]
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator

from consilia.accounts.languages import bcp47

register = template.Library()

Words = str | Promise
Facts = dict[str, Any]

DESCRIPTION: Final = 155
"""Characters that search engines show of a description."""


@register.inclusion_tag("components/public_head.html", takes_context=True)
def public_head(context: Context, title: Words, description: Words, *, kind: str = "website") -> Facts:
    """For the head of a public page: description, canonical address, other languages, and how a link to it looks.

    `kind` is a type of the Open Graph protocol: website or article.
    """
    request, listing = context["request"], context.get("listing")
    number = listing.number if listing else 1
    return {
        "title": title,
        "description": Truncator(" ".join(str(description).split())).chars(DESCRIPTION),
        "kind": kind,
        "address": _public(request.path) + (f"?page={number}" if number > 1 else ""),
        "others": _other_languages(context) if number == 1 else [],
        "service_name": context["service_name"],
        "language": context["LANGUAGE_BCP47"].replace("-", "_"),
    }


def _other_languages(context: Context) -> list[tuple[str, str]]:
    """Tag and address of each language that the page can be read in, and where all others go; none for one alone."""
    # A published page has the languages that its words stand in; whatever else there is has those of the interface.
    versions: dict[str, str] | None = getattr(context["request"], "versions", None)
    if versions is None:
        versions = {tag: path for tag, _name, path, _current in context["language_choices"]}
        default = versions.get(bcp47(settings.LANGUAGE_CODE), "")
    else:
        default = next(iter(versions.values()), "")
    if len(versions) < 2:
        return []
    return [(tag, _public(path)) for tag, path in (*versions.items(), ("x-default", default))]


@register.simple_tag
def structured(data: Facts) -> SafeString:
    """Facts in the words of schema.org, as JSON-LD: data for machines, which no browser runs."""
    # As Django's json_script: whatever could end the element or begin a comment in it is escaped.
    text = json.dumps(data, ensure_ascii=False).translate(_json_script_escapes)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308 - escaped


def breadcrumb_list(steps: list[tuple[str, str]]) -> Facts:
    """The way up, as schema.org's BreadcrumbList."""
    items = [
        {"@type": "ListItem", "position": place, "name": str(label), "item": _public(address)}
        for place, (label, address) in enumerate(steps, start=1)
    ]
    return {"@context": "https://schema.org", "@type": "BreadcrumbList", "itemListElement": items}


def _public(path: str) -> str:
    return settings.CONSILIA_BASE_URL + iri_to_uri(path)
