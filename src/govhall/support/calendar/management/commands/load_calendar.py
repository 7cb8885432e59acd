"""Loads the official calendars that the package chinesecalendar knows."""

from typing import Any

from django.core.management.base import BaseCommand

from govhall.infra import clock
from govhall.support.calendar import public as calendar


class Command(BaseCommand):
    """Seed the working calendar."""

    help = "Load the official working calendars (2004 to the last year known). Years already loaded stay as they are."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Load and name the years."""
        years = calendar.load_official_days(at=clock.now())
        loaded = f"{years[0]}–{years[-1]}" if years else "none"
        self.stdout.write(f"years loaded: {loaded}; known until {calendar.known_until()}")
