"""Writes of evidence: one module for each act."""
