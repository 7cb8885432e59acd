"""Seals and the log of their use."""

import pgtrigger
from django.db import models
from django.db.models import Q

from govhall.support.seals.choices import SealKind, SealStatus


class Seal(models.Model):
    """An electronic seal of an agency; its private key lies in the key store. Personal data: none."""

    id = models.UUIDField(primary_key=True, editable=False)
    agency = models.ForeignKey("organizations.Agency", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=10, choices=SealKind)
    status = models.CharField(max_length=10, choices=SealStatus, default=SealStatus.ACTIVE)
    key_name = models.CharField(max_length=80)
    certificate = models.TextField(help_text="PEM")
    certificate_fingerprint = models.CharField(max_length=64)
    structure = models.BinaryField(
        default=b"", help_text="SESeal of GB/T 38540, signed by the maker; made at the first need"
    )
    valid_until = models.DateTimeField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "kind"], condition=Q(status="ACTIVE"), name="one_active_seal_of_a_kind"
            ),
            models.UniqueConstraint(fields=["key_name"], name="seal_key_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.certificate_fingerprint[:8]}"


class SealUse(models.Model):
    """Every use of a seal: what was sealed, for what, when. Rows never change. Personal data: none."""

    id = models.UUIDField(primary_key=True, editable=False)
    seal = models.ForeignKey(Seal, on_delete=models.PROTECT, related_name="uses")
    purpose = models.CharField(max_length=200)
    document_sm3 = models.CharField(max_length=64, help_text="of the document before sealing")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["seal", "-at"], name="seal_use_newest")]
        triggers = [pgtrigger.Protect(name="seal_use_append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.seal_id} {self.at:%F %T}"


class RevokedKey(models.Model):
    """A key certificate that the built-in authority revoked: an entry of its list. Personal data: none."""

    serial = models.CharField(max_length=48, unique=True, help_text="hexadecimal")
    fingerprint = models.CharField(max_length=64)
    reason = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        triggers = [pgtrigger.Protect(name="revoked_key_append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.serial} {self.at:%F %T}"
