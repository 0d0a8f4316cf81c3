"""What retrieval reaches on those parts of the development sets that the encoder has not learnt from."""

import json
from collections.abc import Iterable
from typing import Any

import pytest

from consilia.engines.retrieval import Index, Passage, build_in_memory, vote_departments
from tests.shared_data import shared
from tools.encoder.data import held_out

pytestmark = [pytest.mark.shared, pytest.mark.long]
Record = dict[str, Any]


def records(name: str) -> list[Record]:
    with (shared("data") / name).open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def whole(record: Record) -> Passage:
    replies = tuple(reply["text"] for reply in record["replies"])
    return Passage(record["id"], record["language"], record["title"], record["question"], replies)


def replies_only(archive: Iterable[Record], *, words_alone: bool = False) -> Index:
    passages = (
        Passage(f"{record['id']}/{n}", record["language"], replies=(reply["text"],))
        for record in archive
        for n, reply in enumerate(record["replies"])
    )
    return build_in_memory(passages, words_alone=words_alone)


@pytest.mark.parametrize(
    ("name", "language", "words_alone", "least"),
    [
        ("archive-en.jsonl", "en", True, 0.55),
        ("archive-en.jsonl", "en", False, 0.765),
        ("archive-zh-Hant.jsonl", "zh-Hant", True, 0.36),
        ("archive-zh-Hant.jsonl", "zh-Hant", False, 0.455),
    ],
)
def test_a_question_finds_its_own_replies_among_all(name: str, language: str, words_alone: bool, least: float) -> None:
    archive = records(name)
    index = replies_only(archive, words_alone=words_alone)
    found = [
        any(hit.id.rpartition("/")[0] == record["id"] for hit in index.search(record["question"]).hits)
        for number, record in enumerate(archive)
        if held_out(number, language)
    ]
    assert sum(found) / len(found) >= least


def test_a_rewording_is_ranked_above_a_hard_negative_and_first() -> None:
    pairs = records("question-pairs-dev.jsonl")
    second = {pair["question_2"]: str(n) for n, pair in enumerate(pairs)}
    index = build_in_memory(Passage(id=name, language="en", question=text) for text, name in second.items())
    asked: dict[str, dict[int, str]] = {}
    for pair in pairs:
        asked.setdefault(pair["question_1"], {})[pair["similar"]] = second[pair["question_2"]]
    above, first = [], []
    for number, (question, names) in enumerate(asked.items()):
        if held_out(number, "en"):
            scores = {hit.id: hit.score for hit in index.search(question, limit=1_000).hits}
            above.append(scores.get(names[1], 0.0) > scores.get(names[0], 0.0))
            first.append(next(iter(scores), None) == names[1])
    assert sum(above) / len(above) >= 0.96
    assert sum(first) / len(first) >= 0.93


def test_neighbours_of_one_half_name_the_department_of_the_other() -> None:
    archive = records("archive-zh-Hant.jsonl")
    index = build_in_memory(whole(record) for record in archive[::2])
    departments = {record["id"]: record["department"] for record in archive}
    right, confident = [], []
    for record in archive[1::4]:
        hits = index.search(f"{record['title']} {record['question']}", limit=20).hits
        route = vote_departments(hits, departments)
        right.append(route.departments[0].name == record["department"])
        confident += [right[-1]] if route.confident else []
    assert sum(right) / len(right) >= 0.96
    assert sum(confident) / len(confident) >= 0.975
    assert len(confident) / len(right) >= 0.9
