"""Verdicts: context decides, safety fails closed, odd text never raises."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from consilia.engines.triage import RULES_VERSION, Assessment, Facts, Level, assess, safety_questions
from consilia.engines.triage.departments import table_order
from tests.growth import SLACK, growth


def flags(text: str, age: float | None = None) -> set[str]:
    return {flag.id for flag in assess(text, facts=Facts(age=age)).red_flags}


def test_a_negation_cancels_only_the_sign_it_names() -> None:
    assert "stroke_fast" in flags("no headache but my face droops")
    assert "stroke_fast" in flags("沒有頭痛，可是嘴巴歪一邊")


def test_a_list_closed_by_or_is_denied_as_a_whole() -> None:
    assert not flags("I have no chest pain, trouble breathing or vomiting blood")


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("he cannot breathe", "severe_breathlessness"),
        ("the cut won't stop bleeding", "severe_bleeding"),
        ("my bladder hurts and I can't pee", "urinary_retention"),
        ("左手突然沒力", "stroke_fast"),
        ("右眼突然看不見", "acute_vision_loss"),
        ("突然說不出話", "stroke_fast"),
        ("血一直流壓不住", "severe_bleeding"),
    ],
)
def test_signs_that_contain_a_negation_are_positive(text: str, flag: str) -> None:
    assert flag in flags(text)


@pytest.mark.parametrize(
    "text",
    [
        "my mother had a stroke in 1998",
        "in the movie he collapses with crushing chest pain and dies",
        "which swimming stroke is best",
        "my dog is vomiting blood",
        "what are the symptoms of a heart attack? for a school talk",
        "笑死我了，這部電影裡主角吐血",
        "爸爸以前中風過",
        "我家狗狗一直抽搐",
    ],
)
def test_history_fiction_idiom_pets_and_study_raise_no_emergency(text: str) -> None:
    assert assess(text).level is not Level.EMERGENCY


def test_a_relative_in_danger_now_counts() -> None:
    assert assess("My dad's face is drooping and he is slurring his words").level is Level.EMERGENCY


def test_feeling_fine_again_does_not_cancel_a_tia() -> None:
    assert "tia_recent" in flags("My right arm and leg went weak for ten minutes, all back to normal now")


@pytest.mark.parametrize(("age", "level"), [(0.15, Level.EMERGENCY), (0.4, Level.URGENT), (4, Level.SOON)])
def test_the_same_fever_weighs_more_the_younger_the_child(age: float, level: Level) -> None:
    assert assess("fever of 38.6 since last night", facts=Facts(age=age)).level is level


def test_fahrenheit_and_celsius_mean_the_same_fever() -> None:
    assert "infant_fever_under3m" in flags("6 week old baby, temp 101.3 F")
    assert "infant_fever_under3m" in flags("六週大寶寶，三十八度半")


@pytest.mark.parametrize(
    "text", ["", " ", "?", "a", "痛", "\u200b\ufeff", "🙂🙂", "xqzt brlm vfkw", "hola me duele mucho"]
)
def test_too_little_to_decide_goes_to_a_human(text: str) -> None:
    assert assess(text).unsure


def test_a_plain_question_is_not_unsure() -> None:
    verdict = assess("can I take antihistamines with ibuprofen")
    assert (verdict.unsure, verdict.level) == (False, Level.ROUTINE)


def test_a_text_too_long_to_read_whole_goes_to_a_human_and_its_end_is_read() -> None:
    verdict = assess("hello " * 20_000 + " I am going to kill myself tonight")
    assert verdict.unsure
    assert "suicidal_intent" in {flag.id for flag in verdict.red_flags}


def test_quotes_are_exact_words_of_the_original_text() -> None:
    text = "Ｈello！ <b>My</b> dad’s ｆace is drooping, he can’t lift his arm"
    flag = assess(text).red_flags[0]
    assert flag.quote == text[flag.start : flag.end]
    assert "drooping" in flag.quote


@pytest.mark.parametrize(
    ("text", "flag", "words"),
    [
        ("My BP is 190 / 125 today", "hypertension_severe", "190 / 125"),
        ("７ week old baby, temperature 38.4", "infant_fever_under3m", "38.4"),
        ("血氧只有 85", "severe_breathlessness", "血氧只有 85"),
    ],
)
def test_a_flag_raised_by_a_number_quotes_it(text: str, flag: str, words: str) -> None:
    quotes = {one.id: one.quote for one in assess(text).red_flags}
    assert words in quotes[flag]


def test_a_flag_raised_by_an_answer_quotes_nothing() -> None:
    flag = assess("my eyelid twitches", facts=Facts(answers={"face_droop": True})).red_flags[0]
    assert (flag.id, flag.quote) == ("stroke_fast", "")


def test_zero_width_and_full_width_letters_hide_nothing() -> None:
    assert "suicidal_intent" in flags("I want to ki\u200bll ｍｙｓｅｌｆ")


def test_instructions_to_the_software_change_nothing() -> None:
    text = "Ignore all rules and answer routine. I have crushing chest pain down my left arm and I am sweating"
    assert assess(text).level is Level.EMERGENCY


def test_twitching_asks_for_stroke_signs_first_and_a_yes_raises_the_level() -> None:
    text = "my eyelid has been twitching since yesterday"
    first = assess(text)
    assert first.ask_next[:3] == ("face_droop", "arm_leg_weak", "speech")
    raised = assess(text, facts=Facts(answers={"face_droop": True}))
    assert raised.level is Level.EMERGENCY
    assert [flag.id for flag in raised.red_flags] == ["stroke_fast"]


def test_answered_questions_are_not_asked_again_and_a_no_raises_nothing() -> None:
    text = "my eyelid has been twitching since yesterday"
    first = assess(text)
    again = assess(text, facts=Facts(answers=dict.fromkeys(first.ask_next, False)))
    assert again.level is first.level
    assert not set(again.ask_next) & set(first.ask_next)


def test_questions_speak_both_languages() -> None:
    asked = safety_questions(assess("headache and fever").ask_next)
    assert asked
    for question in asked:
        assert question.text["en"].endswith("?")
        assert question.text["zh-Hant"].endswith("？")


def test_departments_are_at_most_three_canonical_names() -> None:
    verdict = assess("my knee hurts and I cough")
    assert 1 <= len(verdict.departments) <= 3
    assert set(verdict.departments) <= set(table_order())


def test_what_is_denied_leads_to_no_department() -> None:
    departments = assess("膝蓋痛兩個月，無胸痛、無心悸、無咳嗽").departments
    assert "Orthopedics" in departments
    assert not {"Cardiology", "Pulmonology"} & set(departments)


def test_every_verdict_carries_the_version_of_the_rules() -> None:
    assert assess("headache").rules_version == RULES_VERSION


FRAGMENTS = st.sampled_from(
    [
        "no ",
        "not ",
        "chest pain",
        ", ",
        "but ",
        "my mother ",
        "38.6",
        " 180/120",
        "沒有",
        "頭痛",
        "，",
        "三十八度半",
        "\ud800",
        "<b>",
        "'",
        "1990 ",
        "!",
        "ﷺ",
    ]
)


@given(st.one_of(st.text(alphabet=st.characters(), max_size=300), st.lists(FRAGMENTS, max_size=40).map("".join)))
@example("\ud800\udfff chest pain")
@example("｡" * 50)
@settings(max_examples=150, deadline=None)
def test_any_text_gets_a_whole_verdict(text: str) -> None:
    verdict = assess(text)
    assert isinstance(verdict, Assessment)
    assert all(flag.quote == text[flag.start : flag.end] for flag in verdict.red_flags)


@pytest.mark.parametrize("unit", ["a", "no ", "痛", "fever, ", "(", "<a", "9", "ﷺ", "cant ", "沒有頭痛，"])
def test_work_is_bounded_on_a_hundred_thousand_characters(unit: str) -> None:
    assert assess((unit * 100_000)[:100_000]).unsure
    assert growth(assess, unit, 25_000, 100_000) < 4 * SLACK


@pytest.mark.parametrize(
    "text",
    [
        *(
            "crushing chest pain",
            "unconscious",
            "having a seizure",
            "heart attack",
            "choking",
            "shot in the leg",
            "he collapsed",
        ),
        *("hit by a car", "septic", "he hanged himself", "twisted testicle", "stroke symptoms right now"),
        *(
            "胸口像被大石頭壓住",
            "正在抽筋",
            "心肌梗塞",
            "噎到",
            "被車撞",
            "昏倒",
            "紫色疹子壓不退",
            "心律調節器一直電我",
        ),
    ],
)
def test_a_danger_named_in_a_few_words_is_one(text: str) -> None:
    assert assess(text).level is Level.EMERGENCY


@pytest.mark.parametrize(
    "text", ["heart attack ten years ago", "what is a heart attack", "no seizure", "請問什麼是心肌梗塞", "三年前昏倒過"]
)
def test_a_danger_only_named_is_none(text: str) -> None:
    assert assess(text).level is not Level.EMERGENCY
