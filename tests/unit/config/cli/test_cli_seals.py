"""The drills at the terminal: rotating, listing, stopping a stolen key, and what is said when it can't be done."""

from datetime import timedelta

import pytest
from typer.testing import CliRunner

from govhall.config.cli import app, environment
from govhall.data.organizations import public as organizations
from govhall.infra import clock
from govhall.support.seals import public as seals

pytestmark = [pytest.mark.clause("box:统一电子印章"), pytest.mark.usefixtures("world")]
RUNNER = CliRunner()


class _Borrowed:
    """The server of the tests, which the command must not stop."""

    def stop(self) -> None:
        """Leave it running."""


@pytest.fixture(autouse=True)
def _server_of_the_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "database_for_command", _Borrowed)


def said(*arguments: str) -> tuple[int, str]:
    result = RUNNER.invoke(app, ["seals", *arguments])
    return result.exit_code, result.output


def official() -> seals.SealValue:
    agency = organizations.agency_by_key("guanshanhu-market")
    return seals.ensure_seal(agency_id=agency.id, at=clock.now())


def test_rotation_names_both_seals_and_the_list_shows_them() -> None:
    old = official()
    code, output = said("rotate", "guanshanhu-market")
    assert code == 0
    assert f"old  {old.id}  已换章" in output
    assert f"new  {official().id}  启用" in output
    listed = said("list", "guanshanhu-market")[1]
    assert all(str(one) in listed for one in (old.id, official().id))


def test_compromise_counts_what_is_in_doubt() -> None:
    since = f"{clock.now().astimezone(clock.OFFICIAL_ZONE) - timedelta(days=1):%Y-%m-%d %H:%M}"
    code, output = said("compromise", str(official().id), "--since", since, "--reason", "备份介质失窃，可能外泄")
    assert code == 0
    assert "documents in doubt" in output
    assert "冻结" in output


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("rotate", "no-such-agency"), "没有"),
        (("compromise", "x", "--since", "2026-01-01 08:00", "--reason", "备份介质失窃"), "不是印章的编号"),
        (("compromise", "0" * 32, "--since", "2026-01-01 08:00", "--reason", "备份介质失窃"), "没有找到"),
        (("compromise", "0" * 32, "--since", "2126-01-01 08:00", "--reason", "备份介质失窃"), "将来"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(arguments: tuple[str, ...], words: str) -> None:
    code, output = said(*arguments)
    assert code == 1
    assert words in output
