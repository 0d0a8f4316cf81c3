"""Engines: one message through triage and masking, beside a flat list of 2,000 words looked for one by one."""

from collections import Counter

from benchmarks.texts import drawn
from benchmarks.timing import each_ms, tell
from consilia.engines import deid, triage

MESSAGES = 300
WORDS = 2000
DRAWN = 20_000


def run() -> None:
    """MESSAGES messages of about 300 characters."""
    texts = list(drawn(DRAWN))
    counted = Counter(word for text in texts for word in text.lower().split())
    words = [f"{first} {second}" for first, second in zip(counted, list(counted)[1:], strict=False)][:WORDS]
    flat = each_ms(lambda text: [word for word in words if word in text.lower()], texts[:MESSAGES])
    tell("a flat list of words", flat)
    tell("triage.assess", each_ms(lambda text: triage.assess(text, language="en"), texts[:MESSAGES]), flat)
    tell("deid.find", each_ms(lambda text: deid.find(text, language="en"), texts[:MESSAGES]), flat)
