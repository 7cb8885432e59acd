"""The law of items as plain Python: reading content, its quality, which materials apply, numbers of versions."""
