"""From a person's question to a page that a stranger finds and reads, in both languages."""

import re
from collections.abc import Callable

from playwright.sync_api import expect

from consilia.accounts.models import User
from consilia.questions.states import State
from tests.journeys import steps
from tests.journeys.conftest import Arrive
from tests.journeys.people import Person
from tests.journeys.steps import Story

STORY = Story(
    "My name is Jane Whitcombe. My left eyelid has been twitching for two weeks, mostly in the evening. Should I worry?"
)
REPLY = "An eyelid that twitches is nearly always harmless. It passes within some weeks when you rest more."
TITLE = "Left eyelid twitching in the evening: is it dangerous?"


def test_a_question_becomes_a_page_that_a_stranger_finds(
    arrive: Arrive, library: None, dr_bob: User, erin: User, work: Callable[[], None]
) -> None:
    asker, doctor, editor, stranger = arrive(), arrive(), arrive(), arrive()
    link = when_jane_asks(asker)
    when_dr_bob_asks_back(doctor, dr_bob)
    when_jane_answers(asker, link)
    when_dr_bob_replies(doctor)
    then_jane_reads_the_reply(asker, link)
    when_erin_publishes(editor, erin)
    work()
    when_a_stranger_finds_the_page(stranger)
    then_every_part_of_the_page_is_there(stranger)
    then_similar_and_topics_lead_on(stranger)
    stranger.does_not_read("Jane", "Whitcombe")
    then_jane_sees_where_it_stands(asker, link)


def when_jane_asks(asker: Person) -> str:
    steps.when_they_write_the_question(asker, STORY)
    steps.when_they_tell_about_themselves(asker, STORY)
    steps.when_they_answer_no_to_every_danger_sign(asker)
    asker.stands_at("What doctors have already answered")
    asker.reads("Answers that may fit")
    asker.presses("No, ask a doctor")
    asker.stands_at("What may happen with your question")
    expect(asker.page.locator(".consilia-words")).not_to_contain_text("Whitcombe")
    steps.when_they_consent(asker, publish=True)
    steps.when_they_check_and_send(asker, STORY)
    return steps.then_they_have_a_receipt(asker)


def when_dr_bob_asks_back(doctor: Person, dr_bob: User) -> None:
    steps.when_they_sign_in(doctor, dr_bob)
    steps.when_they_open_the_case(doctor, "My name is Jane Whitcombe.")
    doctor.reads(STORY.text, STORY.duration)
    doctor.writes("What do you need to know?", "Does your cheek twitch too?")
    doctor.presses("Ask the asker")
    doctor.reads("Your question to the asker is sent.", "Waiting for the asker")
    doctor.is_accessible()


def when_jane_answers(asker: Person, link: str) -> None:
    steps.when_they_open_their_private_page(asker, link)
    asker.reads("The doctor has a question for you", "Does your cheek twitch too?")
    asker.writes("Your answer to the doctor", "No, only the eyelid.")
    asker.presses("Send my answer")
    asker.reads("We have passed your answer on to the doctor.", "No, only the eyelid.")
    asker.is_accessible()


def when_dr_bob_replies(doctor: Person) -> None:
    doctor.opens("desk:queue")
    steps.when_they_open_the_case(doctor, "My name is Jane Whitcombe.")
    doctor.reads("No, only the eyelid.")
    signs = "One side of your face droops"
    steps.when_they_reply(doctor, REPLY, care="Sleep more\nDrink less coffee", signs=signs)


def then_jane_reads_the_reply(asker: Person, link: str) -> None:
    steps.when_they_open_their_private_page(asker, link)
    asker.reads("Reply from Dr Bob", REPLY, "One side of your face droops", "Answered")


def when_erin_publishes(editor: Person, erin: User) -> None:
    steps.when_they_sign_in(editor, erin)
    steps.when_they_prepare_the_publication(editor, "My name is Jane Whitcombe.")
    expect(editor.page.get_by_role("main").locator("mark", has_text="Whitcombe").first).to_be_visible()
    expect(editor.field("Question to publish")).to_have_value(re.compile(r"My name is \[name\]\. My left eyelid"))
    expect(editor.field("Question to publish")).not_to_have_value(re.compile("Whitcombe"))
    steps.when_they_publish(editor, title=TITLE, topics="Eyelid Twitching")
    assert steps.asked().state == State.PUBLISHED


def when_a_stranger_finds_the_page(stranger: Person) -> None:
    steps.when_they_search(stranger, "eyelid twitching evening")
    stranger.page.get_by_role("link", name=TITLE, exact=True).click()
    stranger.stands_at(TITLE)


def then_every_part_of_the_page_is_there(stranger: Person) -> None:
    main = stranger.page.get_by_role("main")
    expect(main.get_by_role("link", name="Neurology", exact=True)).to_be_visible()
    then_it_can_be_shared(stranger)
    stranger.reads("My left eyelid has been twitching for two weeks", "[name]")
    line = re.compile(r"^\S.* · 25 to 34 years old · female · Asked in \w+ \d{4}$")
    expect(main.locator(".consilia-asker")).to_have_text(line)
    expect(main.locator(".consilia-asker")).to_contain_text(steps.asked().alias)
    stranger.reads("Get help at once if", "One side of your face droops", "119", "Sleep more", "Drink less coffee")
    reply = main.get_by_role("region", name="Reply by Dr Bob")
    for part in (REPLY, "Neurology", "Example General Hospital", "licence verified"):
        expect(reply).to_contain_text(part)
    expect(reply).to_contain_text(re.compile(r"Replied in \w+ \d{4}"))
    then_more_info_cites_or_says_why_not(stranger)
    stranger.reads("This is health information, not a diagnosis")


def then_it_can_be_shared(stranger: Person) -> None:
    share = stranger.page.get_by_role("region", name="Share this page")
    for name in ("LINE", "WhatsApp", "X", "Facebook"):
        address = share.get_by_role("link", name=name, exact=True).get_attribute("href") or ""
        assert "pages%2F" in address, f"{name} shares {address}"


def then_more_info_cites_or_says_why_not(stranger: Person) -> None:
    more = stranger.page.get_by_role("region", name="More Info")
    sentences = more.locator("h3 ~ p")
    if sentences.count():
        assert more.locator("blockquote").count() >= sentences.count()
    else:
        expect(more).to_contain_text("We found no checked source that says more about this question.")


def then_similar_and_topics_lead_on(stranger: Person) -> None:
    similar = stranger.page.get_by_role("region", name="Similar Q&A")
    items = similar.get_by_role("listitem")
    expect(items.first).to_contain_text(re.compile("eyelid", re.IGNORECASE))
    for part in ("heading", "link"):
        expect(items.first.get_by_role(part).first).to_be_visible()
    expect(items.first).to_contain_text("Read more")
    expect(similar).not_to_contain_text(TITLE)
    topics = stranger.page.get_by_role("region", name="Related FAQ")
    topics.get_by_role("link", name="Eyelid Twitching").click()
    stranger.stands_at("Eyelid Twitching")
    stranger.page.get_by_role("link", name=TITLE, exact=True).click()
    stranger.stands_at(TITLE)


def then_jane_sees_where_it_stands(asker: Person, link: str) -> None:
    steps.when_they_open_their_private_page(asker, link)
    asker.reads("Answered and published")
    asker.follows(TITLE)
    asker.stands_at(TITLE)


STORY_ZH = Story(
    "我叫王小明，左眼皮跳了兩個星期，晚上比較明顯。需要看醫生嗎？",
    sex="Male",
    duration="兩個星期",
    medicines="沒有",
)
REPLY_ZH = "眼皮跳大多沒有危險，多休息、少喝咖啡，通常幾個星期就會好。"
TITLE_ZH = "左眼皮跳了兩個星期要看醫生嗎？"


def test_the_same_road_in_traditional_chinese(
    arrive: Arrive, library: None, dr_bob: User, erin: User, work: Callable[[], None]
) -> None:
    asker, doctor, editor, stranger = (arrive("zh-hant") for _person in range(4))
    steps.when_they_write_the_question(asker, STORY_ZH)
    link = steps.when_they_go_on_from_the_question(asker, STORY_ZH)
    steps.when_they_sign_in(doctor, dr_bob)
    steps.when_they_open_the_case(doctor, STORY_ZH.text)
    steps.when_they_reply(doctor, REPLY_ZH, care="多休息", signs="半邊臉歪斜")
    steps.when_they_sign_in(editor, erin)
    steps.when_they_prepare_the_publication(editor, STORY_ZH.text)
    expect(editor.field("Question to publish")).to_have_value(re.compile("［姓名］"))
    steps.when_they_publish(editor, title=TITLE_ZH, topics="眼皮跳")
    work()
    steps.when_they_search(stranger, "左眼皮跳")
    stranger.page.get_by_role("link", name=TITLE_ZH, exact=True).click()
    then_the_chinese_page_is_whole(stranger)
    steps.when_they_open_their_private_page(asker, link)
    asker.reads("已回覆", TITLE_ZH)


def then_the_chinese_page_is_whole(stranger: Person) -> None:
    stranger.stands_at(TITLE_ZH)
    expect(stranger.page.locator("html")).to_have_attribute("lang", "zh-Hant")
    stranger.reads("神經內科", "男", REPLY_ZH, "範例綜合醫院", "半邊臉歪斜", "119", "眼皮跳", "不是診斷")
    stranger.does_not_read("王小明", "小明")
