"""``manage load_decisions``: publish the DMN files of a folder. Loading them again changes nothing."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from govhall.infra import clock
from govhall.support.decisions import public as decisions


class Command(BaseCommand):
    """Publish decision models."""

    help = "Publish the DMN files of a folder as new versions of decision models where they changed."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the folder; without one, the files that come with the platform."""
        parser.add_argument("folder", nargs="?", type=Path, default=None)

    def handle(self, *args: Any, **options: Any) -> None:
        """Publish and name what is new."""
        for name in decisions.load_models(options["folder"] or decisions.model_folder(), at=clock.now()):
            self.stdout.write(name)
