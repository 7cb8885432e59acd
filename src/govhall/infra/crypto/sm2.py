"""
SM2 (GB/T 32918): the provider interface and the choice of a provider.

Private keys are 32 bytes, public keys 65 bytes (04 + x + y), signatures DER, ciphertexts the ASN.1 of GM/T 0009. The
signer's id is always the default ``1234567812345678``. Only whole messages are signed: signing a ready digest is
not offered, because it invites to leave out the signer's part of the hash.
"""

import os
from collections.abc import Callable
from functools import cache
from typing import Protocol

import structlog

from govhall.infra.crypto.errors import CryptoError, ProviderUnavailable

PRIVATE_SIZE = 32
PUBLIC_SIZE = 65
MAX_PLAINTEXT = 255
SIGNER_ID = b"1234567812345678"
VARIABLE = "GOVHALL_SM_PROVIDER"

logger = structlog.get_logger(__name__)


class SmProvider(Protocol):
    """What an SM2 implementation offers, in software or in a cryptographic module."""

    name: str

    def generate_key(self) -> bytes:
        """Return a new private key."""

    def public_from_private(self, private: bytes) -> bytes:
        """
        Return the public key.

        :raises InvalidKey: if the private key isn't within 1 and n - 2
        """

    def sign(self, private: bytes, message: bytes) -> bytes:
        """
        Return a DER signature over ``message`` with SM3.

        :raises InvalidKey: if the private key is wrong
        """

    def verify(self, public: bytes, message: bytes, signature: bytes) -> bool:
        """
        Whether the DER ``signature`` is right; a malformed one is simply wrong.

        :raises InvalidKey: if the public key isn't a point of the curve
        """

    def encrypt(self, public: bytes, plaintext: bytes) -> bytes:
        """
        Return ``plaintext`` (1 to 255 bytes: keys, not documents) encrypted for the holder of ``public``.

        :raises InvalidKey: if the public key isn't a point of the curve
        """

    def decrypt(self, private: bytes, ciphertext: bytes) -> bytes:
        """
        Return the plaintext.

        :raises DecryptionFailed: if the ciphertext was changed or made for another key
        """


def provider() -> SmProvider:
    """
    Return the provider in use: the one named in ``GOVHALL_SM_PROVIDER``, else the first that passes its self-test.

    :raises ProviderUnavailable: if the named one, or every one, can't be used here
    """
    return _choose(os.environ.get(VARIABLE, ""))


@cache
def _choose(wanted: str) -> SmProvider:
    if wanted and wanted not in _FACTORIES:
        raise ProviderUnavailable(f"{VARIABLE} 只能是 {'、'.join(_FACTORIES)}。")
    for name in [wanted] if wanted else list(_FACTORIES):
        try:
            found = _FACTORIES[name]()
            self_test(found)
        except (CryptoError, ImportError, OSError) as error:
            logger.warning("sm2_provider_unavailable", provider=name, reason=str(error))
            continue
        logger.info("sm2_provider_chosen", provider=name)
        return found
    raise ProviderUnavailable("本机没有可用的 SM2 算法实现，请安装 OpenSSL 3 或 gmssl-fast。")


def self_test(candidate: SmProvider) -> None:
    """
    Prove that ``candidate`` computes: a known signature, its own signature, an encryption.

    :raises ProviderUnavailable: if anything differs
    """
    private, message = candidate.generate_key(), b"govhall self-test"
    public = candidate.public_from_private(private)
    passed = (
        candidate.verify(_KNOWN_PUBLIC, b"message digest", _KNOWN_SIGNATURE)
        and not candidate.verify(_KNOWN_PUBLIC, b"message digesT", _KNOWN_SIGNATURE)
        and candidate.verify(public, message, candidate.sign(private, message))
        and candidate.decrypt(private, candidate.encrypt(public, message)) == message
    )
    if not passed:
        raise ProviderUnavailable(f"SM2 算法实现 {candidate.name} 自检未通过。")


def _libcrypto() -> SmProvider:
    from govhall.infra.crypto.libcrypto import LibcryptoProvider

    return LibcryptoProvider()


def _gmssl() -> SmProvider:
    from govhall.infra.crypto.gmssl import GmsslProvider

    return GmsslProvider()


_FACTORIES: dict[str, Callable[[], SmProvider]] = {"libcrypto": _libcrypto, "gmssl-fast": _gmssl}

# The example of GB/T 32918.5 annex A.2.
_KNOWN_PUBLIC = bytes.fromhex(
    "0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020"
    "ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13"
)
_KNOWN_SIGNATURE = bytes.fromhex(
    "3046022100f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720"
    "b3022100b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa"
)
