"""Where a seal goes: by mm as people see the page, or by the words on it; turned and cropped pages among them."""

import subprocess
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer
from pyhanko.sign import fields, signers

from factories import seals
from govhall.support.documents.public import pdf, reading
from govhall.support.seals.choices import Finding, Occurrence
from govhall.support.seals.engine import checking, drawing, foreign_signing, sheets, signing
from govhall.support.seals.engine.sheets import Sheet
from govhall.support.seals.rules import PlaceRefused
from govhall.support.seals.values import AtPoint, AtWords

pytestmark = pytest.mark.clause("box:统一电子印章")
SIZE = drawing.size("OFFICIAL")
WORDS = ("受理通知书", "经办机构（盖章）", "审批机关（盖章）")
DPI = 72


def ours() -> bytes:
    return pdf.write(seals.paper(*WORDS))


def foreign(*, turned: int = 0, crop: tuple[float, ...] = ()) -> bytes:
    """The same paper as another program would write it, turned and cropped."""
    writer = copy_into_new_writer(PdfFileReader(BytesIO(ours())), writer_kwargs={"stream_xrefs": True})
    page = writer.root["/Pages"]["/Kids"][0]
    if turned:
        page["/Rotate"] = generic.NumberObject(turned)
    if crop:
        page["/CropBox"] = generic.ArrayObject(map(generic.FloatObject, crop))
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def seal(content: bytes, wanted: AtPoint | AtWords) -> tuple[bytes, sheets.Mark]:
    mark = sheets.mark(content, wanted, size=SIZE)
    sealed = signing.sign(
        content, pair=seals.pair(), authorities=[seals.authority().certificate], name=seals.NAME, reason="试验",
        at=seals.AT, picture=drawing.form("OFFICIAL", seals.NAME), mark=mark,
    )  # fmt: skip
    return sealed, mark


def drawn(content: bytes, folder: Path) -> Image.Image:
    """The first page as poppler, which knows nothing of our code, draws it."""
    (folder / "in.pdf").write_bytes(content)
    subprocess.run(
        ["pdftoppm", "-r", str(DPI), "-png", "-singlefile", "-cropbox", str(folder / "in.pdf"), str(folder / "out")],
        check=True,
    )
    return Image.open(folder / "out.png").convert("RGB")


def red_box(picture: Image.Image, before: Image.Image) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of what came on, in mm."""
    changed = ImageChops.difference(picture, before).convert("L").point(lambda value: 255 if value > 40 else 0)
    box = changed.getbbox()
    assert box is not None, "nothing is visible"
    return tuple(number * 25.4 / DPI for number in box)  # type: ignore[return-value]


@given(
    box=st.tuples(*[st.floats(0, 800)] * 4), turned=st.sampled_from([0, 90, 180, 270]),
    crop=st.tuples(st.floats(-50, 50), st.floats(-50, 50), st.floats(400, 900), st.floats(400, 900)),
)  # fmt: skip
def test_what_is_seen_leads_back_to_the_sheet(
    box: tuple[float, float, float, float], turned: int, crop: tuple[float, float, float, float]
) -> None:
    sheet = Sheet(crop, turned)
    assert sheet.on_sheet(sheet.seen(box)) == pytest.approx(box, abs=1e-6)


class TestAtAPoint:
    @pytest.mark.parametrize("turned", [0, 90, 180, 270])
    @pytest.mark.parametrize("crop", [(), (20.0, 10.0, 330.0, 240.0)])
    def test_stands_upright_where_the_reader_sees_that_place(
        self, turned: int, crop: tuple[float, ...], tmp_path: Path
    ) -> None:
        content = foreign(turned=turned, crop=crop)
        sealed, mark = seal(content, AtPoint(page=1, left=22, top=30))
        after = drawn(sealed, tmp_path)
        left, top, right, bottom = red_box(after, drawn(content, tmp_path))
        assert (left, top) == pytest.approx((22, 30), abs=1.2)
        assert (right, bottom) == pytest.approx((22 + SIZE, 30 + SIZE), abs=1.2)
        assert mark.words == "第 1 页，左 22 mm、上 30 mm，40 × 40 mm"
        inner = after.crop(tuple(round(number * DPI / 25.4) for number in (22, 30, 22 + SIZE, 30 + SIZE)))  # type: ignore[arg-type]
        above, below = (inner.crop((0, top, inner.width, top + 20)) for top in (0, inner.height - 20))
        assert reds(above) > reds(below), "the name runs over the top of an official seal, and nothing along its foot"

    def test_on_our_own_paper_goes_where_asked_and_not_where_the_paper_keeps_a_place(self, tmp_path: Path) -> None:
        sealed, _ = seal(ours(), AtPoint(page=1, left=12.5, top=20))
        assert red_box(drawn(sealed, tmp_path), drawn(ours(), tmp_path))[:2] == pytest.approx((12.5, 20), abs=1.2)
        assert sealed.startswith(ours())

    def test_a_second_seal_goes_on_a_sealed_paper_and_both_hold(self) -> None:
        first, _ = seal(ours(), AtPoint(page=1, left=10, top=10))
        mark = sheets.mark(first, AtPoint(page=1, left=75, top=10), size=SIZE)
        other = seals.pair("遵义市红花岗区市场监督管理局")
        both = signing.sign(
            first, pair=other, authorities=[seals.authority().certificate], name="另一枚", reason="会签", at=seals.AT,
            picture=drawing.form("OFFICIAL", "遵义市红花岗区市场监督管理局"), mark=mark,
        )  # fmt: skip
        assert both.startswith(first)
        assert [found.finding for found in checking.check(both, trust=seals.trust())] == [Finding.VALID] * 2

    @pytest.mark.parametrize(
        ("place", "words"),
        [
            (AtPoint(page=2, left=10, top=10), "没有第 2 页，这份文件共 1 页"),
            (AtPoint(page=1, left=-0.1, top=10), "超出"),
            (AtPoint(page=1, left=10, top=60), "超出"),
            (AtPoint(page=1, left=85, top=10), "超出"),
        ],
    )
    def test_a_place_off_the_paper_is_refused_with_its_size(self, place: AtPoint, words: str) -> None:
        with pytest.raises(PlaceRefused, match=words):
            sheets.mark(ours(), place, size=SIZE)

    def test_the_last_place_inside_is_taken(self) -> None:
        (page,), _ = sheets.read(ours())
        wide, high = page.size
        assert sheets.mark(ours(), AtPoint(page=1, left=wide - SIZE, top=high - SIZE), size=SIZE).page == 0


class TestOverWords:
    @pytest.mark.parametrize("turned", [0, 90, 180, 270])
    def test_lies_over_the_middle_of_the_words(self, turned: int, tmp_path: Path) -> None:
        content = foreign(turned=turned)
        _, (spot,) = sheets.read(content, "经办机构（盖章）")
        sealed, _ = seal(content, AtWords("经办机构（盖章）"))
        pages, _ = sheets.read(content)
        seen = pages[0].seen(spot.box)
        box = red_box(drawn(sealed, tmp_path), drawn(content, tmp_path))
        assert (box[0] + box[2]) / 2 == pytest.approx((seen[0] + seen[2]) / 2, abs=1.2)
        assert (box[1] + box[3]) / 2 == pytest.approx((seen[1] + seen[3]) / 2, abs=1.2)

    def test_of_several_the_last_or_the_first(self) -> None:
        first = sheets.mark(ours(), AtWords("（盖章）", Occurrence.FIRST), size=SIZE)
        last = sheets.mark(ours(), AtWords("（盖章）"), size=SIZE)
        assert first.box[1] > last.box[1], "y runs upwards"

    def test_spaces_and_broken_lines_do_not_hide_words(self) -> None:
        assert sheets.read(ours(), " 经 办机构 （盖\n章）")[1] == sheets.read(ours(), "经办机构（盖章）")[1]

    def test_words_that_are_not_there_are_named(self) -> None:
        with pytest.raises(PlaceRefused, match="没有“骑缝”"):
            sheets.mark(ours(), AtWords("骑缝"), size=SIZE)


class TestStrangeFiles:
    def test_an_encrypted_one(self) -> None:
        writer = copy_into_new_writer(PdfFileReader(BytesIO(ours())))
        for user in ("user", ""):
            out = BytesIO()
            writer.encrypt("owner", user)
            writer.write(out)
            with pytest.raises(PlaceRefused, match="密码"):
                sheets.read(out.getvalue())

    @pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"MZ\x90", b"%PDF-1.4\n" + bytes(2000)])
    def test_a_broken_one(self, content: bytes) -> None:
        with pytest.raises(PlaceRefused, match="损坏"):
            sheets.read(content)

    def test_one_that_takes_too_long_ends_without_harm(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(reading, "_SECONDS", 0.001)
        with pytest.raises(PlaceRefused, match="太复杂"):
            sheets.read(ours())

    def test_one_that_breaks_its_reader_ends_without_harm(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(reading.pdfium, "__name__", "govhall.support.documents.engine.no_such_reader")
        with pytest.raises(PlaceRefused, match="太复杂"):
            sheets.read(ours())

    def test_one_whose_signer_closed_it(self) -> None:
        metadata = signers.PdfSignatureMetadata(
            field_name="Author", md_algorithm="sm3", certify=True, docmdp_permissions=fields.MDPPerm.NO_CHANGES,
            subfilter=fields.SigSeedSubFilter.PADES,
        )  # fmt: skip
        author = foreign_signing._Sm2Signer(seals.pair("作者"), [seals.authority().certificate], None)
        closed = signers.PdfSigner(metadata, signer=author).sign_pdf(
            IncrementalPdfFileWriter(BytesIO(foreign())), bytes_reserved=32_768
        )
        with pytest.raises(foreign_signing.SealingRefused, match="不允许再加签名"):
            seal(closed.getvalue(), AtPoint(page=1, left=10, top=10))


class TestPicture:
    def test_shows_the_page_as_poppler_does(self, tmp_path: Path) -> None:
        content = foreign(turned=90)
        page = Image.open(BytesIO(sheets.picture(content, 1, width=600)))
        expected = drawn(content, tmp_path)
        assert page.width == 600
        assert page.width / page.height == pytest.approx(expected.width / expected.height, rel=0.01)

    @pytest.mark.parametrize("page", [0, 2, -1])
    def test_a_page_that_is_not_there_is_refused(self, page: int) -> None:
        with pytest.raises(PlaceRefused, match="没有这一页"):
            sheets.picture(ours(), page, width=600)


def reds(picture: Image.Image) -> int:
    """How many pixels are more red than anything else."""
    return sum(red > 150 and green < 130 for red, green, _ in picture.get_flattened_data())
