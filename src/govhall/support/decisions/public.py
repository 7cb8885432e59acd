"""What other apps may use of the rule engine. The engine itself (``feel``, ``dmn``) knows nothing of GovHall."""

from govhall.support.decisions.choices import Severity, VersionState
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
from govhall.support.decisions.rules.outline import outline
from govhall.support.decisions.rules.running import InputsUnusable, UnknownDecision
from govhall.support.decisions.rules.trial import ContextUnreadable, completions, try_expression
from govhall.support.decisions.selectors.models import (
    ModelNotFound,
    latest,
    model,
    models,
    open_text,
    text_of,
    versions,
)
from govhall.support.decisions.selectors.runs import run_content, runs, runs_of
from govhall.support.decisions.services.drafting import ModelUnreadable, save_draft
from govhall.support.decisions.services.evaluating import evaluate, evaluate_unrecorded, record, try_out
from govhall.support.decisions.services.publishing import (
    ModelFaulty,
    check,
    load_models,
    model_folder,
    publish,
    retire,
)
from govhall.support.decisions.values import (
    Evaluation,
    FeelTrial,
    Finding,
    InputField,
    ModelSummary,
    Outline,
    Remark,
    RowView,
    RunValue,
    TableView,
    TraceEntry,
    VersionRef,
    VersionValue,
)

__all__ = [
    "BUILTIN_FUNCTIONS", "ContextUnreadable", "Evaluation", "Expression", "FeelLimitError", "FeelSyntaxError",
    "FeelTrial", "Finding", "InputField", "InputsUnusable", "ModelFaulty", "ModelNotFound", "ModelSummary",
    "ModelUnreadable", "Outline", "Remark", "RowView", "RunValue", "Severity", "TableView", "TraceEntry",
    "UnknownDecision", "VersionRef", "VersionState", "VersionValue", "check", "compile_expression", "completions",
    "evaluate", "evaluate_unrecorded", "from_python", "latest", "line_and_column", "load_models", "message", "model",
    "model_folder", "models", "nodes", "open_text", "outline", "parse_expression", "publish", "record", "retire",
    "run_content", "runs", "runs_of", "save_draft", "text_of", "to_python", "try_expression", "try_out", "versions",
]  # fmt: skip
