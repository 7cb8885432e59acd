"""存量制证 by several at the same moment: one confirmation counts, and every row is made once."""

from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

import pytest

from factories import stock as tables
from factories.crowd import at_once
from govhall.data.organizations import public as organizations
from govhall.infra import process_cache
from govhall.kernel.actor import Actor, ActorKind, Grant
from govhall.kernel.identifiers import new_id
from govhall.support.certificates import public as certificates
from govhall.support.certificates.models import Certificate
from govhall.support.certificates.rules import competence
from govhall.support.certificates.services import printing

pytestmark = [pytest.mark.clause("box:电子证照"), pytest.mark.django_db(transaction=True)]
MORNING = datetime.fromisoformat("2026-11-26T09:00:00+08:00")
FOOD, ROWS = "food-business-license", 24
T = TypeVar("T")


@pytest.fixture
def keeper(monkeypatch: pytest.MonkeyPatch) -> Actor:
    """The certificate officer of an agency that issues food licences; the papers aren't drawn."""

    def make_pdf(row: Certificate, *_: Any, at: datetime) -> None:
        row.pdf_sm3, row.document_id = "0" * 64, new_id()
        row.save(update_fields=["pdf_sm3", "document_id"])

    process_cache.forget_all()
    organizations.load_regions(at=MORNING)
    organizations.load_demo_agencies()
    certificates.load_types(at=MORNING)
    monkeypatch.setattr(competence, "_sources", [lambda _agency_id: frozenset({FOOD})])
    monkeypatch.setattr(printing, "make_pdf", make_pdf)
    agency = organizations.agency_by_key("guanshanhu-market")
    grant = Grant(role="certificate-officer", agency_id=agency.id, region_path=agency.region_path)
    return Actor(kind=ActorKind.OFFICER, id=new_id(), name="孙敏", grants=(grant,))


@pytest.fixture
def batch_id(keeper: Actor) -> UUID:
    """A checked batch."""
    content = tables.workbook(*(tables.row(number) for number in range(ROWS)))
    return certificates.upload_stock(
        type_key=FOOD, agency_id=keeper.grants[0].agency_id, content=content, name="存量.xlsx", by=keeper, at=MORNING
    )


def test_of_two_confirmations_one_counts_and_of_three_workers_none_makes_a_row_twice(
    keeper: Actor, batch_id: UUID
) -> None:
    def confirm() -> None:
        certificates.confirm_stock(batch_id=batch_id, expected=ROWS, by=keeper, at=MORNING)

    outcomes = at_once(confirm, confirm)
    assert sorted(type(each).__name__ for each in outcomes) == ["NoneType", "StockActNotAllowed"]

    def work() -> None:
        while certificates.issue_slice(batch_id=batch_id, at=MORNING, size=3):
            pass

    assert at_once(work, work, work) == [None, None, None]
    numbers = list(Certificate.objects.values_list("number", flat=True))
    assert sorted(numbers) == [f"JY2520115{number:07d}" for number in range(ROWS)]
    found = certificates.stock_batch(batch_id, by=keeper)
    assert (found.state, found.counts["ISSUED"]) == ("DONE", ROWS)
