"""What search engines read of a page: valid against schema.org, nothing empty, nothing invented, nothing that runs."""

import json
import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.test import Client

from consilia.accounts.models import Department
from consilia.library import actions
from consilia.library.copies import OriginCopy, PageCopy, ReplyCopy, Retraction
from consilia.library.models import Citation, MoreInfo, Page, Source
from tests import factories
from tests.factories import NOW
from tests.library import schema_org
from tests.library.test_translating import ORIGINAL, TRANSLATION, shelve

pytestmark = pytest.mark.django_db

SCRIPT = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
END = "</script><script>alert(1)</script><!--"


def facts_of(client: Client, path: str) -> list[dict[str, Any]]:
    response = client.get(path)
    assert response.status_code == 200
    facts = [json.loads(text) for text in SCRIPT.findall(response.content.decode())]
    for one in facts:
        assert one["@context"] == "https://schema.org"
        assert list(schema_org.faults(one)) == []
    return facts


def page_facts(client: Client, page: Page) -> dict[str, Any]:
    (facts,) = [one for one in facts_of(client, page.get_absolute_url()) if one["@type"] != "BreadcrumbList"]
    return facts


def with_source(page: Page, *, reviewer: str = "") -> None:
    source = Source.objects.create(
        external_id="s", title="Tics", publisher="NHS", text="Rest.", language="en", url="https://example.org/tics",
        collection="c", licence="OGL", digest="d", read_at=NOW,
    )  # fmt: skip
    review: dict[str, Any] = {"reviewed_on": date(2026, 3, 5), "next_review_on": date(2028, 3, 5)} if reviewer else {}
    more = MoreInfo.objects.create(
        page=page, assembled_at=NOW, assembled_for_revision=1, reviewed_by_name=reviewer, **review
    )
    for position in (0, 1):
        sentence = more.sentences.create(facet="causes", position=position, text="Rest.")
        Citation.objects.create(sentence=sentence, source=source, start=0, end=5, quote="Rest.")


def test_a_page_is_a_question_with_an_accepted_answer(client: Client, neurology: Department) -> None:
    page = factories.page()
    with_source(page, reviewer="Dr Carol")
    facts = page_facts(client, page)
    assert facts["@type"] == ["MedicalWebPage", "QAPage"]
    assert (facts["lastReviewed"], facts["reviewedBy"]["name"]) == ("2026-03-04", "Dr Carol")
    assert [(one["name"], one["publisher"]["name"]) for one in facts["citation"]] == [("Tics", "NHS")]
    question = facts["mainEntity"]
    assert (question["text"], question["answerCount"]) == (page.question, 1)
    answer = question["acceptedAnswer"]
    assert answer["text"] == page.replies.get().text
    assert answer["author"]["affiliation"] == {"@type": "Hospital", "name": "Example General Hospital"}
    assert answer["url"].endswith("#answer-1")
    assert 'id="answer-1"' in client.get(page.get_absolute_url()).content.decode()
    assert "upvoteCount" not in json.dumps(facts)


def test_what_an_archive_says_without_a_verified_licence_is_only_suggested(
    client: Client, neurology: Department
) -> None:
    copy = PageCopy(
        language="en",
        title="Twitching",
        question="",
        replies=(ReplyCopy("Rest."), ReplyCopy("I agree.", "Dr Tung")),
        origin=OriginCopy("a", url="https://example.org/1"),
    )
    facts = page_facts(client, shelve(copy))
    assert {"text", "acceptedAnswer", "author"}.isdisjoint(facts["mainEntity"])
    assert [answer["text"] for answer in facts["mainEntity"]["suggestedAnswer"]] == ["Rest.", "I agree."]
    assert facts["isBasedOn"] == "https://example.org/1"
    assert "reviewedBy" not in facts


def test_a_retracted_answer_is_none_and_the_page_says_that_it_was_changed(
    client: Client, neurology: Department
) -> None:
    page = factories.page()
    actions.retract_reply(number=page.pk, retraction=Retraction(0, "Superseded."), by="editor", now=NOW)
    facts = page_facts(client, page)
    assert (facts["@type"], "mainEntity" in facts) == ("MedicalWebPage", False)
    assert facts["correction"] == [{"@type": "CorrectionComment", "text": "Superseded.", "datePublished": "2026-03-04"}]


def test_a_translation_names_what_it_translates(client: Client, neurology: Department) -> None:
    shelve(ORIGINAL)
    assert page_facts(client, shelve(TRANSLATION))["translationOfWork"]["name"] == ORIGINAL.title


def test_nobody_s_words_end_the_script(client: Client, neurology: Department) -> None:
    page = shelve(replace(ORIGINAL, heading="", question=END, title=f"眼皮跳 {END}"))
    html = client.get(page.get_absolute_url()).content.decode()
    assert "<script>alert" not in html
    assert page_facts(client, page)["mainEntity"]["text"] == END


@pytest.mark.parametrize(
    "path", ["/en/topics/eyelid-twitching", "/zh-Hant/departments/neurology", "/en/doctors/dr-bob"]
)
def test_the_way_up_is_told_to_machines_too(client: Client, neurology: Department, path: str) -> None:
    factories.page()
    (facts,) = facts_of(client, path)
    assert facts["@type"] == "BreadcrumbList"
    assert facts["itemListElement"][0]["item"].startswith("http")


def test_the_check_knows_what_is_wrong() -> None:
    wrong = {
        "@type": "QAPage",
        "upvotes": 3,
        "name": "",
        "mainEntity": {"@type": "Question", "acceptedAnswer": {"@type": "Person", "name": "x"}},
        "lastReviewed": "2026-03",
        "publisher": {"@type": "Clinik"},
    }
    assert len(list(schema_org.faults(wrong))) == 7
