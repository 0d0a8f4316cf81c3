"""What a written reply must not do in this jurisdiction: settle a diagnosis, prescribe, certify."""

import re
from collections.abc import Callable, Iterator
from typing import Final

from django.utils.translation import gettext as _

from consilia.desk.checks.slip import ASKS, Case, Draft, Slip
from consilia.desk.checks.words import before_disease, pattern, told_by_asker
from consilia.questions.jurisdiction import ForbiddenAct

_BEFORE: Final = 80
_AFTER: Final = 40
_CLAUSE_END: Final = re.compile(r"[.;。；!！]\s*")


def forbidden(draft: Draft, case: Case) -> Iterator[Slip]:
    """Each sentence that does what the jurisdiction's data forbid, with their words and source."""
    told = "\n".join(case.told)
    for act in case.forbidden:
        does = _DOES.get(act.id)
        if does is None:
            continue
        for sentence in draft.sentences(case.language):
            if not ASKS.search(sentence) and does(sentence, told):
                yield Slip(act.id, sentence, _why(act), _mend(act.id))


def _settles(sentence: str, told: str) -> bool:
    for match in before_disease("settles").finditer(sentence):
        disease = match["disease"] or match["chinese"]
        around = sentence[max(0, match.start() - _BEFORE) : match.end() + _AFTER]
        if not pattern("open").search(around) and not told_by_asker(disease, told):
            return True
    return False


def _prescribes(sentence: str, told: str) -> bool:
    if pattern("left_to_others").search(sentence):
        return False
    amounts = [match[0] for match in pattern("dose").finditer(sentence)]
    told_amounts = {_bare(match[0]) for match in pattern("dose").finditer(told)}
    sets_dose = any(_bare(amount) not in told_amounts for amount in amounts)
    medicines = [match[0] for match in pattern("medicine").finditer(sentence)]
    only_free = all(pattern("over_the_counter").search(one) for one in medicines)
    is_food = not medicines and pattern("food").search(sentence)
    if is_food or (not sets_dose and only_free):
        return False
    if sets_dose and pattern("how_often").search(sentence):
        return True
    return any(_is_advice(sentence, verb) for verb in pattern("take").finditer(sentence))


def _is_advice(sentence: str, verb: re.Match[str]) -> bool:
    """Said to the person as something to do, and not further than a clause from the medicine or the amount."""
    before, after = sentence[: verb.start()].rstrip(), sentence[verb.end() : verb.end() + _AFTER]
    asked_or_told = any(match.end() == len(before) for match in pattern("not_telling").finditer(before))
    return not asked_or_told and bool(pattern("medicine").search(after) or pattern("dose").search(after))


def _certifies(sentence: str, told: str) -> bool:
    return bool(pattern("certificate").search(sentence))


_DOES: Final[dict[str, Callable[[str, str], bool]]] = {
    "diagnosis": _settles,
    "prescription": _prescribes,
    "certificate": _certifies,
}


def _bare(amount: str) -> str:
    return re.sub(r"\s", "", amount).casefold()


def _why(act: ForbiddenAct) -> str:
    return _("What a written reply here must not do: %(act)s (%(source)s)") % {"act": act.words, "source": act.source}


def _mend(act: str) -> str:
    if act == "diagnosis":
        return _("Say what it may be, and who can find out.")
    if act == "prescription":
        return _("Leave medicine and amount to who examines the person, or point to the pharmacist or the leaflet.")
    return _("Leave certificates to who examines the person.")
