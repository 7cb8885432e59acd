"""A sealed OFD is valid, or the check says in one word why not; what the seal doesn't protect is refused."""

import base64
from collections.abc import Callable

import pytest

from factories import seals
from govhall.infra.crypto import sm3
from govhall.infra.crypto.keypairs import KeyPair
from govhall.support.documents.public import OfdRefused, ofd
from govhall.support.seals.choices import Finding
from govhall.support.seals.engine import ofd_checking, ofd_signing
from govhall.support.seals.engine.trust import Trust

pytestmark = pytest.mark.clause("box:统一电子印章")
PAGE = "Doc_0/Pages/Page_0/Content.xml"
Parts = dict[str, ofd.Part]


def findings(content: bytes) -> list[Finding]:
    return [found.finding for found in ofd_checking.check(content, trust=seals.trust())]


def changed(**changes: Callable[[bytes], bytes]) -> bytes:
    """The sealed OFD after somebody changed parts and packed it again."""
    parts = ofd.unpack(seals.sealed_ofd())
    for part, change in changes.items():
        name = {"page": PAGE, "root": ofd.ROOT, "signature": ofd_signing.SIGNATURE, "value": ofd_signing.VALUE,
                "seal": ofd_signing.SEAL, "listed": ofd_signing.SIGNATURES}[part]  # fmt: skip
        old = parts[name].data
        parts[name] = ofd.Part(change(old))
        assert parts[name].data != old
    return ofd.pack(parts)


def replacing(old: str, new: str) -> Callable[[bytes], bytes]:
    return lambda data: data.replace(old.encode(), new.encode(), 1)


class TestCheck:
    def test_of_a_sealed_paper_is_valid_and_names_the_signer(self) -> None:
        (found,) = ofd_checking.check(seals.sealed_ofd(), trust=seals.trust())
        assert found.finding is Finding.VALID
        assert (found.signer, found.reason, found.signed_at) == (seals.NAME, "受理通知书 1", seals.AT)

    def test_of_an_unsealed_paper_finds_nothing(self) -> None:
        assert findings(ofd.pack(ofd.write(seals.paper()).parts)) == []

    def test_finds_a_changed_page(self) -> None:
        assert findings(changed(page=replacing("已经受理", "不予受理"))) == [Finding.CHANGED]

    def test_finds_changed_metadata(self) -> None:
        assert findings(changed(root=replacing('Name="ZZBH">1', 'Name="ZZBH">2'))) == [Finding.CHANGED]

    def test_finds_a_changed_page_whose_digest_was_mended(self) -> None:
        page = ofd.unpack(seals.sealed_ofd())[PAGE].data
        forged = replacing("已经受理", "不予受理")(page)
        old, new = (base64.b64encode(sm3(data)).decode() for data in (page, forged))
        assert findings(changed(page=lambda _: forged, signature=replacing(old, new))) == [Finding.CHANGED]

    def test_finds_an_added_part(self) -> None:
        parts = ofd.unpack(seals.sealed_ofd()) | {"Doc_0/Pages/Page_0/Annotation.xml": ofd.Part(b"<a/>")}
        assert findings(ofd.pack(parts)) == [Finding.APPENDED]

    def test_finds_a_missing_part(self) -> None:
        parts = ofd.unpack(seals.sealed_ofd())
        del parts["Doc_0/PublicRes.xml"]
        assert findings(ofd.pack(parts)) == [Finding.MISSING]

    def test_finds_a_swapped_seal_picture(self) -> None:
        parts = ofd.unpack(seals.sealed_ofd())
        assert findings(changed(seal=lambda data: data[:-1] + bytes([data[-1] ^ 1]))) == [Finding.CHANGED]
        assert findings(ofd.pack(parts)) == [Finding.VALID]

    def test_finds_the_signature_of_another_paper(self) -> None:
        other = ofd.unpack(seals.sealed_ofd(seals.paper("另一份文件")))
        assert findings(changed(value=lambda _: other[ofd_signing.VALUE].data)) == [Finding.CHANGED]

    def test_finds_a_signature_by_another_key(self) -> None:
        forged = KeyPair(name="forged", certificate=seals.pair().certificate, private=seals.pair("别人").private)
        assert findings(seals.sealed_ofd(by=forged)) == [Finding.SIGNATURE]

    def test_finds_a_signer_whom_the_seal_does_not_name(self) -> None:
        assert findings(seals.sealed_ofd(by=seals.pair("别人"))) == [Finding.NOT_LISTED]

    def test_finds_an_unknown_authority(self) -> None:
        (found,) = ofd_checking.check(seals.sealed_ofd(), trust=Trust(roots=[]))
        assert found.finding is Finding.UNTRUSTED

    def test_finds_another_digest_method(self) -> None:
        sha256 = replacing('CheckMethod="1.2.156.10197.1.401"', 'CheckMethod="2.16.840.1.101.3.4.2.1"')
        assert findings(changed(signature=sha256)) == [Finding.CHANGED]

    def test_finds_a_moved_stamp(self) -> None:
        assert findings(changed(signature=replacing("70.000 40.000", "10.000 10.000"))) == [Finding.CHANGED]

    def test_finds_a_list_that_was_emptied(self) -> None:
        with pytest.raises(OfdRefused) as fault:
            findings(changed(listed=replacing("ofd:Signature ID", "ofd:Other ID")))
        assert fault.value.code == "ofd-structure"

    def test_never_takes_a_paper_whose_list_was_cut_off_for_sealed(self) -> None:
        place = f"<ofd:Signatures>/{ofd_signing.SIGNATURES}</ofd:Signatures>"
        assert findings(changed(root=replacing(place, ""))) == []


def test_a_sealed_paper_is_not_sealed_again() -> None:
    package = ofd.Package(ofd.unpack(seals.sealed_ofd()))
    with pytest.raises(ofd_signing.AlreadySealed):
        ofd_signing.sign(package, pair=seals.pair(), seal=seals.eseal(), reason="", at=seals.AT)


def test_the_stamp_stands_where_the_paper_kept_a_place() -> None:
    signature = ofd.unpack(seals.sealed_ofd())[ofd_signing.SIGNATURE].data.decode()
    assert 'Boundary="70.000 40.000 40 40"' in signature
    bare = seals.sealed_ofd(seals.paper(seal=False))
    assert b"StampAnnot" not in ofd.unpack(bare)[ofd_signing.SIGNATURE].data
    assert findings(bare) == [Finding.VALID]
