"""MedQuAD: each answered pair becomes a citable source, and no hostile archive gets past the door."""

from __future__ import annotations

import gzip
import io
import tarfile
from collections import Counter
from pathlib import Path

import pytest

from consilia.library.archives.medquad import read_medquad
from consilia.library.archives.opening import ArchiveRefused, ArchiveUnreadable
from consilia.library.archives.record import Rejection, Skipped, SourceDocument
from tests.shared_data import shared

PAGE = """<?xml version="1.0" encoding="UTF-8"?>
<Document id="0000007" source="NINDS" url="https://example.org/spasm">
<Focus>Spasm</Focus>
<QAPairs>
<QAPair pid="1"><Question qid="0000007-1" qtype="information">What is (are) Spasm ?</Question>
<Answer>A muscle that tightens &amp; does not let go.</Answer></QAPair>
<QAPair pid="2"><Question qid="0000007-2">How is it treated??</Question><Answer> </Answer></QAPair>
</QAPairs></Document>"""


def packed(folder: Path, members: dict[str, str | bytes], *special: tarfile.TarInfo) -> Path:
    path = folder / "medquad.tar.gz"
    with tarfile.open(path, "w:gz") as tar:
        for name, content in members.items():
            data = content if isinstance(content, bytes) else content.encode()
            member = tarfile.TarInfo(name)
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
        for member in special:
            tar.addfile(member)
    return path


def test_a_pair_becomes_a_source_with_its_origin_and_an_unanswered_one_is_skipped(tmp_path: Path) -> None:
    source, skipped = read_medquad(packed(tmp_path, {"6_NINDS_QA/0000007.xml": PAGE}))

    assert source == SourceDocument(
        id="medquad-6_NINDS_QA-0000007-1",
        title="What is (are) Spasm?",
        text="A muscle that tightens & does not let go.",
        focus="Spasm",
        url="https://example.org/spasm",
        publisher="NINDS",
        licence="CC BY 4.0",
        collection="6_NINDS_QA",
    )
    assert skipped == Skipped("medquad-6_NINDS_QA-0000007-2", "the pair has no answer")


def test_the_same_question_id_on_two_sites_gives_two_sources(tmp_path: Path) -> None:
    items = list(read_medquad(packed(tmp_path, {"a/0000007.xml": PAGE, "b/0000007.xml": PAGE})))

    assert len({item.id for item in items}) == 4


@pytest.mark.parametrize(
    ("xml", "reason"),
    [
        (PAGE[:300], "not well-formed"),
        (PAGE.replace("<Focus>", '<!DOCTYPE x [<!ENTITY a "b">]><Focus>'), "not well-formed"),
        ('<!DOCTYPE d [<!ENTITY a "b">]><Document>&a;</Document>', "declares entities"),
        ('<?xml version="1.0" encoding="x-none"?><a/>', "unknown encoding"),
        (PAGE.replace("https://example.org/spasm", ""), "address and publisher"),
        (PAGE.replace("What is (are) Spasm ?", ""), "no question"),
    ],
)
def test_a_broken_file_inside_is_rejected_and_the_others_go_on(tmp_path: Path, xml: str, reason: str) -> None:
    first, *others = read_medquad(packed(tmp_path, {"a/1.xml": xml, "b/2.xml": PAGE}))

    assert isinstance(first, Rejection)
    assert reason in first.reason
    assert [item for item in others if isinstance(item, SourceDocument)][-1].collection == "b"


def link(kind: bytes, name: str = "a/link.xml") -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.type, member.linkname = kind, "/etc/hostname"
    return member


@pytest.mark.parametrize("name", ["../x.xml", "a/../../x.xml", "/x.xml", "..\\x.xml", "C:\\x.xml"])
def test_a_path_that_climbs_out_refuses_the_whole_archive(tmp_path: Path, name: str) -> None:
    with pytest.raises(ArchiveRefused, match=r"points outside the archive\. Nothing was imported"):
        read_medquad(packed(tmp_path, {"a/1.xml": PAGE, name: PAGE}))


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE])
def test_links_and_devices_refuse_the_whole_archive(tmp_path: Path, kind: bytes) -> None:
    with pytest.raises(ArchiveRefused, match="is a link or a device"):
        read_medquad(packed(tmp_path, {"a/1.xml": PAGE}, link(kind)))


def test_a_bomb_is_refused_before_it_fills_the_memory(tmp_path: Path) -> None:
    path = tmp_path / "bomb.tar.gz"
    with gzip.open(path, "wb", compresslevel=1) as stream:
        for _ in range(260):
            stream.write(bytes(1024 * 1024))

    with pytest.raises(ArchiveRefused, match="too large"):
        read_medquad(path)


def test_a_cut_or_damaged_archive_is_refused_before_the_first_source(tmp_path: Path) -> None:
    path = packed(tmp_path, {f"a/{number}.xml": PAGE + " " * number for number in range(50)})
    whole = path.read_bytes()
    plain = bytearray(gzip.decompress(whole))
    plain[1024:1088] = b"\xff" * 64  # the header of the second file
    for damaged in (
        whole[:-30],
        whole[: len(whole) // 2],
        gzip.compress(bytes(plain)),
        gzip.compress(b"no tar" * 99),
    ):
        path.write_bytes(damaged)

        with pytest.raises(ArchiveUnreadable, match=r"cut short|damaged"):
            read_medquad(path)


def test_another_kind_of_file_is_refused_in_plain_words(tmp_path: Path) -> None:
    plain = tmp_path / "medquad.tar"
    plain.write_bytes(b"x")

    with pytest.raises(ArchiveUnreadable, match=r"no \.tar\.gz: pack the XML files"):
        read_medquad(plain)
    with pytest.raises(ArchiveUnreadable, match="is a folder"):
        read_medquad(tmp_path)
    with pytest.raises(ArchiveUnreadable, match="holds no XML file"):
        read_medquad(packed(tmp_path, {"readme.txt": "hello"}))


@pytest.mark.shared
def test_all_16407_answered_pairs_of_the_real_archive_are_taken_each_under_its_own_id() -> None:
    items = list(read_medquad(shared("data/medquad.tar.gz")))
    sources = [item for item in items if isinstance(item, SourceDocument)]

    assert Counter(type(item) for item in items) == {SourceDocument: 16_407, Skipped: 5}
    assert len({source.id for source in sources}) == 16_407
    assert {source.licence for source in sources} == {"CC BY 4.0"}
    assert all(source.url.startswith("http") and source.text and source.title for source in sources)
    assert len({source.publisher for source in sources}) == 9
