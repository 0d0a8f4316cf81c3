"""Seed pages: every part of a saved page is read, and a damaged page names the part that is missing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consilia.library.archives.opening import ArchiveUnreadable
from consilia.library.archives.record import Exchange, Rejection
from consilia.library.archives.seedpage import hospital_of, read_page, read_seedpages
from tests.shared_data import shared

PAGE = """Sore Wrist - After Typing - Orthopedics

Share to:

Wrist pain


Hello Dr.
Okoro, my wrist hurts after work.
Please reply soon.

It is worse in the evening.

R. V., 40~49 year old male. Ask Date: 2022/05/06

Dr. Ada Okoro reply Orthopedics


Dear Mr.
Vega: Rest the wrist.
Use a splint at night.

These help:
1. Ice
2. Breaks
Dr.
Ada Okoro, Department of Orthopedics, Lakeside General Hospital, wishes you well.

Reply Date: 2022/05/07

More Info


Wrist pain has many causes.

- Strain: from typing.

Similar Q&A

Numb Thumb at Night

My thumb is numb at night.

Since March. Is it...


Mr. Lu reply Family Medicine
It may be the carpal tunnel.

See us...

[Read More] Numb Thumb at Night


Wrist Lump


There is a lump.


Dr. Ada Okoro reply Orthopedics
Often a ganglion.

[Read More] Wrist Lump on the Back


Related FAQ

Wrist Pain

(Orthopedics)

Numbness

(Neurology)
"""


def record_of(text: str) -> Exchange:
    record = read_page("page-1", text, file_name="page-1.txt")
    assert isinstance(record, Exchange), record
    return record


def test_every_part_of_a_page_is_read() -> None:
    record = record_of(PAGE)

    assert record.to_json() == {
        "id": "page-1",
        "language": "en",
        "department": "Orthopedics",
        "title": "Sore Wrist - After Typing",
        "question": "Hello Dr. Okoro, my wrist hurts after work. Please reply soon.\n\nIt is worse in the evening.",
        "asker": {"alias": "R. V.", "sex": "male", "age_band": "40-49"},
        "asked_on": "2022-05-06",
        "replies": [
            {
                "clinician": "Dr. Ada Okoro",
                "department": "Orthopedics",
                "hospital": "Lakeside General Hospital",
                "replied_on": "2022-05-07",
                "text": "Dear Mr. Vega: Rest the wrist. Use a splint at night.\n\n"
                "These help:\n1. Ice\n2. Breaks Dr. Ada Okoro, Department of Orthopedics, "
                "Lakeside General Hospital, wishes you well.",
            }
        ],
        "more_info": "Wrist pain has many causes.\n\n- Strain: from typing.",
        "topics": ["Wrist Pain", "Numbness"],
        "similar": [
            {
                "title": "Numb Thumb at Night",
                "question": "My thumb is numb at night.\n\nSince March. Is it...",
                "clinician": "Mr. Lu",
                "department": "Family Medicine",
                "reply": "It may be the carpal tunnel.\n\nSee us...",
            },
            {
                "title": "Wrist Lump",
                "question": "There is a lump.",
                "clinician": "Dr. Ada Okoro",
                "department": "Orthopedics",
                "reply": "Often a ganglion.",
                "read_more": "Wrist Lump on the Back",
            },
        ],
        "source": {"name": "page-1.txt"},
        "broken_titles": ["Hello Dr. / Okoro", "Dear Mr. / Vega", "Dr. / Ada"],
        "heading": "Wrist pain",
        "topic_departments": {"Wrist Pain": "Orthopedics", "Numbness": "Neurology"},
    }


def test_several_replies_are_kept_apart() -> None:
    second = "Dr. Ben Aoki reply Rehabilitation\n\nTry exercises.\n\nReply Date: 2022/06/01\n\n"
    record = record_of(PAGE.replace("More Info\n", second + "More Info\n"))

    assert [reply.clinician for reply in record.replies] == ["Dr. Ada Okoro", "Dr. Ben Aoki"]
    assert (record.replies[1].text, record.replies[1].replied_on) == ("Try exercises.", "2022-06-01")
    assert record.more_info == "Wrist pain has many causes.\n\n- Strain: from typing."


def test_a_page_without_share_line_heading_or_topics_is_still_whole() -> None:
    text = PAGE.replace("Share to:\n\nWrist pain\n\n\n", "").replace("\n\nIt is worse in the evening.", "")
    record = record_of(text[: text.index("Related FAQ")] + "Related FAQ")

    assert record.question.startswith("Hello Dr. Okoro, my wrist")
    assert "heading" not in record.extra
    assert record.topics == ()


def test_windows_line_ends_change_nothing() -> None:
    assert record_of(PAGE.replace("\n", "\r\n")) == record_of(PAGE)


@pytest.mark.parametrize(
    ("before", "after", "missing"),
    [
        ("Sore Wrist - After Typing - Orthopedics", "", "the title"),
        ("Sore Wrist - After Typing - Orthopedics", "Sore Wrist", "the department after the title"),
        ("R. V., 40~49 year old male. Ask Date: 2022/05/06", "", "the asker line"),
        ("Dr. Ada Okoro reply Orthopedics\n\n\nDear", "Dear", "the line that names the doctor"),
        ("Reply Date: 2022/05/07", "", "the reply date"),
        ("More Info", "", '"More Info"'),
        ("Similar Q&A", "", '"Similar Q&A"'),
        ("Related FAQ", "", '"Related FAQ"'),
        ("Mr. Lu reply Family Medicine", "", 'an item of "Similar Q&A" lacks'),
        ("[Read More] Wrist Lump on the Back", "", 'an item of "Similar Q&A" is cut off'),
        ("(Neurology)", "", 'a topic of "Related FAQ" is cut off'),
        ("(Neurology)", "(Neuro", 'a topic of "Related FAQ" is cut off'),
    ],
)
def test_a_damaged_page_is_rejected_by_the_name_of_the_missing_part(before: str, after: str, missing: str) -> None:
    assert PAGE.count(before) >= 1
    result = read_page("page-1", PAGE.replace(before, after, 1))

    assert isinstance(result, Rejection)
    assert result.id == "page-1"
    assert missing in result.reason
    assert "save the whole page again" in result.mend


def test_a_page_without_question_or_reply_text_is_rejected() -> None:
    start, end = PAGE.index("Wrist pain\n"), PAGE.index("R. V.,")
    unasked = read_page("p", PAGE[:start] + PAGE[end:])
    start, end = PAGE.index("Dear Mr."), PAGE.index("Reply Date")
    unanswered = read_page("p", PAGE[:start] + PAGE[end:])

    assert isinstance(unasked, Rejection)
    assert unasked.reason == "the question is missing"
    assert isinstance(unanswered, Rejection)
    assert unanswered.reason == "the text of the reply is missing"


def test_a_page_cut_anywhere_before_its_last_part_is_never_taken() -> None:
    for cut in range(0, PAGE.index("Related FAQ") + len("Related FAQ") - 1, 7):
        assert isinstance(read_page("p", PAGE[:cut]), Rejection), PAGE[:cut][-40:]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(PAGE.split("\n")), max_size=60))
def test_no_shuffled_page_breaks_the_reader(lines: list[str]) -> None:
    assert isinstance(read_page("p", "\n".join(lines)), Exchange | Rejection)


def test_a_date_that_does_not_exist_is_rejected() -> None:
    result = read_page("p", PAGE.replace("2022/05/06", "2022/02/31"))

    assert isinstance(result, Rejection)
    assert "asked_on" in result.reason


@pytest.mark.parametrize(
    ("who", "band"),
    [("10~19 year old female", "10-19"), ("80 year old and over female", "80+"), ("female", "")],
)
def test_the_age_band_is_written_one_way(who: str, band: str) -> None:
    record = record_of(PAGE.replace("40~49 year old male", who))

    assert (record.asker.age_band, record.asker.sex) == (band, "female")


@pytest.mark.parametrize(
    ("signature", "hospital"),
    [
        ("Dr. Ada Okoro, Lakeside Medical Center, cares about you.", "Lakeside Medical Center"),
        ("Ada Okoro, Department of Surgery, Saint Mary's Infirmary.", "Saint Mary's Infirmary"),
        ("Go to the hospital, please. Dr. Ada Okoro, surgeon.", ""),
        ("Dr. Ada Okoro, please visit our clinic.", ""),
        ("Go to Lakeside Hospital.", ""),
    ],
)
def test_the_hospital_is_read_from_the_signature_alone(signature: str, hospital: str) -> None:
    assert hospital_of(f"Rest well. {signature}", "Dr. Ada Okoro") == hospital


def test_a_folder_is_read_by_name_and_a_broken_page_stops_no_other(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text(PAGE, encoding="utf-8")
    (tmp_path / "a.txt").write_bytes(PAGE.encode()[:80] + b"\xff" + PAGE.encode()[80:])
    (tmp_path / "c.txt").write_text(PAGE[:300], encoding="utf-8")
    (tmp_path / "notes.md").write_text("no page", encoding="utf-8")

    first, second, third = read_seedpages(tmp_path)

    assert first == Rejection(9, "a", "the file is not UTF-8", "save the whole page again as UTF-8 text")
    assert isinstance(second, Exchange)
    assert second.id == "b"
    assert isinstance(third, Rejection)
    assert read_page("b", PAGE, file_name="b.txt") == next(read_seedpages(tmp_path / "b.txt"))


def test_an_empty_folder_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ArchiveUnreadable, match=r"holds no \.txt file"):
        read_seedpages(tmp_path)
    with pytest.raises(ArchiveUnreadable, match="does not exist"):
        read_seedpages(tmp_path / "none.txt")


@pytest.mark.shared
def test_both_real_seed_pages_are_read_whole() -> None:
    first, second = read_seedpages(shared("seeds"))

    assert isinstance(first, Exchange)
    assert isinstance(second, Exchange)
    assert [first.title, second.title] == [
        "Facial Twitching: Is It Facial Muscle Spasm?",
        "Facial Twitching: When to See a Neurologist",
    ]
    assert [(page.asker.alias, page.asker.sex, page.asker.age_band, page.asked_on) for page in (first, second)] == [
        ("Lin", "female", "10-19", "2021-11-13"),
        ("A Tian", "female", "30-39", "2023-02-02"),
    ]
    assert first.question.startswith("Hello Dr. Jiang, I had some")
    for page in (first, second):
        [reply] = page.replies
        assert (reply.clinician, reply.department) == ("Dr. Jiang Junyi", "Neurology")
        assert (reply.hospital, reply.replied_on) == ("Taoyuan Medical Center", page.asked_on)
        assert len(page.similar) == 4
        assert all(item.title and item.question and item.clinician and item.reply for item in page.similar)
    assert [item.department for item in second.similar] == [
        "Neurology",
        "Neurology",
        "Family Medicine",
        "Neurology",
    ]
    assert [len(first.topics), len(second.topics)] == [0, 10]
    assert set(second.extra["topic_departments"].values()) == {"Neurology"}
    assert [page.extra["heading"] for page in (first, second)] == ["Heartbeat issues", "Facial twitching?"]


@pytest.mark.shared
def test_no_word_of_the_real_seed_pages_is_lost() -> None:
    for path in sorted(shared("seeds").glob("*.txt")):
        [page] = read_seedpages(path)
        assert isinstance(page, Exchange)
        kept = json.dumps(page.to_json(), ensure_ascii=False).replace("\\", "")
        furniture = {
            "Share",
            "to:",
            "More",
            "Info",
            "Similar",
            "Q&A",
            "Related",
            "FAQ",
            "[Read",
            "More]",
            "reply",
        }
        words = {word.strip("(),.:~\"'/") for word in path.read_text(encoding="utf-8").split()} - furniture
        lost = {word for word in words if word not in kept and word.replace("/", "-") not in kept}
        assert lost <= {"year", "old", "Ask", "Date", "Reply", "10~19", "30~39"}
