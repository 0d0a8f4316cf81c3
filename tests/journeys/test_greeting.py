"""A greeting for somebody else: noticed before it is sent, and again before it is published."""

from consilia.accounts.models import User
from consilia.questions.models import Question, Reply
from tests import factories
from tests.journeys import steps
from tests.journeys.conftest import Arrive

WRONG = "Dear Mr. Chen, this is nearly always harmless."


def test_a_wrong_greeting_is_noticed_twice(arrive: Arrive, dr_bob: User, erin: User) -> None:
    question = factories.question(department=dr_bob.department)
    doctor, editor = arrive(), arrive()
    steps.when_they_sign_in(doctor, dr_bob)
    steps.when_they_open_the_case(doctor, question.text)
    doctor.writes("Your reply", WRONG)
    doctor.presses("Send the reply")
    doctor.reads("Is the greeting meant for this person?", "The question is about a woman or girl.", WRONG)
    doctor.is_accessible()
    assert not Reply.objects.exists()

    doctor.ticks("“Dear Mr. Chen”")
    doctor.presses("Send the reply")
    doctor.reads("Your reply is sent.")

    steps.when_they_sign_in(editor, erin)
    steps.when_they_prepare_the_publication(editor, question.text)
    editor.reads("Is this greeting right?", "Dear Mr. [name]", "No urgency will be published")
    steps.when_they_publish(editor, title="Eyelid twitching", topics="Eyelid Twitching")
    assert Question.objects.get().state == "published"
