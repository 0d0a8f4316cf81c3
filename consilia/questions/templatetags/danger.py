"""What to do now, above whatever else is shown, where the words of a search tell of danger."""

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from django import template

from consilia.engines.triage import Level
from consilia.library.reading import language_of
from consilia.questions.assessing import BROKEN, assess_words
from consilia.questions.views.danger import advice, advice_on

register = template.Library()

LONGEST_READ = 1_000


@register.inclusion_tag("questions/_danger_in.html")
def danger_in(words: str) -> dict[str, Any]:
    """Advice to act now: where triage finds danger, where it fails, and where a word alone names a danger.

    A search is no story: "stroke" says nothing of who, when and how, so that triage is calm about it.
    """
    typed = words[:LONGEST_READ]
    verdict = assess_words(words=typed, language=language_of(typed), age_years=None, sex="", safety_answers={})
    danger = advice_on(verdict)
    card = "emergency" if verdict.level is Level.EMERGENCY else "urgent"
    if danger is None and (verdict.rules_version == BROKEN or _danger_words().search(typed)):
        return {"general": advice(flag_ids=[])}
    return {"danger": danger, "card": card}


@cache
def _danger_words() -> re.Pattern[str]:
    told = tomllib.loads((files("consilia.questions") / "danger_words.toml").read_text(encoding="utf-8"))
    english = "|".join(re.escape(word).replace("\\ ", r"\s+") for word in told["en"])
    chinese = "|".join(map(re.escape, told["zh"]))
    return re.compile(rf"\b(?:{english})\b|{chinese}", re.IGNORECASE)
