"""What other apps may use of documents. ``fonts``, ``pdf`` and ``shapes`` are small libraries of their own."""

from govhall.support.documents import fonts, pdf, shapes
from govhall.support.documents.engine import render
from govhall.support.documents.selectors import content, document, own_uploads, uploads_before
from govhall.support.documents.services import UPLOAD_BYTES, UPLOAD_KINDS, discard, render_letter, store, upload
from govhall.support.documents.values import DocumentValue, Letter

__all__ = [
    "UPLOAD_BYTES", "UPLOAD_KINDS", "DocumentValue", "Letter",
    "content", "discard", "document", "fonts", "own_uploads", "pdf", "render", "render_letter", "shapes", "store",
    "upload", "uploads_before",
]  # fmt: skip
