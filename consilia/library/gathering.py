"""Suggestions of new topics: words that many questions under no topic share, for the editor to name or to dismiss.

No model and no chance: the same pages give the same suggestions.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import log

from django.db import transaction
from django.db.models import Exists, Max, OuterRef

from consilia.engines.retrieval import stopwords
from consilia.library.faults import is_vacuous_topic
from consilia.library.models import Filing, Page, Topic, TopicSuggestion, TopicSurvey
from consilia.library.naming import UNSPACED, folded, key, singular, words_for

# Fewer questions are no topic, and a label of so many people's words tells about none of them.
FEWEST_QUESTIONS = 4
SUGGESTED_A_LANGUAGE = 20
# Read in one step, so that it takes seconds: the newest pages under no topic, and as many of the others to compare.
READ = 2_000
LONGEST_ENGLISH, LONGEST_CHINESE = 3, 5
# Words that pages under topics use as much tell of no topic that is missing.
RARER_ELSEWHERE = 2.0
# On a small shelf there is little to compare with: what stands nowhere else counts as one in so many.
FEW = 20
# Words that stand in mostly the same questions are one suggestion.
SAME_QUESTIONS = 0.6
# A survey reads the whole shelf: not after each page, while an import runs.
BETWEEN_SURVEYS = timedelta(hours=1)

_CLAUSE = re.compile(r"[^\w' -]+")
_RUN = re.compile(r"[\u3400-\u9fff]+")
_EMPTY_CHINESE = re.compile(
    r"[的了嗎呢是我你您他她它們這那有在和與也都很就要會能可不沒怎麼什為何請問該如吃治好得過去說醫生藥人患者現出哪些家想]"
)
# Said in passing, whatever one asks about.
_EMPTY_ENGLISH = frozenset(
    [
        "constant",
        "behind",
        "usually",
        "giving",
        "turn",
        "turned",
        "hurting",
        "injured",
        "left",
        "right",
        "side",
        "upper",
        "lower",
        "several",
        "sudden",
        "severe",
        "whole",
        "morning",
        "night",
        "today",
        "recently",
        "almost",
        "really",
        "always",
        "doing",
        "done",
        "going",
        "look",
        "looking",
        "start",
        "started",
        "stop",
        "stopped",
        "seem",
        "keep",
        "area",
        "history",
        "horrible",
        "noticed",
        "chronic",
        "old",
    ]
)


@dataclass(frozen=True, slots=True)
class Gathered:
    """Words, and the numbers of the pages that share them; `also` are others of mostly the same pages."""

    words: str
    also: tuple[str, ...]
    pages: tuple[int, ...]


def suggest_topics(*, now: datetime) -> bool:
    """Survey the shelf where it has changed since the last time; tells whether it did.

    What an editor accepted or dismissed stays; other suggestions are made anew.
    """
    survey, _made = TopicSurvey.objects.get_or_create(pk=1)
    state = _state()
    if survey.shelf == state or (survey.made_at and now - survey.made_at < BETWEEN_SURVEYS):
        return False
    with transaction.atomic():
        TopicSuggestion.objects.waiting().delete()
        for language in Page.objects.published().order_by("language").values_list("language", flat=True).distinct():
            _keep(language, now=now)
        TopicSurvey.objects.filter(pk=survey.pk).update(shelf=state, made_at=now)
    return True


def _state() -> str:
    pages = Page.objects.published().aggregate(newest=Max("updated_at"), last=Max("pk"))
    topics = Topic.objects.aggregate(last=Max("pk"))
    return f"{pages['newest']} {pages['last']} {topics['last']}"


def _keep(language: str, *, now: datetime) -> None:
    decided = set(TopicSuggestion.objects.filter(language=language).values_list("words", flat=True))
    gathered = [one for one in gather(language) if one.words not in decided]
    for one in gathered[:SUGGESTED_A_LANGUAGE]:
        row = TopicSuggestion.objects.create(
            language=language, words=one.words, also=list(one.also), size=len(one.pages), made_at=now
        )
        row.pages.set(one.pages)


def gather(language: str) -> list[Gathered]:
    """What the newest pages of a language that are under no described topic have in common, the largest first."""
    described = Filing.objects.filter(page=OuterRef("pk"), topic__in=Topic.objects.described())
    pages = Page.objects.published().filter(language=language, is_excerpt=False).order_by("-pk")
    loose = {page.pk: _words_of(page) for page in pages.filter(~Exists(described))[:READ]}
    filed = [_words_of(page) for page in pages.filter(Exists(described))[:READ]]
    taken = {
        key(word) for topic in Topic.objects.exclude(synonyms={}, guidance={}) for word in words_for(topic, language)
    }
    return _gathered(loose, _elsewhere(filed), len(filed), taken)


def _gathered(loose: dict[int, set[str]], elsewhere: dict[str, int], filed: int, taken: set[str]) -> list[Gathered]:
    holders: defaultdict[str, set[int]] = defaultdict(set)
    for number, words in loose.items():
        for word in words:
            holders[word].add(number)
    worth = {}
    for word, numbers in holders.items():
        if len(numbers) >= _fewest(word) and word not in taken and not is_vacuous_topic(word):
            rarer = (len(numbers) / len(loose)) / ((elsewhere.get(word, 0) + 1) / (filed + FEW))
            if rarer >= RARER_ELSEWHERE:
                worth[word] = len(numbers) * log(rarer) * (1 + _length(word) / 4)
    return list(_greedy(worth, holders))


def _fewest(word: str) -> int:
    """One English word alone is said of many things, so that more questions have to share it."""
    return FEWEST_QUESTIONS if " " in word or UNSPACED.search(word) else FEWEST_QUESTIONS + 2


def _greedy(worth: dict[str, float], holders: dict[str, set[int]]) -> Iterator[Gathered]:
    """Word after word, the best first, each with the questions that no better one has."""
    left = dict(sorted(worth.items(), key=lambda item: (-item[1], item[0])))
    told: set[int] = set()
    while left:
        word = next(iter(left))
        del left[word]
        pages = holders[word] - told
        if len(pages) < FEWEST_QUESTIONS:
            continue
        also = [other for other in left if _are_same(holders[other], holders[word])]
        for other in also:
            del left[other]
        told |= pages
        yield Gathered(word, tuple(_not_within(also, word)), tuple(sorted(pages)))


def _are_same(one: set[int], other: set[int]) -> bool:
    return len(one & other) >= SAME_QUESTIONS * min(len(one), len(other))


def _not_within(words: Iterable[str], word: str) -> Iterator[str]:
    """At most five, none that is a part of the chosen word or the reverse: they would say the same twice."""
    apart = [other for other in words if other not in word and word not in other]
    yield from apart[:5]


def _length(word: str) -> int:
    return len(word) if UNSPACED.search(word) else len(word.split()) * 2


def _elsewhere(filed: Sequence[set[str]]) -> dict[str, int]:
    counted: defaultdict[str, int] = defaultdict(int)
    for words in filed:
        for word in words:
            counted[word] += 1
    return counted


def _words_of(page: Page) -> set[str]:
    # The title says what a question is about; what else is told in it is told in any.
    text = f"{page.title}\n{page.heading}"
    return {*_chinese(text), *_english(text)} if UNSPACED.search(text) else set(_english(text))


def _english(text: str) -> Iterator[str]:
    for clause in _CLAUSE.split(text):
        words = singular(folded(clause)).split()
        for size in range(1, LONGEST_ENGLISH + 1):
            for at in range(len(words) - size + 1):
                part = words[at : at + size]
                if not any(_is_empty(word) for word in (part[0], part[-1])) and (size > 1 or len(part[0]) > 3):
                    yield " ".join(part)


def _is_empty(word: str) -> bool:
    return (
        word in stopwords.ALL
        or word in _EMPTY_ENGLISH
        or not word.isalpha()
        or UNSPACED.search(word) is not None
        or len(word) < 3
    )


def _chinese(text: str) -> Iterator[str]:
    for run in _RUN.findall(text):
        for piece in _EMPTY_CHINESE.split(run):
            for size in range(2, LONGEST_CHINESE + 1):
                yield from (piece[at : at + size] for at in range(len(piece) - size + 1))
