"""What can go wrong with keys and ciphertexts. Messages never hold key material or plaintext."""

from govhall.kernel.errors import DomainError


class CryptoError(DomainError):
    """A cryptographic operation failed."""

    code = "crypto-error"


class InvalidKey(CryptoError):
    """A key has the wrong length, isn't on the curve, or isn't the one that the data were made with."""

    code = "invalid-key"


class DecryptionFailed(CryptoError):
    """A ciphertext was changed, cut, made for other associated data or with another key."""

    code = "decryption-failed"


class ProviderUnavailable(CryptoError):
    """The wanted SM2 provider can't be used on this machine."""

    code = "crypto-provider-unavailable"
