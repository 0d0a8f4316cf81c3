"""Says whether a value is a whole exchange record, and if not, why, in words that say how to mend it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError

from consilia.library.archives.record import Exchange, Rejection

MOST_PROBLEMS_TOLD = 3
PARTIAL_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
JSON_NAMES = {dict: "an object", list: "a list", str: "text", bool: "true or false", type(None): "null"}
WORDS = {
    "anyOf": ("it has neither a question nor a reply", 'add "question" or "replies"'),
    "pattern": ("{where} is empty", "fill {where} in, or leave the whole entry out"),
    "maxLength": ("{where} is too long", "keep {where} to {wanted} characters"),
    "enum": ("{where} is a word we do not know", "write female, male or other in {where}, or leave it out"),
    "language-tag": ("{where} is no language tag", "write a tag such as en or zh-Hant in {where}"),
    "partial-date": ("{where} is no date that exists", "write {where} as YYYY, YYYY-MM or YYYY-MM-DD"),
}
OTHER_WORDS = ("{where} is not as the schema asks", "compare {where} with exchange.schema.json")
SCHEMA_NAMES = {"object": "an object", "array": "a list", "string": "text"}


def accept(value: object, *, line: int) -> Exchange | Rejection:
    """Give the record, or the rejection that names up to three of its problems; no content is ever quoted."""
    if not isinstance(value, dict):
        reason = f"the line holds {_kind(value)}, not a record"
        return Rejection(line, None, reason, 'write one record on each line: {"id": ..., "question": ...}')
    problems = sorted(_validator().iter_errors(value), key=lambda error: [str(step) for step in error.path])
    if problems:
        told = [_words(problem) for problem in problems[:MOST_PROBLEMS_TOLD]]
        reasons, mends = zip(*dict.fromkeys(told), strict=True)
        return Rejection(line, _id_of(value), "; ".join(reasons), "; ".join(dict.fromkeys(mends)))
    return Exchange.from_json(value)


def is_partial_date(text: str) -> bool:
    """Whether the text is a YYYY, YYYY-MM or YYYY-MM-DD that exists in the calendar."""
    match = PARTIAL_DATE.fullmatch(text)
    if not match:
        return False
    year, month, day = (int(part or 1) for part in match.groups())
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


@cache
def _validator() -> Draft202012Validator:
    schema = json.loads(files(__package__).joinpath("exchange.schema.json").read_text(encoding="utf-8"))
    formats = FormatChecker(formats=())
    formats.checks("partial-date")(_when_text(is_partial_date))
    formats.checks("language-tag")(_when_text(lambda text: bool(LANGUAGE_TAG.fullmatch(text))))
    return Draft202012Validator(schema, format_checker=formats)


def _when_text(holds: Callable[[str], bool]) -> Callable[[object], bool]:
    # null and the empty text both mean "not given"; other types are the type check's business.
    return lambda value: not isinstance(value, str) or not value or holds(value)


def _words(error: ValidationError) -> tuple[str, str]:
    where, wanted = _where(error), error.validator_value
    if error.validator == "required":
        return _missing(error)
    if error.validator == "type":
        expected = _expected(wanted)
        return f"{where} is {_kind(error.instance)} where {expected} belongs", f"make {where} {expected}"
    key = str(wanted) if error.validator == "format" else str(error.validator)
    reason, mend = WORDS.get(key, OTHER_WORDS)
    return reason.format(where=where, wanted=wanted), mend.format(where=where, wanted=wanted)


def _missing(error: ValidationError) -> tuple[str, str]:
    wanted: Any = error.validator_value
    given: Any = error.instance
    name = next(key for key in wanted if key not in given)
    inside = f" in {_where(error)}" if error.path else ""
    return f'"{name}" is missing{inside}', f'add "{name}"{inside}'


def _where(error: ValidationError) -> str:
    path = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in error.path)
    return f'"{path.lstrip(".")}"'


def _kind(value: object) -> str:
    return JSON_NAMES.get(type(value), "a number")


def _expected(types: object) -> str:
    names = types if isinstance(types, list) else [types]
    return " or ".join(SCHEMA_NAMES[str(name)] for name in names if name != "null")


def _id_of(value: dict[str, Any]) -> str | None:
    given = value.get("id")
    return given[:200] if isinstance(given, str) and given.strip() else None
