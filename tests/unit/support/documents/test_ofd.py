"""An OFD that we write is read by others and by us; one that nobody vouches for is read safely or refused by name."""

import re
import struct
import subprocess
import zipfile
import zlib
from contextlib import suppress
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import ofdkit
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from factories import seals
from govhall.support.documents.public import OfdRefused, fonts, ofd, pages, pdf, typesetting

SPACE = {"o": ofd.NAMESPACE}
PAGE = "Doc_0/Pages/Page_0/Content.xml"
BLACK = (0, 0, 0)


def written(*words: str) -> bytes:
    return ofd.pack(ofd.write(seals.paper(*words)).parts)


def refused(content: bytes) -> str:
    with pytest.raises(OfdRefused) as fault:
        ofd.read(content)
    return fault.value.code


def with_part(name: str, data: bytes) -> bytes:
    return ofd.pack(ofd.unpack(written()) | {name: ofd.Part(data)})


def packed(*entries: tuple[str, bytes]) -> bytes:
    """A ZIP by the standard library, which packs what ours would not."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in entries:
            package.writestr(name, data)
    return made.getvalue()


class TestWrite:
    def test_makes_a_file_whose_words_and_data_another_reader_finds(self, tmp_path: Path) -> None:
        words = ("食品经营许可证", "经营者 䶮㛃𬴂 <甲> & “乙”", "JY25201150000013")
        (tmp_path / "a.ofd").write_bytes(written(*words))
        with ofdkit.open(tmp_path / "a.ofd") as document:
            text = document.text()
            assert all(line in text for line in words)
            assert document.info.title == "受理通知书"
            assert document.info.custom_data["ZZBH"] == "1"

    def test_is_read_back_as_it_was_written(self) -> None:
        found = ofd.read(written("第一行", "第二行"))
        assert found.pages == ("第一行\n第二行",)
        assert (found.title, found.author, found.metadata) == ("受理通知书", seals.NAME, {"ZZBH": "1"})
        assert found.signatures == ""

    def test_gives_the_same_bytes_for_the_same_paper(self) -> None:
        assert written() == written()

    def test_refuses_a_character_that_the_font_lacks(self) -> None:
        with pytest.raises(fonts.CharacterMissing) as fault:
            ofd.write(seals.paper("\U000f1234"))
        assert "U+F1234" in fault.value.message

    def test_refuses_control_characters_in_data(self) -> None:
        with pytest.raises(fonts.CharacterMissing):
            ofd.write(seals.paper(metadata={"ZZBH": "1\x02"}))

    def test_carries_attachments_under_their_names(self) -> None:
        package = ofd.write(seals.paper(), [ofd.Attachment("申请表 & 附图.pdf", b"%PDF-", "pdf")])
        parts = ofd.unpack(ofd.pack(package.parts))
        listed = ofd.parse(parts, "Doc_0/Attachs/Attachments.xml").find("o:Attachment", SPACE)
        assert listed is not None
        assert listed.get("Name") == "申请表 & 附图.pdf"
        assert parts["Doc_0/Attachs/file_0.pdf"].data == b"%PDF-"

    def test_embeds_only_the_characters_that_are_used(self) -> None:
        parts = ofd.unpack(written("一二三"))
        (name,) = (name for name in parts if name.endswith(".otf"))
        from fontTools.ttLib import TTFont

        font = TTFont(BytesIO(parts[name].data))
        assert {chr(code) for code in font.getBestCmap()} == set("一二三")
        assert font["hmtx"][font.getBestCmap()[ord("一")]] == (1000, 0)

    def test_names_every_object_once(self) -> None:
        parts = ofd.unpack(written())
        ids = re.findall(rb' ID="(\d+)"', parts[PAGE].data + parts["Doc_0/PublicRes.xml"].data)
        assert len(ids) == len(set(ids))
        assert max(map(int, ids)) <= int(re.findall(rb"MaxUnitID>(\d+)", parts["Doc_0/Document.xml"].data)[0])


def test_words_stand_at_the_same_places_in_both_forms(tmp_path: Path) -> None:
    """The first character of each line, by poppler in the PDF and by the page's XML in the OFD."""
    paper = seals.paper("食品经营许可证", "山间小味餐饮店 12345", seal=False)
    (tmp_path / "a.pdf").write_bytes(pdf.write(paper))
    done = subprocess.run(
        ["pdftotext", "-bbox", "a.pdf", "-"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    in_pdf = [
        (float(x) * pages.POINT, word)
        for x, word in re.findall(r'<word xMin="([\d.]+)"[^>]*>([^<]*)</word>', done.stdout)
    ]
    parts = ofd.unpack(ofd.pack(ofd.write(paper).parts))
    in_ofd = [
        (float(str(item.get("Boundary")).split()[0]), item.findtext("o:TextCode", "", SPACE))
        for item in ofd.parse(parts, PAGE).iter(f"{{{ofd.NAMESPACE}}}TextObject")
    ]
    assert len(in_ofd) == 2
    for x, words in in_ofd:
        assert any(abs(x - place) < 0.3 and words.startswith(word) for place, word in in_pdf), (words, in_pdf)


def test_the_distances_of_characters_add_up_to_the_width_of_the_line() -> None:
    line = typesetting.left("编号 JY252", 10, 20, fonts.Face.SERIF, 5, BLACK, tracking=0.4)
    page = pages.Page(width=100, height=50, items=(line,))
    paper = replace(seals.paper(), pages=(page,))
    code = ofd.parse(ofd.write(paper).parts, PAGE).find(".//o:TextCode", SPACE)
    assert code is not None
    tokens, moves = str(code.get("DeltaX")).split(), []
    while tokens:
        if tokens[0] == "g":
            moves += [float(tokens[2])] * int(tokens[1])
            tokens = tokens[3:]
        else:
            moves.append(float(tokens.pop(0)))
    assert len(moves) == len(line.words) - 1
    last = fonts.advance(line.face, line.words[-1]) * line.size / fonts.UNITS
    natural = typesetting.width(line.words, line.face, line.size, tracking=line.tracking)
    assert sum(moves) + last == pytest.approx(natural, abs=0.01)


class TestRead:
    @pytest.mark.parametrize("content", [b"", b"PK", b"%PDF-1.7", b"PK\x03\x04" + bytes(60)])
    def test_refuses_what_is_no_package(self, content: bytes) -> None:
        assert refused(content) == "ofd-package"

    def test_refuses_a_bomb(self) -> None:
        assert refused(packed(("OFD.xml", bytes(200 * 1024 * 1024)))) == "ofd-size"

    def test_refuses_a_bomb_that_lies_about_its_size(self) -> None:
        content = packed(("OFD.xml", bytes(1024 * 1024)))
        lying = content.replace(struct.pack("<I", 1024 * 1024), struct.pack("<I", 10))
        assert refused(lying) in ("ofd-size", "ofd-package")

    def test_refuses_too_many_parts(self) -> None:
        assert refused(packed(*((f"{number}.xml", b"") for number in range(4100)))) == "ofd-size"

    @pytest.mark.parametrize("name", ["../OFD.xml", "/etc/passwd", "a/../../b", "C:/x", "a\\..\\b", "a//b"])
    def test_refuses_paths_that_lead_outside(self, name: str) -> None:
        assert refused(packed(("OFD.xml", b"<x/>"), (name, b"x"))) == "ofd-path"

    def test_refuses_a_part_without_a_name(self) -> None:
        """The standard library stumbles over it; found by fuzzing."""
        assert refused(ofd.pack({"OFD.xml": ofd.Part(b"<x/>"), "": ofd.Part(b"x")})) == "ofd-path"

    def test_refuses_a_reference_that_leads_outside(self) -> None:
        root = ofd.unpack(written())["OFD.xml"].data
        assert refused(with_part("OFD.xml", root.replace(b"Doc_0/Document.xml", b"../../Document.xml"))) == "ofd-path"

    def test_refuses_names_that_differ_only_by_case(self) -> None:
        assert refused(packed(("OFD.xml", b"<x/>"), ("ofd.XML", b"<y/>"))) == "ofd-duplicate"

    def test_refuses_a_part_twice(self) -> None:
        with pytest.warns(UserWarning, match="Duplicate"):
            content = packed(("OFD.xml", b"<x/>"), ("OFD.xml", b"<y/>"))
        assert refused(content) == "ofd-duplicate"

    def test_refuses_entities_and_document_types(self) -> None:
        entity = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'
        assert refused(with_part("OFD.xml", entity)) == "ofd-xml"
        laughs = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><x>&b;</x>'
        assert refused(with_part(PAGE, laughs)) == "ofd-xml"

    def test_refuses_a_missing_page(self) -> None:
        parts = ofd.unpack(written())
        del parts[PAGE]
        assert refused(ofd.pack(parts)) == "ofd-missing"

    def test_refuses_two_documents_in_one(self) -> None:
        root = ofd.unpack(written())["OFD.xml"].data
        body = root[root.index(b"<ofd:DocBody>") : root.index(b"</ofd:OFD>")]
        assert refused(with_part("OFD.xml", root.replace(b"</ofd:OFD>", body + b"</ofd:OFD>"))) == "ofd-structure"

    def test_refuses_deeply_nested_xml(self) -> None:
        assert refused(with_part(PAGE, b"<a>" * 100_000)) == "ofd-xml"

    @given(st.binary(max_size=300))
    def test_refuses_any_bytes_by_name(self, content: bytes) -> None:
        assert refused(b"PK\x03\x04" + content).startswith("ofd-")

    @given(data=st.data())
    @settings(max_examples=80)
    def test_reads_changed_xml_or_refuses_it_by_name(self, data: st.DataObject) -> None:
        parts = ofd.unpack(written())
        name = data.draw(st.sampled_from(["OFD.xml", "Doc_0/Document.xml", PAGE]))
        content = bytearray(parts[name].data)
        for _ in range(data.draw(st.integers(1, 5))):
            content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
        with suppress(OfdRefused):
            assert len(ofd.read(with_part(name, bytes(content))).pages) == 1


def test_our_packing_is_a_zip_that_the_standard_library_reads() -> None:
    with zipfile.ZipFile(BytesIO(written())) as package:
        assert package.testzip() is None
        assert package.namelist()[0] == "OFD.xml"
        assert etree.fromstring(package.read("OFD.xml")).tag.endswith("}OFD")
        assert all(zlib.crc32(package.read(entry)) == entry.CRC for entry in package.infolist())
