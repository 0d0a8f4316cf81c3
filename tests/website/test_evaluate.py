"""`consilia evaluate similar` as an operator sees it: what it measures, what it refuses, what it never tells."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from django.core.management import CommandError, call_command

from consilia.engines.retrieval import Passage
from consilia.website.evaluating.similar import (
    draw,
    known_answer_queries,
    own_reply_queries,
    unrelated_questions,
    without_titles,
)
from tests.shared_data import REPOSITORY

Record = dict[str, Any]
Evaluate = Callable[..., Record]
TOPICS = {
    "eyelid": ("Neurology", "My left eyelid twitches for weeks", "An eyelid that twitches needs sleep and less coffee"),
    "knee": ("Orthopedics", "My knee hurts when I climb stairs", "A knee that hurts on stairs needs strong thighs"),
    "cough": ("Pulmonology", "A dry cough keeps me awake at night", "A dry cough after a cold lasts three weeks"),
    "rash": ("Dermatology", "An itchy rash covers my forearm", "An itchy rash on a forearm is often contact eczema"),
    "gum": ("Dentistry", "Blood on my toothbrush and swollen gums", "Swollen gums that bleed need a dental cleaning"),
    "ear": ("Otolaryngology", "A ringing in my ear since a concert", "Ringing after a concert mostly fades in days"),
}


def exchange(name: str) -> Record:
    department, question, reply = TOPICS[name]
    replies = [{"text": reply}, {"text": "Please come and see us."}]
    return {"id": name, "language": "en", "department": department, "question": question, "replies": replies}


def jsonl(path: Path, *records: object) -> Path:
    path.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), encoding="utf-8")
    return path


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return jsonl(tmp_path / "archive.jsonl", *map(exchange, TOPICS))


@pytest.fixture
def evaluate(capsys: pytest.CaptureFixture[str]) -> Evaluate:
    def run(*arguments: object, code: int = 0) -> Record:
        if code:
            with pytest.raises(SystemExit) as stopped:
                call_command("evaluate", "similar", *map(str, arguments))
            assert stopped.value.code == code
        else:
            call_command("evaluate", "similar", *map(str, arguments))
        out, err = capsys.readouterr()
        (line,) = out.splitlines()
        return {"told": err, **json.loads(line)}

    return run


def test_every_question_finds_its_own_reply_in_an_easy_archive(archive: Path, evaluate: Evaluate) -> None:
    found = evaluate(archive)
    ranking = found["own_reply"]["all"]
    assert (ranking["asked"], found["records"], found["rejected"]) == (6, 6, 0)
    assert ranking["recall"]["1"]["share"] == 1.0
    assert ranking["mrr_at_10"] == 1.0
    assert 0.5 < ranking["ndcg_at_10"] < 1.0, "the second reply shares no word with its question"
    assert set(found["own_reply"]["by_language"]) == {"en"}
    assert set(found["own_reply"]["by_department"]) == {department for department, _, _ in TOPICS.values()}


def test_a_reply_to_another_question_is_a_miss(tmp_path: Path, evaluate: Evaluate) -> None:
    swapped = [exchange(name) for name in TOPICS]
    replies = [record["replies"] for record in swapped]
    for record, other in zip(swapped, replies[1:] + replies[:1], strict=True):
        record["replies"] = other
    assert evaluate(jsonl(tmp_path / "swapped.jsonl", *swapped))["own_reply"]["all"]["recall"]["1"]["share"] == 0.0


def test_a_title_that_only_repeats_the_question_or_a_part_of_it_is_not_asked(
    tmp_path: Path, evaluate: Evaluate
) -> None:
    records = [exchange(name) for name in TOPICS]
    records[0]["title"] = records[0]["question"].upper() + "?"
    records[1]["title"] = "Stairs and knee"
    records[2]["title"] = "A dry cough keeps me …"
    found = evaluate(jsonl(tmp_path / "titles.jsonl", *records))
    assert found["known_answer"]["all"]["asked"] == 1
    assert found["known_answer"]["all"]["recall"]["1"]["share"] == 1.0


def test_a_title_is_not_found_by_itself() -> None:
    record = Passage("a", "en", title="Sudden hiccups", question="What can I do?", replies=("Hold your breath.",))
    (query,) = known_answer_queries([record])
    (passage,) = without_titles([record])
    assert query.text == "Sudden hiccups"
    assert (passage.title, passage.question, passage.replies) == ("", record.question, record.replies)


def test_an_archive_without_titles_has_no_known_answers(archive: Path, evaluate: Evaluate) -> None:
    assert evaluate(archive)["known_answer"] is None


def test_a_question_whose_record_is_left_out_with_its_copies_finds_nothing(tmp_path: Path, evaluate: Evaluate) -> None:
    records = [exchange(name) for name in TOPICS]
    copies = [record | {"id": f"{record['id']} again", "question": record["question"].upper()} for record in records]
    floor = evaluate(jsonl(tmp_path / "copies.jsonl", *records, *copies))["floor"]
    assert (floor["found_with_record"]["asked"], floor["found_with_record"]["share"]) == (12, 1.0)
    assert (floor["nothing_without"]["asked"], floor["nothing_without"]["share"]) == (12, 1.0)


def test_what_has_nothing_to_do_with_health_is_asked_in_the_languages_of_the_archive(
    tmp_path: Path, archive: Path, evaluate: Evaluate
) -> None:
    floor = evaluate(archive)["floor"]["nothing_unrelated"]
    assert set(floor) == {"en"}
    assert floor["en"]["asked"] == len(unrelated_questions()["en"])
    chinese = {"id": "skin", "question": "手臂起紅疹很癢，要看哪一科？", "replies": [{"text": "看皮膚科。"}]}
    assert set(evaluate(jsonl(tmp_path / "zh.jsonl", chinese))["floor"]["nothing_unrelated"]) == {"zh-Hant"}


def test_the_unrelated_questions_are_a_few_dozen_and_all_different() -> None:
    for language in ("en", "zh-Hant"):
        questions = unrelated_questions()[language]
        assert len(set(questions)) == len(questions) >= 24


def test_the_sample_bounds_what_is_asked_and_is_the_same_each_time(archive: Path, evaluate: Evaluate) -> None:
    first, again = evaluate(archive, "--sample", 2), evaluate(archive, "--sample", 2)
    assert first["own_reply"]["all"]["asked"] == 2
    assert first["own_reply"] == again["own_reply"]
    assert draw(range(100), 7) == draw(range(100), 7)


def test_only_questions_with_replies_can_find_them() -> None:
    records = [Passage("a", "en", question="Why?"), Passage("b", "en", replies=("So.",)), Passage("c", "en", "", " ")]
    assert own_reply_queries(records) == []


def test_words_alone_are_another_index_and_it_is_named(archive: Path, evaluate: Evaluate) -> None:
    with_meaning, words_alone = evaluate(archive), evaluate(archive, "--words-alone")
    assert with_meaning["recipe"] != words_alone["recipe"]
    assert words_alone["own_reply"]["all"]["recall"]["1"]["share"] == 1.0


def test_speed_is_told(archive: Path, evaluate: Evaluate) -> None:
    found = evaluate(archive)
    speed = found["speed"]
    assert (speed["queries"], speed["records_indexed"]) == (6, 6)
    assert 0 < speed["query_ms_p50"] <= speed["query_ms_p99"]
    assert speed["records_per_second"] > 0
    for words in ("6 records, 0 rejected", "recall@1 1.000", "ms p99"):
        assert words in found["told"]


def test_pairs_judged_by_a_person(tmp_path: Path, archive: Path, evaluate: Evaluate) -> None:
    first = "Can I drink wine with antibiotics?"
    pairs = jsonl(
        tmp_path / "pairs.jsonl",
        {"question_1": first, "question_2": "Is wine allowed while I take antibiotics?", "similar": 1},
        {"question_1": first, "question_2": "Do antibiotics hurt the stomach?", "similar": 0},
        {"question_1": "Is my mole dangerous?", "question_2": "When is a mole dangerous?", "similar": 1},
    )
    found = evaluate(archive, pairs)["pairs"]
    assert (found["pairs"], found["compared"], found["above"]) == (3, 1, 1.0)
    assert (found["first"]["asked"], found["first"]["share"]) == (2, 1.0)


def test_broken_pairs_are_reported_by_line_and_the_others_count(
    tmp_path: Path, archive: Path, evaluate: Evaluate
) -> None:
    pairs = jsonl(
        tmp_path / "pairs.jsonl",
        {"question_1": "Is my mole dangerous?", "question_2": "When is a mole dangerous?", "similar": 1},
        {"question_1": "secret words", "question_2": "b", "similar": 2},
        {"question_1": "secret words", "question_2": "b"},
        {"question_1": " ", "question_2": "b", "similar": 0},
        ["secret words"],
    )
    found = evaluate(archive, pairs, code=1)
    assert re.findall(r"pairs line (\d)", found["told"]) == ["2", "3", "4", "5"]
    assert (found["pairs"]["pairs"], found["rejected"]) == (1, 4)
    assert "secret" not in found["told"]


@pytest.mark.parametrize("pairs", [b"", b"\n\n"])
def test_no_pairs_are_no_result(pairs: bytes, tmp_path: Path, archive: Path, evaluate: Evaluate) -> None:
    (tmp_path / "pairs.jsonl").write_bytes(pairs)
    found = evaluate(archive, tmp_path / "pairs.jsonl")["pairs"]
    assert found == {"pairs": 0, "compared": 0, "above": None, "first": None}


def test_broken_records_exit_1_and_the_others_are_measured(archive: Path, evaluate: Evaluate) -> None:
    archive.write_bytes(b"broken\n" + archive.read_bytes())
    found = evaluate(archive, code=1)
    assert (found["records"], found["rejected"]) == (6, 1)
    assert "archive.jsonl line 1:" in found["told"]


@pytest.mark.parametrize(("content", "code"), [(b"", 0), (b"\n\n", 0), (b"broken\n", 1)])
def test_an_archive_with_nothing_in_it_is_told(
    content: bytes, code: int, archive: Path, tmp_path: Path, evaluate: Evaluate
) -> None:
    archive.write_bytes(content)
    found = evaluate(archive, "--report", tmp_path / "report", "--quiet", code=code)
    assert "nothing in archive.jsonl to search" in found["told"]
    assert (found["own_reply"], found["known_answer"], found["records"]) == (None, None, 0)
    assert "nothing to ask" in (tmp_path / "report" / "report.md").read_text()
    assert "nothing to ask" in (tmp_path / "report" / "report.svg").read_text()


@pytest.mark.parametrize("name", TOPICS)
def test_an_archive_of_one_record_is_measured_too(name: str, tmp_path: Path, evaluate: Evaluate) -> None:
    found = evaluate(jsonl(tmp_path / "one.jsonl", exchange(name)))
    assert found["own_reply"]["all"]["asked"] == 1
    assert found["floor"]["nothing_without"] is None


def test_the_report_holds_numbers_tables_and_a_picture(archive: Path, tmp_path: Path, evaluate: Evaluate) -> None:
    folder = tmp_path / "new" / "report"
    found = evaluate(archive, "--report", folder)
    told = found.pop("told")
    assert told
    assert sorted(file.name for file in folder.iterdir()) == ["report.json", "report.md", "report.svg"]
    assert json.loads((folder / "report.json").read_text(encoding="utf-8")) == found
    page = (folder / "report.md").read_text(encoding="utf-8")
    assert "| en | 6 | 1.000 (" in page
    assert "| Neurology | 1 |" in page
    assert "report.svg" in page


def test_the_picture_says_in_words_what_it_shows(archive: Path, tmp_path: Path, evaluate: Evaluate) -> None:
    evaluate(archive, "--report", tmp_path)
    svg = ElementTree.fromstring((tmp_path / "report.svg").read_text(encoding="utf-8"))
    space = "{http://www.w3.org/2000/svg}"
    ids = {element.get("id") for element in svg}
    assert svg.get("role") == "img"
    assert set((svg.get("aria-labelledby") or "").split()) <= ids
    assert "en, 6 questions: recall at 1 1.00" in (svg.findtext(f"{space}desc") or "")
    labels = [element.text for element in svg.iter(f"{space}text")]
    assert {"language", "share of questions", "recall@1", "recall@5", "recall@10", "en (n=6)"} <= set(labels)


def test_nothing_that_anybody_wrote_is_in_the_output_or_the_report(
    archive: Path, tmp_path: Path, evaluate: Evaluate
) -> None:
    records = [exchange(name) | {"title": f"About {name} troubles"} for name in TOPICS]
    pairs = jsonl(tmp_path / "pairs.jsonl", {"question_1": "Is my mole odd?", "question_2": "Odd mole?", "similar": 1})
    folder = tmp_path / "report"
    found = evaluate(jsonl(archive, *records), pairs, "--report", folder)
    told = json.dumps(found) + "".join(file.read_text(encoding="utf-8") for file in folder.iterdir())
    written = [record[key] for record in records for key in ("question", "title", "id")]
    written += [reply["text"] for record in records for reply in record["replies"]] + ["mole", "printing press"]
    assert [words for words in written if f'"{words}"' in told or (" " in words and words in told)] == []


def test_a_department_brings_no_markup_into_the_report(tmp_path: Path, evaluate: Evaluate) -> None:
    record = exchange("knee") | {"department": "Bone | <script>\nhere"}
    evaluate(jsonl(tmp_path / "odd.jsonl", record), "--report", tmp_path)
    page = (tmp_path / "report.md").read_text(encoding="utf-8")
    assert "| Bone \\| &lt;script> here | 1 |" in page


@pytest.mark.parametrize("arguments", [["missing.jsonl"], ["."], ["ARCHIVE", "missing-pairs.jsonl"]])
def test_what_cannot_be_read_is_wrong_usage(arguments: list[str], archive: Path) -> None:
    given = [str(archive) if argument == "ARCHIVE" else argument for argument in arguments]
    with pytest.raises(CommandError) as refused:
        call_command("evaluate", "similar", *given)
    assert refused.value.returncode == 2


def test_a_report_that_cannot_be_written_is_told_before_the_work(archive: Path) -> None:
    with pytest.raises(CommandError) as refused:
        call_command("evaluate", "similar", str(archive), "--report", str(archive / "below"))
    assert refused.value.returncode == 2


def shell(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "consilia", "evaluate", *arguments],
        cwd=folder,
        env={"PYTHONPATH": str(REPOSITORY), "CONSILIA_NO_SUCH_SETTING": "1", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_at_a_shell_it_needs_no_service_and_leaves_nothing_behind(archive: Path, tmp_path: Path) -> None:
    done = shell("similar", archive.name, "--quiet", folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["records"] == 6
    assert [file.name for file in tmp_path.iterdir()] == ["archive.jsonl"]


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["similar", "--help"], 0, "--report FOLDER"),
        (["--help"], 0, "similar"),
        ([], 2, "WHAT"),
        (["nothing"], 2, "invalid choice"),
        (["similar"], 2, "ARCHIVE"),
        (["similar", "a", "--sample", "0"], 2, "1 to 1000000"),
    ],
)
def test_help_helps_and_wrong_usage_exits_2(arguments: list[str], code: int, told: str, tmp_path: Path) -> None:
    done = shell(*arguments, folder=tmp_path)
    assert done.returncode == code
    assert told in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
