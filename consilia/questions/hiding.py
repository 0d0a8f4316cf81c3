"""Words of a question as they may leave the house: whatever could tell whose they are is hidden, or nothing goes."""

import logging
import re
from collections.abc import Sequence

from consilia.engines import deid
from consilia.questions import publishing
from consilia.questions.models import Question

log = logging.getLogger(__name__)


class NotHidden(Exception):
    """Something that identifies somebody would still stand there, or the engine failed."""


def hidden(parts: Sequence[str], *, question: Question) -> list[str]:
    """`parts` of the exchange, masked; a name found in one of them is hidden in all. Raises NotHidden."""
    try:
        known = publishing.known_of(question, *parts)
        masked = [deid.mask(part, deid.find(part, language=question.language, known=known)) for part in parts]
    except Exception as error:
        # Whatever failed inside: unmasked text must not go. Only the kind is logged, never the words.
        log.error("De-identification failed with %s; nothing is sent to the language model.", type(error).__name__)
        raise NotHidden from None
    if any(_stands(one.text, part) for one in known for part in masked):
        raise NotHidden
    return masked


def _stands(words: str, text: str) -> bool:
    edge = r"(?<!\w){}(?!\w)" if words.isascii() else "{}"
    return bool(words.strip()) and re.search(edge.format(re.escape(words)), text, re.IGNORECASE) is not None
