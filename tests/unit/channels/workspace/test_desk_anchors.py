"""The journal of anchors on 存证监察: nothing set, nothing anchored, what hinders, what stopped, what stands."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from govhall.infra import clock
from govhall.support.evidence import public as evidence
from govhall.support.evidence.adapters import library
from govhall.support.evidence.models import AnchorContract, TreeHead

pytestmark = pytest.mark.clause("box:区块链")
SignIn = Callable[[str], Client]
CONTRACT = "0x" + "5b" * 20


@pytest.fixture
def anchored(world: None, settings: Any) -> AnchorContract:
    """Return a contract that holds one head and lost another."""
    settings.GOVHALL_ANCHOR = {
        "rpc": "https://user:secret@node.example/", "contract": CONTRACT, "chain_id": 20200, "interval": 3600,
        "confirmations": 12, "highest_gas_price": 10**11,
    }  # fmt: skip
    evidence.enter(kind="case.act", subject="1", facts={}, at=clock.now())
    evidence.sequence(at=clock.now())
    head = TreeHead.objects.order_by("-size")[0]
    contract = AnchorContract.objects.create(chain_id=20200, address=CONTRACT, since=clock.now())
    rows = [
        {"status": "LOST"},
        {"status": "CONFIRMED", "block": 1234567, "block_hash": "0xab", "block_at": clock.now()},
    ]
    for number, fields in enumerate(rows):
        contract.anchors.create(
            head=head, transaction=f"0x{number:064x}", nonce=number, raw=b"", at=clock.now(), **fields
        )
    return contract


def page_of(desk: SignIn) -> str:
    return desk("audit-keeper").get("/desk/evidence/").content.decode()


def test_says_what_anchoring_is_for_where_nothing_is_set(desk: SignIn) -> None:
    assert "没有设置锚定" in page_of(desk)


def test_is_designed_before_the_first_anchor(desk: SignIn, settings: Any) -> None:
    settings.GOVHALL_ANCHOR = {
        "rpc": "https://node.example/", "contract": "", "chain_id": 20200, "interval": 1, "confirmations": 1,
        "highest_gas_price": 1,
    }  # fmt: skip
    page = page_of(desk)
    assert "还没有部署" in page
    assert "还没有锚定过" in page


def test_names_chain_contract_transaction_and_block(desk: SignIn, anchored: AnchorContract) -> None:
    page = page_of(desk)
    for words in ("20200", CONTRACT, f"0x{1:064x}", "1234567", "已确认", "已失效，由后来的锚定代替"):
        assert words in page
    assert "secret" not in page


def test_says_what_hinders_and_when_it_is_tried_again(desk: SignIn, anchored: AnchorContract) -> None:
    AnchorContract.objects.update(failure="chain-unreachable", next_at=clock.now() + timedelta(minutes=4))
    assert "上次没有成功（chain-unreachable）" in page_of(desk)


def test_says_that_the_extra_is_missing(
    desk: SignIn, anchored: AnchorContract, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(library, "EXTRA", "no_such_module_of_web3")
    assert "没有安装锚定组件" in page_of(desk)


def test_a_contradiction_is_red(desk: SignIn, anchored: AnchorContract) -> None:
    AnchorContract.objects.update(refused_at=clock.now(), refusal="anchor-forked")
    page = page_of(desk)
    assert "链上记录与存证不符，请立即报告并保护现场" in page
    assert "anchor-forked" in page


def test_the_public_page_names_the_anchor_only_while_nothing_contradicts_it(
    client: Client, anchored: AnchorContract
) -> None:
    page = client.get("/evidence/").content.decode()
    assert f"0x{1:064x}" in page
    assert f"--anchored {TreeHead.objects.order_by('-size')[0].size}:" in page
    AnchorContract.objects.update(refused_at=clock.now(), refusal="anchor-forked")
    page = client.get("/evidence/").content.decode()
    assert f"0x{1:064x}" not in page
    assert "secret" not in page


@pytest.mark.usefixtures("world")
def test_the_public_page_is_silent_where_nothing_is_set(client: Client) -> None:
    assert "链上锚定" not in client.get("/evidence/").content.decode()
