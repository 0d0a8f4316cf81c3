"""Reads published ask-a-doctor pages saved as text: every part of a page, or the name of the missing one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from consilia.library.archives.checking import accept
from consilia.library.archives.opening import ArchiveUnreadable, must_be_text
from consilia.library.archives.record import Exchange, Rejection

LARGEST_PAGE = 5 * 1024 * 1024
SAVE_AGAIN = "save the whole page again as UTF-8 text"

SHARE = "Share to:"
MORE_INFO, SIMILAR, RELATED = map(re.compile, ("More Info", "Similar Q&A", "Related FAQ"))
ASKER = re.compile(r"(?P<alias>[^,]*), (?P<who>[^.]*)\. Ask Date: (?P<date>\S+)")
REPLY_HEAD = re.compile(r"(?P<clinician>\S.{0,80}?) reply (?P<department>[^.?!,:;]{2,60})")
REPLY_DATE = re.compile(r"Reply Date: (?P<date>\S+)")
READ_MORE = re.compile(r"\[Read More\]\s*(?P<title>.*)")
TOPIC_DEPARTMENT = re.compile(r"\((?P<department>[^()]+)\)")
AGE_RANGE = re.compile(r"(\d{1,3})\s*[~\-–—]\s*(\d{1,3})")
AGE = re.compile(r"\d{1,3}")
# A title is never the end of a sentence, though the service's page breaks the line after it.
BROKEN_TITLE = re.compile(r"(?:\w+ )?\b(?:Dr|Mr|Mrs|Ms|Prof)\.\n\w+")
LIST_ITEM = re.compile(r"\s*(?:\d{1,2}[.)]|[-*•])\s")
INSTITUTION = re.compile(
    r"\b(?:hospitals?|infirmary|clinics?|sanatorium|(?:medical|health|cancer|heart) cent(?:er|re))\b",
    re.IGNORECASE,
)
CJK = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class _Row:
    number: int
    text: str


class _PageIncompleteError(Exception):
    """A part of the page is missing; carries the line where it was expected and what is missing."""

    def __init__(self, line: int, missing: str) -> None:
        super().__init__(missing)
        self.line = line


def read_seedpages(path: Path) -> Iterator[Exchange | Rejection]:
    """Give the record of each page: of one text file, or of every *.txt in a folder, by name.

    A record's id is the name of its file without the ending; a rejection's line is the one in that file.
    Keys of `extra`: heading (the line over the question), topic_departments, broken_titles (each "Dr." or
    "Mr." that the file breaks off from its name). Raises ArchiveUnreadable at once where there is no page.
    """
    pages = sorted(path.glob("*.txt")) if path.is_dir() else [path]
    if not pages:
        raise ArchiveUnreadable(f"The folder {path.name} holds no .txt file: give the one with the pages.")
    for page in pages:
        must_be_text(page)
    return map(_read_file, pages)


def _read_file(path: Path) -> Exchange | Rejection:
    with path.open("rb") as stream:
        content = stream.read(LARGEST_PAGE + 1)
    if len(content) > LARGEST_PAGE:
        return Rejection(1, path.stem, "the file is too large to be one page", "give one page in each file")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return Rejection(line, path.stem, "the file is not UTF-8", SAVE_AGAIN)
    return read_page(path.stem, text, file_name=path.name)


def read_page(page_id: str, text: str, *, file_name: str = "") -> Exchange | Rejection:
    """Read the text of one page."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    rows = [_Row(number, line.strip()) for number, line in enumerate(text.split("\n"), start=1)]
    try:
        record = _Page(rows).record()
    except _PageIncompleteError as error:
        return Rejection(error.line, page_id, str(error), SAVE_AGAIN)
    broken = [found.replace("\n", " / ") for found in BROKEN_TITLE.findall(text)]
    extra = {key: value for key, value in {"broken_titles": broken, **record.pop("extra_keys")}.items() if value}
    language = "zh-Hant" if len(CJK.findall(text)) * 10 > len(text) else "en"
    return accept(
        {"id": page_id, "language": language, "source": {"name": file_name}} | record | extra,
        line=1,
    )


class _Page:
    """The rows of one page, cut at its landmarks; each method reads one part or says that it is missing."""

    def __init__(self, rows: list[_Row]) -> None:
        self.rows = rows
        self.asker_at, self.asker = self._landmark(ASKER, 0, "the asker line with the ask date")
        first_reply_at, _ = self._landmark(REPLY_DATE, self.asker_at, "the reply date")
        self.more_at, _ = self._landmark(MORE_INFO, first_reply_at, 'the part "More Info"')
        self.similar_at, _ = self._landmark(SIMILAR, self.more_at, 'the part "Similar Q&A"')
        self.related_at, _ = self._landmark(RELATED, self.similar_at, 'the part "Related FAQ"')

    def record(self) -> dict[str, Any]:
        title, department = self._title()
        heading, question = self._heading_and_question()
        topics = self._topics()
        alias, who = self.asker["alias"].strip(), self.asker["who"]
        return {
            "department": department,
            "title": title,
            "question": question,
            "asker": {"alias": alias, "sex": _sex(who), "age_band": _band(who)},
            "asked_on": _date(self.asker["date"]),
            "replies": list(self._replies()),
            "more_info": _join(self.rows[self.more_at + 1 : self.similar_at]),
            "topics": list(topics),
            "similar": list(self._similar()),
            "extra_keys": {"heading": heading, "topic_departments": {k: v for k, v in topics.items() if v}},
        }

    def _matches(self, pattern: re.Pattern[str], start: int) -> Iterator[tuple[int, re.Match[str]]]:
        for at in range(start, len(self.rows)):
            if match := pattern.fullmatch(self.rows[at].text):
                yield at, match

    def _landmark(self, pattern: re.Pattern[str], start: int, name: str) -> tuple[int, re.Match[str]]:
        for at, match in self._matches(pattern, start):
            return at, match
        raise _PageIncompleteError(self._last_line(), f"{name} is missing")

    def _last_line(self) -> int:
        return max((row.number for row in self.rows if row.text), default=1)

    def _title(self) -> tuple[str, str]:
        first = next((row for row in self.rows[: self.asker_at] if row.text), None)
        if first is None or first.text == SHARE:
            raise _PageIncompleteError(1, "the title is missing")
        title, dash, department = first.text.rpartition(" - ")
        if not (dash and title.strip()):
            raise _PageIncompleteError(first.number, "the department after the title is missing")
        return title.strip(), department.strip()

    def _heading_and_question(self) -> tuple[str, str]:
        blocks = [block for block in _blocks(self.rows[: self.asker_at]) if block[0].text != SHARE][1:]
        if not blocks:
            raise _PageIncompleteError(self.rows[self.asker_at].number, "the question is missing")
        heading = blocks.pop(0)[0].text if len(blocks) > 1 and len(blocks[0]) == 1 else ""
        return heading, _join_blocks(blocks)

    def _replies(self) -> Iterator[dict[str, str]]:
        start = self.asker_at + 1
        for at, dated in list(self._matches(REPLY_DATE, start)):
            if at < self.more_at:
                yield self._reply(self.rows[start:at], dated["date"], self.rows[at].number)
                start = at + 1

    def _reply(self, rows: list[_Row], replied_on: str, line: int) -> dict[str, str]:
        filled = [at for at, row in enumerate(rows) if row.text]
        head = REPLY_HEAD.fullmatch(rows[filled[0]].text) if filled else None
        if head is None:
            raise _PageIncompleteError(line, 'the line that names the doctor ("Dr. ... reply ...") is missing')
        text = _join(rows[filled[0] + 1 :])
        if not text:
            raise _PageIncompleteError(line, "the text of the reply is missing")
        clinician = head["clinician"].strip()
        return {
            "clinician": clinician,
            "department": head["department"].strip(),
            "hospital": hospital_of(text, clinician),
            "replied_on": _date(replied_on),
            "text": text,
        }

    def _similar(self) -> Iterator[dict[str, str]]:
        rows, start = self.rows[self.similar_at + 1 : self.related_at], 0
        for at, row in enumerate(rows):
            if more := READ_MORE.fullmatch(row.text):
                yield _similar_item(rows[start:at], more["title"].strip(), row.number)
                start = at + 1
        if any(row.text for row in rows[start:]):
            raise _PageIncompleteError(rows[-1].number, 'an item of "Similar Q&A" is cut off')

    def _topics(self) -> dict[str, str]:
        topics: dict[str, str] = {}
        open_topic: _Row | None = None
        for row in self.rows[self.related_at + 1 :]:
            if not row.text:
                continue
            department = TOPIC_DEPARTMENT.fullmatch(row.text)
            if (department is None) == (open_topic is not None):
                break
            if department is None:
                open_topic = row
            elif open_topic is not None:
                topics[open_topic.text] = department["department"].strip()
                open_topic = None
        else:
            if open_topic is None:
                return topics
        raise _PageIncompleteError(self._last_line(), 'a topic of "Related FAQ" is cut off')


def hospital_of(reply: str, clinician: str) -> str:
    """Find the hospital in the sentence a doctor signs with ("Dr. Name, Hospital, ..."), or ""."""
    name = re.sub(r"^(?:Dr|Prof)\.?\s+", "", clinician)
    signed_at = reply.rfind(f"{name},") if name else -1
    if signed_at < 0:
        return ""
    signature = reply[signed_at + len(name) :].partition("\n")[0]
    parts = [part.strip(" .") for part in signature.split(",")]
    return next((part for part in parts if INSTITUTION.search(part) and part[:1].isupper()), "")


def _similar_item(rows: list[_Row], read_more: str, line: int) -> dict[str, str]:
    blocks = _blocks(rows)
    matches = ((at, REPLY_HEAD.fullmatch(block[0].text)) for at, block in enumerate(blocks))
    heads = [(at, head) for at, head in matches if head and at > 1]
    if not heads:
        missing = 'an item of "Similar Q&A" lacks its title, its question or the line that names the doctor'
        raise _PageIncompleteError(line, missing)
    at, head = heads[0]
    title = _join(blocks[0])
    item = {
        "title": title,
        "question": _join_blocks(blocks[1:at]),
        "clinician": head["clinician"].strip(),
        "department": head["department"].strip(),
        "reply": _join_blocks([blocks[at][1:], *blocks[at + 1 :]]),
    }
    return item if read_more in {title, ""} else item | {"read_more": read_more}


def _blocks(rows: list[_Row]) -> list[list[_Row]]:
    blocks: list[list[_Row]] = [[]]
    for row in rows:
        if row.text:
            blocks[-1].append(row)
        elif blocks[-1]:
            blocks.append([])
    return [block for block in blocks if block]


def _join(rows: list[_Row]) -> str:
    """Join the lines of each paragraph: the saved page breaks them at every full stop, even after "Dr."."""
    return _join_blocks(_blocks(rows))


def _join_blocks(blocks: list[list[_Row]]) -> str:
    return "\n\n".join(_paragraph(block) for block in blocks if block)


def _paragraph(block: list[_Row]) -> str:
    text = block[0].text
    for row in block[1:]:
        text += ("\n" if LIST_ITEM.match(row.text) else " ") + row.text
    return text


def _sex(who: str) -> str:
    found = re.search(r"\b(female|male)\b", who)
    return found[1] if found else ""


def _band(who: str) -> str:
    """Give "10-19" for "10~19 year old", "80+" for a single open age, "" for none."""
    if ages := AGE_RANGE.search(who):
        return f"{ages[1]}-{ages[2]}"
    age = AGE.search(who)
    return f"{age[0]}+" if age and re.search(r"over|above|older|and up|\+", who) else ""


def _date(text: str) -> str:
    return re.sub(r"[/.]", "-", text.rstrip("."))
