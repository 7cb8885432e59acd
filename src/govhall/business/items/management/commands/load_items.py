"""``load_items``: bring items up to the content files that ship with this version of the platform."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from govhall.business.items.public import ContentFault, load_content
from govhall.infra import clock


class Command(BaseCommand):
    """Load the content files; unchanged items get no new version."""

    help = "Publish new versions of items whose content files have changed."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load and say what happened; every fault of every file is told at once."""
        try:
            report = load_content(at=clock.now())
        except ContentFault as fault:
            raise CommandError(fault.message) from fault
        self.stdout.write(
            f"事项文件 {report.files} 个，实施清单 {report.implementations} 项，"
            f"新版本 {report.new_versions} 个，未变 {report.unchanged} 个。"
        )
