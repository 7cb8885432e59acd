"""Keys and witnesses at the terminal: what is done, and what is said when it can't be."""

from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from factories.evm import Node
from govhall.config.cli import app, environment
from govhall.infra import clock
from govhall.kernel.identifiers import new_id
from govhall.support.evidence import public as evidence
from govhall.support.evidence.adapters import chain
from govhall.support.evidence.models import KeyStatement, WatchedLog
from govhall.support.evidence.services import account

pytestmark = [pytest.mark.clause("box:区块链"), pytest.mark.django_db]
RUNNER = CliRunner()
NAME = "ab" * 32


class _Borrowed:
    """The server of the tests, which the command must not stop."""

    def stop(self) -> None:
        """Leave it running."""


@pytest.fixture(autouse=True)
def _server_of_the_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "database_for_command", _Borrowed)


@pytest.fixture
def refused() -> None:
    WatchedLog.objects.create(
        name=NAME, title="贵阳市", address="https://log.example/", authority="", size=7, refused_at=clock.now(),
        refusal="head-forked",
    )  # fmt: skip


def said(*arguments: str) -> tuple[int, str]:
    result = RUNNER.invoke(app, ["evidence", *arguments])
    return result.exit_code, result.output


def test_rotating_starts_another_key_and_signs_a_head_with_it() -> None:
    evidence.enter(kind="case.act", subject=str(new_id()), facts={"act": "ACCEPT"}, at=clock.now())
    evidence.sequence(at=clock.now())
    code, output = said("rotate-key", "--reason", "演练", "--stolen")
    assert (code, output.splitlines()[0]) == (0, evidence.latest_head().fingerprint)
    assert evidence.latest_head().size == 2
    assert '"stolen":true' in KeyStatement.objects.get().record


def test_rotating_without_a_reason_changes_nothing() -> None:
    assert said("rotate-key")[0] == 2
    code, output = said("rotate-key", "--reason", " ")
    assert (code, "请写明更换密钥的原因" in output) == (2, True)
    assert not KeyStatement.objects.exists()


@pytest.mark.usefixtures("refused")
def test_a_refused_log_is_listed_and_resumed_with_a_reason() -> None:
    assert "head-forked" in said("watched")[1]
    code, output = said("resume", NAME, "--reason", " ")
    assert (code, "请写明核查的情况" in output) == (2, True)
    assert said("resume", NAME, "--reason", "已与对方核对")[0] == 0
    assert "followed" in said("watched")[1]
    code, output = said("resume", NAME, "--reason", "再来一次")
    assert (code, "没有被拒绝" in output) == (2, True)


@pytest.mark.usefixtures("refused")
def test_a_log_that_was_set_up_again_is_followed_from_its_beginning() -> None:
    assert said("resume", NAME, "--reason", "对方重建", "--start-anew")[0] == 0
    assert WatchedLog.objects.get().size == 0


class TestAnchor:
    @pytest.fixture
    def node(self, settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Node:
        """A chain, named in the settings, on which nothing of ours is yet."""
        monkeypatch.setenv("GOVHALL_HOME", str(tmp_path))
        found = Node()
        monkeypatch.setattr(chain, "provider", lambda address: found)
        settings.GOVHALL_ANCHOR = {
            "rpc": "https://node.example/", "contract": "", "chain_id": found.chain_id, "interval": 3600,
            "confirmations": 1, "highest_gas_price": 10**11,
        }  # fmt: skip
        return found

    def test_without_settings_each_command_says_so(self) -> None:
        assert "没有设置锚定" in said("anchors")[1]
        assert "没有设置锚定" in said("anchor")[1]
        code, output = said("anchor", "--deploy")
        assert (code, "没有设置区块链节点" in output) == (2, True)
        code, output = said("resume-anchor", "--reason", "看过了")
        assert (code, "锚定没有停止" in output) == (2, True)

    def test_an_account_without_means_can_deploy_nothing(self, node: Node) -> None:
        code, output = said("anchor", "--deploy")
        assert (code, "区块链节点没有正常答复" in output) == (2, True)
        assert chain.Chain.address_of(account.load()) in output

    def test_deploying_prints_the_address_and_the_next_step_anchors(self, node: Node, settings: Any) -> None:
        node.give(chain.Chain.address_of(account.make()))
        code, output = said("anchor", "--deploy")
        address = output.split()[-1]
        assert (code, address[:2], len(address)) == (0, "0x", 42)
        settings.GOVHALL_ANCHOR = {**settings.GOVHALL_ANCHOR, "contract": address}
        evidence.enter(kind="case.act", subject=str(new_id()), facts={"act": "ACCEPT"}, at=clock.now())
        evidence.sequence(at=clock.now())
        assert "SENT" in said("anchor")[1]
        assert "CONFIRMED" in said("anchor")[1]
        code, output = said("anchors")
        assert (code, "ok" in output, "CONFIRMED" in output) == (0, True, True)
        code, output = said("verify")
        assert (code, "anchors 1 compared" in output) == (0, True)
