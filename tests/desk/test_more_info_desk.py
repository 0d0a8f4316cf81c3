"""More Info at the desk: a doctor signs what stands there, an editor sees what was left out, a change unsigns it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from consilia.accounts.models import Department, User
from consilia.audit.models import Event
from consilia.library import actions
from consilia.library.models import LeftOut, MoreInfo, Page, Source
from consilia.website.working import work_until_idle
from tests import factories

pytestmark = pytest.mark.django_db

TEXT = (
    "Eyelid twitching is often caused by tiredness, stress or caffeine. "
    "Avoid coffee while the eyelid twitching lasts. "
    "Treatment of lasting eyelid twitching includes injections around the eye every few months."
)
SOURCE = factories.leaflet(text=TEXT)


@pytest.fixture
def page(neurology: Department) -> Page:
    """A page whose reply allows coffee, and a source that forbids it."""
    reply = "An eyelid that twitches is harmless. You can drink coffee. Come back if it lasts for three months."
    made = factories.page(title="Eyelid twitching", question="Why does my eyelid keep twitching?", reply=reply)
    actions.shelve_sources(copies=[SOURCE], now=factories.NOW)
    work_until_idle()
    return made


def sign(client: Client, page: Page) -> int:
    more_info = MoreInfo.objects.get(page=page)
    return client.post(f"/en/desk/more-info/{more_info.pk}/sign").status_code


def shown(client: Client, page: Page) -> str:
    return client.get(page.get_absolute_url()).content.decode()


def test_the_reply_wins_and_the_editor_sees_why(page: Page, client: Client, erin: User) -> None:
    left = LeftOut.objects.get(page=page)
    assert (left.text, left.reason) == ("Avoid coffee while the eyelid twitching lasts.", "advice")
    assert "Avoid coffee" not in shown(client, page)
    client.force_login(erin)
    assert page.title in client.get("/en/desk/more-info?show=left_out").content.decode()
    assert "The reply advises the opposite." in client.get(f"/en/desk/more-info/{page.pk}").content.decode()


def test_a_doctor_signs_and_readers_see_the_name(page: Page, client: Client, dr_bob: User) -> None:
    assert "not reviewed by a doctor" in shown(client, page)
    client.force_login(dr_bob)
    assert sign(client, page) == 302
    assert "Reviewed by Dr Bob on" in shown(client, page)
    assert Event.objects.filter(action="more_info.signed", object_ref=str(page.pk), actor=f"user:{dr_bob.pk}").exists()
    assert page.title not in client.get("/en/desk/more-info").content.decode()
    assert page.title in client.get("/en/desk/more-info?show=reviewed").content.decode()


@pytest.mark.parametrize("who", ["mallory", "erin"])
def test_without_a_licence_nobody_signs(who: str, page: Page, client: Client, request: pytest.FixtureRequest) -> None:
    client.force_login(request.getfixturevalue(who))
    assert sign(client, page) == 403
    assert MoreInfo.objects.get(page=page).reviewed_on is None


def test_what_was_assembled_anew_while_it_was_read_is_not_signed(page: Page, client: Client, dr_bob: User) -> None:
    seen = MoreInfo.objects.get(page=page).pk
    Page.objects.update(more_info_stale=True)
    work_until_idle()
    client.force_login(dr_bob)
    answer = client.post(f"/en/desk/more-info/{seen}/sign")
    assert answer.status_code == 409
    assert "has changed meanwhile" in answer.content.decode()


def test_a_signature_stays_when_a_source_is_added_and_falls_when_one_changes(
    page: Page, client: Client, dr_bob: User
) -> None:
    client.force_login(dr_bob)
    sign(client, page)
    other = replace(
        SOURCE, external_id="source-2", title="Eyelid twitching", text="Eyelid twitching is common in spring."
    )
    actions.shelve_sources(copies=[other], now=timezone.now())
    work_until_idle()
    assert MoreInfo.objects.get(page=page).reviewed_by_name == "Dr Bob"
    changed = replace(SOURCE, text=TEXT.replace("tiredness, stress", "tiredness"))
    actions.shelve_sources(copies=[changed], now=timezone.now())
    work_until_idle()
    again = MoreInfo.objects.get(page=page)
    assert (again.reviewed_by_name, again.returned_because) == ("", "source")
    assert "A source that it cites has changed." in client.get("/en/desk/more-info").content.decode()
    assert Event.objects.filter(action="more_info.returned", object_ref=str(page.pk), actor="worker").exists()


def test_a_signature_falls_with_the_page_it_was_given_for(page: Page, client: Client, dr_bob: User) -> None:
    client.force_login(dr_bob)
    sign(client, page)
    Page.objects.filter(pk=page.pk).update(revision=page.revision + 1, more_info_stale=True)
    work_until_idle()
    assert MoreInfo.objects.get(page=page).returned_because == "page"


def test_what_is_due_again_is_on_the_list(page: Page, client: Client, dr_bob: User) -> None:
    client.force_login(dr_bob)
    sign(client, page)
    MoreInfo.objects.update(next_review_on=timezone.localdate() - timedelta(days=1))
    listed = client.get("/en/desk/more-info").content.decode()
    assert page.title in listed
    assert "due again" in listed


def test_a_sentence_left_out_at_the_desk_stays_out_and_takes_the_signature_with_it(
    page: Page, client: Client, dr_bob: User, erin: User
) -> None:
    client.force_login(dr_bob)
    sign(client, page)
    client.force_login(erin)
    more_info = MoreInfo.objects.get(page=page)
    sentence = more_info.sentences.get(facet="causes")
    address = f"/en/desk/more-info/{more_info.pk}/leave-out/{sentence.pk}"
    assert client.post(address).status_code == 302
    assert client.post(address).status_code == 409, "it is gone already"
    Page.objects.update(more_info_stale=True)
    work_until_idle()
    again = MoreInfo.objects.get(page=page)
    assert again.reviewed_on is None
    assert sentence.text not in shown(client, page)


def test_a_withdrawn_page_takes_what_was_left_out_with_it(page: Page, erin: User) -> None:
    actions.withdraw_page(number=page.pk, by=erin, now=timezone.now())
    assert not LeftOut.objects.exists()
    assert not MoreInfo.objects.exists()


def test_the_list_asks_a_fixed_number_of_times(
    page: Page, client: Client, erin: User, django_assert_max_num_queries: object
) -> None:
    client.force_login(erin)
    with django_assert_max_num_queries(6):  # type: ignore[operator]
        client.get("/en/desk/more-info")
    with django_assert_max_num_queries(14):  # type: ignore[operator]
        client.get(f"/en/desk/more-info/{page.pk}")


def test_quoted_words_can_be_read_in_their_place(page: Page, client: Client) -> None:
    html = shown(client, page)
    source = Source.objects.get()
    assert f'href="/en/sources/{source.pk}?from=0&amp;to=' in html
    citation = MoreInfo.objects.get(page=page).sentences.all()[0].citations.get()
    read = client.get(citation.get_absolute_url()).content.decode()
    assert f'<mark id="quote">{citation.quote}</mark>' in read
    for part in ("Institute", "CC BY 4.0", source.digest[:8], "https://institute.example/eyelid"):
        assert part in read
    assert "<mark" not in client.get(f"/en/sources/{source.pk}?from=9&to=99999999").content.decode()
    assert "<mark" not in client.get(f"/en/sources/{source.pk}?from=x&to=²").content.decode()


def test_a_source_that_nothing_cites_is_not_shown(page: Page, client: Client) -> None:
    actions.shelve_sources(copies=[replace(SOURCE, external_id="quiet", text="Nothing here.")], now=factories.NOW)
    quiet = Source.objects.get(external_id="quiet")
    assert client.get(f"/en/sources/{quiet.pk}").status_code == 404
