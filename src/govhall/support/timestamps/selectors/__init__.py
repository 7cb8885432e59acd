"""Reads of time stamps."""
