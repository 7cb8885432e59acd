"""``manage load_certificate_types``: load the types of certificates. Loading them again changes nothing."""

from typing import Any

from django.core.management.base import BaseCommand

from govhall.infra import clock
from govhall.support.certificates import public as certificates


class Command(BaseCommand):
    """Load types of certificates."""

    help = "Load the types of certificates that come with the platform."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load and name what is new or changed."""
        for key in certificates.load_types(at=clock.now()):
            self.stdout.write(key)
