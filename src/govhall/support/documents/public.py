"""What other apps may use of documents."""

from govhall.support.documents.engine import render
from govhall.support.documents.selectors import content, document, own_uploads, uploads_before
from govhall.support.documents.services import UPLOAD_BYTES, UPLOAD_KINDS, discard, render_letter, store, upload
from govhall.support.documents.values import DocumentValue, Letter

__all__ = [
    "UPLOAD_BYTES", "UPLOAD_KINDS", "DocumentValue", "Letter",
    "content", "discard", "document", "own_uploads", "render", "render_letter", "store", "upload", "uploads_before",
]  # fmt: skip
