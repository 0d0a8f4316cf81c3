"""An atheris harness for triage: python tests/engines/triage/fuzzing.py [libFuzzer options] [corpus folder].

Whatever bytes come: a verdict or unsure, quotes that are words of the text, never an exception.
"""

import sys

import atheris

with atheris.instrument_imports(include=["consilia.engines.triage"]):
    from consilia.engines.triage import Facts, assess

SEXES = (None, "female", "male", "other")


def judge(data: bytes) -> None:
    """One message, made of the fuzzer's bytes."""
    given = atheris.FuzzedDataProvider(data)
    age = given.ConsumeFloatInRange(0, 120) if given.ConsumeBool() else None
    facts = Facts(age=age, sex=SEXES[given.ConsumeIntInRange(0, 3)])
    text = given.ConsumeUnicode(4_000)
    verdict = assess(text, facts=facts)
    assert len(verdict.departments) <= 3
    for flag in verdict.red_flags:
        assert text[flag.start : flag.end] == flag.quote


if __name__ == "__main__":
    # Reading the rules takes seconds, which are not those of the first message.
    assess("")
    atheris.Setup(sys.argv, judge)
    atheris.Fuzz()
