"""Loads the regions of the province and, when asked, the agencies of the demonstration."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from govhall.data.organizations import public as organizations
from govhall.infra import clock


class Command(BaseCommand):
    """Load regions; with --demo also invented agencies."""

    help = "Load the regions of Guizhou; with --demo also the agencies of the demonstration. May be repeated."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take ``--demo``."""
        parser.add_argument("--demo", action="store_true", help="also load agencies with invented codes")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Load and say what was written."""
        self._tell("regions", organizations.load_regions(at=clock.now()))
        if options["demo"]:
            self._tell("agencies", organizations.load_demo_agencies())

    def _tell(self, what: str, report: organizations.LoadReport) -> None:
        self.stdout.write(f"{what}: {report.created} added, {report.changed} changed, {report.unchanged} as before")
