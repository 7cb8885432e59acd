"""
账号与岗位 of officers, as an account administrator runs them: within the own agency and those below, never for
themself, and never more than they oversee. Passwords stay with their holders: what leaves here is a one-time code.
"""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from govhall.data.organizations import public as organizations
from govhall.infra import clock
from govhall.kernel.actor import SYSTEM, Actor
from govhall.kernel.errors import Conflict, InvalidInput, NotPermitted
from govhall.security.access import public as access
from govhall.security.audit import public as audit
from govhall.standards.identifiers import resident_id
from govhall.standards.identifiers.errors import InvalidIdentifier
from govhall.support.identity import rules, selectors
from govhall.support.identity.choices import AccountKind, TicketWay
from govhall.support.identity.models import OfficerDetails, Post, User
from govhall.support.identity.selectors import staff
from govhall.support.identity.services import accounts, persons, posts, tickets
from govhall.support.identity.values import PostValue, TicketValue


class OfficerKnown(Conflict):
    """Another officer's account has this identity number."""

    code = "officer-known"


class LastAdministrator(Conflict):
    """An agency would be left without anybody who answers for its accounts."""

    code = "last-account-administrator"


def hire(
    *, username: str, name: str, id_number: str, phone: str, email: str, agency_id: int, by: Actor, at: datetime
) -> TicketValue:
    """
    Make an officer's account and return the code with which the officer sets the password.

    :raises NotPermitted: if the agency isn't the administrator's, or below it
    :raises InvalidInput: if something is missing or wrong
    :raises UsernameTaken: if the username exists
    :raises OfficerKnown: if the person has an officer's account
    """
    _require_agency(by, agency_id)
    return _hire(
        username=username, name=name, id_number=id_number, phone=phone, email=email, agency_id=agency_id, by=by, at=at
    )


def install_administrator(
    *, username: str, name: str, id_number: str, phone: str, email: str, agency_id: int, at: datetime
) -> TicketValue:
    """
    Make an agency's account administrator on behalf of the installation: the first one has nobody above.

    :raises InvalidInput: :raises UsernameTaken: :raises OfficerKnown: as ``hire``
    """
    with transaction.atomic():
        ticket = _hire(
            username=username, name=name, id_number=id_number, phone=phone, email=email, agency_id=agency_id,
            by=SYSTEM, at=at,
        )  # fmt: skip
        user = User.objects.get(username=ticket.username)
        posts.appoint(user_id=user.id, agency_id=agency_id, role=rules.ACCOUNT_ADMINISTRATOR, by=SYSTEM, at=at)
    return ticket


def _hire(
    *, username: str, name: str, id_number: str, phone: str, email: str, agency_id: int, by: Actor, at: datetime
) -> TicketValue:
    number = _checked(id_number, phone, at)
    with transaction.atomic():
        user = accounts.add_user(username=username, name=name, kind=AccountKind.OFFICER, at=at)
        _save_details(OfficerDetails(user=user, agency_id=agency_id, id_number=number, phone=phone, email=email))
        audit.record(
            by=by, action="identity.account.created", target_kind="account", target_id=str(user.id),
            detail={"agency": agency_id}, at=at,
        )  # fmt: skip
        return tickets.issue(user=user, way=TicketWay.NEW, by=by, at=at)


def edit(*, user_id: UUID, phone: str, email: str, agency_id: int, by: Actor, at: datetime) -> None:
    """
    Keep another phone, address or agency of an officer.

    :raises NotPermitted: for the own account, or an agency out of reach; :raises AccountNotFound:
    :raises InvalidInput: if the phone is wrong
    """
    _require_agency(by, agency_id)
    _check_phone(phone)
    with transaction.atomic():
        user = _managed(user_id, by=by)
        row = OfficerDetails.objects.select_for_update().get(user=user)
        row.phone, row.email, row.agency_id = phone, email, agency_id
        row.save(update_fields=["phone", "email", "agency"])
        audit.record(
            by=by, action="identity.account.edited", target_kind="account", target_id=str(user_id),
            detail={"agency": agency_id}, at=at,
        )  # fmt: skip


def give_post(
    *,
    user_id: UUID,
    agency_id: int,
    role: str,
    by: Actor,
    at: datetime,
    valid_from: datetime | None = None,
    valid_until: datetime | None = None,
) -> PostValue:
    """
    Appoint an officer.

    :raises NotPermitted: for oneself, out of reach, or a role that reaches further than the administrator
    :raises RolesClash: :raises Conflict: :raises InvalidInput: as ``posts.appoint``
    """
    _require_agency(by, agency_id)
    if role not in access.ROLES:
        raise InvalidInput(_("没有这个岗位。"), fields={"role": [_("没有这个岗位。")]})
    if role not in {each.code for each in staff.grantable_roles(by)}:
        raise NotPermitted(
            _("“%(role)s”管到本机构以外，只能由省级机构的账号管理员任命。") % {"role": access.ROLES[role].label}
        )
    with transaction.atomic():
        user = _managed(user_id, by=by)
        if not user.is_active:
            raise Conflict(_("账号已停用，请先启用再任命。"))
        return posts.appoint(
            user_id=user_id, agency_id=agency_id, role=role, by=by, at=at, valid_from=valid_from,
            valid_until=valid_until,
        )  # fmt: skip


def take_post(*, post_id: UUID, by: Actor, at: datetime) -> None:
    """
    End a post now; one that hasn't begun is struck off.

    :raises NotPermitted: for oneself or out of reach
    :raises LastAdministrator: if nobody would answer for the agency's accounts
    :raises Conflict: if it has ended
    """
    access.require(by, staff.MANAGE)
    with transaction.atomic():
        row = Post.objects.filter(id=post_id).first()
        if row is None or row.agency_id not in staff.managed_agencies(by):
            raise selectors.AccountNotFound(_("没有找到这个岗位，或者不在您的管理范围内。"))
        _refuse_own(row.user_id, by)
        if row.role == rules.ACCOUNT_ADMINISTRATOR:
            _require_successor(row.user_id, [row.agency_id], at=at)
        posts.end_post(post_id=post_id, by=by, at=at)


def reset(*, user_id: UUID, is_present: bool, by: Actor, at: datetime) -> TicketValue:
    """
    Return a code with which an officer sets a new password; the second factor goes when it is used.

    :raises NotPermitted: :raises AccountNotFound: for oneself, out of reach, or closed
    :raises InvalidInput: unless the administrator has made sure who asks
    """
    user = _managed(user_id, by=by)
    if not is_present:
        words = _("没有确认是本人的，不能重置。")
        raise InvalidInput(words, fields={"is_present": [words]})
    way = TicketWay.STAFF if user.has_usable_password() else TicketWay.NEW
    return tickets.issue(user=user, way=way, by=by, at=at, drops_factor=way is TicketWay.STAFF)


def disable(*, user_id: UUID, reason: str, by: Actor, at: datetime) -> None:
    """
    Close an officer's account. Sessions end, claimed tasks go back to their posts.

    :raises NotPermitted: :raises AccountNotFound: for oneself, out of reach, or closed already
    :raises InvalidInput: without a reason
    :raises LastAdministrator: if nobody would answer for an agency's accounts
    """
    if len(reason.strip()) < rules.LEAST_REASON:
        words = _("请写明停用的原因，至少 %(least)d 个字。") % {"least": rules.LEAST_REASON}
        raise InvalidInput(words, fields={"reason": [words]})
    with transaction.atomic():
        _managed(user_id, by=by)
        administered = selectors.posts_in_force(at).filter(user_id=user_id, role=rules.ACCOUNT_ADMINISTRATOR)
        _require_successor(user_id, list(administered.values_list("agency_id", flat=True)), at=at)
        accounts.deactivate(user_id=user_id, reason=reason.strip(), by=by, at=at)


def enable(*, user_id: UUID, by: Actor, at: datetime) -> None:
    """Open a closed account again. :raises NotPermitted: :raises AccountNotFound: as ``disable``"""
    _managed(user_id, by=by)
    accounts.activate(user_id=user_id, by=by, at=at)


def _managed(user_id: UUID, *, by: Actor) -> User:
    """Return an account that this administrator answers for."""
    access.require(by, staff.MANAGE)
    user = staff.visible_user(user_id, by=by)
    _refuse_own(user_id, by)
    details: OfficerDetails | None = getattr(user, "officer_details", None)
    if details is None or details.agency_id not in staff.managed_agencies(by):
        raise NotPermitted(_("这个账号由别的机构管理，您只能管理他在您这里的岗位。"))
    return user


def _refuse_own(user_id: UUID, by: Actor) -> None:
    if user_id == by.id:
        raise NotPermitted(_("不能办理自己的账号和岗位，请找上级机构的账号管理员。"))


def _require_agency(by: Actor, agency_id: int) -> None:
    access.require(by, staff.MANAGE)
    if agency_id not in staff.managed_agencies(by):
        raise NotPermitted(_("这个机构不在您的管理范围内。"))


def _require_successor(user_id: UUID, agency_ids: list[int], *, at: datetime) -> None:
    """
    Refuse when an agency would lose its last account administrator and none stands above it. Two that remove each
    other at once come one after the other: both lock the same posts first.
    """
    for agency_id in agency_ids:
        chain = organizations.with_superiors(agency_id)
        rows = Post.objects.filter(role=rules.ACCOUNT_ADMINISTRATOR, agency_id__in=chain)
        list(rows.select_for_update(of=("self",)).order_by("id").values_list("id", flat=True))
        others = selectors.posts_in_force(at).filter(
            role=rules.ACCOUNT_ADMINISTRATOR, agency_id__in=chain, user__is_active=True
        )
        if not others.exclude(user_id=user_id).exists():
            raise LastAdministrator(
                _("“%(agency)s”只剩这一名账号管理员，上级机构也没有。请先任命接任的人。")
                % {"agency": organizations.agency(agency_id).name}
            )


def _checked(id_number: str, phone: str, at: datetime) -> str:
    _check_phone(phone)
    try:
        return resident_id.check(id_number, on=clock.official_date(at))
    except InvalidIdentifier as error:
        raise InvalidInput(error.message, fields={"id_number": [error.message]}) from error


def _check_phone(phone: str) -> None:
    if not persons.MOBILE.fullmatch(phone):
        raise InvalidInput(_("手机号不符合要求。"), fields={"phone": [_("手机号是以 1 开头的 11 位数字，请核对。")]})


def _save_details(row: OfficerDetails) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        words = _("这个证件号码已有工作人员账号，一人只能有一个。请在名单中查找，或者联系上级账号管理员。")
        raise OfficerKnown(words, field="id_number") from error
