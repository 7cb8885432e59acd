"""The visible seal of a letter is there when somebody seals it, and only then."""

import subprocess
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from govhall.support.documents import public as documents

AT = datetime(2026, 10, 13, 2, tzinfo=UTC)
LETTER = documents.Letter(
    title="受理通知书", number="1", issuer="观山湖区市场监督管理局", addressee="某人",
    paragraphs=["您的申请已经受理。"], date=date(2026, 10, 13),
)  # fmt: skip


def letters_in(pdf: bytes, folder: Path) -> str:
    (folder / "l.pdf").write_bytes(pdf)
    done = subprocess.run(["pdftotext", "-raw", "l.pdf", "-"], cwd=folder, capture_output=True, text=True, check=True)
    return "".join(done.stdout.split())


def test_a_sealed_letter_carries_the_name_around_its_star(tmp_path: Path) -> None:
    plain = letters_in(documents.render_letter(LETTER, at=AT), tmp_path)
    sealed = letters_in(documents.render_letter(replace(LETTER, sealed_by="贵阳市花溪区民政局"), at=AT), tmp_path)
    assert "花" not in plain
    assert all(letter in sealed for letter in "花溪民政")


def test_the_seal_stays_on_the_page_of_the_date(tmp_path: Path) -> None:
    for number in range(14, 26):
        long = replace(LETTER, paragraphs=["您的申请已经受理。"] * number, sealed_by="花溪区民政局")
        (tmp_path / "l.pdf").write_bytes(documents.render_letter(long, at=AT))
        done = subprocess.run(["pdftotext", "l.pdf", "-"], cwd=tmp_path, capture_output=True, text=True, check=True)
        last = done.stdout.split("\f")[-2]
        assert "2026 年 10 月 13 日" in last
        assert "花" in last
