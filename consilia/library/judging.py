"""How sure it is that a page is about a topic, judged by where the topic's words stand in it.

The weights are the project's own, set and measured by hand on pages of two archives: docs/how-to/topics.md.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import prod

from consilia.library.models import Page, Topic
from consilia.library.naming import UNSPACED, folded, singular, telling_words

# From this confidence on a page is filed; from the lower one it is put before the editor.
FILED_FROM = 0.65
PROPOSED_FROM = 0.4
# A question as short as this says what it is about as a title does.
SHORT_ENGLISH, SHORT_CHINESE = 30, 45
# More topics than these in one text, and each says less about what the text is about.
FEW_TOPICS = 2

_CLAUSE_END = re.compile(r"[.!?;。！？；…\n]+")
_NOT_ENGLISH = frozenset(
    ["no", "not", "without", "never", "negative", "nor", "don", "didn", "isn", "wasn", "haven", "hasn"]
)
_NOT_CHINESE = re.compile(r"(?:沒有|並無|否認|排除|[沒無未])[^，。；！？,.;!?]{0,2}$")
_WORDS_BEFORE = 3
# "Hello doctor," and the like before the words that became the title.
_SALUTATION = 20
_CHARACTERS_BEFORE = 5


_CHILD = re.compile(
    r"\b(?:my|our|his|her|a|the) (?:[\w-]+ ){0,3}(?:son|daughter|baby|child|kid|toddler|infant|newborn|boy|girl)\b"
    r"|\b(?:[0-9]|1[0-5])[ -]?(?:years?|yrs?|months?|mths?|weeks?|days?|y/o|yo)\b[ -]?old\b"
    r"|寶寶|嬰兒|幼兒|小孩|孩子|小朋友|兒童|新生兒|(?<![0-9])(?:[0-9]|1[0-5])(?:歲|個月大)",
    re.IGNORECASE,
)
_ADULT_FROM = 18


@dataclass(frozen=True, slots=True)
class Judged:
    """A topic that a page may be about, and how sure that is: 0 to 1."""

    topic: Topic
    confidence: float


@dataclass(frozen=True, slots=True)
class _Weight:
    """What a mention counts: of a word that says much, and of a short one that may be said in passing."""

    of_long: float
    of_short: float

    def of(self, word: str) -> float:
        return self.of_long if _says_much(word) else self.of_short


_HEADLINE_ONCE, _HEADLINE_OFTEN = _Weight(0.7, 0.58), _Weight(0.75, 0.66)
_QUESTION_ONCE, _QUESTION_OFTEN = _Weight(0.45, 0.38), _Weight(0.55, 0.45)
_REPLY_ONCE, _REPLY_OFTEN = _Weight(0.2, 0.2), _Weight(0.35, 0.35)
_DEPARTMENT = 0.2


class Vocabulary:
    """The words that lead to topics in one language: made once, then asked for many pages."""

    def __init__(self, language: str) -> None:
        self._by_word: defaultdict[str, list[Topic]] = defaultdict(list)
        for topic in Topic.objects.described().select_related("in_children").order_by("pk"):
            for word in telling_words(topic, language):
                self._by_word[word].append(topic)

    def judge(self, page: Page, *, but_not: set[int]) -> list[Judged]:
        """Topics that `page` may be about, the surest first; none of `but_not`, nor what their words lead to.

        A word leads to one topic, that of the page's department where there is one. Its replies must be prefetched.
        """
        headline, question = _parts(page)
        replies = "\n".join(reply.words for reply in page.replies.all())
        texts = (page.title, headline, question, replies)
        title, head, told, said = (self._topics_in(text, page, but_not) for text in texts)
        of_title, of_head, of_told = _share(title), _share(head), _share({**head, **told})

        def confidence(topic: Topic) -> float:
            of_place = of_title if topic in title else of_head
            return _together(
                _weight(head.get(topic), _HEADLINE_ONCE, _HEADLINE_OFTEN) * of_place,
                _weight(told.get(topic), _QUESTION_ONCE, _QUESTION_OFTEN) * of_told,
                _weight(said.get(topic), _REPLY_ONCE, _REPLY_OFTEN),
                _DEPARTMENT if _is_near(topic, page) else 0.0,
            )

        # What only the reply names is something that it may be, or a warning.
        judged = [Judged(topic, confidence(topic)) for topic in head | told]
        return sorted(judged, key=lambda one: (-one.confidence, not _is_near(one.topic, page), one.topic.slug))

    def _topics_in(self, text: str, page: Page, but_not: set[int]) -> dict[Topic, Counter[str]]:
        """The topics that a text names, each with how often which of its words stand there."""
        found: dict[Topic, Counter[str]] = {}
        for word in self._words_in(text):
            topics = self._by_word[word]
            if but_not.isdisjoint(topic.pk for topic in topics):
                found.setdefault(_fitting(_closest(topics, page), page), Counter())[word] += 1
        return found

    def _words_in(self, text: str) -> Iterator[str]:
        """Words that lead to topics, the longest at each place, without those that are denied."""
        for clause in _CLAUSE_END.split(unicodedata.normalize("NFKC", text)):
            plain = folded(clause)
            words = singular(plain).split()
            yield from self._spaced(words)
            yield from self._unspaced(plain)

    def _spaced(self, words: Sequence[str]) -> Iterator[str]:
        at = 0
        while at < len(words):
            size = next((n for n in self._sizes[0] if " ".join(words[at : at + n]) in self._by_word), 0)
            if size and _NOT_ENGLISH.isdisjoint(words[max(0, at - _WORDS_BEFORE) : at]):
                yield " ".join(words[at : at + size])
            at += size or 1

    def _unspaced(self, text: str) -> Iterator[str]:
        at = 0
        while at < len(text):
            size = next((n for n in self._sizes[1] if text[at : at + n] in self._by_word), 0)
            if size and not _NOT_CHINESE.search(text[max(0, at - _CHARACTERS_BEFORE) : at]):
                yield text[at : at + size]
            at += size or 1

    @cached_property
    def _sizes(self) -> tuple[list[int], list[int]]:
        """How many words the spaced ones have, and how many characters the unspaced ones; the longest first."""
        unspaced = {word for word in self._by_word if UNSPACED.search(word)}
        spaced = self._by_word.keys() - unspaced
        return (
            sorted({len(word.split()) for word in spaced}, reverse=True),
            sorted(set(map(len, unspaced)), reverse=True),
        )


def _weight(words: Counter[str] | None, once: _Weight, often: _Weight) -> float:
    if not words:
        return 0.0
    return max(map((often if words.total() > 1 else once).of, words))


def _together(*evidence: float) -> float:
    """Each piece of evidence takes its part of the doubt that the others have left."""
    return round(1 - prod(1 - weight for weight in evidence), 3)


def _share(topics: Mapping[Topic, object]) -> float:
    return min(1.0, FEW_TOPICS / max(1, len(topics)))


def _parts(page: Page) -> tuple[str, str]:
    """What says what the page is about, and what only tells: title with a short question, and a long question."""
    headline, question = f"{page.title}\n{page.heading}", page.question
    title, told = folded(page.title), folded(question)
    # Archives make titles of the first words: said once, it counts once.
    at = told.find(title, 0, len(title) + _SALUTATION) if title else -1
    if at >= 0:
        question = question[at + len(title) :]
    return (f"{headline}\n{question}", "") if _is_short(question) else (headline, question)


def _is_short(text: str) -> bool:
    limit = SHORT_CHINESE if UNSPACED.search(text) else SHORT_ENGLISH
    return (len(folded(text)) if UNSPACED.search(text) else len(text.split())) <= limit


def _says_much(word: str) -> bool:
    return len(word) >= 3 if UNSPACED.search(word) else " " in word


def _fitting(topic: Topic, page: Page) -> Topic:
    """What is said to adults is not said about a child where a topic of its own tells about children."""
    return topic.in_children if topic.in_children and _is_about_a_child(page) else topic


def _is_about_a_child(page: Page) -> bool:
    oldest = re.search(r"-(\d+)$", page.asker_age_band)
    if oldest:
        return int(oldest[1]) < _ADULT_FROM
    return bool(_CHILD.search(f"{page.title}\n{page.question}"))


def _closest(topics: list[Topic], page: Page) -> Topic:
    return next((topic for topic in topics if _is_near(topic, page)), topics[0])


def _is_near(topic: Topic, page: Page) -> bool:
    return page.department_id is not None and topic.department_id == page.department_id
