"""Whether a page would single somebody out although it names nobody: few share its cell, and its words tell more.

A cell is what the page says of the asker: age band, sex, department. Of a small one (k-anonymity, Sweeney 2002; health
statistics usually hide counts below five) the place or a rare illness is enough to point at one person.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from consilia.engines import deid
from consilia.library.models import Page
from consilia.questions.models import Question

SMALLEST_CELL: Final = 5


@dataclass(frozen=True, slots=True)
class SmallCell:
    """How many published pages share the cell, and which words tell more about the person."""

    pages: int
    telling: tuple[str, ...]


def small_cell(question: Question, text: str) -> SmallCell | None:
    """None where nothing in `text` tells more, or where enough others are in the cell. Warns; never decides."""
    telling = telling_words(text)
    if not telling:
        return None
    cell = Page.objects.published().filter(
        department=question.department, asker_sex=question.sex, asker_age_band=deid.age_band(question.age_years)
    )
    pages = cell.count()
    return SmallCell(pages, telling) if pages < SMALLEST_CELL else None


def telling_words(text: str) -> tuple[str, ...]:
    """Places and rare illnesses that `text` names, each once, in the order in which they stand there."""
    return tuple(dict.fromkeys(match.group() for match in _telling().finditer(text)))


@cache
def _telling() -> re.Pattern[str]:
    read = tomllib.loads(files("consilia.questions").joinpath("telling_words.toml").read_text(encoding="utf-8"))
    english = "|".join(re.escape(word) for word in sorted(read["en"], key=len, reverse=True))
    chinese = "|".join(map(re.escape, sorted(read["zh"], key=len, reverse=True)))
    places = "|".join(re.escape(place) for place in sorted(deid.large_places(), key=len, reverse=True))
    return re.compile(
        rf"(?<!\w)(?i:{english})(?!\w)|(?<!\w)(?:{places})(?!\w)|{chinese}|[\u4e00-\u9fff]{{2}}[縣市鄉鎮](?!\w?場)"
    )
