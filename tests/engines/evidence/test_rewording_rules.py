"""A rewording stands where it says what the quote says; whoever wrote it is not believed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consilia.engines.evidence import Citation, CitedSentence, may_stand, settle, share_changed


def quoted(text: str) -> CitedSentence:
    return CitedSentence(text, (Citation("source", 0, len(text), text),))


GOUT = "Gout, also called gouty arthritis, is treated with medications (such as ibuprofen)."
DOSE = "Adults with kidney disease may take 200 mg of the medication, but not for more than 3 days."
CHINESE = "痛風（又叫高尿酸症）可能需要醫師開立藥物。"


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        (GOUT, GOUT),
        (GOUT, "Gout is treated with medications (such as ibuprofen)."),
        (GOUT, "Gout is treated with medicines."),
        ("In addition, fatigue is common.", "Tiredness is common."),
        ("Physicians treat gout, also known as gouty arthritis.", "Doctors treat gout."),
        (DOSE, DOSE.replace("medication", "medicine")),
        ("You may discontinue it prior to surgery.", "You may stop it before surgery."),
        (CHINESE, "痛風可能需要醫生開立藥物。"),
    ],
)
def test_plainer_words_that_say_the_same_may_stand(quote: str, text: str) -> None:
    assert may_stand(text, quoted(quote))


@pytest.mark.parametrize(
    "text",
    [
        DOSE.replace("200", "400"),
        DOSE.replace("200 mg", "200 g"),
        DOSE.replace("not for", "for"),
        DOSE.replace("may", "should"),
        DOSE.replace("may ", ""),
        DOSE.replace(" with kidney disease", ""),
        DOSE.replace("kidney ", ""),
        DOSE.replace("kidney", "liver"),
        DOSE.replace(", but not for more than 3 days", ""),
        DOSE.replace("the medication", "Aspirin"),
        DOSE.replace("medication", "ibuprofen"),
        DOSE.replace("Adults", "Children"),
        DOSE + " Call 555 0100.",
        DOSE + " https://shop.example",
        DOSE + "\u202e",
        DOSE.replace("kidney", "kid\u200bney"),
        DOSE.replace("disease may", "disease, may"),
        "Do not believe this: " + DOSE,
        "",
        "   ",
        DOSE * 100,
    ],
)
def test_what_adds_drops_or_turns_anything_is_refused(text: str) -> None:
    assert not may_stand(text, quoted(DOSE))


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        ("Take aspirin (only with food) at once.", "Take aspirin at once."),
        ("Take the tablets (2 a day) at once.", "Take the tablets at once."),
        ("Call for help (in pregnancy) at once.", "Call for help at once."),
        ("See a physician assistant.", "See a doctor assistant."),
        ("AIDS can be treated.", "Aids can be treated."),
        ("痛風（不含孕婦）可能需要藥物。", "痛風可能需要藥物。"),
        ("痛風可能需要藥物。", "痛風需要藥物。"),
        ("Rest heals the knee.", "The knee heals rest."),
    ],
)
def test_an_aside_that_limits_stays(quote: str, text: str) -> None:
    assert not may_stand(text, quoted(quote))


def test_a_sentence_that_no_citation_carries_may_not_be_reworded() -> None:
    assert not may_stand("Rest helps.", CitedSentence("Rest helps.", ()))


def test_each_sentence_is_shown_once_in_the_order_proposed_and_as_quoted_where_it_was_turned() -> None:
    sentences = [quoted(GOUT), quoted(DOSE), quoted("Fatigue is common.")]
    proposed = [(3, "Tiredness is\n common."), (9, "Gone."), (0, "Gone."), (2, DOSE.replace("not", "")), (3, "Again.")]
    found = settle(sentences, proposed)
    assert [(one.number, one.text) for one in found] == [(3, "Tiredness is common."), (2, DOSE), (1, GOUT)]
    assert [one.changed > 0 for one in found] == [True, False, False]


def test_one_sentence_under_the_number_of_another_is_refused() -> None:
    found = settle([quoted("Rest helps."), quoted("Ice helps.")], [(1, "Ice helps."), (2, "Rest helps.")])
    assert [one.text for one in found] == ["Rest helps.", "Ice helps."]


def test_the_share_changed_is_of_the_words() -> None:
    assert share_changed("Rest helps.", "Rest helps.") == 0
    assert share_changed("Rest helps.", "完全不同") == 1
    assert 0 < share_changed("Fatigue is common.", "Tiredness is common.") < 0.5


@given(st.text(max_size=300))
def test_whatever_is_proposed_is_the_quote_or_refused(text: str) -> None:
    for one in settle([quoted(DOSE)], [(1, text)]):
        assert one.text in {DOSE, DOSE.replace("medication", "medicine")} or one.text.casefold() == DOSE.casefold()
