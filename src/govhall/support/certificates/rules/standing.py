"""What a certificate is worth on a day, and which acts are lawful: one table."""

from collections.abc import Mapping
from datetime import date

from govhall.support.certificates.choices import Act, CertificateStatus, Ending, Verdict

_S = CertificateStatus
# Status and act, and the status that follows. Final: 换发 and 变更 leave the old version replaced for good. What is
# suspended can't be renewed before it is reinstated. What has expired can only be struck off (行政许可法 第七十条).
TRANSITIONS: Mapping[tuple[CertificateStatus, Act], CertificateStatus] = {
    (_S.VALID, Act.RENEW): _S.REPLACED,
    (_S.VALID, Act.ALTER): _S.REPLACED,
    (_S.VALID, Act.SUSPEND): _S.SUSPENDED,
    (_S.SUSPENDED, Act.REINSTATE): _S.VALID,
    (_S.VALID, Act.CANCEL): _S.CANCELLED,
    (_S.VALID, Act.ANNUL): _S.ANNULLED,
    (_S.VALID, Act.REVOKE): _S.REVOKED,
    (_S.SUSPENDED, Act.CANCEL): _S.CANCELLED,
    (_S.SUSPENDED, Act.ANNUL): _S.ANNULLED,
    (_S.SUSPENDED, Act.REVOKE): _S.REVOKED,
    (_S.VALID, Act.EXPIRE): _S.EXPIRED,
    (_S.SUSPENDED, Act.EXPIRE): _S.EXPIRED,
    (_S.EXPIRED, Act.CANCEL): _S.CANCELLED,
}
# Of one certificate, one version at most is in one of these: the constraint in the database says the same.
LIVING = frozenset({_S.VALID, _S.SUSPENDED})
_VERDICTS = {
    CertificateStatus.VALID: Verdict.VALID,
    CertificateStatus.SUSPENDED: Verdict.SUSPENDED,
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
    if valid_until is not None and valid_until < day:
        return TRANSITIONS.get((known, Act.EXPIRE), known)
    return known


def next_status(status: str, act: Act) -> CertificateStatus | None:
    """Return the status that ``act`` leads to, or None where the law has no such act."""
    return TRANSITIONS.get((CertificateStatus(status), act))


def acts_of(status: str) -> tuple[Act, ...]:
    """Return what an officer may do now, in the order of the table."""
    return tuple(act for known, act in TRANSITIONS if known == status and act is not Act.EXPIRE)


def act_of(kind: Ending) -> Act:
    """Return the act that leaves this status."""
    return Act[kind.name]


def outward_status(status: str) -> CertificateStatus:
    """Return the code of the standard's table for systems outside: a suspended certificate is 09 无效（其他）."""
    known = CertificateStatus(status)
    return CertificateStatus.VOID if known is CertificateStatus.SUSPENDED else known


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
