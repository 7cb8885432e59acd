"""Register an application of a department for the sharing and verification interface; its secret is shown once."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from govhall.data.organizations import public as organizations
from govhall.infra import clock
from govhall.kernel.actor import SYSTEM
from govhall.kernel.errors import DomainError
from govhall.support.certificates.choices import Interface
from govhall.support.certificates.services import clients


class Command(BaseCommand):
    """Make a client."""

    help = "Register an application for /api/v1/certificates; prints its id and, once, its secret."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take what the client is granted."""
        parser.add_argument("name")
        parser.add_argument("--agency", required=True, help="key of the department's agency")
        parser.add_argument("--type", action="append", required=True, help="key of a certificate type")
        parser.add_argument("--interface", action="append", choices=Interface.values, help="default: all")
        parser.add_argument("--field", action="append", default=[], help="label of the face that it may read")
        parser.add_argument("--address", action="append", default=[], help="network; default: any")
        parser.add_argument("--daily-cap", type=int, default=10_000)
        parser.add_argument("--until", type=date.fromisoformat, required=True, help="last day, YYYY-MM-DD")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it, and show the secret."""
        at = clock.now()
        try:
            made = clients.make_client(
                name=options["name"],
                agency_id=organizations.agency_by_key(options["agency"]).id,
                type_keys=options["type"],
                interfaces=options["interface"] or Interface.values,
                fields=options["field"],
                addresses=options["address"],
                daily_cap=options["daily_cap"],
                valid_from=clock.official_date(at),
                valid_until=options["until"],
                by=SYSTEM,
                at=at,
            )
        except DomainError as fault:
            raise CommandError(f"{fault.message} {_details(fault)}") from fault
        self.stdout.write(f"X-App-Id: {made.app_id}\nsecret (shown once): {made.secret}\n")


def _details(fault: DomainError) -> str:
    return " ".join(words for each in getattr(fault, "fields", {}).values() for words in each)
