"""An editor does not publish yet and says why; the asker words it anew; then it is published."""

from consilia.accounts.models import User
from consilia.library.models import Page
from consilia.questions.models import Question
from tests import factories
from tests.journeys import steps
from tests.journeys.conftest import Arrive
from tests.journeys.people import Person

TOLD = "我當選小溪鄉鄉長以後左眼皮一直跳，會不會有危險？"
BETTER = "我開始忙碌的新工作以後左眼皮一直跳，會不會有危險？"
LETTER = "請不要寫職務，鄉長只有一位。"
TITLE = "工作忙碌時眼皮跳"


def test_sent_back_worded_anew_and_published(arrive: Arrive, departments: None, dr_bob: User, erin: User) -> None:
    question = factories.answered(by=dr_bob, text=TOLD, language="zh-Hant")
    editor, asker = arrive("zh-hant"), arrive("zh-hant")
    when_the_editor_sends_it_back(editor, erin, question)
    when_the_asker_words_it_anew(asker, question)
    when_the_editor_publishes_it(editor)
    then_the_page_holds_the_new_words(asker)


def when_the_editor_sends_it_back(editor: Person, erin: User, question: Question) -> None:
    steps.when_they_sign_in(editor, erin)
    steps.when_they_prepare_the_publication(editor, TOLD)
    editor.follows("Rather send it back to the asker")
    editor.stands_at("Question %(number)s", number=question.number)
    editor.ticks("Somebody could be recognised by it")
    editor.writes("What could the asker change?", LETTER)
    editor.presses("Send it back")
    editor.reads(editor.words("Sent back to the asker"), LETTER)
    editor.is_accessible()


def when_the_asker_words_it_anew(asker: Person, question: Question) -> None:
    steps.when_they_open_their_private_page(asker, steps.private_link(asker, question))
    asker.reads(LETTER)
    asker.follows("Look at it again")
    asker.stands_at("Before it can be published")
    asker.reads(LETTER, asker.words("Somebody could be recognised by it"))
    asker.writes("Your question as others would read it", BETTER)
    asker.presses("Show how it looks now")
    asker.stands_at("Before it can be published")
    asker.reads(BETTER)
    asker.ticks("My question and the reply may be published, without anything that identifies me")
    asker.presses("Send it to the editor again")
    asker.reads(asker.words("Thank you. An editor looks at it again before anything is published."))
    asker.is_accessible()


def when_the_editor_publishes_it(editor: Person) -> None:
    editor.opens("desk:to_publish")
    steps.when_they_prepare_the_publication(editor, TOLD)
    editor.reads(LETTER, editor.words("The asker has worded it anew"))
    steps.when_they_publish(editor, title=TITLE, topics="眼皮跳")


def then_the_page_holds_the_new_words(asker: Person) -> None:
    assert Page.objects.get().question == BETTER
    asker.page.reload()
    asker.follows(TITLE)
    asker.stands_at(TITLE)
    asker.reads(BETTER)
    asker.does_not_read("鄉長")
