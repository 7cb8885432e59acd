"""
The public suites that this program passes or works on, each as a function over the suite's folder.

A suite reports; printing and exit codes are for ``conformance``. Not registered yet: bpmn-miwg.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from govhall.config.cli import conformance
from govhall.config.cli.conformance import Group, Report

_DMN_RUNNER = "govhall.support.decisions.dmn.tck"
_PROOF_RUNNER = "govhall.support.evidence.engine.vectors"
# Of the tests that need no Java; what issue and docs/rules/feel.md promise. Other levels are counted, not demanded.
_DMN_LEAST: Mapping[str, float] = {"compliance-level-2": 1.0, "compliance-level-3": 0.98}


def dmn_tck(folder: Path) -> Report:
    """Run a folder of the DMN TCK layout (compliance-level-2, compliance-level-3)."""
    # By name: the runner is a tool of its engine, not an interface that other apps may import.
    runner: Any = importlib.import_module(_DMN_RUNNER)
    found = runner.run_folder(folder.resolve())
    return Report(
        groups=tuple(
            Group(
                name=level,
                passed=found.count("passed", level),
                failed=found.count("failed", level),
                unsupported=found.count("unsupported", level),
                least=_DMN_LEAST.get(level, 0.0),
            )
            for level in found.levels
        ),
        failures={
            case.label: f"expected {case.expected}, got {case.actual} {'; '.join(case.remarks)}".strip()
            for case in found.failed
        },
        unsupported=tuple(case.label for case in found.unsupported),
        why_unsupported="calls Java",
    )


def rfc6962(folder: Path) -> Report:
    """Run Merkle proof vectors (inclusion, consistency): good ones must verify, corrupted ones be refused."""
    runner: Any = importlib.import_module(_PROOF_RUNNER)
    outcomes = runner.run_folder(folder.resolve())
    faults = {one.name: one.fault for one in outcomes if one.fault}
    groups = sorted({one.group for one in outcomes})
    return Report(
        groups=tuple(
            Group(
                name=group,
                passed=sum(one.group == group and not one.fault for one in outcomes),
                failed=sum(one.group == group and bool(one.fault) for one in outcomes),
            )
            for group in groups
        ),
        failures=faults,
    )


def register() -> None:
    """Make the suites known to `govhall conformance`."""
    conformance.register("dmn-tck", dmn_tck)
    conformance.register("rfc6962", rfc6962)
