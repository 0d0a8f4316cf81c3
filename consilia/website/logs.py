"""Log records leave without anything that a person wrote into a form, and without private links."""

import logging
import re
from types import TracebackType

from gunicorn.glogging import Logger as GunicornLogger

# Private links and invitations, and whatever stands behind the ? of an address.
_PRIVATE_LINK = re.compile(r"(/my/|/welcome/[^/\s'\"]+/)[^/\s'\"]+")
_QUERY = re.compile(r"(/[^\s'\"?]*\?)[^\s'\"]+")


class WithoutContent(logging.Filter):
    """Strips what could carry a patient's words: tracebacks keep their lines, not their values or messages."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always lets the record pass, cleaned."""
        record.__dict__.pop("request", None)
        record.stack_info = None
        if isinstance(record.exc_info, tuple) and record.exc_info[0] is not None:
            record.exc_text = _frames_only(record.exc_info[0], record.exc_info[2])
        elif record.exc_text and not record.exc_text.startswith("  "):
            record.exc_text = None
        record.exc_info = None
        record.msg, record.args = _message(record), ()
        return True


class ServerLog(GunicornLogger):  # type: ignore[misc] # gunicorn brings no types
    """Gunicorn's own log, through the same filter: it would print addresses and exceptions whole."""

    def setup(self, cfg: object) -> None:
        """As gunicorn's, then the filter."""
        super().setup(cfg)
        self.error_log.addFilter(WithoutContent())


def _message(record: logging.LogRecord) -> str:
    args = record.args if isinstance(record.args, dict) else tuple(map(_shown, record.args or ()))
    try:
        said = str(record.msg) % args if args else str(record.msg)
    except (TypeError, ValueError, KeyError):
        said = f"(a message that does not fit its values, from {record.pathname}:{record.lineno})"
    return _QUERY.sub(r"\1…", _PRIVATE_LINK.sub(r"\1…", said))


def _shown(value: object) -> object:
    # What an exception says may be what a person wrote; what kind it is may not.
    return type(value).__name__ if isinstance(value, BaseException) else value


def _frames_only(kind: type[BaseException], trace: TracebackType | None) -> str:
    frames: list[str] = []
    while trace is not None:
        code = trace.tb_frame.f_code
        frames.append(f"  {code.co_filename}:{trace.tb_lineno} in {code.co_name}")
        trace = trace.tb_next
    return "\n".join([*frames, f"  {kind.__name__}"])
