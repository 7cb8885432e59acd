"""
Time stamps, and signatures for foreign readers (docs/rules/sealed-files.md, docs/operations/time-stamps.md).

GOVHALL_TSA_URL     builtin (the authority of this installation), none, or http(s)://… of another authority (RFC 3161)
GOVHALL_TSA_DIGEST  sm3 or sha256: the digest that stamps are asked for
GOVHALL_TSA_ROOTS   file with the roots (PEM) that another authority's certificates must lead to
GOVHALL_TSA_SCHEME  sm2, ecdsa or rsa: how the built-in authority signs
GOVHALL_CLASSICAL   ecdsa or rsa: PDFs that we make get such a signature below the seal; empty: they don't
GOVHALL_CLASSICAL_CHAIN  file with the certificates above an imported pair for them (PEM), root included
"""

import os
from collections.abc import Collection

from django.core.exceptions import ImproperlyConfigured


def _one_of(variable: str, choices: Collection[str]) -> str:
    value = os.environ.get(variable, "") or next(iter(choices))
    if value not in choices:
        raise ImproperlyConfigured(f"{variable} is one of {', '.join(filter(None, choices))}, not {value}")
    return value


def _stamps_from() -> str:
    value = os.environ.get("GOVHALL_TSA_URL", "") or "builtin"
    if value not in ("builtin", "none") and not value.startswith(("https://", "http://")):
        raise ImproperlyConfigured("GOVHALL_TSA_URL is builtin, none, or an address that begins with https://")
    return value


GOVHALL_TSA_URL = _stamps_from()
GOVHALL_TSA_DIGEST = _one_of("GOVHALL_TSA_DIGEST", ("sm3", "sha256"))
GOVHALL_TSA_ROOTS = os.environ.get("GOVHALL_TSA_ROOTS", "")
GOVHALL_TSA_SCHEME = _one_of("GOVHALL_TSA_SCHEME", ("sm2", "ecdsa", "rsa"))
GOVHALL_CLASSICAL = _one_of("GOVHALL_CLASSICAL", ("", "ecdsa", "rsa"))
GOVHALL_CLASSICAL_CHAIN = os.environ.get("GOVHALL_CLASSICAL_CHAIN", "")
