"""The failure matrix of standards.md 9.2 with real files, uploaded by a stranger: each has its own plain page."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from factories import seals, stamps
from govhall.infra.crypto import crls, provider, x509
from govhall.infra.crypto.keypairs import KeyPair
from govhall.infra.crypto.x509 import Usage, Validity
from govhall.support.certificates.rules import wording
from govhall.support.documents.public import ofd
from govhall.support.seals.choices import Finding
from govhall.support.seals.engine import ofd_signing
from govhall.support.seals.engine.ses import making
from govhall.support.seals.engine.stamps import Stamper
from govhall.support.seals.selectors import checking
from govhall.support.timestamps import public as timestamps

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world"), pytest.mark.clause("box:政务服务信息验证")]
AT, DAY, YEAR = seals.AT, timedelta(days=1), seals.YEAR
PAGE = "Doc_0/Pages/Page_0/Content.xml"
EARLY = Validity(not_before=AT - 3 * YEAR, not_after=AT - DAY)


def pair(
    name: str, *, validity: Validity = seals.VALIDITY, usage: Usage = Usage.SIGNING, own_root: bool = False
) -> KeyPair:
    """A key under the trusted authority, or under one of its own."""
    private = provider().generate_key()
    issuer = _stranger() if own_root else seals.authority()
    certificate = x509.issue(
        issuer=issuer.certificate, issuer_private=issuer.private, subject=x509.Subject(common_name=name),
        public=provider().public_from_private(private), validity=validity, usage=usage,
    )  # fmt: skip
    return KeyPair(name="pair", certificate=certificate, private=private)


def _stranger() -> KeyPair:
    private = provider().generate_key()
    subject = x509.Subject(common_name="别处的根")
    root = x509.build_root(subject=subject, private=private, validity=seals.VALIDITY)
    return KeyPair(name="root", certificate=root, private=private)


def seal(
    *signers: KeyPair, maker: KeyPair | None = None, validity: Validity = seals.VALIDITY, made: timedelta = DAY
) -> bytes:
    return making.make_seal(
        maker=maker or seals.pair("制章中心"), seal_id="52011500000001", name=seals.NAME,
        signers=[one.certificate for one in signers or (seals.pair(),)],
        picture=making.SealPicture(kind="PNG", data=b"\x89PNG", width=40, height=40), validity=validity, at=AT - made,
    )  # fmt: skip


def by(one: KeyPair) -> bytes:
    """An OFD by somebody whom the seal names."""
    return seals.sealed_ofd(by=one, seal=seal(one))


def changed(part: str, change: Callable[[bytes], bytes]) -> bytes:
    parts = ofd.unpack(seals.sealed_ofd())
    parts[part] = ofd.Part(change(parts[part].data))
    return ofd.pack(parts)


def appended() -> bytes:
    return ofd.pack(ofd.unpack(seals.sealed_ofd()) | {"Doc_0/More.xml": ofd.Part(b"<a/>")})


def missing() -> bytes:
    parts = ofd.unpack(seals.sealed_ofd())
    del parts["Doc_0/PublicRes.xml" if "Doc_0/PublicRes.xml" in parts else PAGE]
    return ofd.pack(parts)


def forged() -> bytes:
    mine, other = seals.pair(), pair("别人")
    return seals.sealed_ofd(by=KeyPair(name="x", certificate=mine.certificate, private=other.private))


def forged_seal() -> bytes:
    return seals.sealed_ofd(seal=seal().replace(b"52011500000001", b"52011500000002", 1))


def stamped(stamper: Stamper) -> bytes:
    package = ofd.write(seals.paper())
    return ofd_signing.sign(package, pair=seals.pair(), seal=seals.eseal(), reason="试验", at=AT, stamper=stamper)


def broken_token() -> bytes:
    """A stamp whose signature was changed by one bit at its end."""
    return stamped(stamps.stamper(change=lambda token: token[:-1] + bytes([token[-1] ^ 1])))


MAKER_NAME = "制章中心"
FILES: dict[Finding, Callable[[], bytes]] = {
    Finding.CHANGED: lambda: changed(PAGE, lambda data: data.replace("已经受理".encode(), "不予受理".encode(), 1)),
    Finding.SIGNATURE: forged,
    Finding.STRUCTURE: lambda: changed(ofd_signing.VALUE, lambda data: data[:-1]),
    Finding.UNTRUSTED: lambda: by(pair(seals.NAME, own_root=True)),
    Finding.APPENDED: appended,
    Finding.MISSING: missing,
    Finding.USAGE: lambda: by(pair(seals.NAME, usage=Usage.ENCRYPTION)),
    Finding.OUTSIDE: lambda: by(pair(seals.NAME, validity=EARLY)),
    Finding.SEAL_OUTSIDE: lambda: seals.sealed_ofd(seal=seal(validity=EARLY)),
    Finding.NOT_LISTED: lambda: seals.sealed_ofd(by=pair("别人")),
    Finding.MAKER_SIGNATURE: forged_seal,
    Finding.MAKER_UNTRUSTED: lambda: seals.sealed_ofd(seal=seal(maker=pair(MAKER_NAME, own_root=True))),
    Finding.MAKER_USAGE: lambda: seals.sealed_ofd(seal=seal(maker=pair(MAKER_NAME, usage=Usage.ENCRYPTION))),
    Finding.MAKER_OUTSIDE: lambda: seals.sealed_ofd(seal=seal(maker=pair(MAKER_NAME, validity=EARLY), made=0 * DAY)),
    Finding.STAMP_BROKEN: broken_token,
    Finding.STAMP_OTHER: lambda: stamped(stamps.stamper(change=lambda _: stamps.stamper().stamp(b"another signature"))),
    Finding.STAMP_UNTRUSTED: lambda: stamped(stamps.stamper(stamps.pair(under="别处的根"))),
    Finding.STAMP_EARLIER: lambda: stamped(stamps.stamper(at=AT - DAY)),
}


@pytest.fixture(autouse=True)
def _trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "roots", lambda: [seals.authority().certificate])
    monkeypatch.setattr(checking, "revocation_list", lambda: None)
    monkeypatch.setattr(timestamps, "roots", lambda: [stamps.root().certificate])


def heading_after(client: Client, content: bytes) -> tuple[str, str]:
    page = client.post("/verify/", {"file": SimpleUploadedFile("a.ofd", content)}).content.decode()
    found = re.search('<h1 id="verdict"[^>]*>([^<]*)</h1>', page)
    assert found is not None
    return found[1], page


def revoke(monkeypatch: pytest.MonkeyPatch, one: KeyPair, days: int) -> None:
    root = seals.authority()
    revoked = crls.make(
        issuer=root.certificate, issuer_private=root.private, number=1,
        revoked={one.certificate.serial: AT + days * DAY}, at=AT, next_at=AT + YEAR,
    )  # fmt: skip
    monkeypatch.setattr(checking, "revocation_list", lambda: revoked)


@pytest.mark.parametrize(("finding", "make"), FILES.items(), ids=[finding.value for finding in FILES])
def test_each_failure_says_in_plain_words_what_is_wrong(
    client: Client, finding: Finding, make: Callable[[], bytes]
) -> None:
    heading, page = heading_after(client, make())
    assert heading == wording.FINDINGS[finding].headline
    assert "bg-ok text-white on-dark" not in page


@pytest.mark.parametrize(
    ("finding", "who", "days"),
    [
        (Finding.REVOKED, seals.NAME, -1),
        (Finding.MAKER_REVOKED, MAKER_NAME, -60),
        (Finding.REVOKED_LATER, seals.NAME, 1),
    ],
)
def test_when_a_key_was_revoked_decides(
    client: Client, monkeypatch: pytest.MonkeyPatch, finding: Finding, who: str, days: int
) -> None:
    one = pair(who)
    revoke(monkeypatch, one, days)
    content = seals.sealed_ofd(seal=seal(maker=one)) if who == MAKER_NAME else by(one)
    heading, page = heading_after(client, content)
    if finding is Finding.REVOKED_LATER:
        assert heading == "章是真的，但它不是本平台登记的证照"
        assert "bg-warn text-white on-dark" in page
    else:
        assert heading == wording.FINDINGS[finding].headline


def test_the_matrix_is_complete() -> None:
    """SEAL_STRUCTURE alone has no file: a seal that can't be read can't be signed with by our own writer."""
    others = {Finding.VALID, Finding.REVOKED, Finding.MAKER_REVOKED, Finding.REVOKED_LATER, Finding.SEAL_STRUCTURE}
    assert set(FILES) | others == set(Finding)


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04", b"PK\x03\x04" + b"\0" * 200, b"%PDF-1.7", b"%PDF-1.7\n" + b"\xff" * 3000,
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 1 0 R/Kids[1 0 R]>>endobj trailer<</Root 1 0 R>>",
        b"x" * 900 + b"%PDF-",
    ],
)  # fmt: skip
def test_what_cannot_be_read_says_so(client: Client, content: bytes) -> None:
    heading, page = heading_after(client, content)
    assert heading == "无法读取这个文件"
    assert "bg-warn text-white on-dark" in page
