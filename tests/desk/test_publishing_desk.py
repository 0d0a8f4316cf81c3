"""Publishing: side by side, nothing passes unread, nothing is lost."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.translation import override
from pytest_django import DjangoAssertNumQueries

from consilia.accounts.models import Consent, Department, User
from consilia.audit.models import Event
from consilia.library.models import Page
from consilia.questions import actions, policies, publishing
from consilia.questions.models import Question
from tests import factories
from tests.desk.desk_acts import address, approved, at_the_desk, send

NAMED = "Hello, my name is Jane Roe and my number is 0912-345-678. My left eyelid has been twitching for two weeks."
PUBLISH_QUERIES = 10
LIST_QUERIES = 8


@pytest.fixture
def question(dr_bob: User) -> Question:
    return factories.answered(by=dr_bob, text=NAMED, email="asker@example.org")


def fresh(question: Question) -> Question:
    return Question.objects.get(pk=question.pk)


def titled(question: Question, /, **more: object) -> dict[str, object]:
    return approved(question, **{"question": "My left eyelid has been twitching for two weeks."} | more)


# --- the list ---


def test_the_list_holds_what_was_answered_and_may_be_published(
    question: Question, dr_bob: User, erin: User, neurology: Department
) -> None:
    factories.answered(by=dr_bob, may_publish=False)
    factories.question(department=neurology)
    response = at_the_desk(erin).get(reverse("desk:to_publish"))
    assert [line.question for line in response.context["lines"]] == [question]
    assert address("publish", question) in response.content.decode()
    assert "Dr Bob" in response.content.decode()


def test_what_is_published_is_on_a_list_of_its_own(dr_bob: User, erin: User) -> None:
    factories.published(by=dr_bob, editor=erin)
    client = at_the_desk(erin)
    assert "Nothing here" in client.get(reverse("desk:to_publish")).content.decode()
    response = client.get(reverse("desk:to_publish"), {"show": "published"})
    assert [line.question for line in response.context["lines"]] == [Question.objects.get()]


def test_the_list_takes_as_many_queries_for_25_as_for_one(
    question: Question, dr_bob: User, erin: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = at_the_desk(erin)
    with django_assert_num_queries(LIST_QUERIES):
        client.get(reverse("desk:to_publish"))
    for _number in range(24):
        factories.answered(by=dr_bob)
    with django_assert_num_queries(LIST_QUERIES):
        assert len(client.get(reverse("desk:to_publish")).context["lines"]) == 25


# --- side by side ---


def test_the_original_stands_beside_the_masked_text_with_each_finding_marked(question: Question, erin: User) -> None:
    response = at_the_desk(erin).get(address("publish", question))
    page = response.content.decode()
    for words in ("Jane Roe", "0912-345-678"):
        assert f">{words}</mark>" in page
        assert words not in response.context["form"]["question"].value()
    assert "twitching for two weeks" in response.context["form"]["question"].value()
    for doubt in response.context["doubts"]:
        assert doubt.part.finding.reason
    sure = [doubt.part.percent for doubt in response.context["doubts"]]
    assert sure == sorted(sure)


def test_the_desk_suggests_a_title_without_the_name(question: Question, erin: User) -> None:
    title = at_the_desk(erin).get(address("publish", question)).context["form"]["title"].value()
    assert 0 < len(title) <= 100
    assert "Jane" not in title
    assert "0912" not in title


def test_the_editor_sees_how_the_page_will_name_the_asker(question: Question, erin: User) -> None:
    page = at_the_desk(erin).get(address("publish", question)).content.decode()
    for words in (question.alias, "25-34 · Female", "2026-03"):
        assert words in page
    assert "34 years" not in page


def test_the_editor_reads_that_no_urgency_goes_out_while_no_clinician_has_judged_it(
    question: Question, erin: User
) -> None:
    page = at_the_desk(erin).get(address("publish", question)).content.decode()
    assert "No urgency will be published: no clinician has judged it." in page
    assert "See a doctor within two weeks" not in page


def test_the_editor_sees_the_clinician_s_urgency_and_that_is_what_goes_out(
    question: Question, dr_bob: User, erin: User
) -> None:
    later = factories.NOW + timedelta(minutes=1)
    actions.reply(question=fresh(question), by=dr_bob, text="Sleep.", level="routine", now=later)
    client = at_the_desk(erin)
    shown = client.get(address("publish", question)).content.decode()
    assert "Look after it yourself, ask a pharmacist or your family doctor" in shown
    assert "No urgency will be published" not in shown
    send(client, "publish", question, **titled(question))
    assert Page.objects.get().urgency == "routine"


@pytest.mark.parametrize(
    ("language", "greeting", "words"),
    [
        ("en", "Dear Mr. Chen, it is harmless.", "Dear Mr. [name]"),
        ("en", "Dear Sir, it is harmless.", "Dear Sir"),
        ("zh-Hant", "陳先生您好：這通常沒有關係。", "［姓名］先生"),
    ],
)
def test_a_greeting_for_the_other_sex_stands_beside_the_words_and_stops_nothing(
    dr_bob: User, erin: User, language: str, greeting: str, words: str
) -> None:
    question = factories.question(department=dr_bob.department, language=language)
    actions.reply(question=question, by=dr_bob, text=greeting, now=factories.NOW)
    client = at_the_desk(erin)
    response = client.get(address("publish", question))
    side = next(side for side in response.context["sides"] if side.field.name.startswith("reply_"))
    assert [(doubt.words, doubt.reason) for doubt in side.greetings] == [
        (words, "The question is about a woman or girl.")
    ]
    assert "Is this greeting right?" in response.content.decode()
    replies = {side.field.name: side.field.value()}
    assert send(client, "publish", question, **titled(question, **replies)).status_code == 302


def test_a_greeting_that_fits_is_not_doubted(question: Question, erin: User) -> None:
    assert "Is this greeting right?" not in at_the_desk(erin).get(address("publish", question)).content.decode()


def test_a_doctor_s_own_name_needs_no_box_to_stay(dr_bob: User, erin: User) -> None:
    dr_bob.name = "Dr Jane Smith"
    dr_bob.save()
    question = factories.question(department=dr_bob.department)
    signed = "Nearly always harmless. Best wishes, Dr Jane Smith"
    actions.reply(question=question, by=dr_bob, text=signed, now=factories.NOW)
    client = at_the_desk(erin)
    name = f"reply_{question.replies.get().pk}"
    assert client.get(address("publish", question)).context["form"].initial[name] == signed
    assert send(client, "publish", question, **titled(question)).status_code == 302


def test_why_something_was_found_is_told_in_the_editor_s_language(question: Question, erin: User) -> None:
    with override("zh-hant"):
        there = address("publish", question)
    response = at_the_desk(erin).get(there)
    page = response.content.decode()
    doubts = response.context["doubts"]
    assert doubts
    for doubt in doubts:
        assert doubt.part.finding.reason not in page
        with override("zh-hant"):
            assert doubt.part.reason in page


def test_opening_the_raw_record_is_remembered(question: Question, erin: User) -> None:
    at_the_desk(erin).get(address("publish", question))
    assert Event.objects.filter(action="question.read", actor=f"user:{erin.pk}").count() == 1


def test_side_by_side_takes_as_many_queries_for_three_replies_as_for_one(
    question: Question, dr_bob: User, erin: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = at_the_desk(erin)
    with django_assert_num_queries(PUBLISH_QUERIES):
        client.get(address("publish", question))
    for minute in (1, 2):
        actions.reply(
            question=fresh(question),
            by=dr_bob,
            text="And sleep.",
            now=factories.NOW + timedelta(minutes=minute),
        )
    with django_assert_num_queries(PUBLISH_QUERIES):
        client.get(address("publish", question))


# --- publishing ---


def test_an_editor_publishes_the_words_that_they_approved(question: Question, erin: User) -> None:
    client = at_the_desk(erin)
    response = send(client, "publish", question, **titled(question, topics="Eyelid Twitching， Stress"))
    assert response["Location"] == address("case", question)
    page = Page.objects.get()
    assert page.title == "Eyelid twitching"
    assert page.question == "My left eyelid has been twitching for two weeks."
    assert page.care_now == ["Sleep more"]
    assert page.urgent_signs == ["Your face droops on one side"]
    assert {topic.slug for topic in page.topics.all()} == {"eyelid-twitching", "stress"}
    assert [reply.clinician_name for reply in page.replies.all()] == ["Dr Bob"]
    assert page.asked_on == "2026-03"
    assert fresh(question).state == "published"
    assert fresh(question).text == NAMED
    assert page.get_absolute_url() in client.get(address("case", question)).content.decode()


def test_nothing_is_published_unless_somebody_says_that_they_read_it(question: Question, erin: User) -> None:
    response = send(at_the_desk(erin), "publish", question, **titled(question, confirm=""))
    assert response.status_code == 422
    assert "Read every word" in response.content.decode()
    assert not Page.objects.exists()


@pytest.mark.parametrize("field", ["title", "question", "topics"])
def test_an_empty_part_is_shown_again_with_all_the_rest(question: Question, erin: User, field: str) -> None:
    response = send(at_the_desk(erin), "publish", question, **titled(question, **{"care_now": "Rest", field: " "}))
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {field}
    assert response.context["form"]["care_now"].value() == "Rest"
    assert not Page.objects.exists()


def test_a_topic_that_says_nothing_is_not_enough(question: Question, erin: User) -> None:
    response = send(at_the_desk(erin), "publish", question, **titled(question, topics="Face"))
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"topics"}


def test_what_may_still_identify_somebody_is_shown_and_has_to_be_kept_by_name(question: Question, erin: User) -> None:
    client = at_the_desk(erin)
    words = approved(question, question="My number is 0912-345-678. My eyelid twitches.")
    response = send(client, "publish", question, **words)
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"keep"}
    assert "“0912-345-678”" in response.content.decode()
    assert not Page.objects.exists()

    keys = [key for key, _label in response.context["keep"].field.choices]
    assert send(client, "publish", question, **words, keep=keys).status_code == 302
    assert "0912-345-678" in Page.objects.get().question


def test_a_kept_word_covers_no_other_word(question: Question, erin: User) -> None:
    client = at_the_desk(erin)
    first = approved(question, question="My number is 0912-345-678. My eyelid twitches.")
    shown = send(client, "publish", question, **first)
    keys = [key for key, _label in shown.context["keep"].field.choices]
    second = approved(question, question="My number is 0912-345-679. My eyelid twitches.", keep=keys)
    assert send(client, "publish", question, **second).status_code == 422
    assert not Page.objects.exists()


@pytest.mark.parametrize("field", ["title", "care_now", "urgent_signs", "topics", "reply"])
def test_an_identifier_is_found_in_every_public_field(question: Question, erin: User, field: str) -> None:
    name = f"reply_{question.replies.get().pk}" if field == "reply" else field
    words = titled(question, **{name: "Call 0912-345-678"})
    response = send(at_the_desk(erin), "publish", question, **words)
    assert response.status_code == 422
    assert "keep" in response.context["form"].errors


def test_masked_text_passes_as_it_is_suggested(question: Question, erin: User) -> None:
    client = at_the_desk(erin)
    form = client.get(address("publish", question)).context["form"]
    words = {name: value for name, value in form.initial.items() if value}
    response = send(client, "publish", question, **words, topics="Eyelid Twitching", confirm="on")
    assert response.status_code == 302
    page = Page.objects.get()
    assert "Jane" not in page.question
    assert "0912" not in page.question


def test_a_chinese_question_is_masked_and_published_in_chinese(dr_bob: User, erin: User) -> None:
    chinese = factories.answered(
        by=dr_bob, language="zh-Hant", text="我叫王小明，電話是0912-345-678。左眼皮跳了兩週，需要看醫生嗎？"
    )
    client = at_the_desk(erin)
    form = client.get(address("publish", chinese)).context["form"]
    assert "［電話］" in form.initial["question"]
    words = {name: value for name, value in form.initial.items() if value}
    words |= {"title": "左眼皮跳", "topics": "眼皮跳、壓力", "confirm": "on"}
    assert send(client, "publish", chinese, **words).status_code == 302
    page = Page.objects.get()
    assert "王小明" not in page.question
    assert "左眼皮跳了兩週" in page.question
    assert page.topics.count() == 2


def test_a_reply_that_came_meanwhile_is_read_before_anything_is_published(
    question: Question, dr_bob: User, erin: User
) -> None:
    client = at_the_desk(erin)
    opened = client.get(address("publish", question)).context["seen"]
    words = titled(question, title="A title I thought about")
    actions.reply(
        question=fresh(question), by=dr_bob, text="I forgot: sleep.", now=factories.NOW + timedelta(minutes=1)
    )
    response = send(client, "publish", question, **words, seen=opened)
    assert response.status_code == 409
    assert "Dr Bob replied while you were writing" in response.content.decode()
    form = response.context["form"]
    assert form["title"].value() == "A title I thought about"
    assert not form["confirm"].value()
    assert form[f"reply_{fresh(question).replies.latest('at').pk}"].value() == "I forgot: sleep."
    assert not Page.objects.exists()


def test_a_copy_that_lacks_a_reply_does_not_pass_the_door(question: Question, dr_bob: User, erin: User) -> None:
    from consilia.questions.models import StateChanged

    copy = publishing.Approved(title="Eyelids", question="Mine twitches.", replies={})
    with pytest.raises(StateChanged):
        publishing.publish(question=question, by=erin, approved=copy, now=factories.NOW)
    assert not Page.objects.exists()


def test_of_two_editors_the_second_is_told_and_keeps_the_words(question: Question, erin: User) -> None:
    client = at_the_desk(erin)
    send(client, "publish", question, **titled(question))
    response = send(client, "publish", question, **titled(question, title="My better title"))
    assert response.status_code == 409
    assert response.context["form"]["title"].value() == "My better title"
    assert Page.objects.count() == 1


# --- what is never published ---


def test_when_masking_fails_nothing_can_be_published(
    question: Question, erin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(text: str, **_more: object) -> None:
        raise RuntimeError("lists are missing")

    client = at_the_desk(erin)
    words = titled(question, title="A title I thought about")
    monkeypatch.setattr("consilia.engines.deid.find", broken)
    shown = client.get(address("publish", question))
    assert shown.status_code == 503
    assert "Jane Roe" not in shown.content.decode()
    sent = send(client, "publish", question, **words)
    assert sent.status_code == 503
    assert "A title I thought about" in sent.content.decode()
    assert not Page.objects.exists()


def test_a_question_whose_asker_did_not_agree_cannot_be_published(dr_bob: User, erin: User) -> None:
    private = factories.answered(by=dr_bob, may_publish=False)
    client = at_the_desk(erin)
    assert client.get(address("publish", private)).status_code == 404
    assert send(client, "publish", private, **approved(private)).status_code == 404
    copy = publishing.Approved(
        title="Eyelids", question="Mine twitches.", replies={private.replies.get().pk: "Harmless."}
    )
    with pytest.raises(policies.Refused, match="did not agree"):
        publishing.publish(question=private, by=erin, approved=copy, now=factories.NOW)
    assert not Page.objects.exists()


def test_a_consent_that_was_taken_back_stops_publication_with_the_reason(question: Question, erin: User) -> None:
    Consent.objects.get(subject=str(question.reference), scope="publish").withdraw(now=factories.NOW)
    response = send(at_the_desk(erin), "publish", question, **titled(question))
    assert response.status_code == 409
    assert "did not agree to publication" in response.content.decode()
    assert not Page.objects.exists()


def test_a_question_withdrawn_meanwhile_is_not_shown_again(question: Question, erin: User) -> None:
    client = at_the_desk(erin)
    client.get(address("publish", question))
    actions.withdraw(question=fresh(question), now=factories.NOW)
    response = send(client, "publish", question, **titled(question))
    assert response.status_code == 409
    assert "was withdrawn" in response.content.decode()
    assert "Jane" not in response.content.decode()
    assert not Page.objects.exists()


def test_a_doctor_cannot_publish_even_their_own_reply(question: Question, dr_bob: User) -> None:
    client = at_the_desk(dr_bob)
    assert client.get(address("publish", question)).status_code == 403
    assert send(client, "publish", question, **titled(question)).status_code == 403
    assert not Page.objects.exists()


def test_a_page_that_was_taken_down_can_be_published_anew(question: Question, erin: User) -> None:
    client = at_the_desk(erin)
    send(client, "publish", question, **titled(question))
    send(client, "retire", question)
    send(client, "publish", question, **titled(question))
    assert [page.is_withdrawn for page in Page.objects.order_by("pk")] == [True, False]
