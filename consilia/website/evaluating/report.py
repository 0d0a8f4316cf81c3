"""A measurement as words, tables and a picture. Only numbers and names of languages and departments get in."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Final

from consilia.website.evaluating.plot import recall_plot
from consilia.website.evaluating.results import CUTS, Evaluation, Floor, PairsResult, Ranking, Share, Speed, Task

REPORT_FILES: Final = ("report.md", "report.svg", "report.json")
TASKS: Final = {
    "own_reply": "A question finds one of its own replies",
    "known_answer": "A title finds its record",
}
EXPLAINED: Final = {
    "own_reply": "Each question is asked of all replies of the archive, each reply alone. Replies to the same question "
    "asked by somebody else count as misses, and so do replies that would do as well.",
    "known_answer": "Each title that says something else than its question, and is no part of it, is asked of all "
    "records without their titles. A copy of the record counts as a miss.",
}


def write_report(found: Evaluation, *, folder: Path) -> None:
    """The three REPORT_FILES; what was there under these names is replaced. Raises OSError."""
    texts = (markdown(found), recall_plot(_drawn(found)), json.dumps(asdict(found), ensure_ascii=False, indent=2))
    for name, text in zip(REPORT_FILES, texts, strict=True):
        (folder / name).write_text(text.rstrip("\n") + "\n", encoding="utf-8")


def summary(found: Evaluation) -> str:
    """The last lines on standard error."""
    parts = [f"{found.records} records, {found.rejected} rejected"]
    for name, task in _tasks(found):
        ranking = task.all
        recall = ", ".join(f"recall@{k} {_number(ranking.recall[k].share)}" for k in CUTS)
        parts.append(f"{TASKS[name]} ({ranking.asked} asked): {recall}, MRR@10 {_number(ranking.mrr_at_10)}")
    parts += [f"{words}: {_percent(share)}" for words, share in _floor_rows(found.floor)]
    if found.pairs and found.pairs.above is not None:
        parts.append(f"A rewording above what only looks like one: {found.pairs.above:.1%}")
    return "\n".join([*parts, _speed(found.speed)])


def markdown(found: Evaluation) -> str:
    """The report as one page."""
    blocks = ["# How well Similar Q&A finds what this archive holds", *_opening(found)]
    for name, task in _tasks(found):
        blocks += [f"## {TASKS[name]}", EXPLAINED[name], *_task_tables(task)]
    blocks += ["## Something, and nothing", *_floor(found.floor)]
    if found.pairs:
        blocks += ["## Pairs judged by a person", _pairs(found.pairs)]
    return "\n\n".join([*blocks, "## Speed", _speed(found.speed) + ". Times depend on the machine.", ""])


def _opening(found: Evaluation) -> Iterator[str]:
    yield (
        f"{found.records} records, {found.rejected} rejected; at most {found.sample} questions of each kind, "
        f"drawn at random, the same ones each time. Index: `{found.recipe}`. In brackets: where the true value lies, "
        "95 % sure, for questions like these."
    )
    if _drawn(found):
        yield "![recall at 1, 5 and 10 by language](report.svg)"
    else:
        yield "There was nothing to ask: no record has a question with a reply, or a title of its own."


def _tasks(found: Evaluation) -> Iterator[tuple[str, Task]]:
    for name, task in (("own_reply", found.own_reply), ("known_answer", found.known_answer)):
        if task:
            yield name, task


def _drawn(found: Evaluation) -> dict[str, Mapping[str, Ranking]]:
    return {TASKS[name]: task.by_language or {"all": task.all} for name, task in _tasks(found)}


def _task_tables(task: Task) -> Iterator[str]:
    yield _rankings("language", {"all": task.all} | dict(task.by_language))
    if task.by_department:
        yield _rankings("department", task.by_department)
    yield f"Anything above the floor: {_percent(task.found)}."


def _rankings(kind: str, rankings: Mapping[str, Ranking]) -> str:
    head = (kind, "questions", *(f"recall@{k}" for k in CUTS), "MRR@10", "nDCG@10")
    return _table(head, ([_cell(name), *_measures(ranking)] for name, ranking in rankings.items()))


def _measures(ranking: Ranking) -> Iterator[str]:
    yield str(ranking.asked)
    for k in CUTS:
        recall = ranking.recall[k]
        yield f"{_number(recall.share)} ({_number(recall.low)}-{_number(recall.high)})"
    yield _number(ranking.mrr_at_10)
    yield _number(ranking.ndcg_at_10)


def _floor(floor: Floor) -> Iterator[str]:
    yield (
        "A hit counts as found from the calibrated floor on. A question whose record was taken out may still find "
        "another that answers it, so less than all is no fault there; a question that has nothing to do with health "
        "should find nothing."
    )
    rows = list(_floor_rows(floor))
    yield _table(("what", "share"), ((words, _percent(share)) for words, share in rows)) if rows else "Nothing to ask."


def _floor_rows(floor: Floor) -> Iterator[tuple[str, Share]]:
    if floor.found_with_record:
        yield "Finds something, its record being there", floor.found_with_record
    if floor.nothing_without:
        yield "Finds nothing, its record and copies taken out", floor.nothing_without
    for language, share in floor.nothing_unrelated.items():
        yield f"Finds nothing, nothing to do with health ({_cell(language)})", share


def _pairs(pairs: PairsResult) -> str:
    above = "nothing to compare" if pairs.above is None else f"{pairs.above:.1%} of {pairs.compared} questions"
    first = "nothing to ask" if pairs.first is None else _percent(pairs.first)
    rows = (
        ("The similar question above the one that is not (a tie counts half)", above),
        ("A similar question first among the second questions of all pairs", first),
    )
    return _table((f"of {pairs.pairs} pairs", "share"), rows)


def _speed(speed: Speed) -> str:
    return (
        f"{speed.records_indexed} records indexed at {speed.records_per_second:,.0f}/s, {speed.queries} queries, "
        f"{speed.query_ms_p50:.1f} ms p50, {speed.query_ms_p99:.1f} ms p99"
    )


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    heads = list(head)
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(name: str) -> str:
    """A department is whatever the archive says: it must break no table and bring no markup."""
    plain = " ".join(name.split()).replace("\\", "\\\\").replace("|", "\\|")
    return plain.replace("&", "&amp;").replace("<", "&lt;").replace("`", "\\`").replace("[", "\\[")


def _percent(share: Share) -> str:
    return f"{share.share:.1%} of {share.asked} ({share.low:.1%}-{share.high:.1%})"


def _number(value: float) -> str:
    return f"{value:.3f}"
