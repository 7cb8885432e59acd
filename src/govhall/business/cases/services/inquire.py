"""查办件进度 by number and query password, without a login. Guessing is slowed down and learns nothing."""

from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Q

from govhall.business.cases.models import Case, InquiryAttempt
from govhall.business.cases.selectors import casefile
from govhall.business.cases.services.password import is_query_password
from govhall.business.cases.values import CaseFile
from govhall.kernel.errors import DomainError, NotFound

WINDOW = timedelta(minutes=15)
TRIES = 5
_NO_MATCH = "编号或查询密码不对。请对照受理回执再填一次。"


class TooManyInquiries(DomainError):
    """Too many wrong passwords from one address, or for one number."""

    code = "too-many-inquiries"


def inquire(*, number: str, password: str, address: str, at: datetime) -> CaseFile:
    """
    Return the case that this number and password open.

    :raises NotFound: with the same words for an unknown number and a wrong password
    :raises TooManyInquiries: after five wrong tries in fifteen minutes
    """
    number = number.replace("-", "").replace(" ", "")[:50]
    with transaction.atomic():
        _one_at_a_time(address, number)
        recent = InquiryAttempt.objects.filter(Q(address=address) | Q(number=number), at__gt=at - WINDOW)
        is_blocked = recent.count() >= TRIES
        case = None if is_blocked else Case.objects.filter(number=number).first()
        if case is not None and not is_query_password(case.id, password):
            case = None
        if case is None and not is_blocked:
            InquiryAttempt.objects.create(address=address, number=number, at=at)
    if is_blocked:
        raise TooManyInquiries("查询次数过多，请 15 分钟后再试，或登录后在“我的办件”中查看。")
    if case is None:
        raise NotFound(_NO_MATCH)
    return casefile.build(case)


def forget_attempts(*, before: datetime) -> int:
    """Delete old wrong tries; return how many."""
    deleted, _ = InquiryAttempt.objects.filter(at__lt=before).delete()
    return deleted


def _one_at_a_time(*keys: str) -> None:
    """Guesses that are sent at once wait for each other until the end of the transaction, so that each is counted."""
    with connection.cursor() as cursor:
        for key in sorted(keys):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 20521))", [key])
