"""PDFs that we made ourselves: their known structure, and adding to them without touching a byte of what is there."""

from govhall.support.documents.engine.pdf.appending import append, stream, with_annotations, with_entry
from govhall.support.documents.engine.pdf.structure import NotOurPdf, OwnPdf, Place, annotations, read, seal_place
from govhall.support.documents.engine.pdf.writing import underlay as form
from govhall.support.documents.engine.pdf.writing import words, write

__all__ = [
    "NotOurPdf", "OwnPdf", "Place", "annotations", "append", "form", "read", "seal_place", "stream", "with_annotations",
    "with_entry", "words", "write",
]  # fmt: skip
