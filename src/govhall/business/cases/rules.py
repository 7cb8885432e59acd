"""
The law of a case: which act leads from which status to which, and what must be given with it.

Plain Python, no clock, no database. BPMN orders the work inside IN_REVIEW; it can never invent a status.
Source: 行政许可法 chapter IV and the synthesis in standards.md 5.10.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from govhall.business.cases.choices import Act, Outcome, ResultCode, Status, Tone
from govhall.business.cases.values import PrecheckFinding, Suggestion
from govhall.kernel.errors import Conflict, InvalidInput

S, A = Status, Act

# Where no decision has been made yet, an applicant may take the application back.
_UNDECIDED = (
    S.SUBMITTED, S.PRE_REVIEW, S.PRE_CORRECTION, S.RECEIVED, S.AWAITING_CORRECTION, S.ACCEPTED, S.IN_REVIEW, S.SUSPENDED
)  # fmt: skip

TRANSITIONS: Mapping[tuple[Status, Act], Status] = {
    (S.DRAFT, A.SUBMIT): S.SUBMITTED,
    (S.SUBMITTED, A.START_PRE_REVIEW): S.PRE_REVIEW,
    (S.SUBMITTED, A.REQUEST_PRE_CORRECTION): S.PRE_CORRECTION,
    (S.PRE_REVIEW, A.REQUEST_PRE_CORRECTION): S.PRE_CORRECTION,
    (S.PRE_CORRECTION, A.RESUBMIT): S.PRE_REVIEW,
    (S.SUBMITTED, A.RECEIVE): S.RECEIVED,
    (S.PRE_REVIEW, A.RECEIVE): S.RECEIVED,
    (S.RECEIVED, A.ACCEPT): S.ACCEPTED,
    (S.RECEIVED, A.ACCEPT_WITH_DEFERRED_MATERIALS): S.ACCEPTED,
    (S.RECEIVED, A.REQUEST_CORRECTION): S.AWAITING_CORRECTION,
    (S.RECEIVED, A.DECLINE): S.DECLINED,
    (S.AWAITING_CORRECTION, A.CORRECT): S.RECEIVED,
    (S.AWAITING_CORRECTION, A.RETURN_TO_APPLICANT): S.RETURNED,
    (S.ACCEPTED, A.DISPATCH): S.IN_REVIEW,
    (S.ACCEPTED, A.GRANT): S.DECIDED,  # an immediate case is decided at the window or by rules
    (S.ACCEPTED, A.DENY): S.DECIDED,
    (S.ACCEPTED, A.FORWARD): S.FORWARDED,
    (S.ACCEPTED, A.SUPPLY_DEFERRED): S.ACCEPTED,
    (S.IN_REVIEW, A.EXAMINE): S.IN_REVIEW,
    (S.IN_REVIEW, A.SUPPLY_DEFERRED): S.IN_REVIEW,
    (S.IN_REVIEW, A.EXTEND_TIME_LIMIT): S.IN_REVIEW,
    (S.IN_REVIEW, A.SUSPEND): S.SUSPENDED,
    (S.SUSPENDED, A.RESUME): S.IN_REVIEW,
    (S.IN_REVIEW, A.GRANT): S.DECIDED,
    (S.IN_REVIEW, A.DENY): S.DECIDED,
    (S.DECIDED, A.CLOSE): S.CLOSED,
    (S.CLOSED, A.START_SERVING): S.SERVING,
    (S.CLOSED, A.SERVE): S.SERVED,
    (S.SERVING, A.SERVE): S.SERVED,
    (S.SERVED, A.ARCHIVE): S.ARCHIVED,
    **{(status, A.WITHDRAW): S.WITHDRAWN for status in _UNDECIDED},
    **{(status, A.VOID): S.VOIDED for status in _UNDECIDED},
}

# Named sets: a question about a status has one answer.
BEFORE_ACCEPTANCE = frozenset({S.SUBMITTED, S.PRE_REVIEW, S.PRE_CORRECTION, S.RECEIVED, S.AWAITING_CORRECTION})
CLOCK_RUNS = frozenset({S.ACCEPTED, S.IN_REVIEW})
WAITS_FOR_APPLICANT = frozenset({S.PRE_CORRECTION, S.AWAITING_CORRECTION})
OPEN = BEFORE_ACCEPTANCE | CLOCK_RUNS | {S.SUSPENDED, S.DECIDED}
FINISHED = frozenset(
    {S.CLOSED, S.SERVING, S.SERVED, S.ARCHIVED, S.DECLINED, S.RETURNED, S.WITHDRAWN, S.VOIDED, S.FORWARDED}
)
TO_SERVE = frozenset({S.CLOSED, S.SERVING})
FINAL = frozenset({S.ARCHIVED, S.DECLINED, S.RETURNED, S.WITHDRAWN, S.VOIDED, S.FORWARDED})

# Acts that the law wants reasoned: the text goes to the applicant word for word.
REASON_REQUIRED = frozenset(
    {A.DECLINE, A.DENY, A.REQUEST_CORRECTION, A.REQUEST_PRE_CORRECTION, A.SUSPEND, A.EXTEND_TIME_LIMIT,
     A.RETURN_TO_APPLICANT, A.VOID, A.FORWARD}
)  # fmt: skip
REASON_LEAST = 6  # characters; "无" or "不行" is no reason
FINDING_ERROR = "error"  # a pre-check's word for what stops a submission

NOTICE_DAYS = (
    5  # 行政许可法 第三十二条: corrections are told within five working days, else the case counts as accepted
)
SERVING_DAYS = 10  # 第四十四条: the licence is issued and served within ten working days of the decision
EXTENSION_DAYS = 10  # 第四十二条: once, with approval of the head of the organ

_RESULT_OF_ACT: Mapping[Act, ResultCode] = {
    A.DECLINE: ResultCode.NOT_ACCEPTED,
    A.RETURN_TO_APPLICANT: ResultCode.RETURNED,
    A.WITHDRAW: ResultCode.RETURNED,
    A.FORWARD: ResultCode.FORWARDED,
    A.GRANT: ResultCode.GRANTED,
    A.DENY: ResultCode.DENIED,
}


class ActNotAllowed(Conflict):
    """The act does not lead anywhere from the present status; perhaps somebody else was quicker."""

    code = "act-not-allowed"


class ReasonMissing(InvalidInput):
    """The law asks for reasons and there are none."""

    code = "reason-missing"


class DepartureUnexplained(InvalidInput):
    """The decision departs from what the rules suggest and doesn't say why."""

    code = "departure-unexplained"


def next_status(status: Status | str, act: Act) -> Status:
    """Return the status to which ``act`` leads. :raises ActNotAllowed: if it leads nowhere"""
    try:
        return TRANSITIONS[(Status(status), act)]
    except KeyError:
        now, wanted = Status(status).label, act.label
        raise ActNotAllowed(f"办件现在是“{now}”，不能{wanted}。请刷新页面查看最新状态。", status=str(status)) from None


def acts_from(status: Status | str) -> Sequence[Act]:
    """Return the acts that the law allows in this status, in the order of the table."""
    return [act for (before, act) in TRANSITIONS if before == status]


def check_reason(act: Act, reason: str) -> str:
    """Return the reason without blanks at its ends. :raises ReasonMissing: if the law wants one and it is too short"""
    reason = reason.strip()
    if act in REASON_REQUIRED and len(reason) < REASON_LEAST:
        message = f"{act.label}必须写明理由，至少 {REASON_LEAST} 个字，您写了 {len(reason)} 个字。"
        raise ReasonMissing(message, fields={"reason": [message]})
    return reason


def findings_in(value: object) -> Sequence[PrecheckFinding] | None:
    """Read the answer of an item's pre-check, a list of ``{severity, field, message}``; None: it gave no list."""
    if not isinstance(value, list):
        return None
    return tuple(
        PrecheckFinding(
            field=str(row.get("field") or ""), message=str(row.get("message") or ""),
            is_error=row.get("severity") == FINDING_ERROR,
        )
        for row in value if isinstance(row, Mapping)
    )  # fmt: skip


def suggestion_in(value: object) -> Suggestion:
    """Read the answer of an item's outcome rule: ``{outcome, reasons}``; anything else counts as not computed."""
    if not isinstance(value, Mapping):
        return Suggestion(is_computed=False)
    outcome, reasons = value.get("outcome"), value.get("reasons") or []
    if outcome not in (None, "", *Outcome.values) or not isinstance(reasons, list):
        return Suggestion(is_computed=False)
    return Suggestion(outcome=outcome or "", reasons=tuple(str(each) for each in reasons if each))


def check_departure(outcome: Outcome, suggested: str, reason: str) -> str:
    """
    Return why a decision is not what the rules suggest; empty where it is, or where nothing is suggested.

    The human decides: the rules bind nobody, but whoever departs from them says why.

    :raises DepartureUnexplained: if it departs and says nothing, or too little
    """
    if suggested in ("", outcome):
        return ""
    reason = reason.strip()
    if len(reason) < REASON_LEAST:
        message = (
            f"规则结果是“建议{Outcome(suggested).label}”，您的决定与它不同，请写明理由，至少 {REASON_LEAST} 个字。"
        )
        raise DepartureUnexplained(message, fields={"departure_reason": [message]})
    return reason


def result_of(act: Act) -> ResultCode | None:
    """Return the result code that an act fixes, or None if it fixes none."""
    return _RESULT_OF_ACT.get(act)


def outcome_of(act: Act) -> Outcome:
    """Return the decision behind grant or deny."""
    return {A.GRANT: Outcome.GRANTED, A.DENY: Outcome.DENIED}[act]


def tone(*, status: Status | str, due_on: date | None, today: date, used: int, total: int) -> Tone:
    """
    Return the colour of a due date: warn from 80 % of the limit used, overdue the day after it.

    The thresholds are the platform's defaults (standards.md 6.2 [I]), not the law's.
    """
    if status == S.SUSPENDED:
        return Tone.PAUSED
    if status in FINISHED:
        return Tone.DONE
    if due_on is None:
        return Tone.PLAIN
    if today > due_on:
        return Tone.OVERDUE
    return Tone.WARN if total and used >= 0.8 * total else Tone.PLAIN


def title_of(*, applicant_name: str, item_name: str) -> str:
    """Return the official title 关于…的申请."""
    return f"关于{applicant_name}{item_name}的申请"
