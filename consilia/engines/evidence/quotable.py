"""Which sentences of a source can stand on a page alone: whole, plain, about people in general."""

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Final

from consilia.engines.retrieval.glossing import begins_with_word

SHORTEST: Final = 5
LONGEST: Final = 40
LONGEST_CHINESE: Final = 50
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
_WORD = re.compile(r"[A-Za-z0-9][\w'’-]*")
_ENDINGS: Final = (".", "!", "。", "！", '."', ".”", ".)", "。」", "。）")
_LIST_OF_ITEMS = re.compile(r"(?:include|includes|including|are|such as)[:,]? - \S.* - \S")
_FIRST_CHARACTER: Final = re.compile("[多少不要有可若當每應宜在對與和從用吃喝]")
_STARTING: Final = (
    "The|A|An|If|In|At|When|While|With|To|As|No|Most|Many|Some|You|Your|It|This|There|For|People|Doctors|Although"
    "|Sometimes|However|Because|Usually"
)
# A heading that ran into its sentence: "Know the Signs Knowing them", "Surgery In some cases".
_GLUED_HEADING: Final = re.compile(
    rf"[a-z?”\"] (?:{_STARTING}) [a-z]|^[A-Z][a-z]+ (?:{_STARTING}) [a-z]|^(\w+) \1\b|^[^.]{{3,60}}\b(\w{{4,}})s? \2\b"
)
_UNFIT: Final = ("about_one_person", "dose", "pointing", "numbers", "empty", "broken")


def words(text: str) -> int:
    """Length in words; in Chinese two characters count as one word."""
    return len(_WORD.findall(text)) + (len(_HAN.findall(text)) + 1) // 2


def is_quotable(sentence: str) -> bool:
    """Whether the sentence is complete, of 5 to 40 words (50 in Chinese), leaning on nothing and nobody.

    Questions, greetings, headings run into a sentence, doses given to somebody else, what points elsewhere, what counts
    cases and what tells nothing are not quotable; `unfit.toml` holds the words.
    """
    unfit = _unfit()
    return (
        SHORTEST <= words(sentence) <= (LONGEST_CHINESE if _HAN.search(sentence) else LONGEST)
        and (sentence.endswith(_ENDINGS) or bool(_LIST_OF_ITEMS.search(sentence)))
        and not unfit["leaning"].match(sentence)
        and not _begins_with_heading(sentence)
        and _begins_whole(sentence)
        and not any(unfit[name].search(sentence) for name in _UNFIT)
    )


def holds_for_everybody(sentence: str) -> bool:
    """Whether a sentence of a reply to one person speaks of people in general: neither to them nor of an event."""
    return not _unfit()["for_one"].search(sentence)


def _begins_with_heading(sentence: str) -> bool:
    """Two or more capitals among the words after the first: "Swelling and Pain in the Joints Different types ..."."""
    after = sentence.split()[1:7]
    capitals = sum((word[:1].isupper() and word[1:2].islower()) or word in {"A", "--"} for word in after)
    return capitals > 1 or bool(_GLUED_HEADING.search(sentence))


def _begins_whole(sentence: str) -> bool:
    """Not where a Chinese sentence has lost its first characters, as often in archives taken from web pages."""
    return not _HAN.match(sentence) or bool(_FIRST_CHARACTER.match(sentence)) or begins_with_word(sentence)


@cache
def _unfit() -> dict[str, "re.Pattern[str]"]:
    listed = tomllib.loads((files(__package__) / "unfit.toml").read_text(encoding="utf-8"))
    return {name: re.compile("|".join(patterns), re.IGNORECASE) for name, patterns in listed.items()}
