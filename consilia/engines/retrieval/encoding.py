"""Texts to vectors: a small sentence encoder that ships with the package and runs on a CPU, without torch.

`encoder/` holds the int8 ONNX model, its tokenizer and its card (data, licences, figures); `tools/encoder/`
builds it. Chinese is read through the glossary, so one encoder, and one space, serves both languages.
"""

import hashlib
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

DIMENSIONS: Final = 384
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
        self.fingerprint = hashlib.sha256(model).hexdigest()[:12]
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

    def _run(self, text: str) -> Vectors:
        read = gloss(unicodedata.normalize("NFKC", well_formed(text[:LONGEST_READ])))
        tokens = self._tokenizer.encode(read)
        ids = np.array([tokens.ids], dtype=np.int64)
        fed = {"input_ids": ids, "attention_mask": np.ones_like(ids)}
        (vector,) = self._session.run(["vector"], fed)[0]
        unit: Vectors = vector
        return unit


@cache
def shipped_encoder() -> Encoder:
    """The encoder that comes with the package, loaded at its first use in this process."""
    return Encoder()
