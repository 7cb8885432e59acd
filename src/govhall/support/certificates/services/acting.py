"""What every act on an issued certificate has in common: the lock, the permission, the reason, the rule, the record."""

from datetime import datetime
from uuid import UUID

from govhall.data.organizations import public as organizations
from govhall.data.organizations.public import AgencyValue
from govhall.infra import clock
from govhall.kernel.actor import Actor
from govhall.kernel.errors import Conflict, InvalidInput
from govhall.kernel.identifiers import new_id
from govhall.security.access import public as access
from govhall.security.audit import public as audit
from govhall.support.certificates.choices import Act, CertificateStatus
from govhall.support.certificates.models import Certificate, CertificateAct
from govhall.support.certificates.rules import standing
from govhall.support.certificates.selectors import register

CANCEL, CHANGE = register.CANCEL, register.CHANGE
REASON_LONGEST = 500


class CertificateEnded(Conflict):
    """The certificate is no longer in a state that this act may follow."""

    code = "certificate-ended"


def begin(
    *, certificate_id: UUID, act: Act, reason: str, by: Actor, at: datetime
) -> tuple[Certificate, AgencyValue, CertificateStatus]:
    """
    Lock a certificate for an act, inside the act's transaction; return it, its agency and the status that follows.

    :raises NotPermitted: without the permission for this act in the issuing agency
    :raises InvalidInput: without a reason
    :raises CertificateNotFound: if there is none
    :raises CertificateEnded: if the act can't follow the certificate's status of that day
    """
    row = Certificate.objects.select_for_update(of=("self",)).select_related("type").filter(pk=certificate_id).first()
    if row is None:
        raise register.CertificateNotFound("没有找到这张证照。")
    agency = organizations.agency(row.agency_id)
    access.require(by, register.permission_for(act), agency_id=agency.id, region_path=agency.region_path)
    if not reason.strip():
        raise InvalidInput("请写明原因和依据。", fields={"reason": ["请写明原因和依据。"]})
    if len(reason.strip()) > REASON_LONGEST:
        words = f"原因和依据最多 {REASON_LONGEST} 个字，请改短。"
        raise InvalidInput(words, fields={"reason": [words]})
    status = standing.status_on(clock.official_date(at), status=row.status, valid_until=row.valid_until)
    following = standing.next_status(status, act)
    if following is None:
        raise CertificateEnded(f"这张证照{status.label}，不能再办理{act.label}。")
    return row, agency, following


def record(row: Certificate, *, act: Act, action: str, reason: str, by: Actor, at: datetime) -> UUID:
    """Write the act into the certificate's history and the audit trail; return its id."""
    done = CertificateAct.objects.create(
        id=new_id(), certificate_id=row.id, act=act, reason=reason.strip(), actor_id=by.account,
        actor_name=by.name[:100], at=at,
    )  # fmt: skip
    audit.record(
        by=by, action=action, at=at, target_kind="certificate", target_id=str(row.id),
        detail={"certificate_act": str(act), "status": row.status, "identifier": row.identifier},
    )  # fmt: skip
    return done.id
