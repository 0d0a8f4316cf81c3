"""Whose sign, when, and whether at all: what surrounds a sign decides whether it counts."""

import pytest

from consilia.engines.triage import Level, assess


@pytest.mark.parametrize(
    "text",
    [
        "Crushing chest pressure and sweating, I had a stent years ago",
        "My face drooped an hour ago and my arm is limp, and dad had a stroke in 1998",
        "He was watching a film when his face suddenly dropped on one side and he cannot lift his arm",
        "As if someone hit me with a bat: the worst headache of my life within seconds",
        "65M c/o sudden LOC w/ tonic-clonic activity x 3 min, no hx of sz",
        "Hit above the ear by a cricket ball at 14:00, vomited twice, very drowsy",
        "My hernia wont slide back in and I am vomiting",
        "Dad keeps asking where the dog is, he is suddenly confused since this morning",
        "Nobody was hurt in the crash, but my husband has crushing chest pain and is sweating. What is it a sign of?",
        "I am fine myself. My wife collapsed and is not breathing right, how do you tell if it is a stroke",
        "跌倒撞到頭，我沒事，可是現在一直吐又很想睡，想問怎麼判斷要不要掛急診",
        "車禍後大家都沒事，但我先生胸口劇痛冒冷汗，這是什麼病",
        "家人都很好，只有我突然右手沒力講話不清，請問什麼是中風",
        "My dad had a stroke this morning",
        "My brother had a seizure",
        "看電影看到一半突然右手沒力講話不清",
        "冷氣漏電被電到彈開，手掌燒焦，心臟亂跳",
        "小孩不小心喝到漂白水，一直吐",
        "胸口悶痛冒冷汗，爸爸以前中風過",
    ],
)
def test_words_around_it_do_not_hide_a_sign_of_now(text: str) -> None:
    assert assess(text).level is Level.EMERGENCY


@pytest.mark.parametrize(
    "text",
    [
        "In 2010 my face drooped and my arm went weak, fully recovered",
        "My face drooped and my arm was weak, that was in 2010",
        "In the film the hero has a stroke and his face droops",
        "I write detective novels. My villain collapses clutching his chest, grey and sweating. I am fine myself",
        "My mother had a stroke in 1998",
        "My dog had a seizure and is foaming at the mouth",
        "First aid course tomorrow: what are the signs of a stroke",
        "My old spaniel had a fit this morning, the vet has put him on tablets",
        "電影裡的主角突然中風，臉歪嘴斜",
        "三年前右手沒力講話不清，後來都好了",
        "我家狗狗抽搐口吐白沫怎麼辦",
        "急救員考試的題目：突然臉歪嘴斜要怎麼處理",
    ],
)
def test_what_is_long_past_or_happens_to_nobody_is_no_emergency(text: str) -> None:
    assert assess(text).level is not Level.EMERGENCY


def test_a_relatives_past_does_not_hide_what_the_asker_feels() -> None:
    assert assess("頭痛三天，爸爸以前中風過").level is assess("頭痛三天").level


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("14-month-old, 39.5, floppy and will not wake up properly", "child"),
        ("5wk old baby, temp 38.4", "infant_fever_under3m"),
        ("2 y/o boy swallowed a button battery", "button_battery"),
    ],
)
def test_ages_are_read_as_clinicians_write_them(text: str, flag: str) -> None:
    verdict = assess(text)
    assert verdict.level is Level.EMERGENCY
    assert "Pediatrics" in verdict.departments or any(flag in one.id for one in verdict.red_flags)
