"""The pattern language: what is refused, and that looking only where patterns can begin misses nothing."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consilia.engines.triage.patterns import BadPattern, Pattern, PatternIndex, Sets, compile_entry, windows

SETS = Sets({"part": "arm|leg|手|腳"})
ENTRIES = (
    ("en", "(my |his )?{part}s? (hurt|ache)*|cant..move..{part}"),
    ("en", "(so )?(very )?cold...hurt|a(a)?|arm arm"),
    ("zh-Hant", "(左|右)?{part}..(麻|痛痛)|(很)?(痛|麻)(到)?..{part}|痛痛|hiv"),
)
PATTERNS = [pattern for language, source in ENTRIES for pattern in compile_entry(source, language, source, SETS)]
WORDS = ["my ", "arm", "leg", "s", " ", "hurts", "ache ", "cant ", "move ", "not ", "so ", "very ", "cold ", "a"]
HAN = ["左", "右", "手", "腳", "麻", "痛", "很", "到", "沒有", "hiv", "x", ",", ". ", "\n"]
texts = st.lists(st.sampled_from(WORDS + HAN), max_size=120).map("".join)


def everywhere(text: str) -> set[tuple[str, int, int]]:
    """What each pattern finds when it searches the whole text."""
    found = ((pattern, match) for pattern in PATTERNS for match in re.finditer(pattern.expression, text))
    return {(pattern.owner, match.start(), match.end()) for pattern, match in found}


@given(texts)
def test_trying_patterns_only_where_they_can_begin_finds_all_that_a_search_finds(text: str) -> None:
    assert set(PatternIndex(PATTERNS).matches(windows(text))) == everywhere(text)


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("..arm", "begins with a gap"),
        ("(my )?..arm", "begins with a gap"),
        ("*arm", "begins with a gap"),
        ("(arm)?", "without a fixed word"),
        ("{nothing} hurts", "unknown set"),
        ("(arm", "unclosed"),
        ("arm (is |was )*hurts", "no group can be repeated"),
        ("arm (is|was)+ hurts", "no group can be repeated"),
    ],
)
def test_a_pattern_that_cannot_be_read_or_looked_for_is_refused_by_name(source: str, why: str) -> None:
    with pytest.raises(BadPattern, match=re.escape(why)) as refused:
        list(compile_entry("sore_arm", "en", source, SETS))
    assert source in str(refused.value)


def test_a_pattern_knows_with_what_its_matches_begin() -> None:
    (pattern,) = compile_entry("sore", "en", "(my )?{part} hurts", SETS)
    assert isinstance(pattern, Pattern)
    assert pattern.begins == {"my ", "arm", "leg", "手", "腳"}
