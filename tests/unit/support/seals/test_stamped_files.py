"""Time stamps in sealed PDFs and OFDs: what they prove, and every way in which one is not to be believed."""

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from asn1crypto import cms
from cryptography.hazmat.primitives import hashes
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter

from factories import seals, stamps
from govhall.infra.crypto import crls
from govhall.infra.crypto.crls import RevocationList
from govhall.support.documents.public import ofd, pdf
from govhall.support.seals.choices import Finding
from govhall.support.seals.engine import checking, ofd_checking, ofd_signing, signing
from govhall.support.seals.engine.checking import Checked, NotAPdf
from govhall.support.seals.engine.ses import structures
from govhall.support.seals.engine.stamps import Stamper
from govhall.support.seals.engine.trust import Trust
from govhall.support.timestamps.public import Stamp

pytestmark = pytest.mark.clause("box:统一电子印章")
Make = Callable[[Stamper | None], bytes]
HOUR = timedelta(hours=1)


def sealed_pdf(stamper: Stamper | None, at: datetime = seals.AT) -> bytes:
    return signing.sign(
        pdf.write(seals.paper()), pair=seals.pair(), authorities=[seals.authority().certificate], name=seals.NAME,
        reason="试验", at=at, stamper=stamper,
    )  # fmt: skip


def foreign_pdf(stamper: Stamper | None) -> bytes:
    """A PDF by another program, sealed through pyHanko."""
    out = BytesIO()
    reader = PdfFileReader(BytesIO(pdf.write(seals.paper())))
    copy_into_new_writer(reader, writer_kwargs={"stream_xrefs": True}).write(out)
    return signing.sign(
        out.getvalue(), pair=seals.pair(), authorities=[seals.authority().certificate], name=seals.NAME,
        reason="试验", at=datetime.now(UTC), stamper=stamper,
    )  # fmt: skip


def sealed_ofd(stamper: Stamper | None, at: datetime = seals.AT) -> bytes:
    return ofd_signing.sign(
        ofd.write(seals.paper()), pair=seals.pair(), seal=seals.eseal(), reason="试验", at=at, stamper=stamper
    )


def trust(
    *, roots: bool = True, revocations: list[RevocationList] | None = None, kept: Callable[[bytes], bytes] | None = None
) -> Trust:
    return Trust(
        [seals.authority().certificate], revocations or [], [stamps.root().certificate] if roots else [],
        kept or (lambda _: b""),
    )  # fmt: skip


def check(content: bytes, believed: Trust | None = None) -> Checked:
    checker = ofd_checking if content.startswith(b"PK") else checking
    (found,) = checker.check(content, trust=believed or trust())
    return found


def finding(content: bytes, believed: Trust | None = None) -> Finding | None:
    """The finding, None for a file that is refused by name."""
    try:
        return check(content, believed).finding
    except (NotAPdf, ofd.OfdRefused):
        return None


def stamp_of(found: Checked) -> Stamp:
    assert found.stamp is not None
    return found.stamp


forms = pytest.mark.parametrize("make", [sealed_pdf, sealed_ofd], ids=["pdf", "ofd"])


class TestStamp:
    @forms
    def test_is_reported_with_its_time_and_authority(self, make: Make) -> None:
        found = check(make(stamps.stamper()))
        assert found.finding is Finding.VALID
        assert (stamp_of(found).at, stamp_of(found).authority) == (stamps.AT, stamps.NAME)
        assert found.signed_at == seals.AT

    def test_is_put_on_pdfs_of_others_too(self) -> None:
        found = check(foreign_pdf(stamps.stamper(at=datetime.now(UTC))))
        assert found.finding is Finding.VALID
        assert stamp_of(found).authority == stamps.NAME

    @pytest.mark.parametrize("scheme", [stamps.Scheme.ECDSA, stamps.Scheme.RSA])
    @forms
    def test_may_come_from_an_authority_without_sm2(self, make: Make, scheme: stamps.Scheme) -> None:
        believed = Trust([seals.authority().certificate], [], [stamps.root(scheme).certificate])
        found = check(make(stamps.stamper(stamps.pair(scheme))), believed)
        assert (found.finding, stamp_of(found).at) == (Finding.VALID, stamps.AT)

    @forms
    def test_is_not_there_when_the_authority_gave_none(self, make: Make) -> None:
        for nothing in (None, stamps.stamper(change=lambda _: b"")):
            found = check(make(nothing))
            assert (found.finding, found.stamp) == (Finding.VALID, None)

    @forms
    def test_counts_as_well_when_it_is_kept_beside_the_file(self, make: Make) -> None:
        late = stamps.stamper(at=stamps.AT + HOUR)
        found = check(make(None), trust(kept=late.stamp))
        assert (found.finding, stamp_of(found).at) == (Finding.VALID, stamps.AT + HOUR)

    def test_is_where_pyhanko_looks_for_it(self) -> None:
        reader = PdfFileReader(BytesIO(sealed_pdf(stamps.stamper())))
        (signature,) = reader.embedded_signatures
        (stamped,) = extract_tst_data_iter(signature.signer_info, signed=False)
        info = stamped["encap_content_info"]["content"].parsed
        assert info["gen_time"].native == stamps.AT
        own = hashes.Hash(hashes.SM3())
        own.update(signature.signer_info["signature"].native)
        assert info["message_imprint"]["hashed_message"].native == own.finalize()

    def test_is_in_the_field_of_the_structure(self) -> None:
        value = ofd.unpack(sealed_ofd(stamps.stamper()))[ofd_signing.VALUE].data
        token = structures.read_signature(value)["time_stamp"].native
        assert cms.ContentInfo.load(token)["content"]["encap_content_info"]["content_type"].native == "tst_info"


class TestFault:
    """Each is a finding of its own, and none of these files is called valid."""

    @forms
    def test_of_a_token_that_was_swapped(self, make: Make) -> None:
        other = stamps.stamper().stamp(b"another signature")
        assert finding(make(stamps.stamper(change=lambda _: other))) is Finding.STAMP_OTHER

    @forms
    def test_of_a_token_by_an_unknown_authority(self, make: Make) -> None:
        assert finding(make(stamps.stamper(stamps.pair(under="别处的根")))) is Finding.STAMP_UNTRUSTED
        assert finding(make(stamps.stamper()), trust(roots=False)) is Finding.STAMP_UNTRUSTED

    @forms
    def test_of_a_token_by_the_seals_own_key(self, make: Make) -> None:
        by_seal = stamps.stamper(seals.pair())
        believed = Trust([seals.authority().certificate], [], [seals.authority().certificate])
        assert finding(make(by_seal), believed) is Finding.STAMP_UNTRUSTED

    @forms
    def test_of_what_is_no_token(self, make: Make) -> None:
        for content in (b"\x30\x00", b"\x30\x03\x02\x01\x00"):
            assert finding(make(stamps.stamper(change=lambda _, content=content: content))) in (
                Finding.STAMP_BROKEN, Finding.STRUCTURE, None,
            )  # fmt: skip

    @forms
    def test_of_a_seal_that_says_it_is_younger_than_its_stamp(self, make: Make) -> None:
        assert finding(make(stamps.stamper(at=seals.AT - HOUR))) is Finding.STAMP_EARLIER
        assert finding(make(stamps.stamper(at=seals.AT - timedelta(minutes=1)))) is Finding.VALID

    @forms
    def test_never_hides_what_is_worse(self, make: Make) -> None:
        content = bytearray(make(stamps.stamper(stamps.pair(under="别处的根"))))
        content[len(content) // 3] ^= 1
        assert finding(bytes(content)) not in (Finding.VALID, Finding.STAMP_UNTRUSTED)


class TestRevocation:
    """A thief of the key can write any time into the signature, but gets no stamp of the past."""

    def revoked(self, at: datetime) -> list[RevocationList]:
        issuer = seals.authority()
        made = crls.make(
            issuer=issuer.certificate, issuer_private=issuer.private, number=1,
            revoked={seals.pair().certificate.serial: at}, at=at, next_at=at + 24 * HOUR,
        )  # fmt: skip
        return [made]

    @forms
    def test_before_the_trusted_time_counts_whatever_the_seal_says_of_itself(self, make: Make) -> None:
        content = make(stamps.stamper(at=seals.AT + 2 * HOUR))
        assert finding(content, trust(revocations=self.revoked(seals.AT + HOUR))) is Finding.REVOKED

    @forms
    def test_after_the_trusted_time_is_a_hint(self, make: Make) -> None:
        content = make(stamps.stamper(at=seals.AT + HOUR))
        assert finding(content, trust(revocations=self.revoked(seals.AT + 2 * HOUR))) is Finding.REVOKED_LATER

    @forms
    def test_is_judged_by_the_seals_own_words_without_a_stamp(self, make: Make) -> None:
        assert finding(make(None), trust(revocations=self.revoked(seals.AT + HOUR))) is Finding.REVOKED_LATER


class TestTampering:
    FLIPS = 350

    def flips(self, token: bytes) -> list[bytes]:
        """The token with one bit flipped, at places evenly over all of it."""
        chance = random.Random(20261013)
        changed = []
        for number in range(self.FLIPS):
            one = bytearray(token)
            one[number * len(token) // self.FLIPS] ^= 1 << chance.randrange(8)
            changed.append(bytes(one))
        return changed

    def test_every_flip_in_the_stamp_of_a_pdf_is_detected(self) -> None:
        whole = sealed_pdf(stamps.stamper())
        start = whole.index(b"<", whole.rindex(b"/Contents")) + 1
        container = bytes.fromhex(whole[start : whole.index(b">", start)].decode())
        (signer,) = cms.ContentInfo.load(container)["content"]["signer_infos"]
        region = bytes(signer["unsigned_attrs"].dump())  # the attribute around the token too
        begin = container.index(region)
        for changed in self.flips(region):
            spoiled = container[:begin] + changed + container[begin + len(region) :]
            content = whole[:start] + spoiled.hex().encode() + whole[start + len(spoiled) * 2 :]
            assert len(content) == len(whole)
            assert finding(content) is not Finding.VALID

    def test_every_flip_in_the_stamp_of_an_ofd_is_detected(self) -> None:
        parts = ofd.unpack(sealed_ofd(stamps.stamper()))
        value = parts[ofd_signing.VALUE].data
        token = structures.read_signature(value)["time_stamp"].native
        begin = value.index(token) - 9  # the tags and lengths around it too
        for changed in self.flips(value[begin:]):
            spoiled = parts | {ofd_signing.VALUE: ofd.Part(value[:begin] + changed, stored=True)}
            assert finding(ofd.pack(spoiled)) is not Finding.VALID
