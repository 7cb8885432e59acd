"""Identifiers against the values of standards.md 4.4, 8.2 and 13, and the promise that no single slip passes."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.iso7064 import mod_11_2, mod_11_10, mod_37_36

from govhall.standards.identifiers import (
    case_number,
    certificate_identifier,
    iso7064,
    item_codes,
    resident_id,
    uscc,
)
from govhall.standards.identifiers.errors import InvalidIdentifier

pytestmark = pytest.mark.clause("box:标准规范")

RESIDENT_IDS = [
    "11010519491231002X",
    "520102199001010018",
    "520302198512311230",
    "522631197006150425",
    "520000200002298882",
]
ORGAN_CODES = [
    "11100000MB0341032Y",
    "12441500196720244T",
    "11100000MB0143028R",
    "11100000000013338W",
    "11100000000019713D",
    "111000000000131433",
    "91110000600037341L",
    "91350100M000100Y43",
    "91110108551385082Q",
]
BUILT_ORGAN_CODES = [
    "11520000000000019J",
    "11520000MA00000159",
    "125201009000012366",
    "91520102MA00000153",
    "52520000MA00000152",
    "11520000009390049T",
]
PILOT_CODES = {
    "91350100M0001TGQXM": "1",
    "91350211M0000XUF46": "R",
    "91350203M0001FUE2P": "J",
    "11440300007542785T": "U",
}
TYPE_CODES = [
    "11100000MB0143028R001",
    "111000000000131433001",
    "11100000000013338W001",
    "11100000000019713D008",
    "11100000MB0341032Y002",
]
CERTIFICATE = "1.2.156.3005.2.11100000MB0143028R001.11520000009390049T.GZ2026000123.001.K"
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def code_of(action: object, *arguments: str) -> str:
    assert callable(action)
    with pytest.raises(InvalidIdentifier) as caught:
        action(*arguments)
    assert caught.value.message.endswith("。")
    assert str(caught.value) == caught.value.message
    return caught.value.code


def with_slip(text: str, position: int, replacement: str) -> str:
    return text[:position] + replacement + text[position + 1 :]


class TestIso7064:
    def test_computes_the_well_known_grid_example(self) -> None:
        assert iso7064.mod_37_36("A12425GABC1234002") == "M"

    @given(st.text("0123456789", min_size=1, max_size=30))
    def test_agrees_with_stdnum_on_digits(self, digits: str) -> None:
        assert iso7064.mod_11_10(digits) == mod_11_10.calc_check_digit(digits)
        assert iso7064.mod_11_2(digits) == mod_11_2.calc_check_digit(digits)

    @given(st.text(ALPHABET, min_size=1, max_size=60))
    def test_agrees_with_stdnum_on_letters(self, text: str) -> None:
        assert iso7064.mod_37_36(text) == mod_37_36.calc_check_digit(text)

    def test_refuses_foreign_characters(self) -> None:
        with pytest.raises(ValueError, match="not found"):
            iso7064.mod_37_36("a")


class TestResidentId:
    @pytest.mark.parametrize("number", RESIDENT_IDS)
    def test_accepts_the_samples(self, number: str) -> None:
        assert resident_id.check(number) == number

    def test_reads_birth_date_and_sex(self) -> None:
        parsed = resident_id.parse("11010519491231002x")
        assert (parsed.area, parsed.birth_date, parsed.sex) == ("110105", date(1949, 12, 31), "2")
        assert resident_id.parse("520102199001010018").sex == "1"

    def test_accepts_full_width_and_grouped_input(self) -> None:
        assert resident_id.check(" 110105 19491231 002X ") == "11010519491231002X"

    @pytest.mark.parametrize(
        ("number", "reason"),
        [
            ("", "length"),
            ("110105491231002", "length"),
            ("11010519491231002", "length"),
            ("1101051949123100AX", "characters"),
            ("11010519491231002Y", "characters"),
            ("110105194902310021", "birth-date"),
            ("110105179912310021", "birth-date"),
            ("110105194912310021", "check-digit"),
        ],
    )
    def test_says_what_is_wrong(self, number: str, reason: str) -> None:
        assert code_of(resident_id.check, number) == f"resident-id-{reason}"
        assert not resident_id.is_valid(number)

    def test_refuses_a_birth_date_in_the_future_only_when_told_the_day(self) -> None:
        number = "520102199001010018"
        assert resident_id.check(number, on=date(1990, 1, 1)) == number
        with pytest.raises(InvalidIdentifier):
            resident_id.check(number, on=date(1989, 12, 31))

    def test_warns_of_an_unknown_area_but_accepts_it(self) -> None:
        body = "99010219900101001"
        number = body + iso7064.mod_11_2(body)
        assert resident_id.is_valid(number)
        assert [w.code for w in resident_id.warnings(number)] == ["resident-id-area"]
        assert resident_id.warnings("520102199001010018") == ()

    @given(st.sampled_from(RESIDENT_IDS), st.integers(0, 17), st.sampled_from("0123456789XAZ"))
    def test_every_single_slip_is_found(self, number: str, position: int, replacement: str) -> None:
        if replacement != number[position]:
            assert not resident_id.is_valid(with_slip(number, position, replacement))


class TestUscc:
    @pytest.mark.parametrize("code", ORGAN_CODES + BUILT_ORGAN_CODES)
    def test_accepts_real_and_built_codes(self, code: str) -> None:
        assert uscc.check(code.lower()) == code

    @pytest.mark.parametrize(("code", "computed"), PILOT_CODES.items())
    def test_early_pilot_codes_fail_only_in_the_check_character(self, code: str, computed: str) -> None:
        assert uscc.check_character(code[:17]) == computed
        with pytest.raises(InvalidIdentifier) as caught:
            uscc.check(code)
        assert caught.value.is_check_digit
        assert uscc.parse(code).code == code

    @pytest.mark.parametrize(
        ("code", "reason"),
        [
            ("9111000060003734", "length"),
            ("91110000600O37341L", "characters"),
            ("91110A00600037341L", "area"),
            ("911100006000373410", "check-digit"),
        ],
    )
    def test_says_what_is_wrong(self, code: str, reason: str) -> None:
        assert code_of(uscc.check, code) == f"uscc-{reason}"

    def test_takes_a_code_apart(self) -> None:
        parsed = uscc.parse("91350100M000100Y43")
        assert (parsed.department, parsed.kind, parsed.area) == ("9", "1", "350100")
        assert parsed.organisation_code == "M000100Y4"
        assert uscc.organisation_code_is_valid(parsed.organisation_code)

    def test_warns_of_an_unusual_department(self) -> None:
        body = "B1" + "91110000600037341"[2:]
        assert "uscc-department" in {w.code for w in uscc.warnings(body + uscc.check_character(body))}
        assert uscc.warnings("91110000600037341L") == ()

    @given(st.sampled_from(ORGAN_CODES), st.integers(0, 17), st.sampled_from(ALPHABET))
    def test_every_single_slip_is_found(self, code: str, position: int, replacement: str) -> None:
        if replacement != code[position]:
            assert not uscc.is_valid(with_slip(code, position, replacement))


class TestCaseNumber:
    def test_composes_and_displays_the_example(self) -> None:
        number = case_number.compose("520103", date(2026, 9, 17), 402)
        assert len(number) == 21
        assert case_number.display(number) == f"520103-20260917-000402-{number[20]}"
        assert case_number.check(case_number.display(number)) == number

    @given(
        st.text("0123456789", min_size=6, max_size=6),
        st.dates(date(1990, 1, 1), date(2200, 1, 1)),
        st.integers(1, 999_999),
    )
    def test_parse_gives_back_what_was_composed(self, area: str, day: date, serial: int) -> None:
        parsed = case_number.parse(case_number.compose(area, day, serial))
        assert (parsed.area, parsed.date, parsed.serial) == (area, day, serial)

    @given(st.integers(0, 3000), st.integers(1, 999_999), st.integers(0, 20), st.sampled_from("0123456789X"))
    def test_every_single_slip_is_found(self, days: int, serial: int, position: int, replacement: str) -> None:
        number = case_number.compose("520103", date(2026, 1, 1) + timedelta(days), serial)
        if replacement != number[position]:
            assert not case_number.is_valid(with_slip(number, position, replacement))

    @pytest.mark.parametrize(("area", "serial"), [("52010", 1), ("52010A", 1), ("520103", 0), ("520103", 1_000_000)])
    def test_refuses_to_compose_from_wrong_parts(self, area: str, serial: int) -> None:
        with pytest.raises(ValueError, match="must be"):
            case_number.compose(area, date(2026, 1, 1), serial)

    @pytest.mark.parametrize(("body", "reason"), [("52010320261332000402", "date"), ("52010320260917000000", "serial")])
    def test_refuses_impossible_parts_even_with_a_right_check_digit(self, body: str, reason: str) -> None:
        assert code_of(case_number.parse, body + iso7064.mod_11_10(body)) == f"case-number-{reason}"

    def test_says_what_is_wrong(self) -> None:
        assert code_of(case_number.parse, "123") == "case-number-length"
        assert code_of(case_number.parse, "A" * 21) == "case-number-characters"


class TestCertificateIdentifier:
    def test_composes_the_example(self) -> None:
        made = certificate_identifier.compose(
            type_code="11100000MB0143028R001", organ="11520000009390049T", serial="GZ2026000123", version=1
        )
        assert made == CERTIFICATE

    def test_takes_the_example_apart(self) -> None:
        parsed = certificate_identifier.parse(CERTIFICATE)
        assert (parsed.organ, parsed.serial, parsed.version) == ("11520000009390049T", "GZ2026000123", 1)

    @pytest.mark.parametrize("type_code", TYPE_CODES)
    def test_accepts_type_codes_in_use(self, type_code: str) -> None:
        assert certificate_identifier.check_type_code(type_code) == type_code

    @given(st.integers(0, len(CERTIFICATE) - 1), st.sampled_from(ALPHABET + "."))
    def test_every_single_slip_is_found(self, position: int, replacement: str) -> None:
        if replacement != CERTIFICATE[position]:
            assert not certificate_identifier.is_valid(with_slip(CERTIFICATE, position, replacement))

    @given(st.text(ALPHABET, min_size=1, max_size=64), st.integers(1, 999))
    def test_parse_gives_back_what_was_composed(self, serial: str, version: int) -> None:
        made = certificate_identifier.compose(
            type_code=TYPE_CODES[0], organ=ORGAN_CODES[0], serial=serial, version=version
        )
        parsed = certificate_identifier.parse(made)
        assert (parsed.serial, parsed.version) == (serial, version)

    @pytest.mark.parametrize(
        ("changed", "code"),
        [
            (CERTIFICATE.replace("1.2.156", "1.2.157"), "certificate-identifier-root"),
            (CERTIFICATE + ".1", "certificate-identifier-parts"),
            (CERTIFICATE.replace(".001.K", ".000.K"), "certificate-identifier-version"),
            (CERTIFICATE.replace("GZ2026000123", "GZ_2026"), "certificate-identifier-serial"),
            (CERTIFICATE.replace("8R001.", "8R01."), "certificate-type-code-length"),
            (CERTIFICATE[:-1] + "L", "certificate-identifier-check-digit"),
        ],
    )
    def test_says_what_is_wrong(self, changed: str, code: str) -> None:
        assert code_of(certificate_identifier.parse, changed) == code


class TestItemCodes:
    def test_reads_an_implementation_code_in_use_with_a_warning(self) -> None:
        code = "11440300007542785T4440709003000"
        parsed = item_codes.parse_implementation(code)
        assert (parsed.organ, parsed.level) == ("11440300007542785T", "4")
        basic = parsed.basic
        assert (basic.province, basic.item_type, basic.main_item, basic.sub_item) == ("44", "07", "09003", "000")
        assert [w.code for w in item_codes.warnings(code)] == ["item-code-organ"]
        assert code_of(item_codes.check, code) == "uscc-check-digit"

    def test_reads_a_public_service_item(self) -> None:
        parsed = item_codes.parse_implementation("12441500196720244T3442199806003")
        assert (parsed.level, parsed.basic.item_type, parsed.basic.sub_item) == ("3", "21", "003")
        assert item_codes.is_valid(parsed.code)
        assert item_codes.warnings(parsed.code) == ()

    def test_reads_a_business_code(self) -> None:
        parsed = item_codes.parse_business("11100000MB0341032Y100017214300101")
        assert (parsed.serial, parsed.implementation.level) == ("01", "1")
        assert parsed.implementation.basic.code == "000172143001"

    def test_composes_all_three(self) -> None:
        basic = item_codes.compose_basic(province="52", item_type="01", main_item=215, sub_item=3)
        implementation = item_codes.compose_implementation(organ="11520000000000019J", level="2", basic=basic)
        business = item_codes.compose_business(implementation=implementation, serial=1)
        assert basic == "520100215003"
        assert business == "11520000000000019J252010021500301"
        assert {type(item_codes.parse(c)).__name__ for c in (basic, implementation, business)} == {
            "BasicCode",
            "ImplementationCode",
            "BusinessCode",
        }

    @pytest.mark.parametrize(
        ("code", "reason"),
        [
            ("5201", "length"),
            ("52010021500A", "characters"),
            ("520000215003", "type"),
            ("11520000000000019J8520100215003", "level"),
            ("11520000000000019J252010021500300", "serial"),
        ],
    )
    def test_says_what_is_wrong(self, code: str, reason: str) -> None:
        assert code_of(item_codes.parse, code) == f"item-code-{reason}"

    @pytest.mark.parametrize(
        "parser", [item_codes.parse_basic, item_codes.parse_implementation, item_codes.parse_business]
    )
    def test_each_parser_insists_on_its_length(self, parser: object) -> None:
        assert code_of(parser, "5201002150030") == "item-code-length"
