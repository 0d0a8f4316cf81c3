"""From the shelves back to exchange records: everything that was imported or published, nothing withdrawn."""

from collections.abc import Iterator
from typing import Any

from django.db.models import F

from consilia.library.models import Page, PageReply


def exchange_records() -> Iterator[dict[str, Any]]:
    """Every published page as an exchange record, in the order of page numbers, translations after all originals."""
    pages = Page.objects.published().select_related("department", "translation_of")
    pages = pages.prefetch_related("replies").order_by(F("translation_of").asc(nulls_first=True), "pk")
    for page in pages.iterator(chunk_size=500):
        yield _record(page)


def _record(page: Page) -> dict[str, Any]:
    extra = dict(page.extra)
    asker = {"alias": page.asker_alias, "sex": page.asker_sex, "age_band": page.asker_age_band}
    source = {"name": page.source_name, "url": page.source_url, "licence": page.source_licence}
    record = {
        "id": page.record_id,
        "language": page.language,
        "department": page.department.name if page.department else "",
        "title": page.title,
        "question": page.question,
        "asker": _filled(asker) | extra.pop("_asker", {}),
        "asked_on": page.asked_on,
        "replies": [_reply(reply) for reply in page.standing_replies],
        "topics": page.named_topics,
        "similar": extra.pop("_similar", []),
        "source": _filled(source) | extra.pop("_source", {}),
        "heading": page.heading,
        "urgency": page.urgency,
        "care": page.care_now,
        "urgent_signs": page.urgent_signs,
        "excerpt": page.is_excerpt,
        "translation_of": page.translation_of.record_id if page.translation_of else "",
        "translated_by": page.translated_by,
    }
    return _filled(record) | extra


def _reply(reply: PageReply) -> dict[str, Any]:
    known = {
        "clinician": reply.clinician_name,
        "clinician_original": reply.clinician_name_original,
        "department": reply.department_name,
        "hospital": reply.hospital_name,
        "replied_on": reply.replied_on,
        "text": reply.text,
    }
    return _filled(known) | dict(reply.extra)


def _filled(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value}
