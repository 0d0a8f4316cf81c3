"""Names of many peoples out of Faker, and data/names_many.txt: python -m tools.tagger.names [--shared FOLDER]."""

import argparse
import importlib
import json
import pkgutil
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

from tqdm import tqdm

from consilia.engines.deid.lists import words
from consilia.engines.deid.normalise import bare
from tools.tagger.varying import People, Pools

ROOT: Final = Path(__file__).resolve().parents[2]
DATA: Final = ROOT / "consilia" / "engines" / "deid" / "data"
MESSAGES: Final = ROOT / "tests" / "clinical" / "messages"
SHARED: Final = ROOT.parent / "shared" / "data"
LIST: Final = "names_many.txt"
HEAD: Final = (
    "# Given and family names of many peoples, in the bare form of normalise.bare, without ordinary words: "
    "from the name lists of Faker (MIT).\n"
)
MISSING: Final = "{} is missing; it is needed for building only: pip install python-crfsuite faker"
OFTEN: Final = frozenset({"en_US", "en_GB", "en_IE", "en_IN", "en_NZ", "en_NG", "es_ES", "es_MX"})
"""Locales drawn four times as often, being those of most who will ask in English."""
ORDINARY: Final = 2
"""Written in small letters so often in the messages, a word is no name."""


@cache
def locales() -> dict[str, Any]:
    """Faker's provider of persons for each locale. SystemExit where Faker is not installed."""
    try:
        from faker.providers import person
    except ModuleNotFoundError:
        raise SystemExit(MISSING.format("faker")) from None
    names = sorted(module.name for module in pkgutil.iter_modules(person.__path__))
    return {name: importlib.import_module(f"{person.__name__}.{name}").Provider for name in names}


def pools() -> Pools:
    """What new names are drawn from."""
    taiwan = locales()["zh_TW"]
    return Pools(
        latin=[people for name, provider in locales().items() if (people := people_of(name, provider))],
        chinese=[*taiwan.first_names_male, *taiwan.first_names_female],
    )


def people_of(name: str, provider: Any) -> People | None:
    """The names of a locale that are in Latin letters; None where given or family names are wanting."""
    given, family = sorted(set(_latin(provider, "first"))), sorted(set(_latin(provider, "last")))
    return People(given, family, 4 if name in OFTEN else 1) if given and family else None


def many(names: Iterable[str], prose: Counter[str]) -> list[str]:
    """The bare words of the names, sorted, without those that the prose or our own lists have as ordinary words."""
    known = words("plain_words_en") | words("brands_en") | words("places_en")
    forms = {bare(word) for name in names for word in re.split(r"[ \-]", name)}
    return sorted(form for form in forms - known if len(form) > 2 and prose[form] < ORDINARY)


def prose_of(files: Iterable[Path]) -> Counter[str]:
    """How often each word stands in small letters in files of JSON Lines."""
    found: Counter[str] = Counter()
    for path in tqdm(list(files), unit=" files"):
        for line in path.read_text(encoding="utf-8").splitlines():
            text = json.dumps(json.loads(line), ensure_ascii=False)
            found.update(re.findall(r"(?<![A-Za-z])[a-z]{2,}(?![A-Za-z])", text))
    return found


def own_messages(folder: Path = MESSAGES) -> list[Path]:
    """The project's sets of messages without the exams, which nothing learns from."""
    return sorted(path for path in folder.glob("*.jsonl") if "exam" not in path.name)


def list_text(names: list[str]) -> str:
    """The file, twenty names a line."""
    rows = [" ".join(names[at : at + 20]) for at in range(0, len(names), 20)]
    return HEAD + "\n".join(rows) + "\n"


def _latin(provider: Any, which: str) -> Iterator[str]:
    """The names of an attribute such as first_names_male; what speaks of both first and last names is of first."""
    for attribute in dir(provider):
        is_first = "first_name" in attribute
        if is_first if which == "first" else "last_name" in attribute and "first" not in attribute:
            found = getattr(provider, attribute)
            if isinstance(found, tuple | list) or hasattr(found, "keys"):
                yield from (name for name in found if _is_latin_name(name))


def _is_latin_name(name: Any) -> bool:
    return (
        isinstance(name, str)
        and 1 < len(name) < 20
        and name[0].isupper()
        and all((char.isalpha() and ord(char) < 0x250) or char in " '-" for char in name)
    )


def main() -> None:
    """Writes the list of names that masking and the model know."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--shared", type=Path, default=SHARED, help="folder with archive-en.jsonl (default %(default)s)"
    )
    parser.add_argument("--out", type=Path, default=DATA / LIST, help="the file to write (default %(default)s)")
    options = parser.parse_args()
    names = [name for provider in locales().values() for which in ("first", "last") for name in _latin(provider, which)]
    archive = options.shared / "archive-en.jsonl"
    if not archive.exists():
        print(f"{archive} is not there: fewer ordinary words are kept out of the list")
    found = many(names, prose_of([*own_messages(), *filter(Path.exists, [archive])]))
    options.out.write_text(list_text(found), encoding="utf-8")
    print(f"{len(found)} names in {options.out}")


if __name__ == "__main__":
    main()
