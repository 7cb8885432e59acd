"""
Certificates whose holder was unknown on the day of issue find their holder: by number, once it is confirmed.

Both sides ask, after their commit: a new certificate whether its holder is known, a newly confirmed holder whether
certificates wait. So none is missed, whichever comes first.
"""

from uuid import UUID

import structlog

from govhall.support.certificates.models import Certificate
from govhall.support.certificates.selectors import register
from govhall.support.identity import public as identity

log = structlog.get_logger()


def find_holder(*, certificate_id: UUID) -> None:
    """Give a certificate to its holder, if it has none and the holder is known."""
    row = register.certificate_row(certificate_id)
    if row.holder_party_id is not None:
        return
    for party_id in identity.parties_with([(row.holder_code_type, row.holder_code)]).values():
        Certificate.objects.filter(pk=row.pk, holder_party_id__isnull=True).update(holder_party_id=party_id)


def claim(*, party_id: UUID) -> int:
    """Give a holder the certificates under their confirmed number that have nobody yet; return how many."""
    details = identity.party_details(party_id)
    key = (details.id_type, details.id_number)
    if identity.parties_with([key]).get(key) != party_id:  # the confirmation was taken back meanwhile
        return 0
    waiting = Certificate.objects.filter(
        holder_party_id__isnull=True, holder_code_type=details.id_type, holder_code_index=details.id_number
    )
    number = waiting.update(holder_party_id=party_id)
    log.info("certificates_claimed", number=number)
    return number
