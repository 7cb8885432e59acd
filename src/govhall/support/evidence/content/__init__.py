"""The offline verifier, a program of its own that ships inside this package."""
