"""Writes: the life of seals, sealing, revoking, warning, drills."""
