"""The trail grows and never changes."""

import pytest
from django.db import DatabaseError, InternalError, transaction

from govhall.infra import clock
from govhall.kernel.actor import SYSTEM
from govhall.kernel.errors import InvalidInput
from govhall.security.audit import public as audit
from govhall.security.audit.models import AuditEntry
from govhall.security.audit.services import digest
from govhall.security.privacy import public as privacy

pytestmark = pytest.mark.clause("7.8", "box:日志管理")


@pytest.mark.django_db
class TestTrail:
    def test_refuses_changes_and_deletion(self) -> None:
        audit.record(by=SYSTEM, action="tests.thing.done", at=clock.now())
        with pytest.raises((DatabaseError, InternalError)), transaction.atomic():
            AuditEntry.objects.update(action="nothing")
        with pytest.raises((DatabaseError, InternalError)), transaction.atomic():
            AuditEntry.objects.all().delete()
        assert AuditEntry.objects.count() == 1

    def test_digest_binds_the_content(self) -> None:
        audit.record(by=SYSTEM, action="tests.thing.done", at=clock.now(), detail={"b": 1, "a": "字"})
        row = AuditEntry.objects.get()
        assert row.digest == digest(row)
        row.detail = {"a": "字"}
        assert row.digest != digest(row)

    def test_pages_newest_first(self) -> None:
        for n in range(5):
            audit.record(by=SYSTEM, action=f"tests.thing.done{n}", at=clock.now())
        first = audit.entries(limit=3)
        rest = audit.entries(limit=3, before=(first[-1].at, first[-1].id))
        assert [entry.action[-1] for entry in [*first, *rest]] == ["4", "3", "2", "1", "0"]


@pytest.mark.django_db
class TestReveal:
    def test_leaves_an_entry(self) -> None:
        facts = {"target_kind": "case", "target_id": "1", "field": "phone", "value": "13900000182"}
        assert privacy.reveal(by=SYSTEM, reason="电话核实", at=clock.now(), **facts) == "13900000182"
        assert audit.entries()[0].detail == {"field": "phone", "reason": "电话核实"}

    def test_needs_a_reason(self) -> None:
        with pytest.raises(InvalidInput):
            privacy.reveal(
                by=SYSTEM, target_kind="case", target_id="1", field="x", value="y", reason=" ", at=clock.now()
            )


@pytest.mark.parametrize(
    ("mask", "clear", "masked"),
    [
        (privacy.mask_name, "杨秀兰", "杨*兰"),
        (privacy.mask_name, "杨兰", "杨*"),
        (privacy.mask_name, "", ""),
        (privacy.mask_id_number, "520000200002298882", "5200**********8882"),
        (privacy.mask_phone, "13900000182", "139****0182"),
        (privacy.mask_email, "yang@example.cn", "y***@example.cn"),
        (privacy.mask_id_number, "1234", "****"),
    ],
)
def test_masks_hide_the_middle(mask: object, clear: str, masked: str) -> None:
    assert mask(clear) == masked  # type: ignore[operator]
