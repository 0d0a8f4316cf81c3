"""The shipped topics: whole, plain, sourced, in both languages; an entry that lacks anything is refused by name."""

import re
import tomllib
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from statistics import mean
from typing import Any

import pytest

from consilia.accounts.departments import canonical
from consilia.library.archives.readability import reading_grade
from consilia.library.catalogue import LANGUAGES, IncompleteTopic, catalogue, read_catalogue
from consilia.library.copies import TopicCopy

TOPICS = catalogue()
# In the seed page's own words. The tenth, "Face", says only where: no topic may be called so.
SEED_PAGE_TOPICS = {
    "Facial Twitching": "顏面抽動",
    "Eyelid Twitching": "眼皮跳",
    "Muscle Twitching": "肌肉跳動",
    "Facial Nerve Palsy": "顏面神經麻痺",
    "Tremors": "手抖",
    "Body Shaking": "身體發抖",
    "Involuntary Body Movements": "不自主動作",
    "Facial Numbness": "臉部麻木",
    "Muscle Cramp": "抽筋",
}
# Everyday characters that only Simplified Chinese uses.
SIMPLIFIED = re.compile(r"[医药诊疗脸头压热这个们说话时间应该觉还没过问题样体检饮温发会]")
DOSE = re.compile(r"\b\d+ ?(?:mg|mcg|milligrams?)\b|毫克")


def told(topic: TopicCopy, tag: str) -> str:
    lists = (topic.call_ambulance.get(tag, []), topic.same_day[tag])
    return "\n".join([topic.names[tag], topic.guidance[tag], *(line for lines in lists for line in lines)])


def test_every_department_has_topics_and_there_are_more_than_a_hundred() -> None:
    assert len(TOPICS) >= 110
    assert {topic.department_name for topic in TOPICS} == set(canonical())


def test_the_topics_of_the_seed_page_are_there_in_both_languages_and_the_vacuous_one_is_not() -> None:
    names = {topic.names["en"]: topic.names["zh-Hant"] for topic in TOPICS}
    assert SEED_PAGE_TOPICS.items() <= names.items()
    assert names.keys().isdisjoint({"Face", "Eye", "Head"})


def test_near_topics_are_related_and_not_merged() -> None:
    by_slug = {topic.slug: set(topic.related) for topic in TOPICS}
    assert {"body-shaking", "involuntary-body-movements"} <= by_slug["tremors"]


@pytest.mark.parametrize("tag", LANGUAGES)
def test_guidance_has_fifty_to_ninety_words_and_prescribes_nothing(tag: str) -> None:
    shortest, longest = {"en": (50, 90), "zh-Hant": (75, 190)}[tag]
    for topic in TOPICS:
        text = topic.guidance[tag]
        size = len(text.split()) if tag == "en" else len(re.sub(r"\s", "", text))
        assert shortest <= size <= longest, (topic.slug, size)
        assert not DOSE.search(told(topic, tag)), topic.slug


def test_guidance_reads_at_school_level() -> None:
    grades = {topic.slug: reading_grade(topic.guidance["en"]) for topic in TOPICS}
    assert {slug: grade for slug, grade in grades.items() if grade > 8} == {}
    assert mean(grades.values()) <= 6


def test_both_languages_tell_as_much() -> None:
    for topic in TOPICS:
        for lists in (topic.call_ambulance, topic.same_day):
            assert len({len(lines) for lines in lists.values()}) <= 1, topic.slug
        assert not SIMPLIFIED.search(told(topic, "zh-Hant")), topic.slug
        assert not re.search("[一-鿿]", told(topic, "en")), topic.slug


def test_every_guideline_is_named_whole_and_used() -> None:
    folder = resources.files("consilia.library.catalogue")
    listed = tomllib.loads((folder / "guidelines.toml").read_text(encoding="utf-8")).values()
    used = {(guideline.body, guideline.title) for topic in TOPICS for guideline in topic.guidelines}
    assert {(entry["body"], entry["title"]) for entry in listed} == used
    assert all(2000 <= entry["year"] <= 2026 for entry in listed)


def test_nobody_is_said_to_have_reviewed_what_nobody_has() -> None:
    assert {(topic.reviewed_by_name, topic.reviewed_on) for topic in TOPICS} == {("", "")}


TICS = """
reviewed_by = "nobody yet"
reviewed_on = ""

[[topics]]
id = "tics"
department = "Pediatrics"
names = { en = "Tics", zh-Hant = "抽動症" }
related = ["tremors"]
guidelines = ["g"]
synonyms.en = ["tic"]
synonyms.zh-Hant = ["眨眼"]
guidance.en = "Rest."
guidance.zh-Hant = "休息。"
ambulance.en = ["it does not stop"]
ambulance.zh-Hant = ["停不下來"]
same_day.en = ["it hurts"]
same_day.zh-Hant = ["會痛"]
"""
TREMORS = TICS.replace("tics", "tremor-id").replace("tremors", "tics").replace("tremor-id", "tremors")
TREMORS = (
    TREMORS.replace("Tics", "Tremors").replace("抽動症", "手抖").replace('"tic"', '"tremor"').replace("眨眼", "抖")
)


def shipped(folder: Path, tics: str) -> Path:
    (folder / "guidelines.toml").write_text('[g]\nbody = "NICE"\ntitle = "T"\nyear = 2019\n', encoding="utf-8")
    (folder / "one.toml").write_text(tics, encoding="utf-8")
    (folder / "two.toml").write_text(TREMORS, encoding="utf-8")
    return folder


def test_a_whole_file_is_read(tmp_path: Path) -> None:
    signed = TICS.replace("nobody yet", "Dr Carol").replace('reviewed_on = ""', 'reviewed_on = "2026-03-04"')
    tics, tremors = read_catalogue(shipped(tmp_path, signed))
    assert (tics.slug, tics.reviewed_by_name, tics.reviewed_on) == ("tics", "Dr Carol", "2026-03-04")
    assert tics.guidelines[0].title == "T"
    assert tremors.reviewed_by_name == ""


def without(line: str) -> Callable[[str], str]:
    return lambda text: re.sub(rf"^{re.escape(line)}.*\n", "", text, flags=re.MULTILINE)


def with_words(old: str, new: str) -> Callable[[str], str]:
    return lambda text: text.replace(old, new)


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (without("id ="), "one.toml: a topic: has no id"),
        (without("guidance.zh-Hant"), "one.toml: tics: has no guidance in zh-Hant"),
        (without("guidance.en"), "has no guidance in en"),
        (without("synonyms.en"), "has no synonyms in en"),
        (without("same_day.zh-Hant"), "has no same_day in zh-Hant"),
        (without("ambulance.zh-Hant"), "has no ambulance in zh-Hant"),
        (without("guidelines ="), "has no guidelines"),
        (without("related ="), "has no related"),
        (without("reviewed_by"), "one.toml: say in reviewed_by who has read the file"),
        (with_words('"Pediatrics"', '"Tic Medicine"'), "'Tic Medicine' is no department"),
        (with_words('["g"]', '["h"]'), "names no known guideline: h"),
        (with_words('["tremors"]', '["nothing"]'), "related to nothing, which is none"),
        (with_words('["tic"]', '["TREMOR"]'), "tremor belongs to tics already"),
        (with_words('"Tics"', '"Face"'), "is called Face, which says nothing"),
        (with_words("same_day.en", "sameday.en"), "has an unknown key: sameday"),
    ],
)
def test_an_entry_that_lacks_something_is_refused(spoil: Callable[[str], str], fault: str, tmp_path: Path) -> None:
    folder = shipped(tmp_path, spoil(TICS))
    with pytest.raises(IncompleteTopic) as refusal:
        read_catalogue(folder)
    assert fault in str(refusal.value)


def test_the_files_hold_nothing_but_topics() -> None:
    folder = resources.files("consilia.library.catalogue")
    for file in folder.iterdir():
        if file.name.endswith(".toml") and file.name != "guidelines.toml":
            data: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
            assert data.keys() == {"reviewed_by", "reviewed_on", "topics"}, file.name
