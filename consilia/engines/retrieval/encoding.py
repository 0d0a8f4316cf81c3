"""Texts to vectors: a small sentence encoder that ships with the package and runs on a CPU, without torch.

`encoder/` holds the int8 ONNX model, its tokenizer and its card (data, licences, figures); `tools/encoder/`
builds it. Chinese is read through the glossary, so one encoder, and one space, serves both languages.
"""

import hashlib
import logging
import os
import unicodedata
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib.resources import files
from typing import Final

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from consilia.engines.retrieval.analysis import well_formed
from consilia.engines.retrieval.glossing import gloss

log = logging.getLogger(__name__)

DIMENSIONS: Final = 384
VERSION: Final = 1
"""To be raised when this file reads a text otherwise, or `building.vector_text` puts one together otherwise."""
LONGEST_TOKENS: Final = 160
LONGEST_READ: Final = 2_000
"""Characters tokenized: 160 tokens of English are some 700, so nothing is lost but time."""
FEWEST_FOR_THREADS: Final = 4
MOST_THREADS: Final = 8
Vectors = NDArray[np.float32]


class Encoder:
    """One loaded model. Thread-safe; load it after a fork, not before."""

    def __init__(self) -> None:
        folder = files(__package__) / "encoder"
        model = (folder / "model.onnx").read_bytes()
        options = onnxruntime.SessionOptions()
        # One thread a text: a server answers many people at once, and bulk work brings threads of its own.
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        self._tokenizer = Tokenizer.from_str((folder / "tokenizer.json").read_text(encoding="utf-8"))
        self._tokenizer.enable_truncation(LONGEST_TOKENS)
        self._tokenizer.no_padding()

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, one row a text: shape (len(texts), 384).

        Each text by itself: int8 arithmetic scales by the largest value in a batch, so that in one a vector
        would change with its neighbours; and on a CPU batches are no faster (192 texts/s alone, 204 by 16).
        """
        vectors = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        if len(texts) < FEWEST_FOR_THREADS:
            for place, text in enumerate(texts):
                vectors[place] = self._run(text)
            return vectors
        with ThreadPoolExecutor(min(MOST_THREADS, os.cpu_count() or 1)) as threads:
            for place, vector in enumerate(threads.map(self._run, texts)):
                vectors[place] = vector
        return vectors

    def pieces(self, word: str) -> int:
        """In how many pieces the model reads a word: 1 for the some 23,000 English words that it knows whole."""
        return len(self._tokenizer.encode(word, add_special_tokens=False).ids)

    def _run(self, text: str) -> Vectors:
        """A vector of zeros, near to nothing, for a text of which nothing can be read."""
        if not (read := readable(text)):
            return np.zeros(DIMENSIONS, dtype=np.float32)
        ids = np.array([self._tokenizer.encode(read).ids], dtype=np.int64)
        unit: Vectors = self._session.run(["vector"], {"input_ids": ids})[0]
        return unit


def readable(text: str) -> str:
    """What of `text` the encoder can read: its beginning, Chinese as English words; empty where that says nothing."""
    read = gloss(unicodedata.normalize("NFKC", well_formed(text.strip()[:LONGEST_READ])))
    return read if any(letter.isascii() and letter.isalnum() for letter in read) else ""


@cache
def fingerprint() -> str:
    """Of all that decides a vector; told from the files, without loading the model."""
    folder = files(__package__)
    parts = [(folder / "encoder" / name).read_bytes() for name in ("model.onnx", "tokenizer.json")]
    parts += [(folder / "glossary_zh.tsv").read_bytes(), f"{LONGEST_TOKENS} {LONGEST_READ} {VERSION}".encode()]
    return hashlib.sha256(b"".join(parts)).hexdigest()[:12]


@cache
def shipped_encoder() -> Encoder:
    """The encoder that comes with the package, loaded at its first use in this process."""
    return Encoder()


@cache
def encoder_if_it_loads() -> Encoder | None:
    """The same, or None, tried once: a search by words is better than none."""
    try:
        return shipped_encoder()
    except Exception as error:
        log.warning("The encoder cannot be loaded (%s); searching by words alone.", type(error).__name__)
        return None
