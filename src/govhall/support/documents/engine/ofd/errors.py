"""Why an OFD file is refused."""

from govhall.kernel.errors import DomainError


class OfdRefused(DomainError):
    """
    An OFD can't be read; ``code`` says why: ``ofd-package`` (no ZIP, damaged), ``ofd-size``, ``ofd-path``,
    ``ofd-duplicate``, ``ofd-xml``, ``ofd-missing`` or ``ofd-structure``.
    """

    code = "ofd-refused"

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        vars(self)["code"] = f"ofd-{reason}"
