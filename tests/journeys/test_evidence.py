"""
A certificate's evidence in a stranger's hands: on the result page, as a file, checked in Chromium and in plain Python.

Both verifiers get the same files, good and changed, and must give the same answer.
"""

import base64
import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import FilePayload, Page, expect

from govhall.infra import clock
from govhall.kernel.actor import SYSTEM
from govhall.support.evidence import public as evidence
from govhall.support.evidence.content import verify_offline as offline
from govhall.support.evidence.engine import canonical, records
from govhall.support.evidence.models import Inspection, WatchedLog
from govhall.support.evidence.services import keys
from journeys.test_pictures import both_widths
from journeys.visitors import Visitors

pytestmark = pytest.mark.clause("box:区块链")
PATIENCE = 90


def address_of_certificate(visitors: Visitors) -> str:
    """The address that the code on 山间小味's business licence leads to."""
    from govhall.support.certificates import public as certificates
    from govhall.support.identity import public as identity

    shop = identity.legal_entity_by_uscc("92520115MA6HJX015Q")
    assert shop is not None
    (held,) = [one for one in certificates.wallet([shop.id], at=clock.now()) if one.type_key == "business-license"]
    return str(held.verify_path)


@pytest.fixture(scope="module")
def proof_file(everybody: Visitors, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The proof, as a stranger downloads it from the result page."""
    page = everybody.stranger()
    address, deadline = address_of_certificate(everybody), time.monotonic() + PATIENCE
    page.goto(address)
    while not page.get_by_role("link", name="下载签发的证明文件", include_hidden=True).count():
        assert time.monotonic() < deadline, "the issue was not entered as evidence"
        time.sleep(1)
        page.reload()
    page.get_by_text("区块链存证", exact=True).click()
    expect(page.get_by_text("该证照的签发已于")).to_be_visible()
    assert both_widths(page, "evidence-verified") == []
    with page.expect_download() as download:
        page.get_by_role("link", name="下载签发的证明文件").click()
    file = tmp_path_factory.mktemp("proof") / download.value.suggested_filename
    download.value.save_as(file)
    page.close()
    return file


def changes() -> dict[str, Callable[[dict[str, Any]], Any]]:
    """Ways to forge a proof."""

    def put(*path: Any, to: Any) -> Callable[[dict[str, Any]], None]:
        def change(content: dict[str, Any]) -> None:
            for step in path[:-1]:
                content = content[step]
            content[path[-1]] = to

        return change

    return {
        "leaf": put("leaf", "facts", "type", to="another"),
        "time": put("leaf", "at", to="2020-01-01T00:00:00.000000Z"),
        "index": put("index", to=4711),
        "path": put("proof", to=[]),
        "root": put("head", "root", to="00" * 32),
        "size": put("head", "size", to=10**9),
        "head-time": put("head", "at", to="2020-01-01T00:00:00.000000Z"),
        "log": put("head", "log", to="00" * 32),
        "signature": put("signature", to="MEQCIA=="),
        "no-certificates": put("certificates", to=[]),
        "float": put("leaf", "fee", to=1.5),
        "format": put("format", to="another/1"),
        "witness": put("cosignatures", to=[{}]),
        "head-missing": put("head", to=None),
        "swapped": lambda content: content["certificates"].reverse(),
    }


def python_says(content: bytes) -> str:
    try:
        offline.check(content)
    except offline.Refused as refusal:
        return str(refusal)
    return "holds"


def browser_says(page: Page, files: dict[str, bytes]) -> dict[str, tuple[str, str]]:
    """Drop files on the page; return the state and the words of each."""
    payloads: list[FilePayload] = [
        {"name": name, "mimeType": "application/json", "buffer": content} for name, content in files.items()
    ]
    page.get_by_label("存证证明文件").set_input_files(payloads)
    rows = page.locator("[data-evidence-results] li")
    expect(rows).to_have_count(len(files))
    return {
        row.locator("[data-name]").inner_text(): (
            row.get_attribute("data-state") or "", row.locator("[data-text]").inner_text(),
        )
        for row in rows.all()
    }  # fmt: skip


def test_both_verifiers_say_the_same_of_good_and_forged_proofs(visitors: Visitors, proof_file: Path) -> None:
    files = {"good": proof_file.read_bytes(), "empty": b"", "no json": b"{", "list": b"[]"}
    for name, change in changes().items():
        content = json.loads(proof_file.read_bytes())
        change(content)
        files[name] = json.dumps(content).encode()
    page = visitors.stranger()
    page.goto("/evidence/")
    page.wait_for_function("!document.querySelector('#proof').disabled")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    seen = browser_says(page, files)
    assert sent == []
    expected = {name: python_says(content) for name, content in files.items()}
    assert {name for name, words in expected.items() if words == "holds"} == {"good"}
    assert {name: state for name, (state, _) in seen.items()} == {
        name: "holds" if words == "holds" else "refused" for name, words in expected.items()
    }
    differing = {name for name in files if name != "good" and seen[name][1] != expected[name]}
    assert differing == set()
    assert both_widths(page, "evidence-checked") == []


def test_the_downloaded_program_checks_the_downloaded_proof(visitors: Visitors, proof_file: Path) -> None:
    page = visitors.stranger()
    page.goto("/evidence/")
    with page.expect_download() as download:
        page.get_by_role("link", name="下载核验程序").click()
    program = proof_file.with_name("verify_offline.py")
    download.value.save_as(program)
    answer = subprocess.run(
        [sys.executable, "-I", str(program), str(proof_file)], capture_output=True, text=True, check=False
    )
    assert (answer.returncode, answer.stderr) == (0, "")
    assert "✓" in answer.stdout
    assert "证照签发" in answer.stdout


def test_a_log_of_somebody_else_is_not_passed_off_as_ours(visitors: Visitors, proof_file: Path) -> None:
    page = visitors.stranger()
    page.goto("/evidence/")
    page.wait_for_function("!document.querySelector('#proof').disabled")
    page.evaluate("document.querySelector('[data-evidence]').dataset.trusted = '00'")
    seen = browser_says(page, {"one": proof_file.read_bytes()})
    assert seen["one"][0] == "unknown"


def test_the_auditor_sees_the_tree(visitors: Visitors, proof_file: Path) -> None:
    page = visitors.person("audit-keeper")
    page.goto("/desk/evidence/")
    expect(page.get_by_role("heading", level=1)).to_have_text("存证监察")
    expect(page.get_by_role("heading", name="最近树头")).to_be_visible()
    assert both_widths(page, "audit-evidence") == []
    evidence.inspect(at=clock.now())
    page.reload()
    expect(page.get_by_text("没有发现改动")).to_be_visible()
    assert both_widths(page, "audit-evidence-whole") == []
    Inspection.objects.create(
        at=clock.now(), size=2, heads=1, seconds=0.1, fault_count=2,
        faults=[{"code": "HEAD_FORKED", "place": "树头 2"}, {"code": "LEAF_CHANGED", "place": "第 1 条"}],
    )  # fmt: skip
    page.reload()
    assert both_widths(page, "audit-evidence-forked") == []


def test_a_head_under_an_ended_key_is_refused_by_both_verifiers(visitors: Visitors, proof_file: Path) -> None:
    old, at = keys.signer(clock.now()), clock.now()
    evidence.rotate_key(reason="演练：签名机失窃", is_stolen=True, by=SYSTEM, at=at)
    evidence.sequence(at=clock.now())
    content = json.loads(proof_file.read_bytes())
    stated = evidence.key_statement()
    assert stated is not None
    forged = content | {"head": content["head"] | {"at": records.moment(clock.now())}, "keys": stated}
    forged["signature"] = base64.b64encode(old.sign(canonical.encode(forged["head"]))).decode()
    files = {"old": json.dumps(content | {"keys": stated}).encode(), "forged": json.dumps(forged).encode()}
    hidden = {name: value for name, value in forged.items() if name != "keys"}
    files["hidden"] = json.dumps(hidden).encode()
    page = visitors.stranger()
    page.goto("/evidence/")
    page.wait_for_function("!document.querySelector('#proof').disabled")
    seen = browser_says(page, files)
    assert {name: state for name, (state, _) in seen.items()} == {
        "old": "holds", "forged": "refused", "hidden": "refused"
    }  # fmt: skip
    assert seen["forged"][1] == seen["hidden"][1] == python_says(files["forged"]) == "树头由已停用的密钥签名"
    assert "失密停用，请向平台换取新的证明" in seen["old"][1]
    assert both_widths(page, "evidence-key-ended") == []
    desk = visitors.person("audit-keeper")
    WatchedLog.objects.create(
        name="00" * 32, title="贵阳市", address="https://silent.example/", authority="", size=7,
        refused_at=clock.now(), refusal="head-forked",
    )  # fmt: skip
    desk.goto("/desk/evidence/")
    expect(desk.get_by_text("失密停用")).to_be_visible()
    expect(desk.get_by_text("拒绝联署（head-forked）")).to_be_visible()
    assert both_widths(desk, "audit-evidence-keys") == []
    WatchedLog.objects.all().delete()
