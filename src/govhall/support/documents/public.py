"""
What other apps may use of documents. ``fonts``, ``pages``, ``pdf``, ``shapes`` and ``typesetting`` are small libraries
of their own, which know no database.
"""

from govhall.support.documents import fonts, pages, pdf, shapes, typesetting
from govhall.support.documents.engine import render
from govhall.support.documents.selectors import content, document, own_uploads, uploads_before
from govhall.support.documents.services import UPLOAD_BYTES, UPLOAD_KINDS, discard, render_letter, store, upload
from govhall.support.documents.values import DocumentValue, Letter

__all__ = [
    "UPLOAD_BYTES", "UPLOAD_KINDS", "DocumentValue", "Letter",
    "content", "discard", "document", "fonts", "own_uploads", "pages", "pdf", "render", "render_letter", "shapes",
    "store", "typesetting", "upload", "uploads_before",
]  # fmt: skip
