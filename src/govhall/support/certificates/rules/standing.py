"""What a certificate is worth on a day, and which acts may end it."""

from datetime import date

from govhall.support.certificates.choices import CertificateStatus, Ending, Verdict

# An expired certificate may still be struck off the register: 行政许可法 第七十条 asks for it.
ENDABLE = frozenset({CertificateStatus.VALID, CertificateStatus.EXPIRED})
_VERDICTS = {
    CertificateStatus.VALID: Verdict.VALID,
    CertificateStatus.EXPIRED: Verdict.EXPIRED,
    CertificateStatus.REPLACED: Verdict.CANCELLED,
    CertificateStatus.CANCELLED: Verdict.CANCELLED,
    CertificateStatus.VOID: Verdict.CANCELLED,
    CertificateStatus.ANNULLED: Verdict.REVOKED,
    CertificateStatus.REVOKED: Verdict.REVOKED,
}


def status_on(day: date, *, status: str, valid_until: date | None) -> CertificateStatus:
    """Return the status on ``day``; the last day of validity still counts, whether or not the daily job ran."""
    known = CertificateStatus(status)
    if known is CertificateStatus.VALID and valid_until is not None and valid_until < day:
        return CertificateStatus.EXPIRED
    return known


def may_end(status: str, kind: Ending) -> bool:
    """Say whether 注销, 撤销 or 吊销 may follow ``status``; what has expired can only be struck off."""
    if status == CertificateStatus.EXPIRED:
        return kind is Ending.CANCEL
    return status in ENDABLE


def verdict_on(day: date, *, status: str, valid_from: date, valid_until: date | None) -> Verdict:
    """Return what a genuine certificate is worth on ``day``."""
    known = status_on(day, status=status, valid_until=valid_until)
    if known is CertificateStatus.VALID and day < valid_from:
        return Verdict.NOT_YET
    return _VERDICTS[known]


def headline(verdict: Verdict, status: str = "") -> str:
    """Return the sentence over the result; an annulled and a revoked certificate are named as what they are."""
    words = {
        CertificateStatus.CANCELLED: "这张证照已被注销，请勿采信",
        CertificateStatus.ANNULLED: "这张证照已被撤销，请勿采信",
        CertificateStatus.REVOKED: "这张证照已被吊销，请勿采信",
        CertificateStatus.REPLACED: "这张证照已经换发，请查验新证",
    }
    if verdict in {Verdict.CANCELLED, Verdict.REVOKED} and status in words:
        return words[CertificateStatus(status)]
    return str(verdict.label)
