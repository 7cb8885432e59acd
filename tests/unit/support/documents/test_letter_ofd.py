"""A letter's OFD says what its PDF says, and keeps signature, date and seal together."""

import subprocess
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from govhall.support.documents import public as documents
from govhall.support.documents.public import ofd

AT = datetime(2026, 10, 13, 2, tzinfo=UTC)
LETTER = documents.Letter(
    title="补正材料通知书", number="520115-20261013-000001-4", issuer="观山湖区市场监督管理局",
    addressee="山间小味餐饮店",
    paragraphs=["您申请的事项收悉。经审查，材料还不齐全，请在 5 个工作日内补正下列材料。"],
    date=date(2026, 10, 13),
    facts=[("事项", "食品经营许可"), ("办件编号", "520115-20261013-000001-4")],
    items=["平面布局图（比例 1:100）", "健康证明"],
    closing=["特此通知。"], sealed_by="观山湖区市场监督管理局",
)  # fmt: skip


def words_of(package: ofd.Package) -> list[str]:
    return list(ofd.read(ofd.pack(package.parts)).pages)


def test_says_the_same_words_as_the_pdf(tmp_path: Path) -> None:
    unsealed = replace(LETTER, sealed_by="")
    (tmp_path / "l.pdf").write_bytes(documents.render_letter(unsealed, at=AT))
    done = subprocess.run(["pdftotext", "l.pdf", "-"], cwd=tmp_path, capture_output=True, text=True, check=True)
    (page,) = words_of(documents.render_letter_ofd(unsealed, at=AT))
    assert sorted("".join(page.split())) == sorted("".join(done.stdout.split()))


@pytest.mark.parametrize("times", [1, 8, 12, 16, 20, 60])
def test_keeps_the_seal_on_the_page_of_the_date(times: int) -> None:
    package = documents.render_letter_ofd(replace(LETTER, paragraphs=LETTER.paragraphs * times), at=AT)
    pages = words_of(package)
    assert package.seal is not None
    assert "2026 年 10 月 13 日" in pages[-1]
    root = package.parts["Doc_0/Document.xml"].data
    assert f'<ofd:Page ID="{package.seal.page}" BaseLoc="Pages/Page_{len(pages) - 1}/'.encode() in root
    assert all(f"第 {number} 页，共 {len(pages)} 页" in words for number, words in enumerate(pages, 1))


def test_keeps_no_place_for_a_seal_that_nobody_asked_for() -> None:
    assert documents.render_letter_ofd(replace(LETTER, sealed_by=""), at=AT).seal is None
