"""The words of topics: how they are folded to be compared, and which of them say enough to be looked for."""

import re
import unicodedata
from functools import lru_cache

from consilia.library.faults import GENERAL_ENGLISH, is_vacuous_topic
from consilia.library.models import Topic

# Shorter words mean too many things: "all" and "ra" are a leukaemia and an arthritis, and something else mostly.
SHORTEST_ENGLISH = 3
SHORTEST_CHINESE = 2
# Chinese and Japanese are written without spaces: a word is found wherever its characters stand.
UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_LAST_BRACKETS = re.compile(r"\s*[(（][^()（）]*[)）]\s*$")


def words_for(topic: Topic, language: str) -> list[str]:
    """The topic's name and synonyms in a language, by BCP 47 tag."""
    return [word for word in (topic.names.get(language, ""), *topic.synonyms.get(language, [])) if word]


def telling_words(topic: Topic, language: str) -> set[str]:
    """The topic's words as they are looked for, without those that would be found on any page."""
    if any(map(is_vacuous_topic, topic.names.values())):
        return set()
    words = [folded(_LAST_BRACKETS.sub("", word) or word) for word in words_for(topic, language)]
    return {compared(word) for word in words if _tells(word)}


def compared(word: str) -> str:
    """A folded word as it is compared: English in its singular, Chinese as it is."""
    return word if UNSPACED.search(word) else singular(word)


@lru_cache(maxsize=16_384)
def key(name: str) -> str:
    """What two spellings of one name share: width, case, punctuation, English plural, a bracket at the end."""
    return compared(folded(_LAST_BRACKETS.sub("", name) or name))


def folded(text: str) -> str:
    """Text in one width and case, its words between single spaces, its punctuation gone."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return " ".join("".join(letter if letter.isalnum() else " " for letter in plain).split())


def singular(text: str) -> str:
    """Folded text with its English plurals taken for singulars; the same for both sides, whether English or not."""
    return " ".join(map(_singular_word, text.split()))


def _tells(word: str) -> bool:
    if UNSPACED.search(word):
        return len(word) >= SHORTEST_CHINESE and not is_vacuous_topic(word)
    general = word in GENERAL_ENGLISH or is_vacuous_topic(word) or is_vacuous_topic(singular(word))
    return len(word) >= SHORTEST_ENGLISH and not general


def _singular_word(word: str) -> str:
    if len(word) <= SHORTEST_ENGLISH or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    # Headaches are many, but one is a headache.
    is_long = word.endswith(("sses", "shes", "ches", "xes", "zes")) and not word.endswith("aches")
    return word[:-2] if is_long else word[:-1]
