"""The offline verifier: one file, nothing but Python, believes nothing that it didn't compute."""

import base64
import json
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govhall.infra import crypto
from govhall.support.evidence import public as evidence
from govhall.support.evidence.content import verify_offline as offline
from govhall.support.evidence.engine import canonical
from govhall.support.evidence.selectors import script

pytestmark = pytest.mark.django_db
Grown = Callable[..., list[str]]


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    offline.chain.cache_clear()
    offline.signed_head.cache_clear()


@pytest.fixture
def proof(grown: Grown) -> bytes:
    """The proof of a fact in a tree of twelve."""
    return evidence.evidence_file(kind="case.act", subject=grown(7, 5)[3])


def run(*arguments: str, code: Path = script.SCRIPT) -> subprocess.CompletedProcess[str]:
    """Run it as a person does, in a Python that knows nothing of the platform."""
    return subprocess.run(
        [sys.executable, "-I", str(code), *arguments], capture_output=True, text=True, check=False, cwd="/"
    )


@pytest.mark.clause("box:区块链")
def test_a_proof_holds_for_whoever_trusts_the_log(proof: bytes, tmp_path: Path) -> None:
    (tmp_path / "一.evidence.json").write_bytes(proof)
    answer = run(str(tmp_path / "一.evidence.json"), "--trust", evidence.log_name())
    assert (answer.returncode, answer.stderr) == (0, "")
    assert "✓" in answer.stdout
    assert "办件环节，第 4 条，2026-10-13 10:30:00 存证；树头共 12 条" in answer.stdout


def test_without_a_trusted_log_it_says_so_and_shows_no_tick(proof: bytes, tmp_path: Path) -> None:
    (tmp_path / "一.evidence.json").write_bytes(proof)
    answer = run(str(tmp_path))
    assert answer.returncode == 3
    assert "✓" not in answer.stdout
    assert evidence.log_name() in answer.stdout


def test_the_program_that_we_hand_out_trusts_us(proof: bytes, tmp_path: Path) -> None:
    (tmp_path / "一.evidence.json").write_bytes(proof)
    (tmp_path / "verify.py").write_bytes(evidence.offline_script())
    assert run(str(tmp_path), code=tmp_path / "verify.py").returncode == 0


def test_says_what_it_needs_when_asked_for_nothing() -> None:
    assert run().returncode == 2
    assert run("/there/is/nothing.evidence.json").returncode == 2


class TestRefuses:
    def changed(self, proof: bytes, *path: Any, to: Any) -> bytes:
        content = json.loads(proof)
        place = content
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = to
        return json.dumps(content).encode()

    @pytest.mark.parametrize(
        ("path", "value", "words"),
        [
            (["leaf", "facts", "act"], "DECLINE", "对不上"),
            (["leaf", "at"], "2026-10-12T02:30:00.000000Z", "对不上"),
            (["index"], 4, "对不上"),
            (["proof", 0], "00" * 32, "对不上"),
            (["proof"], [], "对不上"),
            (["head", "size"], 13, "签名不正确"),
            (["head", "at"], "2026-10-13T02:30:00.000000Z", "签名不正确"),
            (["head", "root"], "00" * 32, "对不上"),
            (["head", "log"], "00" * 32, "不属于同一个"),
            (["signature"], base64.b64encode(bytes(72)).decode(), "编码|结构"),
            (["certificates"], [], "证书链"),
            (["format"], "something/1", "不是本平台"),
            (["leaf", "facts", "fee"], 1.5, "不允许的数值"),
            (["head"], None, "无法识别"),
            (["cosignatures"], [{}], "无法识别"),
        ],
    )
    def test_a_changed(self, proof: bytes, path: list[Any], value: Any, words: str) -> None:
        with pytest.raises(offline.Refused, match=words):
            offline.check(self.changed(proof, *path, to=value))

    def test_a_head_signed_by_somebody_else(self, proof: bytes) -> None:
        content = json.loads(proof)
        private = crypto.provider().generate_key()
        content["signature"] = base64.b64encode(
            crypto.provider().sign(private, canonical.encode(content["head"]))
        ).decode()
        with pytest.raises(offline.Refused, match="签名不正确"):
            offline.check(json.dumps(content).encode())

    def test_a_certificate_that_may_not_sign(self, proof: bytes) -> None:
        content = json.loads(proof)
        content["certificates"] = content["certificates"][1:] * 2
        with pytest.raises(offline.Refused, match="证书链"):
            offline.check(json.dumps(content).encode())

    def test_any_byte_changed(self, proof: bytes) -> None:
        """What survives a flipped bit is whitespace or spelling, never another meaning."""
        original = json.loads(proof)
        survivors = 0
        for place in range(0, len(proof), 7):
            flipped = proof[:place] + bytes([proof[place] ^ 1]) + proof[place + 1 :]
            try:
                offline.check(flipped)
            except offline.Refused:
                continue
            survivors += 1
            content = json.loads(flipped)
            same = {key: content.get(key) == original[key] for key in ("leaf", "index", "head")}
            assert all(same.values())
        assert survivors < 20

    def test_a_file_that_is_too_large(self, tmp_path: Path) -> None:
        (tmp_path / "big.evidence.json").write_bytes(b" " * (offline.LARGEST_PROOF + 1))
        answer = run(str(tmp_path))
        assert answer.returncode == 1
        assert "文件太大" in answer.stdout

    @pytest.mark.parametrize(
        "content", [b"", b"{}", b"[]", b"\xff", b'{"format":"govhall-evidence/1"}', b"[" * 100_000]
    )
    def test_what_is_no_proof(self, content: bytes) -> None:
        with pytest.raises(offline.Refused):
            offline.check(content)


def test_compares_the_document_beside_the_proof(grown: Grown, enter: Grown, morning: datetime, tmp_path: Path) -> None:
    (subject,) = enter(1, kind="certificate.issued", pdf_sm3=crypto.sm3_hex(b"%PDF-1"))
    evidence.sequence(at=morning)
    file = evidence.evidence_file(kind="certificate.issued", subject=subject)
    (tmp_path / "证.evidence.json").write_bytes(file)
    (tmp_path / "证.pdf").write_bytes(b"%PDF-1")
    good = run(str(tmp_path / "证.evidence.json"), "--trust", evidence.log_name())
    assert (good.returncode, "同名文件与存证一致" in good.stdout) == (0, True)
    (tmp_path / "证.pdf").write_bytes(b"%PDF-2")
    bad = run(str(tmp_path), "--trust", evidence.log_name())
    assert (bad.returncode, "摘要不符" in bad.stdout) == (1, True)


def test_a_bundle_of_a_thousand_takes_seconds(grown: Grown, tmp_path: Path) -> None:
    subjects = grown(*[4] * 5)
    files = [evidence.evidence_file(kind="case.act", subject=subject) for subject in subjects]
    with zipfile.ZipFile(tmp_path / "bundle.zip", "w") as archive:
        for number in range(1000):
            archive.writestr(f"{number:04}.evidence.json", files[number % len(files)])
        archive.writestr("notes.txt", "not a proof")
    begun = time.monotonic()
    answer = run(str(tmp_path / "bundle.zip"), "--trust", evidence.log_name())
    assert answer.returncode == 0
    assert "共 1000 份证明，1000 份成立" in answer.stdout
    assert time.monotonic() - begun < 60


class TestItsOwnMathematics:
    @given(st.binary(max_size=300))
    def test_sm3_in_plain_python_is_sm3(self, data: bytes) -> None:
        assert offline.slow_sm3(data) == crypto.sm3(data)

    def test_sm3_of_a_long_text(self) -> None:
        assert offline.slow_sm3(b"abcd" * 16).hex() == (
            "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"
        )

    def test_sm2_agrees_with_the_provider_on_right_and_wrong(self) -> None:
        provider = crypto.provider()
        for number in range(20):
            private, message = provider.generate_key(), bytes([number])
            public, signature = provider.public_from_private(private), provider.sign(private, message)
            assert offline.sm2_holds(public, message, signature)
            assert not offline.sm2_holds(public, message + b"x", signature)
            assert not offline.sm2_holds(b"\x04" + bytes(64), message, signature)
            assert not offline.sm2_holds(provider.public_from_private(provider.generate_key()), message, signature)

    @given(st.recursive(st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(
        st.characters(exclude_categories=["Cs"])), lambda inner: st.lists(inner) | st.dictionaries(
        st.text(st.characters(exclude_categories=["Cs"])), inner)))  # fmt: skip
    def test_canonical_text_is_ours(self, value: Any) -> None:
        assert offline.canonical(value) == canonical.encode(value)

    def test_works_where_hashlib_has_no_sm3(self, proof: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(offline.hashlib, "algorithms_available", {"sha256"})
        offline.chain.cache_clear()
        offline.signed_head.cache_clear()
        assert offline.check(proof)[1] == evidence.log_name()
