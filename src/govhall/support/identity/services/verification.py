"""
Real-name verification (实名核验): the port to whoever keeps the population register, and one adapter.

The national interface isn't reachable from a demonstration. Its stand-in reads a register file of this installation;
without the file verification is off and says so, it never passes anybody.
"""

import csv
from datetime import datetime
from pathlib import Path
from typing import Protocol
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from govhall.kernel.actor import Actor
from govhall.kernel.errors import Conflict, InvalidInput
from govhall.security.audit import public as audit
from govhall.standards.identifiers.errors import normalise
from govhall.support.identity import selectors
from govhall.support.identity.choices import Evidence
from govhall.support.identity.models import Person
from govhall.support.identity.rules import VERIFIED_LEVEL
from govhall.support.identity.services import persons
from govhall.support.identity.values import RealNameClaim


class VerificationUnavailable(Conflict):
    """No register is connected."""

    code = "real-name-verification-unavailable"


class ClaimNotConfirmed(InvalidInput):
    """The register doesn't confirm name, number and issue date together. It never says which one differs."""

    code = "real-name-not-confirmed"


class RealNameVerifier(Protocol):
    """Says whether a population register confirms a claim. Adapters to the real interface fill this."""

    def is_available(self) -> bool:
        """Whether the register can be asked now."""

    def confirms(self, claim: RealNameClaim) -> bool:
        """Whether all items of the claim agree with one entry."""


class FileRegistryVerifier:
    """
    Compares with ``registries/population.csv`` under GOVHALL_HOME: columns id_type, name, id_number, issue_date.

    The stand-in for the national interface; the file holds personal data, so it must be readable by the service only.
    """

    def __init__(self, file: Path | None = None) -> None:
        self.file = file or Path(settings.GOVHALL_HOME) / "registries" / "population.csv"

    def is_available(self) -> bool:
        """Whether the file is there."""
        return self.file.is_file()

    def confirms(self, claim: RealNameClaim) -> bool:
        """Whether one line has all four values."""
        wanted = (claim.id_type, claim.name.strip(), normalise(claim.id_number), claim.issue_date)
        with self.file.open(encoding="utf-8-sig", newline="") as lines:
            return any(_facts(row) == wanted for row in csv.DictReader(lines))


def _facts(row: dict[str, str]) -> tuple[str, str, str, str]:
    """A line without one of the columns agrees with nobody."""
    id_type, name, number, issued = (row.get(key) or "" for key in ("id_type", "name", "id_number", "issue_date"))
    return id_type.strip(), name.strip(), normalise(number), issued.strip()


def verify_real_name(
    *, user_id: UUID, issue_date: str, by: Actor, at: datetime, verifier: RealNameVerifier | None = None
) -> None:
    """
    Raise an account's person to level 2 when the register confirms name, number and issue date (``YYYY-MM-DD``).

    :raises VerificationUnavailable: if no register is connected
    :raises ClaimNotConfirmed: if it doesn't confirm
    :raises NumberAlreadyConfirmed: if another account has the number confirmed
    """
    register = verifier or FileRegistryVerifier()
    if not register.is_available():
        raise VerificationUnavailable(_("网上实名核验暂时没有开通。请带身份证件到任一综合窗口，当面核验后即可办理。"))
    row = Person.objects.filter(user_id=user_id).first()
    if row is None:
        raise selectors.PartyNotFound(_("这个账号没有登记个人信息。"))
    if row.real_name_level >= VERIFIED_LEVEL:
        return
    claim = RealNameClaim(id_type=row.id_type, name=row.name, id_number=row.id_number or "", issue_date=issue_date)
    if not register.confirms(claim):
        audit.record(
            by=by, action="identity.level.not_confirmed", target_kind="person", target_id=str(row.id),
            succeeded=False, at=at,
        )  # fmt: skip
        raise ClaimNotConfirmed(_("姓名、证件号码、签发日期与登记信息不一致，请对照证件核对后再试。"))
    persons.raise_level(person_id=row.id, level=VERIFIED_LEVEL, evidence=Evidence.REGISTRY, by=by, at=at)
