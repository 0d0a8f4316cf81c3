"""How a doctor's words are set: the few marks of Markdown that they may use, and the same words without them."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_block import StateBlock, list_block
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter
from markdown_it.token import Token

DEEPEST_LIST: Final = 3
"""A list in a list in a list; what is deeper stands as it was typed."""
DEEPEST_EMPHASIS: Final = 2
LONGEST_RUN: Final = 3
"""Stars in a row that may emphasise something: one, two, or three for both at once."""
STAR: Final = "*"
# Neither "+ 2 kg since May" nor a year at the beginning of a line is an item, nor is a mark with nothing behind it.
_ITEM: Final = re.compile(r"(?:[-*]|[0-9]{1,2}[.)])[ \t]+\S")
_LEVELS_A_LIST: Final = 2
_CLASSES: Final = {
    "bullet_list_open": "nhsuk-list nhsuk-list--bullet",
    "ordered_list_open": "nhsuk-list nhsuk-list--number",
}
_LISTS: Final = {f"{kind}_list_{end}" for kind in ("bullet", "ordered") for end in ("open", "close")}


def formatted(text: str) -> SafeString:
    """HTML: paragraphs, line breaks, *emphasis*, **strong emphasis**, lists begun with -, *, 1. or 1), nothing else.

    Whatever else was typed stands there as it was typed, links and tags too.
    """
    said: str = _markdown().render(text)
    return mark_safe(said)  # noqa: S308 - the renderer escapes; its tags are those of the rules below


def plain(text: str) -> str:
    """The words alone, for machines and for one line: no star of an emphasis, hyphens for bullets.

    A text without a star is returned as it is.
    """
    return "\n".join(_lines(_markdown().parse(text))) if STAR in text else text


@cache
def _markdown() -> MarkdownIt:
    rules = MarkdownIt("zero", {"breaks": True})
    rules.enable(["newline", "emphasis", "list"])
    ends: RuleOptionsType = {"alt": ["paragraph"]}
    rules.block.ruler.at("list", _list, ends)
    rules.block.ruler.before("paragraph", "not_indented", _not_indented, ends)
    rules.inline.ruler.at("emphasis", _stars)
    rules.core.ruler.push("finish", _finish)
    return rules


def _list(state: StateBlock, line: int, end: int, silent: bool) -> bool:
    begins = state.bMarks[line] + state.tShift[line]
    if state.level >= DEEPEST_LIST * _LEVELS_A_LIST or not _ITEM.match(state.src, begins, state.eMarks[line]):
        return False
    return list_block(state, line, end, silent)


def _not_indented(state: StateBlock, line: int, end: int, silent: bool) -> bool:
    """A line below a list that is not indented is no part of its last item, as it would be in Markdown.

    Nobody who types "Come at once if it gets worse" there means the item alone.
    """
    return silent and state.sCount[line] < state.blkIndent


def _stars(state: StateInline, silent: bool) -> bool:
    """Stars emphasise what stands between them, as in Markdown, but for what may stand outside them.

    Markdown sees none in **注意：**請, for lack of a space, and one in 2*3*4. Here a star begins or ends an emphasis at
    whatever does not join words: a space, a stop, or a character of a script that has no spaces.
    """
    start = end = state.pos
    if silent or state.src[start] != STAR:
        return False
    while end < state.posMax and state.src[end] == STAR:
        end += 1
    before, after, length = state.src[start - 1 : start], state.src[end : end + 1], end - start
    opens = length <= LONGEST_RUN and _is_apart(before) and bool(after.strip())
    closes = length <= LONGEST_RUN and _is_apart(after) and bool(before.strip())
    for _each in range(length):
        state.push("text", "", 0).content = STAR
        place = len(state.tokens) - 1
        state.delimiters.append(Delimiter(ord(STAR), length, place, end=-1, open=opens, close=closes))
    state.pos = end
    return True


def _is_apart(character: str) -> bool:
    return not character.isalnum() or unicodedata.east_asian_width(character) in {"W", "F"}


def _finish(state: StateCore) -> None:
    """Lists look as lists do elsewhere; emphasis within emphasis within emphasis stands as it was typed."""
    for token in state.tokens:
        if token.type in _CLASSES:
            token.attrSet("class", _CLASSES[token.type])
        for child in token.children or ():
            if child.nesting and child.level >= DEEPEST_EMPHASIS:
                child.type, child.tag, child.nesting, child.content = "text", "", 0, child.markup


def _lines(tokens: Sequence[Token]) -> Iterator[str]:
    depth, mark, is_first = 0, "", True
    for token in tokens:
        if token.type in _LISTS:
            depth += token.nesting
        elif token.type == "list_item_open":
            mark = f"{token.info}{token.markup} " if token.info else "- "
        elif token.type == "paragraph_open" and not (token.hidden or is_first):
            yield ""
        elif token.type == "inline":
            is_first = False
            yield "  " * max(0, depth - 1) + mark + _words(token.children or ())
            mark = ""


def _words(tokens: Sequence[Token]) -> str:
    return "".join("\n" if token.tag == "br" else token.content for token in tokens)
