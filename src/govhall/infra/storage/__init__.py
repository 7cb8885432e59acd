"""
Uploaded and produced files: examined by their bytes, kept under a name of our own in ``<GOVHALL_HOME>/files``.

The folder is never served by a web server and nothing in it can be executed. Who may see a file, and what it is for,
is the business of the apps that keep its id.
"""

from govhall.infra.storage.errors import FileRefused, StoredFileMissing
from govhall.infra.storage.files import ExaminedFile, StoredFile, delete, examined, open_stored, store
from govhall.infra.storage.kinds import CSV, DOCUMENTS, IMAGES, KINDS, XLSX

__all__ = [
    "CSV",
    "DOCUMENTS",
    "IMAGES",
    "KINDS",
    "XLSX",
    "ExaminedFile",
    "FileRefused",
    "StoredFile",
    "StoredFileMissing",
    "delete",
    "examined",
    "open_stored",
    "store",
]
