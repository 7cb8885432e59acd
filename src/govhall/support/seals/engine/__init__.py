"""Signing PDF with SM2 and checking it: knows files and key certificates, no agencies and no database."""
