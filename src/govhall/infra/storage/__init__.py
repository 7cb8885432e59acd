"""
Uploaded and produced files: examined by their bytes, kept under a name of our own in ``<GOVHALL_HOME>/files``.

The folder is never served by a web server and nothing in it can be executed. Who may see a file, and what it is for,
is the business of the apps that keep its id.
"""

from govhall.infra.storage.errors import FileRefused, StoredFileMissing
from govhall.infra.storage.files import StoredFile, delete, open_stored, store
from govhall.infra.storage.kinds import DOCUMENTS, IMAGES, KINDS

__all__ = [
    "DOCUMENTS",
    "IMAGES",
    "KINDS",
    "FileRefused",
    "StoredFile",
    "StoredFileMissing",
    "delete",
    "open_stored",
    "store",
]
