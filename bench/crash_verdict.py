"""
What the crash proof counts in the database afterwards. Every count but the informative ones must be 0.

Counting goes past the services on purpose: it believes tables only.
"""

from __future__ import annotations

from typing import Any

_DOUBLED = {
    "cases doubled by submission": "SELECT submission_key FROM cases_case GROUP BY 1 HAVING count(*) > 1",
    "acts doubled": """SELECT case_id, act FROM cases_caseevent WHERE act IN
        ('SUBMIT', 'RECEIVE', 'ACCEPT', 'DISPATCH', 'GRANT', 'CLOSE') GROUP BY 1, 2 HAVING count(*) > 1""",
    "papers doubled for an act": """SELECT event_id, kind FROM cases_casedocument
        GROUP BY 1, 2 HAVING count(*) > 1""",
    "messages doubled for an act": """SELECT dedupe_key FROM notifications_message
        GROUP BY 1 HAVING count(*) > 1""",
    "deliveries doubled": """SELECT message_id, channel FROM notifications_delivery
        GROUP BY 1, 2 HAVING count(*) > 1""",
    "certificates doubled for a case": """SELECT source_case FROM certificates_certificate
        WHERE source_case IN (SELECT id FROM cases_case) GROUP BY 1 HAVING count(*) > 1""",
}
_MISSING = {
    "logs with a gap": """SELECT c.id FROM cases_case c LEFT JOIN cases_caseevent e ON e.case_id = c.id
        GROUP BY c.id HAVING count(e.id) <> c.event_count OR max(e.sequence) <> c.event_count""",
    "receipts without their sealed paper": """SELECT id FROM cases_caseevent e WHERE act = 'SUBMIT' AND NOT EXISTS
        (SELECT 1 FROM cases_casedocument d WHERE d.event_id = e.id)""",
    "acts without their message": """SELECT id FROM cases_caseevent e WHERE act IN
        ('SUBMIT', 'RECEIVE', 'ACCEPT', 'GRANT', 'CLOSE') AND NOT EXISTS
        (SELECT 1 FROM notifications_message m WHERE m.dedupe_key = 'case-event:' || e.id)""",
    "granted cases not closed with a certificate": """SELECT id FROM cases_case c WHERE EXISTS
        (SELECT 1 FROM cases_caseevent e WHERE e.case_id = c.id AND act = 'GRANT') AND NOT (certificate_id IS NOT NULL
        AND EXISTS (SELECT 1 FROM certificates_certificate f WHERE f.id = c.certificate_id))""",
    "stalled jobs left": "SELECT id FROM procrastinate_jobs WHERE status = 'doing'",
    "failed jobs whose work nobody did since": """SELECT task_name FROM procrastinate_jobs j WHERE status = 'failed'
        AND NOT EXISTS (SELECT 1 FROM procrastinate_jobs later WHERE later.queueing_lock = j.queueing_lock
        AND later.status = 'succeeded' AND later.id > j.id)""",
    "deliveries never tried again": """SELECT d.id FROM notifications_delivery d WHERE state IN ('PENDING', 'FAILED')
        AND NOT EXISTS (SELECT 1 FROM procrastinate_jobs j WHERE j.status IN ('todo', 'doing')
        AND j.args ->> 'message_id' = d.message_id::text)""",
}
_TOLD = {
    "cases": "SELECT id FROM cases_case",
    "acts in logs": "SELECT id FROM cases_caseevent",
    "papers": "SELECT id FROM cases_casedocument",
    "messages": "SELECT id FROM notifications_message",
    "certificates issued": "SELECT id FROM certificates_certificate WHERE source_case IN (SELECT id FROM cases_case)",
    "jobs done": "SELECT id FROM procrastinate_jobs WHERE status = 'succeeded'",
    "deliveries in doubt (never sent twice by rule)": """SELECT id FROM notifications_delivery
        WHERE state IN ('IN_DOUBT', 'SENDING')""",
}


def violations(load: Any) -> dict[str, int]:
    """Return every count that must be 0."""
    found = {name: _count(sql) for name, sql in {**_DOUBLED, **_MISSING}.items()}
    return {
        "receipts shown but lost": _lost_receipts(load),
        "acts confirmed but lost": _lost_acts(load),
        "events without all their effects": _unhandled(),
        **found,
    }


def told(load: Any) -> dict[str, int]:
    """Return counts that show how much happened."""
    confirmed = {"receipts shown": len(load.receipts), "acts confirmed to officers": sum(load.acts.values())}
    return {**confirmed, **{name: _count(sql) for name, sql in _TOLD.items()}}


def connect_anew() -> None:
    """Leave the connection that died with the database."""
    from django.db import connection

    connection.close()


def open_jobs() -> int:
    """Return how many jobs still wait or run, upkeep apart."""
    return _count("SELECT id FROM procrastinate_jobs WHERE status IN ('todo', 'doing') AND queue_name <> 'upkeep'")


def has_settled() -> bool:
    """Tell whether no job waits and whatever failed of upkeep, which comes by the clock, was done by a later run."""
    return not open_jobs() and not failed_jobs()


def failed_jobs() -> list[str]:
    """Return the names of the tasks that failed for good."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(_MISSING["failed jobs whose work nobody did since"])
        return [name for (name,) in cursor.fetchall()]


def _lost_receipts(load: Any) -> int:
    from govhall.business.cases.models import Case

    kept = dict(Case.objects.values_list("number", "submission_key"))
    return sum(kept.get(number) != key for number, key in load.receipts.items())


def _lost_acts(load: Any) -> int:
    from govhall.business.cases.models import CaseEvent

    kept = set(CaseEvent.objects.values_list("case_id", "act"))
    return sum(key not in kept for key in load.acts)


def _unhandled() -> int:
    """Count published facts that a handler has not taken in."""
    from govhall.infra import bus
    from govhall.infra.bus.models import HandledEvent, OutboxEvent

    done = set(HandledEvent.objects.values_list("event_id", "handler"))
    return sum(
        (event_id, handler) not in done
        for event_id, name in OutboxEvent.objects.values_list("id", "name")
        for handler, _ in bus.handlers_of(name)
    )


def _count(sql: str) -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({sql}) found")
        return int(cursor.fetchone()[0])
