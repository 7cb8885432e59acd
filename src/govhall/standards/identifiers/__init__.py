"""
Public identifiers and their check digits: one small module each, plain Python, no Django and no database.

Every module offers ``check`` (returns the normalised text or raises ``InvalidIdentifier``), ``is_valid``, ``parse``
and, where the standard leaves room for doubt, ``warnings``. It must not decide what a failure means: on a person's
input a wrong check digit is an error, on imported data a warning (design.md section 8).
"""
