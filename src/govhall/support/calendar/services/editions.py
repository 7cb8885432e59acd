"""Loading a year: what an administrator confirmed after the preview. One transaction with audit entry and event."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import structlog
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from govhall.infra import bus
from govhall.kernel.actor import Actor
from govhall.kernel.errors import Conflict, InvalidInput
from govhall.security.access import public as access
from govhall.security.audit import public as audit
from govhall.support.calendar import selectors
from govhall.support.calendar.events import CalendarEditionLoaded, stream_of
from govhall.support.calendar.models import CalendarEdition
from govhall.support.calendar.rules import notice
from govhall.support.calendar.values import Day, EditionPreview, LoadedEdition

log = structlog.get_logger()

PERMISSION = "calendar.edition.load"

# Twenty-three years are 8,401 rows: as five arrays they take a tenth of the time of as many model instances.
UPSERT_DAYS = """
    INSERT INTO calendar_calendarday (date, is_working, kind, name, edition_id)
    SELECT * FROM unnest(%s::date[], %s::boolean[], %s::text[], %s::text[], %s::bigint[])
    ON CONFLICT (date) DO UPDATE
    SET is_working = excluded.is_working, kind = excluded.kind, name = excluded.name, edition_id = excluded.edition_id
"""


class EditionConflict(Conflict):
    """Somebody else loaded the year after the preview was made."""

    code = "calendar-edition-conflict"


def load_year(
    *,
    year: int,
    text: str,
    source: str,
    by: Actor,
    at: datetime,
    base_edition_id: int | None = None,
    is_provisional: bool = False,
) -> LoadedEdition:
    """
    Make these lines the calendar of the year (format: ``rules.notice``), in place of what held before.

    ``source`` names the official notice. ``base_edition_id`` is the one of the preview that was confirmed.

    :raises NotPermitted: without ``calendar.edition.load``
    :raises InvalidNotice: if the lines can't be read
    :raises InvalidInput: if the source is missing
    :raises EditionConflict: if another edition came in since the preview
    """
    access.require(by, PERMISSION)
    if not source.strip():
        raise InvalidInput(_("请写明通知的名称和文号。"), fields={"source": [_("请写明通知的名称和文号。")]})
    days = notice.read_notice(year=year, text=text)
    with transaction.atomic():
        selectors.refresh()
        (loaded,) = write_years(
            {year: days}, source=source.strip()[:200], by=by, at=at, base_edition_id=base_edition_id,
            is_provisional=is_provisional,
        )  # fmt: skip
    return loaded


def write_years(
    years: Mapping[int, Sequence[Day]],
    *,
    source: str,
    by: Actor,
    at: datetime,
    base_edition_id: int | None = None,
    is_provisional: bool = False,
) -> list[LoadedEdition]:
    """
    Write an edition for each year and all days at once, inside the caller's transaction.

    :raises EditionConflict: as ``load_year``
    """
    loaded: list[LoadedEdition] = []
    rows: list[tuple[Day, int]] = []
    for year, days in years.items():
        preview = selectors.preview_days(year, days)
        if base_edition_id is not None and base_edition_id != preview.base_edition_id:
            raise EditionConflict(_("预览之后已有人更新了这一年的日历，请重新预览。"), year=year)
        edition = _new_edition(year, days, source, by, at, is_provisional)
        rows += [(day, edition.pk) for day in days]
        _tell(edition, preview, by, at)
        loaded.append(_loaded(edition, preview))
    _write_days(rows)
    selectors.refresh()
    transaction.on_commit(selectors.refresh)
    return loaded


def _write_days(rows: Sequence[tuple[Day, int]]) -> None:
    """Write days with the ids of their editions, in place of what held for their dates."""
    columns = (
        [day.date for day, _id in rows],
        [day.is_working for day, _id in rows],
        [day.kind.value for day, _id in rows],
        [day.name for day, _id in rows],
        [edition_id for _day, edition_id in rows],
    )
    with connection.cursor() as cursor:
        cursor.execute(UPSERT_DAYS, columns)


def _loaded(edition: CalendarEdition, preview: EditionPreview) -> LoadedEdition:
    return LoadedEdition(
        edition_id=edition.pk,
        year=edition.year,
        was_provisional=preview.was_provisional,
        changed_days=len(preview.changes),
        due_dates_may_change=preview.due_dates_may_change,
    )


def _new_edition(
    year: int, days: Sequence[Day], source: str, by: Actor, at: datetime, is_provisional: bool
) -> CalendarEdition:
    last = CalendarEdition.objects.filter(year=year).order_by("-number").first()
    edition = CalendarEdition(
        year=year,
        number=last.number + 1 if last is not None else 1,
        source=source,
        uploaded_by_name=by.name[:100],
        uploaded_at=at,
        is_provisional=is_provisional,
        exceptions=[[day.date.isoformat(), day.kind.value, day.name] for day in notice.exceptions(days)],
    )
    try:
        with transaction.atomic():
            edition.save(force_insert=True)
    except IntegrityError as clash:
        if "calendar_edition_number" not in str(clash):
            raise
        raise EditionConflict(_("有人同时更新了这一年的日历，请重新预览。"), year=year) from clash
    return edition


def _tell(edition: CalendarEdition, preview: EditionPreview, by: Actor, at: datetime) -> None:
    """Audit the load and announce it: cases whose clock touches the year must be computed again."""
    audit.record(
        by=by,
        action="calendar.edition.loaded",
        at=at,
        target_kind="calendar.edition",
        target_id=str(edition.pk),
        detail={
            "year": edition.year,
            "number": edition.number,
            "source": edition.source,
            "is_provisional": edition.is_provisional,
            "changed_days": [change.after.date.isoformat() for change in preview.changes],
        },
    )
    bus.publish(
        CalendarEditionLoaded(
            aggregate_id=stream_of(edition.year),
            at=at,
            year=edition.year,
            was_provisional=preview.was_provisional,
            due_dates_may_change=preview.due_dates_may_change,
        )
    )
    log.info(
        "calendar_edition_loaded", year=edition.year, number=edition.number, changed_days=len(preview.changes),
        was_provisional=preview.was_provisional, due_dates_may_change=preview.due_dates_may_change,
    )  # fmt: skip
