"""The call by which a head is anchored, as bytes: whoever holds the signed transaction can tell what it anchors."""

# The first four bytes of Keccak-256 of ``anchor(bytes32,uint64,bytes32)``, by which a contract knows its functions.
SELECTOR = bytes.fromhex("70c127c6")


def call_data(*, log: str, size: int, root: bytes) -> bytes:
    """Return the call: the log's name (64 hexadecimal digits), the size, the root; 32 bytes each."""
    return SELECTOR + bytes.fromhex(log) + size.to_bytes(32, "big") + root
