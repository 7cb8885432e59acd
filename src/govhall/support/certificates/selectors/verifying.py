"""
Answering strangers: is this certificate genuine, unchanged and in force?

Nothing is believed that was not checked, and every doubt has a verdict of its own. Only masked, public lines leave.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from govhall.data.organizations import public as organizations
from govhall.infra import clock, crypto, storage
from govhall.support.certificates.choices import Act, CertificateStatus, HolderKind, Verdict
from govhall.support.certificates.models import Certificate
from govhall.support.certificates.rules import faces, masking, numbers, standing, wording
from govhall.support.certificates.selectors import answering, register, types
from govhall.support.certificates.selectors import checks as annual
from govhall.support.certificates.values import CheckLine, FaceLine, Verification, day_words
from govhall.support.documents import public as documents
from govhall.support.documents.public import OfdRefused
from govhall.support.seals import public as seals
from govhall.support.seals.public import Finding, SealCheck

_ENDED = {
    CertificateStatus.SUSPENDED, CertificateStatus.CANCELLED, CertificateStatus.ANNULLED, CertificateStatus.REVOKED,
}  # fmt: skip
_NOT_READ = CheckLine(ok=None, title="没有查到登记", detail="不能确认证照的状态。")


def verify_token(token: str, *, at: datetime) -> Verification:
    """
    Return the verdict on the certificate whose QR code holds ``token``, after checking the kept original too.

    What is no token and what nobody knows get the same answer from the same query.
    """
    rows = Certificate.objects.select_related("type").filter(verify_token=numbers.token_or_nothing(token))
    row = rows.exclude(document_id=None).first()
    if row is None:
        line = CheckLine(
            ok=False, title="没有查到登记", detail="证照库里没有与这个二维码或查验码对应的证照，请核对来源。"
        )
        return _without_certificate(Verdict.NOT_OURS, [line], at)
    try:
        with documents.content(_document(row)) as file:
            pdf = file.read()
    except storage.StoredFileMissing:
        line = CheckLine(
            ok=False, title="原件暂时读不到", detail="登记在册，但留存的原件读不到，不能确认有效。请联系发证机关。"
        )
        return _without_certificate(Verdict.UNREADABLE, [line], at)
    return _verify_original(row, pdf, at)


def certificate_of_token(token: str) -> UUID | None:
    """Return the certificate whose QR code holds ``token``, or None."""
    rows = Certificate.objects.filter(verify_token=numbers.token_or_nothing(token)).exclude(document_id=None)
    return rows.values_list("id", flat=True).first()


def verify_file(content: bytes, *, at: datetime) -> Verification:
    """
    Return the verdict on a PDF or OFD: ours or not, changed or not, in force or not. It never raises for a bad file.
    """
    row = _row_of_file(content)
    if row is not None:
        return _verify_original(row, content, at)
    try:
        found = seals.check_file(content)
    except (seals.NotAPdf, OfdRefused) as fault:
        return _without_certificate(
            Verdict.UNREADABLE, [CheckLine(ok=False, title="文件读不出来", detail=fault.message)], at
        )
    return _verify_foreign(found, at)


def _row_of_file(content: bytes) -> Certificate | None:
    rows = Certificate.objects.select_related("type").exclude(document_id=None)
    digest = crypto.sm3_hex(content)
    return rows.filter(Q(pdf_sm3=digest) | ~Q(ofd_sm3="") & Q(ofd_sm3=digest)).first()


def _verify_original(row: Certificate, content: bytes, at: datetime) -> Verification:
    """Check seal, content, status and validity of a registered certificate against the bytes at hand."""
    day = clock.official_date(at)
    status = standing.status_on(day, status=row.status, valid_until=row.valid_until)
    ended_at, ended_reason = _ended(row, status)
    verdict = standing.verdict_on(day, status=row.status, valid_from=row.valid_from, valid_until=row.valid_until)
    found = _seals_on(content)
    seal = _seal_line(row, found)
    unchanged = crypto.sm3_hex(content) in {row.pdf_sm3, row.ofd_sm3}
    state, validity = _status_line(status, ended_at), _validity_line(row, verdict, status)
    checks = [state, _content_line(unchanged), seal, validity, *_beside_lines(found)]
    checks += filter(None, [annual.check_line(row, day)])
    if not unchanged:
        verdict = Verdict.CHANGED
    elif not seal.ok:
        verdict = Verdict.UNKNOWN_ISSUER
    trusted, name = unchanged and bool(seal.ok), types.as_issued(row).name
    return Verification(
        verdict=verdict,
        headline=standing.headline(verdict, status),
        at=at,
        checks=tuple(checks),
        answers=answering.of_certificate(
            what=f"{name}，编号 {masking.mask_number(row.number)}" if trusted else name,
            agency_name=organizations.agency(row.agency_id).name,
            seal_is_true=bool(seal.ok),
            signed_at=found[0].signed_at if found else None,
            unchanged=unchanged,
            verdict=verdict,
            status_words=_worth(trusted, state, validity, verdict),
        ),
        type_name=name,
        rows=_public_rows(row) if trusted else (),
        ended_on=clock.official_date(ended_at) if ended_at and status in _ENDED else None,
        ended_reason=ended_reason if status in _ENDED else "",
        certificate_id=row.id,
        version=row.version,
        replaced_by_version=row.version + 1 if status is CertificateStatus.REPLACED else None,
        version_on=clock.official_date(row.ended_at if row.ended_at and row.replaced_by_id else row.issued_at),
        is_truly_sealed=bool(seal.ok),
    )


def _worth(trusted: bool, state: CheckLine, validity: CheckLine, verdict: Verdict) -> str:
    """Say in a sentence what it is worth now."""
    if not trusted:
        return "不能作为凭据。"
    if verdict is Verdict.VALID:
        return f"有效。{validity.detail}"
    line = validity if verdict in (Verdict.EXPIRED, Verdict.NOT_YET) else state
    return f"无效。{line.title.removeprefix('状态：')}，{line.detail}"


def _ended(row: Certificate, status: CertificateStatus) -> tuple[datetime | None, str]:
    """Return since when and why it is out of force; a suspension stands in the history only."""
    if status is not CertificateStatus.SUSPENDED:
        return row.ended_at, row.ended_reason
    last = row.acts.filter(act=Act.SUSPEND).order_by("-at").first()
    return (last.at, last.reason) if last else (None, "")


def _verify_foreign(found: Sequence[SealCheck], at: datetime) -> Verification:
    """Say what is true of a readable file that is not, byte for byte, one of our originals."""
    if not found:
        line = CheckLine(ok=False, title="没有电子签章", detail="文件里没有电子签章，任何人都可能制作这样的文件。")
        return Verification(
            verdict=Verdict.NOT_OURS, headline="文件没有盖电子印章，请勿采信", at=at, checks=(line, _NOT_READ),
            answers=answering.of_unsealed_file(),
        )  # fmt: skip
    verdict, claims_ours = _verdict_on_foreign(found)
    lines = [line for check in found for line in (_foreign_line(check), *_time_lines(check))]
    first = wording.worst({check.finding for check in found})
    headline = wording.plain(first, str(Finding(first).label)).headline
    if first in wording.TRUE:
        if claims_ours:
            line = CheckLine(
                ok=False, title="内容与登记的原件不一致", detail="文件自称是登记在册的证照，但摘要与原件不同（SM3）。"
            )
            headline = standing.headline(verdict)
        else:
            line = CheckLine(
                ok=False, title="不在证照库中", detail="签章是真的，但这份文件不是登记在册的证照，不能当作证照使用。"
            )
            headline = "章是真的，但它不是本平台登记的证照"
        lines.append(line)
    return Verification(
        verdict=verdict, headline=headline, at=at, checks=tuple(lines),
        answers=answering.of_sealed_file(found, claims_ours=claims_ours), is_truly_sealed=first in wording.TRUE,
    )  # fmt: skip


def _verdict_on_foreign(found: Sequence[SealCheck]) -> tuple[Verdict, bool]:
    """Return the verdict on a sealed file that is none of our originals, and whether it claims to be one."""
    findings = {check.finding for check in found}
    if findings & wording.CHANGED:
        return Verdict.CHANGED, False
    if Finding.STRUCTURE in findings:
        return Verdict.UNREADABLE, False
    if not all(check.is_valid for check in found):
        return Verdict.UNKNOWN_ISSUER, False
    claims_ours = any(_names_ours(check) for check in found)
    return (Verdict.CHANGED if claims_ours else Verdict.NOT_OURS), claims_ours


def _names_ours(check: SealCheck) -> bool:
    """Say whether the seal was put on one of our certificates: its purpose ends with the identifier."""
    identifier = check.reason.rpartition(" ")[2]
    return bool(identifier) and Certificate.objects.filter(identifier=identifier).exists()


def _foreign_line(check: SealCheck) -> CheckLine:
    if check.is_valid:
        when = f"，{day_words(clock.official_date(check.signed_at))}" if check.signed_at else ""
        title = "电子签章真实" if check.is_seal else "国际通用签名真实"
        return CheckLine(ok=True, title=title, detail=f"签章人：{check.signer}{when}。")
    signer = f"签章自称属于“{check.signer}”。" if check.signer else "不能确认签章人。"
    meaning = wording.plain(check.finding, check.finding_label).meaning
    return CheckLine(ok=False, title=check.finding_label, detail=f"{meaning}{signer}")


def _time_lines(check: SealCheck) -> list[CheckLine]:
    """Say since when the seal certainly exists, or that only the signer says so."""
    if not check.is_valid or not check.is_seal:
        return []
    if check.trusted_at is None:
        return [CheckLine(ok=None, title="没有可信时间", detail="签章时间由签章人自述，没有时间戳机构证明。")]
    at = check.trusted_at.astimezone(clock.OFFICIAL_ZONE)
    moment = f"{day_words(at.date())} {at:%H:%M:%S}"
    return [CheckLine(ok=True, title="可信时间", detail=f"{moment}，由“{check.stamped_by}”证明签章不晚于此时。")]


def _beside_lines(found: Sequence[SealCheck] | None) -> list[CheckLine]:
    """Say what else is true of the seal of an original: its trusted time, and a signature for foreign readers."""
    signatures = [_foreign_line(check) for check in found or () if not check.is_seal]
    return [line for check in found or () for line in _time_lines(check)] + signatures


def _seals_on(content: bytes) -> Sequence[SealCheck] | None:
    """Return the verdict on each seal, or None for a file that can't be read."""
    try:
        return seals.check_file(content)
    except (seals.NotAPdf, OfdRefused):
        return None


def _seal_line(row: Certificate, found: Sequence[SealCheck] | None) -> CheckLine:
    """Check that the one seal on it is whole, trusted and belongs to the agency that issued the certificate."""
    agency = organizations.agency(row.agency_id)
    if found is None:
        return CheckLine(ok=False, title="电子印章无法核实", detail="文件已损坏，读不出签章。")
    own = {seal.certificate_fingerprint for seal in seals.seals_of(row.agency_id)}
    beside_good = all(check.is_valid for check in found if not check.is_seal)
    sealed = [check for check in found if check.is_seal]
    if len(sealed) != 1 or not sealed[0].is_valid or not beside_good:
        faults = [check.finding_label for check in found if not check.is_valid]
        reason = faults[0] if faults else ("文件里有不止一枚签章" if sealed else "文件里没有可读的签章")
        return CheckLine(ok=False, title="电子印章无法核实", detail=f"{reason}。")
    if sealed[0].fingerprint not in own:
        return CheckLine(
            ok=False, title="电子印章不属于发证机关", detail=f"签章人是“{sealed[0].signer}”，不是{agency.name}。"
        )
    return CheckLine(ok=True, title="电子印章真实", detail=f"{agency.name}，签章时印章在有效期内（SM2）。")


def _content_line(unchanged: bool) -> CheckLine:
    if unchanged:
        return CheckLine(ok=True, title="内容没有改动", detail="摘要与签发时一致（SM3）。")
    return CheckLine(ok=False, title="内容被改动", detail="摘要与签发时不一致（SM3）。")


def _status_line(status: CertificateStatus, ended_at: datetime | None) -> CheckLine:
    if status is CertificateStatus.VALID:
        return CheckLine(ok=True, title="状态：有效", detail="由发证机关的证照库实时答复。")
    since = f"自 {day_words(clock.official_date(ended_at))}起失去效力。" if ended_at else ""
    return CheckLine(ok=False, title=f"状态：{status.label}", detail=since or "由发证机关的证照库实时答复。")


def _validity_line(row: Certificate, verdict: Verdict, status: CertificateStatus) -> CheckLine:
    if verdict is Verdict.NOT_YET:
        return CheckLine(ok=False, title="还没有生效", detail=f"自 {day_words(row.valid_from)}起有效。")
    if row.valid_until is None:
        return CheckLine(ok=True, title="长期有效", detail=f"自 {day_words(row.valid_from)}起，没有截止日期。")
    if status is CertificateStatus.EXPIRED:
        return CheckLine(ok=False, title="已过有效期", detail=f"有效期到 {day_words(row.valid_until)}为止。")
    return CheckLine(ok=True, title="在有效期内", detail=f"有效期至 {day_words(row.valid_until)}，含当日。")


def _public_rows(row: Certificate) -> tuple[FaceLine, ...]:
    agency = organizations.agency(row.agency_id)
    known = [(types.as_issued(row).number_label, masking.mask_number(row.number))]
    lines = faces.public_lines(register.lines_of(row))
    if not any(line.value == row.holder_name for line in lines) and row.holder_kind != HolderKind.PERSON:
        known.insert(0, ("持证主体", row.holder_name))
    until = day_words(row.valid_until) if row.valid_until else "长期"
    tail = [
        ("发证机关", agency.name),
        ("发证日期", day_words(register.issued_on(row))),
        ("有效期至", until),
    ]
    return (
        *(FaceLine(label=label, value=value, public=True) for label, value in known),
        *lines,
        *(FaceLine(label=label, value=value, public=True) for label, value in tail),
    )


def _document(row: Certificate) -> UUID:
    if row.document_id is None:
        raise storage.StoredFileMissing
    return row.document_id


def _without_certificate(verdict: Verdict, checks: Sequence[CheckLine], at: datetime) -> Verification:
    answers = answering.of_nothing(" ".join(line.detail for line in checks))
    return Verification(
        verdict=verdict, headline=standing.headline(verdict), at=at, checks=tuple(checks), answers=answers
    )
