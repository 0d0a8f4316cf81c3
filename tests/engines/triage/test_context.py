"""Whose sign, when, and whether at all: what surrounds a sign decides whether it counts."""

import pytest

from consilia.engines.triage import Facts, Level, assess


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
        # The sign is told before a question, a film, an exam or a pet is named: it is no part of that.
        "crushing chest pain and sweating, what are the signs of a heart attack",
        "can't breathe, lips blue, how do paramedics treat this",
        "can't breathe and lips blue, the cat is fine",
        "crushing chest pain, sweating, watching a hospital drama",
        "swallowed 30 paracetamol, the novel is unfinished",
        "胸口壓住很痛冒冷汗，怎麼判斷是不是心肌梗塞",
        "胸口壓住很痛冒冷汗，明天還要考國考",
        "吐血吐很多，文章說會死是真的嗎",
        "突然說不出話右手沒力，夢到爸爸",
        # A pet, a film, a course named before a person who is ill.
        "The dog is at the vet, and while I waited there my face drooped on one side and my arm went limp",
        "The vet told me to sit down because my face has dropped and my speech is slurred",
        "It was like in a movie, she grabbed her throat and she cannot breathe, her lips are blue",
        "I'm writing my novel and my right hand suddenly went weak and my speech is slurred",
        "i am writing from my phone, my husband has collapsed and isn't breathing",
        "Long story short, a story I don't have time for, my wife is having a seizure that won't stop",
        "This is not a drill, my colleague has collapsed and is not breathing",
        "I woke from a bad dream with crushing chest pain and I'm drenched in sweat",
        "A celebrity who died of a stroke is in the news, and today my face is drooping and my arm is weak",
        "I'm a nursing student and my own chest is crushing and going down my left arm",
        "During the fire drill a colleague collapsed and she is not breathing",
        "I read an article about stroke and my face is drooping on the left and my arm is weak",
        "What is the treatment for swallowing bleach, my son drank it",
        "毛孩走了，我不想活了，剛吞了一整罐安眠藥",
        "帶狗去看獸醫，我突然右手沒力講話不清",
        "像電影裡一樣，他突然抓著胸口倒下，沒有呼吸",
        "做惡夢驚醒，胸口劇痛冒冷汗、左手麻",
        "消防演習時同事昏倒沒有呼吸",
        "萬一救護車來不及怎麼辦，我爸沒有呼吸",
        "這不是演習，同事沒有呼吸",
        # Words that only sound as if it were past, an exam, a game, a measure or hearsay.
        "Blood test on Monday, now crushing chest pain and sweating",
        "Got hit in the game on Saturday, knocked out, vomiting and confused",
        "At uni in Leeds, face drooping and slurred speech",
        "irl chest pain crushing, sweating, arm numb",
        "這兩天大量出血，頭暈站不起來",
        "懷孕時大量出血，肚子痛",
        "聽說喝了農藥，叫不醒",
        "聽說心臟停了，沒有呼吸",
        "講電話講到一半說不出話",
        "baby hasn't done a poo and is grunting with each breath",
        "baby in pain and limp",
        "toddler licked the powder in the dishwasher",
        "is calpol safe for my baby, he's hot and won't wake",
        "I will harm my baby",
        "had a blood test and faint with chest pain",
        # A year in it, and the sign is of now all the same.
        "58F, PMHx MI 2016, now crushing chest pain and sweating",
        "72M stroke 2020, new left arm weakness since this morning",
        "Crushing chest pain, sweating, 2019 stent",
        "He is hot and shivering with a chest infection, and thinks it is 1987",
        # A clinician's "no" reaches the bare words after it, not a story.
        "62M sudden tearing chest pain to back. No fever, cough, vomiting.",
        "No fever, suddenly his face drooped and his arm is weak",
        "學校打來，聽說他是從三樓跌下來，腳不能動",
        "Woke with a dead right arm this morning, thought I slept on it, still can't lift it",
        # An old illness beside the sign of now.
        "I had a stroke last year, my face is drooping and my speech slurred",
        "Heart attack years ago and crushing chest pain and sweating",
        "When I was in the shower my face drooped and my arm went limp",
        "In the past 20 minutes crushing chest pain and sweating",
        "I was born in 1958, face drooping and slurred speech",
        "去年裝過支架，胸口劇痛冒冷汗",
        "三年前中風過，嘴歪、左手沒力",
        "小時候有氣喘，喘到講不出話、嘴唇發紫",
        # Words of denial that deny nothing.
        "I don't want to bother anyone with crushing chest pain and sweating",
        "There is no way I can drive with this crushing chest pain and sweating",
        "It isn't a panic attack it is crushing chest pain down my arm with sweat",
        "I didn't realise my face was drooping until my wife saw it, my arm is weak",
        "沒注意到兒子喝了漂白水，一直吐",
        "不會吧我爸臉歪嘴斜講話不清",
        "臉上痘痘擠了之後眼睛周圍腫起來，眼球轉不動發燒",
        # Looked into, but something is told since.
        "上週撞到頭去急診斷層正常，今天又一直吐叫不醒",
        # Hong Kong words.
        "阿爸話個心口好翳，透唔到氣，成身冷汗",
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
        "急救員考試題目：小孩噎到臉發紫",
        "In the film the hero clutches his chest and collapses, sweating",
        "I dreamed my face drooped and I couldn't speak",
        "The lyrics say I can't breathe without you",
        "Exam question: a 60 year old man has crushing chest pain and sweating. Most likely diagnosis?",
        "Our fire drill scenario: a colleague collapses and is not breathing",
        "Years ago my face drooped and my arm went weak, I recovered",
        "I finished chemo six years ago and had neutropenic fever back then",
        "Our puppy swallowed a button battery",
        "I don't think it is a stroke, only a cold",
        "韓劇裡的媽媽突然昏倒沒有呼吸",
        "夢到自己不能呼吸",
        "十年前胸口劇痛冒冷汗，後來裝支架都好了",
        "女兒上週熱痙攣去過急診，腦波檢查都正常，現在活蹦亂跳，下次怎麼辦",
        "外婆是腦出血走的，我頭痛看哪科",
        "睇套劇女主角突然心口痛暈低，我自己冇事",
        # A year that is over says so wherever it stands.
        "2019 stroke, now on clopidogrel, can I take ibuprofen",
        "72M TIA 2020 (transient dysphasia 15 min), nil since. Asks about driving",
        "民國108年心肌梗塞放支架，目前無胸痛，想問流感疫苗",
        # A clinician's list of what is not there.
        "53M T2DM, ALT 91. Fatigue. No jaundice, ascites, encephalopathy. Please see in hepatology OP",
        "45F, gene carrier. No syncope, palpitations, dyspnoea. 3-yearly screening",
        # Everyday words that only sound like a sign.
        "Would it harm my baby if I drink one coffee?",
        "My cough won't let up after the cold two weeks ago",
        "My diaper rash cream: the rash is not responding to the cream",
        "The whites of my eyes are yellow and my wee is dark",
        "Pain shoots up my leg from the heel in the morning",
        "My wee has been frothy for a month",
        "Breast rock hard and sore, feeding the baby, no fever",
        "Bee sting on my hand, a bit swollen around it",
        "我開始吃葉酸備孕，有什麼要注意",
        "右邊耳朵幾乎聽不到，講電話聽不清楚兩個月了",
        "足底筋膜炎，早上第一步很痛",
        "一週大概有三天晚上會咳",
        "今天忘記吃藥，明天補吃可以嗎",
    ],
)
def test_what_is_long_past_or_happens_to_nobody_is_no_emergency(text: str) -> None:
    assert assess(text).level is not Level.EMERGENCY


@pytest.mark.parametrize(
    ("long", "new"),
    [
        ("爬兩層樓會喘，半年了，想看哪科", "爬兩層樓會喘，半年了，這三天走路就喘"),
        (
            "Breathless on two flights of stairs, many months now",
            "Breathless on the stairs for many months, since yesterday at rest too",
        ),
    ],
)
def test_what_has_been_so_for_long_is_less_urgent_unless_something_is_new(long: str, new: str) -> None:
    assert assess(long).level.rank < Level.URGENT.rank <= assess(new).level.rank


def test_an_elder_who_is_quoted_does_not_make_a_childs_trouble_an_elders() -> None:
    told = "阿嬤說大便紅紅的，是不是吃到火龍果"
    assert assess(told, facts=Facts(age=1.5)).level.rank <= assess(told, facts=Facts(age=80)).level.rank


def test_a_given_age_of_nought_is_made_precise_by_the_text() -> None:
    assert assess("弟弟五個月，燒到39.2，會笑會玩", facts=Facts(age=0)).level is Level.URGENT
    assert assess("燒到39.2，會笑會玩", facts=Facts(age=0)).level is Level.EMERGENCY


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
