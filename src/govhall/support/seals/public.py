"""What other apps may use of electronic seals."""

from govhall.support.seals.choices import Finding
from govhall.support.seals.engine.checking import NotAPdf
from govhall.support.seals.engine.foreign_signing import SealingRefused
from govhall.support.seals.engine.ofd_signing import AlreadySealed
from govhall.support.seals.selectors import active_seal, check_file, revocation_list, seals_of
from govhall.support.seals.services import ensure_seal, revoke_key, seal_ofd, seal_pdf
from govhall.support.seals.values import SealCheck, SealValue

__all__ = [
    "AlreadySealed", "Finding", "NotAPdf", "SealCheck", "SealValue", "SealingRefused",
    "active_seal", "check_file", "ensure_seal", "revocation_list", "revoke_key", "seal_ofd", "seal_pdf", "seals_of",
]  # fmt: skip
