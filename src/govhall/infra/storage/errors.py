"""Why a file isn't taken or can't be given. Messages say in Chinese what is wrong and what to do."""

from govhall.kernel.errors import DomainError, NotFound


class FileRefused(DomainError):
    """A file isn't taken; ``code`` says why (``file-too-large``, ``file-executable`` …)."""

    code = "file-refused"

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        # The class states a general code; each instance narrows it.
        vars(self)["code"] = code


class StoredFileMissing(NotFound):
    """No file is stored under this id."""

    code = "stored-file-missing"
