"""Which sentences of a source can stand on a page alone: whole, plain, about people in general."""

import re
from typing import Final

SHORTEST: Final = 5
LONGEST: Final = 40
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
_WORD = re.compile(r"[A-Za-z0-9][\w'’-]*")
_DANGLING = re.compile(
    r"(?:it|its|this|that|these|those|they|their|them|he|she|his|her|him|such|so|but|however|also|then|therefore|thus|and|or"
    r"|because|in addition|another|other|both|for example|e\.g|these)\b|[-–•*]|\d+[.)]|[這那它他她牠此該其][^個些]|但|而且|另外|所以|因此|然而|同時|並且|以上|上述",
    re.IGNORECASE,
)
_ABOUT_ONE_PERSON = re.compile(
    r"\b(?:i|i'm|i've|my|me|mine|we|our|us)\b|\byou(?:['’]re| are| have| had|['’]ve| were| mentioned| said| describe\w*)\b"
    r"|\byour (?:case|age|wife|husband|son|daughter|baby|child|mother|father|mri|report|results?|tests?|ct|question|symptoms|description)\b"
    r"|\b(?:hi|hello|dear|thanks?|thank you|regards|good luck|welcome|wish\w*|hope)\b|\b(?:dr|mr|mrs|ms|prof)\."
    r"|您好|你好|謝謝|感謝|祝您|祝你|希望我|我的|我是|我們|你的情況|您的情況|你這|您這|根據你|根據您|根據描述|朋友|麻醉",
    re.IGNORECASE,
)
# Another person's dose is no advice for the reader.
_DOSE = re.compile(
    r"\d\s*(?:mg|mcg|µg|ug|ml|iu|units?|tablets?|pills?|capsules?|drops?|毫克|毫升|公克|克|粒|錠|片|滴|顆|包|丸)(?![a-z])"
    r"|(?:once|twice|three times|times) (?:a day|daily)|\b(?:bid|tid|qid)\b|每[日天][一二三兩四\d]+次|一[日天][一二三兩四\d]+次",
    re.IGNORECASE,
)
_ENDING = tuple(".!。！") + ('."', ".”", ".)", "。」", "。）")


def words(text: str) -> int:
    """Length in words; in Chinese two characters count as one word."""
    return len(_WORD.findall(text)) + (len(_HAN.findall(text)) + 1) // 2


def is_quotable(sentence: str) -> bool:
    """Whether the sentence is complete, of 5 to 40 words, points at nothing before it, and at no single person.

    Questions, greetings, lists cut in two, and doses given to somebody else are not quotable.
    """
    return (
        SHORTEST <= words(sentence) <= LONGEST
        and sentence.endswith(_ENDING)
        and "\n" not in sentence
        and not _DANGLING.match(sentence)
        and not _ABOUT_ONE_PERSON.search(sentence)
        and not _DOSE.search(sentence)
    )
