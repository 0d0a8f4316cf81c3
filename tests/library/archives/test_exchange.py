"""Exchange records: nothing is lost on the way, and a broken line never stops the others."""

from __future__ import annotations

import gzip
import json
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consilia.library.archives.checking import accept, is_partial_date
from consilia.library.archives.exchange import read_exchanges, read_line
from consilia.library.archives.opening import LONGEST_LINE, ArchiveUnreadable, Line
from consilia.library.archives.record import Exchange, Rejection
from tests.shared_data import shared

WHOLE: dict[str, Any] = {
    "id": "t-1",
    "language": "zh-Hant",
    "department": "Neurology",
    "title": "眼皮一直跳",
    "question": "左眼皮跳了三天，需要看醫生嗎？",
    "asker": {"alias": "小安", "sex": "female", "age_band": "30-39", "household": 3},
    "asked_on": "2024-02",
    "replies": [
        {
            "clinician": "Dr. A",
            "department": "Neurology",
            "hospital": "H",
            "replied_on": "2024-02-03",
            "text": "多休息。",
        },
        {"text": "同意。", "votes": {"up": 2}},
    ],
    "more_info": "…",
    "topics": ["眼皮跳動"],
    "similar": [{"title": "t", "question": "q", "clinician": "c", "department": "d", "reply": "r", "rank": 1}],
    "source": {"name": "n", "url": "https://example.org/1", "licence": "MIT", "fetched": None},
    "views": 12,
    "nested": {"deep": [1, 2.5, None, True, {"x": "y"}]},
}


def written(folder: Path, *lines: bytes, name: str = "archive.jsonl") -> Path:
    path = folder / name
    path.write_bytes(b"\n".join(lines) + b"\n")
    return path


def line(number: int, **more: Any) -> bytes:
    return json.dumps({"id": f"t-{number}", "question": "Why?", **more}, ensure_ascii=False).encode()


def read(path: Path) -> tuple[list[str], list[Rejection]]:
    items = list(read_exchanges(path))
    return [item.id for item in items if isinstance(item, Exchange)], [i for i in items if isinstance(i, Rejection)]


def test_a_record_comes_back_from_json_with_every_key_known_or_not() -> None:
    record = accept(WHOLE, line=1)

    assert isinstance(record, Exchange)
    assert record.to_json() == WHOLE
    assert record.extra == {"views": 12, "nested": WHOLE["nested"]}
    assert record.replies[1].extra == {"votes": {"up": 2}}
    assert Exchange.from_json(json.loads(json.dumps(record.to_json()))) == record


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.sampled_from([*WHOLE, "other"]), json_values, max_size=6))
def test_any_object_is_either_a_record_that_survives_the_round_trip_or_a_rejection(
    value: dict[str, Any],
) -> None:
    result = accept(value, line=7)

    if isinstance(result, Exchange):
        assert Exchange.from_json(result.to_json()) == result
    else:
        assert result.line == 7
        assert result.reason
        assert result.mend


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=40) | st.text(st.sampled_from('{}[]":,id question\\u0dNa1é'), max_size=60).map(str.encode))
def test_no_bytes_however_odd_break_the_reader(data: bytes) -> None:
    assert isinstance(read_line(Line(1, data, overlong=False, unended=True)), Exchange | Rejection)


def test_null_counts_as_not_given() -> None:
    record = accept({"id": "t", "question": "Why?", "title": None, "asker": None, "topics": None}, line=1)

    assert isinstance(record, Exchange)
    assert record.to_json() == {"id": "t", "question": "Why?"}


@pytest.mark.parametrize(
    ("change", "reason", "mend"),
    [
        ({"id": None}, '"id" is null where text belongs', 'make "id" text'),
        ({"id": 5}, '"id" is a number where text belongs', 'make "id" text'),
        ({"id": "  "}, '"id" is empty', "fill"),
        ({"question": "", "replies": []}, "neither a question nor a reply", 'add "question" or "replies"'),
        ({"asked_on": "2023-02-30"}, '"asked_on" is no date that exists', "YYYY-MM-DD"),
        ({"asked_on": "02/2023"}, '"asked_on" is no date that exists', "YYYY-MM-DD"),
        ({"language": "Chinese (Taiwan)"}, '"language" is no language tag', "zh-Hant"),
        ({"asker": {"sex": "F"}}, '"asker.sex" is a word we do not know', "female, male or other"),
        ({"replies": [{"text": "a"}, {"clinician": "b"}]}, '"text" is missing in "replies[1]"', 'add "text"'),
        ({"replies": [{"text": " "}]}, '"replies[0].text" is empty', "leave the whole entry out"),
        ({"topics": "Eyes"}, '"topics" is text where a list belongs', "make"),
    ],
)
def test_a_record_that_is_not_whole_is_rejected_in_words_that_say_how_to_mend_it(
    change: dict[str, Any], reason: str, mend: str
) -> None:
    result = accept({**WHOLE, **change}, line=3)

    assert isinstance(result, Rejection)
    assert reason in result.reason
    assert mend in result.mend


def test_a_rejection_never_repeats_what_a_patient_wrote() -> None:
    result = accept({"id": "t", "question": ["my secret"], "asked_on": "the day after my secret"}, line=1)

    assert isinstance(result, Rejection)
    assert "secret" not in result.reason + result.mend


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (b'{"id": "x", "question": ', "not JSON"),
        (b"not json at all", "not JSON"),
        (b'["a", "list"]', "a list, not a record"),
        (b'{"question": "Why?"}', '"id" is missing'),
        (b'{"id": "t-1", "question": "Again?"}', "already on line 1"),
        (b'{"id": "x", "question": "caf\xe9"}', "not UTF-8 (byte 29"),
        ('{"id": "x", "question": "Why?"}'.encode("utf-16"), "UTF-16"),
        (b'{"id": "x", "question": "Why?", "score": NaN}', "NaN is not a JSON number"),
        (b'{"id": "x", "question": "Why?", "score": -Infinity}', "-Infinity is not a JSON number"),
        (b'{"id": "x", "question": "Why?", "n": ' + b"9" * 5000 + b"}", "too many digits"),
        (b'{"id": "x", "question": "Why?", "x": ' + b"[" * 100_000, "levels deep"),
        (b'{"id": "x", "question": "Why?", "x": ' + b"[" * 60 + b"]" * 60 + b"}", "levels deep"),
        (b'{"id": "x", "question": "Why?", "question": "How?"}', "a key stands twice"),
        (rb'{"id": "x", "question": "Why\u0000?"}', "no character"),
        (rb'{"id": "x", "question": "Why\ud83d?"}', "no character"),
    ],
)
def test_a_broken_line_is_rejected_with_its_number_and_the_others_go_on(
    tmp_path: Path, broken: bytes, reason: str
) -> None:
    taken, rejected = read(written(tmp_path, line(1), broken, line(3)))

    assert taken == ["t-1", "t-3"]
    assert rejected[0].line == 2
    assert reason in rejected[0].reason


def test_an_emoji_written_as_a_whole_surrogate_pair_is_taken(tmp_path: Path) -> None:
    [record] = read_exchanges(written(tmp_path, rb'{"id": "x", "question": "Why \ud83d\ude42?"}'))

    assert isinstance(record, Exchange)
    assert record.question == "Why 🙂?"


def test_a_file_cut_in_its_last_record_loses_only_that_record(tmp_path: Path) -> None:
    path = tmp_path / "cut.jsonl"
    whole = line(1) + b"\n" + json.dumps({"id": "t-2", "question": "頭痛"}, ensure_ascii=False).encode()
    for cut in (1, 3, 4, 10):
        path.write_bytes(whole[:-cut])

        taken, rejected = read(path)

        assert taken == ["t-1"]
        assert [(problem.line, problem.mend) for problem in rejected] == [(2, "fetch the file again: it was cut short")]


def test_the_last_record_needs_no_line_end(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(line(1) + b"\r\n\r\n" + line(2))

    assert read(path) == (["t-1", "t-2"], [])


def test_a_whole_file_in_utf_16_is_rejected_line_by_line(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes((line(1) + b"\n" + line(2) + b"\n").decode().encode("utf-16"))

    taken, rejected = read(path)

    assert taken == []
    assert [problem.line for problem in rejected] == [1, 2]
    assert {problem.mend for problem in rejected} == {"save the file as UTF-8"}


def test_a_line_of_50_mb_is_never_held_whole(tmp_path: Path) -> None:
    path = tmp_path / "long.jsonl"
    with path.open("wb") as stream:
        stream.write(line(1) + b'\n{"id": "x", "question": "')
        for _ in range(50):
            stream.write(b"a" * 1024 * 1024)
        stream.write(b'"}\n' + line(3) + b"\n")
    tracemalloc.start()

    taken, rejected = read(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert taken == ["t-1", "t-3"]
    assert (rejected[0].line, rejected[0].reason) == (2, "the line is longer than 5 MB")
    assert peak < 4 * LONGEST_LINE


def test_gzip_is_read_whatever_the_name(tmp_path: Path) -> None:
    for name in ("a.jsonl.gz", "a.jsonl"):
        path = tmp_path / name
        path.write_bytes(gzip.compress(line(1) + b"\n" + line(2)))

        assert read(path) == (["t-1", "t-2"], [])


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (gzip.compress(b"\n".join(line(n) for n in range(2000)))[:-20], "cut short or damaged"),
        (b"PK\x03\x04rest", "a ZIP file"),
        (b"%PDF-1.7", "a PDF"),
        (b'<?xml version="1.0"?><a/>', "an XML file"),
    ],
)
def test_a_file_that_is_no_archive_is_refused_before_the_first_record(
    tmp_path: Path, content: bytes, words: str
) -> None:
    path = tmp_path / "archive.jsonl.gz"
    path.write_bytes(content)

    with pytest.raises(ArchiveUnreadable, match=words):
        read_exchanges(path)


def test_a_missing_file_and_a_folder_are_refused_in_plain_words(tmp_path: Path) -> None:
    with pytest.raises(ArchiveUnreadable, match="does not exist: check the path"):
        read_exchanges(tmp_path / "none.jsonl")
    with pytest.raises(ArchiveUnreadable, match="is a folder: give the file"):
        read_exchanges(tmp_path)


@pytest.mark.parametrize(
    ("text", "is_date"),
    [
        ("2023", True),
        ("2023-02", True),
        ("2024-02-29", True),
        ("2023-02-29", False),
        ("2023-13", False),
        ("23", False),
        ("2023-02-01\n", False),
        ("0000", False),
        ("２０２３", False),
    ],
)
def test_dates_may_stop_at_year_or_month_but_must_exist(text: str, is_date: bool) -> None:
    assert is_partial_date(text) is is_date


@pytest.mark.shared
@pytest.mark.parametrize(("name", "count"), [("archive-en.jsonl", 1264), ("archive-zh-Hant.jsonl", 3549)])
def test_every_record_of_the_real_archives_is_taken_and_given_back_unchanged(name: str, count: int) -> None:
    path = shared("data") / name

    records = list(read_exchanges(path))

    assert len(records) == count
    with path.open(encoding="utf-8") as lines:
        for record, original in zip(records, lines, strict=True):
            assert isinstance(record, Exchange)
            assert record.to_json() == without_empty(json.loads(original))


def without_empty(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: without_empty(content) for key, content in value.items() if content not in (None, [])}
    return [without_empty(item) for item in value] if isinstance(value, list) else value
