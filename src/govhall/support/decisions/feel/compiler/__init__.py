"""Turns the tree of an expression into nested Python closures, one module for each family of nodes."""
