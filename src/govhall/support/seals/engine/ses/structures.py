"""The ASN.1 of GB/T 38540-2020: SESeal and SES_Signature. It must not judge anything."""

from typing import TypeVar

from asn1crypto import core

from govhall.infra.crypto import x509

VERSION = 4
CERTIFICATES, DIGESTS = 1, 2  # the two kinds of a seal's list of signers
LARGEST = 4 * 1024 * 1024


class MalformedSeal(ValueError):
    """The bytes aren't a seal or a signature of GB/T 38540."""


class Header(core.Sequence):  # type: ignore[misc]  # asn1crypto has no types
    """SES_Header."""

    _fields = [("id", core.IA5String), ("version", core.Integer), ("maker", core.IA5String)]


class Certificates(core.SequenceOf):  # type: ignore[misc]  # asn1crypto has no types
    """The signers' certificates in full."""

    _child_spec = core.OctetString


class CertificateDigest(core.Sequence):  # type: ignore[misc]  # asn1crypto has no types
    """The kind of digest and the digest of one certificate."""

    _fields = [("kind", core.PrintableString), ("value", core.OctetString)]


class CertificateDigests(core.SequenceOf):  # type: ignore[misc]  # asn1crypto has no types
    """The signers' certificates as digests."""

    _child_spec = CertificateDigest


class Property(core.Sequence):  # type: ignore[misc]  # asn1crypto has no types
    """SES_ESPropertyInfo. The form of ``signers`` follows from ``signers_kind``: both have the same tag."""

    _fields = [
        ("kind", core.Integer),
        ("name", core.UTF8String),
        ("signers_kind", core.Integer),
        ("signers", core.Any),
        ("created", core.GeneralizedTime),
        ("valid_from", core.GeneralizedTime),
        ("valid_until", core.GeneralizedTime),
    ]
    _spec_callbacks = {
        "signers": lambda self: CertificateDigests if self["signers_kind"].native == DIGESTS else Certificates
    }


class Picture(core.Sequence):  # type: ignore[misc]  # asn1crypto has no types
    """SES_ESPictureInfo: millimetres."""

    _fields = [
        ("kind", core.IA5String),
        ("data", core.OctetString),
        ("width", core.Integer),
        ("height", core.Integer),
    ]


class Extension(core.Sequence):  # type: ignore[misc]  # asn1crypto has no types
    """ExtData."""

    _fields = [
        ("id", core.ObjectIdentifier),
        ("critical", core.Boolean, {"default": False}),
        ("value", core.OctetString),
    ]


class Extensions(core.SequenceOf):  # type: ignore[misc]  # asn1crypto has no types
    """ExtensionDatas."""

    _child_spec = Extension


class SealInfo(core.Sequence):  # type: ignore[misc]  # asn1crypto has no types
    """SES_SealInfo: what the maker signs."""

    _fields = [
        ("header", Header),
        ("id", core.IA5String),
        ("property", Property),
        ("picture", Picture),
        ("extensions", Extensions, {"explicit": 0, "optional": True}),
    ]


class Seal(core.Sequence):  # type: ignore[misc]  # asn1crypto has no types
    """SESeal."""

    _fields = [
        ("info", SealInfo),
        ("certificate", core.OctetString),
        ("algorithm", core.ObjectIdentifier),
        ("signature", core.OctetBitString),
    ]


class ToBeSigned(core.Sequence):  # type: ignore[misc]  # asn1crypto has no types
    """TBS_Sign: what the signer signs."""

    _fields = [
        ("version", core.Integer),
        ("seal", Seal),
        ("time", core.GeneralizedTime),
        ("digest", core.OctetBitString),
        ("place", core.IA5String),
        ("extensions", Extensions, {"explicit": 0, "optional": True}),
    ]


class Signature(core.Sequence):  # type: ignore[misc]  # asn1crypto has no types
    """SES_Signature."""

    _fields = [
        ("to_be_signed", ToBeSigned),
        ("certificate", core.OctetString),
        ("algorithm", core.ObjectIdentifier),
        ("signature", core.OctetBitString),
        ("time_stamp", core.OctetBitString, {"explicit": 0, "optional": True}),
    ]


_Kind = TypeVar("_Kind", Seal, Signature)


def read_seal(encoded: bytes) -> Seal:
    """Return a seal with every part readable. :raises MalformedSeal: if it is none"""
    return _read(Seal, encoded)


def read_signature(encoded: bytes) -> Signature:
    """Return a signature with every part readable. :raises MalformedSeal: if it is none"""
    return _read(Signature, encoded)


def _read(kind: type[_Kind], encoded: bytes) -> _Kind:
    try:
        if len(encoded) > LARGEST:
            raise ValueError("too large")
        found: _Kind = kind.load(encoded, strict=True)
        found.native  # noqa: B018  # reads every part once, so that damage shows here and not later
        if found.dump(force=True) != encoded:
            raise ValueError("not DER")
    except x509.UNREADABLE:
        raise MalformedSeal("not a structure of GB/T 38540") from None
    return found
