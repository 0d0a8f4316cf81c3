"""Pairs to learn from, out of public collections: what was asked, and a text that answers it or asks the same."""

import gzip
import json
import random
import re
import tarfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from defusedxml import ElementTree

from consilia.engines.retrieval.glossing import gloss

MEDQUAD_PAIRS = 1_600
Record = dict[str, Any]


class Pair(NamedTuple):
    """`wrong` looks like an answer and is none; empty where the batch's other answers must do."""

    asked: str
    right: str
    wrong: str = ""


class Batch(NamedTuple):
    """Pairs learnt from together, each one's answer wrong for the others; token limits of both sides."""

    name: str
    pairs: list[Pair]
    longest_asked: int
    longest_right: int


def records(path: Path) -> list[Record]:
    """The records of a JSON Lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def held_out(number: int, language: str) -> bool:
    """Whether the record or question of that number is kept for measuring, never trained on."""
    return number % 2 == 1 if language == "en" else number % 4 == 0


def batches(folder: Path, chance: random.Random) -> list[Batch]:
    """All batches, in the order of one training run."""
    english = [r for n, r in enumerate(records(folder / "archive-en.jsonl")) if not held_out(n, "en")]
    chinese = [r for n, r in enumerate(records(folder / "archive-zh-Hant.jsonl")) if not held_out(n, "zh-Hant")]
    found = [
        *_own_replies(english, chance),
        *_own_replies(english, chance),
        *_glossed(chinese, chance),
        *_reworded(folder / "question-pairs-dev.jsonl", chance),
        *_entailed(folder / "rqe-train.xml.gz", chance),
        *_encyclopedic(folder / "medquad.tar.gz", chance),
    ]
    chance.shuffle(found)
    return found


def triples(path: Path) -> dict[str, dict[int, str]]:
    """question -> {1: a rewording, 0: a hard negative}."""
    asked: dict[str, dict[int, str]] = {}
    for pair in records(path):
        asked.setdefault(pair["question_1"], {})[pair["similar"]] = pair["question_2"]
    return asked


def _own_replies(archive: list[Record], chance: random.Random) -> Iterator[Batch]:
    """Never two replies to one question in a batch: each would be wrong for the other."""
    rest = [Pair(record["question"], reply["text"]) for record in archive for reply in record["replies"]]
    chance.shuffle(rest)
    while True:
        batch: dict[str, Pair] = {}
        for pair in rest:
            if len(batch) < 32:
                batch.setdefault(pair.asked, pair)
        if len(batch) < 16:
            return
        yield Batch("own", list(batch.values()), 112, 128)
        taken = {id(pair) for pair in batch.values()}
        rest = [pair for pair in rest if id(pair) not in taken]


def _glossed(archive: list[Record], chance: random.Random) -> Iterator[Batch]:
    """Chinese through the glossary; once at random, once among neighbours by title, which is harder."""

    def reply(record: Record) -> str:
        return gloss(record["replies"][0]["text"])

    pairs = [
        Pair(gloss(r["question"] if chance.random() < 0.6 else r["title"] + r["question"]), reply(r)) for r in archive
    ]
    chance.shuffle(pairs)
    by_title = sorted((Pair(gloss(record["title"]), reply(record)) for record in archive), key=lambda pair: pair.asked)
    blocks = [by_title[start : start + 8] for start in range(0, len(by_title), 8)]
    chance.shuffle(blocks)
    for some in (pairs, [pair for block in blocks for pair in block]):
        yield from (Batch("chinese", part, 64, 128) for part in _parts(some, 32))


def _reworded(path: Path, chance: random.Random) -> Iterator[Batch]:
    """Rewordings with the doctors' hard negatives, either one asking."""
    kept = [item for number, item in enumerate(triples(path).items()) if not held_out(number, "en")]
    for _ in range(4):
        pairs = [Pair(question, other[1], other[0]) for question, other in kept]
        pairs = [pair if chance.random() < 0.5 else Pair(pair.right, pair.asked, pair.wrong) for pair in pairs]
        chance.shuffle(pairs)
        yield from (Batch("pairs", part, 64, 64) for part in _parts(pairs, 24))


def _entailed(path: Path, chance: random.Random) -> Iterator[Batch]:
    """Long consumer questions and what they come down to (RQE)."""
    root = ElementTree.fromstring(gzip.decompress(path.read_bytes()))
    pairs = []
    for pair in root.iter("pair"):
        long, short = ((pair.findtext(name) or "").strip() for name in ("chq", "faq"))
        if pair.get("value") == "true" and _skeleton(long) != _skeleton(short):
            pairs.append(Pair(long, short))
    chance.shuffle(pairs)
    yield from (Batch("rqe", part, 128, 48) for part in _parts(pairs, 48))


def _encyclopedic(path: Path, chance: random.Random) -> Iterator[Batch]:
    """MedQuAD, up to three questions on one subject side by side, so that the kind of question matters."""
    subjects: dict[str, list[Pair]] = {}
    with tarfile.open(path) as archive:
        for member in archive:
            if not member.name.endswith(".xml") or (file := archive.extractfile(member)) is None:
                continue
            root = ElementTree.fromstring(file.read())
            for qa in root.iter("QAPair"):
                asked, answer = (" ".join((qa.findtext(name) or "").split()) for name in ("Question", "Answer"))
                if asked and answer:
                    subjects.setdefault(root.findtext("Focus") or "", []).append(Pair(asked, answer[:1_500]))
    names = sorted(subjects)
    chance.shuffle(names)
    pairs = [pair for name in names for pair in chance.sample(subjects[name], min(3, len(subjects[name])))]
    yield from (Batch("medquad", part, 32, 128) for part in _parts(pairs[:MEDQUAD_PAIRS], 32))


def _parts(pairs: list[Pair], size: int) -> Iterable[list[Pair]]:
    parts = (pairs[start : start + size] for start in range(0, len(pairs), size))
    return [part for part in parts if len(part) >= size // 2]


def _skeleton(text: str) -> str:
    return re.sub(r"\W+", " ", text.lower()).strip()
