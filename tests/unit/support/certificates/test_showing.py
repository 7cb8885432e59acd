"""亮证: the code, the scan, the question, the holder's answer, and what each leaves in the log."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from govhall.data.organizations.public import AgencyValue
from govhall.infra import crypto
from govhall.kernel.actor import VISITOR, Actor
from govhall.kernel.errors import InvalidInput
from govhall.kernel.identifiers import new_id
from govhall.support.certificates import public as certificates
from govhall.support.certificates.models import Showing
from govhall.support.certificates.public import CertificateValue, ShowingState, UseKind
from govhall.support.certificates.rules import codes

Issue = Callable[..., CertificateValue]
MakeOfficer = Callable[..., Actor]
MakeApplicant = Callable[..., Actor]
START = datetime.fromisoformat("2026-10-13 10:30:00+08:00")
MINUTE = timedelta(minutes=1)


def mac(text: str) -> str:
    return crypto.hmac_sm3(b"a key", text.encode()).hex()


def code(**changes: object) -> str:
    facts = {"certificate_id": new_id(), "expires_at": START + MINUTE, "nonce": b"12345678", "mac": mac, **changes}
    return codes.write(**facts)  # type: ignore[arg-type]


class TestCode:
    def test_says_one_certificate_until_its_minute_is_over(self) -> None:
        certificate_id = new_id()
        text = code(certificate_id=certificate_id)
        assert codes.read(text, at=START + MINUTE - timedelta(microseconds=1), mac=mac).certificate_id == certificate_id
        with pytest.raises(codes.CodeExpired):
            codes.read(text, at=START + MINUTE, mac=mac)

    @given(st.integers(0, 10**6), st.sampled_from("abcdefghijklmnopqrstuvwxyz234567"))
    def test_is_refused_when_any_character_is_another(self, place: int, character: str) -> None:
        text = code()
        place %= len(text)
        changed = text[:place] + character + text[place + 1 :]
        if changed[:-1] != text[:-1]:  # the last character holds two spare bits
            with pytest.raises(codes.CodeInvalid):
                codes.read(changed, at=START, mac=mac)

    @pytest.mark.parametrize(
        "text",
        ["", "x", "é", "a" * 58, "a" * 10_000, "'; --", code(mac=lambda text: mac(text + "x"))],
        ids=["nothing", "letter", "accent", "short", "long", "statement", "another key's"],
    )
    def test_of_somebody_else_is_refused(self, text: str) -> None:
        with pytest.raises(codes.CodeInvalid):
            codes.read(text, at=START, mac=mac)

    @given(
        asked=st.none() | st.integers(0, 3600), answered=st.none() | st.integers(0, 3600), agreed=st.booleans(),
        now=st.integers(0, 7200),
    )  # fmt: skip
    def test_leads_to_clear_data_only_within_three_minutes_of_a_yes(
        self, asked: int | None, answered: int | None, agreed: bool, now: int
    ) -> None:
        def moment(seconds: int | None) -> datetime | None:
            return None if seconds is None else START + timedelta(seconds=seconds)

        state = codes.state(
            scanned_at=START, asked_at=moment(asked), answered_at=moment(answered),
            is_agreed=None if answered is None else agreed, at=START + timedelta(seconds=now),
        )  # fmt: skip
        is_open = answered is not None and agreed and now < answered + 180
        assert (state is ShowingState.DISCLOSED) == is_open


class Table:
    """A holder and somebody opposite."""

    def __init__(self, value: CertificateValue, holder: Actor) -> None:
        self.value, self.holder = value, holder

    def code(self, at: datetime = START) -> str:
        return certificates.show_code(certificate_id=self.value.id, by=self.holder, at=at).path.rpartition("/")[2]

    def scanned(self, at: datetime = START) -> str:
        return certificates.scan(code=self.code(at), at=at)

    def asked(self, at: datetime = START) -> str:
        viewer = self.scanned(at)
        certificates.ask(viewer_token=viewer, asker="云岩酒店前台", purpose="入住登记", at=at)
        return viewer

    def answer(self, agree: bool, labels: tuple[str, ...] = (), at: datetime = START) -> certificates.ShowingValue:
        (waiting,) = certificates.asked(self.value.id, at=at)
        return certificates.answer(showing_id=waiting.id, agree=agree, labels=labels, by=self.holder, at=at)

    def log(self) -> list[tuple[str, str]]:
        return [(use.kind, use.purpose) for use in certificates.uses(self.value.id)]


@pytest.fixture
def table(issue: Issue, person: certificates.Holder, applicant: MakeApplicant) -> Table:
    values: dict[str, object] = {"institution": "观山湖区人民医院", "exam_number": "HS-1", "degree": "college"}
    return Table(issue(type_key="nurse-certificate", holder=person, values=values), applicant(person.party_id))


@pytest.mark.django_db
@pytest.mark.clause("box:电子证照")
class TestScan:
    def test_shows_masked_data_and_is_logged(self, table: Table, person: certificates.Holder) -> None:
        viewer = table.scanned()
        found = certificates.shown(viewer, at=START)
        assert found.is_valid
        assert person.code not in repr(found)
        assert certificates.showing(viewer, at=START).lines == ()
        assert [kind for kind, _ in table.log()] == [UseKind.VERIFIED]

    def test_of_the_same_code_a_second_time_is_refused(self, table: Table) -> None:
        text = table.code()
        certificates.scan(code=text, at=START)
        with pytest.raises(certificates.CodeUsed):
            certificates.scan(code=text, at=START)
        assert len(table.log()) == 1

    def test_after_a_minute_is_refused(self, table: Table) -> None:
        text = table.code()
        with pytest.raises(certificates.CodeExpired):
            certificates.scan(code=text, at=START + MINUTE)
        assert not Showing.objects.exists()

    def test_shows_at_once_that_the_certificate_was_suspended(
        self, table: Table, agency: AgencyValue, officer: MakeOfficer
    ) -> None:
        viewer = table.scanned()
        certificates.suspend(certificate_id=table.value.id, reason="甲", by=officer(agency.id), at=START)
        assert not certificates.shown(viewer, at=START).is_valid
        with pytest.raises(certificates.NotShowable):
            table.code()

    def test_of_a_strangers_certificate_gets_no_code(self, table: Table, applicant: MakeApplicant) -> None:
        for by in (VISITOR, applicant(new_id())):
            with pytest.raises(certificates.CertificateNotFound):
                certificates.show_code(certificate_id=table.value.id, by=by, at=START)

    def test_keeps_no_token_with_which_the_database_could_open_the_page(self, table: Table) -> None:
        viewer = table.scanned()
        assert viewer not in str(list(Showing.objects.values()))
        for wrong in ("", "x", "a" * 26):
            with pytest.raises(certificates.CodeInvalid):
                certificates.showing(wrong, at=START)


@pytest.mark.django_db
@pytest.mark.clause("box:电子证照")
class TestConsent:
    def test_shows_the_agreed_lines_for_three_minutes_and_logs_every_look(
        self, table: Table, person: certificates.Holder
    ) -> None:
        viewer = table.asked()
        (label,) = {line.label for line in table.value.face if line.value == person.code}
        table.answer(True, (label,))
        seen = certificates.look(viewer_token=viewer, at=START + MINUTE)
        assert [(line.label, line.value) for line in seen.lines] == [(label, person.code)]
        assert certificates.look(viewer_token=viewer, at=START + 3 * MINUTE).state == ShowingState.OVER
        assert [kind for kind, _ in table.log()] == [UseKind.VIEWED, UseKind.ANSWERED, UseKind.VERIFIED]
        assert "云岩酒店前台" in table.log()[0][1]
        assert "入住登记" in table.log()[0][1]
        assert person.code not in str(table.log())

    def test_shows_nothing_before_the_answer_or_after_a_no(self, table: Table) -> None:
        viewer = table.asked()
        assert certificates.look(viewer_token=viewer, at=START).lines == ()
        table.answer(False)
        found = certificates.look(viewer_token=viewer, at=START)
        assert (found.state, found.lines) == (ShowingState.REFUSED, ())
        with pytest.raises(certificates.NothingAsked):
            certificates.ask(viewer_token=viewer, asker="甲", purpose="乙", at=START)

    def test_is_given_once_by_the_holder_and_to_something_that_is_there(
        self, table: Table, applicant: MakeApplicant
    ) -> None:
        table.asked()
        (waiting,) = certificates.asked(table.value.id, at=START)
        with pytest.raises(certificates.CertificateNotFound):
            certificates.answer(showing_id=waiting.id, agree=True, labels=("姓名",), by=applicant(new_id()), at=START)
        for labels in ((), ("没有这一项",)):
            with pytest.raises(InvalidInput):
                table.answer(True, labels)
        table.answer(True, (waiting.hidden[0],))
        with pytest.raises(certificates.NothingAsked):
            certificates.answer(showing_id=waiting.id, agree=False, by=table.holder, at=START)

    def test_is_asked_for_with_name_and_purpose_within_ten_minutes(self, table: Table) -> None:
        viewer = table.scanned()
        for asker, purpose in (("", "乙"), ("甲", " "), ("长" * 61, "乙")):
            with pytest.raises(InvalidInput):
                certificates.ask(viewer_token=viewer, asker=asker, purpose=purpose, at=START)
        with pytest.raises(certificates.NothingAsked):
            certificates.ask(viewer_token=viewer, asker="甲", purpose="乙", at=START + 10 * MINUTE)

    def test_is_not_stored_without_a_question_or_without_what_it_covers(self, table: Table) -> None:
        table.scanned()
        with pytest.raises(IntegrityError, match="showing_answer_has_question"), transaction.atomic():
            Showing.objects.update(answered_at=START, is_agreed=False)
        table.asked()
        with pytest.raises(IntegrityError, match="showing_discloses_what_was_agreed"), transaction.atomic():
            Showing.objects.exclude(asker="").update(answered_at=START, is_agreed=True)
