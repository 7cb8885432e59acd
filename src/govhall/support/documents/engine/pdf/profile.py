"""The sRGB colour profile (ICC 4.2) that a PDF/A names as its output intent, built from the published numbers."""

import struct
from collections.abc import Sequence
from functools import lru_cache

# Primaries and white of sRGB adapted to D50, and the adaptation from D65 (Bradford), as in ICC's own sRGB profiles.
_WHITE = (0.9642, 1.0, 0.8249)
_RED, _GREEN, _BLUE = (0.43607, 0.22249, 0.01392), (0.38515, 0.71687, 0.09708), (0.14307, 0.06061, 0.71410)
_ADAPTATION = (1.04788, 0.02292, -0.05019, 0.02959, 0.99048, -0.01706, -0.00923, 0.01508, 0.75168)
_CURVE = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)


@lru_cache(maxsize=1)
def srgb() -> bytes:
    """Return the profile."""
    curve = b"para" + struct.pack(">IHH", 0, 3, 0) + _numbers(_CURVE)
    tags = {
        b"desc": _words("sRGB"), b"cprt": _words("CC0"), b"wtpt": _place(_WHITE),
        b"chad": b"sf32" + bytes(4) + _numbers(_ADAPTATION),
        b"rXYZ": _place(_RED), b"gXYZ": _place(_GREEN), b"bXYZ": _place(_BLUE),
        b"rTRC": curve, b"gTRC": curve, b"bTRC": curve,
    }  # fmt: skip
    at, table, body = 128 + 4 + 12 * len(tags), struct.pack(">I", len(tags)), b""
    for tag, data in tags.items():
        table += tag + struct.pack(">II", at + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    size = 128 + len(table) + len(body)
    head = struct.pack(
        ">I4xI4s4s4s6H4s4xIIIQI12sI44x", size, 0x04200000, b"mntr", b"RGB ", b"XYZ ", 2026, 1, 1, 0, 0, 0, b"acsp",
        0, 0, 0, 0, 0, _numbers(_WHITE), 0,
    )  # fmt: skip
    return head + table + body


def _numbers(values: Sequence[float]) -> bytes:
    return struct.pack(f">{len(values)}i", *(round(value * 65536) for value in values))


def _place(values: Sequence[float]) -> bytes:
    return b"XYZ " + bytes(4) + _numbers(values)


def _words(text: str) -> bytes:
    encoded = text.encode("utf-16-be")
    return b"mluc" + struct.pack(">III4sII", 0, 1, 12, b"enUS", len(encoded), 28) + encoded
