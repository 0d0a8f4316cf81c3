"""Centres of typical questions, for what resembles them all: python -m tools.encoder.typical DATA OUT.

Runs after `export`, with the encoder that ships, on the questions that it learnt from.
"""

import argparse
from pathlib import Path

import numpy as np

from consilia.engines.retrieval.encoding import shipped_encoder
from consilia.engines.retrieval.vectors import centres_of, quantised
from tools.encoder.data import held_out, records

GROUPS = {"english": ("archive-en.jsonl", "en", 128), "chinese": ("archive-zh-Hant.jsonl", "zh-Hant", 256)}


def main() -> None:
    """DATA in, typical.npz in OUT."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    options = parser.parse_args()
    centres = {}
    for name, (file, language, groups) in GROUPS.items():
        learnt = [r for number, r in enumerate(records(options.data / file)) if not held_out(number, language)]
        vectors = shipped_encoder().encode([record["question"] for record in learnt])
        centres[name] = quantised(centres_of(vectors, groups))
    np.savez_compressed(options.out / "typical.npz", allow_pickle=False, **centres)


if __name__ == "__main__":
    main()
