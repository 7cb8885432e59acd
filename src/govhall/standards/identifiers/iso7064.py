"""
Check characters of ISO/IEC 7064 (GB/T 17710): the pure system MOD 11,2 and the hybrid systems MOD 11,10 and MOD 37,36.

All three find every single wrong character. Input must already be normalised; a foreign character is a ``ValueError``.
"""

DIGITS = "0123456789"
ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def mod_11_2(digits: str) -> str:
    """Return the check character, ``0``–``9`` or ``X``, for a run of digits."""
    remainder = 0
    for digit in digits:
        remainder = (remainder + DIGITS.index(digit)) * 2 % 11
    return (DIGITS + "X")[(12 - remainder) % 11]


def mod_11_10(digits: str) -> str:
    """Return the check digit for a run of digits."""
    return _hybrid(digits, DIGITS)


def mod_37_36(characters: str) -> str:
    """Return the check character for a run of ``0``–``9`` and ``A``–``Z``."""
    return _hybrid(characters, ALPHANUMERIC)


def _hybrid(characters: str, alphabet: str) -> str:
    modulus = len(alphabet)
    product = modulus
    for character in characters:
        total = (product + alphabet.index(character)) % modulus or modulus
        product = total * 2 % (modulus + 1)
    return alphabet[(modulus + 1 - product) % modulus]
