"""Interface strings: bring them into the catalogues, compile the catalogues, refuse untranslated ones. Pure Python."""

import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "consilia"
LOCALE = PACKAGE / "website" / "locale"
# Locale folders as Django looks for them; English is the language of the source.
LANGUAGES = ("en", "zh_Hant")
KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def strings() -> Iterator[tuple[str, int, Any, str | None]]:
    """(file, line, message or plural pair, context) of every string in code and templates."""
    for path in sorted(
        [*PACKAGE.rglob("*.py"), *PACKAGE.rglob("templates/**/*.html"), *PACKAGE.rglob("templates/**/*.txt")]
    ):
        text = path.read_text(encoding="utf-8")
        if path.suffix != ".py":
            # The tokenizer of Python trips over a template's indentation, which means nothing to it.
            text = "\n".join(line.lstrip() for line in templatize(text).splitlines())
        for line, message, _comments, context in extract("python", BytesIO(text.encode()), KEYWORDS):
            yield str(path.relative_to(ROOT)), line, message, context


def template() -> Catalog:
    """All strings, without translations."""
    catalogue = Catalog(project="Consilia", charset="utf-8")
    for file, _line, message, context in strings():
        # File only: line numbers would change the catalogue with every edit.
        catalogue.add(message, locations=[(file, 0)], context=context)
    return catalogue


def path_of(language: str) -> Path:
    """The catalogue of a language."""
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def update() -> None:
    """Add new strings to every catalogue and drop those that are gone."""
    for language in LANGUAGES:
        catalogue = _read(language)
        catalogue.update(template(), no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        if language == "en":
            _echo(catalogue)
        path_of(language).parent.mkdir(parents=True, exist_ok=True)
        with path_of(language).open("wb") as file:
            write_po(file, catalogue, width=110, include_lineno=False, sort_output=True)
        print(f"{language}: {len(catalogue)} strings, {len(_untranslated(catalogue))} to translate")


def check() -> list[str]:
    """Complaints: strings that a catalogue lacks or leaves untranslated."""
    wanted = {(message.id, message.context) for message in template() if message.id}
    complaints = []
    for language in LANGUAGES:
        catalogue = _read(language)
        present = {(message.id, message.context) for message in catalogue if message.id}
        complaints += [f"{language}: not in the catalogue: {key[0]!r}" for key in sorted(wanted - present, key=str)]
        complaints += [f"{language}: untranslated: {key!r}" for key in _untranslated(catalogue)]
    return complaints


def compile_catalogue(path: Path) -> None:
    """Write the .mo beside a .po."""
    with path.open("rb") as source:
        catalogue = read_po(source, locale=path.parent.parent.name)
    with path.with_suffix(".mo").open("wb") as target:
        write_mo(target, catalogue)


def _read(language: str) -> Catalog:
    path = path_of(language)
    if not path.exists():
        return Catalog(locale=language, project="Consilia", charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language)


def _echo(catalogue: Catalog) -> None:
    # English is written in the source; its catalogue repeats it, so that both languages are whole.
    for message in catalogue:
        if message.id:
            message.string = message.id


def _untranslated(catalogue: Catalog) -> list[str]:
    return [
        str(message.id)
        for message in catalogue
        if message.id and not all(message.string if isinstance(message.string, tuple) else (message.string,))
    ]


def main() -> None:
    """update | check | compile FILE."""
    settings.configure(USE_I18N=False)
    match sys.argv[1:]:
        case ["update"]:
            update()
        case ["compile", path]:
            compile_catalogue(Path(path))
        case ["check"]:
            complaints = check()
            print("\n".join(complaints) or "every string stands in both languages")
            raise SystemExit(bool(complaints))
        case _:
            raise SystemExit("usage: tools/messages.py update | check | compile FILE.po")


if __name__ == "__main__":
    main()
