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
    CertificateType,
    CertificateUse,
    Share,
    Showing,
)
from govhall.support.certificates.models.stock import StockBatch, StockRow

__all__ = [
    "ApiCall", "ApiClient", "ApiDay", "ApiRefusal", "Certificate", "CertificateAct", "CertificateCounter",
    "CertificateType",
    "CertificateUse", "CheckDuty", "CheckRecord", "Share", "Showing", "StockBatch", "StockRow",
]  # fmt: skip
