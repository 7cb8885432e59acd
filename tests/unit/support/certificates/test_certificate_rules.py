"""The rules of certificates: status on a day, verdicts, numbers, faces and masks."""

from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govhall.standards.identifiers import uscc
from govhall.support.certificates.choices import Act, CertificateStatus, Ending, Verdict
from govhall.support.certificates.rules import faces, masking, numbers, standing
from govhall.support.certificates.values import FaceField, FaceLine, Holder, validity_words

DAY = date(2026, 10, 13)
days = st.dates(date(2000, 1, 1), date(2100, 1, 1))


class TestStatusOnADay:
    def test_the_last_day_still_counts(self) -> None:
        assert standing.status_on(DAY, status="10", valid_until=DAY) is CertificateStatus.VALID

    def test_the_day_after_it_is_expired_without_any_job(self) -> None:
        assert standing.status_on(DAY + timedelta(1), status="10", valid_until=DAY) is CertificateStatus.EXPIRED

    def test_a_long_term_certificate_never_expires(self) -> None:
        assert standing.status_on(date(2099, 1, 1), status="10", valid_until=None) is CertificateStatus.VALID

    @pytest.mark.parametrize("status", [status for status in CertificateStatus if status not in {"10", "19"}])
    def test_what_has_ended_stays_as_it_ended(self, status: CertificateStatus) -> None:
        assert standing.status_on(DAY, status=status, valid_until=date(2000, 1, 1)) is status


class TestVerdict:
    @given(day=days, start=days, length=st.none() | st.integers(0, 9000), status=st.sampled_from(CertificateStatus))
    def test_is_valid_exactly_when_in_force_and_within_its_dates(
        self, day: date, start: date, length: int | None, status: CertificateStatus
    ) -> None:
        end = None if length is None else start + timedelta(length)
        verdict = standing.verdict_on(day, status=status, valid_from=start, valid_until=end)
        in_force = status is CertificateStatus.VALID and start <= day and (end is None or day <= end)
        assert (verdict is Verdict.VALID) == in_force

    def test_names_the_act_that_ended_it(self) -> None:
        assert standing.headline(Verdict.REVOKED, "04") == "这张证照已被撤销，请勿采信"
        assert standing.headline(Verdict.REVOKED, "05") == "这张证照已被吊销，请勿采信"
        assert standing.headline(Verdict.CANCELLED, "03") == "这张证照已被注销，请勿采信"
        assert standing.headline(Verdict.VALID, "10") == "这张证照有效"

    @pytest.mark.parametrize("verdict", Verdict)
    def test_every_verdict_has_a_headline(self, verdict: Verdict) -> None:
        assert standing.headline(verdict)


class TestActs:
    @pytest.mark.parametrize(("status", "kind"), list(product(CertificateStatus, Ending)))
    def test_only_what_lives_may_end_and_the_expired_only_be_struck_off(
        self, status: CertificateStatus, kind: Ending
    ) -> None:
        lawful = status in standing.LIVING or (status is CertificateStatus.EXPIRED and kind is Ending.CANCEL)
        assert standing.next_status(status, standing.act_of(kind)) == (
            CertificateStatus(kind.value) if lawful else None
        )

    @given(st.lists(st.sampled_from(Act)))
    def test_no_order_of_acts_brings_back_what_has_ended(self, acts: list[Act]) -> None:
        status, has_ended = CertificateStatus.VALID, False
        for act in acts:
            following = standing.next_status(status, act)
            if following is None:
                continue
            assert not (has_ended and following in standing.LIVING)
            assert act in standing.acts_of(status) or act is Act.EXPIRE
            status, has_ended = following, has_ended or following not in standing.LIVING

    @pytest.mark.parametrize("status", CertificateStatus)
    def test_what_is_final_has_no_acts(self, status: CertificateStatus) -> None:
        final = status not in {*standing.LIVING, CertificateStatus.EXPIRED}
        assert (standing.acts_of(status) == ()) == final

    def test_others_read_a_code_of_the_standard(self) -> None:
        assert standing.outward_status("19") is CertificateStatus.VOID
        assert standing.outward_status("10") is CertificateStatus.VALID


class TestAltering:
    LINES = (FaceLine(label="经营者", value="杨秀兰"), FaceLine(label="地址", value="甲路 1 号"))

    def test_changes_what_is_named_only(self) -> None:
        found = faces.altered(self.LINES, {"地址": " 乙路 2 号 "})
        assert [line.value for line in found] == ["杨秀兰", "乙路 2 号"]

    @pytest.mark.parametrize("changes", [{}, {"地址": "甲路 1 号"}, {"电话": "1"}, {"地址": " "}, {"经营者": "龙"},
                                         {"地址": "长" * 301}])  # fmt: skip
    def test_refuses_no_change_unknown_and_fixed_lines_and_bad_values(self, changes: dict[str, str]) -> None:
        with pytest.raises(faces.NotAlterable):
            faces.altered(self.LINES, changes, fixed={"经营者"})


class TestNumber:
    def test_of_a_food_license_has_kind_region_serial_and_check_digit(self) -> None:
        words = {"kind": {"from": "business_type", "sales": "1", "catering": "2", "": "2"}}
        number = numbers.certificate_number(
            "JY{kind}{region}{serial:06}{check}", region="520115", day=DAY, serial=18, words=words,
            values={"business_type": "sales"},
        )  # fmt: skip
        assert number.startswith("JY1520115000018")
        assert len(number) == 16

    @given(st.integers(1, 10**8))
    def test_of_an_individual_business_is_a_valid_uscc(self, serial: int) -> None:
        number = numbers.certificate_number("{uscc}", region="520115", day=DAY, serial=serial, words={}, values={})
        assert uscc.is_valid(number)
        assert not uscc.warnings(number)
        assert number.startswith("92520115MA")

    def test_refuses_a_pattern_that_asks_for_the_unknown(self) -> None:
        with pytest.raises(numbers.UnknownPattern):
            numbers.certificate_number("{secret}", region="520115", day=DAY, serial=1, words={}, values={})


class TestToken:
    @given(st.binary(min_size=16, max_size=16))
    def test_is_read_back_in_any_case_and_with_blanks(self, bits: bytes) -> None:
        token = numbers.token_text(bits)
        assert len(token) == numbers.TOKEN_LENGTH
        assert numbers.token_or_nothing(f" {token.upper()} ") == token

    @pytest.mark.parametrize("text", ["", "x", "a" * 25, "a" * 27, "1" * 26, "'; --", "é" * 26, "a" * 10_000])
    def test_is_nothing_when_it_cannot_be_one(self, text: str) -> None:
        assert numbers.token_or_nothing(text) == ""


class TestFace:
    HOLDER = Holder(party_id=None, name="杨秀兰", code="520103194103082881", code_type="111")

    def line(self, value: object, **more: object) -> str:
        field = FaceField(name="x", label="甲", source="x", **more)  # type: ignore[arg-type]
        (line,) = faces.face_lines([field], values={"x": value}, holder=self.HOLDER, agency_name="局")
        return line.value

    def test_writes_choices_dates_and_money_as_people_read_them(self) -> None:
        assert self.line(["a", "b"], options={"a": "热食", "b": "冷食"}) == "热食、冷食"
        assert self.line("2026-10-13", kind="date") == "2026 年 10 月 13 日"
        assert self.line(DAY, kind="date") == "2026 年 10 月 13 日"
        assert self.line("2000000", kind="money") == "2,000,000.00 元"
        assert self.line(6, unit="张") == "6 张"
        assert self.line(True) == "是"
        assert self.line(None) == "—"

    def test_takes_words_that_are_not_what_their_kind_says_as_they_are(self) -> None:
        assert self.line("长期", kind="date") == "长期"
        assert self.line("面议", kind="money") == "面议"

    def test_knows_holder_code_agency_and_fixed_words(self) -> None:
        sources = ("@holder", "@code", "@agency", "=个体工商户")
        fields = [FaceField(name=source, label=source, source=source) for source in sources]
        lines = faces.face_lines(fields, values={"@holder": "x"}, holder=self.HOLDER, agency_name="市场监管局")
        assert [line.value for line in lines] == ["杨秀兰", "520103194103082881", "市场监管局", "个体工商户"]

    def test_collects_a_repeated_section_and_leaves_out_empty_optional_lines(self) -> None:
        fields = [
            FaceField(name="d", label="诊疗科目", source="departments.name"),
            FaceField(name="b", label="床位", source="beds", optional=True),
        ]
        values = {"departments": [{"name": "内科"}, {"name": "儿科"}]}
        lines = faces.face_lines(fields, values=values, holder=self.HOLDER, agency_name="局")
        assert [(line.label, line.value) for line in lines] == [("诊疗科目", "内科、儿科")]

    def test_shows_strangers_only_public_lines_and_those_masked(self) -> None:
        lines = (
            FaceLine(label="姓名", value="杨秀兰", public=True, mask="name"),
            FaceLine(label="电话", value="13900000182"),
            FaceLine(label="证号", value="520103194103082881", public=True, mask="id_number"),
            FaceLine(label="项目", value="热食", public=True),
        )
        assert [line.value for line in faces.public_lines(lines)] == ["杨*兰", "5201**********2881", "热食"]

    def test_pairs_short_lines_and_lets_wide_ones_stand_alone(self) -> None:
        short, wide = FaceLine(label="短", value="1"), FaceLine(label="长", value="2", wide=True)
        assert faces.paired([short, short, short, wide, short]) == [[short, short], [short], [wide], [short]]

    def test_makes_a_dash_of_a_missing_cell_and_no_rows_of_nonsense(self) -> None:
        table = {"source": "records", "columns": [{"name": "a", "label": "甲"}, {"name": "b", "label": "乙"}]}
        assert faces.table_rows(table, {"records": [{"a": "1"}, "x"]}) == [["1", "—"]]
        assert faces.table_rows(table, {"records": "abc"}) == []
        assert faces.table_heads(table) == ["甲", "乙"]


class TestMasks:
    def test_of_numbers_hide_six_characters_before_the_last_two(self) -> None:
        assert masking.mask_number("JY25201150000188") == "JY252011******88"
        assert masking.mask_number("GZ20260001") == "GZ2****001"

    @given(st.text("0123456789ABC", min_size=1, max_size=40))
    def test_of_numbers_keep_the_length_and_hide_something(self, number: str) -> None:
        masked = masking.mask_number(number)
        assert len(masked) == len(number)
        assert masking.STAR in masked

    def test_of_holders_hide_persons_only(self) -> None:
        assert masking.mask_holder("杨秀兰", is_person=True) == "杨*兰"
        assert masking.mask_holder("山间小味餐饮店", is_person=False) == "山间小味餐饮店"


def test_validity_is_said_in_words() -> None:
    assert validity_words(DAY, None) == "2026 年 10 月 13 日至长期"
    assert validity_words(DAY, date(2031, 10, 12)) == "2026 年 10 月 13 日至 2031 年 10 月 12 日"
