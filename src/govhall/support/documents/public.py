"""
What other apps may use of documents. ``fonts``, ``ofd``, ``pages``, ``pdf``, ``photographs``, ``reading``, ``shapes``
and ``typesetting`` are small libraries of their own, which know no database.
"""

from govhall.support.documents.engine import fonts, ofd, pages, pdf, photographs, reading, shapes, typesetting
from govhall.support.documents.engine.ofd.errors import OfdRefused
from govhall.support.documents.engine.rasters import png, svg
from govhall.support.documents.engine.rendering import render
from govhall.support.documents.engine.vector import page_svg
from govhall.support.documents.selectors import content, document, own_uploads, uploads_before
from govhall.support.documents.services import (
    UPLOAD_BYTES,
    UPLOAD_KINDS,
    discard,
    render_letter,
    render_letter_ofd,
    store,
    store_photograph,
    upload,
)
from govhall.support.documents.values import DocumentValue, Letter

__all__ = [
    "UPLOAD_BYTES", "UPLOAD_KINDS", "DocumentValue", "Letter", "OfdRefused", "content", "discard", "document", "fonts",
    "ofd", "own_uploads", "page_svg", "pages", "pdf", "photographs", "png", "reading", "render", "render_letter",
    "render_letter_ofd", "shapes", "store", "store_photograph", "svg", "typesetting", "upload", "uploads_before",
]  # fmt: skip
