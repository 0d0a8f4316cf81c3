"""Does the reply say what is dangerous, where to go now, and when to seek help?"""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from consilia.desk.checks.slip import Case, Draft, Slip
from consilia.desk.checks.words import pattern
from consilia.engines.evidence.focus import focus_of
from consilia.library.models import Urgency


def red_flag(draft: Draft, case: Case) -> Iterator[Slip]:
    """A red flag of the newest verdict: neither its words nor where to go now."""
    if pattern("go_now").search(draft.whole):
        return
    said = focus_of(draft.whole)
    for flag in case.flags:
        if not said & focus_of(flag.quote):
            why = _("The rules of triage took this for a sign of danger (%(flag)s).") % {"flag": flag.id}
            mend = _("Say what it means, or where to go now; if it is none, say why.")
            yield Slip("red_flag", flag.quote, why, mend)


def go_now(draft: Draft, case: Case) -> Iterator[Slip]:
    """The doctor judges it urgent and the words do not say so: the asker reads only the words."""
    if draft.level in {Urgency.EMERGENCY, Urgency.URGENT} and not pattern("go_now").search(draft.whole):
        why = _("You judge that it cannot wait, but the asker reads only your words.")
        yield Slip("go_now", "", why, _("Say where to go, and that it has to be today or at once."))


def seek_help(draft: Draft, case: Case) -> Iterator[Slip]:
    """No word on when to seek help, neither in the text nor in the list of signs."""
    if draft.urgent_signs.strip() or any(map(_says_when, draft.sentences(case.language))):
        return
    why = _("Whoever gets worse after reading needs to know when to see somebody.")
    mend = _("Say when to see a doctor, such as “if it lasts longer than two weeks”, or list the signs below the text.")
    yield Slip("seek_help", "", why, mend)


def _says_when(sentence: str) -> bool:
    if pattern("go_now").search(sentence):
        return True
    return bool(pattern("seek").search(sentence) and pattern("when").search(sentence))
