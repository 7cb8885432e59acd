"""``manage draw_ornaments``: draw the backgrounds of certificates anew after a change of guilloche.typ."""

from typing import Any

from django.core.management.base import BaseCommand

from govhall.support.certificates.engine import ornaments


class Command(BaseCommand):
    """Draw the kept backgrounds."""

    requires_system_checks = ()
    help = "Draw the backgrounds of certificates anew. For developers, after a change of their source."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write one SVG file a shape."""
        for shape in ornaments.SHAPES:
            ornaments.ornament_file(shape).write_bytes(ornaments.ornament(shape))
            self.stdout.write(ornaments.ornament_file(shape).name)
