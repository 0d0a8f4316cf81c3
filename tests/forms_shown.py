"""The forms of a page, as a browser would send them untouched."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

_NOT_SENT = frozenset({"submit", "button", "image", "reset", "file"})


@dataclass(slots=True)
class ShownForm:
    """Where it goes, and what stands in its fields; of choices all that can be chosen."""

    action: str
    method: str
    fields: dict[str, list[str]] = field(default_factory=dict)


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[ShownForm] = []
        self._open: ShownForm | None = None
        self._select = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        if tag == "form":
            self._open = ShownForm(given.get("action", ""), given.get("method", "get").lower())
            self.found.append(self._open)
        elif self._open is None:
            return
        elif tag == "select":
            self._select = given.get("name", "")
            self._add(self._select)
        elif tag == "option" and self._select:
            self._add(self._select, given.get("value", ""))
        elif tag in {"input", "textarea"} and given.get("type") not in _NOT_SENT:
            self._add(given.get("name", ""), given.get("value", ""))
        elif tag == "button" and given.get("name"):
            self._add(given["name"], given.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "select":
            self._select = ""

    def _add(self, name: str, *values: str) -> None:
        if name and self._open is not None:
            self._open.fields.setdefault(name, []).extend(values)


def forms_in(html: str) -> Iterator[ShownForm]:
    """Every form of a page that is posted."""
    parser = _Forms()
    parser.feed(html)
    return (form for form in parser.found if form.method == "post")
