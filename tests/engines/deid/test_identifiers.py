"""Check digits and calendar forms."""

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
