"""Loading years into the calendar."""

from govhall.support.calendar.services.editions import EditionConflict, load_year
from govhall.support.calendar.services.official import load_official_days

__all__ = ["EditionConflict", "load_official_days", "load_year"]
