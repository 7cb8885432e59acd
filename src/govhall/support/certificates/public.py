"""What other apps may use of certificates."""

from govhall.support.certificates.choices import (
    Act,
    CertificateStatus,
    ClientState,
    Ending,
    HolderCodeType,
    Interface,
    ShareState,
    ShowingState,
    UseKind,
    Verdict,
)
from govhall.support.certificates.events import (
    CertificateCancelled,
    CertificateIssued,
    CertificateReinstated,
    CertificateReplaced,
    CertificateSuspended,
)
from govhall.support.certificates.rules.codes import CodeExpired, CodeInvalid, CodeUsed, NothingAsked
from govhall.support.certificates.rules.faces import NotAlterable
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
from govhall.support.certificates.selectors.types import (
    UnknownCertificateType,
    certificate_type,
    certificate_types,
    usual_end,
)
from govhall.support.certificates.selectors.verifying import certificate_of_token, verify_file, verify_token
from govhall.support.certificates.services.acting import CertificateEnded
from govhall.support.certificates.services.clients import (
    ClientEnded,
    SentTwice,
    change_client,
    end_client,
    make_client,
    rotate_secret,
)
from govhall.support.certificates.services.ending import cancel, expire_certificates, record_use
from govhall.support.certificates.services.issuing import AlreadyHeld, issue
from govhall.support.certificates.services.loading import load_types
from govhall.support.certificates.services.printing import make_ofd
from govhall.support.certificates.services.proving import ENDED, ISSUED
from govhall.support.certificates.services.sharing import ShareClosed, annotated_copy, end_share, open_share, share
from govhall.support.certificates.services.showing import NotShowable, answer, ask, look, scan, show_code
from govhall.support.certificates.services.suspending import reinstate, suspend
from govhall.support.certificates.services.versions import alter, renew
from govhall.support.certificates.values import (
    CallValue,
    CertificateActValue,
    CertificateTypeValue,
    CertificateUseValue,
    CertificateValue,
    CheckLine,
    ClientValue,
    FaceLine,
    Holder,
    NewClient,
    RefusalValue,
    ShareValue,
    ShowCode,
    ShowingValue,
    Verification,
)

__all__ = [
    "Act", "AlreadyHeld", "ApiClientNotFound", "CallValue", "CertificateActValue", "CertificateCancelled",
    "CertificateEnded", "CertificateIssued", "CertificateNotFound", "CertificateReinstated", "CertificateReplaced",
    "CertificateStatus", "CertificateSuspended", "CertificateTypeValue", "CertificateUseValue", "CertificateValue",
    "CheckLine", "ClientEnded", "ClientState", "ClientValue", "CodeExpired", "CodeInvalid", "CodeUsed", "ENDED",
    "Ending", "FaceLine", "Holder", "HolderCodeType", "ISSUED", "Interface", "NewClient", "NotAlterable",
    "NotShowable", "NothingAsked", "RefusalValue", "SentTwice",
    "ShareClosed", "ShareNotFound", "ShareState", "ShareValue",
    "ShowCode", "ShowingState", "ShowingValue", "UnknownCertificateType", "UseKind", "Verdict", "Verification",
    "alter", "annotated_copy", "answer", "ask", "asked", "calls", "cancel", "certificate", "certificate_of_case",
    "certificate_of_token", "certificate_type", "certificate_types", "change_client", "client", "clients", "content",
    "end_client", "end_share", "expire_certificates", "fixed_labels_of", "held_by", "history", "issue", "lawful_acts",
    "load_types", "look", "make_client", "make_ofd", "open_share", "record_use", "refusals", "refused_strangers",
    "reinstate", "renew", "rotate_secret", "scan", "search", "share", "shared", "shares_of", "show_code", "showing",
    "shown", "suspend", "uses", "uses_of", "usual_end", "valid_for_holder", "verify_file", "verify_token", "versions",
    "wallet",
]  # fmt: skip
