"""
What the certificate officer of the demonstration brought in: existing licences for labour dispatch, from a table, and
what came of their yearly reports. It goes through the real doors, so it says nothing that they wouldn't.
"""

from datetime import date, datetime
from typing import Final

from govhall.data.organizations import public as organizations
from govhall.infra import clock
from govhall.kernel.actor import Actor
from govhall.support.certificates import public as certificates
from govhall.support.identity import public as identity

KEEPER: Final = "hrss-certificates"
AGENCY: Final = "guanshanhu-hrss"
_TYPE: Final = "labour-dispatch-license"
_HEAD: Final = (
    "编号,持证主体名称,持证主体证件类型,持证主体证件号码,原证发证日期,有效期起,有效期止,法定代表人,住所,注册资本"
)
# Firms that don't exist, and one row with a wrong check character, as tables have them.
_ROWS: Final = (
    (
        "0001",
        "贵州林泉劳务有限公司（示范）",
        "91520115MA7T00001Y",
        "05-06",
        "05-05",
        "罗文静",
        "金阳北路 12 号",
        "2000000",
    ),
    (
        "0002",
        "贵州云岭人力有限公司（示范）",
        "91520115MA7T000022",
        "06-11",
        "06-10",
        "周思远",
        "林城西路 3 号",
        "5000000",
    ),
    (
        "0003",
        "贵州高原外包有限公司（示范）",
        "91520115MA7T000035",
        "09-20",
        "09-19",
        "吴雨晴",
        "观山西路 88 号",
        "3000000",
    ),
    (
        "0004",
        "贵州石门劳务有限公司（示范）",
        "91520115MA7T000049",
        "10-08",
        "10-07",
        "陈志强",
        "云潭南路 6 号",
        "2000000",
    ),
)


def load_stock(*, at: datetime) -> None:
    """Bring the table in and make its certificates, unless that was done before."""
    account = identity.account_id(KEEPER)
    if account is None:
        return
    by = identity.actor_for(account, at=at)
    if certificates.stock_batches(by=by):
        return
    day = clock.official_date(at)
    text = "\n".join([_HEAD, *(_line(row, day.year) for row in _ROWS)])
    batch_id = certificates.upload_stock(
        type_key=_TYPE, agency_id=organizations.agency_by_key(AGENCY).id, content=text.encode(), name="存量.csv", by=by,
        at=at,
    )  # fmt: skip
    ready = certificates.stock_batch(batch_id, by=by).counts["READY"]
    certificates.confirm_stock(batch_id=batch_id, expected=ready, by=by, at=at)
    while certificates.issue_slice(batch_id=batch_id, at=at):
        pass
    _report(day, by, at)


def _line(row: tuple[str, ...], year: int) -> str:
    serial, name, code, since, until, representative, street, capital = row
    start, end = f"{year - 1}-{since}", f"{year + 2}-{until}"
    number, address = f"520115{year - 1}{serial}", f"贵阳市观山湖区{street}"
    cells = (number, name, "统一社会信用代码", code, start, start, end, representative, address, capital)
    return ",".join(cells)


def _report(day: date, by: Actor, at: datetime) -> None:
    """One firm reported in time; what the others owe of this year is due or overdue by now."""
    certificates.plan_checks(at=datetime(day.year, 1, 2, 9, tzinfo=clock.OFFICIAL_ZONE))
    certificates.plan_checks(at=at)
    for view in (certificates.DutyState.OVERDUE, certificates.DutyState.DUE):
        for row in certificates.check_list(view=view, type_key=_TYPE, by=by, at=at, limit=1):
            certificates.record_check(
                duty_id=row.duty.id, is_passed=True, checked_on=min(day, row.duty.due_on),
                opinion="报告齐全，数据一致。", by=by, at=at,
            )  # fmt: skip
            return
