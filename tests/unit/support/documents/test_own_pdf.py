"""A PDF that we write is sound, says its words, and takes an update without losing a byte."""

import re
import subprocess
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories import seals
from govhall.support.documents.public import fonts, pages, pdf, typesetting

BLACK = (0, 0, 0)


def text_of(content: bytes, folder: Path) -> str:
    (folder / "a.pdf").write_bytes(content)
    return subprocess.run(
        ["pdftotext", "a.pdf", "-"], cwd=folder, capture_output=True, text=True, check=True, timeout=60
    ).stdout


class TestWrite:
    def test_says_its_words_rare_ones_too(self, tmp_path: Path) -> None:
        words = ("食品经营许可证", "䶮㛃𬴂 (甲) \\ <乙>")
        assert all(line in text_of(pdf.write(seals.paper(*words)), tmp_path) for line in words)

    def test_embeds_its_fonts_and_claims_pdf_a(self, tmp_path: Path) -> None:
        content = pdf.write(seals.paper())
        (tmp_path / "a.pdf").write_bytes(content)
        listed = subprocess.run(["pdffonts", "a.pdf"], cwd=tmp_path, capture_output=True, text=True, check=True).stdout
        assert re.search(r"CID Type 0C\s+Identity-H\s+yes yes yes", listed)
        assert b"<pdfaid:part>2</pdfaid:part>" in content
        assert b"/OutputIntents" in content

    def test_gives_the_same_bytes_for_the_same_paper(self) -> None:
        assert pdf.write(seals.paper()) == pdf.write(seals.paper())

    def test_refuses_a_character_that_the_font_lacks(self) -> None:
        line = pages.Text(x=0, y=9, words="\U000f1234", face=fonts.Face.SANS, size=4, colour=BLACK)
        paper = pages.Paper(title="x", author="y", at=seals.AT, pages=(pages.Page(width=9, height=9, items=(line,)),))
        with pytest.raises(fonts.CharacterMissing):
            pdf.write(paper)


class TestAppend:
    def test_keeps_every_byte_and_adds_a_table_that_is_found(self, tmp_path: Path) -> None:
        own = pdf.read(pdf.write(seals.paper("原来的")))
        page = own.dictionary(own.pages[0])
        more = pdf.append(own, {own.pages[0]: pdf.with_annotations(page, []), own.next_number: b"<</A 1>>"})
        assert more.startswith(own.content)
        assert "原来的" in text_of(more, tmp_path)

    def test_is_refused_for_what_was_appended_to_already(self) -> None:
        with pytest.raises(pdf.NotOurPdf):
            pdf.read(seals.known_pdf())

    @pytest.mark.parametrize("content", [b"", b"%PDF-1.7\n", b"%PDF-1.4 trailer<<>>startxref 0 %%EOF"])
    def test_is_refused_for_what_is_not_ours(self, content: bytes) -> None:
        with pytest.raises(pdf.NotOurPdf):
            pdf.read(content)

    @given(data=st.data())
    def test_reads_damage_or_refuses_it_by_name(self, data: st.DataObject) -> None:
        content = bytearray(pdf.write(seals.paper("一")))
        for _ in range(data.draw(st.integers(1, 6))):
            content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
        with suppress(pdf.NotOurPdf):
            pdf.seal_place(pdf.read(bytes(content)))

    def test_finds_the_place_that_was_kept_for_the_seal(self) -> None:
        place = pdf.seal_place(pdf.read(pdf.write(seals.paper())))
        assert place is not None
        left, low, right, high = (number * pages.POINT for number in place.rectangle)
        assert (left, 90 - high, right, 90 - low) == pytest.approx((70, 40, 110, 80), abs=0.01)
        assert pdf.seal_place(pdf.read(pdf.write(seals.paper(seal=False)))) is None


class TestWrap:
    @given(st.text("甲乙丙，。（）ab1 ", max_size=60), st.floats(6, 60))
    def test_loses_no_character_but_spaces_at_ends(self, words: str, room: float) -> None:
        lines = typesetting.wrap(words, fonts.Face.SERIF, 4, room)
        assert "".join("".join(lines).split()) == "".join(words.split())

    @given(st.text("甲乙丙丁，。", min_size=1, max_size=60))
    def test_begins_no_line_with_a_mark_that_ends_one(self, words: str) -> None:
        lines = typesetting.wrap(f"甲{words}", fonts.Face.SERIF, 4, 40)
        if not re.search("[，。]{3}", words):
            assert not any(line.startswith(("，", "。")) for line in lines)

    @given(st.text("甲乙丙ab1 ", min_size=1, max_size=60), st.floats(6, 60))
    def test_fits_every_line(self, words: str, room: float) -> None:
        for line in typesetting.wrap(words, fonts.Face.SERIF, 4, room):
            assert typesetting.width(line, fonts.Face.SERIF, 4) <= room + 1e-6
