"""Writes of certificates: loading types, issuing, ending, expiring and logging use."""
