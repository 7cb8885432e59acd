"""Reads: verdicts on files, the register of seals, their history and uses."""
