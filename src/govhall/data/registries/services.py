"""Taking in what register keepers report."""

from collections.abc import Iterable

from django.db import transaction

from govhall.data.registries.models import SocialInsuranceContribution
from govhall.data.registries.values import Contribution


def report_contributions(*, id_number: str, contributions: Iterable[Contribution]) -> int:
    """Replace what is known of a person by a new report; return how many rows it has."""
    with transaction.atomic():
        SocialInsuranceContribution.objects.filter(id_number_index=id_number).delete()
        made = [
            SocialInsuranceContribution(
                id_number=id_number,
                insurance=one.insurance,
                months_from=one.months_from,
                months_to=one.months_to,
                employer=one.employer,
                base=one.base,
                state=one.state,
            )
            for one in contributions
        ]
        return len(SocialInsuranceContribution.objects.bulk_create(made))
