"""Forgetting what nobody needs: uploads that no case and no draft holds, and old wrong guesses."""

from datetime import datetime, timedelta

from govhall.business.cases.models import CaseMaterial
from govhall.business.cases.services import inquire
from govhall.support.documents import public as documents
from govhall.support.forms import public as forms

UPLOADS_KEPT = timedelta(days=90)
ATTEMPTS_KEPT = timedelta(days=1)
SWEPT_A_NIGHT = 100_000


def sweep(*, at: datetime) -> int:
    """Discard unclaimed uploads and forget old guesses; return how many files went."""
    inquire.forget_attempts(before=at - ATTEMPTS_KEPT)
    old = documents.uploads_before(at - UPLOADS_KEPT, limit=SWEPT_A_NIGHT)
    in_cases = set(CaseMaterial.objects.filter(file_id__in=old).values_list("file_id", flat=True))
    unclaimed = [file_id for file_id in old if file_id not in in_cases and not forms.hold_file(file_id)]
    return documents.discard(unclaimed)
