"""Finding what a pattern matches, fast: only where something stands that each of its matches holds."""

import re
from collections.abc import Iterator
from typing import Final

EVERYWHERE: Final = -1
"""A reach: an anchor that stands anywhere in the text has the pattern look through all of it."""


class Anchored:
    """A pattern of which every match holds the `anchor`, at most `reach` characters behind its first.

    The anchor is a pattern in small letters without regard to capitals; the text is searched for it once. Finds what
    the pattern itself finds, in the same order: Python's engine would try the pattern at every character.
    """

    __slots__ = ("_anchor", "_reach", "pattern")

    def __init__(self, pattern: str, anchor: str, reach: int = 0, flags: int = 0) -> None:
        self._anchor = re.compile(anchor)
        self.pattern = re.compile(pattern, flags)
        self._reach = reach

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """As of the pattern itself."""
        small = text.lower()
        # Some letters (İ) become two: places would no longer agree.
        if len(small) != len(text) or (self._reach == EVERYWHERE and self._anchor.search(small)):
            yield from self.pattern.finditer(text)
        elif self._reach != EVERYWHERE:
            yield from self._near_anchors(text, small)

    def _near_anchors(self, text: str, small: str) -> Iterator[re.Match[str]]:
        free = 0
        anchor = self._anchor.search(small)
        while anchor:
            last = anchor.start()
            for start in range(max(free, last - self._reach), last + 1):
                if found := self.pattern.match(text, start):
                    yield found
                    free = found.end()
                    break
            else:
                free = last + 1
            anchor = self._anchor.search(small, free)


class AnyCase(Anchored):
    """A pattern whose `head` (written in small letters) takes no notice of capitals, while its `rest` does."""

    __slots__ = ()

    def __init__(self, head: str, rest: str = "") -> None:
        super().__init__(f"(?i:{head}){rest}", head)
