"""Answered questions to show while somebody is still typing; what is typed is neither kept nor logged."""

from consilia.library.finding import FoundPage, IndexDown, close_to
from consilia.library.reading import HAN, language_of

# Read of what is typed: the time that one key press costs must not grow with the text.
LONGEST_READ = 2_000
# Less says too little: whatever is close to "my left" is close by chance.
FEWEST_WORDS = 3
FEWEST_CHINESE = 4


def suggest_pages(*, text: str, language: str = "") -> tuple[FoundPage, ...]:
    """At most four published pages close to what is typed so far; none while it says too little.

    `language` is a BCP 47 tag; empty for that of the words.
    """
    typed = text[:LONGEST_READ]
    if not _says_enough(typed):
        return ()
    try:
        return close_to(text=typed, language=language or language_of(typed))
    except IndexDown:
        # Not logged as find_similar does: it would be a line for each pause in typing.
        return ()


def _says_enough(typed: str) -> bool:
    return len(typed.split()) >= FEWEST_WORDS or len(HAN.findall(typed)) >= FEWEST_CHINESE
