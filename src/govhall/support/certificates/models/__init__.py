"""Types and certificates, stock that was brought in from tables, annual checks."""

from govhall.support.certificates.models.checks import CheckDuty, CheckRecord
from govhall.support.certificates.models.register import (
    ApiCall,
    ApiClient,
    ApiDay,
    ApiRefusal,
    Certificate,
    CertificateAct,
    CertificateCounter,
    CertificateUse,
    Share,
    Showing,
)
from govhall.support.certificates.models.stock import StockBatch, StockRow
from govhall.support.certificates.models.types import CertificateType, CertificateTypeVersion

__all__ = [
    "ApiCall", "ApiClient", "ApiDay", "ApiRefusal", "Certificate", "CertificateAct", "CertificateCounter",
    "CertificateType", "CertificateTypeVersion", "CertificateUse", "CheckDuty", "CheckRecord", "Share", "Showing",
    "StockBatch", "StockRow",
]  # fmt: skip
