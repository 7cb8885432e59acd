"""What other apps may use of certificates."""

from govhall.support.certificates.choices import CertificateStatus, Ending, HolderCodeType, UseKind, Verdict
from govhall.support.certificates.events import CertificateCancelled, CertificateIssued
from govhall.support.certificates.selectors.register import (
    CertificateNotFound,
    certificate,
    certificate_of_case,
    content,
    held_by,
    uses,
    uses_of,
    valid_for_holder,
    wallet,
)
from govhall.support.certificates.selectors.types import (
    UnknownCertificateType,
    certificate_type,
    certificate_types,
    usual_end,
)
from govhall.support.certificates.selectors.verifying import certificate_of_token, verify_file, verify_token
from govhall.support.certificates.services.ending import CertificateEnded, cancel, expire_certificates, record_use
from govhall.support.certificates.services.issuing import AlreadyHeld, issue
from govhall.support.certificates.services.loading import load_types
from govhall.support.certificates.services.printing import make_ofd
from govhall.support.certificates.services.proving import ENDED, ISSUED
from govhall.support.certificates.values import (
    CertificateTypeValue,
    CertificateUseValue,
    CertificateValue,
    CheckLine,
    FaceLine,
    Holder,
    Verification,
)

__all__ = [
    "AlreadyHeld", "CertificateCancelled", "CertificateEnded", "CertificateIssued", "CertificateNotFound",
    "CertificateStatus", "CertificateTypeValue", "CertificateUseValue", "CertificateValue", "CheckLine", "ENDED",
    "Ending", "FaceLine", "Holder", "HolderCodeType", "ISSUED", "UnknownCertificateType", "UseKind", "Verdict",
    "Verification", "cancel", "certificate", "certificate_of_case", "certificate_of_token", "certificate_type",
    "certificate_types", "content", "expire_certificates", "held_by", "issue", "load_types", "make_ofd",
    "record_use", "uses", "uses_of", "usual_end", "valid_for_holder", "verify_file", "verify_token", "wallet",
]  # fmt: skip
