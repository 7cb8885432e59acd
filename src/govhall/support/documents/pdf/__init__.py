"""PDFs that we made ourselves: their known structure, and adding to them without touching a byte of what is there."""

from govhall.support.documents.pdf.appending import append, stream, with_annotations, with_entry
from govhall.support.documents.pdf.structure import NotOurPdf, OwnPdf, Place, annotations, read, seal_place

__all__ = [
    "NotOurPdf", "OwnPdf", "Place", "annotations", "append", "read", "seal_place", "stream", "with_annotations",
    "with_entry",
]  # fmt: skip
