"""Check digits and calendar forms."""

import pytest

from consilia.engines.deid.identifiers import luhn_is_sound, nhs_number_is_sound, taiwan_id_is_sound
from consilia.engines.deid.masking import find


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
