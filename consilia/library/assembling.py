"""More Info of one page, from the sources: assembled anew, or left as it was signed."""

from datetime import datetime
from functools import partial

from django.db import transaction

from consilia.audit.recording import WORKER, record
from consilia.engines.evidence import CitedSentence, Digest, EvidencePassage, brief_from, contradiction, words
from consilia.engines.retrieval import Filters
from consilia.library.indexing import source_index
from consilia.library.models import Citation, LeftOut, MoreInfo, Page, Returned, Sentence, Source

SOURCES_A_SEARCH = 60
# Not longer than twice the replies; a short reply leaves room for what to watch for, and 250 is the end.
FEWEST_WORDS, MOST_WORDS = 80, 250


def assemble(page: Page, *, now: datetime) -> None:
    """Assemble More Info of `page`, whose replies are prefetched.

    What a doctor signed stays as long as the page and every source that it cites are the same; else it is made anew,
    unsigned, and comes back to the desk. The doctor's reply wins: what contradicts it is kept for the editor alone.
    """
    signed = MoreInfo.objects.filter(page=page, reviewed_on__isnull=False).first()
    because = _why_not_as_signed(signed, page) if signed else ""
    if signed and not because:
        Page.objects.filter(pk=page.pk, revision=page.revision).update(more_info_stale=False)
        return
    digest = _digest_for(page)
    with transaction.atomic():
        _replace(page, digest, because=because, now=now)


def _why_not_as_signed(signed: MoreInfo, page: Page) -> str:
    if signed.assembled_for_revision != page.revision:
        return Returned.PAGE
    citations = Citation.objects.filter(sentence__more_info=signed).select_related("source")
    unchanged = all(citation.source_digest == citation.source.digest for citation in citations)
    return "" if unchanged else Returned.SOURCE


def _digest_for(page: Page) -> Digest:
    replies = "\n".join(reply.words for reply in page.replies.all())
    return brief_from(
        f"{page.title}\n{page.question}",
        partial(_search, page.language),
        language=page.language,
        context=replies,
        limit_words=min(MOST_WORDS, max(FEWEST_WORDS, 2 * words(replies))),
    )


def _search(language: str, text: str) -> list[EvidencePassage]:
    hits = source_index().search(text, limit=SOURCES_A_SEARCH, filters=Filters(language=language)).hits
    found = Source.objects.in_bulk([int(hit.id) for hit in hits])
    return [_passage(found[number]) for number in (int(hit.id) for hit in hits) if number in found]


def _passage(source: Source) -> EvidencePassage:
    return EvidencePassage(
        id=str(source.pk),
        title=source.title,
        subject=source.subject,
        text=source.text,
        language=source.language,
    )


def _replace(page: Page, digest: Digest, *, because: str, now: datetime) -> None:
    MoreInfo.objects.filter(page=page).delete()
    page.left_out.exclude(reason=LeftOut.Reason.PERSON).delete()
    left_out = set(page.left_out.values_list("text", flat=True))
    more_info = MoreInfo.objects.create(
        page=page, assembled_at=now, assembled_for_revision=page.revision, returned_because=because
    )
    position = 0
    for facet in digest.facets:
        for sentence in facet.sentences:
            if sentence.text not in left_out and not _contradicts(page, facet.name, sentence, now=now):
                _keep_sentence(more_info, facet.name, position, sentence)
                position += 1
    MoreInfo.objects.filter(pk=more_info.pk).update(abstained=not position)
    Page.objects.filter(pk=page.pk, revision=page.revision).update(more_info_stale=False)
    if because:
        record(by=WORKER, action="more_info.returned", kind="page", ref=page.pk, now=now, because=because)


def _contradicts(page: Page, facet: str, sentence: CitedSentence, *, now: datetime) -> bool:
    """Whether a reply says the opposite; the sentence is then kept for the editor, with the reason."""
    reasons = (contradiction(sentence.text, reply.words, page.language) for reply in page.replies.all())
    reason = next(filter(None, reasons), None)
    if reason:
        LeftOut.objects.create(
            page=page,
            facet=facet,
            text=sentence.text,
            source_id=int(sentence.citations[0].source),
            reason=reason,
            left_out_at=now,
        )
    return reason is not None


def _keep_sentence(more_info: MoreInfo, facet: str, position: int, sentence: CitedSentence) -> None:
    row = Sentence.objects.create(more_info=more_info, facet=facet, position=position, text=sentence.text)
    digests = dict(
        Source.objects.filter(pk__in=[int(one.source) for one in sentence.citations]).values_list("pk", "digest")
    )
    Citation.objects.bulk_create(
        Citation(
            sentence=row,
            source_id=int(citation.source),
            start=citation.start,
            end=citation.end,
            quote=citation.quote,
            source_digest=digests[int(citation.source)],
        )
        for citation in sentence.citations
    )
