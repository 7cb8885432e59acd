"""What reading a file that somebody broke may end in, in libraries that weren't made for such files."""

import struct
import zlib
from typing import Final

from pyhanko.pdf_utils.misc import PdfError

from govhall.infra.crypto import x509

# pyHanko checks some things by assertion, and its filters raise what they are built on. Found by fuzzing.
UNREADABLE: Final = (
    *x509.UNREADABLE, PdfError, AssertionError, ArithmeticError, EOFError, NotImplementedError, struct.error,
    zlib.error,
)  # fmt: skip
