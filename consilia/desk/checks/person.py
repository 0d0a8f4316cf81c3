"""Is the reply for this person? Greeting, pronouns and kinship against the sex and the relation that were told."""

import re
from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext as _

from consilia.desk.checks.slip import Case, Draft, Slip
from consilia.desk.checks.words import pattern
from consilia.desk.greetings import doubtful_greetings
from consilia.questions.models import Relation, Sex

_OTHER: Final = {Sex.FEMALE.value: "male", Sex.MALE.value: "female"}
_KIN: Final = {
    (Relation.CHILD.value, "female"): "son",
    (Relation.CHILD.value, "male"): "daughter",
    (Relation.PARENT.value, "female"): "father",
    (Relation.PARENT.value, "male"): "mother",
}
"""What the person is not, by relation and sex."""


def greeting(draft: Draft, case: Case) -> Iterator[Slip]:
    """A title or a name that the asker has not told."""
    for doubt in doubtful_greetings(draft.text, case):
        mend = _("Greet by the name and title that were told, or leave both out.")
        yield Slip("greeting", doubt.words, doubt.reason, mend)


def pronoun(draft: Draft, case: Case) -> Iterator[Slip]:
    """A word for the other sex that can only mean the person: nobody of that sex was spoken of."""
    other = _OTHER.get(case.sex)
    if not other:
        return
    why = _the_person(case)
    mend = _("Use the word that fits the person.")
    told = "\n".join(case.told)
    before = ""
    for sentence in draft.sentences(case.language):
        if _wrong_word(sentence, case, other=other, told=told, before=before):
            yield Slip("pronoun", sentence, why, mend)
        before = sentence


def _wrong_word(sentence: str, case: Case, *, other: str, told: str, before: str) -> bool:
    kin = _KIN.get((case.relation, case.sex))
    if kin and pattern(kin).search(sentence) and not _speaks_of(kin, told):
        return True
    if case.relation == Relation.SELF:
        # 妳 is "you" to a woman. Somebody who asks for themselves is "you", so that he or she is another.
        return other == "female" and "妳" in sentence
    wrong = pattern(other).search(sentence)
    if not wrong or pattern(f"{other}_person").search(told):
        return False
    # Who was named before the pronoun, in this sentence or the one before, may be meant by it.
    named = f"{before} {sentence[: wrong.start()]}"
    elsewhere = pattern("some_person").search(named) or pattern(f"{other}_person").search(named)
    # "He or she" is both.
    both = any(one.start() <= wrong.start() < one.end() for one in pattern("some_person").finditer(sentence))
    return not elsewhere and not both


def _speaks_of(kin: str, told: str) -> bool:
    """Whether the asker has another such relative in the story."""
    words = {"son": "sons?|boys?|兒子|男", "daughter": "daughters?|girls?|女兒|女", "father": "father|dad|爸|父"}
    return bool(re.search(words.get(kin, "mother|mum|mom|媽|母"), told, re.IGNORECASE))


def _the_person(case: Case) -> str:
    if case.sex == Sex.FEMALE:
        return _("The question is about a woman or girl.")
    return _("The question is about a man or boy.")
