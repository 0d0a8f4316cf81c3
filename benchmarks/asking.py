"""A fresh process that opens one index, answers the questions on standard input, and tells what it took.

usage: python -m benchmarks.asking FOLDER words|meaning < questions.json
"""

import json
import sys
import time
from pathlib import Path

from benchmarks.timing import each_ms
from consilia.engines.retrieval.encoding import shipped_encoder
from consilia.engines.retrieval.passages import NO_FILTERS
from consilia.engines.retrieval.searching import opened, search


def resident() -> dict[str, int]:
    """Bytes of this process in memory: all, the most it ever was, its own, and of files that are mapped."""
    wanted = {"VmRSS": "now", "VmHWM": "most", "RssAnon": "own", "RssFile": "of_files"}
    lines = (line.split() for line in Path("/proc/self/status").read_text(encoding="utf-8").splitlines())
    return {wanted[key]: int(parts[0]) * 1024 for name, *parts in lines if (key := name.rstrip(":")) in wanted}


def main() -> None:
    """One JSON object."""
    folder, how = sys.argv[1:]
    questions = json.load(sys.stdin)
    began = time.perf_counter()
    index = opened(Path(folder), shipped_encoder() if how == "meaning" else None)
    opening_ms = (time.perf_counter() - began) * 1000
    before = resident()
    took = each_ms(lambda question: search(index, question, limit=10, filters=NO_FILTERS), questions)
    told = {"opening_ms": opening_ms, "first_ms": took[0], "opened": before, "answered": resident()}
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    main()
