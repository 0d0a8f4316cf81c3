"""Whether a translation says the same exchange as its original: the asker, the doctors, a heading that fits."""

from collections.abc import Iterator
from typing import Final

from consilia.library.archives.greetings import CJK, disagrees, greetings
from consilia.library.copies import PageCopy, ReplyCopy
from consilia.library.faults import Fault, takes_up
from consilia.library.models import Page, PageReply

FACTS: Final = ("asker_sex", "asker_age_band", "asked_on", "urgency")


class UnfitTranslation(Exception):
    """A translation that may not hang off its original; `faults` says why."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(", ".join(fault.name for fault in faults))
        self.faults = faults


def doubts(original: Page | None, copy: PageCopy, *, but_for: int = 0) -> tuple[Fault, ...]:
    """What speaks against `copy` as a translation of `original`, in the order of the page.

    `but_for` is the number of the page that the copy renews.
    """
    if original is None or original.is_withdrawn:
        return (Fault("translation_without_original", "translation_of", "", "its original is not in the library"),)
    others = original.translations.filter(language=copy.language, withdrawn_at__isnull=True).exclude(pk=but_for)
    if others.exists():
        return (Fault("translation_stands_already", "language", copy.language, "there is one in this language"),)
    return tuple(_doubts(original, copy))


def _doubts(original: Page, copy: PageCopy) -> Iterator[Fault]:
    if original.translation_of_id is not None:
        yield Fault("translation_of_a_translation", "translation_of", "", "name the original that both translate")
    if original.language == copy.language:
        yield Fault("translation_in_the_same_language", "language", copy.language, "the original is in this language")
    for fact in FACTS:
        if getattr(original, fact) != getattr(copy, fact):
            detail = "not as the original has it"
            yield Fault("translation_changes_a_fact", fact, str(getattr(copy, fact)), detail)
    replies = list(original.replies.all())
    if len(replies) != len(copy.replies):
        yield Fault("translation_changes_a_fact", "replies", "", "not as many replies as the original has")
    for at, (reply, translated) in enumerate(zip(replies, copy.replies, strict=False)):
        yield from _doubts_of_reply(at, reply, translated, sex=copy.asker_sex)
    yield from _doubts_of_heading(original, copy)


def _doubts_of_reply(at: int, reply: PageReply, translated: ReplyCopy, *, sex: str) -> Iterator[Fault]:
    greeted = {greeting.sex for greeting in greetings(reply.text)}
    for greeting in greetings(translated.text):
        if disagrees(greeting, sex) or (greeted and greeting.sex not in greeted):
            detail = "the title is for another person than the asker"
            yield Fault("translation_greets_another_sex", f"replies[{at}].text", greeting.quote, detail)
    name = _in_original_script(reply)
    if name not in {translated.clinician_name, translated.clinician_name_original}:
        detail = f"the doctor signs as {name}: keep that beside the translated name"
        yield Fault("translation_loses_a_name", f"replies[{at}].clinician", translated.clinician_name, detail)


def _in_original_script(reply: PageReply) -> str:
    """How the doctor signs; a name that is written in Latin letters only has no other script to keep."""
    if CJK.search(reply.clinician_name_original):
        return reply.clinician_name_original
    return reply.clinician_name


def _doubts_of_heading(original: Page, copy: PageCopy) -> Iterator[Fault]:
    texts = [copy.title, copy.question, *copy.topics, *(reply.text for reply in copy.replies)]
    if bool(copy.heading) != bool(original.heading) or not takes_up(copy.heading, texts):
        detail = "the heading is missing, added, or taken up by nothing in the page"
        yield Fault("translation_heading_does_not_fit", "heading", copy.heading, detail)
