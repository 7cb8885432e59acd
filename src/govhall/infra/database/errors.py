"""
Why a database could not be had, in words for the person at the terminal: what happened and what to do about it.

Raised by the modules of this package; it knows nothing about how they work.
"""

from __future__ import annotations


class DatabaseUnavailableError(Exception):
    """The database server could not be started or reached; the text says why and what to do."""


class AlreadyOwnedError(DatabaseUnavailableError):
    """Another living process owns this data folder."""


class NoBinariesError(DatabaseUnavailableError):
    """No PostgreSQL server binaries that fit were found on this machine."""


class DiskFullError(DatabaseUnavailableError):
    """There is no room for the database."""
