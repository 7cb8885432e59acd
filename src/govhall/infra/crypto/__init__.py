"""
National cryptography: SM2 signatures and key encryption, SM3, HMAC-SM3, SM4-GCM, keys and key certificates.

Modules: ``hashes`` (SM3), ``sm4`` (sealing), ``sm2`` (the provider interface), ``keys`` (the key ring), ``x509`` and
``keypairs`` (key certificates). None of this is a certified 密码模块: a provider for one (SDF/SKF) can be put in its
place through ``sm2.SmProvider``. Nothing here knows persons, documents or the law.
"""

from govhall.infra.crypto.errors import CryptoError, DecryptionFailed, InvalidKey, ProviderUnavailable
from govhall.infra.crypto.hashes import hmac_sm3, new_sm3, sm3, sm3_hex
from govhall.infra.crypto.sm2 import SmProvider, provider
from govhall.infra.crypto.sm4 import open_, seal

__all__ = [
    "CryptoError",
    "DecryptionFailed",
    "InvalidKey",
    "ProviderUnavailable",
    "SmProvider",
    "hmac_sm3",
    "new_sm3",
    "open_",
    "provider",
    "seal",
    "sm3",
    "sm3_hex",
]
