"""The acts on a seal as one table: form, permission, words, and the one call into the seals."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from govhall.channels.workspace.views.seals import forms
from govhall.kernel.actor import Actor
from govhall.support.seals import public as seals
from govhall.support.seals.public import SealAct

Run = Callable[[UUID, Mapping[str, Any], Actor, datetime], None]
_APPLY, _APPROVE, _MAKE, _FREEZE = "seals.seal.apply", "seals.seal.approve", "seals.seal.make", "seals.seal.freeze"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskAct:
    """An act as the panel draws and sends it. ``final`` ones are asked once more before they are done."""

    code: SealAct
    permission: str
    button: str | Promise
    effect: str | Promise
    done: str | Promise
    form: type[forms.SealForm]
    run: Run
    stops: bool = False
    final: bool = False

    @property
    def slug(self) -> str:
        """Its name in addresses."""
        return self.code.value.lower()

    @property
    def url_name(self) -> str:
        """The name of its address."""
        return f"workspace:seal-act-{self.slug}"

    @property
    def label(self) -> str:
        """Its name on the panel."""
        return str(self.code.label)


def _approve(seal_id: UUID, data: Mapping[str, Any], by: Actor, at: datetime) -> None:
    seals.approve(seal_id=seal_id, opinion=data["opinion"], by=by, at=at)


def _refuse(seal_id: UUID, data: Mapping[str, Any], by: Actor, at: datetime) -> None:
    seals.refuse(seal_id=seal_id, reason=data["reason"], by=by, at=at)


def _withdraw(seal_id: UUID, data: Mapping[str, Any], by: Actor, at: datetime) -> None:
    seals.withdraw(seal_id=seal_id, reason=data["reason"], by=by, at=at)


def _make(seal_id: UUID, data: Mapping[str, Any], by: Actor, at: datetime) -> None:
    seals.make(seal_id=seal_id, by=by, at=at)


def _file(seal_id: UUID, data: Mapping[str, Any], by: Actor, at: datetime) -> None:
    seals.file(seal_id=seal_id, number=data["number"], day=data["day"], by=by, at=at)


def _issue(seal_id: UUID, data: Mapping[str, Any], by: Actor, at: datetime) -> None:
    seals.issue(seal_id=seal_id, keeper_id=UUID(data["keeper"]), by=by, at=at)


def _freeze(seal_id: UUID, data: Mapping[str, Any], by: Actor, at: datetime) -> None:
    seals.freeze(seal_id=seal_id, reason=data["reason"], by=by, at=at)


def _unfreeze(seal_id: UUID, data: Mapping[str, Any], by: Actor, at: datetime) -> None:
    seals.unfreeze(seal_id=seal_id, reason=data["reason"], by=by, at=at)


def _destroy(seal_id: UUID, data: Mapping[str, Any], by: Actor, at: datetime) -> None:
    seals.destroy(seal_id=seal_id, reason=data["reason"], by=by, at=at)


_ALL: Final = (
    DeskAct(code=SealAct.APPROVE, permission=_APPROVE, button=_("批准制章"), done=_("已批准，等待制作"),
            effect=_("批准后由制章员制作；申请人和批准人不能是同一人。"), form=forms.OpinionForm, run=_approve,
            final=True),
    DeskAct(code=SealAct.REFUSE, permission=_APPROVE, button=_("不予批准"), done=_("已不予批准"),
            effect=_("申请到此结束，理由写入经过。"), form=forms.ReasonForm, run=_refuse, stops=True, final=True),
    DeskAct(code=SealAct.WITHDRAW, permission=_APPLY, button=_("撤回申请"), done=_("已撤回申请"),
            effect=_("申请到此结束，可以重新申请。"), form=forms.ReasonForm, run=_withdraw, stops=True, final=True),
    DeskAct(code=SealAct.MAKE, permission=_MAKE, button=_("制作印章"), done=_("已制作，请送公安机关备案"),
            effect=_("生成密钥、签发签章证书，按 GB/T 38540 由制章人签名。"), form=forms.PlainAct, run=_make),
    DeskAct(code=SealAct.FILE, permission=_MAKE, button=_("登记备案"), done=_("已登记备案"),
            effect=_("备案以后才能发放。"), form=forms.FilingForm, run=_file),
    DeskAct(code=SealAct.ISSUE, permission=_MAKE, button=_("发放并启用"), done=_("已发放，印章启用"),
            effect=_("印章从现在起可以使用；换章的，旧章同时停用。"), form=forms.IssueForm, run=_issue, final=True),
    DeskAct(code=SealAct.FREEZE, permission=_FREEZE, button=_("冻结印章"), done=_("已冻结，不能用印"),
            effect=_("解冻前任何文书都不能盖这枚章。"), form=forms.ReasonForm, run=_freeze, stops=True, final=True),
    DeskAct(code=SealAct.UNFREEZE, permission=_APPROVE, button=_("解冻印章"), done=_("已解冻，可以用印"),
            effect=_("解冻后立即可以用印。"), form=forms.ReasonForm, run=_unfreeze, final=True),
    DeskAct(code=SealAct.DESTROY, permission=_APPROVE, button=_("销毁印章"), done=_("已销毁，签章证书已吊销"),
            effect=_("密钥删除、证书吊销，不能恢复；以前盖的章仍然有效。"), form=forms.ReasonForm, run=_destroy,
            stops=True, final=True),
)  # fmt: skip
ACTS: Final[Mapping[str, DeskAct]] = {act.code.value: act for act in _ALL}
