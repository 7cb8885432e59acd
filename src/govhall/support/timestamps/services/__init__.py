"""Writes of time stamps."""
