"""查办件进度 by number and query password, without a login. Guessing is slowed down and learns nothing."""

from datetime import datetime, timedelta

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
    recent = InquiryAttempt.objects.filter(Q(address=address) | Q(number=number), at__gt=at - WINDOW)
    if recent.count() >= TRIES:
        raise TooManyInquiries("查询次数过多，请 15 分钟后再试，或登录后在“我的办件”中查看。")
    case = Case.objects.filter(number=number).first()
    if case is None or not is_query_password(case.id, password):
        InquiryAttempt.objects.create(address=address, number=number, at=at)
        raise NotFound(_NO_MATCH)
    return casefile.build(case)
