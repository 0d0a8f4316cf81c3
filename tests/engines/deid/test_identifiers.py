"""Check digits and calendar forms."""

import pytest

from consilia.engines.deid import numbers
from consilia.engines.deid.identifiers import luhn_is_sound, nhs_number_is_sound, taiwan_id_is_sound
from consilia.engines.deid.masking import find, mask


def test_a_taiwan_id_checks_out_or_not() -> None:
    assert taiwan_id_is_sound("A123456789")
    assert not taiwan_id_is_sound("A123456788")


def test_the_new_and_the_old_resident_certificates_check_out() -> None:
    assert taiwan_id_is_sound("A800000014")
    assert not taiwan_id_is_sound("A800000015")
    assert [d for d in range(10) if taiwan_id_is_sound(f"AC0123456{d}")] != []


def test_what_is_no_id_at_all_does_not_check_out() -> None:
    assert not taiwan_id_is_sound("")
    assert not taiwan_id_is_sound("A12345678X")


def test_an_nhs_number_checks_out_or_not() -> None:
    assert nhs_number_is_sound("9434765919")
    assert not nhs_number_is_sound("9434765918")


def test_a_card_number_checks_out_or_not() -> None:
    assert luhn_is_sound("4111111111111111")
    assert not luhn_is_sound("4111111111111112")


def test_a_right_check_digit_raises_the_confidence() -> None:
    (right,), (wrong,) = find("ID card A123456789."), find("ID card A123456780.")
    assert right.confidence > wrong.confidence


@pytest.mark.parametrize(
    ("text", "address"), [("我家在12巷3弄5號3樓，很近", "12巷3弄5號3樓"), ("藥請寄到 88巷12號", "88巷12號")]
)
def test_a_lane_and_number_without_a_street_is_an_address(text: str, address: str) -> None:
    assert [text[found.start : found.end] for found in find(text, language="zh-Hant")] == [address]


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("We rent at 9 Tanglewood Rise, Nether Poppleton, third floor.", "Poppleton"),
        ("i live at 22 orchard crescent flat 3", "orchard"),
        ("Send it to 14b Rue des Lilas, please", "Lilas"),
        ("My address: 7/2 MG Road, Indiranagar", "Indiranagar"),
        ("she lives in The Willows, Upper Hambleton", "Willows"),
        ("you'll find us in the yellow bungalow behind Singh's garage", "Singh"),
        ("I work the tills at Barrowby Farm Shop", "Barrowby"),
        ("my lad goes to St Cuthbert's Primary", "Cuthbert"),
        ("he drives for Hardcastle Haulage", "Hardcastle"),
        ("Our daughter attends little stars nursery", "little stars"),
        ("everyone at Mount Zion Tabernacle knows", "Zion"),
    ],
)
def test_homes_workplaces_and_schools_go_in_whatever_shape(text: str, secret: str) -> None:
    assert secret not in mask(text, find(text))


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("text me on oh seven nine double one, four five six, treble two", "treble"),
        ("my mobile's 07911 four five six two two two", "four five six"),
        ("ring O791O 4OO 382 after six", "382"),
        ("mail me: kasper dash lind at mail dot example dot com", "kasper"),
        ("insta is moonbeam underscore ray", "moonbeam"),
        ("the van is lima mike one nine kilo papa delta", "kilo"),
        ("my policy is with Aviva, number ABX/778/2231", "ABX"),
        ("hospital no. K 99 2817", "2817"),
        ("Passport N 00 482 917", "482"),
        ("my licence MORGA 753116 SM9IJ", "MORGA"),
        ("born on the ninth of july seventy four", "seventy"),
        ("DOB: 03.iv.1971", "1971"),
        ("I will be ninety three in June", "ninety"),
        ("Nana turned a hundred and two last week", "hundred"),
    ],
)
def test_what_is_spelt_out_or_labelled_goes_whole(text: str, secret: str) -> None:
    assert secret not in mask(text, find(text))


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("doctor okwuosa told me to rest", "okwuosa"),
        ("the physio, Bartosz, says rest", "Bartosz"),
        ("my health visitor is called Maureen", "Maureen"),
        ("Pt: ZIELINSKA, Kasia", "ZIELINSKA"),
        ("Priya: hi\nBot: hello\nPriya: my arm hurts", "Priya"),
        ("Is it safe?\n\nKind regards\nHelga Brandvold", "Brandvold"),
        ("asking for my mate (darren)", "darren"),
        ("my nam is jaswinder and im 30", "jaswinder"),
        ("its Brenda from next door", "Brenda"),
    ],
)
def test_names_after_strong_cues_go(text: str, secret: str) -> None:
    assert secret not in mask(text, find(text))


@pytest.mark.parametrize(
    "text",
    [
        "one or two tablets every four to six hours, no more than eight a day, for three or four days",
        "CHA2DS2-VASc 3, HLA-B27 positive, SARS-CoV-2 negative, Phase 3 trial, grade 3/4, ICD-10 I48.91",
        "ninety percent of people; ninety-five minutes; blood sugar ninety-eight; my pulse is 93",
        "Hydrocortisone 10/5/5 mg. We went for a walk.",
        "Room 4 of the clinic was cold. Ward 7, bed 12. I fell off my bike near the shop.",
        "Allergies: Penicillin\nMedications: Lisinopril 10 mg\nPlan: refer\nUpdate: better",
        "My friend says turmeric helps. The doctor hung up. The nurse told me to wait.",
        "It's Crohn's. Is St John's wort safe? I was at Guy's and at Great Ormond Street.",
    ],
)
def test_everyday_and_clinical_text_stays_beside_the_wider_rules(text: str) -> None:
    assert mask(text, find(text)) == text


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("請回電，零九二三 五一八 四零六，謝謝", "零九二三 五一八 四零六"),
        ("手機09二八 四四1 七九三晚上可接", "09二八 四四1 七九三"),
        ("家裡電話(02)二三六五 - 八一零九", "二三六五"),
        ("阿祖今年九十六，吞不下去", "九十六"),
        ("外公高齡一百零三還在種菜", "一百零三"),
        ("肇事的車是RDK-七七15，白色", "RDK-七七15"),
        ("我中華民國六十九年十月四日出生", "六十九年十月四日"),
        ("居留證A 九零零 123 456快到期", "九零零 123 456"),
        ("寄到lin點meihua小老鼠mail點example點tw", "meihua"),
        ("請寄到abc.lin@example.org給我", "abc.lin@example.org"),
        ("我FB叫愛哭的柚子，可以看照片", "柚子"),
        ("PTT的sleepy0423說可以停藥", "sleepy0423"),
    ],
)
def test_numbers_and_handles_in_chinese_sentences_go(text: str, secret: str) -> None:
    covered = {i for found in find(text, language="zh-Hant") for i in range(found.start, found.end)}
    start = text.index(secret)
    assert all(start + i in covered for i, char in enumerate(secret) if char.isalnum())


@pytest.mark.parametrize(
    "text",
    [
        "阿嬤血壓95，心跳99",
        "血糖91，正常嗎？",
        "在車上量到BP 120-80",
        "毒藥物諮詢專線02-2871-7121",
        "他92公斤，喝100cc水",
    ],
)
def test_measurements_in_chinese_sentences_stay(text: str) -> None:
    assert not find(text, language="zh-Hant")


def test_the_code_of_a_procedure_is_no_unexplained_number() -> None:
    assert list(numbers.unexplained("It was billed as CPT 99214.")) == []
    assert list(numbers.unexplained("It was written on 99214."))
