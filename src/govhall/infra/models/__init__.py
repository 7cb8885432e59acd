"""
Model fields and abstract models that every app may use. A plain package, no app: it has no tables of its own.

``fields`` holds encrypted text and blind indexes, ``identified`` the primary key of all rows that people meet.
"""

from govhall.infra.models.fields import BlindIndexField, EncryptedTextField, normalise
from govhall.infra.models.identified import Identified

__all__ = ["BlindIndexField", "EncryptedTextField", "Identified", "normalise"]
