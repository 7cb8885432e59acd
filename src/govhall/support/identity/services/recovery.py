"""A lost password: a link by e-mail for citizens, or a code from an officer who has seen the person."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from govhall.infra import bus
from govhall.kernel.actor import SYSTEM, Actor
from govhall.kernel.errors import Conflict, InvalidInput, NotFound
from govhall.kernel.identifiers import new_id
from govhall.security.access import public as access
from govhall.security.audit import public as audit
from govhall.security.privacy import public as privacy
from govhall.support.identity import events, rules, selectors
from govhall.support.identity.choices import AccountKind, Evidence, TicketWay
from govhall.support.identity.models import Person, User
from govhall.support.identity.services import persons, tickets
from govhall.support.identity.values import FoundAccount, TicketValue

RECOVER: Final = "identity.citizen.recover"
LOOKED_UP: Final = "identity.account.looked_up"
MOST_SEARCHES: Final = 60
# 高级实名: seen at the window (standards.md 10.2).
WINDOW_LEVEL: Final = 3


class TooManySearches(Conflict):
    """An officer has searched too often within an hour."""

    code = "too-many-searches"


def ask_link(*, username: str, by: Actor, at: datetime) -> None:
    """
    Ask for a link by e-mail. The same is done for a name that nobody has, an officer's, or one without an address,
    so that neither answer nor waiting time tells which it was.
    """
    user_id = selectors.account_id(username)
    with transaction.atomic():
        audit.record(
            by=by, action="identity.password.reset_asked", target_kind="account", target_id=str(user_id or ""), at=at
        )
        bus.publish(events.ResetAsked(aggregate_id=user_id or new_id(), at=at))


def may_be_mailed(user_id: UUID) -> bool:
    """Say whether a link may go to this account: an open one of a citizen with an e-mail address."""
    person = Person.objects.filter(user_id=user_id, user__is_active=True, user__kind=AccountKind.APPLICANT).first()
    return person is not None and bool(person.email)


def link_text(user_id: UUID, at: datetime) -> str | None:
    """
    Make a link for an account at the moment its mail is sent, and return the words around it; None if it mustn't go.

    The link stands in no table and no queue: only in the mail.
    """
    if not may_be_mailed(user_id):
        return None
    ticket = tickets.issue(user=User.objects.get(id=user_id), way=TicketWay.EMAIL, by=SYSTEM, at=at)
    minutes = int(rules.TICKET_LIVES[TicketWay.EMAIL].total_seconds() // 60)
    return _("请在 %(minutes)d 分钟内打开下面的链接，设置新密码。链接只能用一次。\n\n%(url)s\n") % {
        "minutes": minutes, "url": f"{settings.GOVHALL_URL}{ticket.path}",
    }  # fmt: skip


def find_accounts(*, name: str, id_number: str, by: Actor, at: datetime) -> Sequence[FoundAccount]:
    """
    Return the citizens' accounts under a name and an identity number together, the best proven first. Every search
    is written down, also a vain one.

    :raises NotPermitted: without the permission
    :raises TooManySearches: after too many searches in an hour
    """
    access.require(by, RECOVER)
    _require_measure(by, at)
    rows = Person.objects.select_related("user").filter(
        id_type=persons.RESIDENT_ID, id_number_index=id_number, name=name.strip(), user__isnull=False
    )
    found = list(rows.order_by("-real_name_level", "created_at"))
    targets = [str(row.user_id) for row in found] or [""]
    for target in targets:
        audit.record(
            by=by, action=LOOKED_UP, target_kind="account", target_id=target,
            succeeded=bool(target), detail={"found": len(found)}, at=at,
        )  # fmt: skip
    return [_found(row) for row in found]


def _require_measure(by: Actor, at: datetime) -> None:
    """An officer who searches all day isn't serving people at a window."""
    done = audit.entries(actor_id=by.id, action=LOOKED_UP, since=at - timedelta(hours=1), limit=MOST_SEARCHES)
    if len(done) >= MOST_SEARCHES:
        raise TooManySearches(_("一小时内查找的次数太多，请稍后再试。确有需要的，请联系账号管理员。"))


def account_at_window(*, user_id: UUID, by: Actor) -> FoundAccount:
    """Return one citizen's account. :raises NotPermitted: :raises AccountNotFound:"""
    access.require(by, RECOVER)
    return _found(_citizen(user_id))


def confirm_at_window(
    *, user_id: UUID, is_present: bool, document_seen: bool, drops_factor: bool, by: Actor, at: datetime
) -> TicketValue:
    """
    Give a code to a citizen who stands at the window with their identity document.

    :raises NotPermitted: without the permission
    :raises AccountNotFound: if there is no such open account of a citizen
    :raises InvalidInput: unless the officer confirms presence and document
    """
    access.require(by, RECOVER)
    row = _citizen(user_id)
    _require_seen(is_present=is_present, document_seen=document_seen)
    if row.user is None:  # sorted out above; this is for the type checker
        raise selectors.AccountNotFound(_("没有找到这个账号。"))
    return tickets.issue(user=row.user, way=TicketWay.WINDOW, by=by, at=at, drops_factor=drops_factor)


def prove_at_window(*, user_id: UUID, is_present: bool, document_seen: bool, by: Actor, at: datetime) -> None:
    """
    Raise a citizen to 高级实名: an officer has compared the person with the identity document.

    :raises NotPermitted: :raises AccountNotFound: :raises InvalidInput: as ``confirm_at_window``
    :raises NumberAlreadyConfirmed: if another account has this number confirmed
    """
    access.require(by, RECOVER)
    row = _citizen(user_id)
    _require_seen(is_present=is_present, document_seen=document_seen)
    if row.real_name_level >= WINDOW_LEVEL:
        return
    persons.raise_level(
        person_id=row.id, level=WINDOW_LEVEL, evidence=Evidence.WINDOW, note=_("综合窗口当面核验"), by=by, at=at
    )


def _require_seen(*, is_present: bool, document_seen: bool) -> None:
    faults = {}
    if not is_present:
        faults["is_present"] = [_("本人不在场的，不能办理。")]
    if not document_seen:
        faults["document_seen"] = [_("没有核对证件原件的，不能办理。")]
    if faults:
        raise InvalidInput(_("请当面核验后勾选。"), fields=faults)


def _citizen(user_id: UUID) -> Person:
    row = Person.objects.select_related("user").filter(user_id=user_id, user__kind=AccountKind.APPLICANT).first()
    if row is None:
        raise selectors.AccountNotFound(_("没有找到这个账号。"))
    return row


def _found(row: Person) -> FoundAccount:
    user = row.user
    if user is None:
        raise NotFound(_("这个人没有账号。"))
    return FoundAccount(
        user_id=user.id, username=user.username, name=row.name, level=row.real_name_level, is_active=user.is_active,
        masked_id_number=privacy.mask_id_number(row.id_number), masked_phone=privacy.mask_phone(row.phone or ""),
        has_factor=Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists(),
        created_at=user.created_at,
    )  # fmt: skip
