"""
Entering a fact: one row in the transaction of the act, and nothing that the act could wait for or fail at.

The tree takes the row up after commit (``sequencing``), so writers never wait for each other.
"""

import json
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from govhall.infra import crypto
from govhall.kernel.identifiers import new_id
from govhall.support.evidence import rules
from govhall.support.evidence.engine import hashing, records
from govhall.support.evidence.models import EvidenceEntry
from govhall.support.evidence.services import waking
from govhall.support.evidence.values import Salted

SALT_BYTES = 32
PREFIX = "salted-sm3:"


def enter(*, kind: str, subject: str, facts: Mapping[str, Any], at: datetime) -> None:
    """
    Enter a fact in the current transaction. A second entry of the same kind and subject changes nothing.

    ``kind`` is dotted (``certificate.issued``), ``subject`` the object's id. ``facts`` are plain JSON values without
    floats; what could identify somebody is wrapped by ``salted``. ``at`` is the moment of entering: a fact that
    happened earlier says so among its facts.

    :raises NotALeaf: if the facts can't be entered
    :raises PersonalDataInLeaf: if one looks like personal data in clear
    """
    salts: dict[str, str] = {}
    plain = {name: _plain(name, value, salts) for name, value in facts.items()}
    rules.check(kind=kind, subject=subject, facts=plain)
    leaf = records.leaf_text(kind=kind, subject=subject, facts=rules.canonical_facts(plain), at=at)
    rules.check_length(leaf, kind=kind)
    # One statement, also where the same fact comes twice at once: a handler may be tried again. By hand, because a
    # thousand a second are wanted and the object layer takes half the time.
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO evidence_evidenceentry (id, kind, subject, leaf, leaf_hash, salts, at)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT (kind, subject) DO NOTHING",
            [
                new_id(), kind, subject, leaf, hashing.SM3.leaf(leaf.encode()),
                json.dumps(salts) if salts else None, at,
            ],
        )  # fmt: skip
    transaction.on_commit(waking.wake, robust=True)


def salted(value: object) -> Salted:
    """Wrap a value that could identify somebody; the leaf will hold only its hash under a random salt."""
    return Salted(str(value))


def salted_hash(salt: bytes, value: str) -> str:
    """Return what stands in a leaf for a salted value: whoever has salt and value can show that they belong to it."""
    return PREFIX + crypto.sm3_hex(salt + value.encode())


def forget(*, kind: str, subject: str) -> bool:
    """
    Destroy the salts of an entry, so that nobody can ever show whom it was about; return whether there were any.

    The leaf and every proof stay as they are (个人信息保护法 第四十七条: deletion stays possible).
    """
    rows = EvidenceEntry.objects.filter(kind=kind, subject=subject, salts__isnull=False)
    return bool(rows.update(salts=None))


def _plain(name: str, value: object, salts: dict[str, str]) -> object:
    if not isinstance(value, Salted):
        return value
    salt = secrets.token_bytes(SALT_BYTES)
    salts[name] = salt.hex()
    return salted_hash(salt, value.value)
