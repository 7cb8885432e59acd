"""What other apps may use of the rule engine. The engine itself (``feel``, ``dmn``) knows nothing of GovHall."""

from govhall.support.decisions.feel import (
    BUILTIN_FUNCTIONS,
    Expression,
    FeelLimitError,
    FeelSyntaxError,
    compile_expression,
    from_python,
    line_and_column,
    message,
    nodes,
    parse_expression,
    to_python,
)

__all__ = [
    "BUILTIN_FUNCTIONS", "Expression", "FeelLimitError", "FeelSyntaxError", "compile_expression", "from_python",
    "line_and_column", "message", "nodes", "parse_expression", "to_python",
]  # fmt: skip
