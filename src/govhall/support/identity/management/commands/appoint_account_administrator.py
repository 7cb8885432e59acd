"""Make the first account administrator of a platform: everybody else is appointed at the desk."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from govhall.data.organizations import public as organizations
from govhall.infra import clock
from govhall.kernel.errors import DomainError
from govhall.support.identity.services import staff


class Command(BaseCommand):
    """Makes an officer with the post 账号管理员 in an agency and prints the one-time link for the password."""

    help = "Make an account administrator and print the one-time link with which they set their password."

    def add_arguments(self, parser: CommandParser) -> None:
        """Ask for person and agency."""
        for name in ("username", "name", "id-number", "phone", "agency"):
            parser.add_argument(f"--{name}", required=True)
        parser.add_argument("--email", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make account and post in one transaction."""
        try:
            ticket = staff.install_administrator(
                username=options["username"], name=options["name"], id_number=options["id_number"],
                phone=options["phone"], email=options["email"],
                agency_id=organizations.agency_by_key(options["agency"]).id, at=clock.now(),
            )  # fmt: skip
        except DomainError as error:
            raise CommandError(error.message) from error
        self.stdout.write(f"{settings.GOVHALL_URL}{ticket.path}")
