"""What is known of an officer besides the account: where they belong, and how to reach them."""

from django.db import models

from govhall.infra.models.fields import BlindIndexField, EncryptedTextField
from govhall.support.identity.models.accounts import User


class OfficerDetails(models.Model):
    """
    The agency that answers for an officer's account, and the officer's own data.

    Personal data: identity number, phone and e-mail (encrypted); retired with the account.
    """

    user = models.OneToOneField(User, on_delete=models.PROTECT, primary_key=True, related_name="officer_details")
    agency = models.ForeignKey("organizations.Agency", on_delete=models.PROTECT, related_name="+")
    id_number = EncryptedTextField(purpose="officer", blank=True)
    id_number_index = BlindIndexField(source="id_number", purpose="officer", null=True)
    phone = EncryptedTextField(purpose="officer", blank=True)
    email = EncryptedTextField(purpose="officer", blank=True)

    class Meta:
        constraints = [
            # One person, one officer's account (GB/T 22239-2019 8.1.4.1 a); null where no number is on file.
            models.UniqueConstraint(fields=["id_number_index"], name="identity_officer_number_once"),
        ]
        indexes = [models.Index(fields=["agency"], name="identity_officer_agency")]

    def __str__(self) -> str:
        return str(self.user_id)
