"""Reads of processes and tasks. Modules: ``processes`` (definitions, compiled and cached), ``tasks``."""
