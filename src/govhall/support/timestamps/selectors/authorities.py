"""Whose time stamps we believe."""

from collections.abc import Sequence
from pathlib import Path

from django.conf import settings

from govhall.infra.crypto import keypairs, x509
from govhall.infra.crypto.schemes import Scheme
from govhall.infra.crypto.x509 import KeyCertificate


def root_name(scheme: Scheme) -> str:
    """Return the name of the built-in root's key pair."""
    return f"stamp-authority-{scheme}"


def stamper_name(scheme: Scheme) -> str:
    """Return the name of the key pair that signs stamps."""
    return f"stamp-signer-{scheme}"


def roots() -> list[KeyCertificate]:
    """Return the roots that an authority's certificate must lead to: configured ones and the built-in."""
    own = [keypairs.certificate(name) for name in map(root_name, Scheme) if keypairs.exists(name)]
    return [*configured_roots(), *own]


def configured_roots() -> Sequence[KeyCertificate]:
    """
    Return the certificates in the PEM file that GOVHALL_TSA_ROOTS names.

    :raises MalformedCertificate: if one of them can't be read
    """
    path = settings.GOVHALL_TSA_ROOTS
    return x509.read_file(Path(path)) if path else ()
