"""What people do on the main road, told once: given, when, then."""

import re
from dataclasses import dataclass

from playwright.sync_api import expect

from consilia.accounts.models import User
from consilia.questions.links import private_token
from consilia.questions.models import Question
from tests.journeys.people import Person
from tests.people import PASSWORD


@dataclass(frozen=True, slots=True)
class Story:
    """What an asker brings."""

    text: str
    age: str = "34"
    sex: str = "Female"
    duration: str = "two weeks"
    medicines: str = "none"


EYELID = Story("My left eyelid has been twitching for two weeks. Should I worry?")
EYELID_ZH = Story("我的左眼皮跳了兩個星期，沒有痛，看東西也正常。需要看醫生嗎？", duration="兩個星期", medicines="沒有")
CHEST_PAIN = Story("I have crushing chest pain that goes into my left arm, and I am sweating.")
CHEST_PAIN_ZH = Story("我胸口很悶很痛，一直冒冷汗，左手臂也麻麻的。")
ABUSE = Story("My husband hits me when he drinks. I have bruises on both arms. Which doctor can look at them?")
ABUSE_ZH = Story("先生喝酒常常會打我，手臂有瘀青，要看哪一科？", duration="一年", medicines="沒有")
SUICIDE = Story("I want to kill myself tonight. I have written a goodbye note.")
SUICIDE_ZH = Story("我不想活了，今天晚上就想自殺，遺書也寫好了。")
CALF = Story("My calf is swollen and hurts since yesterday.", age="60", duration="since yesterday")
CALF_ZH = Story("我的小腿腫起來很痛，昨天開始的。", age="60", duration="昨天", medicines="沒有")
BACK = Story("My back hurts after lifting a box.", duration="two days")
BACK_ZH = Story("搬東西以後腰痛。", duration="兩天", medicines="沒有")


def when_they_write_the_question(asker: Person, story: Story) -> None:
    asker.opens("questions:ask")
    asker.stands_at("What is your question?")
    asker.writes("What is your question?", story.text)
    asker.presses("Continue")


def when_they_tell_about_themselves(asker: Person, story: Story) -> None:
    asker.stands_at("About the person who is unwell")
    asker.ticks("Myself")
    asker.writes("How old is the person?", story.age)
    asker.ticks(story.sex)
    asker.writes("How long has this been going on?", story.duration)
    asker.writes("Medicines and long-term illnesses", story.medicines)
    asker.presses("Continue")


def when_they_answer_no_to_every_danger_sign(asker: Person) -> None:
    """An answer may lead to more questions, on another page under the same heading."""
    asker.stands_at("Is it dangerous?")
    while heading_of(asker) == asker.words("Is it dangerous?"):
        for no in asker.page.get_by_role("radio", name=asker.words("No"), exact=True).all():
            no.check()
        with asker.page.expect_navigation():
            asker.presses("Continue")


def heading_of(person: Person) -> str:
    return person.page.get_by_role("heading", level=1).inner_text()


def when_they_pass_the_safety_check(asker: Person) -> None:
    """The check is left out where the story raises no question."""
    first = asker.page.get_by_role("heading", level=1)
    safety, answers = asker.words("Is it dangerous?"), asker.words("What doctors have already answered")
    expect(first).to_contain_text(re.compile(f"{re.escape(safety)}|{re.escape(answers)}"))
    if first.inner_text() == safety:
        when_they_answer_no_to_every_danger_sign(asker)


def when_they_want_a_doctor(asker: Person) -> None:
    asker.stands_at("What doctors have already answered")
    wanted = {asker.words("No, ask a doctor"), asker.words("Continue")}
    with asker.page.expect_navigation():
        asker.page.get_by_role("main").get_by_role("button", name=re.compile("|".join(wanted))).click()


def when_they_let_the_service_decide(asker: Person) -> None:
    """The page about the department is left out where it is clear."""
    if heading_of(asker) == asker.words("Which department fits?"):
        asker.is_accessible()
        asker.presses("Continue")


def when_they_consent(asker: Person, *, publish: bool, email: str = "") -> None:
    asker.stands_at("What may happen with your question")
    asker.ticks("A doctor may read and answer my question")
    if publish:
        asker.ticks("My question and the reply may be published, without anything that identifies me")
    if email:
        asker.writes("E-mail address (if you want one line when there is news)", email)
    asker.presses("Continue")


def when_they_check_and_send(asker: Person, story: Story) -> None:
    asker.stands_at("Check your answers")
    asker.reads(story.text, story.duration)
    asker.presses("Send my question")


def when_they_go_on_from_the_question(asker: Person, story: Story, *, publish: bool = True) -> str:
    """From the page about the person to the receipt; returns the private link."""
    when_they_tell_about_themselves(asker, story)
    when_they_pass_the_safety_check(asker)
    when_they_want_a_doctor(asker)
    when_they_let_the_service_decide(asker)
    when_they_consent(asker, publish=publish)
    when_they_check_and_send(asker, story)
    return then_they_have_a_receipt(asker)


def then_they_have_a_receipt(asker: Person) -> str:
    """Returns the private link."""
    asker.stands_at("We have your question")
    asker.reads(Question.objects.latest("pk").number)
    link = asker.page.locator("#private-link")
    expect(link).to_have_attribute("href", re.compile(r"/my/[\w-]{43}$"))
    return link.inner_text()


def when_they_open_their_private_page(asker: Person, link: str) -> None:
    asker.page.goto(link)
    asker.stands_at("Your question %(number)s", number=asked().number)


def private_link(asker: Person, question: Question) -> str:
    """For a question that was asked before the journey began."""
    return asker.address("questions:private", private_token(question.reference))


def when_they_sign_in(worker: Person, user: User, password: str = PASSWORD) -> None:
    worker.opens("accounts:sign_in")
    worker.stands_at("Sign in")
    fill_in_the_sign_in(worker, user, password)


def fill_in_the_sign_in(worker: Person, user: User, password: str = PASSWORD) -> None:
    worker.writes("Email address", user.email)
    worker.writes("Password", password)
    worker.page.get_by_role("main").get_by_role("button", name=worker.words("Sign in")).click()


def when_they_open_the_case(doctor: Person, words: str) -> None:
    """From the queue, by the first words of the question."""
    doctor.stands_at("Questions that wait")
    doctor.page.get_by_role("main").get_by_role("link", name=words[:60]).click()
    doctor.stands_at("Question %(number)s", number=asked().number)


def when_they_reply(doctor: Person, text: str, *, care: str, signs: str) -> None:
    form = doctor.page.locator("section[aria-labelledby=reply_heading]")
    form.get_by_label(doctor.words("Your reply"), exact=True).fill(text)
    form.get_by_label(doctor.words("What to do now"), exact=True).fill(care)
    form.get_by_label(doctor.words("When to seek help at once"), exact=True).fill(signs)
    form.get_by_label(doctor.words("See a doctor within two weeks"), exact=True).check()
    doctor.presses("Send the reply")
    doctor.reads(doctor.words("Your reply is sent."), text)
    doctor.is_accessible()


def when_they_prepare_the_publication(editor: Person, words: str) -> None:
    """From the list of what may be published."""
    editor.stands_at("Publishing")
    editor.page.get_by_role("main").get_by_role("link", name=words[:60]).click()
    editor.stands_at("Publish question %(number)s", number=asked().number)


def when_they_publish(editor: Person, *, title: str, topics: str) -> None:
    editor.writes("Title", title)
    editor.writes("Topics", topics)
    editor.ticks("I have read every word; nothing identifies anyone")
    editor.presses("Publish")
    editor.reads(editor.words("The page is published."))
    editor.is_accessible()


def when_they_search(reader: Person, words: str) -> None:
    """From the home page."""
    reader.opens("library:home")
    reader.stands_at("Ask a doctor")
    reader.page.get_by_label(reader.words("Search the answered questions")).fill(words)
    reader.page.get_by_role("main").get_by_role("button", name=reader.words("Search"), exact=True).click()
    reader.stands_at("Search the answers")


def asked() -> Question:
    """The newest question of the service."""
    return Question.objects.latest("pk")
