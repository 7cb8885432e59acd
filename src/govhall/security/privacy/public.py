"""What other apps may use of privacy."""

from govhall.security.privacy.rules import (
    mask_address,
    mask_email,
    mask_id_number,
    mask_name,
    mask_organization,
    mask_phone,
)
from govhall.security.privacy.services import reveal

__all__ = ["mask_address", "mask_email", "mask_id_number", "mask_name", "mask_organization", "mask_phone", "reveal"]
