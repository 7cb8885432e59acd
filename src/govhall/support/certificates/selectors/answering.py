"""What anybody wants to know of a file: what it is, whose seal, when, changed or not, whether it is worth anything."""

from collections.abc import Sequence
from datetime import datetime

from govhall.infra import clock
from govhall.support.certificates.choices import Verdict
from govhall.support.certificates.rules import wording
from govhall.support.certificates.values import CheckLine, day_words
from govhall.support.seals.public import SealCheck

WHAT, WHO, WHEN, CHANGED, WORTH = "这是什么", "谁盖的章", "什么时候盖的", "盖章后改动过没有", "现在有没有效"
_UNKNOWN_CHANGE = CheckLine(ok=None, title=CHANGED, detail="不能确认。")


def of_certificate(
    *,
    what: str,
    agency_name: str,
    seal_is_true: bool,
    signed_at: datetime | None,
    unchanged: bool,
    verdict: Verdict,
    status_words: str,
) -> tuple[CheckLine, ...]:
    """Return the answers for a certificate of ours; ``status_words`` say what it is worth now."""
    who = agency_name if seal_is_true else f"不能确认是不是{agency_name}。"
    changed = "没有，和签发时一字不差。" if unchanged else "改动过，或者不是签发的那一份。"
    return (
        CheckLine(ok=True if unchanged and seal_is_true else None, title=WHAT, detail=what),
        CheckLine(ok=seal_is_true, title=WHO, detail=who),
        _when(signed_at, sure=seal_is_true),
        CheckLine(ok=unchanged, title=CHANGED, detail=changed),
        CheckLine(ok=verdict is Verdict.VALID, title=WORTH, detail=status_words),
    )


def of_sealed_file(found: Sequence[SealCheck], *, claims_ours: bool) -> tuple[CheckLine, ...]:
    """Return the answers for a sealed file that isn't one of our originals."""
    findings = [check.finding for check in found]
    changed = bool(wording.CHANGED & set(findings))
    is_true = all(check.is_valid for check in found)
    what = "自称是本平台的证照，但不是签发的那一份。" if claims_ours else "盖了电子印章的文件，不是本平台登记的证照。"
    if changed:
        change = CheckLine(ok=False, title=CHANGED, detail=_meanings(found, wording.CHANGED))
    elif is_true:
        change = CheckLine(ok=True, title=CHANGED, detail="没有。")
    else:
        change = _UNKNOWN_CHANGE
    worth = "本平台没有登记它，不能当证照用；它本身有没有效，请问盖章的单位。" if is_true else "不能作为凭据。"
    return (
        CheckLine(ok=None, title=WHAT, detail=what),
        CheckLine(ok=is_true, title=WHO, detail="；".join(_signer(check) for check in found) + "。"),
        _when(next((check.signed_at for check in found if check.signed_at), None), sure=is_true),
        change,
        CheckLine(ok=None if is_true else False, title=WORTH, detail=worth),
    )


def of_unsealed_file() -> tuple[CheckLine, ...]:
    """Return the answers for a file without any seal."""
    return (
        CheckLine(ok=None, title=WHAT, detail="没有盖电子印章的文件。"),
        CheckLine(ok=False, title=WHO, detail="没有人盖章，任何人都可以做一个这样的文件。"),
        _UNKNOWN_CHANGE,
        CheckLine(ok=False, title=WORTH, detail="不能作为凭据。"),
    )


def of_nothing(words: str) -> tuple[CheckLine, ...]:
    """Return the answer where there is nothing to tell of: a file that can't be read, a code that nobody knows."""
    return (CheckLine(ok=False, title=WORTH, detail=words),)


def _signer(check: SealCheck) -> str:
    if check.is_valid:
        return check.signer
    return f"自称是“{check.signer}”，不能确认" if check.signer else "不能确认"


def _meanings(found: Sequence[SealCheck], among: frozenset[str]) -> str:
    meanings = [wording.plain(check.finding, check.finding_label).meaning for check in found if check.finding in among]
    return "".join(dict.fromkeys(meanings))


def _when(at: datetime | None, *, sure: bool) -> CheckLine:
    if at is None:
        return CheckLine(ok=None, title=WHEN, detail="没有写明。")
    local = at.astimezone(clock.OFFICIAL_ZONE)
    words = f"{day_words(local.date())} {local:%H:%M}"
    return CheckLine(ok=True if sure else None, title=WHEN, detail=words if sure else f"章上写的是 {words}，不能确认。")
