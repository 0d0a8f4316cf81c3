"""Which sentences of a source can stand on a page alone: whole, plain, about people in general."""

import re
from typing import Final

SHORTEST: Final = 5
LONGEST: Final = 40


def _any(*patterns: str) -> "re.Pattern[str]":
    return re.compile("|".join(patterns), re.IGNORECASE)


_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
_WORD = re.compile(r"[A-Za-z0-9][\w'’-]*")
_ENDINGS: Final = (".", "!", "。", "！", '."', ".”", ".)", "。」", "。）")
# The beginning leans on a sentence that is not shown.
_LEANING = _any(
    r"(?:it|its|this|that|these|those|they|their|them|he|she|his|her|him|such|so|but|however|also|then)\b",
    r"(?:therefore|thus|and|or|because|in addition|another|other|both|for example)\b",
    r"[-–•*]|\d{1,3}[.)]",
    r"[這那它他她牠此該其](?![個些])|但|而且|另外|所以|因此|然而|同時|並且|以上|上述",
)
_ABOUT_ONE_PERSON = _any(
    r"\b(?:i|i['’]m|i['’]ve|my|me|mine|we|our|us)\b",
    r"\byou(?:['’]re| are| have| had|['’]ve| were| mentioned| said| describe\w*)\b",
    r"\byour (?:case|age|wife|husband|son|daughter|baby|child|mother|father|question|symptoms|description)\b",
    r"\byour (?:mri|ct|reports?|results?|tests?|expected)\b",
    r"\b(?:hi|hello|dear|thanks?|regards|good luck|welcome|wish\w*|hope)\b|\b(?:dr|mr|mrs|ms|prof)\.",
    r"您好|你好|謝謝|感謝|祝您|祝你|希望我|我|你的情況|您的情況|你這|您這|根據你|根據您|根據描述|朋友",
)
# Another person's dose is no advice to a reader.
_DOSE = _any(
    r"\d\s*(?:mg|mcg|µg|ug|ml|iu|units?|tablets?|pills?|capsules?|drops?)\b",
    r"\d\s*(?:毫克|毫升|公克|克|粒|錠|片|滴|顆|包|丸)",
    r"\b(?:once|twice|times) (?:a day|daily)\b|\bb\.?i\.?d\b|\bt\.?i\.?d\b",
    r"[每一][日天][一二三兩四\d]+次",
)
# What a publication says about itself.
_BOILERPLATE = _any(
    r"orphanet|human phenotype ontology|\bthis (?:page|website|booklet|research|summary|section)\b",
    r"\bclinical trials?\b|\bnih\b|\bpdq\b|\bmore information\b|\binformation (?:on|about)\b|https?:|www\.",
)
_BROKEN_LIST = re.compile(r"\s{2,}|\n|:\s+-\s")


def words(text: str) -> int:
    """Length in words; in Chinese two characters count as one word."""
    return len(_WORD.findall(text)) + (len(_HAN.findall(text)) + 1) // 2


def is_quotable(sentence: str) -> bool:
    """Whether the sentence is complete, of 5 to 40 words, leans on nothing before it and on no one person.

    Questions, greetings, lists run into one line, and doses given to somebody else are not quotable.
    """
    return (
        SHORTEST <= words(sentence) <= LONGEST
        and sentence.endswith(_ENDINGS)
        and not _LEANING.match(sentence)
        and not any(unfit.search(sentence) for unfit in (_ABOUT_ONE_PERSON, _DOSE, _BOILERPLATE, _BROKEN_LIST))
    )
