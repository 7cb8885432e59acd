"""Authorities, seals and small sealed papers, without a database."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache

from govhall.infra.crypto import provider, x509
from govhall.infra.crypto.keypairs import KeyPair
from govhall.support.documents.public import fonts, ofd, pages, pdf, shapes, typesetting
from govhall.support.seals.engine import appearance, ofd_signing, signing
from govhall.support.seals.engine.ses import making
from govhall.support.seals.engine.trust import Trust

AT = datetime(2026, 10, 13, 2, tzinfo=UTC)
YEAR = timedelta(days=365)
NAME = "观山湖区市场监督管理局"
VALIDITY = x509.Validity(not_before=AT - YEAR, not_after=AT + 3 * YEAR)
_INK = (20, 30, 40)


@lru_cache
def authority() -> KeyPair:
    """The authority that ``trust`` trusts."""
    private = provider().generate_key()
    subject = x509.Subject(common_name="试验根")
    return KeyPair(
        name="root", certificate=x509.build_root(subject=subject, private=private, validity=VALIDITY), private=private
    )


@lru_cache
def pair(name: str = NAME) -> KeyPair:
    """A key for signing under the authority."""
    private = provider().generate_key()
    certificate = x509.issue(
        issuer=authority().certificate,
        issuer_private=authority().private,
        subject=x509.Subject(common_name=name),
        public=provider().public_from_private(private),
        validity=VALIDITY,
        usage=x509.Usage.SIGNING,
    )
    return KeyPair(name="seal", certificate=certificate, private=private)


@lru_cache
def stranger() -> KeyPair:
    """A key that says of itself that it may be believed."""
    private = provider().generate_key()
    subject = x509.Subject(common_name=NAME)
    return KeyPair(
        name="seal", certificate=x509.build_root(subject=subject, private=private, validity=VALIDITY), private=private
    )


def trust() -> Trust:
    """Trust in the authority, nobody revoked."""
    return Trust(roots=[authority().certificate])


@lru_cache
def eseal() -> bytes:
    """A seal of GB/T 38540 that ``pair()`` may use."""
    return making.make_seal(
        maker=pair("制章中心"),
        seal_id="1",
        name=NAME,
        signers=[pair().certificate],
        picture=making.SealPicture(kind="PNG", data=b"\x89PNG", width=40, height=40),
        validity=VALIDITY,
        at=AT,
    )


def paper(*words: str, seal: bool = True, metadata: dict[str, str] | None = None) -> pages.Paper:
    """A paper of one page with these lines, a rule and a place for the seal."""
    lines = [
        typesetting.left(line, 15, 20 + number * 9, fonts.Face.SERIF, 5, _INK, bold=number == 0)
        for number, line in enumerate(words or ("受理通知书", "您的申请已经受理。"))
    ]
    rule = shapes.Shape(path=shapes.line(15, 23, 105, 23), stroke=_INK)
    page = pages.Page(
        width=120,
        height=90,
        items=(*lines, rule),
        seal=pages.Box(x=70, y=40, width=40, height=40) if seal else None,
    )
    return pages.Paper(title="受理通知书", author=NAME, pages=(page,), at=AT, metadata=metadata or {"ZZBH": "1"})


def sealed_ofd(content: pages.Paper | None = None, *, by: KeyPair | None = None, seal: bytes | None = None) -> bytes:
    """A small paper as OFD under the seal."""
    package = ofd.write(content or paper())
    return ofd_signing.sign(package, pair=by or pair(), seal=seal or eseal(), reason="受理通知书 1", at=AT)


def sealed_pdf(content: pages.Paper | None = None) -> bytes:
    """The same paper as PDF under the same seal."""
    return signing.sign(
        pdf.write(content or paper()),
        pair=pair(),
        authorities=[authority().certificate],
        name=NAME,
        reason="受理通知书 1",
        at=AT,
        picture=appearance.round_seal(NAME),
    )


@lru_cache
def known_ofd() -> bytes:
    """One sealed OFD, the same at each call."""
    return sealed_ofd()


@lru_cache
def known_pdf() -> bytes:
    """One sealed PDF, the same at each call."""
    return sealed_pdf()
