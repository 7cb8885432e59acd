"""What other apps may use of certificates."""

from govhall.support.certificates.choices import (
    Act,
    CertificateStatus,
    CheckOutcome,
    ClientState,
    DutyState,
    Ending,
    HolderCodeType,
    Interface,
    RegisterView,
    ShareState,
    ShowingState,
    StockAct,
    StockRowState,
    StockState,
    TypeVersionState,
    UseKind,
    Verdict,
)
from govhall.support.certificates.engine.stock_reading import TableRefused
from govhall.support.certificates.events import (
    CertificateCancelled,
    CertificateIssued,
    CertificateReinstated,
    CertificateReplaced,
    CertificateSuspended,
)
from govhall.support.certificates.rules.checks import NothingToCheck, NothingToCorrect
from govhall.support.certificates.rules.codes import CodeExpired, CodeInvalid, CodeUsed, NothingAsked
from govhall.support.certificates.rules.competence import name_fields, name_issuers
from govhall.support.certificates.rules.faces import NotAlterable
from govhall.support.certificates.rules.stock import KEEP_FAULTY_DAYS, ROWS_MOST, StockActNotAllowed
from govhall.support.certificates.rules.templates import COLOURS, SEALS, shape_words, source_words
from govhall.support.certificates.selectors.checks import (
    CheckNotFound,
    check_counts,
    check_list,
    check_plan,
    check_table,
)
from govhall.support.certificates.selectors.clients import (
    ApiClientNotFound,
    calls,
    client,
    clients,
    refusals,
    refused_strangers,
)
from govhall.support.certificates.selectors.register import (
    CertificateNotFound,
    certificate,
    certificate_of_case,
    content,
    fixed_labels_of,
    held_by,
    history,
    lawful_acts,
    search,
    uses,
    uses_of,
    valid_for_holder,
    versions,
    wallet,
)
from govhall.support.certificates.selectors.sharing import ShareNotFound, shared, shares_of
from govhall.support.certificates.selectors.showing import asked, showing, shown
from govhall.support.certificates.selectors.stock import (
    StockBatchNotFound,
    agencies_for,
    faulty_stock,
    stock_batch,
    stock_batches,
    stock_rows_of,
    stock_template,
)
from govhall.support.certificates.selectors.templates import (
    background,
    may,
    preview,
    source_fields,
    type_differences,
    type_list,
    type_versions,
    with_content,
)
from govhall.support.certificates.selectors.types import (
    UnknownCertificateType,
    certificate_type,
    certificate_types,
    issued_by,
    usual_end,
)
from govhall.support.certificates.selectors.verifying import certificate_of_token, verify_file, verify_token
from govhall.support.certificates.services.acting import CertificateEnded
from govhall.support.certificates.services.checking import correct_check, plan_checks, record_check, remind_holders
from govhall.support.certificates.services.clients import (
    ClientEnded,
    SentTwice,
    change_client,
    end_client,
    make_client,
    rotate_secret,
)
from govhall.support.certificates.services.ending import cancel, expire_certificates, record_use
from govhall.support.certificates.services.issuing import AlreadyHeld, NumberTaken, issue
from govhall.support.certificates.services.loading import load_types
from govhall.support.certificates.services.printing import make_ofd
from govhall.support.certificates.services.proving import ENDED, ISSUED
from govhall.support.certificates.services.sharing import ShareClosed, annotated_copy, end_share, open_share, share
from govhall.support.certificates.services.showing import NotShowable, answer, ask, look, scan, show_code
from govhall.support.certificates.services.stock import (
    CountChanged,
    NothingToIssue,
    cancel_stock,
    confirm_stock,
    forget_stock,
    pause_stock,
    resume_stock,
    upload_stock,
)
from govhall.support.certificates.services.stock_issuing import issue_slice, wake_open_batches
from govhall.support.certificates.services.suspending import reinstate, suspend
from govhall.support.certificates.services.type_drafting import (
    TemplateChange,
    TemplateUnreadable,
    changed,
    discard_type_draft,
    save_type_draft,
)
from govhall.support.certificates.services.type_publishing import SecondPersonNeeded, TemplateFaulty, publish_type
from govhall.support.certificates.services.versions import alter, renew
from govhall.support.certificates.values import (
    CallValue,
    CertificateActValue,
    CertificateTypeValue,
    CertificateUseValue,
    CertificateValue,
    CheckLine,
    ClientValue,
    FaceField,
    FaceLine,
    Holder,
    NewClient,
    Paper,
    RefusalValue,
    ShareValue,
    ShowCode,
    ShowingValue,
    Verification,
)
from govhall.support.certificates.values.checks import CheckDutyValue, CheckPlanValue, CheckRecordValue, CheckRow
from govhall.support.certificates.values.stock import RowFault, StockBatchValue, StockRowValue
from govhall.support.certificates.values.templates import (
    Difference,
    Fault,
    Preview,
    SourceField,
    Sources,
    TypeSummary,
    TypeVersionValue,
)

__all__ = [
    "COLOURS", "ENDED", "ISSUED", "KEEP_FAULTY_DAYS", "ROWS_MOST", "SEALS", "Act", "AlreadyHeld", "ApiClientNotFound",
    "CallValue", "CertificateActValue", "CertificateCancelled", "CertificateEnded", "CertificateIssued",
    "CertificateNotFound", "CertificateReinstated", "CertificateReplaced", "CertificateStatus", "CertificateSuspended",
    "CertificateTypeValue", "CertificateUseValue", "CertificateValue", "CheckDutyValue", "CheckLine", "CheckNotFound",
    "CheckOutcome", "CheckPlanValue", "CheckRecordValue", "CheckRow", "ClientEnded", "ClientState", "ClientValue",
    "CodeExpired", "CodeInvalid", "CodeUsed", "CountChanged", "Difference", "DutyState", "Ending", "FaceField",
    "FaceLine", "Fault", "Holder", "HolderCodeType", "Interface", "NewClient", "NotAlterable", "NotShowable",
    "NothingAsked", "NothingToCheck", "NothingToCorrect", "NothingToIssue", "NumberTaken", "Paper", "Preview",
    "RefusalValue", "RegisterView", "RowFault", "SecondPersonNeeded", "SentTwice", "ShareClosed", "ShareNotFound",
    "ShareState", "ShareValue", "ShowCode", "ShowingState", "ShowingValue", "SourceField", "Sources", "StockAct",
    "StockActNotAllowed", "StockBatchNotFound", "StockBatchValue", "StockRowState", "StockRowValue", "StockState",
    "TableRefused", "TemplateChange", "TemplateFaulty", "TemplateUnreadable", "TypeSummary", "TypeVersionState",
    "TypeVersionValue", "UnknownCertificateType", "UseKind", "Verdict", "Verification", "agencies_for", "alter",
    "annotated_copy", "answer", "ask", "asked", "background", "calls", "cancel", "cancel_stock", "certificate",
    "certificate_of_case", "certificate_of_token", "certificate_type", "certificate_types", "change_client", "changed",
    "check_counts", "check_list", "check_plan", "check_table", "client", "clients", "confirm_stock", "content",
    "correct_check", "discard_type_draft", "end_client", "end_share", "expire_certificates", "faulty_stock",
    "fixed_labels_of", "forget_stock", "held_by", "history", "issue", "issue_slice", "issued_by", "lawful_acts",
    "load_types", "look", "make_client", "make_ofd", "may", "name_fields", "name_issuers", "open_share", "pause_stock",
    "plan_checks", "preview", "publish_type", "record_check", "record_use", "refusals", "refused_strangers",
    "reinstate", "remind_holders", "renew", "resume_stock", "rotate_secret", "save_type_draft", "scan", "search",
    "shape_words", "share", "shared", "shares_of", "show_code", "showing", "shown", "source_fields", "source_words",
    "stock_batch", "stock_batches", "stock_rows_of", "stock_template", "suspend", "type_differences", "type_list",
    "type_versions", "upload_stock", "uses", "uses_of", "usual_end", "valid_for_holder", "verify_file", "verify_token",
    "versions", "wake_open_batches", "wallet", "with_content",
]  # fmt: skip
