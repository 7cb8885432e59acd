"""``manage load_processes``: publish the BPMN files of a folder. Loading them again changes nothing."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from govhall.infra import clock
from govhall.support.workflow import public as workflow


class Command(BaseCommand):
    """Publish process files."""

    help = "Publish the BPMN files of a folder as new process versions where they changed."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the folder; without one, the files that come with the platform."""
        parser.add_argument("folder", nargs="?", type=Path, default=None)

    def handle(self, *args: Any, **options: Any) -> None:
        """Publish and name what is new."""
        for name in workflow.load_processes(options["folder"] or workflow.process_folder(), at=clock.now()):
            self.stdout.write(name)
