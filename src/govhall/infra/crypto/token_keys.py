"""
Signing keys that are made inside a PKCS#11 token and stay there (C_GenerateKeyPair, C_Sign).

ECDSA on P-256 and RSA use the standard's mechanisms. SM2 has no mechanism in PKCS#11 up to 3.1: each certified module
brings a number of its vendor's range (CKM_VENDOR_DEFINED and up), which the environment names. What the token signs is
verified before it leaves: a mechanism that computes another equation is found out at the first signature.
"""

import ctypes
import os
from typing import Final

from asn1crypto import core

from govhall.infra.crypto import curve, der, pkcs11, schemes
from govhall.infra.crypto.hashes import sm3
from govhall.infra.crypto.pkcs11 import Mechanism, Token, TokenUnavailable, Ulong
from govhall.infra.crypto.schemes import Scheme
from govhall.infra.crypto.sm2 import SIGNER_ID

SM2_MECHANISM_VARIABLE: Final = "GOVHALL_PKCS11_SM2_MECHANISM"
SM2_KEY_GEN_VARIABLE: Final = "GOVHALL_PKCS11_SM2_KEY_GEN"
_PUBLIC, _PRIVATE = 0x2, 0x3
_CLASS, _TOKEN, _IS_PRIVATE, _LABEL, _ID, _SENSITIVE = 0x0, 0x1, 0x2, 0x3, 0x102, 0x103
_SIGN, _VERIFY, _MODULUS, _MODULUS_BITS, _EXPONENT, _EXTRACTABLE = 0x108, 0x10A, 0x120, 0x121, 0x122, 0x162
_EC_PARAMS, _EC_POINT = 0x180, 0x181
_RSA_KEY_GEN, _SHA256_RSA, _EC_KEY_GEN, _ECDSA = 0x0, 0x40, 0x1040, 0x1041
_P256, _SM2_CURVE = "1.2.840.10045.3.1.7", "1.2.156.10197.1.301"
_RSA_BITS, _E, _ROOM = 2048, b"\x01\x00\x01", 512
# Z of GB/T 32918 begins with the signer's id and the curve: a, b and the base point.
_CURVE = b"".join(number.to_bytes(32) for number in (curve.A, curve.B, *curve.G))


def generate(token: Token, label: str, scheme: Scheme) -> None:
    """
    Make a key pair in the token; the private key is sensitive and can't be extracted.

    :raises TokenUnavailable: if the token refuses, or holds a key of this label
    """
    with token.session() as (library, session):
        if pkcs11.find_object(library, session, _PRIVATE, label) is not None:
            raise TokenUnavailable(f"密码设备里已有名为 {label} 的密钥，请换一个名称，或先由管理员删除。")
        named: list[tuple[int, int | bytes | bool]] = [(_TOKEN, True), (_LABEL, label.encode()), (_ID, label.encode())]
        public = [*named, (_VERIFY, True), *_parameters(scheme)]
        private = [*named, (_IS_PRIVATE, True), (_SENSITIVE, True), (_EXTRACTABLE, False), (_SIGN, True)]
        first, kept_1 = pkcs11.template(public)
        second, kept_2 = pkcs11.template(private)
        mechanism, made_1, made_2 = Mechanism(_key_gen(scheme), None, 0), Ulong(), Ulong()
        pkcs11.call(
            library, "C_GenerateKeyPair", session, ctypes.byref(mechanism), first, Ulong(len(kept_1)), second,
            Ulong(len(kept_2)), ctypes.byref(made_1), ctypes.byref(made_2),
        )  # fmt: skip


def sign(token: Token, label: str, scheme: Scheme, message: bytes) -> bytes:
    """
    Return the token's signature over ``message``, as ``Signer.sign`` wants it.

    :raises TokenUnavailable: without the token or the key, or if the signature doesn't verify
    """
    with token.session() as (library, session):
        public = _public_info(library, session, label, scheme)
        key = _object(library, session, _PRIVATE, label)
        raw = _sign(library, session, key, _mechanism(scheme), _input(scheme, public, message))
    signature = raw if scheme is Scheme.RSA else der.signature_from_raw(raw)
    algorithm = schemes.OWN[scheme]
    if not schemes.verify(public, message, signature, algorithm=algorithm):
        raise TokenUnavailable("密码设备给出的签名验证不通过，请核对配置的签名机制。")
    return signature


def public_info(token: Token, label: str, scheme: Scheme) -> bytes:
    """
    Return the SubjectPublicKeyInfo of a key in the token.

    :raises TokenUnavailable: without the token or the key
    """
    with token.session() as (library, session):
        return _public_info(library, session, label, scheme)


def destroy(token: Token, label: str) -> None:
    """Destroy both halves of a key in the token; that there is none is fine. :raises TokenUnavailable: without it"""
    with token.session() as (library, session):
        for kind in (_PRIVATE, _PUBLIC):
            if (found := pkcs11.find_object(library, session, kind, label)) is not None:
                pkcs11.call(library, "C_DestroyObject", session, found)


def _public_info(library: ctypes.CDLL, session: Ulong, label: str, scheme: Scheme) -> bytes:
    key = _object(library, session, _PUBLIC, label)
    if scheme is Scheme.RSA:
        modulus, exponent = (
            int.from_bytes(pkcs11.attribute(library, session, key, kind)) for kind in (_MODULUS, _EXPONENT)
        )
        numbers = der.tlv(0x30, core.Integer(modulus).dump(), core.Integer(exponent).dump())
        algorithm = der.tlv(0x30, der.oid("1.2.840.113549.1.1.1"), b"\x05\x00")
        return der.tlv(0x30, algorithm, der.tlv(0x03, b"\x00", numbers))
    point = pkcs11.attribute(library, session, key, _EC_POINT)
    if point[:2] == b"\x04\x41":  # the standard wraps the point in an OCTET STRING; some modules don't
        point = point[2:]
    if scheme is Scheme.SM2:
        return der.public_key_info(point)
    algorithm = der.tlv(0x30, der.oid("1.2.840.10045.2.1"), der.oid(_P256))
    return der.tlv(0x30, algorithm, der.tlv(0x03, b"\x00", point))


def _input(scheme: Scheme, public: bytes, message: bytes) -> bytes:
    """Return what the mechanism signs: RSA hashes by itself, the curves get a digest, for SM2 the one with Z."""
    if scheme is Scheme.RSA:
        return message
    if scheme is Scheme.ECDSA:
        return schemes.digest(schemes.SHA256, message) or b""
    z = sm3((len(SIGNER_ID) * 8).to_bytes(2) + SIGNER_ID + _CURVE + public[-64:])
    return sm3(z + message)


def _parameters(scheme: Scheme) -> list[tuple[int, int | bytes | bool]]:
    if scheme is Scheme.RSA:
        return [(_MODULUS_BITS, _RSA_BITS), (_EXPONENT, _E)]
    return [(_EC_PARAMS, der.oid(_SM2_CURVE if scheme is Scheme.SM2 else _P256))]


def _key_gen(scheme: Scheme) -> int:
    if scheme is Scheme.SM2:
        return _configured(SM2_KEY_GEN_VARIABLE)
    return _RSA_KEY_GEN if scheme is Scheme.RSA else _EC_KEY_GEN


def _mechanism(scheme: Scheme) -> int:
    if scheme is Scheme.SM2:
        return _configured(SM2_MECHANISM_VARIABLE)
    return _SHA256_RSA if scheme is Scheme.RSA else _ECDSA


def _configured(variable: str) -> int:
    try:
        return int(os.environ.get(variable, ""), 16)
    except ValueError:
        words = f"密码设备的 SM2 机制号没有配置，请按厂商手册设置环境变量 {variable}（十六进制）。"
        raise TokenUnavailable(words) from None


def _object(library: ctypes.CDLL, session: Ulong, kind: int, label: str) -> Ulong:
    found = pkcs11.find_object(library, session, kind, label)
    if found is None:
        raise TokenUnavailable(f"密码设备里没有名为 {label} 的密钥。")
    return found


def _sign(library: ctypes.CDLL, session: Ulong, key: Ulong, kind: int, content: bytes) -> bytes:
    mechanism = Mechanism(kind, None, 0)
    pkcs11.call(library, "C_SignInit", session, ctypes.byref(mechanism), key)
    answer, length = ctypes.create_string_buffer(_ROOM), Ulong(_ROOM)
    pkcs11.call(library, "C_Sign", session, content, Ulong(len(content)), answer, ctypes.byref(length))
    return answer.raw[: length.value]
