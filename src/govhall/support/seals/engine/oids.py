"""Teaches asn1crypto the names of the national algorithms, once, before any CMS is read or written."""

from asn1crypto import algos

SM3 = "1.2.156.10197.1.401"
SHA256 = "2.16.840.1.101.3.4.2.1"
SM2_WITH_SM3 = "1.2.156.10197.1.501"


def register() -> None:
    """Make ``sm3`` and ``sm2_sm3`` known as digest and signature algorithms."""
    for table, oid, name in (
        (algos.DigestAlgorithmId, SM3, "sm3"),
        (algos.SignedDigestAlgorithmId, SM2_WITH_SM3, "sm2_sm3"),
    ):
        table._map.setdefault(oid, name)
        if table._reverse_map is not None:
            table._reverse_map.setdefault(name, oid)


register()
