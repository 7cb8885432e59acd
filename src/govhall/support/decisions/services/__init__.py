"""Writes of the store: drafting, publishing, retiring, and recording runs."""
