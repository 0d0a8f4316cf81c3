"""How near two texts are in meaning, by the encoder that retrieval ships; without it, words alone decide."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from consilia.engines.retrieval.encoding import DIMENSIONS, Vectors, encoder_if_it_loads

MOST_REMEMBERED: Final = 8_192
_remembered: dict[str, Vectors] = {}


def encoded(texts: Sequence[str]) -> Vectors:
    """Unit vectors of `texts`, one row each; zeros, near to nothing, where the encoder cannot be loaded."""
    encoder = encoder_if_it_loads()
    return encoder.encode(texts) if encoder and texts else np.zeros((len(texts), DIMENSIONS), dtype=np.float32)


def encoded_before(texts: Sequence[str]) -> Vectors:
    """The same for words of sources, which come again and again: remembered, and so never for what people asked."""
    missing = list(dict.fromkeys(text for text in texts if text not in _remembered))
    fresh = dict(zip(missing, encoded(missing), strict=True))
    if len(_remembered) + len(fresh) > MOST_REMEMBERED:
        _remembered.clear()
    rows = [fresh[text] if text in fresh else _remembered[text] for text in texts] if texts else []
    _remembered.update(fresh)
    return np.stack(rows) if rows else np.zeros((0, DIMENSIONS), dtype=np.float32)
