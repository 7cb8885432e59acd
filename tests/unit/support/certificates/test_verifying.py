"""Verification never says valid of anything but our own unchanged certificate in force."""

import hashlib
import random
import subprocess
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import gmalg
import pytest
from asn1crypto import cms, core
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from govhall.data.organizations import public as organizations
from govhall.data.organizations.public import AgencyValue
from govhall.infra import storage
from govhall.infra.crypto import keypairs, provider, x509
from govhall.infra.crypto.keypairs import KeyPair
from govhall.kernel.actor import SYSTEM, Actor
from govhall.support.certificates import public as certificates
from govhall.support.certificates.models import Certificate
from govhall.support.certificates.public import Verdict
from govhall.support.documents import public as documents
from govhall.support.seals import public as seals
from govhall.support.seals.engine import signing

pytestmark = pytest.mark.django_db
Issue = Callable[..., certificates.CertificateValue]
MakeOfficer = Callable[..., Actor]
FLIPS = 240


def pdf_of(value: certificates.CertificateValue) -> bytes:
    with certificates.content(value.id, by=SYSTEM) as file:
        return file.read()


def token_of(value: certificates.CertificateValue) -> str:
    return value.verify_path.rpartition("/")[2]


def foreign_pair(at: datetime, holder: str) -> KeyPair:
    """A seal under an authority that nobody here trusts."""
    validity = x509.Validity(not_before=at - timedelta(days=9), not_after=at + timedelta(days=900))
    private = provider().generate_key()
    root = x509.build_root(subject=x509.Subject(common_name="别处的根"), private=private, validity=validity)
    own = provider().generate_key()
    certificate = x509.issue(
        issuer=root,
        issuer_private=private,
        subject=x509.Subject(common_name=holder),
        public=provider().public_from_private(own),
        validity=validity,
        usage=x509.Usage.SIGNING,
    )
    return KeyPair(name="foreign", certificate=certificate, private=own)


def sealed_by_stranger(content: bytes, at: datetime, *, reason: str = "营业执照") -> bytes:
    pair = foreign_pair(at, "观山湖区市场监督管理局")
    return signing.sign(content, pair=pair, authorities=[pair.certificate], name="局", reason=reason, at=at)


def letter(at: datetime) -> bytes:
    return documents.render_letter(
        documents.Letter(
            title="受理通知书", number="1", issuer="观山湖区市场监督管理局", addressee="某人", paragraphs=["您好。"],
            date=at.date(), sealed_by="观山湖区市场监督管理局",
        ),
        at=at,
    )  # fmt: skip


@pytest.mark.clause("box:电子证照", "box:统一电子印章")
class TestVerify:
    def test_says_valid_with_every_check_passed_by_token_and_by_file(self, issue: Issue, morning: datetime) -> None:
        value = issue()
        for found in (
            certificates.verify_token(token_of(value), at=morning),
            certificates.verify_file(pdf_of(value), at=morning),
        ):
            assert found.is_valid
            assert found.headline == "这张证照有效"
            assert [line.ok for line in found.checks] == [True] * 5
            *titles, moment = (line.title for line in found.checks)
            assert titles == ["状态：有效", "内容没有改动", "电子印章真实", "在有效期内"]
            assert moment == "可信时间"
            assert found.certificate_id == value.id

    def test_shows_masked_public_lines_only(self, issue: Issue, person: certificates.Holder, morning: datetime) -> None:
        values: dict[str, object] = {"institution": "观山湖区人民医院", "exam_number": "HS-1", "degree": "college"}
        value = issue(type_key="nurse-certificate", holder=person, values=values)
        found = certificates.verify_token(token_of(value), at=morning)
        shown = {line.label: line.value for line in found.rows}
        assert shown["姓名"] == "杨*兰"
        assert shown["身份证号码"] == "5201**********2881"
        assert shown["执业地点"] == "观山湖区人民医院"
        assert "考试合格证明" not in shown
        assert value.number not in repr(found)
        assert person.code not in repr(found)

    @pytest.mark.parametrize(
        ("kind", "verdict", "headline"),
        [
            (certificates.Ending.CANCEL, Verdict.CANCELLED, "这张证照已被注销，请勿采信"),
            (certificates.Ending.ANNUL, Verdict.REVOKED, "这张证照已被撤销，请勿采信"),
            (certificates.Ending.REVOKE, Verdict.REVOKED, "这张证照已被吊销，请勿采信"),
        ],
    )
    def test_says_at_once_that_it_was_ended_and_why(
        self, issue: Issue, agency: AgencyValue, officer: MakeOfficer, morning: datetime,
        kind: certificates.Ending, verdict: Verdict, headline: str,
    ) -> None:  # fmt: skip
        value = issue()
        certificates.cancel(
            certificate_id=value.id, kind=kind, reason="以欺骗手段取得", by=officer(agency.id), at=morning
        )
        for found in (
            certificates.verify_token(token_of(value), at=morning),
            certificates.verify_file(pdf_of(value), at=morning),
        ):
            assert (found.verdict, found.headline) == (verdict, headline)
            assert found.ended_reason == "以欺骗手段取得"
            assert found.ended_on == morning.date()
            assert found.checks[0].ok is False

    def test_answers_what_it_is_worth_with_its_validity_whatever_else_is_told(
        self, issue: Issue, morning: datetime
    ) -> None:
        value = issue()
        worth = certificates.verify_file(pdf_of(value), at=morning).answers[-1]
        assert worth.title == "现在有没有效"
        assert worth.detail.startswith("有效。有效期至")
        years_later = certificates.verify_file(pdf_of(value), at=morning + timedelta(days=6 * 366)).answers[-1]
        assert years_later.detail.startswith("无效。")
        assert "有效期" in years_later.detail

    def test_names_the_authority_of_the_trusted_time_and_a_signature_for_foreign_readers(
        self, issue: Issue, morning: datetime, settings: Settings, tmp_path: Path
    ) -> None:
        settings.GOVHALL_CLASSICAL = "ecdsa"
        value = issue()
        found = certificates.verify_file(pdf_of(value), at=morning)
        assert found.is_valid
        *_, moment, beside = found.checks
        assert moment.title == "可信时间"
        assert moment.detail.endswith("，由“政务大厅示范时间戳机构”证明签章不晚于此时。")
        assert (beside.ok, beside.title) == (True, "国际通用签名真实")
        (tmp_path / "licence.pdf").write_bytes(pdf_of(value))
        words = subprocess.run(["pdfsig", "-nocert", tmp_path / "licence.pdf"], capture_output=True, text=True).stdout
        assert "Signature is Valid." in words.split("Signature #2:")[0]

    def test_says_that_nobody_vouches_for_the_time(self, issue: Issue, morning: datetime, settings: Settings) -> None:
        settings.GOVHALL_TSA_URL = "none"
        found = certificates.verify_file(pdf_of(issue()), at=morning)
        assert found.is_valid
        assert (found.checks[-1].ok, found.checks[-1].title) == (None, "没有可信时间")

    def test_says_expired_the_day_after_the_last_day(self, issue: Issue, morning: datetime) -> None:
        value = issue(valid_until=morning.date())
        assert certificates.verify_token(token_of(value), at=morning).is_valid
        found = certificates.verify_token(token_of(value), at=morning + timedelta(days=1))
        assert found.verdict == Verdict.EXPIRED
        assert [line.ok for line in found.checks] == [False, True, True, False, True]

    def test_says_not_yet_before_the_first_day(self, issue: Issue, morning: datetime) -> None:
        value = issue(valid_from=morning.date() + timedelta(days=3))
        assert certificates.verify_file(pdf_of(value), at=morning).verdict == Verdict.NOT_YET

    def test_has_the_same_words_for_unknown_and_impossible_tokens(self, issue: Issue, morning: datetime) -> None:
        issue()
        answers = {
            certificates.verify_token(token, at=morning) for token in ("a" * 26, "", "1", "' OR 1=1 --", "x" * 9999)
        }
        (answer,) = answers
        assert answer.verdict == Verdict.NOT_OURS
        assert answer.rows == ()
        assert answer.certificate_id is None

    def test_does_the_same_work_for_unknown_and_impossible_tokens(self, issue: Issue, morning: datetime) -> None:
        issue()
        asked = []
        for token in ("a" * 26, "nonsense"):
            with CaptureQueriesContext(connection) as queries:
                certificates.verify_token(token, at=morning)
            asked.append([query["sql"].replace("a" * 26, "") for query in queries.captured_queries])
        assert asked[0] == asked[1]
        assert len(asked[0]) == 1

    def test_takes_the_same_time_for_unknown_and_impossible_tokens(self, issue: Issue, morning: datetime) -> None:
        issue()
        fastest = dict.fromkeys(("a" * 26, "nonsense"), 1.0)
        for token in [*fastest] * 150:  # in turns, so that a busy machine is busy for both
            begun = time.process_time()
            certificates.verify_token(token, at=morning)
            fastest[token] = min(fastest[token], time.process_time() - begun)
        slow, fast = max(fastest.values()), min(fastest.values())
        assert slow / fast < 1.5

    def test_says_that_it_cannot_say_when_the_original_is_gone(self, issue: Issue, morning: datetime) -> None:
        value = issue()
        storage.delete(value.document_id)
        assert certificates.verify_token(token_of(value), at=morning).verdict == Verdict.UNREADABLE


class TestNeverAWrongValid:
    def test_finds_every_flipped_bit(self, issue: Issue, morning: datetime) -> None:
        pdf = pdf_of(issue())
        chance = random.Random(20261013)
        places = [0, len(pdf) - 1, *chance.sample(range(len(pdf)), FLIPS)]
        start = pdf.index(b"<", pdf.rindex(b"/Contents"))
        places += [start + chance.randrange(4000) for _ in range(60)]  # inside the signature's own container
        for place in places:
            changed = bytearray(pdf)
            changed[place] ^= 1 << chance.randrange(8)
            found = certificates.verify_file(bytes(changed), at=morning)
            assert not found.is_valid, place
            assert found.rows == ()
            assert found.certificate_id is None

    def test_finds_what_was_appended_or_cut_off(self, issue: Issue, morning: datetime) -> None:
        pdf = pdf_of(issue())
        for more in (b"\n", b" ", b"\n%%EOF\n", pdf):
            assert not certificates.verify_file(pdf + more, at=morning).is_valid
        for less in (1, 7, 100, len(pdf) // 2):
            assert not certificates.verify_file(pdf[:-less], at=morning).is_valid

    def test_says_changed_of_a_copy_whose_padding_was_touched(self, issue: Issue, morning: datetime) -> None:
        pdf = bytearray(pdf_of(issue()))
        start = pdf.index(b"<", pdf.rindex(b"/Contents"))
        last = pdf.index(b">", start) - 1
        assert pdf[last : last + 1] == b"0"
        pdf[last : last + 1] = b"1"
        found = certificates.verify_file(bytes(pdf), at=morning)
        assert found.verdict in {Verdict.CHANGED, Verdict.UNREADABLE}

    def test_says_changed_of_a_second_seal_on_it(self, issue: Issue, agency: AgencyValue, morning: datetime) -> None:
        pdf = sealed_by_stranger(pdf_of(issue()), morning)
        assert certificates.verify_file(pdf, at=morning).verdict == Verdict.CHANGED

    def test_says_unknown_issuer_of_a_seal_under_another_authority(self, issue: Issue, morning: datetime) -> None:
        value = issue()
        found = certificates.verify_file(
            sealed_by_stranger(letter(morning), morning, reason=f"食品经营许可证 {value.identifier}"), at=morning
        )
        assert found.verdict == Verdict.UNKNOWN_ISSUER
        assert "自称" in found.checks[0].detail

    def test_says_not_ours_of_our_own_sealed_letter(self, agency: AgencyValue, morning: datetime) -> None:
        pdf = seals.seal_pdf(content=letter(morning), agency_id=agency.id, purpose="受理通知书 1", at=morning)
        found = certificates.verify_file(pdf, at=morning)
        assert found.verdict == Verdict.NOT_OURS
        assert [line.ok for line in found.checks] == [True, True, False]

    def test_says_changed_of_another_paper_that_claims_our_identifier(
        self, issue: Issue, agency: AgencyValue, morning: datetime
    ) -> None:
        purpose = f"食品经营许可证 {issue().identifier}"
        pdf = seals.seal_pdf(content=letter(morning), agency_id=agency.id, purpose=purpose, at=morning)
        assert certificates.verify_file(pdf, at=morning).verdict == Verdict.CHANGED

    def test_says_not_ours_of_a_file_without_a_seal(self, agency: AgencyValue, morning: datetime) -> None:
        assert certificates.verify_file(letter(morning), at=morning).verdict == Verdict.NOT_OURS

    @pytest.mark.parametrize(
        "content", [b"", b"MZ\x90\x00", b"%PDF-1.7", b"%PDF-1.7\n" + b"\xff" * 5000, b"PK\x03\x04"]
    )
    def test_says_unreadable_of_what_is_no_pdf(self, agency: AgencyValue, morning: datetime, content: bytes) -> None:
        assert certificates.verify_file(content, at=morning).verdict == Verdict.UNREADABLE

    def test_says_changed_of_a_swapped_original(self, issue: Issue, morning: datetime) -> None:
        one, other = issue(), issue()
        Certificate.objects.filter(pk=one.id).update(document_id=other.document_id)
        found = certificates.verify_token(token_of(one), at=morning)
        assert found.verdict == Verdict.CHANGED
        assert found.rows == ()

    def test_says_unknown_issuer_of_a_registered_paper_under_another_agencys_seal(
        self, issue: Issue, morning: datetime
    ) -> None:
        value = issue()
        other = organizations.agency_by_key("guanshanhu-health")
        Certificate.objects.filter(pk=value.id).update(agency_id=other.id)
        found = certificates.verify_file(pdf_of(value), at=morning)
        assert found.verdict == Verdict.UNKNOWN_ISSUER
        assert found.rows == ()

    def test_believes_nothing_without_trusted_authorities(
        self, issue: Issue, morning: datetime, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        value = issue()
        monkeypatch.setattr(keypairs, "exists", lambda name: False)
        assert certificates.verify_token(token_of(value), at=morning).verdict == Verdict.UNKNOWN_ISSUER


class TestIndependently:
    def signature(self, pdf: bytes) -> tuple[cms.SignerInfo, bytes, bytes]:
        """Return the signer's block, the signed attributes and the certificate, found without pyHanko."""
        start = pdf.index(b"<", pdf.rindex(b"/Contents")) + 1
        container = bytes.fromhex(pdf[start : pdf.index(b">", start)].decode())
        signed = cms.ContentInfo.load(container)["content"]
        (info,) = signed["signer_infos"]
        serial = info["sid"].native["serial_number"]
        (certificate,) = (each.chosen for each in signed["certificates"] if each.chosen.serial_number == serial)
        return info, info["signed_attrs"].untag().dump(), certificate.dump()

    def test_another_library_accepts_the_sm2_signature_and_the_digest(self, issue: Issue) -> None:
        pdf = pdf_of(issue())
        info, attributes, certificate = self.signature(pdf)
        public = x509.read(certificate).public_key
        r, s = _Integers.load(info["signature"].native).native
        verifier = gmalg.SM2(pk=public, uid=b"1234567812345678")
        assert verifier.verify(attributes, r.to_bytes(32, "big"), s.to_bytes(32, "big"))
        assert not verifier.verify(attributes + b"\x00", r.to_bytes(32, "big"), s.to_bytes(32, "big"))
        first, start = pdf.rindex(b"/Contents"), pdf.index(b"<", pdf.rindex(b"/Contents"))
        end = pdf.index(b">", first) + 1
        told = {item["type"].native: item["values"].native for item in info["signed_attrs"]}
        assert hashlib.new("sm3", pdf[:start] + pdf[end:]).digest() == told["message_digest"][0]

    def test_the_openssl_command_accepts_it(self, issue: Issue, tmp_path: Path) -> None:
        info, attributes, certificate = self.signature(pdf_of(issue()))
        (tmp_path / "data").write_bytes(attributes)
        (tmp_path / "signature").write_bytes(info["signature"].native)
        (tmp_path / "key.pem").write_text(_public_pem(certificate))
        command = [
            "openssl", "dgst", "-sm3", "-verify", "key.pem", "-sigopt", "distid:1234567812345678",
            "-signature", "signature", "data",
        ]  # fmt: skip
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=30, check=False)
        assert "Verified OK" in done.stdout, done.stderr

    def test_poppler_reads_the_structure(self, issue: Issue, tmp_path: Path) -> None:
        (tmp_path / "c.pdf").write_bytes(pdf_of(issue()))
        done = subprocess.run(
            ["pdfsig", "-nocert", "c.pdf"], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False
        )
        assert "Signature #1" in done.stdout
        assert "Total document signed" in done.stdout


class _Integers(core.SequenceOf):  # type: ignore[misc]  # asn1crypto is untyped
    _child_spec = core.Integer


def _public_pem(certificate: bytes) -> str:
    done = subprocess.run(
        ["openssl", "x509", "-inform", "DER", "-pubkey", "-noout"], input=certificate, capture_output=True, check=True
    )
    return done.stdout.decode()


def test_verification_says_when_it_was_made(agency: AgencyValue) -> None:
    at = datetime(2026, 10, 13, tzinfo=UTC)
    assert certificates.verify_token("x", at=at).at == at
