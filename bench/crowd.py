"""
A crowd of applicants: each with an account, a session, a shop with its business licence, and a finished draft.

Written straight into tables: making them is not what is measured. Numbers are built to check, nobody is real.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils.crypto import get_random_string

from govhall.kernel.actor import Actor, ActorKind
from govhall.kernel.identifiers import new_id
from govhall.standards.identifiers import iso7064, uscc
from govhall.support.certificates.models import Certificate
from govhall.support.documents.models import Document
from govhall.support.forms.models import Draft
from govhall.support.identity.choices import EntityKind
from govhall.support.identity.models import LegalEntity, Person, User

CODES = ("layout", "health_certificates", "rules_list")
_BACKEND = "govhall.support.identity.adapters.AccountBackend"
_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@dataclass(frozen=True)
class Applicant:
    """Somebody who is about to press the button; ``session`` is the value of the session cookie."""

    actor: Actor
    session: str
    entity_id: UUID
    draft_id: UUID
    files: tuple[tuple[str, UUID], ...]


class Crowd:
    """Makes applicants, each different from all before."""

    def __init__(self) -> None:
        """Learn the item, the licence and the file that everybody's are copied from."""
        from factories import applications, people

        # A second crowd in the same database goes on where the first one ended.
        self._made = User.objects.filter(username__startswith="crowd-").count()
        self.guide = applications.guide()
        owner = people.shop_owner()
        self._licence = Certificate.objects.get(holder_party_id=people.restaurant().id, type__key="business-license")
        self._page = Document.objects.get(pk=applications.upload(owner))
        self._form, self._answers = applications.FOOD_FORM, applications.FOOD_ANSWERS

    def applicants(self, number: int) -> list[Applicant]:
        """Return so many new applicants, stored."""
        at = datetime.now(UTC)
        rows: list[tuple[Any, ...]] = [self._one(at) for _ in range(number)]
        for position, model in enumerate((User, Person, LegalEntity, Certificate, Document, Draft, Session)):
            flat = [row for one in rows for row in (one[position] if position == 4 else [one[position]])]
            model._default_manager.bulk_create(flat, batch_size=500)
        return [_applicant(*row) for row in rows]

    def application(self, one: Applicant) -> Any:
        """Return the application as the portal makes it from the draft."""
        from govhall.business.cases import public as cases

        return cases.Application(
            submission_key=one.draft_id,
            item_version_id=self.guide.version_id,
            applicant_id=one.entity_id,
            answers=self._answers,
            form_data=self._form,
            materials=[cases.MaterialInput(code=code, obtained="UPLOADED", file_id=file) for code, file in one.files],
            channel="2",
        )

    def _one(self, at: datetime) -> tuple[Any, ...]:
        self._made += 1
        n = self._made
        user = User(username=f"crowd-{n}", name=f"张{n}", password="!", is_demonstration=True)
        digits = f"520102{1940 + n // 21_000:04d}{1 + n % 12:02d}{1 + n % 28:02d}{n % 1000:03d}"
        person = Person(
            user=user, name=user.name, id_number=digits + iso7064.mod_11_2(digits), phone=f"139{n:08d}",
            address="贵阳市观山湖区林城东路 8 号", real_name_level=3, created_at=at,
        )  # fmt: skip
        code = _uscc(n)
        entity = LegalEntity(
            name=f"小店 {n}", uscc=code, kind=EntityKind(self._entity_kind()), legal_representative=person,
            phone=person.phone, address=person.address, created_at=at,
        )  # fmt: skip
        files = [self._copy(self._page, id=new_id(), owner_id=user.id, name=f"{code}.pdf") for code in CODES]
        draft = Draft(
            id=new_id(), owner_id=user.id, party_id=entity.id, subject=str(self.guide.version_id),
            answers=self._answers, data=json.dumps(self._form, ensure_ascii=False), created_at=at, updated_at=at,
            files=[_draft_file(*pair) for pair in zip(CODES, files, strict=True)],
        )  # fmt: skip
        return user, person, entity, self._licence_of(entity, n), files, draft, _session(user, at)

    def _entity_kind(self) -> str:
        from factories import people

        return str(people.restaurant().served)

    def _licence_of(self, entity: LegalEntity, n: int) -> Certificate:
        return self._copy(
            self._licence, id=new_id(), identifier=f"bench-{n}", number=entity.uscc, holder_party_id=entity.id,
            holder_name=entity.name, holder_code=entity.uscc, verify_token=f"BENCH{n:021d}", source_case=entity.id,
            valid_from=date(2026, 1, 1), series_id=new_id(),
        )  # fmt: skip

    @staticmethod
    def _copy(row: Any, **changes: Any) -> Any:
        values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
        return type(row)(**{**values, **changes})


def _applicant(user: Any, person: Any, entity: Any, licence: Any, files: Any, draft: Any, session: Any) -> Applicant:
    actor = Actor(
        kind=ActorKind.APPLICANT, id=user.id, name=user.name, party_id=person.id,
        parties=frozenset({person.id, entity.id}), assurance=3,
    )  # fmt: skip
    return Applicant(
        actor=actor, session=session.session_key, entity_id=entity.id, draft_id=draft.id,
        files=tuple((code, file.id) for code, file in zip(CODES, files, strict=True)),
    )  # fmt: skip


def session_of(officer: User) -> Session:
    """Return a stored session of an officer who has shown the second factor."""
    row = _session(officer, datetime.now(UTC), identity_kind="OFFICER", identity_second_factor=True)
    row.save(force_insert=True)
    return row


def _session(user: User, at: datetime, **more: object) -> Session:
    facts = {
        SESSION_KEY: str(user.pk), BACKEND_SESSION_KEY: _BACKEND, HASH_SESSION_KEY: user.get_session_auth_hash(),
        "identity_seen_at": at.timestamp(), "identity_kind": "APPLICANT", **more,
    }  # fmt: skip
    key = get_random_string(32, "abcdefghijklmnopqrstuvwxyz0123456789")
    return Session(session_key=key, session_data=SessionStore().encode(facts), expire_date=at + timedelta(hours=12))


def _draft_file(code: str, file: Document) -> dict[str, Any]:
    return {"code": code, "file_id": str(file.id), "name": file.name, "size": file.size,
            "content_type": file.content_type}  # fmt: skip


def _uscc(n: int) -> str:
    letters = ""
    for _ in range(6):
        n, rest = divmod(n, len(_LETTERS))
        letters = _LETTERS[rest] + letters
    body = f"M{letters[:5]}"[:2] + letters
    organisation = body[:8].ljust(8, "0")
    first_17 = f"92520115{organisation}{uscc.organisation_check_character(organisation)}"
    return first_17 + uscc.check_character(first_17)


def spread(many: Sequence[Any], shares: int) -> list[list[Any]]:
    """Return the things dealt out evenly."""
    return [list(many[share::shares]) for share in range(shares)]
