"""Photographs: plain, upright, silent about where they were taken, and seen in PDF, OFD and on the screen."""

import re
import subprocess
from contextlib import suppress
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import ofdkit
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from factories import ofd_pictures, seals
from govhall.support.documents.public import ofd, page_svg, pages, pdf, photographs

pytestmark = pytest.mark.clause("box:电子证照")
RED, BLUE = (200, 30, 30), (20, 40, 200)


def picture(kind: str = "JPEG", mode: str = "RGB", size: tuple[int, int] = (300, 400), **options: object) -> bytes:
    """Red above, blue below."""
    made = Image.new("RGB", size, RED)
    made.paste(BLUE, (0, size[1] // 2, size[0], size[1]))
    out = BytesIO()
    made.convert(mode).save(out, kind, **options)
    return out.getvalue()


def opened(found: photographs.Photograph) -> Image.Image:
    return Image.open(BytesIO(found.jpeg))


def near(pixel: object, colour: tuple[int, int, int]) -> bool:
    return all(abs(one - other) < 60 for one, other in zip(pixel[:3], colour, strict=True))  # type: ignore[index]


def paper(*shown: photographs.Photograph) -> pages.Paper:
    """A page with photographs of 25 × 35 mm side by side."""
    made = seals.paper("护士执业证书")
    items = tuple(
        pages.Picture(x=15 + 30 * place, y=30, width=25, height=35, photograph=one, says="持证人照片")
        for place, one in enumerate(shown)
    )
    page = made.pages[0]
    return replace(made, pages=(replace(page, items=(*page.items, *items)),))


class TestRead:
    @pytest.mark.parametrize(("kind", "mode"), [("JPEG", "RGB"), ("PNG", "RGB"), ("PNG", "RGBA"), ("PNG", "P")])
    def test_makes_a_plain_rgb_jpeg_of_it(self, kind: str, mode: str) -> None:
        found = photographs.read(picture(kind, mode))
        assert (opened(found).format, opened(found).mode, found.width, found.height) == ("JPEG", "RGB", 300, 400)
        assert near(opened(found).getpixel((150, 50)), RED)
        assert near(opened(found).getpixel((150, 350)), BLUE)

    def test_grey_and_black_and_white_too(self) -> None:
        assert {opened(photographs.read(picture("PNG", mode))).mode for mode in ("L", "LA", "1")} == {"RGB"}

    def test_what_is_transparent_becomes_white(self) -> None:
        out = BytesIO()
        Image.new("RGBA", (200, 200), (0, 0, 0, 0)).save(out, "PNG")
        assert near(opened(photographs.read(out.getvalue())).getpixel((100, 100)), (255, 255, 255))

    def test_the_camera_says_how_it_was_held_and_nothing_else_is_kept(self) -> None:
        exif = Image.Exif()
        exif[0x0112], exif[0x010F] = 6, "Camera of 杨秀兰"  # turned by 90 degrees; the maker
        exif.get_ifd(0x8825)[1] = "N"
        found = photographs.read(picture(exif=exif))
        assert (found.width, found.height) == (400, 300)
        assert near(opened(found).getpixel((350, 150)), RED)
        assert not dict(opened(found).getexif())
        assert b"Exif" not in found.jpeg
        assert b"Camera" not in found.jpeg

    def test_is_made_no_larger_than_a_paper_needs(self) -> None:
        found = photographs.read(picture(size=(3000, 4000)))
        assert (found.width, found.height) == (900, 1200)

    def test_the_same_bytes_give_the_same_bytes(self) -> None:
        assert photographs.read(picture()) == photographs.read(picture())

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b"", "读不出"),
            (b"MZ\x90", "读不出"),
            (picture("GIF"), "读不出"),
            (picture(size=(300, 400))[:-300], "损坏"),
            (picture("PNG")[:-30], "损坏"),
            (picture("JPEG", "CMYK"), "CMYK"),
            (picture("PNG", "I;16"), "颜色格式"),
            (picture(size=(199, 400)), "199 × 400"),
            (picture("PNG", size=(400, 1)), "太小"),
        ],
        ids=["empty", "a program", "GIF", "cut JPEG", "cut PNG", "CMYK", "16 bits", "narrow", "flat"],
    )
    def test_what_can_not_be_a_photograph_is_refused_by_name(self, content: bytes, words: str) -> None:
        with pytest.raises(photographs.PhotographRefused, match=words):
            photographs.read(content)

    def test_a_moving_picture_is_refused(self) -> None:
        frames = [Image.new("RGB", (200, 200), colour) for colour in (RED, BLUE)]
        out = BytesIO()
        frames[0].save(out, "PNG", save_all=True, append_images=frames[1:])
        with pytest.raises(photographs.PhotographRefused, match="动态"):
            photographs.read(out.getvalue())

    def test_a_picture_of_too_many_pixels_is_refused_undrawn(self) -> None:
        out = BytesIO()
        Image.new("1", (20_000, 20_000)).save(out, "PNG")
        assert len(out.getvalue()) < 100_000
        with pytest.raises(photographs.PhotographRefused, match="像素太多"):
            photographs.read(out.getvalue())

    def test_more_than_20_megabytes_are_refused_unread(self) -> None:
        with pytest.raises(photographs.PhotographRefused, match="20 MB"):
            photographs.read(bytes(photographs.LARGEST + 1))

    @settings(deadline=None, max_examples=60)
    @given(place=st.integers(0, 800), value=st.integers(0, 255), kind=st.sampled_from(["JPEG", "PNG"]))
    def test_a_changed_byte_ends_in_a_photograph_or_a_refusal(self, place: int, value: int, kind: str) -> None:
        content = bytearray(picture(kind))
        content[place % len(content)] = value
        with suppress(photographs.PhotographRefused):
            assert opened(photographs.read(bytes(content))).format == "JPEG"


class TestOnPaper:
    def test_poppler_sees_it_upright_in_its_box_without_stretching(self, tmp_path: Path) -> None:
        (tmp_path / "a.pdf").write_bytes(pdf.write(paper(photographs.read(picture(size=(250, 250))))))
        subprocess.run(["pdftoppm", "-r", "72", "-png", "-singlefile", tmp_path / "a.pdf", tmp_path / "a"], check=True)
        drawn = Image.open(tmp_path / "a.png").convert("RGB")
        points = 72 / 25.4  # a square of 25 mm in the middle of a box of 25 × 35 mm
        at = lambda x, y: drawn.getpixel((round(x * points), round(y * points)))  # noqa: E731
        assert near(at(27, 32), (255, 255, 255))
        assert near(at(27, 37), RED)
        assert near(at(27, 58), BLUE)
        assert near(at(27, 63), (255, 255, 255))

    def test_the_same_photograph_twice_is_in_the_file_once(self, tmp_path: Path) -> None:
        one, other = photographs.read(picture()), photographs.read(picture(size=(200, 200)))
        (tmp_path / "a.pdf").write_bytes(pdf.write(paper(one, one, other)))
        listed = subprocess.run(["pdfimages", "-list", tmp_path / "a.pdf"], check=True, capture_output=True, text=True)
        rows = [line.split() for line in listed.stdout.splitlines()[2:]]
        assert [(row[2], row[3], row[8]) for row in rows] == [("image", "300", "jpeg")] * 2 + [("image", "200", "jpeg")]
        assert len({row[10] for row in rows}) == 2
        parts = ofd.write(paper(one, one, other)).parts
        assert sum(name.endswith(".jpg") for name in parts) == 2

    def test_is_read_out_to_whoever_can_not_see_it(self) -> None:
        assert pdf.words("持证人照片") in pdf.write(paper(photographs.read(picture())))
        assert re.search(rb"/S/Figure", pdf.write(paper(photographs.read(picture()))))

    def test_the_bytes_of_a_paper_without_one_are_as_before(self) -> None:
        assert b"/XObject" not in pdf.write(paper())
        assert "Doc_0/DocumentRes.xml" not in ofd.write(paper()).parts

    def test_another_reader_opens_the_ofd_and_ours_finds_words_and_picture(self, tmp_path: Path) -> None:
        found = photographs.read(picture())
        content = ofd.pack(ofd.write(paper(found)).parts)
        (tmp_path / "a.ofd").write_bytes(content)
        with ofdkit.open(tmp_path / "a.ofd") as document:
            assert "护士执业证书" in document.text()
        assert ofd.read(content).pages == ("护士执业证书",)
        (kept,) = (part.data for name, part in ofd.unpack(content).items() if name.endswith(".jpg"))
        assert kept == found.jpeg
        assert "data:image/jpeg;base64" in ofd_pictures.svg(content)

    def test_both_forms_are_sealed_and_checked_like_any_other(self) -> None:
        from govhall.support.seals.engine import checking, ofd_checking

        shown = paper(photographs.read(picture()))
        (found,) = checking.check(seals.sealed_pdf(shown), trust=seals.trust())
        assert found.finding == "VALID"
        assert [one.finding for one in ofd_checking.check(seals.sealed_ofd(shown), trust=seals.trust())] == ["VALID"]

    def test_the_preview_shows_it_at_the_same_place(self) -> None:
        drawn = page_svg(paper(photographs.read(picture(size=(250, 250)))).pages[0], says="样本")
        assert 'x="15.000" y="35.000" width="25.000" height="25.000"' in drawn
