"""What other apps may use of electronic seals."""

from govhall.support.seals.choices import Finding
from govhall.support.seals.engine.checking import NotAPdf
from govhall.support.seals.selectors import active_seal, check_pdf, seals_of
from govhall.support.seals.services import ensure_seal, seal_pdf
from govhall.support.seals.values import SealCheck, SealValue

__all__ = [
    "Finding", "NotAPdf", "SealCheck", "SealValue", "active_seal", "check_pdf", "ensure_seal", "seal_pdf", "seals_of",
]  # fmt: skip
