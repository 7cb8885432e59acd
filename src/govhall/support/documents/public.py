"""What other apps may use of documents."""

from govhall.support.documents.engine import render
from govhall.support.documents.selectors import content, document, own_uploads
from govhall.support.documents.services import UPLOAD_BYTES, UPLOAD_KINDS, render_letter, store, upload
from govhall.support.documents.values import DocumentValue, Letter

__all__ = [
    "UPLOAD_BYTES", "UPLOAD_KINDS", "DocumentValue", "Letter",
    "content", "document", "own_uploads", "render", "render_letter", "store", "upload",
]  # fmt: skip
