"""Fonts, pages, PDF and OFD: knows files and papers, no database and no people."""
