"""A drawn certificate is one page with all its words, whatever its holder is called and however much it says."""

import subprocess
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from govhall.support.certificates.engine import copies, drawing, ornaments
from govhall.support.certificates.values import CertificateTypeValue, FaceLine
from govhall.support.documents.public import fonts

AT = datetime(2026, 10, 13, 2, tzinfo=UTC)
SCOPE = "许可项目：餐饮服务；食品销售。一般项目：日用百货销售；餐饮管理；外卖递送服务。"


def kind(shape: str) -> CertificateTypeValue:
    return CertificateTypeValue(
        key="k", code="11100000MB0143028R001", name="营业执照", holder_kinds=("1",), definer="局", shape=shape,
        number_label="编号", number_pattern="", number_words={}, statement="准予经营。", face=(), single_instance=False,
        table={"source": "r", "columns": [{"name": "a", "label": "险种"}, {"name": "b", "label": "期间"}]}, years=None,
    )  # fmt: skip


def sheet(*lines: FaceLine, holder: str = "杨秀兰", rows: int = 0) -> drawing.Sheet:
    return drawing.Sheet(
        holder_name=holder, number="92520115MA00000J23", identifier="1.2.156.3005.2.X", agency_name="市场监督管理局",
        lines=(FaceLine(label="名称", value=holder), *lines), table=[["基本养老保险", "2026-01"]] * rows,
        valid_from=date(2026, 10, 13), valid_until=None, issued_on=date(2026, 10, 13),
        verify_url="https://zwfw.example/verify/abcdefghijklmnopqrstuvwxyz",
    )  # fmt: skip


def text_of(pdf: bytes, folder: Path) -> str:
    (folder / "c.pdf").write_bytes(pdf)
    done = subprocess.run(
        ["pdftotext", "c.pdf", "-"], cwd=folder, capture_output=True, text=True, check=True, timeout=60
    )
    return done.stdout


def pages(text: str) -> int:
    return text.count("\f")


@pytest.mark.parametrize("shape", ["landscape", "portrait"])
@pytest.mark.parametrize("times", [0, 1, 5, 20])
def test_stays_on_one_page_however_much_it_says(tmp_path: Path, shape: str, times: int) -> None:
    line = FaceLine(label="经营范围", value=SCOPE * times or "—", wide=True)
    text = text_of(drawing.draw(kind(shape), sheet(line), at=AT), tmp_path)
    assert pages(text) == 1
    assert "92520115MA00000J23" in text


def test_a_record_goes_on_over_pages_and_ends_with_its_issuer(tmp_path: Path) -> None:
    text = text_of(drawing.draw(kind("record"), sheet(rows=120), at=AT), tmp_path)
    assert pages(text) > 1
    assert text.count("2026-01") == 120
    assert "市场监督管理局" in text.split("\f")[-2]


def test_prints_rare_characters_and_takes_markup_as_words(tmp_path: Path) -> None:
    text = text_of(drawing.draw(kind("landscape"), sheet(holder="䶮㛃𬴂 #panic() *甲*"), at=AT), tmp_path)
    for word in ("䶮", "㛃", "𬴂", "#panic()", "*甲*"):
        assert word in text


@pytest.mark.parametrize("shape", ["landscape", "portrait", "record"])
def test_its_code_leads_to_the_verification(tmp_path: Path, shape: str) -> None:
    (tmp_path / "c.pdf").write_bytes(drawing.draw(kind(shape), sheet(), at=AT))
    subprocess.run(["pdftoppm", "-r", "110", "-png", "-singlefile", "c.pdf", "c"], cwd=tmp_path, check=True)
    with Image.open(tmp_path / "c.png") as picture:
        (found,) = zxingcpp.read_barcodes(picture)
    assert found.text == "https://zwfw.example/verify/abcdefghijklmnopqrstuvwxyz"


def test_a_character_that_no_font_has_is_refused_by_name() -> None:
    with pytest.raises(fonts.CharacterMissing) as fault:
        drawing.draw(kind("landscape"), sheet(holder="杨\U000f1234"), at=AT)
    assert "U+F1234" in fault.value.message


def test_the_same_certificate_is_the_same_bytes() -> None:
    assert drawing.draw(kind("landscape"), sheet(), at=AT) == drawing.draw(kind("landscape"), sheet(), at=AT)


@pytest.mark.parametrize("shape", ornaments.SHAPES)
def test_the_kept_backgrounds_are_what_their_source_draws(shape: str) -> None:
    assert ornaments.ornament_file(shape).read_bytes() == ornaments.ornament(shape)


def structure_of(pdf: bytes, folder: Path) -> str:
    """What a reader aloud gets, told by poppler, one element a line."""
    (folder / "s.pdf").write_bytes(pdf)
    done = subprocess.run(
        ["pdfinfo", "-struct-text", "s.pdf"], cwd=folder, capture_output=True, text=True, check=True, timeout=60
    )
    return " ".join(done.stdout.split())


def test_is_read_aloud_as_a_heading_and_paragraphs_in_order(tmp_path: Path) -> None:
    line = FaceLine(label="经营范围", value=SCOPE * 3, wide=True)
    read = structure_of(drawing.draw(kind("landscape"), sheet(line), at=AT), tmp_path)
    assert read.startswith('Document H1 (block) "营业执照" P (block) "编号：" "92520115MA00000J23" P (block)')
    assert '"名称" "杨秀兰" P (block) "经营范围" "' in read
    assert read.index("经营范围") < read.index("Figure") < read.index("发证机关")


def test_reads_a_table_row_by_row_under_its_heads(tmp_path: Path) -> None:
    read = structure_of(drawing.draw(kind("record"), sheet(rows=2), at=AT), tmp_path)
    row = 'TR TD "基本养老保险" TD "2026-01"'
    assert f'Table (block) TR TH: /Scope /Column "险种" TH: /Scope /Column "期间" {row} {row}' in read


def test_does_not_read_a_watermark_aloud(tmp_path: Path) -> None:
    note = copies.Note(made_at="2026-10-13", made_by="杨秀兰", reason="核对资质", valid_until="2026-11-13")
    copy = copies.draw(kind("landscape"), sheet(), note, at=AT)
    read = structure_of(copy, tmp_path)
    assert "加注件 仅用于核对资质" in " ".join(text_of(copy, tmp_path).split())
    assert "加注件 仅用于核对资质" not in read
    assert "本加注件由杨秀兰于" in read
