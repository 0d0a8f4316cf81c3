"""What resembles every question is marked down, and only relative to what answers the one that was asked."""

import numpy as np

from consilia.engines.retrieval.encoding import shipped_encoder
from consilia.engines.retrieval.typical import beyond_typical
from consilia.engines.retrieval.vectors import cosines, quantised

VAGUE = "See a doctor about your symptoms. Without an examination it is hard to say. I hope this helps."
EXACT = "Gout in the big toe is treated with rest, ice and colchicine within the first day."


def test_a_reply_to_everything_loses_more_than_a_reply_to_something() -> None:
    rows = quantised(shipped_encoder().encode([VAGUE, EXACT]))
    one = quantised(shipped_encoder().encode(["My big toe is red and swollen since the night"]))
    before = cosines(one, rows)
    vague, exact = before - beyond_typical(before, rows, chinese=False)
    assert vague > exact


def test_nothing_to_correct_is_nothing() -> None:
    nothing = np.zeros(0)
    assert len(beyond_typical(nothing, np.zeros((0, 384), dtype=np.int8), chinese=True)) == 0
