"""Journeys: people walk through the running platform in a real browser, from search to sealed certificate."""
