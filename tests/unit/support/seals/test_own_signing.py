"""Our own appender seals what we made; what others made is sealed through pyHanko, or refused by name."""

import subprocess
from io import BytesIO
from pathlib import Path

import gmalg
import pytest
from asn1crypto import cms
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer

from factories import seals
from govhall.infra.crypto.keypairs import KeyPair
from govhall.infra.crypto.x509 import KeyCertificate
from govhall.support.documents.public import pdf
from govhall.support.seals.choices import Finding
from govhall.support.seals.engine import checking, foreign_signing, pictures, signing
from govhall.support.seals.engine.ses import structures

pytestmark = pytest.mark.clause("box:统一电子印章")


def seal(content: bytes) -> bytes:
    return signing.sign(
        content, pair=seals.pair(), authorities=[seals.authority().certificate], name=seals.NAME, reason="试验",
        at=seals.AT,
    )  # fmt: skip


def foreign() -> bytes:
    """The same paper as another program would write it."""
    out = BytesIO()
    reader = PdfFileReader(BytesIO(pdf.write(seals.paper())))
    copy_into_new_writer(reader, writer_kwargs={"stream_xrefs": True}).write(out)
    return out.getvalue()


def encrypted() -> bytes:
    out = BytesIO()
    writer = copy_into_new_writer(PdfFileReader(BytesIO(pdf.write(seals.paper()))))
    writer.encrypt("owner", "user")
    writer.write(out)
    return out.getvalue()


def together(content: bytes, by: KeyPair | None = None) -> bytes:
    """The same paper under one seal more."""
    return signing.sign(
        content, pair=by or seals.pair("第二家"), authorities=[seals.authority().certificate], name="二", reason="会签",
        at=seals.AT,
    )  # fmt: skip


def findings(content: bytes) -> list[Finding]:
    return [found.finding for found in checking.check(content, trust=seals.trust())]


class TestSign:
    def test_keeps_every_byte_of_our_own_pdf(self) -> None:
        content = pdf.write(seals.paper())
        assert seals.sealed_pdf().startswith(content)

    def test_says_who_why_and_when(self) -> None:
        (found,) = checking.check(seals.sealed_pdf(), trust=seals.trust())
        assert (found.finding, found.signer, found.reason) == (Finding.VALID, seals.NAME, "受理通知书 1")
        assert found.signed_at == seals.AT

    def test_seals_what_others_made(self) -> None:
        content = foreign()
        with pytest.raises(pdf.NotOurPdf):
            pdf.read(content)
        assert findings(seal(content)) == [Finding.VALID]

    def test_another_agency_seals_the_same_paper_and_both_hold(self) -> None:
        assert findings(together(seals.sealed_pdf())) == [Finding.VALID, Finding.VALID]

    def test_a_seal_over_a_changed_page_does_not_save_the_first(self) -> None:
        writer = IncrementalPdfFileWriter(BytesIO(seals.sealed_pdf()))
        ink = generic.StreamObject(stream_data=b"0 g 0 0 60 60 re f")
        writer.add_stream_to_page(0, writer.add_object(ink))
        out = BytesIO()
        writer.write(out)
        assert findings(together(out.getvalue())) == [Finding.APPENDED, Finding.VALID]

    def test_a_seal_that_is_not_believed_does_not_save_the_first(self) -> None:
        stranger = seals.stranger()
        twice = together(seals.sealed_pdf(), by=stranger)
        assert findings(twice) == [Finding.APPENDED, Finding.UNTRUSTED]
        assert findings(together(twice)) == [Finding.APPENDED, Finding.UNTRUSTED, Finding.VALID]

    def test_refuses_the_same_seal_twice(self) -> None:
        with pytest.raises(foreign_signing.SealingRefused):
            seal(seals.sealed_pdf())

    def test_refuses_an_encrypted_pdf(self) -> None:
        with pytest.raises(foreign_signing.SealingRefused) as fault:
            seal(encrypted())
        assert "密码" in fault.value.message

    def test_refuses_one_whose_table_is_some_other_stream(self) -> None:
        """pyHanko meets such a file with an assertion; found by fuzzing."""
        content = pdf.write(seals.paper())
        broken = content + b"startxref\n%d\n%%%%EOF\n" % (content.index(b"\n3 0 obj") + 1)
        with pytest.raises(checking.NotAPdf):
            checking.check(broken, trust=seals.trust())
        with pytest.raises(foreign_signing.SealingRefused):
            seal(broken)

    @pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"%PDF-1.7\n" + b"x" * 500])
    def test_refuses_what_can_not_be_read(self, content: bytes) -> None:
        with pytest.raises(foreign_signing.SealingRefused):
            seal(content)

    def test_shows_the_seal_where_the_paper_kept_a_place(self, tmp_path: Path) -> None:
        for name, content in (("sealed", seals.sealed_pdf()), ("bare", seals.sealed_pdf(seals.paper(seal=False)))):
            (tmp_path / f"{name}.pdf").write_bytes(content)
            subprocess.run(["pdftoppm", "-r", "72", "-png", f"{name}.pdf", name], cwd=tmp_path, check=True)
        from PIL import Image

        def red(name: str) -> int:
            with Image.open(next(tmp_path.glob(f"{name}*.png"))) as picture:
                data = picture.convert("RGB").tobytes()
            return sum(
                r > 150 and g < 140 and b < 140 for r, g, b in zip(data[::3], data[1::3], data[2::3], strict=True)
            )

        assert red("sealed") > 500
        assert red("bare") == 0


def test_the_check_refuses_an_encrypted_pdf_by_name() -> None:
    with pytest.raises(checking.NotAPdf) as fault:
        findings(encrypted())
    assert "密码" in fault.value.message


def test_the_check_refuses_a_gap_that_is_more_than_the_container() -> None:
    """What stands beside the container in the gap of the ranges would be signed by nobody."""
    whole = seals.sealed_pdf()
    start = whole.index(b"<", whole.rindex(b"/Contents"))
    end = whole.index(b">", start)
    wider = whole[: end - 4] + b"> /A<" + whole[end - 4 + 5 :]
    assert len(wider) == len(whole)
    with pytest.raises(checking.NotAPdf):
        findings(wider)


class TestInterop:
    def signed_data(self) -> tuple[cms.SignedData, bytes]:
        whole = seals.known_pdf()
        start = whole.index(b"<", whole.rindex(b"/Contents"))
        der = bytes.fromhex(whole[start + 1 : whole.index(b">", start)].decode())
        return cms.ContentInfo.load(der)["content"], der

    def test_openssl_reads_the_container(self, tmp_path: Path) -> None:
        (tmp_path / "c.der").write_bytes(self.signed_data()[1])
        done = subprocess.run(
            ["openssl", "cms", "-cmsout", "-print", "-inform", "DER", "-in", "c.der"], cwd=tmp_path,
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert "signingCertificateV2" in done.stdout
        assert "SM2-with-SM3" in done.stdout

    def test_openssl_verifies_the_signature_over_the_attributes(self, tmp_path: Path) -> None:
        signed, _ = self.signed_data()
        (info,) = signed["signer_infos"]
        (tmp_path / "m").write_bytes(info["signed_attrs"].untag().dump())
        (tmp_path / "s").write_bytes(info["signature"].native)
        (tmp_path / "c.pem").write_text(seals.pair().certificate.pem(), encoding="ascii")
        run = {"cwd": tmp_path, "check": True, "capture_output": True, "text": True}
        public = subprocess.run(["openssl", "x509", "-in", "c.pem", "-noout", "-pubkey"], **run)  # type: ignore[call-overload]
        (tmp_path / "p.pem").write_text(public.stdout, encoding="ascii")
        done = subprocess.run(  # type: ignore[call-overload]
            ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", "p.pem", "-rawin", "-in", "m", "-sigfile", "s",
             "-digest", "sm3", "-pkeyopt", "distid:1234567812345678"],
            **run,
        )  # fmt: skip
        assert "Verified Successfully" in done.stdout

    def test_an_independent_library_verifies_the_seal_and_its_maker(self) -> None:
        from govhall.support.documents.public import ofd
        from govhall.support.seals.engine import ofd_signing

        signature = structures.read_signature(ofd.unpack(seals.known_ofd())[ofd_signing.VALUE].data)
        seal_of = signature["to_be_signed"]["seal"]
        for content, certificate, value in (
            (signature["to_be_signed"], signature["certificate"], signature["signature"]),
            (seal_of["info"], seal_of["certificate"], seal_of["signature"]),
        ):
            public = KeyCertificate(bytes(certificate.native)).public_key
            assert verified_by_gmalg(public, bytes(content.dump()), bytes(value.native))


def verified_by_gmalg(public: bytes, message: bytes, signature: bytes) -> bool:
    from govhall.infra.crypto import der

    raw = der.signature_to_raw(signature)
    assert raw is not None
    checker = gmalg.SM2(uid=b"1234567812345678", pk=public)
    return bool(checker.verify(message, raw[:32], raw[32:]))


class TestPicture:
    def test_is_the_same_for_the_same_words_and_stays_inside_its_box(self) -> None:
        drawn = pictures.round_seal(seals.NAME, note="审批专用章")
        numbers = [number for shape in drawn for _, values in shape.path for number in values]
        assert 0 < min(numbers) < max(numbers) < pictures.SIZE
        assert drawn == pictures.round_seal(seals.NAME, note="审批专用章")

    def test_has_every_letter_of_the_longest_names(self) -> None:
        name = "黔东南苗族侗族自治州市场监督管理局行政审批服务中心"
        assert len(pictures.round_seal(name)) == len(name) + 2
