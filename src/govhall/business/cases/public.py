"""What other apps may use of cases: the acts, and what may be seen of a case."""

from govhall.business.cases.choices import (
    Act,
    Channel,
    CorrectionKind,
    Obtained,
    Outcome,
    ResultCode,
    ServingWay,
    Status,
    TrustLevel,
)
from govhall.business.cases.events import CaseClosed
from govhall.business.cases.rules import FINISHED, OPEN, ActNotAllowed, DepartureUnexplained, ReasonMissing
from govhall.business.cases.selectors.agents import acts_by_agents
from govhall.business.cases.selectors.definitions import (
    basis_text,
    form_of,
    limit_of,
    photograph_of,
    remedies_text,
)
from govhall.business.cases.selectors.files import (
    applicant_file,
    clock_of,
    material_file,
    officer_file,
    options,
    paper_file,
)
from govhall.business.cases.selectors.lists import VIEWS, Page, counts_of_officer, of_applicant, of_officer, summaries
from govhall.business.cases.selectors.panel import is_decision
from govhall.business.cases.selectors.proof import Deviation, count_clocks, deviations
from govhall.business.cases.selectors.ruleruns import require_run_of, require_run_visible, rule_runs
from govhall.business.cases.services.accept import accept, decline
from govhall.business.cases.services.correction import correct, request_correction
from govhall.business.cases.services.examine import deny, examine, grant
from govhall.business.cases.services.finish import (
    close,
    return_to_applicant,
    serve,
    serve_by_download,
    withdraw,
)
from govhall.business.cases.services.inquire import TooManyInquiries, inquire
from govhall.business.cases.services.password import query_password
from govhall.business.cases.services.precheck import findings as precheck
from govhall.business.cases.services.receive import receive
from govhall.business.cases.services.submit import receipt_of, submit
from govhall.business.cases.services.suggest import of_file as suggestion
from govhall.business.cases.services.time_limit import extend, resume, suspend
from govhall.business.cases.values import (
    ActByAgent,
    ActOption,
    Application,
    CaseFile,
    CaseSummary,
    CorrectionValue,
    DecisionValue,
    FileRef,
    LogEntry,
    MaterialInput,
    MaterialValue,
    PaperValue,
    PauseValue,
    PrecheckFinding,
    Receipt,
    RuleRun,
    Suggestion,
)

__all__ = [
    "FINISHED", "OPEN", "VIEWS", "Act", "ActByAgent", "ActNotAllowed", "ActOption", "Application", "CaseClosed",
    "CaseFile", "CaseSummary", "Channel", "CorrectionKind", "CorrectionValue", "DecisionValue",
    "DepartureUnexplained", "Deviation", "FileRef", "LogEntry", "MaterialInput", "MaterialValue", "Obtained",
    "Outcome", "Page", "PaperValue", "PauseValue", "PrecheckFinding", "ReasonMissing", "Receipt", "ResultCode",
    "RuleRun", "ServingWay", "Status", "Suggestion", "TooManyInquiries", "TrustLevel", "accept", "acts_by_agents",
    "applicant_file", "basis_text", "clock_of", "close", "correct", "count_clocks", "counts_of_officer", "decline",
    "deny", "deviations", "examine", "extend", "form_of", "grant", "inquire", "is_decision", "limit_of",
    "material_file", "of_applicant", "of_officer", "officer_file", "options", "paper_file", "photograph_of",
    "precheck", "query_password", "receipt_of", "receive", "remedies_text", "request_correction", "require_run_of",
    "require_run_visible", "resume", "return_to_applicant", "rule_runs", "serve", "serve_by_download", "submit",
    "suggestion", "summaries", "suspend", "withdraw",
]  # fmt: skip
