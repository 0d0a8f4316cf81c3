"""Can it be read, is it whole, is it for the asker alone? Reading grade, typing slips, sales lines, identifiers."""

import logging
import re
from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext as _

from consilia.desk.checks.slip import Case, Draft, Slip
from consilia.desk.checks.words import WORDS, pattern
from consilia.desk.masking import KINDS, without_signatures
from consilia.engines.deid import Finding, Kind
from consilia.library.archives.greetings import greetings
from consilia.library.archives.readability import CJK, length, reading_grade
from consilia.questions.jurisdiction import here

log = logging.getLogger(__name__)

HARDEST_GRADE: Final = 10.0
"""Flesch-Kincaid (Kincaid et al. 1975); texts for patients aim at 6 to 8."""
LONGEST_CHINESE: Final = 60
"""Characters a sentence on average. A measure of our own: no formula for Chinese patient texts is agreed on."""
_FEWEST_WORDS: Final = 30
_BROKEN_TITLE: Final = re.compile(r"\b(?:Dr|Mr|Mrs|Ms|Prof)\.[^\S\n]*(?:\n\s*\w+|\Z)")
_PLACEHOLDER: Final = re.compile("|".join(WORDS["placeholders"]["patterns"]))
_SHOP: Final = re.compile(
    rf"(?:https?://|www\.)[^\s]*?(?:{WORDS['shops']['hosts']}|{WORDS['shops']['paths']})[^\s]*", re.IGNORECASE
)
# A date, an age or an address of the net in a reply is advice as often as not; shops are looked for by themselves.
_NOT_IN_A_REPLY: Final = frozenset({Kind.DATE, Kind.AGE, Kind.URL})
_INSTITUTION: Final = re.compile(r"hospital|clinic|medical cent|infirmary|醫院|醫學中心|診所|衛生所", re.IGNORECASE)
_SUREST: Final = 0.5
_GREETED: Final = 40


def hard_to_read(draft: Draft, case: Case) -> Iterator[Slip]:
    """English by school grade, Chinese by the length of its sentences; a few words are never too hard."""
    text, lines = draft.whole, draft.sentences(case.language)
    if length(text) < _FEWEST_WORDS:
        return
    mend = _("Cut the long sentences in two; put a plain word for each term, or explain it.")
    chinese = len(CJK.findall(text))
    if chinese * 4 > len(text):
        average = chinese / max(1, len(lines))
        if average > LONGEST_CHINESE:
            why = _("Its sentences have %(number)d characters on average; up to %(most)d are easy to follow.")
            yield Slip("hard_to_read", "", why % {"number": average, "most": LONGEST_CHINESE}, mend)
    elif (grade := reading_grade(text)) > HARDEST_GRADE:
        why = _("It takes %(grade)d years of school to read it; aim for 6 to 8.") % {"grade": grade}
        yield Slip("hard_to_read", "", why, mend)


def broken_title(draft: Draft, case: Case) -> Iterator[Slip]:
    """ "Dr." or "Mr." with the name on the next line, or with none."""
    for match in _BROKEN_TITLE.finditer(draft.text):
        why = _("The line ends after the title, so that the name stands apart from it.")
        yield Slip("broken_title", match[0], why, _("Write title and name on one line."))


def placeholder(draft: Draft, case: Case) -> Iterator[Slip]:
    """What a canned text leaves open."""
    for match in _PLACEHOLDER.finditer(draft.whole):
        why = _("It looks like a gap in a prepared text.")
        yield Slip("placeholder", match[0], why, _("Fill it in, or take it out."))


def sales(draft: Draft, case: Case) -> Iterator[Slip]:
    """Somebody sells something here."""
    for match in [*pattern("sales").finditer(draft.whole), *_SHOP.finditer(draft.whole)]:
        why = _("Askers trust this service because nobody sells them anything.")
        yield Slip("sales", match[0].strip(), why, _("Take it out; name a kind of help, not a seller."))


def identifier(draft: Draft, case: Case) -> Iterator[Slip]:
    """What could tell who somebody is. An engine that fails holds nothing up: before publication it is asked again."""
    try:
        found = case.find(draft.whole)
    except Exception as error:
        # Only the kind is logged, never the words.
        log.error("A reply was not looked through for identifiers: %s.", type(error).__name__)
        return
    names = (*case.signed, *case.quoted(draft.whole))
    for finding in without_signatures(found, draft.whole, names=names, asker=frozenset()):
        words = draft.whole[finding.start : finding.end]
        if _identifies(finding, words, draft.whole, case):
            why = _("It could tell who somebody is: %(kind)s.") % {"kind": KINDS.get(finding.kind, finding.kind)}
            yield Slip("identifier", words, why, _("Say it without, unless the asker needs it."))


def _identifies(finding: Finding, words: str, text: str, case: Case) -> bool:
    if finding.kind in _NOT_IN_A_REPLY or finding.confidence < _SUREST:
        return False
    if _INSTITUTION.search(text[finding.start : finding.end + 12]) or _is_line(words):
        return False
    return finding.kind != Kind.NAME or not _greets(finding, words, text, case)


def _greets(finding: Finding, words: str, text: str, case: Case) -> bool:
    """To greet somebody by the name that they gave is courtesy; of a wrong title the greeting's own check tells."""
    titled = any(greeting.start < finding.end and finding.start < greeting.end for greeting in greetings(text))
    return titled or (finding.start < _GREETED and any(words in told for told in case.told))


def _is_line(words: str) -> bool:
    digits = re.sub(r"\D", "", words)
    return bool(digits) and digits in {re.sub(r"\D", "", line.number) for line in here().lines}
