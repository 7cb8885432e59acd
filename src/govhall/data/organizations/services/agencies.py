"""Registering agencies: one by one, and the invented ones of the demonstration."""

from dataclasses import dataclass

import structlog
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from govhall.data.organizations import selectors
from govhall.data.organizations.choices import AgencyKind, AgencyLevel
from govhall.data.organizations.content.tables import read_table
from govhall.data.organizations.models import Agency
from govhall.data.organizations.values import AgencyValue, LoadReport
from govhall.kernel.errors import Conflict
from govhall.standards.identifiers import uscc as usccs

log = structlog.get_logger()

FIELDS = (
    "name", "short_name", "uscc", "kind", "level", "region_id", "address", "hours", "consult_phone", "supervise_phone",
)  # fmt: skip


class AgencyExists(Conflict):
    """Another agency has this key or this code."""

    code = "agency-exists"


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """Where and when an agency can be reached."""

    address: str = ""
    hours: str = ""
    consult_phone: str = ""
    supervise_phone: str = ""


def register_agency(
    *,
    key: str,
    name: str,
    short_name: str,
    uscc: str,
    kind: AgencyKind,
    level: AgencyLevel,
    region_code: str,
    superior_id: int | None = None,
    office: Office | None = None,
) -> AgencyValue:
    """
    Add an agency.

    :raises InvalidIdentifier: if ``uscc`` breaks GB 32100
    :raises RegionNotFound: if the region is unknown
    :raises AgencyExists: if the key or the code is taken
    """
    place = office or Office()
    row = Agency(
        key=key, name=name, short_name=short_name, uscc=usccs.check(uscc), kind=kind, level=level,
        region_id=selectors.region(region_code).code, superior_id=superior_id, address=place.address,
        hours=place.hours, consult_phone=place.consult_phone, supervise_phone=place.supervise_phone,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            _forget()
    except IntegrityError as taken:
        if "_unique" not in str(taken):
            raise
        raise AgencyExists(_("已有使用这个标识或统一社会信用代码的机构。"), agency_key=key) from taken
    return selectors.agency(row.pk)


def load_demo_agencies(*, file: str = "agencies-demo.csv") -> LoadReport:
    """
    Add the agencies of the demonstration and correct changed ones; needs ``load_regions`` first.

    Their codes follow GB 32100 but are invented. May be repeated; a second run writes nothing.

    :raises InvalidIdentifier: if the file holds a wrong code
    """
    rows = read_table(file).rows
    wanted = {row["key"]: _row(row) for row in rows}
    superiors = {row["key"]: row["superior"] for row in rows}
    with transaction.atomic():
        known = {agency.key: agency for agency in Agency.objects.filter(key__in=wanted)}
        fresh = [row for key, row in wanted.items() if key not in known]
        changed = [row for key, row in wanted.items() if key in known and _facts(row) != _facts(known[key])]
        Agency.objects.bulk_create(
            fresh + changed,
            update_conflicts=True,
            unique_fields=["key"],
            update_fields=["region" if field == "region_id" else field for field in FIELDS],
        )
        _set_superiors(superiors)
        _forget()
    report = LoadReport(created=len(fresh), changed=len(changed), unchanged=len(rows) - len(fresh) - len(changed))
    log.info("agencies_loaded", file=file, created=report.created, changed=report.changed, unchanged=report.unchanged)
    return report


def _forget() -> None:
    """Let this process read the agencies anew, now and once the change is there for everybody."""
    selectors.forget_agencies()
    transaction.on_commit(selectors.forget_agencies)


def _row(row: dict[str, str]) -> Agency:
    facts = {field: row[field] for field in FIELDS if field not in ("region_id", "uscc")}
    return Agency(key=row["key"], region_id=row["region"], uscc=usccs.check(row["uscc"]), **facts)


def _set_superiors(superiors: dict[str, str]) -> None:
    """A superior may stand in the same file, so the links are made when all rows have ids."""
    rows = {row.key: row for row in Agency.objects.filter(key__in=[*superiors, *filter(None, superiors.values())])}
    moved = []
    for key, superior in superiors.items():
        wanted = rows[superior].pk if superior else None
        if rows[key].superior_id != wanted:
            rows[key].superior_id = wanted
            moved.append(rows[key])
    Agency.objects.bulk_update(moved, ["superior"])


def _facts(row: Agency) -> tuple[object, ...]:
    return tuple(getattr(row, field) for field in FIELDS)
