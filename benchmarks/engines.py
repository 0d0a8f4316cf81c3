"""Engines: one message through triage and masking, beside one lower-casing and splitting of the same words."""

from benchmarks.search import records
from benchmarks.timing import each_ms, tell
from consilia.engines import deid, triage

MESSAGES = 300


def run() -> None:
    """MESSAGES messages of about 300 characters."""
    texts = [text for _number, text in records()][:MESSAGES]
    plain = each_ms(lambda text: text.lower().split(), texts)
    tell("lower-case and split", plain)
    tell("triage.assess", each_ms(lambda text: triage.assess(text, language="en"), texts), plain)
    tell("deid.find", each_ms(lambda text: deid.find(text, language="en"), texts), plain)
