"""Reading registers on behalf of the person they are about."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from govhall.data.registries import rules
from govhall.data.registries.models import SocialInsuranceContribution
from govhall.data.registries.values import Contribution
from govhall.kernel.errors import NotFound

SOCIAL_INSURANCE = "social-insurance"


class RegisterUnknown(NotFound):
    """No register has this name."""

    code = "register-unknown"


def extract(register: str, *, id_number: str, criteria: Mapping[str, Any]) -> dict[str, Any]:
    """
    Return what a register says of a person, as values for a printed record.

    ``criteria`` are the fields of the application: for ``social-insurance`` insurances, from_date and to_date.

    :raises RegisterUnknown: for any other register
    """
    if register != SOCIAL_INSURANCE:
        raise RegisterUnknown("没有这个数据来源。", register=register)
    found = rules.within(
        _contributions(id_number),
        insurances=criteria.get("insurances") or [],
        since=date.fromisoformat(criteria["from_date"]),
        until=date.fromisoformat(criteria["to_date"]),
    )
    return {"records": [_row(one) for one in found]}


def _contributions(id_number: str) -> Sequence[Contribution]:
    return [
        Contribution(
            insurance=row.insurance,
            months_from=row.months_from,
            months_to=row.months_to,
            employer=row.employer,
            base=row.base,
            state=row.state,
        )
        for row in SocialInsuranceContribution.objects.filter(id_number_index=id_number).defer("id_number")
    ]


def _row(one: Contribution) -> dict[str, str]:
    return {
        "insurance": one.insurance,
        "period": f"{one.months_from:%Y-%m} 至 {one.months_to:%Y-%m}",
        "employer": one.employer,
        "base": str(one.base),
        "months": str(rules.months(one)),
        "state": one.state,
    }
