"""Names the faults of a published exchange with the words that cause them, and mends those an import may."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from importlib.resources import files
from typing import Any

from consilia.engines.deid.generalise import month_of, straddles_adulthood
from consilia.engines.retrieval import is_copy
from consilia.library.archives.greetings import disagrees, greetings, mask_mentions, mentions
from consilia.library.archives.readability import length, reading_grade, sentences
from consilia.library.archives.record import Asker, Exchange, ReplyRecord, SimilarRecord

# More Info should be the shorter of the two; half as long again is beyond doubt.
LONGEST_RATIO = 1.5
# Texts for patients aim at grades 6 to 8; 9 leaves room for the long names of diseases.
HARDEST_GRADE = 9.0

WORDS = tomllib.loads(files("consilia.library.archives").joinpath("fault_words.toml").read_text(encoding="utf-8"))


def _any_of(words: Mapping[str, list[str]]) -> re.Pattern[str]:
    english, chinese = "|".join(words["en"]), "|".join(map(re.escape, words["zh"]))
    return re.compile(rf"(?<!\w)(?:{english})(?!\w)|{chinese}", re.IGNORECASE)


AT_ONCE, SERIOUS, NOTICE, SOURCES = (_any_of(WORDS[name]) for name in ("at_once", "serious", "notice", "sources"))
VACUOUS = frozenset(WORDS["vacuous"]["en"] + WORDS["vacuous"]["zh"])
GENERAL_ENGLISH = frozenset(WORDS["general"]["en"])
GENERAL_CHINESE = re.compile("|".join(WORDS["general"]["zh"]))
BROKEN_TITLE = re.compile(r"\b(?:Dr|Mr|Mrs|Ms|Prof)\.[^\S\n]*\n\s*\w+")


@dataclass(frozen=True, slots=True)
class Fault:
    """A named fault: `where` is a path such as replies[0].text, `quote` the words that cause it, if any."""

    name: str
    where: str
    quote: str
    detail: str


def find_faults(exchange: Exchange) -> tuple[Fault, ...]:
    """Find every fault that docs/how-to/import-an-archive.md lists, in either language, in a stable order."""
    return tuple(fault for finder in FINDERS for fault in finder(exchange))


def mend(exchange: Exchange) -> Exchange:
    """Mend what needs no judgement: dates, bands, names, vacuous topics, unfit heading, uncited More Info.

    What is taken out of sight but is no private matter stays in `extra`: unfit_heading, uncited_more_info.
    """
    clinicians = _clinicians(exchange)

    def clean(text: str) -> str:
        return mask_mentions(_rejoin_titles(text), exchange.asker.alias, clinicians)

    cited = _has_sources(exchange)
    band = exchange.asker.age_band
    return replace(
        exchange,
        title=clean(exchange.title),
        question=clean(exchange.question),
        asker=Asker("", exchange.asker.sex, "" if _straddles(band) else band, exchange.asker.extra),
        asked_on=month_of(exchange.asked_on) if exchange.asked_on else "",
        replies=tuple(_mended_reply(reply, clean) for reply in exchange.replies),
        more_info=clean(exchange.more_info) if cited else "",
        topics=tuple(topic for topic in exchange.topics if not is_vacuous_topic(topic)),
        similar=tuple(_mended_similar(item, clean) for item in exchange.similar),
        extra=_mended_extra(exchange, "" if cited else clean(exchange.more_info)),
    )


def similar_as_exchanges(exchange: Exchange) -> tuple[Exchange, ...]:
    """Make a record of each similar item that carries question and reply, marked in `extra` as an excerpt.

    `excerpt_of` is the page's id; the copy of the page itself carries `duplicate_of` too.
    """
    return tuple(
        _as_exchange(exchange, number, item)
        for number, item in enumerate(exchange.similar, start=1)
        if item.question.strip() and item.reply.strip()
    )


def _as_exchange(page: Exchange, number: int, item: SimilarRecord) -> Exchange:
    extra: dict[str, Any] = {"excerpt": True, "excerpt_of": page.id}
    if _is_page_itself(page, item):
        extra["duplicate_of"] = page.id
    return Exchange(
        id=f"{page.id}-similar-{number}",
        language=page.language,
        department=item.department,
        title=item.title,
        question=item.question,
        replies=(ReplyRecord(item.reply, clinician=item.clinician, department=item.department),),
        source=page.source,
        extra=extra | dict(item.extra),
    )


def _greeting_disagrees(exchange: Exchange) -> Iterator[Fault]:
    asker = exchange.asker.sex
    for where, reply in _reply_texts(exchange):
        for greeting in greetings(reply):
            if disagrees(greeting, asker):
                detail = f"the asker is {asker}, the title is for a {greeting.sex} person"
                yield Fault("greeting_disagrees_with_sex", where, greeting.quote, detail)


def _surname_in_reply(exchange: Exchange) -> Iterator[Fault]:
    clinicians = _clinicians(exchange)
    copies = [(f"similar[{at}].reply", item.reply) for at, item in enumerate(exchange.similar)]
    for where, text in [*_reply_texts(exchange), *copies]:
        for start, end in mentions(text, exchange.asker.alias, clinicians):
            yield Fault("surname_in_reply", where, text[start:end], "the reply repeats the asker's name")


def _similar_is_page(exchange: Exchange) -> Iterator[Fault]:
    for at, item in enumerate(exchange.similar):
        if _is_page_itself(exchange, item):
            detail = "this similar item is the page's own question, reworded or cut"
            yield Fault("similar_is_the_page_itself", f"similar[{at}].question", item.question, detail)


def _similar_copy_differs(exchange: Exchange) -> Iterator[Fault]:
    replies = [reply.text for reply in exchange.replies]
    for at, item in enumerate(exchange.similar):
        odd = _words_not_in(_uncut(item.reply), replies) if replies else ""
        if odd and _is_page_itself(exchange, item):
            detail = "the reply in this copy is not the page's reply"
            yield Fault("similar_copy_differs", f"similar[{at}].reply", odd, detail)


def _heading_does_not_fit(exchange: Exchange) -> Iterator[Fault]:
    if heading := _unfit_heading(exchange):
        detail = "nothing in the question, the title or the reply takes up the heading"
        yield Fault("heading_does_not_fit", "heading", heading, detail)


def _band_straddles(exchange: Exchange) -> Iterator[Fault]:
    band = exchange.asker.age_band
    if _straddles(band):
        yield Fault("band_straddles_adulthood", "asker.age_band", band, "the band mixes minors and adults")


def _exact_date(exchange: Exchange) -> Iterator[Fault]:
    replied = [(f"replies[{at}].replied_on", reply.replied_on) for at, reply in enumerate(exchange.replies)]
    for where, day in [("asked_on", exchange.asked_on), *replied]:
        if len(day) > len("YYYY-MM"):
            yield Fault("exact_date", where, day, "the day helps to recognise the person; the month is enough")


def _more_info_without_sources(exchange: Exchange) -> Iterator[Fault]:
    if exchange.more_info and not _has_sources(exchange):
        detail = "More Info names no source, no author and no date"
        yield Fault("more_info_without_sources", "more_info", _opening(exchange.more_info), detail)


def _more_info_too_long(exchange: Exchange) -> Iterator[Fault]:
    reply = sum(length(reply.text) for reply in exchange.replies)
    more = length(exchange.more_info)
    if reply and more > LONGEST_RATIO * reply:
        detail = f"More Info is {more / reply:.1f} times as long as the reply ({more} words to {reply})"
        yield Fault("more_info_much_longer_than_reply", "more_info", _opening(exchange.more_info), detail)


def _more_info_hard(exchange: Exchange) -> Iterator[Fault]:
    if exchange.language.partition("-")[0] != "en":
        return  # the formula counts English syllables
    grade = reading_grade(exchange.more_info)
    if grade > HARDEST_GRADE:
        hardest = max(sentences(exchange.more_info), key=reading_grade)
        detail = f"reading grade {grade:.1f}; aim for 6 to 8"
        yield Fault("more_info_hard_to_read", "more_info", hardest, detail)


def _topics(exchange: Exchange) -> Iterator[Fault]:
    if not exchange.topics:
        yield Fault("topics_empty", "topics", "", "the page has no topic")
    for at, topic in enumerate(exchange.topics):
        if is_vacuous_topic(topic):
            yield Fault("topic_vacuous", f"topics[{at}]", topic, "the topic does not say what is wrong")


def _urgency_missing(exchange: Exchange) -> Iterator[Fault]:
    answers = [*_reply_texts(exchange), ("more_info", exchange.more_info)]
    if any(AT_ONCE.search(text) for _, text in answers):
        return
    told: set[str] = set()
    for where, text in answers:
        for match in SERIOUS.finditer(text):
            if match[0].lower() not in told:
                told.add(match[0].lower())
                yield Fault("urgency_advice_missing", where, match[0], "named with no word on when to go at once")


def _notice_missing(exchange: Exchange) -> Iterator[Fault]:
    # The notice belongs to a published page; a bare question and reply gets it from the page that shows it.
    is_page = bool(exchange.more_info or exchange.similar or exchange.extra.get("heading"))
    shown = [text for _, text in _reply_texts(exchange)] + [
        exchange.more_info,
        str(exchange.extra.get("notice", "")),
    ]
    if is_page and not any(NOTICE.search(text) for text in shown):
        yield Fault("notice_missing", "page", "", 'nothing says "advice, not a diagnosis"')


def _title_ends_sentence(exchange: Exchange) -> Iterator[Fault]:
    detail = "the title was taken for the end of a sentence"
    broken_titles = exchange.extra.get("broken_titles")
    for broken in broken_titles if isinstance(broken_titles, list) else ():
        yield Fault("title_ends_sentence", "page", str(broken), detail)
    for where, text in [
        ("question", exchange.question),
        *_reply_texts(exchange),
        ("more_info", exchange.more_info),
    ]:
        for match in BROKEN_TITLE.finditer(text):
            yield Fault("title_ends_sentence", where, re.sub(r"\s+", " ", match[0]), detail)


FINDERS: tuple[Callable[[Exchange], Iterator[Fault]], ...] = (
    _greeting_disagrees,
    _surname_in_reply,
    _similar_is_page,
    _similar_copy_differs,
    _heading_does_not_fit,
    _band_straddles,
    _exact_date,
    _more_info_without_sources,
    _more_info_too_long,
    _more_info_hard,
    _topics,
    _urgency_missing,
    _notice_missing,
    _title_ends_sentence,
)


def _reply_texts(exchange: Exchange) -> list[tuple[str, str]]:
    return [(f"replies[{at}].text", reply.text) for at, reply in enumerate(exchange.replies)]


def _clinicians(exchange: Exchange) -> tuple[str, ...]:
    names = [reply.clinician for reply in exchange.replies] + [item.clinician for item in exchange.similar]
    return tuple(dict.fromkeys(name for name in names if name))


def _straddles(band: str) -> bool:
    return bool(band) and straddles_adulthood(band)


def _has_sources(exchange: Exchange) -> bool:
    return bool(SOURCES.search(exchange.more_info) or exchange.extra.get("more_info_sources"))


def is_vacuous_topic(topic: str) -> bool:
    """Whether a topic only says where, or fits every page, instead of saying what is wrong."""
    return topic.strip().lower() in VACUOUS


def _is_page_itself(exchange: Exchange, item: SimilarRecord) -> bool:
    return is_copy(exchange.question, _uncut(item.question))


def _uncut(excerpt: str) -> str:
    whole = excerpt.rstrip()
    return whole.rstrip(".… ") if whole.endswith(("...", "…")) else whole


def _opening(text: str) -> str:
    return next(iter(sentences(text)), text[:100])


def _words_not_in(excerpt: str, replies: list[str]) -> str:
    """Give the sentence of the excerpt that shares least with the replies, "" where it only repeats them."""
    whole = " ".join(" ".join(_tokens(reply)) for reply in replies)
    if " ".join(_tokens(excerpt)) in whole:
        return ""
    known = set(_tokens(" ".join(replies)))

    def shared(sentence: str) -> float:
        words = _tokens(sentence)
        return sum(word in known for word in words) / max(1, len(words))

    return min(sentences(excerpt), key=shared, default="")


def _tokens(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+|[\u3400-\u9fff]", text.lower())


def _unfit_heading(exchange: Exchange) -> str:
    heading = str(exchange.extra.get("heading") or "")
    texts = [exchange.title, exchange.question, *exchange.topics, *(reply.text for reply in exchange.replies)]
    return "" if takes_up(heading, texts) else heading


def takes_up(heading: str, texts: list[str]) -> bool:
    """Whether one of the texts has a telling word of the heading; a heading without one fits anything."""
    wanted = _content(heading)
    return not wanted or bool(wanted & _content(" ".join(texts)))


def _content(text: str) -> set[str]:
    """Give five letters of each telling English word, and each telling pair of Chinese characters."""
    words = {word[:5] for word in re.findall(r"[a-z]{4,}", text.lower()) if word not in GENERAL_ENGLISH}
    runs = re.findall(r"[\u3400-\u9fff]{2,}", GENERAL_CHINESE.sub(" ", text))
    return words | {run[at : at + 2] for run in runs for at in range(len(run) - 1)}


def _rejoin_titles(text: str) -> str:
    return BROKEN_TITLE.sub(lambda match: re.sub(r"\s+", " ", match[0]), text)


def _mended_reply(reply: ReplyRecord, clean: Callable[[str], str]) -> ReplyRecord:
    replied_on = month_of(reply.replied_on) if reply.replied_on else ""
    return replace(reply, text=clean(reply.text), replied_on=replied_on)


def _mended_similar(item: SimilarRecord, clean: Callable[[str], str]) -> SimilarRecord:
    return replace(item, title=clean(item.title), question=clean(item.question), reply=clean(item.reply))


def _mended_extra(exchange: Exchange, uncited: str) -> Mapping[str, Any]:
    extra = {key: value for key, value in exchange.extra.items() if key != "broken_titles"}  # it quotes names
    if unfit := _unfit_heading(exchange):
        del extra["heading"]
        extra["unfit_heading"] = unfit
    if uncited:
        extra["uncited_more_info"] = uncited
    return extra
