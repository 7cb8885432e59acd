"""
Certificates with ECDSA (P-256) and RSA keys, for readers and authorities that know no SM2. ``cryptography`` makes them.

The issuer's key is in this process; the subject's may be anywhere, its public key is all that is needed.
"""

import secrets

from cryptography import x509 as pyca
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, load_der_private_key, load_der_public_key
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from govhall.infra.crypto import x509
from govhall.infra.crypto.errors import InvalidKey
from govhall.infra.crypto.signers import ClassicalSigner
from govhall.infra.crypto.x509 import KeyCertificate, Subject, Usage, Validity

_BITS = (
    "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
    "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
)  # fmt: skip


def build_root(*, subject: Subject, private: bytes, validity: Validity) -> KeyCertificate:
    """Return a self-signed authority for the key ``private`` (PKCS#8)."""
    name, public = _name(subject), ClassicalSigner(private).public_info()
    return _signed(_builder(name, name, public, public, validity, Usage.AUTHORITY), private)


def issue(
    *,
    issuer: KeyCertificate,
    issuer_private: bytes,
    subject: Subject,
    public_info: bytes,
    validity: Validity,
    usage: Usage,
) -> KeyCertificate:
    """
    Return a certificate for the key in ``public_info`` (SubjectPublicKeyInfo), signed by ``issuer``.

    :raises ValueError: if ``issuer`` is no authority, isn't the holder of ``issuer_private``, or expires earlier
    """
    if not issuer.is_authority or ClassicalSigner(issuer_private).public_info() != issuer.key_info:
        raise ValueError("the issuer must be an authority and hold the private key")
    if validity.not_after > issuer.validity.not_after:
        raise ValueError("a certificate can't outlive its issuer")
    above = pyca.load_der_x509_certificate(issuer.encoded).subject
    return _signed(_builder(_name(subject), above, public_info, issuer.key_info, validity, usage), issuer_private)


def _builder(
    subject: pyca.Name, issuer: pyca.Name, public_info: bytes, issuer_info: bytes, validity: Validity, usage: Usage
) -> pyca.CertificateBuilder:
    public, above = _public(public_info), _public(issuer_info)
    authority = usage is Usage.AUTHORITY
    wanted = {"content_commitment" if bit == "non_repudiation" else bit for bit in usage.value}
    builder = (
        pyca.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(secrets.randbits(159) | 1)
        .not_valid_before(validity.not_before.replace(microsecond=0))
        .not_valid_after(validity.not_after.replace(microsecond=0))
        .add_extension(pyca.BasicConstraints(ca=authority, path_length=0 if authority else None), critical=True)
        .add_extension(pyca.KeyUsage(**{bit: bit in wanted for bit in _BITS}), critical=True)
        .add_extension(pyca.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(pyca.AuthorityKeyIdentifier.from_issuer_public_key(above), critical=False)
    )
    if usage is Usage.TIME_STAMPING:
        builder = builder.add_extension(pyca.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    return builder


def _signed(builder: pyca.CertificateBuilder, private: bytes) -> KeyCertificate:
    key = load_der_private_key(private, None)
    if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise InvalidKey("私钥不是 RSA 或 ECDSA 私钥。")
    return x509.read_any(builder.sign(key, hashes.SHA256()).public_bytes(Encoding.DER))


def _public(info: bytes) -> rsa.RSAPublicKey | ec.EllipticCurvePublicKey:
    key = load_der_public_key(info)
    if not isinstance(key, rsa.RSAPublicKey | ec.EllipticCurvePublicKey):
        raise InvalidKey("公钥不是 RSA 或 ECDSA 公钥。")
    return key


def _name(subject: Subject) -> pyca.Name:
    parts = (
        (NameOID.COUNTRY_NAME, subject.country),
        (NameOID.STATE_OR_PROVINCE_NAME, subject.province),
        (NameOID.ORGANIZATION_NAME, subject.organization),
        (NameOID.ORGANIZATIONAL_UNIT_NAME, subject.unit),
        (NameOID.COMMON_NAME, subject.common_name),
    )
    return pyca.Name([pyca.NameAttribute(kind, value) for kind, value in parts if value])
