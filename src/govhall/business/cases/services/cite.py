"""免证办: tells the holder of each certificate that a case cites which agency uses it for what."""

from datetime import datetime

from govhall.business.cases.models import Case, CaseMaterial
from govhall.kernel.actor import SYSTEM
from govhall.support.certificates import public as certificates


def note(case: Case, *, at: datetime) -> None:
    """Note every citation of an application in the log that the holder reads."""
    materials = CaseMaterial.objects.filter(case=case, version=1).values_list("certificate_id", flat=True)
    for certificate_id in sorted(filter(None, set(materials))):
        certificates.record_use(
            certificate_id=certificate_id, kind=certificates.UseKind.CITED, by=SYSTEM, at=at,
            purpose=f"办理{case.item_name}", agency_id=case.agency_id,
        )  # fmt: skip
