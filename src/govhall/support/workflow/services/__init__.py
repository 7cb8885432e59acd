"""Writes of processes and tasks. Modules: ``publishing``, ``starting``, ``stepping``, ``claiming``, ``cancelling``."""
