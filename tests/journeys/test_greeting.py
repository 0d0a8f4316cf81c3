"""What the checks find is mended, or meant with a reason; a wrong greeting is noticed at publishing, too."""

from consilia.accounts.models import User
from consilia.questions.models import Question, Reply
from tests import factories
from tests.journeys import steps
from tests.journeys.conftest import Arrive

REASON = "He rang, and this is his name."
WRONG = "Dear Mr. Chen, this is nearly always harmless."


def test_a_wrong_greeting_is_noticed_twice(arrive: Arrive, dr_bob: User, erin: User) -> None:
    question = factories.question(department=dr_bob.department)
    doctor, editor = arrive(), arrive()
    steps.when_they_sign_in(doctor, dr_bob)
    steps.when_they_open_the_case(doctor, question.text)
    doctor.writes("Your reply", WRONG)
    doctor.presses("Send the reply")
    doctor.reads("The greeting may be for somebody else", "The question is about a woman or girl.", WRONG)
    doctor.reads("It does not say when to seek help")
    doctor.is_accessible()
    assert not Reply.objects.exists()

    doctor.writes("When to seek help at once", "Your face droops on one side")
    doctor.ticks("Send it all the same: “Dear Mr. Chen”")
    doctor.presses("Send the reply")
    doctor.does_not_read("It does not say when to seek help")
    doctor.writes("Why do you send it as it stands?", REASON)
    doctor.is_accessible()
    doctor.presses("Send the reply")
    doctor.reads("Your reply is sent.", "Sent although the checks stopped at it", "Dear Mr. Chen", REASON)
    doctor.is_accessible()

    steps.when_they_sign_in(editor, erin)
    steps.when_they_prepare_the_publication(editor, question.text)
    editor.reads("Is this greeting right?", "Dear Mr. [name]", "No urgency will be published")
    steps.when_they_publish(editor, title="Eyelid twitching", topics="Eyelid Twitching")
    assert Question.objects.get().state == "published"
