"""What other apps may use of the rule engine. The engine itself (``feel``, ``dmn``) knows nothing of GovHall."""

from govhall.support.decisions.feel import (
    Expression,
    FeelLimitError,
    FeelSyntaxError,
    compile_expression,
    from_python,
    to_python,
)

__all__ = ["Expression", "FeelLimitError", "FeelSyntaxError", "compile_expression", "from_python", "to_python"]
