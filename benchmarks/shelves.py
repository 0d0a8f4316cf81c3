"""A library of any size in $CONSILIA_HOME, as a national service might hold it: `python -m benchmarks.shelves SIZE`.

Texts are made up as in `scale`; each page has a reply, topics, a care card, four similar pages and cited More Info.
Rows of vectors are given. Pages are kept as the worker keeps them, but for one thing: a thousand are made, and the
others get the bytes of one of those, since a hundred thousand take half an hour.
"""

import gzip
import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

from tqdm import tqdm

from benchmarks import texts

NOW: Final = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
BATCH: Final = 2_000
TOPICS: Final = 400
DOCTORS: Final = 600
SOURCES: Final = 50
SIMILAR: Final = 4
SENTENCES: Final = 4
MADE: Final = 1_000


def build(size: int) -> None:
    """Fills the database and the index of this process's installation."""
    from django.core.management import call_command

    from consilia.accounts.departments import install_canonical

    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("migrate", verbosity=0)
    install_canonical()
    _around()
    for batch in _batches(range(1, size + 1), size, "shelving"):
        _shelve(batch, size)
    _index(size)
    _keep(size)


def _around() -> None:
    from consilia.accounts.models import Department
    from consilia.library.models import Source, Topic

    departments = list(Department.objects.order_by("pk"))
    words = texts.english().words
    Topic.objects.bulk_create(
        Topic(
            slug=f"topic-{at}",
            department=departments[at % len(departments)],
            names={"en": f"{words[200 + at]} {words[300 + at]}".title(), "zh-Hant": texts.chinese().words[at]},
        )
        for at in range(TOPICS)
    )
    Source.objects.bulk_create(
        Source(
            external_id=f"source-{at}",
            collection="made up",
            publisher="Example Health",
            title=f"About {words[500 + at]}",
            text=". ".join(words[600 + at : 700 + at]),
            language="en",
            url=f"https://example.org/{at}",
            licence="CC0",
            digest="-",
            read_at=NOW,
            is_indexed=True,
        )
        for at in range(SOURCES)
    )


def _shelve(numbers: list[int], size: int) -> None:
    from django.db import transaction

    from consilia.library.models import Citation, Filing, MoreInfo, Page, PageReply, Sentence, SimilarPage

    made = dict(zip(numbers, islice(_records(numbers[0] - 1), len(numbers)), strict=True))
    with transaction.atomic():
        Page.objects.bulk_create([_page(number, passage) for number, passage in made.items()])
        PageReply.objects.bulk_create([_reply(number, passage) for number, passage in made.items()])
        Filing.objects.bulk_create(
            Filing(page_id=number, topic_id=1 + (number * step) % TOPICS, is_derived=True)
            for number in numbers
            for step in (7, 11)
            if step == 7 or (number * 7) % TOPICS != (number * 11) % TOPICS
        )
        MoreInfo.objects.bulk_create(
            MoreInfo(pk=number, page_id=number, assembled_at=NOW, assembled_for_revision=1) for number in numbers
        )
        sentences = [
            (number * SENTENCES + place, number, place, texts.english().words[number % 999])
            for number in numbers
            for place in range(SENTENCES)
        ]
        Sentence.objects.bulk_create(
            Sentence(pk=key, more_info_id=number, facet="causes", position=place, text=f"It may be {word} " * 6)
            for key, number, place, word in sentences
        )
        Citation.objects.bulk_create(
            Citation(sentence_id=key, source_id=1 + key % SOURCES, start=0, end=60, quote=f"may be {word} " * 6)
            for key, _number, _place, word in sentences
        )
        # The later pages of the list are not there yet: the rows hold only their numbers until the end.
        earlier = [number for number in numbers if number > SIMILAR]
        SimilarPage.objects.bulk_create(
            SimilarPage(page_id=number, similar_id=number - rank - 1, rank=rank, score=0.5)
            for number in earlier
            for rank in range(SIMILAR)
        )


def _records(start: int) -> Iterator[Any]:
    global _made  # noqa: PLW0603 - the records are one stream, and each batch takes the next
    if start == 0:
        _made = texts.records(10**9)
    return _made


_made: Iterator[Any] = iter(())


def _page(number: int, passage: Any) -> Any:
    from consilia.library.models import Page

    title = passage.question[:60].strip()
    return Page(
        pk=number,
        language=passage.language,
        slug=f"page-{number}",
        title=title or f"Page {number}",
        question=passage.question,
        asker_alias="K. M.",
        asker_sex=("female", "male")[number % 2],
        asker_age_band=("2-11", "25-34", "45-54", "65-79")[number % 4],
        asked_on=f"20{10 + number % 16}-{1 + number % 12:02}",
        department_id=1 + number % 31,
        urgency="routine",
        care_now=["Rest.", "Drink enough.", "Keep a diary of when it comes."],
        urgent_signs=["It gets worse quickly.", "You cannot breathe well."],
        published_at=NOW,
        updated_at=NOW,
        reviewed_on=NOW.date(),
        next_review_on=NOW.date().replace(year=2090),
        indexed_revision=1,
        similar_stale=False,
        more_info_stale=False,
        compared_to_topic=10**9,
    )


def _reply(number: int, passage: Any) -> Any:
    from consilia.library.models import PageReply

    words = texts.english().words
    doctor = number % DOCTORS
    return PageReply(
        page_id=number,
        position=0,
        text=passage.replies[0],
        clinician_name=f"Dr {words[1000 + doctor]} {words[2000 + doctor]}".title(),
        clinician_slug=f"dr-{doctor}",
        department_name="Neurology",
        hospital_name="Example General Hospital",
        replied_on="2026-03",
        licence_verified=True,
    )


def _index(size: int) -> None:
    # Imported here: scale brings peers and plots, which only the builder needs.
    from benchmarks.scale import ENCODED, Given, _encode
    from consilia.engines.retrieval import building, store
    from consilia.library.indexing import page_passage, page_store
    from consilia.library.models import Page

    real, _rate = _encode(ENCODED)
    given = Given(real)
    pages = Page.objects.select_related("department").prefetch_related("replies", "topics").order_by("pk")
    passages = (page_passage(page) for page in pages.iterator(chunk_size=BATCH))
    writer = building.GenerationWriter

    def with_given_rows(index: Any, folder: Path, remembered: object) -> Any:
        return writer(index, folder, given)

    with patch.object(store, "GenerationWriter", with_given_rows):
        page_store().rebuild(tqdm(passages, total=size, desc="indexing", leave=False, mininterval=0.5))


def _keep(size: int) -> None:
    from consilia.library import kept
    from consilia.library.models import KeptPage, Page

    step = max(1, size // MADE)
    shown = Page.objects.for_reading().filter(pk__in=range(1, size + 1, step))
    bodies = [
        gzip.compress(kept.made(page), compresslevel=9, mtime=0)
        for page in tqdm(shown.iterator(chunk_size=100), total=min(size, MADE), desc="making pages", leave=False)
    ]
    for batch in _batches(range(1, size + 1), size, "keeping"):
        looked = kept._look("> %s ORDER BY p.id LIMIT %s", [batch[0] - 1, len(batch)])
        tags = dict(Page.objects.filter(pk__in=batch).values_list("pk", "language"))
        KeptPage.objects.bulk_create(
            KeptPage(
                page_id=one.number,
                address=f"/{tags[one.number]}/pages/{one.number}/page-{one.number}",
                made_from=one.would_be_made_from,
                body=bodies[one.number % len(bodies)],
            )
            for one in looked
        )


def _batches(numbers: range, size: int, name: str) -> Iterator[list[int]]:
    steady = iter(tqdm(numbers, total=size, desc=name, leave=False, mininterval=0.5))
    while batch := list(islice(steady, BATCH)):
        yield batch


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "consilia.website.settings")
    import django

    django.setup()
    build(int(sys.argv[1]))
