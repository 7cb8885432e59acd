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
from govhall.support.decisions.rules.restoring import NotRestorable
from govhall.support.decisions.rules.running import InputsUnusable, UnknownDecision
from govhall.support.decisions.rules.trial import ContextUnreadable, completions, try_expression
from govhall.support.decisions.selectors.models import (
    ModelNotFound,
    decision_names,
    latest,
    model,
    models,
    open_text,
    output_labels,
    text_of,
    versions,
)
from govhall.support.decisions.selectors.runs import records_of, run, run_content, run_in_clear, runs, runs_of
from govhall.support.decisions.services.drafting import ModelUnreadable, save_draft
from govhall.support.decisions.services.evaluating import evaluate, evaluate_unrecorded, record, replay, try_out
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
    Replay,
    RowView,
    RunRecord,
    RunValue,
    TableView,
    TraceEntry,
    VersionRef,
    VersionValue,
)

__all__ = [
    "BUILTIN_FUNCTIONS", "ContextUnreadable", "Evaluation", "Expression", "FeelLimitError", "FeelSyntaxError",
    "FeelTrial", "Finding", "InputField", "InputsUnusable", "ModelFaulty", "ModelNotFound", "ModelSummary",
    "ModelUnreadable", "NotRestorable", "Outline", "Remark", "Replay", "RowView", "RunRecord", "RunValue", "Severity",
    "TableView", "TraceEntry", "UnknownDecision", "VersionRef", "VersionState", "VersionValue", "check",
    "compile_expression", "completions", "decision_names", "evaluate", "evaluate_unrecorded", "from_python", "latest",
    "line_and_column", "load_models", "message", "model", "model_folder", "models", "nodes", "open_text", "outline",
    "output_labels", "parse_expression", "publish", "record", "records_of", "replay", "retire", "run", "run_content",
    "run_in_clear", "runs", "runs_of", "save_draft", "text_of", "to_python", "try_expression", "try_out", "versions",
]  # fmt: skip
