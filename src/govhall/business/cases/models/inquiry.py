"""Wrong guesses of query passwords."""

from django.db import models


class InquiryAttempt(models.Model):
    """One wrong try. Personal data: network address; deleted after a day."""

    address = models.CharField(max_length=45)
    number = models.CharField(max_length=50)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["address", "at"], name="inquiry_by_address"),
            models.Index(fields=["number", "at"], name="inquiry_by_number"),
        ]

    def __str__(self) -> str:
        return f"{self.address} {self.at:%F %T}"
