"""The journal of the built-in authority."""

import pgtrigger
from django.db import models


class IssuedStamp(models.Model):
    """
    One time stamp of the built-in authority; the key is its serial number, which no interruption gives out twice.

    Personal data: none, digests of signature values only. Rows never change; kept as long as anything stamped.
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    algorithm = models.CharField(max_length=40, help_text="object identifier of the digest")
    digest = models.CharField(max_length=128, help_text="hexadecimal")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(digest__regex=r"^[0-9a-f]{64,128}$"), name="stamp_digest_is_hex")
        ]
        triggers = [pgtrigger.Protect(name="issued_stamp_append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.pk} {self.at:%F %T}"
