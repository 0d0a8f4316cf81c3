"""The example service: loaded once, whole, and with people who can sign in."""

import re
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from consilia.accounts.models import Department, Role, User
from consilia.library.models import Page, PageReply
from consilia.questions.models import Question
from consilia.questions.states import State
from consilia.website.example import loading
from consilia.website.working import work_until_idle
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def example(settings: Settings, tmp_path: Path) -> None:
    settings.CONSILIA_HOME = tmp_path
    loading.load()


def test_about_fifty_answered_questions_over_eight_departments_half_of_them_chinese() -> None:
    pages = Page.objects.published()
    assert pages.count() >= 50
    assert Department.objects.filter(pages__in=pages).distinct().count() >= 8
    assert 0.4 < pages.filter(language="zh-Hant").count() / pages.count() < 0.6


def test_a_second_run_changes_nothing() -> None:
    def everything() -> tuple[object, ...]:
        return (
            list(Page.objects.order_by("pk").values()),
            list(User.objects.order_by("pk").values()),
            list(Question.objects.order_by("pk").values()),
        )

    before = everything()
    loading.load()
    assert everything() == before


def test_an_installation_with_people_is_left_alone() -> None:
    Page.objects.all().delete()
    loading.load()
    assert not Page.objects.exists()


def test_everybody_can_sign_in_with_the_password_of_this_installation(settings: Settings, client: Client) -> None:
    password = loading.password(settings.CONSILIA_HOME)
    assert loading.password(settings.CONSILIA_HOME) == password
    assert (settings.CONSILIA_HOME / loading.PASSWORD_FILE).stat().st_mode & 0o777 == 0o600
    assert password != loading.password(_other_home(settings.CONSILIA_HOME)), "no two installations share one"
    roles = set()
    for email, _role in loading.people():
        assert client.login(email=email, password=password)
        roles.add(User.objects.get(email=email).role)
    assert roles == {Role.CLINICIAN, Role.EDITOR, Role.OPERATOR}


def _other_home(home: Path) -> Path:
    other = home / "other"
    other.mkdir()
    return other


def test_questions_wait_in_the_queue_and_one_is_urgent() -> None:
    levels = list(Question.objects.values_list("level", flat=True))
    assert len(levels) >= 3
    assert "urgent" in levels


def test_after_the_worker_every_page_has_all_its_parts(client: Client) -> None:
    """One round of the worker, since it takes the longest of all."""
    work_until_idle()
    _similar_and_topics_have_something_true_to_show()
    _every_page_can_be_read(client)
    _more_info_cites_leaflets_in_the_language_of_the_page()
    _facets_are_shown_with_their_sources(client)


def _similar_and_topics_have_something_true_to_show() -> None:
    family = Page.objects.published().filter(topics__slug="facial-twitching", language="en")
    assert family.count() >= 3
    assert all(page.similar_rows.exists() for page in family)


def _every_page_can_be_read(client: Client) -> None:
    for page in Page.objects.published():
        response = client.get(page.get_absolute_url())
        assert response.status_code == 200
        html = response.content.decode()
        assert not re.search(r'href=""', html)
        assert page.replies.all()[0].clinician_name in html


def test_a_fresh_example_needs_nobody_at_once() -> None:
    assert not Question.objects.filter(state=State.REVIEW).exists()


def test_an_example_doctor_who_replies_here_keeps_one_page(client: Client) -> None:
    shen, editor = (User.objects.get(email=f"{name}@example.org") for name in ("shen", "editor"))
    (slug,) = set(PageReply.objects.filter(clinician_name="Shen Yi-an").values_list("clinician_slug", flat=True))
    archive = Page.objects.published().filter(replies__clinician_slug=slug).distinct()
    before = {page.pk for page in archive}
    new = factories.published(by=shen, editor=editor, title="A twitch after the flu")
    assert {page.pk for page in archive.all()} == {*before, new.pk}
    shown = client.get(f"/en/doctors/{slug}").content.decode()
    assert "A twitch after the flu" in shown
    assert PageReply.objects.filter(clinician_name="Shen Yi-an").exclude(clinician_slug=slug).count() == 0


def _more_info_cites_leaflets_in_the_language_of_the_page() -> None:
    """Of nearly every page; where there is none the page says so."""
    pages = Page.objects.published().prefetch_related("more_info__sentences__citations__source")
    cited = [page for page in pages if page.more_info.sentences.exists()]
    assert len(cited) >= 0.8 * len(pages)
    for page in cited:
        citations = [citation for sentence in page.more_info.sentences.all() for citation in sentence.citations.all()]
        assert all(one.source.text[one.start : one.end] == one.quote for one in citations)
        assert {one.source.language for one in citations} == {page.language}
        assert all(one.source.licence and one.source.publisher for one in citations)


def _facets_are_shown_with_their_sources(client: Client) -> None:
    page = Page.objects.published().filter(more_info__sentences__isnull=False, language="en").distinct()[0]
    html = client.get(page.get_absolute_url()).content.decode()
    section = html[html.index('aria-labelledby="more-info"') :]
    section = section[: section.index("</section>")]
    assert section.count("<h3>") == page.more_info.sentences.values("facet").distinct().count() >= 1
    assert section.count("<blockquote>") == page.more_info.sentences.count()
    assert "A leaflet of this example service, after" in section
    assert 'href=""' not in section
