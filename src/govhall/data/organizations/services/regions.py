"""Loading regions from the CSV in ``content``. It only writes rows that differ, all of them in one statement."""

from datetime import datetime

import structlog
from django.db import transaction

from govhall.data.organizations import rules, selectors
from govhall.data.organizations.content.tables import read_table
from govhall.data.organizations.models import Region
from govhall.data.organizations.values import LoadReport

log = structlog.get_logger()

FIELDS = ("name", "level", "path", "parent_id", "pinyin", "source", "version")


def load_regions(*, at: datetime, file: str = "regions-guizhou.csv") -> LoadReport:
    """
    Add new regions and correct changed ones. Regions that the file no longer holds stay: old cases name them.

    May be repeated; a second run writes nothing.
    """
    table = read_table(file)
    rows = [
        _row(row, source=f"{table.head['package']} {table.head['version']}", version=table.head["date"], at=at)
        for row in table.rows
    ]
    with transaction.atomic():
        known = {row.code: row for row in Region.objects.all()}
        fresh = [row for row in rows if row.code not in known]
        changed = [row for row in rows if row.code in known and _facts(row) != _facts(known[row.code])]
        Region.objects.bulk_create(
            fresh + changed,
            update_conflicts=True,
            unique_fields=["code"],
            update_fields=["name", "level", "path", "parent", "pinyin", "source", "version", "loaded_at"],
        )
        selectors.forget_regions()
        transaction.on_commit(selectors.forget_regions)
    report = LoadReport(created=len(fresh), changed=len(changed), unchanged=len(rows) - len(fresh) - len(changed))
    log.info("regions_loaded", file=file, created=report.created, changed=report.changed, unchanged=report.unchanged)
    return report


def _row(row: dict[str, str], *, source: str, version: str, at: datetime) -> Region:
    code = row["code"]
    return Region(
        code=code,
        name=row["name"],
        level=rules.level_of(code),
        path=rules.path_of(code),
        parent_id=rules.parent_of(code) or None,
        pinyin=row["pinyin"],
        source=source,
        version=version,
        loaded_at=at,
    )


def _facts(row: Region) -> tuple[object, ...]:
    return tuple(getattr(row, field) for field in FIELDS)
