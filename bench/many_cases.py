"""
A hundred thousand cases, copied by set-based SQL from one real case: for lists that must stay fast.

Numbers are valid and unique; statuses, agencies and dates are spread. The copies have no logs: lists read none.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from govhall.standards.identifiers import case_number

_A_DAY = 1000
_SPREAD = """
    WITH model AS (SELECT * FROM cases_case WHERE id = %(model)s),
         places AS (SELECT id, region_path, row_number() OVER (ORDER BY id) AS place FROM organizations_agency),
         made AS (SELECT number, applied_at, row_number() OVER () AS n
                  FROM unnest(%(numbers)s::text[], %(moments)s::timestamptz[]) AS given(number, applied_at))
    INSERT INTO cases_case ({columns})
    SELECT {values} FROM made CROSS JOIN model
    JOIN places ON places.place = 1 + (made.n %% (SELECT count(*) FROM places))
"""
# In each ten: three wait, three are in review, four are done. Every fifth is the measured officer's agency's.
_CHANGED = {
    "id": "gen_random_uuid()",
    "submission_key": "gen_random_uuid()",
    "number": "made.number",
    "applied_at": "made.applied_at",
    "agency_id": "CASE WHEN made.n % 5 = 0 THEN model.agency_id ELSE places.id END",
    "region_path": "CASE WHEN made.n % 5 = 0 THEN model.region_path ELSE places.region_path END",
    "status": "(ARRAY['SUBMITTED', 'IN_REVIEW', 'SERVED'])[CASE WHEN made.n / 5 % 10 < 3 THEN 1"
    " WHEN made.n / 5 % 10 < 6 THEN 2 ELSE 3 END]",
    "accepted_at": "CASE WHEN made.n / 5 % 10 >= 3 THEN made.applied_at END",
    "promised_due_date": "CASE WHEN made.n / 5 % 10 >= 3 THEN made.applied_at::date + 12 END",
    "decided_at": "CASE WHEN made.n / 5 % 10 >= 6 THEN made.applied_at + interval '5 days' END",
    "finished_at": "CASE WHEN made.n / 5 % 10 >= 6 THEN made.applied_at + interval '6 days' END",
    "result_code": "CASE WHEN made.n / 5 % 10 >= 6 THEN '0' ELSE '' END",
}


def make(number: int, *, model: Any) -> None:
    """Insert so many copies of the case with this id."""
    from django.db import connection

    from govhall.business.cases.models import Case

    columns = [field.column for field in Case._meta.concrete_fields]
    values = [_CHANGED.get(name, f"model.{name}").replace("%", "%%") for name in columns]
    sql = _SPREAD.format(columns=", ".join(columns), values=", ".join(values))
    newest = datetime.now(UTC) - timedelta(days=1)
    moments = [newest - timedelta(seconds=86.4 * each) for each in range(number)]
    numbers = [
        case_number.compose("520115", (newest - timedelta(days=each // _A_DAY)).date(), 500_000 + each % _A_DAY)
        for each in range(number)
    ]
    with connection.cursor() as cursor:
        cursor.execute(sql, {"model": model, "numbers": numbers, "moments": moments})
        cursor.execute("ANALYZE cases_case")
