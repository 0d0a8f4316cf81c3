"""A published page in the words of schema.org, for search engines: nothing that does not stand on the page."""

from typing import Any

from django.conf import settings
from django.urls import reverse

from consilia.library.feeds import public
from consilia.library.models import Citation, Page, PageReply, ReplyChange
from consilia.library.reading import FacetShown, ReplyShown

Facts = dict[str, Any]


def page_facts(page: Page, *, replies: list[ReplyShown], facets: tuple[FacetShown, ...]) -> Facts:
    """The page as MedicalWebPage and, while a reply stands, QAPage. `page` must come from for_reading()."""
    address = public(page.get_absolute_url())
    standing = [shown.reply for shown in replies if not shown.reply.retracted_on]
    changes = [change for shown in replies for change in shown.changes]
    facts = {
        "@context": "https://schema.org",
        "@type": ["MedicalWebPage", "QAPage"] if standing else "MedicalWebPage",
        "@id": address,
        "url": address,
        "name": page.title,
        "inLanguage": page.language,
        "datePublished": page.published_at.date().isoformat(),
        "dateModified": page.updated_at.date().isoformat(),
        "publisher": _service(),
        "lastReviewed": page.reviewed_on.isoformat() if page.reviewed_on else "",
        "reviewedBy": _reviewer(page) if page.reviewed_on else None,
        "about": _about(page),
        "citation": _cited(facets),
        "isBasedOn": page.source_url,
        "translationOfWork": _work(page.translation_of) if page.translation_of else None,
        "correction": [_correction(change) for change in changes],
        "mainEntity": _question(page, standing, address) if standing else None,
    }
    return _said(facts)


def _service() -> Facts:
    return {"@type": "Organization", "name": settings.CONSILIA_SERVICE_NAME, "url": settings.CONSILIA_BASE_URL}


def _reviewer(page: Page) -> Facts:
    """The doctor who signed More Info; else the service, whose editor read every word."""
    name = page.more_info.reviewed_by_name if hasattr(page, "more_info") else ""
    return {"@type": "Person", "name": name} if name else _service()


def _question(page: Page, standing: list[PageReply], address: str) -> Facts:
    answers = [_answer(reply, address) for reply in standing]
    # The service vouches for the first whose licence it has verified. Nobody votes here, so no votes are told.
    accepted = next((at for at, reply in enumerate(standing) if reply.licence_verified), None)
    return _said(
        {
            "@type": "Question",
            "name": page.title,
            "text": page.question,
            "answerCount": len(answers),
            "author": {"@type": "Person", "name": page.asker_alias} if page.asker_alias else None,
            "acceptedAnswer": answers.pop(accepted) if accepted is not None else None,
            "suggestedAnswer": answers,
        }
    )


def _answer(reply: PageReply, address: str) -> Facts:
    return _said(
        {
            "@type": "Answer",
            "text": reply.words,
            "url": f"{address}#answer-{reply.position + 1}",
            "author": _doctor(reply) if reply.clinician_name else None,
        }
    )


def _doctor(reply: PageReply) -> Facts:
    slug, hospital = reply.clinician_slug, reply.hospital_name
    return _said(
        {
            "@type": "Person",
            "name": reply.clinician_name,
            "alternateName": reply.clinician_name_original,
            "url": public(reverse("library:doctor", args=[slug])) if slug else "",
            "affiliation": {"@type": "Hospital", "name": hospital} if hospital else None,
        }
    )


def _about(page: Page) -> list[Facts]:
    names = [topic.names.get(page.language) for topic in page.topics.all()]
    return [{"@type": "Thing", "name": name} for name in names if name]


def _cited(facets: tuple[FacetShown, ...]) -> list[Facts]:
    """Each source once, however often it is quoted."""
    citations = [one for facet in facets for sentence in facet.sentences for one in sentence.citations.all()]
    return list({citation.source_id: _source(citation) for citation in citations}.values())


def _source(citation: Citation) -> Facts:
    source = citation.source
    publisher = {"@type": "Organization", "name": source.publisher} if source.publisher else None
    return _said({"@type": "CreativeWork", "name": source.title, "url": source.url, "publisher": publisher})


def _work(original: Page) -> Facts:
    return {"@type": "WebPage", "name": original.title, "url": public(original.get_absolute_url())}


def _correction(change: ReplyChange) -> Facts:
    return {"@type": "CorrectionComment", "text": change.reason, "datePublished": change.on.isoformat()}


def _said(facts: Facts) -> Facts:
    """Without what there is nothing to say of."""
    return {name: value for name, value in facts.items() if value not in ("", None, [])}
