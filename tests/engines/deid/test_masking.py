"""What the masking engine finds, leaves and never does."""

import itertools
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consilia.engines.deid import Known, find, mask
from tests.growth import SLACK, growth
from tests.shared_data import shared


def masked(text: str, *known: Known) -> str:
    return mask(text, find(text, known=known))


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("My name is Jennifer Walsh and my back hurts.", "Jennifer Walsh"),
        ("my name is jennifer walsh and my back hurts", "jennifer walsh"),
        ("My son Thaddeus had a fit.", "Thaddeus"),
        ("My son Ethan's rash and my daughter Zuleika's fever", "Zuleika"),
        ("My son Ethan has a fever.", "Ethan"),
        ("My sons Kenji and Haruto both have a rash.", "Haruto"),
        ("The rash is back. Thanks, Wojciech", "Wojciech"),
        ("I'm asking for Wu Ya-Ting, who is 30.", "Wu Ya-Ting"),
        ("Our cardiologist is Dr. Nkemelu.", "Nkemelu"),
        ("Please ring 07700 900456 after six.", "07700 900456"),
        ("call zero seven seven double zero nine zero zero one two", "seven seven"),
        ("Write to bella (at) mail.example.net please", "bella"),
        ("My instagram is sunnydays if you want pictures", "sunnydays"),
        ("My SSN is 219-45-6682.", "219-45-6682"),
        ("I was born on March 3, 1985.", "March 3, 1985"),
        ("I live at 45 Maple Street, Springfield.", "45 Maple Street"),
        ("I teach at Greenfield Elementary School.", "Greenfield"),
        ("Chart number 00982213, question about PSA.", "00982213"),
        ("The login was from 198.51.100.23 today.", "198.51.100.23"),
        ("Nobody told me what 88412207 means.", "88412207"),
        ("My grandfather is 94 and fell.", "94"),
        ("醫師您好，我叫陳怡君，頭痛兩週", "陳怡君"),
        ("我先生張家豪有巴金森氏症", "張家豪"),
        ("女兒雅婷，月經來很痛", "雅婷"),
        ("我室友阿傑說他聽到聲音", "阿傑"),
        ("請打給許先生", "許"),
        ("王建民醫師說要開刀", "王建民"),
        ("民國78年3月2日出生", "78年3月2日"),
        ("我住台南市東區裕農路375號3樓", "裕農路375號"),
        ("身分證字號A123456789", "A123456789"),
        ("手機：０９２３４５６７８９", "０９２３４５６７８９"),
        ("電話零九一八二三四五六七", "九一八"),
        ("LINE ID：abc12345", "abc12345"),
        ("車號ABC-5678撞到我", "ABC-5678"),
        ("我在阿珠早餐店（新港）工作", "阿珠"),
    ],
)
def test_what_identifies_a_person_goes(text: str, secret: str) -> None:
    assert secret not in masked(text)


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("隔壁溫太太說不用看醫生", "溫"),
        ("我們賴董昨天昏倒", "賴"),
        ("婆婆找里長伯和阿滿姨來勸", "阿滿姨"),
        ("我是小彭的媽媽，他發燒", "小彭"),
        ("同事都叫他阿輝仔，四十歲", "阿輝仔"),
        ("敝姓司馬，想問血壓", "司馬"),
        ("他姓聶，三十歲", "聶"),
        ("媽媽叫林許秀琴，八十歲", "林許秀琴"),
        ("太太黎氏秋香剛來台灣", "黎氏秋香"),
        ("我表哥瓦旦·比令痛風", "瓦旦·比令"),
        ("昨晚Kevin抽筋", "Kevin"),
        ("我太太Trần Thị Mai懷孕", "Trần Thị Mai"),
        ("吳：醫師在嗎\n客服：您好\n吳：我頭暈", "吳"),
        ("請問要停藥嗎？謝謝 傅永昌", "傅永昌"),
        ("聯絡人：邱麗雲", "邱麗雲"),
        ("病人：許○珍", "許○珍"),
        ("主治是莊志遠，說要開刀", "莊志遠"),
        ("護理師小芳叫我冰敷", "小芳"),
        ("骨科的岑醫師說再等", "岑"),
        ("我在永盛輪胎行上班，腰痛", "永盛輪胎"),
        ("女兒讀彩虹橋幼兒園", "彩虹橋"),
        ("媽媽住安慈護理之家", "安慈"),
        ("我們家開金福便當店", "金福"),
        ("弟弟在鴻運鋼構當焊工", "鴻運"),
        ("我在福安宮當志工", "福安"),
        ("藥請寄到新竹市東區光復路二段九十巷三弄五號六樓之二", "九十巷三弄五號六樓之二"),
        ("我住在山水大廈B棟十二樓", "山水大廈B棟十二樓"),
        ("我家在土地公廟旁邊右轉第二間", "右轉第二間"),
        ("我住仁和里12鄰", "仁和里12鄰"),
    ],
)
def test_what_identifies_a_person_in_chinese_goes(text: str, secret: str) -> None:
    covered = {i for f in find(text, language="zh-Hant") for i in range(f.start, f.end)}
    at = text.index(secret)
    assert all(at + i in covered for i, char in enumerate(secret) if char.isalnum())


@pytest.mark.parametrize(
    "text",
    [
        "I have Hashimoto thyroiditis, Bell's palsy and Parkinson's disease. TSH is 6.1.",
        "BP 118/76, pulse 80, temp 38.4, WBC 12000, platelets 150,000, B12 190.",
        "Metformin 1000 mg twice a day for 3 months since 2015. E11.9 is on my chart.",
        "I am 67. Called 988 and 111. We are in London at Massachusetts General Hospital.",
        "I will try in May. By the grace of God no swelling. Rose petals tea gave me a rash.",
        "See https://www.cdc.gov/flu for more.",
        "高血壓要吃一輩子藥嗎？我量150/95，45歲，2018年裝支架",
        "周邊神經病變、黃疸、白帶多、葉酸、貝爾氏麻痺，可以打1925嗎？",
        "在台北榮總檢查，膽紅素12，病毒量5萬，吃安眠藥10mg半年",
        "小便有血，小腿抽筋，阿嬤吃阿斯匹靈",
        "大家都叫我去附近的牙醫診所，我在一般公司上班",
        "我在台積電上班，住台中，去高雄榮總看小兒科",
        "老師說小朋友常常咳嗽，慢慢就會好，天天洗手",
        "懷疑是修格蘭氏症候群或是史蒂芬強生症候群",
        "老公叫我戴口罩，媽媽叫我多喝水，先生小便不順",
    ],
)
def test_clinical_words_and_numbers_stay(text: str) -> None:
    assert masked(text) == text


def test_a_name_found_once_is_masked_everywhere() -> None:
    text = "My son Thaddeus coughs. At night thaddeus's cough is worse. 我叫陳怡君，怡君很累"
    assert "haddeus" not in masked(text)
    assert "怡君" not in masked(text)


def test_a_name_that_is_also_a_disease_is_masked_only_as_a_name() -> None:
    result = masked("Dr. Parkinson says that I have Parkinson's disease.")
    assert result == "Dr. [doctor] says that I have Parkinson's disease."


def test_what_the_asker_gave_privately_goes_wherever_it_stands() -> None:
    known = [Known("Lin Mei", "NAME"), Known("0912-345-678", "PHONE"), Known("mei.lin@example.org", "EMAIL")]
    reply = "Hello Mr.\nLin: lin, you may ring +886 912 345 678; mei.lin wrote. 0912345678"
    result = mask(reply, find(reply, known=known))
    assert "lin" not in result.lower()
    assert "345" not in result


def test_a_known_chinese_surname_goes_before_a_title() -> None:
    assert "林" not in masked("林小姐您好，美玲的報告正常", Known("林美玲", "NAME"))


def test_placeholders_are_in_the_language_of_the_text() -> None:
    assert masked("My name is Jennifer Walsh.") == "My name is [name]."
    assert masked("我叫陳怡君，頭痛") == "我叫［姓名］，頭痛"


def test_offsets_are_code_points_of_the_original() -> None:
    text = "😀😀 my name is J\u200bennifer Wa\u0301lsh, hi"
    (finding,) = find(text)
    assert text[finding.start : finding.end] == "J\u200bennifer Wa\u0301lsh"


def test_masking_refuses_findings_of_another_text() -> None:
    findings = find("A long text about nothing much. Thanks, Jennifer Walsh")
    with pytest.raises(ValueError, match="outside"):
        mask("short", findings)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.text(max_size=20),
            st.sampled_from(
                [
                    "Dr. ",
                    "my son ",
                    "Jennifer ",
                    "0912",
                    "-345",
                    "我叫",
                    "陳",
                    "怡君",
                    "路",
                    "12號",
                    "@",
                    ".com",
                    "\u200b",
                    "年3月",
                    "Thanks, ",
                ]
            ),
        ),
        max_size=25,
    ).map("".join),
    st.sampled_from([None, "en", "zh-Hant", "fr"]),
    st.lists(
        st.builds(Known, st.text(max_size=12), st.sampled_from(["NAME", "PHONE", "EMAIL", "ADDRESS"])), max_size=2
    ),
)
def test_any_text_gets_valid_findings(text: str, language: str | None, known: list[Known]) -> None:
    findings = find(text, language=language, known=known)
    assert all(0 <= f.start < f.end <= len(text) for f in findings)
    assert all(a.end <= b.start for a, b in itertools.pairwise(findings))
    mask(text, findings)


@pytest.mark.parametrize("unit", ["1", "三", "A'", "a.", "my mom ", "Dr. ", "1三", "Ab Cd. ", "(at)", "住在"])
def test_a_huge_hostile_text_takes_bounded_time(unit: str) -> None:
    assert growth(find, unit, 20_000, 80_000) < 4 * SLACK


HOSTILE = [
    *"\n \t\u30001a王號-@.",
    "\n ",
    ". \n",
    "1 ",
    "A ",
    "Mr. ",
    "hi ",
    "my ",
    "住在",
    "one ",
    "AB 12-",
    "a dot ",
    "Flat 4, ",
    "Ab: b\n",
]


def test_nothing_that_is_repeated_makes_the_search_crawl() -> None:
    slow = {unit: times for unit in HOSTILE if (times := growth(find, unit, 4_000, 16_000)) > 4 * SLACK}
    assert not slow


@pytest.mark.shared
def test_the_development_messages_leak_little_and_keep_their_clinical_words() -> None:
    lines = shared("data/mask-dev.jsonl").read_text(encoding="utf-8").splitlines()
    leaked = identifiers = false = hard = 0
    for line in lines:
        record = json.loads(line)
        covered = {i for f in find(record["text"], language=record["language"]) for i in range(f.start, f.end)}
        for span in record["spans"]:
            places = {i for i in range(span["start"], span["end"]) if record["text"][i].isalnum()}
            identifiers += 1
            leaked += bool(places - covered)
        for span in record["hard_negatives"]:
            hard += 1
            false += bool(covered & set(range(span["start"], span["end"])))
    assert leaked <= 0.03 * identifiers
    assert false <= 0.03 * hard
