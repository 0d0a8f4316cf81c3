"""Learns the weights of triage's second reader and writes them; after rules or lexicon have changed, run it again.

.venv/bin/python -m tools.second_reader --archives ../shared/data

Learnt from: the judged messages of tests/clinical/messages but for exams and traps alone; the examples of the rules;
every second record of the archives, and its title alone, as calm ones that count more, unless the rules call them an
emergency: of real questions nearly none is one. The other records are left to measure with. AdaGrad (Duchi, Hazan and
Singer, 2011), the weights averaged over the later half of the rounds; the same data give the same weights.

The sum begins low, as rare as emergencies are, and is not learnt: our writers wrote more emergencies than people have,
and a message of two words ("headache") would be one until something spoke against it.
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from consilia.engines.triage import second_reader
from consilia.engines.triage.assess import gather
from consilia.engines.triage.normalise import normalise
from consilia.engines.triage.rules import Evidence, fire, rulebook
from consilia.engines.triage.verdicts import Facts, Level

ROOT: Final = Path(__file__).parents[1]
MESSAGES: Final = ROOT / "tests" / "clinical" / "messages"
WEIGHTS: Final = ROOT / "consilia" / "engines" / "triage" / "data" / second_reader.FILE
ARCHIVES: Final = ("archive-en.jsonl", "archive-zh-Hant.jsonl")
MOST_OF_ARCHIVE: Final = 650
"""Records learnt from of each archive, so that neither language outweighs the messages."""
INTERCEPT: Final = -3.0
RECORD_COUNTS: Final = 4.0
TITLE_COUNTS: Final = 3.0
CALM_EXAMPLE_COUNTS: Final = 2.0
FIRING_EXAMPLE_COUNTS: Final = 0.5
FEWEST: Final = 3
"""Messages that must hold a feature."""
ROUNDS: Final = 12
STEP: Final = 0.3
L2: Final = 2e-3
SMALLEST: Final = 0.05
"""Weights below are left out: they fill the file and decide nothing."""
HEADER: Final = "# Weights of the second reader: see second_reader.py. Written by tools/second_reader.py, not by hand."


NOBODY: Final = Facts()


class Read(NamedTuple):
    """What there is in a message, whether it is an emergency, and how much that counts."""

    features: frozenset[str]
    is_emergency: bool
    counts: float = 1.0


def main() -> None:
    """Reads, learns, writes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--archives", type=Path, required=True, help="folder of archive-en.jsonl, archive-zh-Hant.jsonl"
    )
    read = [*_judged(), *_real(parser.parse_args().archives), *_examples()]
    names = _names(read)
    places = [np.array(sorted(names[one] for one in told.features & names.keys()), dtype=np.int64) for told in read]
    weights = _learn(places, read, len(names))
    _write({name: weights[place] for name, place in names.items() if abs(weights[place]) >= SMALLEST})
    print(f"{len(names):,} features of {len(read):,} messages")


def _judged() -> Iterator[Read]:
    for path in sorted(MESSAGES.glob("*.jsonl")):
        # Whoever learns from an exam can no longer be examined by it; and traps alone, with no emergency beside them,
        # would teach that words of danger are calm.
        if not path.name.startswith(("exam", "mixed-3")):
            for told in _lines(path):
                features, _evidence = _looked_at(told["text"], Facts(told["age"], told["sex"]))
                yield Read(features, told["gold_level"] == "emergency")


def _real(folder: Path) -> Iterator[Read]:
    for name in ARCHIVES:
        for told in _lines(folder / name)[::2][:MOST_OF_ARCHIVE]:
            title = "" if told["question"].startswith(told["title"]) else told["title"]
            yield from _calm(f"{title}\n{told['question']}".strip(), RECORD_COUNTS)
            yield from _calm(told["title"], TITLE_COUNTS)


def _examples() -> Iterator[Read]:
    """Short ones, most of them: what a rule must not fire on, and what it must."""
    for rule in rulebook():
        for example in rule.must_not_fire:
            yield from _calm(example.text, CALM_EXAMPLE_COUNTS, Facts(example.age, example.sex))
        for example in rule.must_fire:
            features, _evidence = _looked_at(example.text, Facts(example.age, example.sex))
            yield Read(features, rule.level is Level.EMERGENCY, FIRING_EXAMPLE_COUNTS)


def _calm(text: str, counts: float, facts: Facts = NOBODY) -> Iterator[Read]:
    """As a calm message, or not at all where rules call it an emergency."""
    features, evidence = _looked_at(text, facts)
    if all(one.rule.level is not Level.EMERGENCY for one in fire(evidence, rulebook())):
        yield Read(features, False, counts)


def _looked_at(text: str, facts: Facts) -> tuple[frozenset[str], Evidence]:
    plain = normalise(text)
    evidence = gather(plain, facts)
    return second_reader.features(plain.text, evidence.mentions), evidence


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _names(read: Sequence[Read]) -> dict[str, int]:
    counted = Counter(one for told in read for one in told.features)
    return {one: place for place, one in enumerate(sorted(name for name, many in counted.items() if many >= FEWEST))}


def _learn(places: Sequence[NDArray[np.int64]], read: Sequence[Read], count: int) -> NDArray[np.float64]:
    """Weights of `count` features, as `second_reader.likeness` adds them up."""
    chance = np.random.default_rng(0)
    weights, squares, total = np.zeros(count), np.full(count, 1e-2), np.zeros(count)
    for turn in range(ROUNDS):
        for at in chance.permutation(len(places)):
            held, told = places[at], read[at]
            share = 1 / np.sqrt(len(held) + 1)
            near = 1 / (1 + np.exp(-(weights[held].sum() * share + INTERCEPT)))
            slope = (near - told.is_emergency) * told.counts * share + L2 * weights[held]
            squares[held] += slope * slope
            weights[held] -= STEP * slope / np.sqrt(squares[held])
        if turn >= ROUNDS // 2:
            total += weights
    averaged: NDArray[np.float64] = total / (ROUNDS - ROUNDS // 2)
    return averaged


def _write(weights: Mapping[str, float]) -> None:
    with WEIGHTS.open("w", encoding="utf-8") as file:
        file.write(f"{HEADER}\n{second_reader.INTERCEPT}\t{INTERCEPT:.3f}\n")
        file.writelines(f"{name}\t{weight:.2f}\n" for name, weight in weights.items())


if __name__ == "__main__":
    main()
