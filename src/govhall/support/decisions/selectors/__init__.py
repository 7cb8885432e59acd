"""Reads of the store."""
