"""What the masking engine finds, leaves and never does."""

import itertools
import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consilia.engines.deid import Known, find, mask
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
    text = (unit * 100_000)[:100_000]
    started = time.perf_counter()
    find(text)
    assert time.perf_counter() - started < 15


HOSTILE = [*"\n \t\u30001a王號-@.", "\n ", ". \n", "1 ", "A ", "Mr. ", "hi ", "my ", "住在"]


def test_nothing_that_is_repeated_makes_the_search_crawl() -> None:
    texts = [f"a{(unit * 10_000)[:10_000]}b" for unit in HOSTILE]
    started = time.perf_counter()
    for text in texts:
        find(text)
    assert time.perf_counter() - started < 10


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
