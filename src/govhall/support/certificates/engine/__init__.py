"""Draws certificates: knows texts and layouts, no register and no database."""
