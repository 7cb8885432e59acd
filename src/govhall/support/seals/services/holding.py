"""What happens to a seal that is made: 冻结, 解冻, 销毁; and taking a key certificate back."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from govhall.infra import bus
from govhall.infra.crypto import x509
from govhall.kernel.actor import SYSTEM, Actor
from govhall.security.audit import public as audit
from govhall.support.seals.choices import SealAct
from govhall.support.seals.events import SealDestroyed, SealFrozen, SealUnfrozen
from govhall.support.seals.models import RevokedKey, Seal
from govhall.support.seals.selectors.register import SealNotFound
from govhall.support.seals.services import act as acts
from govhall.support.seals.services import keys


def freeze(*, seal_id: UUID, reason: str, by: Actor, at: datetime) -> None:
    """Forbid the use of a seal until it is unfrozen. :raises SealActNotAllowed: if it isn't in force"""
    with transaction.atomic():
        seal = acts.locked(seal_id, SealAct.FREEZE, by)
        acts.perform(seal, SealAct.FREEZE, by=by, at=at, reason=reason)
        bus.publish(SealFrozen(aggregate_id=seal.id, at=at, agency_id=seal.agency_id))


def unfreeze(*, seal_id: UUID, reason: str, by: Actor, at: datetime) -> None:
    """Allow the use of a frozen seal again. :raises SealActNotAllowed: if it isn't frozen"""
    with transaction.atomic():
        seal = acts.locked(seal_id, SealAct.UNFREEZE, by)
        acts.perform(seal, SealAct.UNFREEZE, by=by, at=at, reason=reason)
        bus.publish(SealUnfrozen(aggregate_id=seal.id, at=at, agency_id=seal.agency_id))


def destroy(*, seal_id: UUID, reason: str, by: Actor, at: datetime) -> None:
    """
    Destroy a seal: its key is deleted, its certificate revoked from this moment. What it sealed before stays good.

    :raises SealActNotAllowed: if there is nothing to destroy
    """
    with transaction.atomic():
        seal = acts.locked(seal_id, SealAct.DESTROY, by)
        acts.perform(seal, SealAct.DESTROY, by=by, at=at, reason=reason)
        _revoke(seal, reason="印章销毁", by=by, at=at)
        bus.publish(SealDestroyed(aggregate_id=seal.id, at=at, agency_id=seal.agency_id))
        transaction.on_commit(lambda: keys.destroy(seal.key_name))


def revoke_key(*, seal_id: UUID, reason: str, at: datetime, by: Actor = SYSTEM) -> None:
    """
    Put the key certificate of a seal on the authority's list: what it signs from then on is invalid.

    A second call changes nothing: the first moment counts.

    :raises SealNotFound: if there is no such seal, or it has no key yet
    """
    with transaction.atomic():
        row = Seal.objects.select_for_update().filter(pk=seal_id).exclude(certificate="").first()
        if row is None:
            raise SealNotFound("没有找到这枚印章。")
        _revoke(row, reason=reason, by=by, at=at)


def _revoke(seal: Seal, *, reason: str, by: Actor, at: datetime) -> None:
    serial = f"{x509.read(seal.certificate.encode()).serial:x}"
    _, is_new = RevokedKey.objects.get_or_create(
        serial=serial, defaults={"fingerprint": seal.certificate_fingerprint, "reason": reason[:200], "at": at}
    )
    if is_new:
        audit.record(
            by=by, action="seals.key.revoked", target_kind="seal", target_id=str(seal.id), at=at,
            detail={"seal_name": seal.name},
        )  # fmt: skip
