"""Log records leave without anything that a person wrote into a form, and without private links."""

import logging
import re

_PRIVATE_LINK = re.compile(r"(/my/)[^/\s'\"]+")


class WithoutContent(logging.Filter):
    """Strips what could carry a patient's words: tracebacks keep their lines, not their values or messages."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always lets the record pass, cleaned."""
        record.__dict__.pop("request", None)
        if record.exc_info and record.exc_info[0] is not None:
            record.exc_text = _frames_only(record)
            record.exc_info = None
        record.msg, record.args = _PRIVATE_LINK.sub(r"\1…", record.getMessage()), ()
        return True


def _frames_only(record: logging.LogRecord) -> str:
    assert record.exc_info is not None
    kind, _value, trace = record.exc_info
    frames: list[str] = []
    while trace is not None:
        code = trace.tb_frame.f_code
        frames.append(f"  {code.co_filename}:{trace.tb_lineno} in {code.co_name}")
        trace = trace.tb_next
    return "\n".join([*frames, kind.__name__ if kind else "error"])
