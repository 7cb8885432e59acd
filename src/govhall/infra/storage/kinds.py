"""The kinds of file that can be stored: content type, extensions, and what people call them."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_OFFICE = "application/vnd.openxmlformats-officedocument"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of file; the first extension is the one we would write."""

    content_type: str
    extensions: tuple[str, ...]
    title: str | Promise


PDF = Kind(content_type="application/pdf", extensions=("pdf",), title=_("PDF 文档"))
OFD = Kind(content_type="application/ofd", extensions=("ofd",), title=_("OFD 版式文档"))
DOCX = Kind(content_type=f"{_OFFICE}.wordprocessingml.document", extensions=("docx",), title=_("Word 文档"))
XLSX = Kind(content_type=f"{_OFFICE}.spreadsheetml.sheet", extensions=("xlsx",), title=_("Excel 表格"))
JPEG = Kind(content_type="image/jpeg", extensions=("jpg", "jpeg"), title=_("JPG 图片"))
PNG = Kind(content_type="image/png", extensions=("png",), title=_("PNG 图片"))
BMP = Kind(content_type="image/bmp", extensions=("bmp",), title=_("BMP 图片"))
TIFF = Kind(content_type="image/tiff", extensions=("tif", "tiff"), title=_("TIFF 图片"))
WEBP = Kind(content_type="image/webp", extensions=("webp",), title=_("WebP 图片"))
TEXT = Kind(content_type="text/plain", extensions=("txt",), title=_("文本文件"))
CSV = Kind(content_type="text/csv", extensions=("csv",), title=_("CSV 表格"))

KINDS = {kind.content_type: kind for kind in (PDF, OFD, DOCX, XLSX, JPEG, PNG, BMP, TIFF, WEBP, TEXT, CSV)}
BY_EXTENSION = {extension: kind for kind in KINDS.values() for extension in kind.extensions}

IMAGES = frozenset({JPEG.content_type, PNG.content_type})
DOCUMENTS = IMAGES | {PDF.content_type, OFD.content_type, DOCX.content_type, XLSX.content_type}
