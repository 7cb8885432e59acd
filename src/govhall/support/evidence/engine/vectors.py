"""
Runs the public proof vectors (transparency-dev, SHA-256): good proofs must be accepted, corrupted ones refused.

A vector is one JSON file; those with ``leafHash`` are of inclusion, those with ``size1`` of consistency.
"""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from govhall.support.evidence.engine import proofs
from govhall.support.evidence.engine.hashing import SHA256


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a vector; ``fault`` is empty where we agreed with it."""

    group: str
    name: str
    fault: str


def run_folder(folder: Path) -> list[Outcome]:
    """Run every vector below ``folder``, in the order of their names."""
    return [_run(file, folder) for file in sorted(folder.rglob("*.json"))]


def _run(file: Path, folder: Path) -> Outcome:
    name = file.relative_to(folder)
    try:
        vector = json.loads(file.read_text(encoding="utf-8"))
        accepted, expected = _accepted(vector), not vector["wantErr"]
    except (ValueError, KeyError, TypeError) as error:
        return Outcome(name.parts[0], str(name), f"unreadable vector: {error!r}")
    said = {True: "accepted", False: "refused"}
    fault = "" if accepted is expected else f"expected {said[expected]}, got {said[accepted]}"
    return Outcome(name.parts[0], str(name), fault)


def _accepted(vector: Mapping[str, Any]) -> bool:
    proof = [base64.b64decode(step) for step in vector["proof"] or ()]
    if "leafHash" in vector:
        return proofs.includes(
            leaf=base64.b64decode(vector["leafHash"]), index=vector["leafIdx"], size=vector["treeSize"], proof=proof,
            root=base64.b64decode(vector["root"]), hasher=SHA256,
        )  # fmt: skip
    return proofs.extends(
        first=vector["size1"], second=vector["size2"], first_root=base64.b64decode(vector["root1"]),
        second_root=base64.b64decode(vector["root2"]), proof=proof, hasher=SHA256,
    )  # fmt: skip
