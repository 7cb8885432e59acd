"""Keys and witnesses at the terminal: what is done, and what is said when it can't be."""

import pytest
from typer.testing import CliRunner

from govhall.config.cli import app, environment
from govhall.infra import clock
from govhall.kernel.identifiers import new_id
from govhall.support.evidence import public as evidence
from govhall.support.evidence.models import KeyStatement, WatchedLog

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
