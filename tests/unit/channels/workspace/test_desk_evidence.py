"""存证监察: for the audit administrator alone."""

from collections.abc import Callable

import pytest
from django.test import Client

from govhall.infra import clock
from govhall.support.evidence import public as evidence
from govhall.support.evidence.models import Inspection

pytestmark = pytest.mark.clause("box:区块链")
SignIn = Callable[[str], Client]


@pytest.mark.parametrize("username", ["guanshanhu-market-approver", "system-keeper"])
def test_nobody_else_sees_it(desk: SignIn, username: str) -> None:
    assert desk(username).get("/desk/evidence/").status_code == 403


def test_is_designed_before_there_is_anything(desk: SignIn) -> None:
    page = desk("audit-keeper").get("/desk/evidence/").content.decode()
    assert "还没有核查过" in page
    assert "没有登记见证方" in page


def test_says_how_large_the_tree_is_and_that_it_is_whole(desk: SignIn) -> None:
    evidence.enter(kind="case.act", subject="1", facts={}, at=clock.now())
    evidence.sequence(at=clock.now())
    evidence.enter(kind="case.act", subject="2", facts={}, at=clock.now())
    evidence.inspect(at=clock.now())
    answer = desk("audit-keeper").get("/desk/evidence/")
    assert answer.context["state"].pending == 1
    assert answer.context["state"].size == answer.context["head"].size
    page = answer.content.decode()
    assert "没有发现改动" in page
    assert answer.context["head"].root.hex() in page


def test_a_finding_is_red_and_says_what_and_where(desk: SignIn) -> None:
    Inspection.objects.create(
        at=clock.now(), size=9, heads=1, seconds=0.1, faults=[{"code": "HEAD_FORKED", "place": "树头 9"}], fault_count=1
    )
    page = desk("audit-keeper").get("/desk/evidence/").content.decode()
    assert "存证被改动，请立即报告并保护现场" in page
    assert "已签名的树头与存证内容不符（分叉）" in page
    assert "（树头 9，HEAD_FORKED）" in page
    assert 'role="alert"' in page
