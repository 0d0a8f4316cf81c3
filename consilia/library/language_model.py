"""The one place that speaks to a language model: any endpoint of OpenAI's chat protocol, where an operator has set one.

It knows nothing of what it sends. Whoever asks decides what may leave the house, and believes no answer.
"""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

LONGEST_ANSWER: Final = 64 * 1024
"""Bytes of an answer, as it comes over the wire."""
LONGEST_REQUEST: Final = 40_000
"""Characters."""
RESTS: Final = (0.0, 0.5)
"""Seconds before each try, all within the time limit of the whole."""


class Failure(models.TextChoices):
    """Why there is no answer."""

    UNREACHABLE = "unreachable", _("The language model cannot be reached.")
    TIME = "time", _("The language model took too long.")
    REFUSED = "refused", _("The language model refused the request.")
    FAILING = "failing", _("The language model reported a fault of its own.")
    TOO_LONG = "too_long", _("The language model wrote too much.")
    UNREADABLE = "unreadable", _("The answer of the language model could not be read.")
    KEY = "key", _("The file with the key of the language model cannot be read.")


_PASSING: Final = {Failure.UNREACHABLE, Failure.FAILING}


class NoAnswer(Exception):
    """The model said nothing that can be used; `failure` tells why, in no words of its own."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.value)
        self.failure = failure


def is_set() -> bool:
    """Whether the operator has named an endpoint: without one, nothing is ever sent."""
    return bool(settings.CONSILIA_MODEL_ADDRESS)


def ask(*, instructions: str, words: str) -> str:
    """What the model answers to `words`. Raises NoAnswer, after CONSILIA_MODEL_SECONDS at the latest."""
    if not is_set():
        raise NoAnswer(Failure.UNREACHABLE)
    if len(instructions) + len(words) > LONGEST_REQUEST:
        raise NoAnswer(Failure.TOO_LONG)
    messages = [{"role": "system", "content": instructions}, {"role": "user", "content": words}]
    body = {"model": settings.CONSILIA_MODEL_NAME, "messages": messages, "stream": False}
    headers = _headers()
    # In a thread of its own: whoever calls may have an event loop running already, and two cannot share a thread.
    with ThreadPoolExecutor(max_workers=1) as aside:
        return _said(aside.submit(lambda: asyncio.run(_within_time(body, headers=headers))).result())


def answered_object(answer: str) -> dict[str, Any]:
    """The JSON object that an answer is, with or without a fence around it. Raises NoAnswer."""
    bare = answer.strip().removeprefix("```json").removeprefix("```").removesuffix("```")
    try:
        found = json.loads(bare)
    except (ValueError, RecursionError):
        raise NoAnswer(Failure.UNREADABLE) from None
    if not isinstance(found, dict):
        raise NoAnswer(Failure.UNREADABLE)
    return found


def _headers() -> dict[str, str]:
    # As it is, not compressed: a small answer could unfold into one that fills the memory.
    headers = {"Accept-Encoding": "identity"}
    if settings.CONSILIA_MODEL_KEY_FILE:
        try:
            key = Path(settings.CONSILIA_MODEL_KEY_FILE).read_text(encoding="ascii").strip()
        except (OSError, ValueError):
            raise NoAnswer(Failure.KEY) from None
        if not key.isprintable():
            raise NoAnswer(Failure.KEY)
        headers["Authorization"] = f"Bearer {key}"
    return headers


async def _within_time(body: dict[str, Any], *, headers: dict[str, str]) -> bytes:
    """One limit for everything, tries and rests too: a server that sends a byte now and then cannot hold us up."""
    try:
        async with asyncio.timeout(settings.CONSILIA_MODEL_SECONDS):
            for rest in RESTS:
                await asyncio.sleep(rest)
                try:
                    return await _once(body, headers=headers)
                except NoAnswer as no_answer:
                    if no_answer.failure not in _PASSING:
                        raise
                    failure = no_answer.failure
    except TimeoutError:
        raise NoAnswer(Failure.TIME) from None
    raise NoAnswer(failure)


async def _once(body: dict[str, Any], *, headers: dict[str, str]) -> bytes:
    import httpx2

    address = f"{settings.CONSILIA_MODEL_ADDRESS}/chat/completions"
    # trust_env: no proxy, no password file of the machine. What is sent goes to the address that was set, or nowhere.
    client = httpx2.AsyncClient(trust_env=False, follow_redirects=False, timeout=None, headers=headers)
    try:
        async with client, client.stream("POST", address, json=body) as response:
            if response.status_code != 200:
                passing = response.status_code >= 500 or response.status_code == 429
                raise NoAnswer(Failure.FAILING if passing else Failure.REFUSED)
            read = bytearray()
            async for part in response.aiter_raw():
                read += part
                if len(read) > LONGEST_ANSWER:
                    raise NoAnswer(Failure.TOO_LONG)
            return bytes(read)
    except (httpx2.HTTPError, httpx2.InvalidURL, OSError):
        raise NoAnswer(Failure.UNREACHABLE) from None


def _said(answer: bytes) -> str:
    try:
        said = json.loads(answer)["choices"][0]["message"]["content"]
    except (ValueError, RecursionError, LookupError, TypeError):
        raise NoAnswer(Failure.UNREADABLE) from None
    if not isinstance(said, str):
        raise NoAnswer(Failure.UNREADABLE)
    return said
