"""Where sentences begin and end, in English and Chinese, never at "Dr.", "e.g." or 3.5."""

import re
from collections.abc import Iterator
from typing import Final

_END = re.compile(r"(?P<marks>[.!?。！？…]+)[\"'”’)\]」』）》]*|\n\s*")
_LAST_WORD = re.compile(r"[^\s(（\[\"'“”]*\Z")
_DOTTED = re.compile(r"(?:[A-Za-z]\.)+[A-Za-z]")
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
_SPACE = re.compile(r"\s*")
_LONGEST_WORD: Final = 24


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


# Always followed by more of the same sentence.
_JOINING: Final = _words(
    "dr drs mr mrs ms mx prof rev hon st sr jr messrs gen sgt lt col capt e.g i.e eg ie cf vs viz approx ca"
    " fig figs resp al u.s u.k ph pp vol"
)
# A full stop after these belongs to the number that follows; without one, "no." may well end a sentence.
_BEFORE_NUMBER: Final = _words("no nos p art sec ch tel ext")
# Ends a sentence only before a capital letter.
_OPEN: Final = _words(
    "etc a.m p.m am pm inc ltd co dept est jan feb mar apr jun jul aug sep sept oct nov dec min max hr hrs"
)
# "hepatitis B." ends a sentence; "John F." does not.
_LETTERED: Final = _words("vitamin vitamins hepatitis type group grade stage influenza")


def split_sentences(text: str, language: str) -> tuple[tuple[int, int], ...]:
    """Spans (start, end) of the sentences in code points, in order; between them is only white space.

    A line break ends a sentence at an empty line, after a heading and in Chinese, but not in a wrapped
    English line. Works in one pass over any text.
    """
    spans = []
    start = 0
    for end in _ends(text, chinese=language.lower().startswith("zh")):
        span = _trimmed(text, start, end)
        if span[0] < span[1]:
            spans.append(span)
        start = end
    return tuple(spans)


def _ends(text: str, *, chinese: bool) -> Iterator[int]:
    for match in _END.finditer(text):
        if match["marks"] is None:
            ends = _line_ends(text, match, chinese=chinese)
        elif match["marks"] == ".":
            ends = _full_stop_ends(text, match)
        else:
            ends = _mark_ends(text, match)
        if ends:
            yield match.end()
    yield len(text)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _line_ends(text: str, match: "re.Match[str]", *, chinese: bool) -> bool:
    if match.group().count("\n") > 1:
        return True
    before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
    if before == "." and _word_before(text, match.start() - 1).lower() in _JOINING:
        return False
    if before in set("，、；：,;") - {""}:
        return False
    return chinese or not after.islower()


def _mark_ends(text: str, match: "re.Match[str]") -> bool:
    """For !, ?, their Chinese forms, and runs of marks; dots that trail off end only before a new start."""
    after = text[match.end() : match.end() + 1]
    if set(match["marks"]) <= set(".…"):
        following = _next_letter(text, match.end())
        return not following or (not following.islower() and not following.isdigit())
    if match["marks"][-1] in "!?.":
        return not after or after.isspace() or after.isupper() or bool(_HAN.match(after))
    return True


def _full_stop_ends(text: str, match: "re.Match[str]") -> bool:
    at = match.start()
    after = text[match.end() : match.end() + 1]
    word = _word_before(text, at)
    if after and not after.isspace() and not _HAN.match(after):
        # "pain.The next" lacks its space; "3.5", "example.org" and "e.g." do not.
        return after.isupper() and len(word) > 3 and word.isalpha() and word.islower()
    return _word_lets_end(text, at, word, _next_letter(text, match.end()))


def _word_lets_end(text: str, at: int, word: str, following: str) -> bool:
    """Whether a full stop after `word` ends a sentence that goes on, after white space, with `following`."""
    lower = word.lower()
    if not following:
        return True
    if lower in _JOINING:
        return False
    if lower in _BEFORE_NUMBER:
        return not following.isdigit()
    if lower in _OPEN or _DOTTED.fullmatch(word):
        return following.isupper() or bool(_HAN.match(following))
    if len(word) == 1 and word.isupper():
        return not _is_initial(text, at)
    # "1. Rest" is a list's number, not a sentence.
    return not (word.isdigit() and _starts_line(text, at - len(word)))


def _is_initial(text: str, at: int) -> bool:
    """Whether the capital before `at` is a person's initial: its neighbour before is a name, or nothing."""
    rest = text[max(0, at - 1 - _LONGEST_WORD) : at - 1].rstrip()
    neighbour = _word_before(rest, len(rest)).rstrip(".")
    if neighbour.lower() in _LETTERED:
        return False
    return not neighbour or neighbour[0].isupper()


def _word_before(text: str, at: int) -> str:
    found = _LAST_WORD.search(text[max(0, at - _LONGEST_WORD) : at])
    return found.group() if found else ""


def _next_letter(text: str, at: int) -> str:
    """The first character after white space; empty at the end of the text or where an empty line follows."""
    gap = _SPACE.match(text, at)
    end = gap.end() if gap else at
    return "" if text.count("\n", at, end) > 1 else text[end : end + 1]


def _starts_line(text: str, at: int) -> bool:
    return at == 0 or text[:at].rstrip(" \t")[-1:] in {"", "\n"}
