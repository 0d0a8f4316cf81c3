"""Finding words however they are capitalised, fast."""

import re
from collections.abc import Iterator


class AnyCase:
    """A pattern whose `head` (written in small letters) takes no notice of capitals, while its `rest` does.

    Python tries each of a hundred alternatives in full where case is ignored, and looks at one letter only where
    it is not: so the head is looked for in the text in small letters, and the whole is matched where it was found.
    """

    __slots__ = ("_head", "_whole")

    def __init__(self, head: str, rest: str = "") -> None:
        self._head = re.compile(head)
        self._whole = re.compile(f"(?i:{head}){rest}")

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """As of the pattern itself."""
        small = text.lower()
        if len(small) != len(text):
            # Some letters (İ) become two: places would no longer agree.
            yield from self._whole.finditer(text)
            return
        at = 0
        while begun := self._head.search(small, at):
            found = self._whole.match(text, begun.start())
            if found:
                yield found
            at = max(found.end() if found else 0, begun.start() + 1)
