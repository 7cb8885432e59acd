"""Copies of registers."""

from django.db import models
from django.db.models import F, Q

from govhall.infra.models.fields import BlindIndexField, EncryptedTextField


class SocialInsuranceContribution(models.Model):
    """
    社会保险缴费记录, as the insurance agency reported it.

    Personal data: ID number (encrypted, found by blind index), employer, base; replaced by the next report.
    """

    id_number = EncryptedTextField(purpose="registry")
    id_number_index = BlindIndexField(source="id_number", purpose="registry")
    insurance = models.CharField(max_length=20)
    months_from = models.DateField()
    months_to = models.DateField()
    employer = models.CharField(max_length=200)
    base = models.PositiveIntegerField(help_text="monthly base in yuan")
    state = models.CharField(max_length=20)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(months_to__gte=F("months_from")), name="contribution_in_order"),
            models.UniqueConstraint(
                fields=["id_number_index", "insurance", "months_from"], name="contribution_reported_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.insurance} {self.months_from:%Y-%m} #{self.pk}"
