"""Uploads are judged by their bytes: documents are kept, everything dangerous or broken is refused with advice."""

import io
import stat
import zipfile
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from govhall.infra import storage
from govhall.infra.crypto import sm3_hex
from govhall.infra.storage import inspection, kinds, names
from govhall.infra.storage.errors import FileRefused, StoredFileMissing

pytestmark = pytest.mark.clause("box:计算及存储")

ALL = frozenset(kinds.KINDS)
MEGABYTE = 1 << 20
OFFICE_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/{part}" '
    'ContentType="application/vnd.openxmlformats-officedocument.{kind}.main+xml"/></Types>'
)


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GOVHALL_HOME", str(tmp_path))
    return tmp_path


def pdf(body: bytes = b"1 0 obj <</Type /Catalog>> endobj") -> bytes:
    return b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + body + b"\nxref\n0 1\ntrailer <</Size 1>>\nstartxref\n9\n%%EOF\n"


def picture(format: str, size: tuple[int, int] = (64, 64)) -> bytes:
    buffer = io.BytesIO()
    Image.effect_noise(size, 80).convert("RGB").save(buffer, format)
    return buffer.getvalue()


def archive(entries: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in entries.items():
            made.writestr(name, content)
    return buffer.getvalue()


def office(
    part: str = "word/document.xml", kind: str = "wordprocessingml.document", more: dict[str, bytes] | None = None
) -> bytes:
    types = OFFICE_TYPES.format(part=part, kind=kind).encode()
    return archive({"[Content_Types].xml": types, part: b"<document/>", **(more or {})})


OFD = archive(
    {"OFD.xml": b'<ofd:OFD xmlns:ofd="http://www.ofdspec.org/2016" Version="1.0"/>', "Doc_0/Document.xml": b"x"}
)


def stored_folders(home: Path) -> list[Path]:
    return [path for path in (home / "files").rglob("*") if path.is_file()]


def refusal(content: bytes, name: str, *, allowed: frozenset[str] = ALL, max_bytes: int = 10 * MEGABYTE) -> str:
    with pytest.raises(FileRefused) as caught:
        storage.store(content, name=name, allowed=allowed, max_bytes=max_bytes)
    assert caught.value.message.endswith("。")
    return caught.value.code


class TestStore:
    @pytest.mark.parametrize(
        ("name", "content", "content_type"),
        [
            ("身份证.jpg", picture("JPEG"), "image/jpeg"),
            ("照片.JPEG", picture("JPEG"), "image/jpeg"),
            ("章程.pdf", pdf(), "application/pdf"),
            ("图.png", picture("PNG"), "image/png"),
            ("图.bmp", picture("BMP"), "image/bmp"),
            ("图.tif", picture("TIFF"), "image/tiff"),
            ("图.webp", picture("WEBP"), "image/webp"),
            ("申请表.docx", office(), kinds.DOCX.content_type),
            ("名单.xlsx", office("xl/workbook.xml", "spreadsheetml.sheet"), kinds.XLSX.content_type),
            ("批文.ofd", OFD, "application/ofd"),
            ("说明.txt", "政务大厅".encode("gb18030"), "text/plain"),
            ("事项.csv", "编码,名称\n1,甲\n".encode("utf-8-sig"), "text/csv"),
        ],
    )
    def test_keeps_documents_and_pictures(self, name: str, content: bytes, content_type: str) -> None:
        kept = storage.store(io.BytesIO(content), name=name, allowed=ALL, max_bytes=10 * MEGABYTE)
        assert kept.content_type == content_type
        assert (kept.size, kept.sm3) == (len(content), sm3_hex(content))
        with storage.open_stored(kept.id) as file:
            assert file.read() == content

    def test_places_files_by_id_unreadable_to_others_and_not_executable(self, own_home: Path) -> None:
        kept = storage.store(pdf(), name="章程.pdf", allowed=ALL, max_bytes=MEGABYTE)
        place = own_home / "files" / kept.id.hex[-2:] / kept.id.hex
        assert stat.S_IMODE(place.stat().st_mode) == 0o600
        assert stat.S_IMODE(place.parent.stat().st_mode) == 0o700

    def test_a_refused_file_leaves_nothing_behind(self, own_home: Path) -> None:
        refusal(b"MZ" + bytes(100), "程序.pdf")
        refusal(pdf()[:-20], "章程.pdf")
        assert stored_folders(own_home) == []


class TestDelete:
    def test_deletes_and_may_be_repeated(self) -> None:
        kept = storage.store(pdf(), name="章程.pdf", allowed=ALL, max_bytes=MEGABYTE)
        storage.delete(kept.id)
        storage.delete(kept.id)
        with pytest.raises(StoredFileMissing):
            storage.open_stored(kept.id)

    def test_only_ids_lead_to_files(self, own_home: Path) -> None:
        (own_home / "secret").write_text("x")
        with pytest.raises(StoredFileMissing):
            storage.open_stored(uuid4())
        with pytest.raises(ValueError, match="UUID"):
            storage.open_stored("../../secret")  # type: ignore[arg-type]  # what a careless caller might pass


class TestSize:
    def test_a_huge_stream_is_cut_early(self, own_home: Path) -> None:
        class Endless(io.RawIOBase):
            given = 0

            def read(self, size: int = -1) -> bytes:
                if self.given >= 200 * MEGABYTE:
                    return b""
                head = b"%PDF-1.7\n" if self.given == 0 else b""
                self.given += size
                return head + bytes(size - len(head))

        stream = Endless()
        with pytest.raises(FileRefused) as caught:
            storage.store(stream, name="大.pdf", allowed=ALL, max_bytes=5 * MEGABYTE)  # type: ignore[arg-type]  # raw
        assert caught.value.code == "file-too-large"
        assert "5 MB" in caught.value.message
        assert stream.given < 6 * MEGABYTE
        assert stored_folders(own_home) == []

    def test_an_empty_file_is_refused(self) -> None:
        assert refusal(b"", "空.pdf") == "file-empty"

    def test_the_limit_itself_is_allowed(self) -> None:
        content = pdf()
        assert storage.store(content, name="a.pdf", allowed=ALL, max_bytes=len(content)).size == len(content)
        assert refusal(content, "a.pdf", max_bytes=len(content) - 1) == "file-too-large"


class TestContentAgainstName:
    @pytest.mark.parametrize(
        "content",
        [
            b"MZ\x90\x00" + bytes(200),
            b"\x7fELF" + bytes(200),
            b"\xcf\xfa\xed\xfe" + bytes(200),
            b"#!/bin/sh\nrm -rf /\n",
            b"<?php system('id');",
            b"\xef\xbb\xbf  <html><script>alert(1)</script>",
            b"<svg onload=alert(1)>",
            b"@echo off\r\n",
        ],
    )
    @pytest.mark.parametrize("name", ["申请表.pdf", "照片.jpg", "说明.txt"])
    def test_programs_are_refused_whatever_they_are_called(self, content: bytes, name: str) -> None:
        assert refusal(content, name) == "file-executable"

    @pytest.mark.parametrize(
        ("content", "name", "code"),
        [
            (picture("PNG"), "照片.jpg", "file-extension-mismatch"),
            (pdf(), "章程.docx", "file-extension-mismatch"),
            (office(), "批文.ofd", "file-extension-mismatch"),
            (pdf(), "程序.exe", "file-type-not-allowed"),
            (pdf(), "章程", "file-type-not-allowed"),
            (pdf(), "章程.pdf.html", "file-type-not-allowed"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "旧.docx", "file-old-office"),
            (b"GIF89a" + bytes(60), "动.png", "file-type-unknown"),
            (b"\x01\x02\x03 nothing known", "怪.pdf", "file-type-unknown"),
            (b"\xff\xfe\x00\x01\x00", "文.txt", "file-damaged"),
        ],
    )
    def test_name_and_content_must_agree(self, content: bytes, name: str, code: str) -> None:
        assert refusal(content, name) == code

    def test_only_the_allowed_kinds_are_taken(self) -> None:
        assert refusal(pdf(), "章程.pdf", allowed=storage.IMAGES) == "file-type-not-allowed"
        with pytest.raises(FileRefused, match="JPG、PNG"):
            storage.store(pdf(), name="章程.pdf", allowed=storage.IMAGES, max_bytes=MEGABYTE)


class TestPdf:
    @pytest.mark.parametrize("content", [pdf()[:-30], b"%PDF-1.7\n" + bytes(100), pdf().replace(b"startxref", b"x")])
    def test_an_incomplete_pdf_is_refused(self, content: bytes) -> None:
        assert refusal(content, "章程.pdf") == "file-damaged"

    @pytest.mark.parametrize("action", [b"<</S /JavaScript /JS (app.alert)>>", b"<</S /Launch /F (cmd.exe)>>"])
    def test_a_pdf_that_acts_is_refused(self, action: bytes) -> None:
        assert refusal(pdf(action), "章程.pdf") == "file-active-content"

    def test_an_action_across_two_reads_is_found(self) -> None:
        body = bytes(MEGABYTE - 25) + b"/JavaScript" + bytes(1000)
        assert refusal(pdf(body), "章程.pdf") == "file-active-content"

    def test_a_pdf_with_an_archive_behind_it_is_refused(self) -> None:
        assert refusal(pdf() + archive({"a.txt": b"x"}), "章程.pdf") == "file-polyglot"
        assert refusal(pdf()[:-7] + archive({"%%EOF": b"x"}), "章程.pdf") == "file-polyglot"

    def test_a_pdf_behind_other_bytes_is_refused(self) -> None:
        assert refusal(b"\x00\x00" + pdf(), "章程.pdf") == "file-type-unknown"


class TestPictures:
    @pytest.mark.parametrize("format", ["JPEG", "PNG"])
    def test_a_cut_picture_is_refused(self, format: str) -> None:
        content = picture(format, (400, 400))
        assert refusal(content[: len(content) // 2], f"图.{format.lower()}") == "file-damaged"

    @pytest.mark.parametrize("format", ["JPEG", "PNG"])
    def test_a_picture_that_is_also_an_archive_or_a_page_is_refused(self, format: str) -> None:
        name, content = f"图.{format.lower()}", picture(format)
        assert refusal(content + archive({"a.exe": b"MZ"}), name) == "file-polyglot"
        assert refusal(content + b"<?php system($_GET['c']);", name) == "file-polyglot"
        assert refusal(content + b"<ScRiPt>alert(1)</ScRiPt>", name) == "file-polyglot"

    def test_a_phone_photo_with_data_of_its_maker_behind_it_is_kept(self) -> None:
        content = picture("JPEG") + b"SEFT" + bytes(500)
        assert storage.store(content, name="照片.jpg", allowed=ALL, max_bytes=MEGABYTE).size == len(content)

    def test_a_picture_that_bursts_is_refused(self) -> None:
        buffer = io.BytesIO()
        Image.new("1", (20_000, 20_000)).save(buffer, "PNG")
        assert len(buffer.getvalue()) < MEGABYTE
        assert refusal(buffer.getvalue(), "炸弹.png") == "image-too-large"

    def test_the_pixel_limit_lets_a_scanned_page_pass(self) -> None:
        assert inspection.MAX_PIXELS > 4961 * 7016


class TestArchives:
    def test_a_plain_archive_is_refused_under_any_name(self) -> None:
        for name in ("资料.docx", "资料.ofd", "资料.xlsx"):
            assert refusal(archive({"a.txt": b"x"}), name) == "archive-not-document"
        assert refusal(archive({"OFD.xml": b"<not-ofd/>"}), "假.ofd") == "archive-not-document"

    @pytest.mark.parametrize(
        ("entry", "code"),
        [
            ("word/vbaProject.bin", "file-active-content"),
            ("tools/setup.EXE", "file-active-content"),
            ("../../etc/passwd", "archive-names"),
            ("/etc/passwd", "archive-names"),
            ("C:/windows/x", "archive-names"),
        ],
    )
    def test_dangerous_entries_are_refused(self, entry: str, code: str) -> None:
        assert refusal(office(more={entry: b"x"}), "申请表.docx") == code

    def test_a_macro_document_is_refused(self) -> None:
        types = b'<Types><Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>'
        content = archive({"[Content_Types].xml": types, "word/document.xml": b"<x/>"})
        assert refusal(content, "申请表.docx") == "archive-not-document"

    def test_an_archive_that_bursts_is_refused(self) -> None:
        assert refusal(office(more={"word/big.xml": bytes(50 * MEGABYTE)}), "申请表.docx") == "archive-bomb"

    def test_a_document_behind_other_bytes_is_refused(self) -> None:
        assert refusal(archive({"a.txt": b"x"}) + office(), "申请表.docx") == "file-polyglot"

    def test_a_cut_document_is_refused(self) -> None:
        assert refusal(office()[:-30], "申请表.docx") == "file-damaged"


class TestNames:
    @pytest.mark.parametrize(
        ("given_name", "cleaned"),
        [
            ("../../etc/passwd", "passwd"),
            ("..\\..\\windows\\win.ini", "win.ini"),
            ("C:\\fakepath\\身份证.JPG", "身份证.jpg"),
            ("a\x00b\n.pdf", "ab.pdf"),
            ("\u202efdp.exe", "fdp.exe"),
            ('a<b>:"|?*.pdf', "a_b______.pdf"),
            ("  营业  执照 .pdf ", "营业 执照.pdf"),
            (".htaccess", "未命名.htaccess"),
            ("...", "未命名"),
            ("", "未命名"),
        ],
    )
    def test_names_lose_what_is_dangerous(self, given_name: str, cleaned: str) -> None:
        assert names.clean(given_name) == cleaned

    @given(st.text(max_size=400))
    def test_any_name_becomes_a_short_plain_one(self, name: str) -> None:
        cleaned = names.clean(name)
        assert 1 <= len(cleaned) <= names.MAX_LENGTH
        assert cleaned not in {".", ".."}
        assert not set('/\\\0\n\r\u202e<>"') & set(cleaned)

    def test_the_cleaned_name_is_what_is_remembered(self) -> None:
        kept = storage.store(pdf(), name="../../章程.PDF", allowed=ALL, max_bytes=MEGABYTE)
        assert kept.name == "章程.pdf"
        assert isinstance(kept.id, UUID)
