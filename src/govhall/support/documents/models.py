"""The register of kept files. The bytes lie in ``infra.storage``."""

from django.db import models


class Document(models.Model):
    """
    A kept file and whose it is. An upload belongs to the account that made it until a case takes it.

    Personal data: the file's name and content; retired with the case, certificate or draft that holds it.
    """

    id = models.UUIDField(primary_key=True, editable=False, help_text="the id in storage")
    owner_id = models.UUIDField(null=True, help_text="account that uploaded it; empty for papers that we made")
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sm3 = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["owner_id", "-at"], name="document_of_owner")]

    def __str__(self) -> str:
        return f"{self.name} {self.id}"
