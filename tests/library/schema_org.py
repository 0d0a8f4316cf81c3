"""The part of schema.org's vocabulary that pages use (version 29, 2025), written down to check names and types against.

A class has a parent and properties; a property says what it expects. A subclass is good wherever its parent is.
"""

import re
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urlsplit

PARENTS: Final = {
    "Thing": "",
    "CreativeWork": "Thing",
    "Comment": "CreativeWork",
    "Answer": "Comment",
    "CorrectionComment": "Comment",
    "Question": "Comment",
    "WebPage": "CreativeWork",
    "MedicalWebPage": "WebPage",
    "QAPage": "WebPage",
    "Intangible": "Thing",
    "ItemList": "Intangible",
    "BreadcrumbList": "ItemList",
    "ListItem": "Intangible",
    "Organization": "Thing",
    "MedicalOrganization": "Organization",
    "Hospital": "MedicalOrganization",
    "Person": "Thing",
}
PROPERTIES: Final = {
    "Thing": {"name": ["Text"], "alternateName": ["Text"], "url": ["URL"], "description": ["Text"]},
    "CreativeWork": {
        "about": ["Thing"],
        "author": ["Organization", "Person"],
        "citation": ["CreativeWork", "Text"],
        "correction": ["CorrectionComment", "Text", "URL"],
        "dateModified": ["Date"],
        "datePublished": ["Date"],
        "inLanguage": ["Text"],
        "isBasedOn": ["CreativeWork", "URL"],
        "mainEntity": ["Thing"],
        "publisher": ["Organization", "Person"],
        "text": ["Text"],
        "translationOfWork": ["CreativeWork"],
    },
    "Question": {
        "acceptedAnswer": ["Answer", "ItemList"],
        "suggestedAnswer": ["Answer", "ItemList"],
        "answerCount": ["Integer"],
    },
    "WebPage": {"lastReviewed": ["Date"], "reviewedBy": ["Organization", "Person"], "breadcrumb": ["BreadcrumbList"]},
    "ItemList": {"itemListElement": ["ListItem", "Text", "Thing"]},
    "ListItem": {"item": ["Thing", "URL"], "position": ["Integer", "Text"]},
    "Person": {"affiliation": ["Organization"]},
}
DATE: Final = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")


def faults(node: Any, path: str = "$") -> Iterator[str]:
    """Everything that schema.org does not know, and every value that is empty or of another type than expected."""
    types = _list(node.get("@type"))
    unknown = [name for name in types if name not in PARENTS]
    if not types or unknown:
        yield f"{path}: no such type {unknown}"
        return
    known = {name: expected for one in types for name, expected in _properties(one)}
    for name, value in node.items():
        if name in {"@type", "@context"}:
            continue
        if name == "@id":
            yield from () if _is_url(value) else (f"{path}.@id: no address",)
            continue
        if name not in known:
            yield f"{path}: {types} has no {name}"
            continue
        if value in ("", None, [], {}):
            yield f"{path}.{name}: empty"
        for one in _list(value):
            yield from _value_faults(one, known[name], f"{path}.{name}")


def _value_faults(value: Any, expected: list[str], path: str) -> Iterator[str]:
    if isinstance(value, dict):
        if not any(_is_a(one, wanted) for one in _list(value.get("@type")) for wanted in expected):
            yield f"{path}: {value.get('@type')} where {expected} is expected"
        yield from faults(value, path)
        return
    fits = {
        "Text": isinstance(value, str) and bool(value.strip()),
        "URL": _is_url(value),
        "Date": isinstance(value, str) and bool(DATE.fullmatch(value)),
        "Integer": isinstance(value, int) and not isinstance(value, bool),
    }
    if not any(fits.get(wanted, False) for wanted in expected):
        yield f"{path}: {value!r} where {expected} is expected"


def _properties(name: str) -> Iterator[tuple[str, list[str]]]:
    while name:
        yield from PROPERTIES.get(name, {}).items()
        name = PARENTS[name]


def _is_a(name: str, wanted: str) -> bool:
    while name and name != wanted:
        name = PARENTS.get(name, "")
    return bool(name)


def _is_url(value: Any) -> bool:
    return isinstance(value, str) and value.isascii() and bool(urlsplit(value).scheme and urlsplit(value).netloc)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if value is not None else []
