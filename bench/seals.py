"""
What sealing costs: a certificate from its data to the sealed PDF and OFD, checks of both, SM2, and memory.

CPU time of this process counts, not waiting for disk or database. Needs a migrated database; leaves there what it made.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from datetime import date, datetime
from itertools import count

from bench import certificates as issuing
from bench import usage
from bench.figures import Figure
from govhall.infra import clock
from govhall.infra.crypto import provider
from govhall.support.certificates import public as certificates
from govhall.support.certificates.engine import drawing
from govhall.support.certificates.values import FaceLine
from govhall.support.seals import public as seals

SECONDS = 1.5
AIM, AIM_VERIFY = 100, 2000
PAPERS, WARM, MOST_MB = 2000, 200, 8
_numbers = count(1)


def run() -> list[Figure]:
    """Return all figures of this file."""
    at = clock.now()
    paper = _Papers(issuing.prepare(at), at)
    return [*paper.speed(), *_verifying(), *paper.memory()]


class _Papers:
    """Papers of one agency, each with data of its own."""

    def __init__(self, agency_id: int, at: datetime) -> None:
        self.agency_id, self.at = agency_id, at
        self.kind = certificates.certificate_type("food-business-license")

    def pdf(self) -> bytes:
        """Make one sealed PDF from data."""
        content = drawing.draw(self.kind, _sheet(), at=self.at)
        return seals.seal_pdf(content=content, agency_id=self.agency_id, purpose="基准 1.2.156", at=self.at)

    def ofd(self) -> bytes:
        """Make one sealed OFD from data."""
        package = drawing.draw_ofd(self.kind, _sheet(), at=self.at)
        return seals.seal_ofd(package=package, agency_id=self.agency_id, purpose="基准 1.2.156", at=self.at)

    def speed(self) -> list[Figure]:
        """Return papers and checks a second and core."""
        as_pdf, as_ofd = self.pdf(), self.ofd()
        return [
            _figure("certificate, data to sealed PDF", self.pdf, aim=AIM),
            _figure("certificate, data to sealed OFD", self.ofd, aim=AIM),
            _figure("check of a sealed PDF", lambda: seals.check_file(as_pdf)),
            _figure("check of a sealed OFD", lambda: seals.check_file(as_ofd)),
        ]

    def memory(self) -> list[Figure]:
        """Return how much this process grew over many papers."""
        for _ in range(WARM):
            self.pdf()
        before = _memory()
        for _ in range(PAPERS):
            self.pdf()
        name = f"memory grown over {PAPERS} sealed certificates"
        return [{"name": name, "value": round(_memory() - before, 1), "unit": "MB", "most": MOST_MB}]


def _verifying() -> list[Figure]:
    sm2 = provider()
    private, message = sm2.generate_key(), bytes(200)
    public, signature = sm2.public_from_private(private), sm2.sign(private, message)
    return [
        _figure("SM2 verify", lambda: sm2.verify(public, message, signature), aim=AIM_VERIFY),
        _figure("SM2 sign", lambda: sm2.sign(private, message)),
    ]


def _figure(name: str, act: Callable[[], object], *, aim: float | None = None) -> Figure:
    """Repeat ``act`` and return how often it is done in a second of CPU time."""
    act()
    number, begun, used = 0, time.perf_counter(), time.process_time()
    while time.perf_counter() - begun < SECONDS:
        act()
        number += 1
    rate = number / (time.process_time() - used)
    return {"name": name, "value": round(rate, 1), "unit": "1/s a core", "aim": aim}


def _memory() -> float:
    gc.collect()
    return usage.own_memory_mb()


def _sheet() -> drawing.Sheet:
    number = next(_numbers)
    return drawing.Sheet(
        holder_name="山间小味餐饮店",
        number=f"JY2520115{number:07}",
        identifier=f"1.2.156.3005.2.11100000MB0143028R001.11520000009390049T.GZ{number:010}.001.K",
        agency_name="贵阳市观山湖区市场监督管理局",
        lines=(
            FaceLine(label="经营者名称", value="山间小味餐饮店", wide=True),
            FaceLine(label="统一社会信用代码", value="91520115MA6DM0001X"),
            FaceLine(label="法定代表人", value="杨秀兰"),
            FaceLine(label="经营场所", value=f"贵阳市观山湖区长岭北路 {number} 号", wide=True),
            FaceLine(label="经营项目", value="热食类食品制售、自制饮品制售", wide=True),
        ),
        table=(),
        valid_from=date(2026, 10, 13),
        valid_until=date(2031, 10, 12),
        issued_on=date(2026, 10, 13),
        verify_url=f"https://zwfw.example/verify/{number:026}",
        metadata={"ZZMC": "食品经营许可证", "ZZBH": f"JY2520115{number:07}"},
    )
