"""The acts on an officer's account: what each asks for, does, and says. Confirmed a second time before it is done."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from govhall.channels.workspace.views.staff import forms
from govhall.infra import clock
from govhall.kernel.actor import Actor
from govhall.support.identity import public as identity

Run = Callable[[UUID, Mapping[str, Any], Actor, datetime], identity.TicketValue | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffAct:
    """One act. ``needs_change`` says that it is about the account itself, so the reader must answer for it."""

    slug: str
    label: Any
    button: Any
    effect: Any
    done: Any
    form: type[forms.StaffForm]
    run: Run
    stops: bool = False
    needs_change: bool = True

    @property
    def url_name(self) -> str:
        """The name of the address to which the form is sent."""
        return f"workspace:staff-act-{self.slug}"


def _midnight(day: date | None, *, after: int = 0) -> datetime | None:
    if day is None:
        return None
    moment = day + timedelta(days=after)
    return datetime(moment.year, moment.month, moment.day, tzinfo=clock.OFFICIAL_ZONE)


def _appoint(user_id: UUID, data: Mapping[str, Any], by: Actor, at: datetime) -> None:
    since = _midnight(data["since"])
    identity.give_post(
        user_id=user_id, agency_id=int(data["agency"]), role=data["role"], by=by, at=at,
        valid_from=since if since and since > at else None, valid_until=_midnight(data["until"], after=1),
    )  # fmt: skip


def _end(user_id: UUID, data: Mapping[str, Any], by: Actor, at: datetime) -> None:
    identity.take_post(post_id=UUID(data["post"]), by=by, at=at)


def _edit(user_id: UUID, data: Mapping[str, Any], by: Actor, at: datetime) -> None:
    identity.edit(
        user_id=user_id, phone=data["phone"], email=data["email"], agency_id=int(data["agency"]), by=by, at=at
    )


def _reset(user_id: UUID, data: Mapping[str, Any], by: Actor, at: datetime) -> identity.TicketValue:
    return identity.reset(user_id=user_id, is_present=data["is_present"], by=by, at=at)


def _disable(user_id: UUID, data: Mapping[str, Any], by: Actor, at: datetime) -> None:
    identity.disable(user_id=user_id, reason=data["reason"], by=by, at=at)


def _enable(user_id: UUID, data: Mapping[str, Any], by: Actor, at: datetime) -> None:
    identity.enable(user_id=user_id, by=by, at=at)


_ALL: Final = (
    StaffAct(
        slug="appoint", label=_("任命岗位"), button=_("任命"), done=_("已任命"), form=forms.PostForm, run=_appoint,
        effect=_("从起始日起，可以办理这个岗位的业务。"),
    ),
    StaffAct(
        slug="end", label=_("免去岗位"), button=_("免去岗位"), done=_("已免去"), form=forms.EndForm, run=_end,
        effect=_("立即生效；他领取的、属于这个岗位的任务退回给岗位上的其他人。"), stops=True, needs_change=False,
    ),
    StaffAct(
        slug="edit", label=_("变更资料"), button=_("保存资料"), done=_("已保存"), form=forms.EditForm, run=_edit,
        effect=_("换了所属机构的，以后由那个机构的账号管理员管理。"),
    ),
    StaffAct(
        slug="reset", label=_("重置密码和验证码"), button=_("给重置码"), done=_("已给出重置码"),
        form=forms.ResetForm, run=_reset,
        effect=_("本人用重置码设好新密码后，旧密码和动态验证码作废，登录时重新启用动态验证码。"),
    ),
    StaffAct(
        slug="disable", label=_("停用账号"), button=_("停用账号"), done=_("已停用，登录已结束"),
        form=forms.ReasonForm, run=_disable, stops=True,
        effect=_("立即退出所有登录，不能再登录；他领取的任务退回给岗位。可以再启用。"),
    ),
    StaffAct(
        slug="enable", label=_("启用账号"), button=_("启用账号"), done=_("已启用"), form=forms.PlainAct, run=_enable,
        effect=_("可以用原来的密码和动态验证码登录，岗位照旧。"),
    ),
)  # fmt: skip
ACTS: Final[Mapping[str, StaffAct]] = {act.slug: act for act in _ALL}
