"""Alarming language that no rule explains brings a human; calm language does not."""

import pytest

from consilia.engines.triage import Facts, Level, assess
from consilia.engines.triage.alarms import alarms, unexplained
from consilia.engines.triage.assess import gather
from consilia.engines.triage.normalise import normalise

HEARD = {
    "sudden_onset": ["all of a sudden my ankle tingles", "腳踝一下子好癢"],
    "severity": ["my elbow is agony", "手肘痛到睡不著"],
    "worsening": ["the rash is worse by the hour", "身上的疹子越來越嚴重"],
    "collapse": ["dad keeled over at the sink", "爸爸在廚房眼前一黑"],
    "altered_mind": ["she is not making sense", "媽媽答非所問"],
    "breathing": ["his lips look blue", "寶寶嘴唇有點發紫"],
    "chest": ["a heavy weight on the breastbone", "胸口很悶"],
    "shock": ["he is clammy and looks grey", "她一直冒冷汗"],
    "blood": ["blood all over the sink", "地上一大灘血"],
    "poison": ["he swallowed whatever was in the bottle", "桌上都是空的藥袋"],
    "pregnancy": ["pregnant and spotting since noon", "懷孕，今天落紅"],
    "newborn": ["our three week old is feeding badly", "出生十天，一直哭"],
    "old_and_fallen": ["grandma slipped on the stairs", "阿嬤跌了一跤"],
    "weak_immunity_fever": ["kidney transplant, now shivering", "吃類固醇，開始畏寒"],
    "hopelessness": ["thank you all, I won't be bothering anyone", "謝謝大家這些年的照顧，保重"],
    "dying": ["I feel like death", "感覺快不行了"],
    "one_sided": ["my left hand is clumsy and numb", "右手一直拿不穩東西"],
    "numb_below": ["it is numb down below and I wet myself", "屁股麻麻的，小便失禁"],
    "thin_blood_injury": ["takes blood thinners and bumped her knee", "吃抗凝血藥，撞到膝蓋"],
    "asked_whether_emergency": ["should we take him to the hospital", "要不要送急診"],
    "swollen_leg": ["my left calf is tight and warm", "左邊小腿腫起來"],
}


def heard(text: str) -> list[str]:
    return unexplained(gather(normalise(text), Facts()), [])


def test_each_alarm_has_words_in_both_languages() -> None:
    assert [alarm.id for alarm in alarms()] == list(HEARD)


@pytest.mark.parametrize(("alarm", "text"), [(alarm, text) for alarm, texts in HEARD.items() for text in texts])
def test_an_alarm_is_heard(alarm: str, text: str) -> None:
    assert alarm in heard(text)


@pytest.mark.parametrize("text", [text for texts in HEARD.values() for text in texts])
def test_whoever_alarms_is_seen_by_a_human_or_sent_at_once(text: str) -> None:
    verdict = assess(text)
    assert verdict.unsure or verdict.level.rank >= Level.URGENT.rank
    assert verdict.level is not Level.ROUTINE


@pytest.mark.parametrize(
    "text",
    [
        "my knee clicks, he is not clammy and has not collapsed",
        "膝蓋有聲音，沒有昏倒，也沒有冒冷汗",
        "my uncle collapsed ten years ago",
        "in the movie she is not making sense and keels over",
        "the traffic is killing me",
    ],
)
def test_denied_old_and_invented_alarms_are_silent(text: str) -> None:
    assert heard(text) == []


def test_an_emergency_needs_no_doubt() -> None:
    verdict = assess("sudden crushing chest pain, sweating, worse by the minute, feels like dying")
    assert (verdict.level, verdict.unsure) == (Level.EMERGENCY, False)


def test_an_urgent_rule_on_other_words_does_not_explain_an_alarm() -> None:
    bitten = assess("a stray cat bit my hand yesterday")
    assert (bitten.level, bitten.unsure) == (Level.URGENT, False)
    dying = assess("a stray cat bit my hand yesterday and I feel like dying")
    assert (dying.level, dying.unsure) == (Level.URGENT, True)


@pytest.mark.parametrize("text", ["my elbow feels odd", "手肘最裡面酸酸"])
def test_a_complaint_that_no_rule_knows_goes_to_a_human(text: str) -> None:
    verdict = assess(text)
    assert (verdict.level, verdict.unsure) == (Level.SOON, True)


@pytest.mark.parametrize(
    "text",
    ["which nasal spray is best for hay fever?", "請問流感疫苗可以跟其他疫苗一起打嗎", "mild heartburn for two months"],
)
def test_calm_questions_need_no_second_look(text: str) -> None:
    assert not assess(text).unsure


def test_a_question_of_study_that_tells_of_today_is_no_study() -> None:
    assert assess("just curious: what are the signs of a stroke").level is not Level.EMERGENCY
    assert (
        assess("is it true that stroke droops the face? my face started to droop an hour ago").level is Level.EMERGENCY
    )


@pytest.mark.parametrize(
    "text",
    ["In 2010 my face drooped and my arm went weak, fully recovered", "三年前右手沒力講話不清，後來都好了"],
)
def test_a_danger_that_only_context_cancels_brings_a_human(text: str) -> None:
    verdict = assess(text)
    assert verdict.level is not Level.EMERGENCY
    assert verdict.unsure


@pytest.mark.parametrize(
    "text",
    [
        "In the film the hero has a stroke and his face droops",
        "My mother had a stroke in 1998",
        "How do I prevent a stroke? I feel well",
        "2019 stroke, now on clopidogrel, can I take ibuprofen",
    ],
)
def test_a_film_a_relative_an_illness_of_old_and_a_question_bring_none(text: str) -> None:
    assert not assess(text).unsure
