"""The sentences of a source that stand by themselves: labels before them off, lists cut out as one sentence each."""

import re
from collections.abc import Iterator
from typing import Final

from consilia.engines.evidence.sentences import split_sentences

MOST_WORDS: Final = 30
LONGEST_HEADING: Final = 7
# "Summary : Gout is ...", "您好，感冒是..." begin after the label.
_LABEL: Final = re.compile(
    r"(?:summary|answer|note)\s*:\s*"
    r"|(?:(?:您好|你好|朋友|病情分析|問題分析|指導意見|指導建議|意見建議|醫生建議|醫生尋問|建議)[，,：:！!。\s]+)+",
    re.IGNORECASE,
)
# "Symptoms may include       -  Fever     -  Cough        Most people ...": what announces a list, and its items.
_ONE_ITEM: Final = r"\s+-\s+[^\n]+?(?=\s+-\s|\s{2,}|\n|\Z|\.\s)"
_ITEM: Final = re.compile(_ONE_ITEM)
_LIST: Final = re.compile(
    r"(?<!\S)[A-Z][^.!?:\n]{8,120}?(?:include|includes|including|are|such as)[:,]?" rf"(?P<items>(?:{_ONE_ITEM})+)"
)
_FACET_NAMED: Final = re.compile(
    r"\b(?:symptoms?|signs|causes?|treatments?|tests?|risk factors|things|steps|triggers?|complications)\b", re.I
)


def standing_sentences(text: str, language: str) -> Iterator[tuple[int, int]]:
    """Spans (start, end) of what may be quoted: sentences, and lists of at least two items with what announces them.

    An item of a list that stands on its own line is left out: it says nothing without what stands before the list.
    """
    lists = list(_lists(text))
    yield from lists
    for start, end in split_sentences(text, language):
        if any(start < until and since < end for since, until in lists):
            continue
        label = _LABEL.match(text, start, end)
        begin = label.end() if label else start
        if begin < end and not _is_item(text, begin):
            yield begin, end


def _lists(text: str) -> Iterator[tuple[int, int]]:
    for found in _LIST.finditer(text):
        if not _FACET_NAMED.search(found.group()[: found.start("items") - found.start()]):
            continue
        start, end, items = found.start(), found.start("items"), 0
        for item in _ITEM.finditer(text, found.start("items"), found.end("items")):
            if len(text[start : item.end()].split()) > MOST_WORDS:
                break
            end, items = item.end(), items + 1
        if items > 1:
            yield start, end


def _is_item(text: str, start: int) -> bool:
    """Whether the line before is no sentence and too long for a heading, or ends in a colon: so it is a list."""
    before = text[max(0, start - 300) : start].rstrip()
    if not before or before[-1] in '.!?。！？"”)':
        return False
    line = before.rpartition("\n")[2]
    return before[-1] in ":：" or len(line.split()) > LONGEST_HEADING
