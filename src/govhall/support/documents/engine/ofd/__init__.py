"""OFD (GB/T 33190-2016): writing papers, and reading files that nobody vouches for."""

from govhall.support.documents.engine.ofd.errors import OfdRefused
from govhall.support.documents.engine.ofd.package import Part, pack, unpack
from govhall.support.documents.engine.ofd.reading import Ofd, located, parse, read
from govhall.support.documents.engine.ofd.writing import (
    NAMESPACE,
    ROOT,
    Attachment,
    Package,
    StampPlace,
    element,
    words,
    write,
    xml,
)

__all__ = [
    "NAMESPACE", "ROOT", "Attachment", "Ofd", "OfdRefused", "Package", "Part", "StampPlace", "element", "located",
    "pack", "parse", "read", "unpack", "words", "write", "xml",
]  # fmt: skip
