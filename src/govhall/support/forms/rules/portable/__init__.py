"""
The part of FEEL that gives the same answer on the server and in the browser.

``check`` walks the typed tree of an expression with the shapes of the form's fields. What is not on its lists of
node kinds, operators and functions is refused. It evaluates nothing and guesses nothing.
"""

from govhall.support.forms.rules.portable.checker import check
from govhall.support.forms.rules.portable.shapes import NAMES, NotPortable, Shape, list_of, of_kind, of_row

__all__ = ["NAMES", "NotPortable", "Shape", "check", "list_of", "of_kind", "of_row"]
