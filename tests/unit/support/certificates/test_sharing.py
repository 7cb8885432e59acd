"""Sharing with consent and purpose: what a link shows, for how long, and what each access leaves in the log."""

import subprocess
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govhall.data.organizations.public import AgencyValue
from govhall.kernel.actor import VISITOR, Actor
from govhall.kernel.errors import InvalidInput
from govhall.kernel.identifiers import new_id
from govhall.support.certificates import public as certificates
from govhall.support.certificates.models import Share
from govhall.support.certificates.public import CertificateValue, ShareState, UseKind
from govhall.support.certificates.rules import shares

Issue = Callable[..., CertificateValue]
MakeOfficer = Callable[..., Actor]
MakeApplicant = Callable[..., Actor]
START = datetime.fromisoformat("2026-10-13 10:30:00+08:00")
DAY = timedelta(days=1)


class Holder:
    """Somebody with a nurse's certificate, and what they share of it."""

    def __init__(self, value: CertificateValue, actor: Actor) -> None:
        self.value, self.actor = value, actor

    def share(self, *labels: str, **changes: object) -> certificates.ShareValue:
        given: dict[str, object] = {
            "certificate_id": self.value.id, "purpose": "入职资格核验", "recipient": "贵州山水人力资源有限公司",
            "until": START + 7 * DAY, "labels": labels, "by": self.actor, "at": START, **changes,
        }  # fmt: skip
        return certificates.share(**given)  # type: ignore[arg-type]

    def log(self) -> list[str]:
        return [use.kind for use in certificates.uses(self.value.id)]


def token_of(share: certificates.ShareValue) -> str:
    return share.path.split("/")[2]


@pytest.fixture
def holder(issue: Issue, person: certificates.Holder, applicant: MakeApplicant) -> Holder:
    values: dict[str, object] = {"institution": "观山湖区人民医院", "exam_number": "HS-1", "degree": "college"}
    return Holder(issue(type_key="nurse-certificate", holder=person, values=values), applicant(person.party_id))


@given(until=st.integers(-9, 9), ended=st.none() | st.integers(-9, 9), now=st.integers(-9, 9))
def test_a_share_is_open_only_before_its_end_and_never_after_the_holder_ended_it(
    until: int, ended: int | None, now: int
) -> None:
    state = shares.state(
        until=START + until * DAY, ended_at=None if ended is None else START + ended * DAY, at=START + now * DAY
    )
    assert (state is ShareState.OPEN) == (ended is None and now < until)


@pytest.mark.django_db
@pytest.mark.clause("box:电子证照")
class TestShare:
    def test_shows_the_whole_certificate_and_logs_every_look(self, holder: Holder, person: certificates.Holder) -> None:
        token = token_of(holder.share())
        found, verdict = certificates.open_share(token=token, at=START + DAY)
        assert verdict.is_valid
        assert {line.value for line in found.lines} >= {person.name, person.code, holder.value.number}
        assert holder.log() == [UseKind.VIEWED, UseKind.SHARED]
        assert "贵州山水人力资源有限公司" in certificates.uses(holder.value.id)[0].purpose

    def test_shows_only_the_lines_chosen(self, holder: Holder, person: certificates.Holder) -> None:
        (label,) = {line.label for line in holder.value.face if line.value == person.name}
        found, _ = certificates.open_share(token=token_of(holder.share(label)), at=START)
        assert [(line.label, line.value) for line in found.lines] == [(label, person.name)]

    def test_shows_nothing_and_logs_nothing_once_it_is_over(self, holder: Holder) -> None:
        share = holder.share()
        found, _ = certificates.open_share(token=token_of(share), at=START + 7 * DAY)
        assert (found.state, found.lines) == (ShareState.EXPIRED, ())
        certificates.end_share(share_id=share.id, by=holder.actor, at=START)
        found, _ = certificates.open_share(token=token_of(share), at=START)
        assert (found.state, found.lines) == (ShareState.ENDED, ())
        assert holder.log() == [UseKind.SHARED, UseKind.SHARED]

    def test_says_at_once_that_the_certificate_is_no_longer_in_force(
        self, holder: Holder, agency: AgencyValue, officer: MakeOfficer
    ) -> None:
        token = token_of(holder.share())
        certificates.suspend(certificate_id=holder.value.id, reason="甲", by=officer(agency.id), at=START)
        assert not certificates.open_share(token=token, at=START)[1].is_valid
        with pytest.raises(certificates.ShareClosed):
            certificates.annotated_copy(token=token, at=START)

    def test_is_the_holders_alone_to_give_and_to_end(self, holder: Holder, applicant: MakeApplicant) -> None:
        share = holder.share()
        for by in (VISITOR, applicant(new_id())):
            with pytest.raises(certificates.CertificateNotFound):
                holder.share(by=by)
            with pytest.raises(certificates.ShareNotFound):
                certificates.end_share(share_id=share.id, by=by, at=START)
        certificates.end_share(share_id=share.id, by=holder.actor, at=START)
        with pytest.raises(certificates.ShareClosed):
            certificates.end_share(share_id=share.id, by=holder.actor, at=START)

    @pytest.mark.parametrize(
        ("field", "changes"),
        [
            ("purpose", {"purpose": " "}), ("recipient", {"recipient": "长" * 61}), ("purpose", {"purpose": "核验😀"}),
            ("until", {"until": START}), ("until", {"until": START + 91 * DAY}), ("labels", {"labels": ("没有",)}),
        ],
    )  # fmt: skip
    def test_names_what_is_wrong(self, holder: Holder, field: str, changes: dict[str, object]) -> None:
        with pytest.raises(InvalidInput) as fault:
            holder.share(**changes)
        assert list(fault.value.fields) == [field]
        assert not Share.objects.exists()

    @pytest.mark.parametrize("token", ["", "x", "a" * 26, "é" * 26])
    def test_is_not_found_by_guessing(self, holder: Holder, token: str) -> None:
        holder.share()
        with pytest.raises(certificates.ShareNotFound):
            certificates.open_share(token=token, at=START)

    def test_keeps_its_link_unreadable_in_the_database(self, holder: Holder) -> None:
        token = token_of(holder.share())
        assert not Share.objects.extra(where=["token LIKE %s"], params=[f"%{token}%"]).exists()  # noqa: S610


@pytest.mark.django_db
@pytest.mark.clause("box:电子证照")
class TestAnnotatedCopy:
    def text(self, content: bytes, tmp_path: Path) -> tuple[str, str]:
        file = tmp_path / "copy.pdf"
        file.write_bytes(content)
        text = subprocess.run(["pdftotext", str(file), "-"], capture_output=True, check=True).stdout.decode()
        about = subprocess.run(["pdfinfo", str(file)], capture_output=True, check=True).stdout.decode()
        return text, about

    def test_says_purpose_and_end_on_its_face_and_in_its_data(
        self, holder: Holder, person: certificates.Holder, tmp_path: Path
    ) -> None:
        content = certificates.annotated_copy(token=token_of(holder.share()), at=START)
        text, about = self.text(content, tmp_path)
        assert person.name in text
        assert "加注件" in text
        assert "仅用于贵州山水人力资源有限公司入职资格核验" in text.replace("\n", "")
        assert "2026-10-20 10:30" in text
        for key in ("JZJZZSJ=2026-10-13 10:30", "JZJZZSY=", "JZJYXQJZSJ=2026-10-20 10:30", "JZJZZZ="):
            assert key in about
        assert holder.log()[0] == UseKind.DOWNLOADED

    def test_of_some_lines_hides_the_others(self, holder: Holder, person: certificates.Holder, tmp_path: Path) -> None:
        (label,) = {line.label for line in holder.value.face if line.value == "观山湖区人民医院"}
        text, _ = self.text(certificates.annotated_copy(token=token_of(holder.share(label)), at=START), tmp_path)
        assert "观山湖区人民医院" in text
        for secret in (person.name, person.code, holder.value.number, holder.value.identifier):
            assert secret not in text

    def test_is_never_taken_for_an_original(self, holder: Holder) -> None:
        content = certificates.annotated_copy(token=token_of(holder.share()), at=START)
        found = certificates.verify_file(content, at=START)
        assert found.verdict == certificates.Verdict.NOT_OURS
