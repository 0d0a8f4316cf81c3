"""The words by which slips are found, from words.toml, as patterns that read either language: people mix them."""

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, Final

WORDS: Final[dict[str, Any]] = tomllib.loads((files(__package__) / "words.toml").read_text(encoding="utf-8"))


@cache
def pattern(name: str) -> re.Pattern[str]:
    """Any of the words of one section."""
    return _compiled(WORDS[name]["en"], WORDS[name]["zh"])


@cache
def before_disease(name: str) -> re.Pattern[str]:
    """What settles a disease, and the disease as group `disease`; {} marks its place, in Chinese it follows."""
    english, chinese = (alternatives(WORDS["disease"][tag]) for tag in ("en", "zh"))
    before = alternatives(WORDS[name]["en"]).replace("{}", "")
    return re.compile(
        rf"(?<!\w)(?:{before})(?:[\w'-]+\s){{0,3}}?(?P<disease>{english})(?!\w)"
        rf"|(?:{alternatives(WORDS[name]['zh'])})(?P<chinese>{chinese})",
        re.IGNORECASE,
    )


def told_by_asker(disease: str, told: str) -> bool:
    """Whether the asker told the disease as somebody's finding, not as a question."""
    where = _compiled(*([one.replace("{}", re.escape(disease)) for one in WORDS["told"][tag]] for tag in ("en", "zh")))
    return bool(where.search(told))


def alternatives(words: list[str]) -> str:
    """One pattern for all of them."""
    return "|".join(words)


def _compiled(english: list[str], chinese: list[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{alternatives(english)})(?!\w)|{alternatives(chinese)}", re.IGNORECASE)
