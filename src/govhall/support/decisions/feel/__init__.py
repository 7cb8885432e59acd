"""FEEL, the expression language of DMN 1.3 to 1.5, for Python; needs nothing of GovHall.

>>> compile_expression('if 面积 > 60 then "大型" else "小型"').evaluate({"面积": 80})
'大型'

`compile_expression(text, names=...)` gives an `Expression`; `evaluate(context)` gives a FEEL value,
`evaluate_with_diagnostics(context)` an `Outcome` that also tells an editor what went wrong and where.
`parse_expression(text)` gives the tree (`nodes`) without compiling it. `compile_unary_tests(text)`
gives `UnaryTests` with `matches(value, context)`. `from_python` and `to_python` convert;
`message(code)` is the Chinese sentence of a code. Errors inside an expression
give null, as the standard asks; only wrong syntax (`FeelSyntaxError`) and reached bounds
(`FeelLimitError`) are raised. Never `eval`, never unbounded.
"""

from __future__ import annotations

from govhall.support.decisions.feel import nodes
from govhall.support.decisions.feel.builtins import BUILTINS
from govhall.support.decisions.feel.convert import from_python, to_python
from govhall.support.decisions.feel.errors import (
    Diagnostic,
    FeelError,
    FeelLimitError,
    FeelSyntaxError,
    line_and_column,
)
from govhall.support.decisions.feel.expression import (
    Expression,
    Outcome,
    UnaryTests,
    compile_expression,
    compile_unary_tests,
    parse_expression,
)
from govhall.support.decisions.feel.limits import DEFAULT_LIMITS, Limits
from govhall.support.decisions.feel.messages import message

BUILTIN_FUNCTIONS = frozenset(BUILTINS)

__all__ = [
    "BUILTIN_FUNCTIONS",
    "DEFAULT_LIMITS",
    "Diagnostic",
    "Expression",
    "FeelError",
    "FeelLimitError",
    "FeelSyntaxError",
    "Limits",
    "Outcome",
    "UnaryTests",
    "compile_expression",
    "compile_unary_tests",
    "from_python",
    "line_and_column",
    "message",
    "nodes",
    "parse_expression",
    "to_python",
]
