"""
The SM2 curve (GB/T 32918.5) in plain integers: the range of private keys and the public key of a private key.

For providers whose library hides the public key. The scalar is split at random before each multiplication, so that
its time says nothing about the key; nothing else here may touch secrets.
"""

import secrets

P = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
A = P - 3
B = 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93
N = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
G = (
    0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7,
    0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0,
)

Point = tuple[int, int]


def is_private(private: bytes) -> bool:
    """Whether ``private`` is a private key: 32 bytes within 1 and n - 2."""
    return len(private) == 32 and 1 <= int.from_bytes(private) <= N - 2


def is_public(public: bytes) -> bool:
    """Whether ``public`` is an uncompressed point of the curve (65 bytes)."""
    if len(public) != 65 or public[0] != 4:
        return False
    x, y = int.from_bytes(public[1:33]), int.from_bytes(public[33:])
    return x < P and y < P and (y * y - (x * x * x + A * x + B)) % P == 0


def new_private() -> bytes:
    """Return a random private key."""
    return (secrets.randbelow(N - 2) + 1).to_bytes(32)


def public_key(private: bytes) -> bytes:
    """Return the 65-byte public key of a private key that ``is_private``."""
    share = secrets.randbelow(N - 1) + 1
    found = _add(_multiply(share), _multiply((int.from_bytes(private) - share) % N))
    if found is None:
        raise ValueError("the private key is zero")
    return b"\x04" + found[0].to_bytes(32) + found[1].to_bytes(32)


def _multiply(scalar: int) -> Point | None:
    result: Point | None = None
    addend: Point | None = G
    while scalar:
        if scalar & 1:
            result = _add(result, addend)
        addend = _add(addend, addend)
        scalar >>= 1
    return result


def _add(first: Point | None, second: Point | None) -> Point | None:
    if first is None or second is None:
        return first or second
    (x1, y1), (x2, y2) = first, second
    if x1 == x2 and (y1 + y2) % P == 0:
        return None
    rise, run = (3 * x1 * x1 + A, 2 * y1) if first == second else (y2 - y1, x2 - x1)
    slope = rise * pow(run, -1, P) % P
    x3 = (slope * slope - x1 - x2) % P
    return x3, (slope * (x1 - x3) - y1) % P
