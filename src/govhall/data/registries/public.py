"""What other apps may use of registers."""

from govhall.data.registries.selectors import SOCIAL_INSURANCE, RegisterUnknown, extract
from govhall.data.registries.services import report_contributions
from govhall.data.registries.values import Contribution

__all__ = ["SOCIAL_INSURANCE", "Contribution", "RegisterUnknown", "extract", "report_contributions"]
