"""Canonical JSON and the Merkle tree of RFC 9162: pure Python, knows no database and no law."""
