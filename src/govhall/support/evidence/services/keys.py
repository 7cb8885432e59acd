"""
The log's keys: an authority whose fingerprint is the log's name, and the key that signs heads, certified by it.

A real province has the signing key certified by its licensed authority and publishes that one's fingerprint; whoever
checks a proof trusts the published fingerprint and nothing else.
"""

from contextlib import suppress
from datetime import datetime, timedelta

from django.db import connection

from govhall.infra.crypto import keypairs, provider, x509
from govhall.infra.crypto.keypairs import KeyPair
from govhall.support.evidence.models import LogKey
from govhall.support.evidence.selectors import keyring

AUTHORITY, SIGNER, WITNESS = "evidence-authority", "evidence-log", "evidence-witness"
_LOCK = 0x4556494B  # "EVIK" in ASCII: nobody else takes it
_AUTHORITY_YEARS, _SIGNER_YEARS = 20, 10


def authority(at: datetime) -> KeyPair:
    """Return the log's authority; the first call makes it."""
    if not keypairs.exists(AUTHORITY):
        private = provider().generate_key()
        root = x509.build_root(
            subject=x509.Subject(common_name="政务大厅示范存证根证书", organization="政务大厅示范"),
            private=private,
            validity=_validity(at, _AUTHORITY_YEARS),
        )
        with suppress(keypairs.KeyPairExists):  # another worker made it a moment ago
            keypairs.save(KeyPair(name=AUTHORITY, certificate=root, private=private))
    return keypairs.load(AUTHORITY)


def signer(at: datetime) -> KeyPair:
    """Return the key that signs heads now, known in the database by its certificate; the first call makes it."""
    newest = keyring.newest()
    name = newest.open_key if newest else None
    return known(LogKey.objects.get(pk=name).name if name else SIGNER, at)


def hold() -> None:
    """Wait until nobody else signs a head or changes the key; holds until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def known(name: str, at: datetime) -> KeyPair:
    """Return the key pair for heads of this name, made if need be and known in the database."""
    pair = _certified(name, "存证树头签名", at)
    LogKey.objects.get_or_create(
        fingerprint=pair.certificate.fingerprint,
        defaults={
            "name": name,
            "certificate": pair.certificate.pem(),
            "authority": authority(at).certificate.pem(),
            "since": at,
        },
    )
    return pair


def witness(at: datetime) -> KeyPair:
    """Return the key with which we co-sign heads of other logs; the first call makes it."""
    return _certified(WITNESS, "存证见证签名", at)


def _certified(name: str, title: str, at: datetime) -> KeyPair:
    if not keypairs.exists(name):
        issuer, private = authority(at), provider().generate_key()
        certificate = x509.issue(
            issuer=issuer.certificate,
            issuer_private=issuer.private,
            subject=x509.Subject(common_name=title, organization="政务大厅示范", unit="区块链存证"),
            public=provider().public_from_private(private),
            validity=_validity(at, _SIGNER_YEARS),
            usage=x509.Usage.SIGNING,
        )
        with suppress(keypairs.KeyPairExists):
            keypairs.save(KeyPair(name=name, certificate=certificate, private=private))
    return keypairs.load(name)


def _validity(at: datetime, years: int) -> x509.Validity:
    # A day back: clocks of those who check may lag.
    return x509.Validity(not_before=at - timedelta(days=1), not_after=at + timedelta(days=365 * years))
