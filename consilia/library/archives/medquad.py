"""Reads MedQuAD, answered questions of NIH sites as XML in a .tar.gz, as citable sources."""

from __future__ import annotations

import gzip
import re
import tarfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from consilia.library.archives.opening import (
    CHUNK,
    ArchiveRefused,
    ArchiveUnreadable,
    is_gzip,
    must_be_file,
    must_be_whole_gzip,
)
from consilia.library.archives.record import Rejection, Skipped, SourceDocument

LICENCE = "CC BY 4.0"
MOST_MEMBERS = 50_000  # tarfile keeps each header in memory
LARGEST_ARCHIVE = 256 * 1024 * 1024
LARGEST_MEMBER = 20 * 1024 * 1024
FETCH_AGAIN = "fetch the archive again, or remove this file from it"
DAMAGED = (EOFError, OSError, zlib.error, tarfile.TarError)

Item = SourceDocument | Skipped | Rejection


def read_medquad(path: Path) -> Iterator[Item]:
    """Give each answered pair as a source, each unanswered one as skipped, each broken file as a rejection.

    The archive is looked through first, never unpacked to disk: raises ArchiveUnreadable (damaged or another
    kind of file) or ArchiveRefused (paths that climb out, links, giants) before anything is yielded. In
    a rejection the id is the name of the file inside the archive, the line that of the XML error. Collection:
    Ben Abacha and Demner-Fushman, "A Question-Entailment Approach to Question Answering", BMC Bioinformatics
    2019.
    """
    must_be_file(path)
    if not is_gzip(path):
        raise ArchiveUnreadable(f"{path.name} is no .tar.gz: pack the XML files with tar czf.")
    must_be_whole_gzip(path, largest=LARGEST_ARCHIVE)
    _look_through(path)
    return _read(path)


def _look_through(path: Path) -> None:
    found = False
    try:
        with gzip.open(path) as raw, tarfile.open(fileobj=raw, mode="r:") as tar:
            for count, member in enumerate(tar, start=1):
                _must_be_harmless(member, count)
                found = found or _is_page(member)
            _must_end_as_tar(raw, tar.offset, path)
    except DAMAGED:
        raise ArchiveUnreadable(f"{path.name} is cut short or no tar archive: fetch it again.") from None
    if not found:
        raise ArchiveUnreadable(f"{path.name} holds no XML file: is it MedQuAD?")


def _must_be_harmless(member: tarfile.TarInfo, count: int) -> None:
    name = PurePosixPath(member.name.replace("\\", "/"))
    if name.is_absolute() or ".." in name.parts or re.match(r"[A-Za-z]:", member.name):
        raise ArchiveRefused(f"Refused: {member.name!r} points outside the archive. Nothing was imported.")
    if not (member.isfile() or member.isdir()):
        raise ArchiveRefused(f"Refused: {member.name!r} is a link or a device. Nothing was imported.")
    if member.size > LARGEST_MEMBER or count > MOST_MEMBERS:
        raise ArchiveRefused(f"Refused: the archive is too large at {member.name!r}. Nothing was imported.")


def _must_end_as_tar(raw: gzip.GzipFile, offset: int, path: Path) -> None:
    # tarfile takes a damaged header for the end of the archive; a true end is a block of zeros.
    raw.seek(offset)
    if any(raw.read(tarfile.BLOCKSIZE)):
        raise ArchiveUnreadable(f"{path.name} is damaged in the middle: fetch it again.")
    while raw.read(CHUNK):
        pass


def _is_page(member: tarfile.TarInfo) -> bool:
    return member.isfile() and member.name.endswith(".xml")


def _read(path: Path) -> Iterator[Item]:
    with gzip.open(path) as raw, tarfile.open(fileobj=raw, mode="r:") as tar:
        for member in tar:
            if _is_page(member) and (content := tar.extractfile(member)):
                yield from read_page(member.name, content.read())


def read_page(name: str, xml: bytes) -> Iterator[Item]:
    """Read one XML file of MedQuAD; `name` is its path inside the archive."""
    try:
        page = fromstring(xml, forbid_dtd=True)
    except ParseError as error:
        yield Rejection(error.position[0], name, "the file is not well-formed XML", FETCH_AGAIN)
    except (DefusedXmlException, ValueError, LookupError):
        yield Rejection(1, name, "the file declares entities or an unknown encoding", FETCH_AGAIN)
    else:
        yield from _pairs(name, page)


def _pairs(name: str, page: Element) -> Iterator[Item]:
    url, publisher = page.get("url", ""), page.get("source") or page.get("corpus", "")
    if not (url and publisher):
        yield Rejection(1, name, "the file does not say its address and publisher", FETCH_AGAIN)
        return
    folder = PurePosixPath(name).parent.name
    for position, pair in enumerate(page.iter("QAPair"), start=1):
        # Not the qid: MedQuAD gives the same one to pairs of different sites (12,133 for 16,407 answers).
        key = f"medquad-{folder}-{PurePosixPath(name).stem}-{position}"
        yield _pair(key, pair, focus=_text(page, "Focus"), url=url, publisher=publisher, collection=folder)


def _pair(key: str, pair: Element, *, focus: str, url: str, publisher: str, collection: str) -> Item:
    question, answer = _text(pair, "Question"), _text(pair, "Answer")
    if not question:
        return Rejection(1, key, "the pair has no question", FETCH_AGAIN)
    if not answer:
        return Skipped(key, "the pair has no answer")
    return SourceDocument(
        id=key,
        title=_one_question_mark(" ".join(question.split())),
        text=answer,
        focus=focus,
        url=url,
        publisher=publisher,
        licence=LICENCE,
        collection=collection,
    )


def _one_question_mark(question: str) -> str:
    return question.rstrip("? ") + "?" if question.endswith("?") else question


def _text(parent: Element, tag: str) -> str:
    found = parent.find(tag)
    return "".join(found.itertext()).strip() if found is not None else ""
