"""Reading cases. ``access`` is the one door to a single case; ``lists`` and ``casefile`` build values."""
