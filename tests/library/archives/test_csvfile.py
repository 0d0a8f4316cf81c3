"""CSV: a spreadsheet of answered questions becomes exchange records, row by row."""

from __future__ import annotations

from pathlib import Path

import pytest

from consilia.library.archives.csvfile import read_csv
from consilia.library.archives.opening import ArchiveUnreadable
from consilia.library.archives.record import Exchange, Rejection


def sheet(folder: Path, content: str | bytes) -> Path:
    path = folder / "archive.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def read(path: Path) -> tuple[list[str], list[Rejection]]:
    items = list(read_csv(path))
    return [item.id for item in items if isinstance(item, Exchange)], [i for i in items if isinstance(i, Rejection)]


def test_each_column_goes_to_its_place_and_unknown_ones_are_kept(tmp_path: Path) -> None:
    path = sheet(
        tmp_path,
        "\ufeffid,language,department,title,question,asker_alias,asker_sex,asker_age_band,asked_on,reply,"
        "clinician,reply_department,hospital,replied_on,more_info,topics,source_name,source_url,source_licence,votes,replies\n"
        'c-1,en,Neurology,Tic,"Eyelid, twitching?\nSince Monday",Bo,male,30-39,2024-01,"Say ""rest""",'
        "Dr. A,Neurology,St. B Hospital,2024-02,More,Eyelid twitching; Tiredness ;,Src,https://example.org,MIT,4,one\n",
    )

    [record] = read_csv(path)

    assert isinstance(record, Exchange)
    assert record.to_json() == {
        "id": "c-1",
        "language": "en",
        "department": "Neurology",
        "title": "Tic",
        "question": "Eyelid, twitching?\nSince Monday",
        "asker": {"alias": "Bo", "sex": "male", "age_band": "30-39"},
        "asked_on": "2024-01",
        "replies": [
            {
                "clinician": "Dr. A",
                "department": "Neurology",
                "hospital": "St. B Hospital",
                "replied_on": "2024-02",
                "text": 'Say "rest"',
            }
        ],
        "more_info": "More",
        "topics": ["Eyelid twitching", "Tiredness"],
        "source": {"name": "Src", "url": "https://example.org", "licence": "MIT"},
        "votes": "4",
        "csv_replies": "one",
    }


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (",Why?,", '"id" is missing'),
        ("x,,", "neither a question nor a reply"),
        ("a,Again?,", "already on line 2"),
        ("x,Why,not,this", "4 cells under 3 columns"),
        ('x,"Why?" I said,', "quotes do not match"),
        (f"x,{'a' * 200_000},", "longer than 128 kB"),
    ],
)
def test_a_broken_row_is_rejected_with_its_line_and_the_others_go_on(tmp_path: Path, row: str, reason: str) -> None:
    taken, rejected = read(sheet(tmp_path, f"id,question,reply\na,Why?,\n{row}\nz,How?,\n"))

    assert taken == ["a", "z"]
    assert rejected[0].line == 3
    assert reason in rejected[0].reason


def test_a_row_that_is_not_utf_8_is_rejected_and_the_others_go_on(tmp_path: Path) -> None:
    taken, rejected = read(sheet(tmp_path, b"id,question\na,Why?\nb,caf\xe9\nc,\xef\xbf\xbd kept\n"))

    assert taken == ["a", "c"]
    assert [(problem.line, problem.reason) for problem in rejected] == [(3, "the row is not UTF-8")]


def test_lines_are_counted_through_cells_with_line_breaks(tmp_path: Path) -> None:
    taken, rejected = read(sheet(tmp_path, 'id,question\na,"one\ntwo\nthree"\n\n,lost\n'))

    assert taken == ["a"]
    assert [problem.line for problem in rejected] == [6]


def test_a_quote_that_never_closes_loses_its_row_and_says_so(tmp_path: Path) -> None:
    taken, rejected = read(sheet(tmp_path, 'id,question\na,Why?\nb,"never closed\nc,swallowed\n'))

    assert taken == ["a"]
    assert [problem.line for problem in rejected] == [3]


def test_a_row_of_50_mb_is_rejected(tmp_path: Path) -> None:
    long = b"b" + b",a" * 25_000_000
    taken, rejected = read(sheet(tmp_path, b"id,question\na,Why?\n" + long + b"\nc,Why?\n"))

    assert taken == ["a", "c"]
    assert [(problem.line, problem.reason) for problem in rejected] == [(3, "a line of the row is over 5 MB")]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "must name"),
        ("title,text\na,b\n", "must name"),
        ("id,question,question\n", "two columns have the same name"),
        ("id,question\na,Why?\n".encode("utf-16"), "UTF-16"),
    ],
)
def test_a_file_without_a_usable_header_is_refused(tmp_path: Path, content: str | bytes, words: str) -> None:
    with pytest.raises(ArchiveUnreadable, match=words):
        read_csv(sheet(tmp_path, content))
