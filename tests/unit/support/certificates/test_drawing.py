"""A drawn certificate is one page with all its words, whatever its holder is called and however much it says."""

import subprocess
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from govhall.support.certificates.engine import drawing, ornaments
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
