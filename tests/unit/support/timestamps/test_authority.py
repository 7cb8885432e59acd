"""Our time-stamping authority after RFC 3161: what it grants and refuses, and what others say of its tokens."""

import asyncio
import hashlib
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from asn1crypto import core, tsp
from asn1crypto import x509 as asn1_x509
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
from pyhanko_certvalidator import ValidationContext

from factories import stamps
from govhall.infra.crypto import schemes
from govhall.infra.crypto.schemes import SHA256, SM3, Scheme
from govhall.support.seals.choices import Finding
from govhall.support.seals.engine.trust import Trust
from govhall.support.timestamps.choices import Fault
from govhall.support.timestamps.engine import structures, tokens
from govhall.support.timestamps.engine.exchange import Question
from govhall.support.timestamps.engine.faults import StampFault

pytestmark = pytest.mark.clause("box:统一电子印章")
VALUE = "签名值".encode()


def request(**changes: object) -> bytes:
    """A request as asn1crypto writes it."""
    fields: dict[str, object] = {
        "version": "v1",
        "message_imprint": {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": bytes(32)},
        "nonce": 7,
        "cert_req": True,
    }
    given = {name: value for name, value in (fields | changes).items() if value is not None}
    return bytes(tsp.TimeStampReq(given).dump())


def answered(body: bytes) -> structures.Response:
    return structures.Response.load(stamps.authority().answer(body, at=stamps.AT), strict=True)


def info_of(response: structures.Response) -> tsp.TSTInfo:
    return response["time_stamp_token"]["content"]["encap_content_info"]["content"].parsed


def failure(body: bytes) -> set[str]:
    found = answered(body)
    assert found["status"]["status"].native == "rejection"
    assert found["time_stamp_token"].native is None
    return set(found["status"]["fail_info"].native)


def imprint(algorithm: str, digest: bytes) -> dict[str, object]:
    return {"hash_algorithm": {"algorithm": algorithm}, "hashed_message": digest}


class TestGrant:
    def test_echoes_imprint_and_nonce_and_says_who_when_and_how_exactly(self) -> None:
        info = info_of(answered(request()))
        assert info["message_imprint"]["hashed_message"].native == bytes(32)
        assert info["nonce"].native == 7
        assert info["gen_time"].native == stamps.AT
        assert info["accuracy"]["seconds"].native == 1
        assert info["policy"].dotted == stamps.authority().policy
        assert info["tsa"].chosen.native["common_name"] == stamps.NAME

    def test_leaves_out_the_nonce_and_the_certificate_that_nobody_asked_for(self) -> None:
        found = answered(request(nonce=None, cert_req=None))
        assert info_of(found)["nonce"].native is None
        assert not found["time_stamp_token"]["content"]["certificates"].native

    def test_numbers_every_stamp_anew(self) -> None:
        authority = stamps.authority()
        serials = {
            info_of(structures.Response.load(authority.answer(request(), at=stamps.AT)))["serial_number"].native
            for _ in range(20)
        }
        assert serials == set(range(1, 21))

    def test_signs_by_a_certificate_for_time_stamps_alone(self) -> None:
        certificate = stamps.pair().certificate
        assert certificate.parsed.extended_key_usage_value.native == ["time_stamping"]
        assert "extended_key_usage" in certificate.parsed.critical_extensions
        assert certificate.usages == {"digital_signature"}

    @pytest.mark.parametrize("scheme", list(Scheme))
    def test_keeps_within_the_room_that_it_names(self, scheme: Scheme) -> None:
        authority = stamps.authority(stamps.pair(scheme))
        for algorithm in structures.DIGESTS:
            digest = bytes(schemes.DIGEST_SIZES[algorithm])
            room = authority.room(algorithm)
            assert room - 64 < len(authority.stamp(algorithm, digest, at=stamps.AT)) <= room


class TestRefusal:
    @pytest.mark.parametrize(
        ("body", "expected"),
        [
            (b"", "bad_data_format"),
            (b"\x30\x80", "bad_data_format"),
            ("不是请求".encode(), "bad_data_format"),
            (request() + b"\x00", "bad_data_format"),
            (request()[:-1], "bad_data_format"),
            (b"\x30\x84\xff\xff\xff\xff" + bytes(100), "bad_data_format"),
            (bytes(5000), "bad_data_format"),
            (request(message_imprint=imprint("sha256", bytes(20))), "bad_data_format"),
            (request(message_imprint=imprint("sha1", bytes(20))), "bad_alg"),
            (request(message_imprint=imprint("md5", bytes(16))), "bad_alg"),
            (request(version="v2"), "bad_request"),
            (request(nonce=-1), "bad_request"),
            (request(nonce=1 << 200), "bad_request"),
            (request(req_policy="1.2.3.4"), "unaccepted_policy"),
            (
                request(extensions=[{"extn_id": "1.2.3", "critical": True, "extn_value": core.OctetString(b"x")}]),
                "unaccepted_extensions",
            ),
        ],
    )
    def test_names_what_is_wrong(self, body: bytes, expected: str) -> None:
        assert failure(body) == {expected}

    def test_accepts_its_own_policy_by_name(self) -> None:
        policy = stamps.authority().policy
        assert info_of(answered(request(req_policy=policy)))["policy"].dotted == policy


class TestOpenssl:
    @pytest.mark.parametrize("scheme", [Scheme.ECDSA, Scheme.RSA])
    def test_asks_and_verifies_our_classical_stamps(self, scheme: Scheme, tmp_path: Path) -> None:
        (tmp_path / "data").write_bytes(VALUE)
        (tmp_path / "root.pem").write_text(stamps.root(scheme).certificate.pem())
        openssl(tmp_path, "ts", "-query", "-data", "data", "-sha256", "-cert", "-out", "query")
        answer = stamps.authority(stamps.pair(scheme)).answer((tmp_path / "query").read_bytes(), at=stamps.AT)
        (tmp_path / "answer").write_bytes(answer)
        verify = ("ts", "-verify", "-in", "answer", "-CAfile", "root.pem", "-attime", str(int(stamps.AT.timestamp())))
        assert "Verification: OK" in openssl(tmp_path, *verify, "-data", "data")
        assert "Verification: OK" in openssl(tmp_path, *verify, "-queryfile", "query")

    def test_reads_our_sm2_stamps_and_verifies_their_signature(self, tmp_path: Path) -> None:
        """`ts -verify` knows no signer id of SM2; the signature over the attributes is checked by pkeyutl instead."""
        (tmp_path / "data").write_bytes(VALUE)
        openssl(tmp_path, "ts", "-query", "-data", "data", "-sm3", "-cert", "-out", "query")
        (tmp_path / "answer").write_bytes(stamps.authority().answer((tmp_path / "query").read_bytes(), at=stamps.AT))
        words = openssl(tmp_path, "ts", "-reply", "-in", "answer", "-text")
        assert "Hash Algorithm: sm3" in words
        assert "Oct 13 02:00:05.12 2026 GMT" in words
        token = structures.Response.load((tmp_path / "answer").read_bytes())["time_stamp_token"]
        (signer,) = token["content"]["signer_infos"]
        (tmp_path / "message").write_bytes(signer["signed_attrs"].untag().dump())
        (tmp_path / "signature").write_bytes(signer["signature"].native)
        (tmp_path / "stamper.pem").write_text(stamps.pair().certificate.pem())
        (tmp_path / "public.pem").write_text(openssl(tmp_path, "x509", "-in", "stamper.pem", "-noout", "-pubkey"))
        done = openssl(
            tmp_path, "pkeyutl", "-verify", "-pubin", "-inkey", "public.pem", "-rawin", "-in", "message", "-sigfile",
            "signature", "-digest", "sm3", "-pkeyopt", "distid:1234567812345678",
        )  # fmt: skip
        assert "Verified Successfully" in done


class OurAuthority(TimeStamper):
    """pyHanko's client, asking our authority."""

    def __init__(self, scheme: Scheme) -> None:
        super().__init__()
        self.authority = stamps.authority(stamps.pair(scheme))

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        return tsp.TimeStampResp.load(self.authority.answer(req.dump(), at=stamps.AT))


class TestPyhanko:
    async def check(self, scheme: Scheme) -> None:
        """Ask through pyHanko's client, which checks nonce and status, and validate by its own rules."""
        digest = hashlib.sha256(VALUE).digest()
        token = await OurAuthority(scheme).async_timestamp(digest, "sha256")
        context = ValidationContext(
            trust_roots=[asn1_x509.Certificate.load(stamps.root(scheme).certificate.encoded)], moment=stamps.AT,
            allow_fetching=False, revocation_mode="soft-fail",
        )  # fmt: skip
        status = await validate_tst_signed_data(token["content"], context, lambda _: digest)
        assert status["valid"]
        assert status["intact"]
        assert status["timestamp"] == stamps.AT

    @pytest.mark.parametrize("scheme", [Scheme.ECDSA, Scheme.RSA])
    def test_asks_us_and_believes_our_tokens(self, scheme: Scheme) -> None:
        asyncio.run(self.check(scheme))


class TestCheck:
    @pytest.mark.parametrize("scheme", list(Scheme))
    def test_says_when_and_who(self, scheme: Scheme) -> None:
        found = tokens.check(token(scheme), value=VALUE, roots=[stamps.root(scheme).certificate])
        assert (found.at, found.authority, found.serial) == (stamps.AT, stamps.NAME, 1)
        assert found.accuracy == timedelta(seconds=1)

    @pytest.mark.parametrize("scheme", list(Scheme))
    def test_detects_every_flipped_byte(self, scheme: Scheme) -> None:
        """At each byte of the token another bit is flipped; all are found, none is believed or falls over."""
        whole, roots = token(scheme), [stamps.root(scheme).certificate]
        assert len(whole) > 900
        for place in range(len(whole)):
            changed = bytearray(whole)
            changed[place] ^= 1 << place % 8
            with pytest.raises(StampFault):
                tokens.check(bytes(changed), value=VALUE, roots=roots)

    @pytest.mark.parametrize("content", [b"", b"\x30\x00", b"\x30\x80\x00\x00", "不是".encode(), bytes(70_000)])
    def test_finds_what_is_no_token_broken(self, content: bytes) -> None:
        assert fault(content) is Fault.BROKEN

    def test_finds_a_token_for_something_else(self) -> None:
        with pytest.raises(StampFault) as found:
            tokens.check(token(), value=b"x", roots=[stamps.root().certificate])
        assert found.value.fault is Fault.OTHER

    def test_finds_an_authority_under_an_unknown_root(self) -> None:
        assert fault(token(by=stamps.pair(under="别处的根"))) is Fault.UNTRUSTED

    @pytest.mark.parametrize("usage", [stamps.Usage.SIGNING, stamps.Usage.ENCRYPTION])
    def test_finds_a_certificate_that_is_not_for_time_stamps(self, usage: stamps.Usage) -> None:
        assert fault(token(by=stamps.pair(usage=usage))) is Fault.UNTRUSTED

    def test_finds_a_certificate_that_had_expired(self) -> None:
        early = stamps.Validity(
            not_before=stamps.VALIDITY.not_before, not_after=stamps.VALIDITY.not_before + timedelta(days=10)
        )
        assert fault(token(by=stamps.pair(validity=early))) is Fault.UNTRUSTED

    def test_finds_another_key_behind_the_certificate(self) -> None:
        mine, other = stamps.pair(), stamps.pair(under="别处的根")
        forged = stamps.KeyPair(name="forged", certificate=mine.certificate, private=other.private)
        assert fault(token(by=forged)) is Fault.BROKEN

    def test_finds_the_certificate_exchanged_for_another_of_the_same_authority(self) -> None:
        other = stamps.certified(stamps.pair().certificate.key_info, stamps.root())
        assert other.encoded != stamps.pair().certificate.encoded
        exchanged = token().replace(stamps.pair().certificate.encoded, other.encoded)
        assert fault(exchanged) is Fault.BROKEN

    def test_a_certificate_for_time_stamps_seals_nothing(self) -> None:
        trust = Trust([stamps.root().certificate])
        assert trust.judge(stamps.pair().certificate, at=stamps.AT) is not Finding.VALID


def token(scheme: Scheme = Scheme.SM2, *, by: stamps.KeyPair | None = None) -> bytes:
    made = stamps.authority(by or stamps.pair(scheme))
    question = Question.about(VALUE, algorithm=SM3 if scheme is Scheme.SM2 else SHA256)
    return made.stamp(question.algorithm, question.digest, at=stamps.AT)


def fault(content: bytes) -> Fault:
    with pytest.raises(StampFault) as found:
        tokens.check(content, value=VALUE, roots=[stamps.root().certificate])
    return found.value.fault


def openssl(folder: Path, *arguments: str) -> str:
    done = subprocess.run(["openssl", *arguments], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout
