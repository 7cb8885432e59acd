"""Messages to keepers: a seal was handed to them, or its certificate ends soon."""

from datetime import datetime

from govhall.infra import clock
from govhall.support.notifications import public as notifications
from govhall.support.seals import rules
from govhall.support.seals.choices import IN_FORCE
from govhall.support.seals.models import Seal

ISSUED, ENDING = "seals.issued", "seals.ending"


def register() -> None:
    """Make the texts known to the message service."""
    notifications.register_template(
        code=ISSUED,
        subject="印章已发放给您保管：{name}",
        body="{kind}“{name}”已备案并启用，由您保管。签章证书 {date} 到期。",
        channels=("INBOX",),
    )
    notifications.register_template(
        code=ENDING,
        subject="签章证书快到期：{name}",
        body="{kind}“{name}”的签章证书 {date} 到期，到期后不能用印。请现在申请换章。",
        channels=("INBOX",),
    )


def issued(seal: Seal, *, at: datetime) -> None:
    """Tell the keeper of a new seal; seals without a keeper tell nobody."""
    _tell(ISSUED, seal, dedupe_key=f"seal-issued:{seal.id}", at=at)


def warn_keepers(*, at: datetime) -> int:
    """Tell every keeper once of each certificate that ends within 30 days; return how many were told now."""
    ending = Seal.objects.filter(status__in=IN_FORCE, valid_until__lte=at + rules.WARNING, keeper__isnull=False)
    return sum(_tell(ENDING, seal, dedupe_key=f"seal-ending:{seal.id}", at=at) for seal in ending.order_by("id"))


def _tell(template: str, seal: Seal, *, dedupe_key: str, at: datetime) -> bool:
    if seal.keeper_id is None or seal.valid_until is None:
        return False
    day = clock.official_date(seal.valid_until)
    told = notifications.notify(
        template=template,
        recipient=notifications.Recipient(user_id=seal.keeper_id),
        values={
            "name": seal.name, "kind": str(seal.get_kind_display()),
            "date": f"{day.year} 年 {day.month} 月 {day.day} 日",
        },
        link=f"/desk/seals/{seal.id}/",
        dedupe_key=dedupe_key,
        at=at,
    )  # fmt: skip
    return told is not None
