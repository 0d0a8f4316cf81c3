"""Scale: what searching, indexing and memory cost as the library grows, beside other engines with the same terms.

Texts are made up from the example's words, as often as words are in texts; a fourth of them is Chinese. Encoding a
million texts takes hours, so rows of vectors are given: each a mixture of three real texts' vectors, and noise. The
question itself is encoded for real. Engines take turns at each question, one thread each; their analysis is done
beforehand, ours is in the time.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any, Final
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from benchmarks import growth, texts
from benchmarks.peers import FTS5, Peer, peers
from benchmarks.timing import T, each_ms, percentile
from consilia.engines.retrieval import lexical, terms, vectors
from consilia.engines.retrieval.building import GenerationWriter
from consilia.engines.retrieval.encoding import shipped_encoder
from consilia.engines.retrieval.passages import NO_FILTERS, Passage
from consilia.engines.retrieval.searching import opened, search
from consilia.engines.retrieval.vectors import Rows, VectorFile, quantised, sort_into_lists

SIZES: Final = (1_000, 10_000, 25_000, 100_000, 1_000_000)
UPTO: Final = 100_000
QUESTIONS: Final = 200
WARMING: Final = 10
FEWER: Final = 50
"""Questions asked of an engine that takes more than SLOW_MS for each."""
SLOW_MS: Final = 100
DROPPED_MS: Final = 500
LONGEST_BUILD_S: Final = 300
"""A peer that would take longer for a question, or to build, growing as its records do, is left out."""
ASKED_FRESH: Final = 100
ENCODED: Final = 500
NOISE: Final = 0.02
LISTS_READ: Final = (16, 32, 64, 128)
BOTH: Final = "words and meaning"
WORDS: Final = "words alone"
ONE_LINE: Final = "words alone, one line"
LINE: Final = 80
"""Characters of a record of one line."""
PICTURE: Final = Path(__file__).with_name("scale.svg")


@dataclass(frozen=True, slots=True)
class Cost:
    """Milliseconds a question, and p50 as a multiple of FTS5's in the same turns."""

    p50: float
    p99: float
    ratio: float
    asked: int


@dataclass(frozen=True, slots=True)
class ListsRead:
    """What reading so many of the lists costs, and how many of the true ten nearest it finds."""

    read: int
    ms: float
    recall: float


@dataclass(slots=True)
class Grown:
    """All that was measured with one number of records."""

    size: int
    costs: dict[str, Cost] = field(default_factory=dict)
    records_a_second: dict[str, float] = field(default_factory=dict)
    size_bytes: dict[str, int] = field(default_factory=dict)
    memory: dict[str, dict[str, Any]] = field(default_factory=dict)
    lists: list[ListsRead] = field(default_factory=list)
    sorting_s: float = 0.0
    left_out: dict[str, str] = field(default_factory=dict)


class Given:
    """Rows as a million real texts might have: mixtures of three real vectors, and noise, the same each time."""

    def __init__(self, real: NDArray[np.float32]) -> None:
        self._real = real
        self._chance = np.random.default_rng(4)

    def vectors(self, texts: Iterable[str]) -> Rows:
        """See `Remembered`."""
        count = len(list(texts))
        three = self._chance.integers(0, len(self._real), (count, 3))
        shares = self._chance.dirichlet((1, 1, 1), count).astype(np.float32)
        mixed = np.einsum("nk,nkd->nd", shares, self._real[three])
        noise = self._chance.standard_normal(mixed.shape, dtype=np.float32) * NOISE
        return quantised(mixed + noise)


def run(
    upto: int = UPTO, *, sizes: Iterable[int] = SIZES, encoded: int = ENCODED, picture: Path = PICTURE
) -> dict[str, Any]:
    """Measures each size up to `upto`, prints tables, draws the picture; all numbers, as JSON has them."""
    began = time.perf_counter()
    real, encoding = _encode(encoded)
    here, missing = peers()
    grown: list[Grown] = []
    for size in sizes:
        if size > upto:
            break
        kept = {name: made for name, made in here.items() if not too_much(name, size, grown, missing)}
        with tempfile.TemporaryDirectory(prefix="consilia-scale-") as folder:
            grown.append(_grow(size, Path(folder), real, kept))
        grown[-1].left_out = dict(missing)
    told = {
        "cores": os.cpu_count(),
        "encoded_a_second": encoding,
        "took_s": time.perf_counter() - began,
        "sizes": [asdict(one) for one in grown],
    }
    print(growth.tables(told))
    picture.write_text(growth.picture(told), encoding="utf-8")
    print(f"\nThe picture: {picture}")
    return told


def _encode(count: int) -> tuple[NDArray[np.float32], float]:
    """Real texts' vectors, and texts a second, with all cores."""
    encoder = shipped_encoder()
    real = list(texts.drawn(count, languages=("en", "zh-Hant")))
    encoder.encode(real[:8])
    began = time.perf_counter()
    rows = encoder.encode(real)
    return rows, count / (time.perf_counter() - began)


def too_much(name: str, size: int, grown: list[Grown], missing: dict[str, str]) -> bool:
    """Whether a peer is left out from now on; `missing` is told why. FTS5 never is: all are compared with it."""
    if name != FTS5 and name not in missing and grown:
        before = grown[-1]
        ms = before.costs[name].p50 * size / before.size
        building_s = size / before.records_a_second[name]
        if ms > DROPPED_MS:
            missing[name] = f"with {size:,} records, a question would take some {ms:,.0f} ms"
        elif building_s > LONGEST_BUILD_S:
            missing[name] = f"with {size:,} records, building would take some {building_s:,.0f} s"
    return name in missing


def _grow(size: int, folder: Path, real: NDArray[np.float32], here: dict[str, Callable[[Path], Peer]]) -> Grown:
    grown = Grown(size)
    ours, lines = folder / "ours", folder / "terms.txt"
    if size <= UPTO:
        made = list(_progress(texts.records(size), size, "making records"))
        grown.records_a_second[WORDS] = _build_words(made, folder / "words")
        lines_only = [replace(one, question=one.question[:LINE], replies=()) for one in made]
        grown.records_a_second[ONE_LINE] = _build_words(lines_only, folder / "line")
    grown.records_a_second[BOTH] = _build(texts.records(size), size, ours, Given(real))
    began = time.perf_counter()
    sort_into_lists(ours)
    grown.sorting_s = time.perf_counter() - began
    grown.size_bytes = _sizes(ours)
    _write_terms(size, lines)
    built = {name: made(folder) for name, made in here.items()}
    for name, peer in built.items():
        grown.records_a_second[name] = _build_peer(name, peer, lines, size)
        grown.size_bytes[name] = peer.size_bytes
    grown.costs = _ask(ours, built, size)
    for peer in built.values():
        peer.close()
    asked = texts.questions(ASKED_FRESH)
    grown.memory = {name: _fresh(ours, how, asked) for name, how in ((BOTH, "meaning"), (WORDS, "words"))}
    grown.lists = lists_read(ours)
    return grown


def _build_words(made: list[Passage], folder: Path) -> float:
    rate = _build(made, len(made), folder, None)
    shutil.rmtree(folder)
    return rate


def _build(records: Iterable[Passage], size: int, folder: Path, given: Given | None) -> float:
    """Records a second, from their texts to a committed index; what makes them on the way is in the time."""
    folder.mkdir()
    writer = GenerationWriter(lexical.new_index(str(folder)), folder, given)
    name = BOTH if given else WORDS
    began = time.perf_counter()
    writer.add(_progress(records, size, f"{name}: indexing"))
    writer.commit()
    return size / (time.perf_counter() - began)


def _build_peer(name: str, peer: Peer, lines: Path, size: int) -> float:
    """Records a second, from their terms."""
    began = time.perf_counter()
    with lines.open(encoding="utf-8") as file:
        peer.add(_progress((line.rstrip("\n") for line in file), size, f"{name}: indexing"))
    return size / (time.perf_counter() - began)


def _sizes(folder: Path) -> dict[str, int]:
    of_vectors = {vectors.ROWS_FILE, vectors.LISTS_FILE}
    files = {file.name: file.stat().st_size for file in folder.iterdir()}
    both = sum(files.values())
    return {BOTH: both, WORDS: both - sum(files.get(name, 0) for name in of_vectors)}


def _write_terms(size: int, path: Path) -> None:
    """What the peers index: our terms, so that every engine finds the same records."""
    with path.open("w", encoding="utf-8") as file:
        for passage in _progress(texts.records(size), size, "terms for the peers"):
            file.write(" ".join(terms("\n".join((passage.question, *passage.replies)))) + "\n")


def _ask(folder: Path, built: dict[str, Peer], size: int) -> dict[str, Cost]:
    """Each question goes to every engine in turn, so that a busy moment of the machine hits them all."""
    # What building left to be written would make the disk slow while questions are timed.
    os.sync()
    both, words = opened(folder, shipped_encoder()), opened(folder, None)
    searcher = words.index.searcher()
    took: dict[str, list[float]] = {name: [] for name in (BOTH, WORDS, *built)}
    warm = texts.questions(QUESTIONS + WARMING)
    for number, question in enumerate(_progress(warm, len(warm), f"asking {size:,} records")):
        asked = [term.text for term in lexical.read(searcher, question).terms]
        calls: dict[str, Callable[[], object]] = {
            BOTH: partial(search, both, question, limit=10, filters=NO_FILTERS),
            WORDS: partial(search, words, question, limit=10, filters=NO_FILTERS),
        }
        if asked:
            calls |= {name: partial(peer.ask, asked) for name, peer in built.items()}
        for name, call in calls.items():
            if len(took[name]) >= FEWER and median(took[name]) > SLOW_MS:
                continue
            (ms,) = each_ms(lambda ask: ask(), [call])
            if number >= WARMING:
                took[name].append(ms)
    beside = median(took[FTS5])
    return {
        name: Cost(median(values), percentile(values, 99), median(values) / beside, len(values))
        for name, values in took.items()
    }


def _fresh(folder: Path, how: str, asked: list[str]) -> dict[str, Any]:
    """Memory and first answers of a process that has done nothing else."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.asking", str(folder), how],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[1],
    )
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def lists_read(folder: Path) -> list[ListsRead]:
    """Reading a few lists beside reading all, which is exact; nothing where there are no lists."""
    if not (folder / vectors.LISTS_FILE).exists():
        return []
    rows = VectorFile(folder)
    # Encoded for real: of questions mixed as the rows are, 16 lists find all, which tells nothing.
    asked = np.split(quantised(shipped_encoder().encode(texts.questions(QUESTIONS))), QUESTIONS)
    with patch.object(vectors, "lists_read", return_value=vectors.LISTS):
        exact = [set(rows.nearest(one, 10).tolist()) for one in asked]
    measured = []
    for read in (*LISTS_READ, vectors.LISTS):
        with patch.object(vectors, "lists_read", return_value=read):
            took = each_ms(lambda one: rows.nearest(one, 100), asked)
            found = [len(set(rows.nearest(one, 10).tolist()) & true) for one, true in zip(asked, exact, strict=True)]
        measured.append(ListsRead(read, median(took), sum(found) / (10 * len(asked))))
    return measured


def _progress(things: Iterable[T], total: int, name: str) -> Iterator[T]:
    yield from tqdm(things, total=total, desc=name, leave=False, unit="", mininterval=0.5)
