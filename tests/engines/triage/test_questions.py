"""The safety questions: everyday words call for them, the most dangerous come first, and a yes means its red flag."""

from typing import Any

import pytest

from consilia.engines.triage import Facts, Level, assess, safety_question
from consilia.engines.triage.assess import gather
from consilia.engines.triage.datafiles import table
from consilia.engines.triage.normalise import normalise
from consilia.engines.triage.questions import ASKED_AT_ONCE
from consilia.engines.triage.rules import rulebook

COMPLAINTS: dict[str, dict[str, Any]] = table("questions.toml")["complaint"]
QUESTIONS: dict[str, dict[str, str]] = table("questions.toml")["question"]
RULES = {rule.id: rule for rule in rulebook()}
NOBODY = Facts()
CALM = "can I take antihistamines with ibuprofen"
TWITCH = ("my eyelid has been twitching since yesterday", "左眼皮從昨天開始一直跳")

# Two sentences for each complaint in each language, as people write them.
SAID = {
    "facial_twitching": [
        "my eyelid has been twitching since yesterday",
        "the corner of my mouth keeps twitching",
        "左眼皮一直跳",
        "臉頰抽動了兩天",
    ],
    "muscle_twitching": [
        "my calf muscles keep twitching",
        "muscle twitches in my thigh all evening",
        "小腿肌肉一直跳動",
        "手臂肌肉一直在抽動",
    ],
    "chest_pain": ["I have a pain in my chest", "my chest feels tight tonight", "胸口悶悶的", "我胸部這裡會痛"],
    "palpitations": ["my heart keeps skipping beats", "I get palpitations in bed", "心悸睡不著", "心跳有時候漏一拍"],
    "fainting": [
        "I fainted in the shower this morning",
        "my sister passed out on the train",
        "今天早上洗澡時昏倒",
        "我姊姊在捷運上暈倒",
    ],
    "breathlessness": ["I get breathless on the stairs", "it is hard to breathe tonight", "走路會喘", "覺得吸不到空氣"],
    "cough": [
        "I have been coughing since Monday",
        "a cough that keeps me awake",
        "咳嗽咳到睡不著",
        "最近一直咳而且有痰",
    ],
    "cough_with_blood": [
        "there was a streak of blood when I coughed",
        "I coughed up some blood this morning",
        "咳嗽有血絲",
        "痰裡面有一點血",
    ],
    "sore_throat": ["I have a sore throat", "it hurts to swallow since last night", "喉嚨很痛", "吞口水會痛"],
    "headache": ["I have a headache", "my head hurts since lunch", "頭好痛", "今天下午開始頭痛"],
    "dizziness": [
        "I feel dizzy when I stand up",
        "the room spins when I turn over",
        "站起來會頭暈",
        "早上起床天旋地轉",
    ],
    "numbness": ["my fingers are tingling", "my foot feels numb", "手指麻麻的", "腳底發麻"],
    "weakness": ["my legs feel weak", "I have weakness in my hand", "雙腿無力", "手沒什麼力"],
    "tremor": ["my hands shake when I hold a cup", "dad's hand has a tremor", "手會抖", "爸爸的手一直發抖"],
    "confusion": [
        "grandma seems confused today",
        "my father does not know where he is",
        "阿嬤今天意識不清",
        "爸爸突然不知道自己在哪",
    ],
    "seizure": [
        "I think I had a seizure last night",
        "she had a fit this morning",
        "弟弟突然抽搐",
        "他早上全身抽筋又翻白眼",
    ],
    "red_eye": ["my left eye is red and itchy", "I woke up with a sore eye", "右眼紅紅的", "眼睛很癢又有分泌物"],
    "sight": ["my vision is blurry", "I see floaters", "看東西很模糊", "最近有飛蚊症"],
    "ear": ["my ear hurts", "I have ringing in my ears", "耳朵痛", "這幾天一直耳鳴"],
    "nosebleed": ["I have a nosebleed", "my nose keeps bleeding", "流鼻血", "鼻子一直流血"],
    "tooth_or_face_swelling": ["I have a toothache", "my cheek is swollen", "牙齒好痛", "臉頰腫起來"],
    "abdominal_pain": ["my tummy hurts", "I have stomach cramps", "肚子痛", "胃很痛"],
    "vomiting": ["I have been vomiting since breakfast", "I feel sick and nauseous", "一直想吐", "早上吐了兩次"],
    "diarrhoea": ["I have diarrhoea", "I have had the runs since last night", "拉肚子", "昨天開始腹瀉"],
    "constipation": ["I am constipated", "I have not pooped for four days", "便秘", "好幾天沒有大便"],
    "blood_in_stool": [
        "there is blood on the toilet paper",
        "I saw blood in my stool",
        "大便有血",
        "擦屁股的時候衛生紙有血",
    ],
    "jaundice": ["my eyes look yellow", "my skin has turned yellow", "眼白變黃", "我的皮膚變黃"],
    "yellow_baby": ["my newborn looks yellow", "my baby's skin is yellow", "寶寶黃疸", "新生兒皮膚黃黃的"],
    "urinary_pain": [
        "it burns when I pee",
        "I think I have a bladder infection",
        "尿尿會痛",
        "一直跑廁所又灼熱，小便刺痛",
    ],
    "blood_in_urine": ["there is blood in my urine", "my pee is pink", "尿尿有血", "小便是粉紅色的"],
    "cannot_pass_urine": ["I have trouble peeing", "only a few drops come when I pee", "小便滴滴答答", "最近排尿困難"],
    "testicle_pain": ["my testicle hurts", "one of my balls is swollen", "睪丸痛", "蛋蛋腫起來"],
    "vaginal_bleeding": [
        "I am bleeding between periods",
        "my period is very heavy this month",
        "月經量很多",
        "不是生理期卻下面出血",
    ],
    "pregnancy": ["I am pregnant and feel unwell", "I am 20 weeks pregnant", "我懷孕五個月", "懷孕中不太舒服"],
    "after_birth": [
        "I gave birth last week and feel awful",
        "I had my baby ten days ago",
        "剛生完小孩一週",
        "坐月子中不舒服",
    ],
    "breast": ["my breast is sore", "I found a lump in my breast", "乳房脹痛", "左邊胸部有硬塊"],
    "back_pain": ["my back hurts", "I have lower back pain", "背很痛", "閃到腰"],
    "neck_pain": ["my neck is stiff since I woke up", "I have neck pain", "脖子好痛", "早上起來落枕"],
    "joint_swelling": ["my knee is swollen", "my ankle joint hurts", "膝蓋腫起來", "關節很痛"],
    "leg_swelling": ["my legs are swollen in the evening", "my ankle is puffy", "腳腫", "小腿水腫"],
    "injury": ["I twisted my ankle", "I slipped on the stairs", "我跌倒了", "打球扭到腳"],
    "head_injury": ["I bumped my head on the shelf", "she hit her head", "撞到頭", "額頭撞到櫃子"],
    "wound_or_bite": ["I have a deep cut on my finger", "a dog bit my hand", "手指割到流血", "被狗咬"],
    "burn": ["I burned my hand on the iron", "boiling water spilled over my foot", "手被熱水燙到", "煮飯燙傷"],
    "rash": ["I have a rash on my arms", "itchy spots on my belly", "身上起疹子", "皮膚癢有紅點"],
    "allergic_reaction": [
        "I think I have an allergy to shrimp",
        "I am itchy after eating peanuts",
        "吃完蝦子全身癢",
        "好像對藥過敏",
    ],
    "fever": ["I have a fever", "my temperature is 38.4", "我發燒", "體溫38度"],
    "child_fever": ["my toddler has a fever", "my son is burning up", "小孩發燒", "女兒燒到39度"],
    "child_vomiting": ["my toddler keeps vomiting", "my daughter vomited three times", "小孩一直吐", "寶寶吐奶又嘔吐"],
    "child_breathing": [
        "my baby is breathing fast",
        "my toddler has a barking cough",
        "寶寶呼吸很快",
        "小孩咳嗽咳不停",
    ],
    "crying_or_not_feeding": ["my baby won't stop crying", "my baby is not feeding", "寶寶一直哭", "嬰兒不喝奶"],
    "diabetes": ["my blood sugar is high", "I have diabetes and feel odd", "血糖很高", "我有糖尿病，覺得怪怪的"],
    "swallowed_or_medicine_mistake": [
        "my son swallowed a coin",
        "I took my pills twice by mistake",
        "弟弟吞了硬幣",
        "我吃錯藥",
    ],
    "low_mood": ["I feel hopeless", "I have been feeling so down", "心情很低落", "覺得活著好累"],
    "anxiety": ["I feel anxious all the time", "I think I am having a panic attack", "最近很焦慮", "恐慌發作"],
    "sleep_or_withdrawal": ["I can't sleep", "I stopped drinking alcohol on Monday", "失眠", "我戒酒三天了"],
    "tiredness_or_weight_loss": [
        "I am so tired all the time",
        "I am losing weight without trying",
        "最近一直很累",
        "體重一直掉",
    ],
    "lump": ["I found a lump in my neck", "there is a hard bump under my skin", "脖子有硬塊", "腋下摸到一顆"],
}


def everything_asked(text: str, facts: Facts = NOBODY) -> list[tuple[str, ...]]:
    """The pages of questions of somebody who says no to all of them."""
    pages: list[tuple[str, ...]] = []
    answers = dict(facts.answers)
    while page := assess(text, facts=Facts(facts.age, facts.sex, answers)).ask_next:
        pages.append(page)
        answers |= dict.fromkeys(page, False)
    return pages


def test_every_complaint_has_sentences_that_tell_of_it() -> None:
    assert set(SAID) == set(COMPLAINTS)
    assert all(len(sentences) == 4 for sentences in SAID.values())


@pytest.mark.parametrize(("complaint", "text"), [(name, text) for name, texts in SAID.items() for text in texts])
def test_everyday_words_call_for_the_questions_of_a_complaint(complaint: str, text: str) -> None:
    entry = COMPLAINTS[complaint]
    evidence = gather(normalise(text), NOBODY)
    assert evidence.live(entry["concepts"])
    assert entry.get("child") in {None, evidence.is_child}
    verdict = assess(text)
    # Nothing is asked of somebody who has to go now in any case.
    assert verdict.level is Level.EMERGENCY or set(verdict.ask_next) & set(entry["questions"])


@pytest.mark.parametrize("text", [CALM, "which vaccine do I need for Japan", "請問健檢要空腹嗎", "我有個問題想請問"])
def test_a_question_without_a_complaint_calls_for_none(text: str) -> None:
    assert not assess(text).ask_next


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_yes_raises_a_calm_verdict_to_the_level_of_its_rule(name: str) -> None:
    verdict = assess(CALM, facts=Facts(answers={name: True}))
    rule = RULES.get(safety_question(name).yes_means)
    assert verdict.level is (rule.level if rule else Level.ROUTINE)
    assert [flag.id for flag in verdict.red_flags] == ([rule.id] if rule else [])


def test_a_no_changes_nothing() -> None:
    assert assess(CALM, facts=Facts(answers=dict.fromkeys(QUESTIONS, False))) == assess(CALM)


@pytest.mark.parametrize("language", ["en", "zh-Hant"])
def test_no_question_is_worded_twice_and_each_ends_as_a_question(language: str) -> None:
    texts = [entry[language] for entry in QUESTIONS.values()]
    assert len(texts) == len(set(texts))
    assert all(text.endswith("?" if language == "en" else "？") for text in texts)


def test_chinese_questions_hold_no_half_width_marks() -> None:
    assert not [entry["zh-Hant"] for entry in QUESTIONS.values() if set(",;:?!()") & set(entry["zh-Hant"])]


def test_every_question_belongs_to_a_complaint_of_three_to_six_danger_signs() -> None:
    assert {name for entry in COMPLAINTS.values() for name in entry["questions"]} == set(QUESTIONS)
    for name, entry in COMPLAINTS.items():
        dangers = [one for one in entry["questions"] if QUESTIONS[one]["yes"]]
        # The face is asked about eye and forehead one by one.
        assert 3 <= len(dangers) <= (7 if name == "facial_twitching" else 6)
        assert len(entry["questions"]) == len(set(entry["questions"]))


@pytest.mark.parametrize("text", TWITCH)
def test_facial_twitching_asks_for_danger_first_and_for_everyday_causes_last(text: str) -> None:
    assert everything_asked(text) == [
        ("face_droop", "arm_leg_weak", "speech", "eye_stays_open", "forehead_smooth", "twitch_two_weeks"),
        ("twitch_spreads", "twitch_sleep", "twitch_caffeine", "twitch_stress"),
    ]


def test_everyday_causes_lower_nothing_and_raise_nothing() -> None:
    causes = {"twitch_sleep": True, "twitch_caffeine": True, "twitch_stress": True}
    assert assess(TWITCH[0], facts=Facts(answers=causes)).level is assess(TWITCH[0]).level
    droop = assess(TWITCH[0], facts=Facts(answers={**causes, "face_droop": True}))
    assert (droop.level, [flag.id for flag in droop.red_flags]) == (Level.EMERGENCY, ["stroke_fast"])
    assert not droop.ask_next


@pytest.mark.parametrize(
    "text", [*TWITCH, "my eyelid has been twitching for two months", "my calf muscles keep twitching"]
)
def test_facts_for_the_doctor_are_all_asked_and_never_alone(text: str) -> None:
    pages = everything_asked(text)
    assert {"twitch_sleep", "twitch_caffeine", "twitch_stress"} <= {name for page in pages for name in page}
    assert all(any(QUESTIONS[name]["yes"] for name in page) for page in pages)


def test_of_two_complaints_the_most_dangerous_questions_come_first() -> None:
    asked = assess("my knee is swollen and I have lower back pain").ask_next
    assert {"back_numb", "joint_fever"} == set(asked[:2])
    levels = [RULES[QUESTIONS[name]["yes"]].level.rank for name in asked]
    assert levels == sorted(levels, reverse=True)


def test_never_more_than_a_page_and_nothing_that_could_not_change_the_verdict() -> None:
    text = "headache, fever, cough, back pain, my knee is swollen and it burns when I pee"
    level = assess(text).level
    for page in everything_asked(text):
        assert 1 <= len(page) <= ASKED_AT_ONCE
        assert all(RULES[QUESTIONS[name]["yes"]].level.rank > level.rank for name in page)


def test_nobody_is_asked_what_cannot_concern_them() -> None:
    def asked(sex: str | None) -> set[str]:
        return {name for page in everything_asked("my tummy hurts", Facts(age=30, sex=sex)) for name in page}

    assert asked("female") - asked("male") == {"belly_pregnant"}
    assert asked(None) == asked("other") == asked("female")


def test_a_child_and_an_adult_with_fever_are_asked_different_things() -> None:
    child, adult = (assess("fever of 38.2 since last night", facts=Facts(age=age)).ask_next for age in (4, 40))
    assert "child_floppy" in child
    assert "fever_confused" not in child
    assert "fever_confused" in adult
    assert "child_floppy" not in adult
