"""What is worth a line in the log: a try that failed, and not every job that went well."""

import logging

import pytest
from django.conf import settings

_is_worth_a_line = settings.LOGGING["filters"]["no_quiet_jobs"]["()"]()


def record(name: str, level: int, action: str = "") -> logging.LogRecord:
    made = logging.LogRecord(name, level, "", 0, "", (), None)
    made.action = action
    return made


@pytest.mark.parametrize("action", ["job_error_retry", "job_aborted_retry"])
def test_a_job_that_failed_and_comes_again_is_told(action: str) -> None:
    assert _is_worth_a_line(record("procrastinate.worker", logging.INFO, action))


@pytest.mark.parametrize("action", ["start_job", "job_success", ""])
def test_a_job_that_went_well_is_not(action: str) -> None:
    assert not _is_worth_a_line(record("procrastinate.worker.worker", logging.INFO, action))


def test_warnings_and_our_own_lines_always_are() -> None:
    assert _is_worth_a_line(record("procrastinate.worker", logging.WARNING))
    assert _is_worth_a_line(record("govhall.support.evidence", logging.INFO))
