"""The written content of the example service is whole, plain, anonymous and consistent in itself."""

import json
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from importlib import resources
from itertools import combinations
from pathlib import Path
from statistics import mean
from typing import Any

from consilia.accounts.departments import canonical
from consilia.library.archives.exchange import read_exchanges
from consilia.library.archives.readability import reading_grade
from consilia.library.archives.record import Exchange
from consilia.library.catalogue import catalogue
from consilia.library.faults import find_faults

Record = dict[str, Any]

LANGUAGES = {"en", "zh-Hant"}
LEVELS = {"urgent", "soon", "routine"}
AGE_BANDS = {"0-1", "2-11", "12-17", "18-24", "25-34", "35-44", "45-54", "55-64", "65-79", "80+"}
TWITCHING = {"facial-twitching", "eyelid-twitching", "hemifacial-spasm", "facial-nerve-palsy"}
GO_NOW = {"en": r"at once|ambulance|emergency department", "zh-Hant": r"急診|救護車"}
SEE_WHOM = {
    "en": r"doctor|dentist|[a-z]+ist\b|[a-z]+ician\b|clinic|health service|emergency department|midwife",
    "zh-Hant": r"科|醫師|門診|急診|產房",
}
IDENTIFIER = re.compile(r"@|https?:|\d{7,}|\d{2,4}-\d{3,4}-\d{3,4}|\b(?:19|20)\d\d\b|身分證|病歷號|健保卡號")
EXACT_ADULT_AGE = re.compile(
    r"\bI am (?:[2-9]\d|eighteen|nineteen)\b|(?<![快到近約])[二三四五六七八九]十[一二三四五六七八九]?歲"
)
CERTAIN_OR_PRESCRIBING = re.compile(
    r"\byou (?:certainly|definitely|surely) have\b|\bI (?:diagnose|prescribe)\b|\b\d+ ?(?:mg|mcg|ml)\b"
    r"|毫克|您(?:一定|確定)(?:是|得)|診斷為|我(?:幫您)?開",
)
# Everyday characters that only Simplified Chinese uses.
SIMPLIFIED = re.compile(r"[医药诊疗脸头压热这个们说话时间应该觉还没过问题样体检饮温发会]")


def text_of(name: str) -> str:
    return (resources.files("consilia.website") / "example" / name).read_text(encoding="utf-8")


EXCHANGES: list[Record] = [json.loads(line) for line in text_of("exchanges.jsonl").splitlines()]
WAITING: list[Record] = tomllib.loads(text_of("waiting.toml"))["questions"]
PEOPLE: dict[str, list[Record]] = tomllib.loads(text_of("people.toml"))
SLUG_OF = {name: topic.slug for topic in catalogue() for name in topic.names.values()}
DEPARTMENTS = set(canonical())


def read_all() -> list[Exchange]:
    with resources.as_file(resources.files("consilia.website") / "example" / "exchanges.jsonl") as path:
        return [record for record in read_exchanges(Path(path)) if isinstance(record, Exchange)]


def reply_of(record: Record) -> str:
    return "\n".join(reply["text"] for reply in record["replies"])


def characters(text: str) -> int:
    return len(re.sub(r"\s", "", text))


def in_language(language: str) -> list[Record]:
    return [record for record in EXCHANGES if record["language"] == language]


def ids_where(records: Sequence[Record], holds: re.Pattern[str], *keys: str) -> list[str]:
    """Ids of the records in which the pattern occurs in one of the named texts or in a reply."""
    return [
        record["id"]
        for record in records
        if any(holds.search(str(record.get(key, ""))) for key in keys) or holds.search(reply_of(record))
    ]


def repeated(values: Iterable[str]) -> list[str]:
    return [value for value, count in Counter(values).items() if count > 1]


def sentences_in(text: str) -> int:
    return len(re.findall(r"[.!?](?=\s|$)|[。！？]", text))


# Exchange records


def test_the_archive_reader_accepts_every_record_whole() -> None:
    assert [record.id for record in read_all()] == [record["id"] for record in EXCHANGES]


def test_no_example_page_has_a_fault_that_the_importer_names() -> None:
    assert [fault for record in read_all() for fault in find_faults(record)] == []


def test_there_are_fifty_questions_over_eight_departments_half_of_them_chinese() -> None:
    chinese = len(in_language("zh-Hant"))
    assert len(EXCHANGES) >= 50
    assert len({record["department"] for record in EXCHANGES}) >= 8
    assert chinese == len(in_language("en")) == len(EXCHANGES) - chinese


def test_every_department_answers_in_both_languages() -> None:
    for department in {record["department"] for record in EXCHANGES}:
        assert {record["language"] for record in EXCHANGES if record["department"] == department} == LANGUAGES


def test_ids_and_titles_are_unique() -> None:
    for key in ("id", "title", "question"):
        assert repeated(record[key] for record in EXCHANGES) == []


def test_every_record_tells_all_that_a_page_shows() -> None:
    for record in EXCHANGES:
        assert record["department"] in DEPARTMENTS
        assert record["language"] in LANGUAGES
        assert record["urgency"] in LEVELS
        assert re.search(r", (19|20)\d\d$", record["guideline"]), record["id"]
        assert record["source"] == {"name": "Consilia example service", "url": "", "licence": "CC0-1.0"}
        assert len(record["urgent_signs"]) >= 2
        assert len(record["care"]) >= 2
        assert 2 <= len(set(record["topics"])) == len(record["topics"]) <= 4


def test_signs_and_care_are_plain_sentences_in_the_language_of_the_record() -> None:
    for record in EXCHANGES:
        end = "。" if record["language"] == "zh-Hant" else "."
        for sentence in [*record["urgent_signs"], *record["care"]]:
            assert sentence.endswith(end), (record["id"], sentence)


def test_replies_are_neither_curt_nor_long() -> None:
    for record in in_language("en"):
        assert 60 <= len(reply_of(record).split()) <= 160, record["id"]
    for record in in_language("zh-Hant"):
        assert 120 <= characters(reply_of(record)) <= 260, record["id"]


def test_english_replies_read_at_school_level() -> None:
    grades = {record["id"]: reading_grade(reply_of(record)) for record in in_language("en")}
    assert {name: grade for name, grade in grades.items() if grade > 8} == {}
    assert mean(grades.values()) <= 7


def test_chinese_is_traditional_and_english_has_no_chinese() -> None:
    assert ids_where(in_language("zh-Hant"), SIMPLIFIED, "title", "question", "care", "urgent_signs") == []
    assert ids_where(in_language("en"), re.compile(r"[一-鿿]"), "title", "question", "care") == []


def test_every_reply_says_whom_to_see_and_when_to_go_at_once() -> None:
    for record in EXCHANGES:
        assert re.search(GO_NOW[record["language"]], reply_of(record)), record["id"]
        assert re.search(SEE_WHOM[record["language"]], reply_of(record)), record["id"]


def test_an_urgent_question_is_answered_with_today() -> None:
    urgent = [record for record in EXCHANGES if record["urgency"] == "urgent"]
    assert {record["language"] for record in urgent} == LANGUAGES
    for record in urgent:
        assert re.search(r"today|今天", reply_of(record)), record["id"]


def test_no_reply_states_a_certain_diagnosis_or_a_dose() -> None:
    assert ids_where(EXCHANGES, CERTAIN_OR_PRESCRIBING) == []


def test_no_record_identifies_anyone() -> None:
    assert ids_where(EXCHANGES, IDENTIFIER, "title", "question") == []
    assert ids_where(EXCHANGES, EXACT_ADULT_AGE, "title", "question") == []
    for record in EXCHANGES:
        asker = record["asker"]
        assert re.fullmatch(r"[A-Z]\. [A-Z]\.", asker["alias"])
        assert asker["sex"] in {"female", "male", "other"}
        assert asker["age_band"] in AGE_BANDS
        assert re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", record["asked_on"])


def test_no_two_askers_share_an_alias() -> None:
    assert repeated(record["asker"]["alias"] for record in EXCHANGES) == []


def test_a_reply_is_not_older_than_its_question() -> None:
    for record in EXCHANGES:
        assert all(reply["replied_on"] >= record["asked_on"] for reply in record["replies"]), record["id"]


def test_ten_doctors_of_two_hospitals_reply_each_in_one_department() -> None:
    known = {
        person["name_romanised"]: (person["name_original"], person["department"], person["hospital"])
        for person in [*PEOPLE["people"], *PEOPLE["contributors"]]
        if "department" in person
    }
    hospitals = {hospital["slug"]: hospital["names"] for hospital in PEOPLE["hospitals"]}
    written = set()
    for record in EXCHANGES:
        for reply in record["replies"]:
            original, department, hospital = known[reply["clinician_romanised"]]
            shown = original if record["language"] == "zh-Hant" else reply["clinician_romanised"]
            assert (reply["clinician"], reply["clinician_original"]) == (shown, original)
            assert reply["department"] == department == record["department"]
            assert reply["hospital"] == hospitals[hospital][record["language"]]
            written.add(reply["clinician_romanised"])
    assert written == set(known)
    assert len(known) == 10
    assert len(hospitals) == 2


def test_the_family_of_facial_twitching_has_five_in_each_language_and_several_doctors() -> None:
    for language in LANGUAGES:
        family = [
            record for record in in_language(language) if TWITCHING & {SLUG_OF[topic] for topic in record["topics"]}
        ]
        assert len(family) >= 5
        assert len({reply["clinician"] for record in family for reply in record["replies"]}) >= 3
        assert len({record["department"] for record in family}) >= 2


def test_no_question_repeats_another() -> None:
    def words(record: Record) -> set[str]:
        return set(re.findall(r"[a-z]+|[一-鿿]", record["question"].lower()))

    for one, other in combinations(EXCHANGES, 2):
        shared = len(words(one) & words(other)) / len(words(one) | words(other))
        assert shared < 0.5, (one["id"], other["id"])


# Topics


def test_each_topic_of_a_record_exists_in_its_language() -> None:
    names = {language: {topic.names[language] for topic in catalogue()} for language in LANGUAGES}
    for record in EXCHANGES:
        assert set(record["topics"]) <= names[record["language"]], record["id"]


# People


def test_two_doctors_an_editor_and_an_operator_can_sign_in() -> None:
    assert Counter(person["role"] for person in PEOPLE["people"]) == {
        "clinician": 2,
        "editor": 1,
        "operator": 1,
    }
    doctors = [person for person in PEOPLE["people"] if person["role"] == "clinician"]
    assert {doctor["department"] for doctor in doctors} == {"Neurology", "Pediatrics"}
    for doctor in doctors:
        assert doctor["licence"]["number"]
        assert doctor["licence"]["authority"] == "Example Medical Council"
        assert isinstance(doctor["licence"]["expires"], date)


def test_nobody_has_an_address_that_could_be_real() -> None:
    addresses = [person["email"] for person in PEOPLE["people"]]
    assert len(set(addresses)) == len(addresses)
    assert all(address.endswith("@example.org") for address in addresses)


def test_names_are_given_in_both_scripts() -> None:
    for person in [*PEOPLE["people"], *PEOPLE["contributors"]]:
        assert re.fullmatch(r"[一-鿿]{2,4}", person["name_original"])
        assert re.fullmatch(r"[A-Z][a-z]+ [A-Z][a-z]+(-[a-z]+)?", person["name_romanised"])


def test_all_thirty_one_departments_have_both_names() -> None:
    names = list(canonical().values())
    assert len(names) == len({name["en"] for name in names}) == len({name["zh-Hant"] for name in names}) == 31
    assert [name["en"] for name in names] == sorted(name["en"] for name in names)
    assert all(re.fullmatch(r"[一-鿿]+科", name["zh-Hant"]) for name in names)


# Questions that wait


def test_seven_questions_wait_for_both_doctors_and_others() -> None:
    departments = Counter(question["expected_department"] for question in WAITING)
    assert len(WAITING) == len({question["id"] for question in WAITING}) == 7
    assert departments["Neurology"] >= 2
    assert departments["Pediatrics"] >= 2
    assert set(departments) <= DEPARTMENTS
    assert {question["language"] for question in WAITING} == LANGUAGES


def test_one_waiting_question_is_urgent_and_none_an_emergency() -> None:
    levels = Counter(question["expected_level"] for question in WAITING)
    assert set(levels) <= LEVELS
    assert levels["urgent"] == 1


def test_waiting_questions_tell_who_how_old_how_long_and_which_medicines() -> None:
    for question in WAITING:
        facts = question["facts"]
        assert set(facts) == {"relation", "age", "sex", "duration", "medicines"}
        assert facts["relation"] in {"self", "child", "parent", "partner", "other"}
        assert facts["sex"] in {"female", "male", "other"}
        assert 0 < facts["age"] < 110
        assert (facts["relation"] == "child") == (facts["age"] < 18)
        assert question["asked_hours_ago"] > 0
        assert isinstance(question["consent_to_publish"], bool)
        assert len(question["text"].strip()) > 80


def test_waiting_questions_identify_nobody() -> None:
    assert [question["id"] for question in WAITING if IDENTIFIER.search(question["text"])] == []
