"""What a reader sees: allowed, gone, moved, invalid; and in how many queries."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from consilia.accounts.models import Department
from consilia.library import actions
from consilia.library.copies import OriginCopy, PageCopy, ReplyCopy, TopicCopy
from consilia.library.models import Page, SimilarPage, Topic
from consilia.library.shelving import rebuild
from tests import factories

pytestmark = pytest.mark.django_db

# What is kept of it; the page with department and More Info; topics; Similar; replies of all. With citations: two more.
PAGE_QUERIES = 5
LISTS = ["home", "topics", "departments", "feed"]


@pytest.fixture
def page(neurology: Department) -> Page:
    return factories.page()


def html_of(client: Client, path: str, **more: str) -> str:
    response = client.get(path, more)
    assert response.status_code == 200
    return response.content.decode()


def withdraw(page: Page) -> None:
    actions.withdraw_page(number=page.pk, by="editor", now=factories.NOW)


def many_replies(count: int) -> Page:
    copy = PageCopy(
        language="en",
        title="Many replies",
        question="What now?",
        department_name="Neurology",
        replies=tuple(ReplyCopy(text=f"Reply {number}", clinician_name=f"Dr {number}") for number in range(count)),
        topics=tuple(f"Topic number {number}" for number in range(count)),
    )
    return actions.shelve_page(copy=copy, by="importer", now=factories.NOW)


# --- the page ---


def test_a_page_is_open_to_strangers(client: Client, page: Page) -> None:
    html = html_of(client, page.get_absolute_url())
    for words in (
        page.title,
        "25 to 34 years old",
        "female",
        "Asked in March 2026",
        "Reply by Dr Bob",
        "licence verified",
    ):
        assert words in html
    assert "Your face droops on one side" in html
    assert f'<link rel="canonical" href="{django_settings.CONSILIA_BASE_URL}{page.get_absolute_url()}">' in html


@pytest.mark.parametrize("way", ["{en}", "{en}/wrong-slug", "{zh}", "{zh}/{slug}"])
def test_any_other_address_of_a_page_leads_to_its_one_address(client: Client, page: Page, way: str) -> None:
    path = way.format(en=f"/en/pages/{page.pk}", zh=f"/zh-Hant/pages/{page.pk}", slug=page.slug)
    response = client.get(path)
    assert (response.status_code, response["Location"]) == (301, page.get_absolute_url())


def test_a_page_in_chinese_has_a_chinese_address(client: Client, neurology: Department) -> None:
    page = factories.page(language="zh-Hant", title="眼皮一直跳？", question="我的左眼皮一直跳。")
    assert page.get_absolute_url() == f"/zh-Hant/pages/{page.pk}/眼皮一直跳"
    assert 'lang="zh-Hant"' in html_of(client, page.get_absolute_url())
    assert client.get(f"/en/pages/{page.pk}", follow=True).status_code == 200


def test_a_number_that_was_never_given_is_not_found(client: Client, page: Page) -> None:
    assert client.get(f"/en/pages/{page.pk + 1}/x").status_code == 404
    for number in (10**18, 2**63, 10**30):
        assert client.get(f"/en/pages/{number}").status_code == 404
        assert client.get(f"/en/pages/{number}/x").status_code == 404


@pytest.mark.parametrize("address", ["{0}", "{0}/eyelid-twitching-is-it-dangerous", "{0}/anything"])
def test_a_withdrawn_page_is_gone_under_every_address(client: Client, page: Page, address: str) -> None:
    withdraw(page)
    response = client.get("/en/pages/" + address.format(page.pk))
    assert response.status_code == 410
    told = re.sub(r"<[^>]+>", " ", response.content.decode())
    assert "eyelid" not in told.lower()


def copy_of(page: Page) -> Page:
    Page.objects.filter(pk=page.pk).update(external_id="original")
    copy = PageCopy(
        language="en",
        title="The same again",
        question=page.question,
        replies=(),
        origin=OriginCopy("copy"),
        duplicate_of="original",
    )
    return actions.shelve_record(copy=copy, by="importer", now=factories.NOW)[0]


def test_a_copy_leads_to_the_page_that_it_copies(client: Client, page: Page) -> None:
    response = client.get(copy_of(page).get_absolute_url())
    assert (response.status_code, response["Location"]) == (301, page.get_absolute_url())


def test_a_copy_of_a_withdrawn_page_is_gone_too(client: Client, page: Page) -> None:
    copy = copy_of(page)
    withdraw(page)
    assert client.get(copy.get_absolute_url()).status_code == 410


def test_a_page_may_only_be_read(client: Client, page: Page) -> None:
    assert client.post(page.get_absolute_url()).status_code == 405


def test_a_page_takes_the_same_few_queries_however_much_it_shows(
    client: Client, neurology: Department, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    lonely, full = many_replies(1), many_replies(3)
    for number in range(4):
        similar = factories.page(title=f"Similar {number}", clinician=f"Dr {number}")
        SimilarPage.objects.create(page=full, similar=similar, rank=number, score=0.5)
    # What stands around every page is asked for once a minute.
    html_of(client, lonely.get_absolute_url())
    with django_assert_num_queries(PAGE_QUERIES):
        assert "Read more" not in html_of(client, lonely.get_absolute_url())
    with django_assert_num_queries(PAGE_QUERIES):
        assert html_of(client, full.get_absolute_url()).count("Read more") == 4
    SimilarPage.objects.filter(page=full, rank__gt=0).delete()
    with django_assert_num_queries(PAGE_QUERIES):
        assert html_of(client, full.get_absolute_url()).count("Read more") == 1


def test_similar_never_shows_a_withdrawn_page_however_stale_its_rows(client: Client, page: Page) -> None:
    other = factories.page(title="Soon withdrawn")
    SimilarPage.objects.create(page=page, similar=other, rank=0, score=0.5)
    assert "Soon withdrawn" in html_of(client, page.get_absolute_url())
    Page.objects.filter(pk=other.pk).update(withdrawn_at=factories.NOW, title="", question="")
    assert f"/pages/{other.pk}/" not in html_of(client, page.get_absolute_url())


# --- what every public page keeps to ---


@pytest.fixture
def every_public_path(page: Page) -> list[str]:
    paths = [reverse(f"library:{name}") for name in LISTS if name != "feed"]
    paths += [page.get_absolute_url(), reverse("library:search"), "/en/departments/neurology"]
    return [*paths, "/en/topics/eyelid-twitching", "/en/doctors/dr-bob"]


def test_nothing_is_fetched_from_another_house_and_nothing_is_inline(
    client: Client, every_public_path: list[str]
) -> None:
    for path in every_public_path:
        response = client.get(path)
        assert response.status_code == 200, path
        html = response.content.decode()
        fetched = re.findall(
            r'<(?:script|img|iframe|source|audio|video|embed|object|form)[^>]*(?:src|action)="([^"]*)"', html
        )
        fetched += re.findall(r'<link[^>]*rel="(?:stylesheet|icon|preload|manifest)[^"]*"[^>]*href="([^"]*)"', html)
        assert fetched
        assert not [address for address in fetched if urlsplit(address).netloc], path
        # Facts for machines are no script: no browser runs them, and the policy has no word on them.
        shown = html.replace('<script type="application/ld+json">', "")
        assert not re.search(r'\sstyle="|<style|\son[a-z]+="|<script(?![^>]*\bsrc=)', shown), path
        policy = response["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        assert "http" not in policy


# --- lists ---


@pytest.mark.parametrize("name", LISTS)
def test_lists_are_open_and_empty_ones_say_so(client: Client, name: str) -> None:
    assert client.get(reverse(f"library:{name}")).status_code == 200


@pytest.mark.parametrize(
    "path", ["/en/topics/{}", "/en/departments/{}", "/en/doctors/{}", "/en/departments/{}/feed", "/en/pages/1/{}"]
)
@pytest.mark.parametrize("slug", ["none", "%00", "a%00b", "%0A", "%1F", "%7F", "%C2%85", "%ED%A0%80"])
def test_what_does_not_exist_is_not_found(client: Client, path: str, slug: str) -> None:
    assert client.get(path.format(slug)).status_code == 404


@pytest.mark.parametrize(
    "path", ["/en/", "/en/departments/neurology", "/en/topics/eyelid-twitching", "/en/topics", "/en/departments"]
)
def test_lists_take_the_same_queries_for_one_page_and_for_ten(
    client: Client, page: Page, path: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(_queries(client, path)):
        html_of(client, path)
    before = _queries(client, path)
    for number in range(9):
        factories.page(title=f"Page {number}", clinician=f"Dr {number}")
    assert _queries(client, path) == before


def _queries(client: Client, path: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as counted:
        html_of(client, path)
    return len(counted)


def test_withdrawn_pages_and_copies_stand_in_no_list(client: Client, page: Page) -> None:
    copy_of(page)
    gone = factories.page(title="Soon withdrawn")
    withdraw(gone)
    for path in ("/en/", "/en/departments/neurology", "/en/topics/eyelid-twitching", "/en/doctors/dr-bob"):
        html = html_of(client, path)
        assert page.title in html
        assert "Soon withdrawn" not in html
        assert "The same again" not in html
    withdraw(page)
    assert client.get("/en/doctors/dr-bob").status_code == 404


def test_a_topic_without_pages_or_guidance_is_shown_nowhere(client: Client, page: Page) -> None:
    copies = [
        TopicCopy("tic", "Neurology", {"en": "Tic xyzzy"}, guidance={"en": "Rest."}, related=("bare",)),
        TopicCopy("bare", "Neurology", {"en": "Bare xyzzy"}),
        TopicCopy("unsaid", "Neurology", {"en": "Unsaid xyzzy"}, guidance={"en": ""}),
    ]
    actions.shelve_topics(copies=copies)
    Topic.objects.get(slug="bare").pages.add(copy_of(page))
    hidden = {"bare": "Bare xyzzy", "unsaid": "Unsaid xyzzy"}
    for slug in hidden:
        assert client.get(f"/en/topics/{slug}").status_code == 404
    bare = factories.page(title="Bare page", department="Neurology")
    bare.topics.clear()
    shown = [
        html_of(client, "/en/departments/neurology"),
        html_of(client, "/en/search", q="xyzzy"),
        html_of(client, "/en/topics/tic"),
        html_of(client, bare.get_absolute_url()),
    ]
    for html in shown:
        assert "Tic xyzzy" in html
        assert not [name for name in hidden.values() if name in html]


def test_topics_of_a_withdrawn_page_are_shown_nowhere(client: Client, page: Page) -> None:
    withdraw(page)
    assert client.get("/en/topics/eyelid-twitching").status_code == 404
    for path in ("/en/departments/neurology", "/en/search?q=Eyelid", "/en/topics"):
        assert "Eyelid Twitching" not in html_of(client, path)


def test_pages_in_the_reader_s_language_come_first(client: Client, page: Page) -> None:
    factories.page(language="zh-Hant", title="眼皮一直跳")
    for language, first, second in (("en", page.title, "眼皮一直跳"), ("zh-Hant", "眼皮一直跳", page.title)):
        html = html_of(client, f"/{language}/departments/neurology")
        assert 0 < html.find(first) < html.find(second)


def test_a_long_list_is_shown_in_parts(client: Client, neurology: Department) -> None:
    titles = [factories.page(title=f"Title {number:02}").title for number in range(23)]
    parts = [html_of(client, "/en/departments/neurology", page=str(number)) for number in (1, 2)]
    shown = [{title for title in titles if title in part} for part in parts]
    assert [len(part) for part in shown] == [20, 3]
    assert shown[0] | shown[1] == set(titles)
    for odd in ("0", "-1", "999", "x"):
        assert client.get("/en/departments/neurology", {"page": odd}).status_code == 200


# --- search ---


Ask = Callable[..., str]


@pytest.fixture(params=["post", "get"])
def search(request: pytest.FixtureRequest, client: Client) -> Ask:
    """Both ways that a search can come."""

    def one(text: str, *, status: int = 200, **more: str) -> str:
        response = getattr(client, request.param)("/en/search", {"q": text, **more})
        assert response.status_code == status
        return str(response.content.decode())

    return one


def test_search_finds_pages_and_topics(search: Ask, page: Page) -> None:
    rebuild()
    html = search("my eyelid keeps twitching")
    assert page.get_absolute_url() in html
    assert "/en/topics/eyelid-twitching" in html
    assert "plain matches" not in html


def test_what_was_searched_for_is_kept_by_nobody(client: Client, page: Page) -> None:
    response = client.post("/en/search", {"q": "eyelid"})
    assert response["Cache-Control"] == "no-store"
    assert '<form method="post"' in response.content.decode()
    assert 'content="noindex"' in response.content.decode()
    assert 'content="noindex"' in client.get("/en/search", {"q": "eyelid"}).content.decode()


@pytest.mark.parametrize("path", ["/en/ask", "/en/search", "/zh-Hant/ask", "/zh-Hant/search"])
def test_where_one_asks_and_searches_is_found_by_search_engines(client: Client, path: str) -> None:
    html = client.get(path).content.decode()
    assert 'content="noindex"' not in html
    assert '<meta name="description" content="' in html
    assert f'{path}">' in html.split('rel="canonical"')[1][:200]


@pytest.mark.parametrize("text", ["", "   ", "x" * 1001])
def test_an_empty_or_endless_search_is_told_how_to_mend_it(search: Ask, text: str) -> None:
    assert "error" in search(text, status=422)


@pytest.mark.parametrize("text", ["???", "，。！", "'; DROP TABLE", '"AND" OR (', "%", "a" * 1000, "\u0000", "🤒"])
def test_any_characters_can_be_searched_for(client: Client, page: Page, text: str) -> None:
    rebuild()
    assert client.post("/en/search", {"q": text}).status_code in {200, 422}


def test_without_an_index_search_matches_plainly_and_says_so(search: Ask, page: Page) -> None:
    html = search("eyelid twitching")
    assert page.get_absolute_url() in html
    assert "plain matches of your words" in html
    assert page.get_absolute_url() not in search("appendix")


def test_with_a_broken_index_search_matches_plainly_and_says_so(search: Ask, page: Page, settings: Settings) -> None:
    rebuild()
    for file in (settings.CONSILIA_INDEX / "pages").rglob("*"):
        if file.is_file() and file.name != "CURRENT":
            file.write_bytes(b"nonsense")
    assert "plain matches of your words" in search("eyelid twitching")


def test_search_can_be_narrowed_to_language_and_department(search: Ask, page: Page, pediatrics: Department) -> None:
    other = factories.page(title="Eyelid of a child", department="Pediatrics")
    chinese = factories.page(title="eyelid 眼皮", language="zh-Hant")
    rebuild()
    numbers = {one.pk: one.get_absolute_url() for one in (page, other, chinese)}

    def found(**more: str) -> set[int]:
        html = search("eyelid", **more)
        return {number for number, path in numbers.items() if path in html}

    assert found() == set(numbers)
    assert found(department="pediatrics") == {other.pk}
    assert found(language="zh-Hant") == {chinese.pk}
    assert found(language="en", department="neurology") == {page.pk}


def test_the_choices_follow_what_there_is_and_keep_what_was_chosen(
    search: Ask, page: Page, pediatrics: Department
) -> None:
    Department.objects.filter(pk=pediatrics.pk).update(is_active=False)
    assert '<option value="pediatrics">' not in search("eyelid")
    Department.objects.filter(pk=pediatrics.pk).update(is_active=True)
    assert '<option value="pediatrics">' in search("eyelid")
    assert '<option value="pediatrics" selected>' in search("eyelid", department="pediatrics")
    assert '<option value="pediatrics">' in search("eyelid"), "nobody finds another's choice"


def test_search_can_be_narrowed_to_whom_it_is_about_and_when(search: Ask, page: Page) -> None:
    others = [factories.page(title=f"Eyelid twitching {number}") for number in range(3)]
    for other, facts in zip(
        others, ({"asker_sex": "male"}, {"asker_age_band": "80+"}, {"asked_on": "2024"}), strict=True
    ):
        Page.objects.filter(pk=other.pk).update(**facts)
    male, old, earlier = others
    for is_indexed in (False, True):
        if is_indexed:
            rebuild()
        for asked, expected in (
            ({"sex": "male"}, {male}),
            ({"age_band": "80+"}, {old}),
            ({"year": "2024"}, {earlier}),
            ({"year": "2026", "sex": "female", "age_band": "25-34"}, {page}),
        ):
            html = search("eyelid twitching", **asked)
            assert {one for one in (page, *others) if f"/pages/{one.pk}/" in html} == expected
            assert '<details class="nhsuk-details" open>' in html


@pytest.mark.parametrize("asked", [{"department": "astrology"}, {"year": "20xx"}, {"year": "1"}, {"sex": "all"}])
def test_a_filter_that_is_none_is_refused(search: Ask, page: Page, asked: dict[str, str]) -> None:
    search("eyelid", status=422, **asked)


def test_one_box_finds_doctors_and_departments_too(search: Ask, page: Page) -> None:
    assert 'href="/en/doctors/dr-bob"' in search("dr bob")
    assert 'href="/en/departments/neurology"' in search("Neurology")


def test_why_a_page_was_found_is_marked_and_nothing_that_was_typed_is_markup(search: Ask, page: Page) -> None:
    rebuild()
    html = search("eyelids twitch <b>")
    assert "<mark>Eyelid</mark> <mark>twitching</mark>" in html
    assert '<b>"' not in html


def test_a_mistyped_word_is_read_as_it_was_meant_and_the_page_says_so(search: Ask, page: Page) -> None:
    rebuild()
    html = search("eyelid twitcing")
    assert re.search("Did you mean:.*twitching", html)
    assert page.get_absolute_url() in html
    assert "Did you mean" not in search("eyelid twitching")


def test_an_empty_result_helps_on(search: Ask, page: Page) -> None:
    rebuild()
    html = search("eyelid", sex="male")
    for words in ("No answered question matches", "Search everything", "Ask a doctor", "/en/topics/eyelid-twitching"):
        assert words in html
    assert "Search everything" not in search("volcano holidays")


@pytest.mark.parametrize("words", ["stroke", "crushing chest pain", "I want to kill myself", "中風", "自殺"])
def test_words_of_danger_put_what_to_do_now_above_the_results(search: Ask, page: Page, words: str) -> None:
    html = search(words)
    assert html.index("nhsuk-card--care") < html.index('id="results"')
    assert "119" in html.partition('id="results"')[0].partition("<main")[2]


def test_other_words_bring_no_alarm(search: Ask, page: Page) -> None:
    for words in ("eyelid twitching", "dry skin", "眼皮跳"):
        assert "nhsuk-card--care" not in search(words).partition('id="results"')[0]


def test_while_somebody_types_danger_comes_first_too(client: Client, page: Page) -> None:
    html = client.post("/en/search/suggest", {"q": "I want to kill myself tonight"}).content.decode()
    assert "nhsuk-card--care" in html
    assert '<button class="nhsuk-button nhsuk-button--warning"' not in html


def test_more_results_follow_on_the_next_page(search: Ask, neurology: Department) -> None:
    numbers = {factories.page(title=f"Eyelid twitching {number}").pk for number in range(23)}
    rebuild()
    parts = [search("eyelid twitching", page=str(number)) for number in (1, 2, 3)]
    shown = [{int(number) for number in re.findall(r"/en/pages/(\d+)/", part)} for part in parts]
    assert [len(part) for part in shown] == [10, 10, 3]
    assert shown[0] | shown[1] | shown[2] == numbers
    assert ["More results" in part for part in parts] == [True, True, False]
    assert ["Previous results" in part for part in parts] == [False, True, True]
    # Neither way on has the words in an address, and both keep what was chosen.
    form = search("eyelid twitching", language="en", page="2").partition('aria-label="Pages"')[2]
    for hidden in ('name="q" value="eyelid twitching"', 'name="language" value="en"', 'name="page" value="1"'):
        assert hidden in form
    assert "?q=" not in form


def test_a_withdrawn_page_is_not_found_however_stale_the_index(search: Ask, page: Page) -> None:
    rebuild()
    withdraw(page)
    assert f"/en/pages/{page.pk}/" not in search("eyelid twitching")


@pytest.mark.parametrize("signs", [("Your face droops on one side",), ()], ids=["with signs", "without"])
def test_every_page_says_for_what_to_call_at_once(client: Client, signs: tuple[str, ...]) -> None:
    page = factories.page()
    Page.objects.filter(pk=page.pk).update(urgent_signs=list(signs))
    html = client.get(page.get_absolute_url()).content.decode()
    card = html.partition('id="question"')[0]
    assert "nhsuk-card--care" in card
    for words in signs or ("Call 119 at once for", "trouble breathing, or pain or pressure in the chest"):
        assert words in card
    assert "119" in card
