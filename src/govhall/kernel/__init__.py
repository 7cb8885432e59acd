"""Errors, actors, events and identifiers: the few words that every layer shares. Standard library only."""
