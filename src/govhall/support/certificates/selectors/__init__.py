"""Reads of certificates: the register (``register``), types (``types``) and verification (``verifying``)."""
