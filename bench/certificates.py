"""
From the data of a certificate to its sealed PDF in the register, on one core, and where the time goes.

Needs a migrated database; leaves what it issued there, under an agency of its own choice. CPU time of this process
counts, not waiting for disk or database. The aim is 100 a second and core.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime

from govhall.data.organizations import public as organizations
from govhall.infra import clock
from govhall.kernel.identifiers import new_id
from govhall.support.certificates import public as certificates
from govhall.support.certificates.engine import drawing
from govhall.support.documents import public as documents
from govhall.support.seals import public as seals

SECONDS = 4.0
AIM = 100
AGENCY = "guanshanhu-market"
VALUES = {
    "principal": "杨秀兰",
    "address": "贵阳市观山湖区长岭北路 101 号附 8 号",
    "business_type": "catering",
    "items": ["hot_food", "self_made_drink"],
}
Spent = dict[str, float]


def run() -> list[dict[str, object]]:
    """Return certificates a second, by the clock and by CPU, the shares of the steps, and verifications a second."""
    at = clock.now()
    agency_id = prepare(at)
    _issue(agency_id, at)  # warm compiler, fonts, keys and connection
    issued, wall, cpu, spent = _measure(lambda: _issue(agency_id, at))
    pdf = _pdf(agency_id, at)
    verified, _, verify_cpu, _ = _measure(lambda: certificates.verify_file(pdf, at=at))
    rows: list[dict[str, object]] = [
        {"name": "certificate, data to sealed PDF", "value": round(issued / wall, 1), "unit": "1/s", "aim": AIM},
        {"name": "the same, by CPU", "value": round(issued / cpu, 1), "unit": "1/s a core", "aim": AIM},
    ]
    for name, seconds in (*spent.items(), ("register, rules, database", cpu - sum(spent.values()))):
        rows.append({"name": f"  of it: {name}", "value": round(seconds / issued * 1e3, 2), "unit": "ms CPU"})
    rows.append({"name": "verify a file, by CPU", "value": round(verified / verify_cpu, 1), "unit": "1/s a core"})
    return rows


def prepare(at: datetime) -> int:
    """Load agencies and types where they are missing; return the agency that issues."""
    if not organizations.provinces():
        organizations.load_regions(at=at)
    if not organizations.agencies_by_keys([AGENCY]):
        organizations.load_demo_agencies()
    certificates.load_types(at=at)
    return organizations.agency_by_key(AGENCY).id


def _issue(agency_id: int, at: datetime) -> certificates.CertificateValue:
    holder = certificates.Holder(party_id=new_id(), name="山间小味餐饮店", code="91520115MA6DM0001X", code_type="001")
    return certificates.issue(
        type_key="food-business-license", holder=holder, agency_id=agency_id, values=VALUES,
        valid_from=date(2026, 10, 13), valid_until=date(2031, 10, 12), source_case=new_id(), at=at,
    )  # fmt: skip


def _pdf(agency_id: int, at: datetime) -> bytes:
    with documents.content(_issue(agency_id, at).document_id) as file:
        return file.read()


def _measure(act: Callable[[], object]) -> tuple[int, float, float, Spent]:
    """Repeat ``act``; return how often, seconds by the clock, by CPU, and CPU seconds in each step."""
    spent: Spent = {"drawing": 0.0, "sealing (SM2, PDF)": 0.0, "storing": 0.0}
    with (
        _timed(drawing, "draw", spent, "drawing"),
        _timed(seals, "seal_pdf", spent, "sealing (SM2, PDF)"),
        _timed(documents, "store", spent, "storing"),
    ):
        number, begun, used = 0, time.perf_counter(), time.process_time()
        while time.perf_counter() - begun < SECONDS:
            act()
            number += 1
        return number, time.perf_counter() - begun, time.process_time() - used, spent


@contextmanager
def _timed(module: object, name: str, spent: Spent, label: str) -> Iterator[None]:
    """Add the CPU time of a module's function to ``spent`` while the block runs."""
    original = getattr(module, name)

    def timed(*args: object, **kwargs: object) -> object:
        begun = time.process_time()
        try:
            return original(*args, **kwargs)
        finally:
            spent[label] += time.process_time() - begun

    setattr(module, name, timed)
    try:
        yield
    finally:
        setattr(module, name, original)
