"""A digest quotes in facets what the sources say to the question, and is silent where they say little."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consilia.engines.evidence import FACETS, Digest, EvidencePassage, brief, passes
from consilia.engines.evidence.facets import facet_of
from consilia.engines.evidence.quotable import is_quotable, words
from consilia.engines.retrieval import Filters, Passage, build_in_memory
from tests.shared_data import shared

SPASM = EvidencePassage(
    id="spasm",
    title="Twitching eyelids and face",
    text=(
        "Hello Mr. Lin, I think you have an eyelid twitch. "
        "Eyelid twitching is often caused by tiredness and caffeine. "
        "See a doctor if twitching spreads to the face or an eyelid droops. "
        "An examination of the facial nerve shows why an eyelid keeps twitching. "
        "Drinking less coffee and going to bed earlier at home calms a twitching eyelid. "
        "It is usually harmless. Take 10 mg of baclofen for the eyelid twitching. "
        "Injections of botulinum toxin relieve eyelid twitching that does not stop. "
        "Eyelid twitching usually goes away within a few weeks."
    ),
)
COPY = EvidencePassage(
    id="copy",
    title="Eyelid twitching",
    text="Eyelid twitching is often caused by tiredness and by caffeine. "
    "Twitching of an eyelid has many triggers, bright light among them.",
)
KNEE = EvidencePassage(
    id="knee",
    title="Knee pain",
    text="Knee pain on stairs is often caused by weak thigh muscles. Exercises treat most kneecap pain.",
)
CHINESE = EvidencePassage(
    id="眼皮",
    title="眼皮跳動",
    language="zh-Hant",
    text=(
        "您好，我覺得您不用擔心。眼皮跳動多半由疲勞、咖啡因引起。若眼皮跳動合併臉部無力應立即就醫。"
        "肌電圖檢查可以看出眼皮跳動的原因。充分休息與熱敷能減少眼皮跳動。每天服用藥物3次。"
    ),
)
# Of several ways to ask, one for which no source stands at the edge of what counts as near.
QUESTION = "My left eyelid keeps twitching, is it serious?"


def said(digest: Digest) -> dict[str, list[str]]:
    return {facet.name: [sentence.text for sentence in facet.sentences] for facet in digest.facets}


def test_each_sentence_comes_in_its_facet_in_the_order_of_reading() -> None:
    found = said(brief(QUESTION, [SPASM], language="en"))
    assert list(found) == [name for name in FACETS if name in found]
    assert found["causes"] == ["Eyelid twitching is often caused by tiredness and caffeine."]
    assert found["warning_signs"] == ["See a doctor if twitching spreads to the face or an eyelid droops."]
    assert len(found) >= 3


def test_every_sentence_is_the_quote_and_stands_in_its_source() -> None:
    passages = [SPASM, COPY, KNEE]
    digest = brief(QUESTION, passages, language="en")
    texts = {passage.id: passage.text for passage in passages}
    sentences = [sentence for facet in digest.facets for sentence in facet.sentences]
    assert sentences
    for sentence in sentences:
        assert passes(sentence, texts)
        assert [citation.quote for citation in sentence.citations] == [sentence.text]


def test_another_persons_greeting_diagnosis_and_dose_are_not_quoted() -> None:
    text = json.dumps(said(brief(QUESTION, [SPASM], language="en")))
    assert "Lin" not in text
    assert "10 mg" not in text
    assert "It is usually harmless" not in text


def test_the_same_is_not_said_twice_and_other_sources_are_heard() -> None:
    digest = brief(QUESTION, [SPASM, COPY], language="en")
    everything = " ".join(text for texts in said(digest).values() for text in texts)
    assert everything.count("caffeine") == 1
    sources = {sentence.citations[0].source for facet in digest.facets for sentence in facet.sentences}
    assert sources == {"spasm", "copy"}


def test_a_chinese_question_is_answered_from_chinese_passages_only() -> None:
    digest = brief("左眼皮一直跳動，要看哪一科？", [SPASM, CHINESE], language="zh-Hant")
    found = said(digest)
    assert found["causes"] == ["眼皮跳動多半由疲勞、咖啡因引起。"]
    assert found["warning_signs"] == ["若眼皮跳動合併臉部無力應立即就醫。"]
    assert {s.citations[0].source for facet in digest.facets for s in facet.sentences} == {"眼皮"}


@pytest.mark.parametrize(
    ("question", "passages", "language"),
    [
        (QUESTION, [], "en"),
        (QUESTION, [KNEE], "en"),
        (QUESTION, [CHINESE], "en"),
        ("Which train goes to the airport?", [SPASM, COPY, KNEE], "en"),
        ("高鐵票價是多少？", [CHINESE], "zh-Hant"),
        ("", [SPASM], "en"),
        ("?!", [SPASM], "en"),
        ("\ud800", [SPASM], "en"),
        (
            QUESTION,
            [EvidencePassage("one", "Eyelid twitching is caused by caffeine.", "Eyelid twitching")],
            "en",
        ),
    ],
)
def test_thin_evidence_is_met_with_silence(question: str, passages: list[EvidencePassage], language: str) -> None:
    assert brief(question, passages, language=language) == Digest(facets=(), abstained=True)


def test_the_limit_of_words_is_kept() -> None:
    for limit in (0, 20, 40, 250):
        digest = brief(QUESTION, [SPASM, COPY], language="en", limit_words=limit)
        assert sum(words(text) for texts in said(digest).values() for text in texts) <= limit


def test_the_order_of_equal_sources_does_not_matter() -> None:
    assert brief(QUESTION, [SPASM, COPY], language="en") == brief(QUESTION, [COPY, SPASM], language="en")


def test_of_two_passages_with_one_id_the_first_is_quoted() -> None:
    other = EvidencePassage(
        "spasm", "Eyelid twitching is treated with magic. Eyelid twitching is caused by it.", "Eyelid"
    )
    assert "magic" not in json.dumps(said(brief(QUESTION, [SPASM, other], language="en")))


@pytest.mark.parametrize(
    ("sentence", "language", "facet"),
    [
        ("Call 911 if the chest pain does not go away after treatment.", "en", "warning_signs"),
        ("An ultrasound scan shows gallstones.", "en", "checks"),
        ("Drink plenty of water.", "en", "self_care"),
        ("Antibiotics treat the infection.", "en", "treatment"),
        ("Most people recover within a few weeks.", "en", "outlook"),
        ("The attestation was restful.", "en", None),
        ("胸痛請立即就醫。", "zh-Hant", "warning_signs"),
        ("醫師會安排胃鏡檢查。", "zh-Hant", "checks"),
        ("多半由病毒引起。", "zh-Hant", "causes"),
        ("今天天氣好。", "zh-Hant", None),
        ("B型肝炎主要是通過血液傳播，共用針頭、手術治療都有可能。", "zh-Hant", "causes"),
        ("脂肪肝多是由於飲食油膩，少運動，體內脂類代謝異常。", "zh-Hant", "causes"),
        ("由於飲食引起的脂肪肝，治療時可以用藥物。", "zh-Hant", "treatment"),
    ],
)
def test_facets_by_their_cue_words(sentence: str, language: str, facet: str | None) -> None:
    assert facet_of(sentence, language) == facet


@pytest.mark.parametrize(
    "sentence",
    [
        "Take two tablets twice a day after meals.",
        "I would see a neurologist about this twitching.",
        "This is caused by tiredness and too much coffee.",
        "Is eyelid twitching caused by too much coffee?",
        "Causes include       - Tiredness     - Too much coffee.",
        "Caused by coffee.",
        "your results show that the eyelid is fine.",
        "我覺得眼皮跳動是因為太累了。",
        "這種藥每天服用3次，飯後吃。",
    ],
)
def test_some_sentences_cannot_stand_alone(sentence: str) -> None:
    assert not is_quotable(sentence)


@settings(max_examples=100, deadline=None, database=None)
@given(
    question=st.text(st.characters(codec=None), max_size=200),
    text=st.text(st.characters(codec=None), max_size=300),
    limit=st.integers(-5, 500),
)
def test_any_text_gives_a_digest_or_silence(question: str, text: str, limit: int) -> None:
    passages = [EvidencePassage("a", text, question), EvidencePassage("b", f"{SPASM.text}\n\n{text}", text)]
    digest = brief(f"eyelid twitching {question}", passages, language="en", limit_words=limit)
    assert digest.abstained == (not digest.facets)


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "language", "least"), [("archive-en.jsonl", "en", 1), ("archive-zh-Hant.jsonl", "zh-Hant", 10)]
)
def test_every_citation_over_an_archive_is_verbatim(name: str, language: str, least: int) -> None:
    with (shared("data") / name).open(encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    texts = {record["id"]: "\n\n".join(reply["text"] for reply in record["replies"]) for record in records}
    titles = {record["id"]: record["title"] for record in records}
    index = build_in_memory(
        (Passage(key, language, titles[key], replies=(text,)) for key, text in texts.items()), words_alone=True
    )
    briefed = 0
    for record in records[:: len(records) // 40]:
        hits = index.search(record["title"], filters=Filters(language=language)).hits
        passages = [EvidencePassage(hit.id, texts[hit.id], titles[hit.id], language) for hit in hits]
        digest = brief(record["title"], passages, language=language)
        briefed += not digest.abstained
        for facet in digest.facets:
            for sentence in facet.sentences:
                (citation,) = sentence.citations
                assert texts[citation.source][citation.start : citation.end] == citation.quote
                assert " ".join(citation.quote.split()) == sentence.text
    assert briefed >= least


def test_a_word_of_degree_is_no_subject() -> None:
    """Found by asking a real archive about blood pressure: "high" let a sentence on adrenal tumours pass."""
    pressure = EvidencePassage(
        id="pressure",
        title="Blood pressure",
        text="If there is a mass on the kidney there are high chances of adrenal causes. "
        "High blood pressure is often caused by salt and by weight.",
    )
    found = said(brief("My blood pressure is always high at the clinic but normal at home", [pressure], language="en"))
    assert "kidney" not in json.dumps(found)


def test_every_facet_is_heard_before_one_has_its_say_twice() -> None:
    """A source of which four sentences are shown gives a sign of danger and advice, not three causes."""
    digest = brief(QUESTION, [SPASM, COPY], language="en", limit_words=45)
    assert "warning_signs" in said(digest)
    assert all(len(sentences) == 1 for sentences in said(digest).values())


def test_the_sign_that_cannot_wait_comes_first() -> None:
    signs = EvidencePassage(
        id="signs",
        title="Eyelid twitching",
        text="Eyelid twitching is often caused by tiredness. See a doctor if eyelid twitching lasts for three weeks. "
        "See a doctor if eyelid twitching spreads to the other eye. "
        "Go to an emergency department right away if an eyelid hangs down suddenly.",
    )
    shown = said(brief("Why does my eyelid twitch?", [signs], language="en"))["warning_signs"]
    assert shown[0].startswith("Go to an emergency department")


def test_a_kind_that_was_not_asked_about_is_left_out() -> None:
    rare = EvidencePassage(
        id="rare",
        title="What is (are) Familial hemiplegic eyelid twitching?",
        text="Familial hemiplegic eyelid twitching is caused by a rare gene. It is treated by a geneticist at once.",
    )
    assert "hemiplegic" not in json.dumps(said(brief(QUESTION, [SPASM, COPY, rare], language="en")))
