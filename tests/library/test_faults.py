"""Faults of a published page: each is named with the words that cause it, and an import mends what it may."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consilia.library.archives.checking import accept
from consilia.library.archives.record import Exchange
from consilia.library.archives.seedpage import read_seedpages
from consilia.library.faults import find_faults, mend, similar_as_exchanges
from tests.shared_data import shared

NOTICE = "This is advice, not a diagnosis."
GOOD: dict[str, Any] = {
    "id": "f-1",
    "language": "en",
    "department": "Orthopedics",
    "title": "Sore wrist after typing",
    "question": "My wrist has hurt every evening for two weeks since I started a new typing job at home.",
    "asker": {"sex": "female", "age_band": "30-39"},
    "asked_on": "2022-05",
    "replies": [{"clinician": "Dr. Ada Okoro", "replied_on": "2022-05", "text": "Hello: rest it. " + NOTICE}],
    "topics": ["Wrist pain"],
}


def exchange(**changes: Any) -> Exchange:
    record = accept({**GOOD, **changes}, line=1)
    assert isinstance(record, Exchange), record
    return record


def reply(text: str) -> list[dict[str, str]]:
    return [{"clinician": "Dr. Ada Okoro", "text": text}]


def told(record: Exchange, name: str) -> list[tuple[str, str]]:
    return [(fault.where, fault.quote) for fault in find_faults(record) if fault.name == name]


def test_a_good_page_has_no_fault() -> None:
    assert find_faults(exchange()) == ()


@pytest.mark.parametrize(
    ("sex", "text", "quote"),
    [
        ("female", "Hello Mr. Vega: rest the wrist.", "Hello Mr. Vega"),
        ("male", "Dear Mrs. Vega, rest the wrist.", "Dear Mrs. Vega"),
        ("male", "Dear Madam, rest the wrist.", "Dear Madam"),
        ("female", "王先生您好：請多休息。", "王先生"),
        ("male", "您好，陳小姐：請多休息。", "您好，陳小姐"),
        ("female", "Hello Ms. Vega: rest the wrist.", None),
        ("male", "王先生您好：請多休息。", None),
        ("other", "Hello Mr. Vega: rest the wrist.", None),
        ("", "Hello Mr. Vega: rest the wrist.", None),
    ],
)
def test_a_greeting_must_agree_with_the_sex(sex: str, text: str, quote: str | None) -> None:
    record = exchange(asker={"sex": sex}, replies=reply(text))

    assert told(record, "greeting_disagrees_with_sex") == ([("replies[0].text", quote)] if quote else [])


def test_the_askers_name_in_a_reply_is_a_fault_and_the_doctors_own_is_none() -> None:
    text = "Dear Ms. Vega: I hope, Vega, it heals. Dr. Ada Okoro, Lakeside Hospital."
    record = exchange(asker={"alias": "M. Vega", "sex": "female"}, replies=reply(text))

    assert told(record, "surname_in_reply") == [("replies[0].text", "Ms. Vega"), ("replies[0].text", "Vega")]


def test_a_chinese_surname_in_a_reply_is_a_fault() -> None:
    record = exchange(asker={"alias": "林"}, replies=reply("您好：林小姐的手腕需要休息，林口長庚有門診。"))

    assert told(record, "surname_in_reply") == [("replies[0].text", "林小姐")]


COPY = {
    "question": "My wrist has hurt every evening for two weeks, since I started a new typing job at ho...",
    "reply": "Hello: rest it. This is advice, not...",
}
OTHER = {
    "question": "There is a soft lump on the back of my left hand since last summer.",
    "reply": "A ganglion.",
}


def test_a_similar_item_that_is_the_page_itself_is_a_fault() -> None:
    record = exchange(similar=[OTHER, COPY], replies=[*GOOD["replies"], {"text": "I agree."}])

    assert told(record, "similar_is_the_page_itself") == [("similar[1].question", COPY["question"])]
    assert told(record, "similar_copy_differs") == []


def test_a_copy_with_another_reply_is_a_fault_that_quotes_the_odd_sentence() -> None:
    copy = COPY | {"reply": "Hello: rest it. Inject steroids tomorrow morning. This is..."}

    assert told(exchange(similar=[copy]), "similar_copy_differs") == [
        ("similar[0].reply", "Inject steroids tomorrow morning.")
    ]


def test_a_similar_item_about_something_else_is_no_copy_in_chinese_either() -> None:
    question = "右手腕每天晚上都會痛，已經兩個星期，從開始在家打字工作之後就這樣，請問該看哪一科？"
    other = "左手背去年夏天長了一顆軟軟的腫塊，按下去不會痛，請問需要開刀嗎？"
    record = exchange(
        language="zh-Hant",
        question=question,
        similar=[
            {"question": other, "reply": "可能是腱鞘囊腫。"},
            {"question": question[:-6] + "…", "reply": "休息。"},
        ],
    )

    assert [where for where, _ in told(record, "similar_is_the_page_itself")] == ["similar[1].question"]


@pytest.mark.parametrize(
    ("heading", "fits"),
    [
        ("Wrist problem", True),
        ("Typing", True),
        ("Question", True),
        ("Chest palpitations", False),
        ("心跳問題", False),
        ("問題諮詢", True),
    ],
)
def test_a_heading_must_fit_the_question(heading: str, fits: bool) -> None:
    assert told(exchange(heading=heading), "heading_does_not_fit") == ([] if fits else [("heading", heading)])


def test_a_chinese_heading_fits_by_its_words() -> None:
    record = exchange(question="最近手腕一直疼痛，該怎麼辦？", title="", heading="手腕疼痛")

    assert told(record, "heading_does_not_fit") == []


@pytest.mark.parametrize(("band", "straddles"), [("10-19", True), ("0-9", False), ("20-29", False), ("", False)])
def test_a_band_must_not_straddle_adulthood(band: str, straddles: bool) -> None:
    record = exchange(asker={"age_band": band})

    assert bool(told(record, "band_straddles_adulthood")) is straddles
    assert mend(record).asker.age_band == ("" if straddles else band)


def test_exact_dates_are_faults_and_months_are_none() -> None:
    record = exchange(asked_on="2022-05-06", replies=[{"text": "Rest. " + NOTICE, "replied_on": "2022-05-07"}])

    assert told(record, "exact_date") == [("asked_on", "2022-05-06"), ("replies[0].replied_on", "2022-05-07")]
    assert told(exchange(asked_on="2022", replies=GOOD["replies"]), "exact_date") == []


def test_more_info_needs_a_source() -> None:
    bare = exchange(more_info="Rest helps most wrists.")
    linked = exchange(more_info="Rest helps most wrists. Source: https://example.org/wrist")
    listed = exchange(more_info="Rest helps most wrists.", more_info_sources=["nice-ng1"])
    chinese = exchange(more_info="多休息有幫助。參考資料：國民健康署。")

    assert told(bare, "more_info_without_sources") == [("more_info", "Rest helps most wrists.")]
    assert not any(told(record, "more_info_without_sources") for record in (linked, listed, chinese))


def test_more_info_far_longer_than_the_reply_is_a_fault_with_its_ratio() -> None:
    record = exchange(replies=reply("one two three four"), more_info="This has ten words in it, five and five more.")
    [fault] = [fault for fault in find_faults(record) if fault.name == "more_info_much_longer_than_reply"]

    assert fault.detail == "More Info is 2.5 times as long as the reply (10 words to 4)"
    assert told(exchange(more_info="Short. " + NOTICE), "more_info_much_longer_than_reply") == []


def test_more_info_that_is_hard_to_read_is_a_fault_in_english_alone() -> None:
    hard = "Electromyographic evaluation facilitates differentiation of neuromuscular abnormalities."

    assert told(exchange(more_info=f"Rest. {hard}"), "more_info_hard_to_read") == [("more_info", hard)]
    assert told(exchange(more_info="Rest your hand. Use ice."), "more_info_hard_to_read") == []
    assert told(exchange(language="zh-Hant", more_info=hard), "more_info_hard_to_read") == []


def test_topics_must_be_there_and_say_what_is_wrong() -> None:
    assert told(exchange(topics=[]), "topics_empty") == [("topics", "")]
    record = exchange(topics=["Wrist pain", "Wrist", "臉", "顏面抽動"])

    assert told(record, "topic_vacuous") == [("topics[1]", "Wrist"), ("topics[2]", "臉")]
    assert mend(record).topics == ("Wrist pain", "顏面抽動")


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        ("It may be a stroke or Bell’s palsy.", ["stroke", "Bell’s palsy"]),
        ("It may be a stroke: call 119 at once.", []),
        ("A stroke is unlikely, so this is not an emergency.", ["stroke"]),
        ("Weakness of the hand needs a visit as soon as possible.", ["Weakness"]),
        ("可能是中風，請改善生活習慣。", ["中風"]),
        ("可能是中風，請立即到急診。", []),
        ("A strain of the wrist.", []),
        ("Backstroke swimming may strain the wrist.", []),
    ],
)
def test_a_serious_disease_named_needs_a_word_on_when_to_go(text: str, quotes: list[str]) -> None:
    record = exchange(replies=reply(text))

    assert told(record, "urgency_advice_missing") == [("replies[0].text", quote) for quote in quotes]


def test_a_page_needs_the_notice_and_a_bare_exchange_does_not() -> None:
    assert told(exchange(replies=reply("Rest.")), "notice_missing") == []
    assert told(exchange(replies=reply("Rest."), more_info="Ice."), "notice_missing") == [("page", "")]
    assert told(exchange(replies=reply("There is no need to visit."), more_info="Ice."), "notice_missing")
    for notice in ("This does not replace a visit to your doctor.", "本文僅供參考，不能取代看診。"):
        assert told(exchange(replies=reply("Rest."), more_info=notice), "notice_missing") == []


def test_a_title_taken_for_a_sentence_end_is_a_fault_and_is_joined_again() -> None:
    record = exchange(question="Hello Dr.\nOkoro, my wrist hurts.")

    assert told(record, "title_ends_sentence") == [("question", "Dr. Okoro")]
    assert mend(record).question == "Hello Dr. Okoro, my wrist hurts."


def faulty() -> Exchange:
    return exchange(
        asker={"alias": "Vega", "sex": "female", "age_band": "10-19"},
        question="Hello Dr. Okoro, I am Ms. Vega and my wrist has hurt for two weeks since my new job.",
        asked_on="2022-05-06",
        replies=[
            {
                "clinician": "Dr. Ada Okoro",
                "replied_on": "2022-05-07",
                "text": "Hello Mr. Vega: rest.",
                "votes": 1,
            }
        ],
        more_info="Vega, rest helps most wrists.",
        topics=["Wrist", "Wrist pain"],
        similar=[
            {
                "title": "Lump",
                "question": "A lump?",
                "reply": "Dear Mr. Ito: ganglion.",
                "clinician": "Dr. B",
            }
        ],
        heading="Chest palpitations",
        broken_titles=["Hello Mr. / Vega"],
        views=7,
    )


def test_an_import_mends_what_needs_no_judgement_and_keeps_the_rest() -> None:
    mended = mend(faulty())

    assert mended.asker.to_json() == {"sex": "female"}
    assert (mended.asked_on, mended.replies[0].replied_on) == ("2022-05", "2022-05")
    assert mended.replies[0].text == "Hello [name]: rest."
    assert mended.question.startswith("Hello Dr. Okoro, I am [name] and my wrist")
    assert mended.similar[0].reply == "Dear [name]: ganglion."
    assert mended.more_info == ""
    assert mended.extra == {
        "views": 7,
        "unfit_heading": "Chest palpitations",
        "uncited_more_info": "[name], rest helps most wrists.",
    }
    assert mended.replies[0].extra == {"votes": 1}


def test_mending_leaves_no_name_and_twice_is_the_same_as_once() -> None:
    mended = mend(faulty())

    assert "Vega" not in str(mended.to_json())
    assert mend(mended) == mended


def test_a_fitting_heading_and_a_cited_more_info_stay() -> None:
    record = exchange(heading="Sore wrist", more_info="Rest helps. Source: https://example.org/wrist")

    assert mend(record) == record


def test_similar_items_with_question_and_reply_become_excerpts_of_their_own() -> None:
    bare = {"title": "Only a title", "question": "Something else?"}
    record = exchange(similar=[bare, OTHER | {"title": "Lump", "clinician": "Dr. B", "department": "Surgery"}, COPY])

    lump, copy = similar_as_exchanges(record)

    assert lump.to_json() == {
        "id": "f-1-similar-2",
        "language": "en",
        "department": "Surgery",
        "title": "Lump",
        "question": OTHER["question"],
        "replies": [{"clinician": "Dr. B", "department": "Surgery", "text": "A ganglion."}],
        "excerpt": True,
        "excerpt_of": "f-1",
    }
    assert copy.extra == {"excerpt": True, "excerpt_of": "f-1", "duplicate_of": "f-1"}


words = st.text(st.sampled_from("Mr. Dr.\nHello 王先生您好眼!?:,a1 ()[]…"), max_size=60)


@settings(max_examples=200, deadline=None)
@given(
    st.dictionaries(st.sampled_from(["heading", "more_info_sources", "broken_titles", "notice"]), words | st.just(3)),
    words,
)
def test_no_text_however_odd_breaks_the_finding_or_the_mending(extra: dict[str, Any], text: str) -> None:
    similar = [{"question": text, "reply": text}]
    record = exchange(title=text, replies=reply(f"x{text}"), more_info=text, similar=similar, **extra)

    find_faults(record)
    assert mend(mend(record)) == mend(record)


@pytest.mark.parametrize("run", [" ", "!", "\n", ".", "?", "Dr.\n", "hello ", "Mr. A ", "王"])
def test_a_megabyte_of_one_mark_is_judged_in_seconds(run: str) -> None:
    text = "a" + run * (1_000_000 // len(run)) + "b"
    start = time.monotonic()

    find_faults(exchange(question=text, replies=reply(text), similar=[{"question": text, "reply": text}]))

    assert time.monotonic() - start < 10


FIRST_SEED = {
    "greeting_disagrees_with_sex": ["Hello Mr. Lin"],
    "surname_in_reply": ["Mr. Lin", "Mr. Lin"],
    "heading_does_not_fit": ["Heartbeat issues"],
    "band_straddles_adulthood": ["10-19"],
    "exact_date": ["2021-11-13", "2021-11-13"],
    "topics_empty": [""],
    "topic_vacuous": [],
    "urgency_advice_missing": ["weakness"],
    "notice_missing": [""],
    "title_ends_sentence": ["Hello Dr. / Jiang", "Hello Mr. / Lin", "Dr. / Jiang"],
}
SECOND_SEED = {
    "greeting_disagrees_with_sex": ["Hello Mr. Tian"],
    "surname_in_reply": ["Mr. Tian", "Mr. Ed"],
    "similar_is_the_page_itself": [],
    "similar_copy_differs": [],
    "heading_does_not_fit": [],
    "band_straddles_adulthood": [],
    "exact_date": ["2023-02-02", "2023-02-02"],
    "topics_empty": [],
    "topic_vacuous": ["Face"],
    "urgency_advice_missing": ["Bell's palsy", "weakness", "multiple sclerosis"],
    "notice_missing": [""],
    "title_ends_sentence": ["Hello Mr. / Tian", "Dr. / Jiang"],
}


def seeds() -> list[Exchange]:
    return [page for page in read_seedpages(shared("seeds")) if isinstance(page, Exchange)]


@pytest.mark.shared
@pytest.mark.parametrize(("number", "expected"), [(0, FIRST_SEED), (1, SECOND_SEED)])
def test_the_faults_of_each_real_seed_page_are_named_with_their_words(
    number: int, expected: dict[str, list[str]]
) -> None:
    page = seeds()[number]

    assert {name: [quote for _, quote in told(page, name)] for name in expected} == expected


@pytest.mark.shared
def test_the_copy_among_the_first_seeds_similar_items_is_found_with_its_other_reply() -> None:
    page = seeds()[0]

    assert [where for where, _ in told(page, "similar_is_the_page_itself")] == ["similar[0].question"]
    [(where, quote)] = told(page, "similar_copy_differs")
    assert where == "similar[0].reply"
    assert quote.startswith("An increase in muscle twitching may warrant")


@pytest.mark.shared
@pytest.mark.parametrize(("number", "times"), [(0, "6.4 times"), (1, "2.8 times")])
def test_the_more_info_of_each_real_seed_page_is_uncited_long_and_hard(number: int, times: str) -> None:
    faults = {fault.name: fault for fault in find_faults(seeds()[number])}

    assert faults["more_info_without_sources"].quote.startswith("Facial twitching, ")
    assert times in faults["more_info_much_longer_than_reply"].detail
    grade = float(faults["more_info_hard_to_read"].detail.split()[2].rstrip(";"))
    assert 12 <= grade <= 14.5


@pytest.mark.shared
def test_the_real_seed_pages_are_mended_and_give_eight_excerpts() -> None:
    left = {fault.name for page in seeds() for fault in find_faults(mend(page))}
    excerpts = [excerpt for page in seeds() for excerpt in similar_as_exchanges(page)]

    assert left == {"similar_is_the_page_itself", "similar_copy_differs", "topics_empty", "notice_missing"}
    assert len({excerpt.id for excerpt in excerpts}) == 8
    assert [excerpt.extra.get("duplicate_of") for excerpt in excerpts] == [seeds()[0].id] + [None] * 7
