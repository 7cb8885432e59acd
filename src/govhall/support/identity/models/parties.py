"""Natural persons and legal entities: those on whose behalf something is applied for."""

import pgtrigger
from django.db import models
from django.db.models import Q

from govhall.infra.models.fields import BlindIndexField, EncryptedTextField
from govhall.kernel.identifiers import new_id
from govhall.support.identity.choices import EntityKind, Evidence, Sex
from govhall.support.identity.models.accounts import User
from govhall.support.identity.rules import HIGHEST_LEVEL, VERIFIED_LEVEL


class Person(models.Model):
    """
    A natural person, with or without an account of their own.

    Personal data: name, identity number, phone, e-mail and address (all but the name encrypted), sex, birth date;
    retired by blanking when the account is closed and no case refers to the person.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.OneToOneField(User, on_delete=models.PROTECT, null=True, related_name="person")
    name = models.CharField(max_length=60)
    id_type = models.CharField(max_length=3, default="111", help_text="GA/T 2000.156")
    id_number = EncryptedTextField(purpose="person")
    id_number_index = BlindIndexField(source="id_number", purpose="person")
    phone = EncryptedTextField(purpose="person", blank=True)
    phone_index = BlindIndexField(source="phone", purpose="person", null=True)
    email = EncryptedTextField(purpose="person", blank=True)
    address = EncryptedTextField(purpose="person", blank=True)
    sex = models.CharField(max_length=1, choices=Sex.choices, default=Sex.UNKNOWN)
    birth_date = models.DateField(null=True)
    real_name_level = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            # Anybody may claim a number; only one person can have it confirmed. A wider rule would let a
            # stranger keep the true holder out by signing up first.
            models.UniqueConstraint(
                fields=["id_type", "id_number_index"],
                condition=Q(real_name_level__gte=VERIFIED_LEVEL),
                name="identity_person_number_once",
            ),
            models.CheckConstraint(condition=Q(real_name_level__lte=HIGHEST_LEVEL), name="identity_person_level"),
        ]
        indexes = [models.Index(fields=["id_number_index"], name="identity_person_number")]

    def __str__(self) -> str:
        return str(self.id)


class LevelEvent(models.Model):
    """
    One change of a person's assurance level: what it rests on, who saw it, when. Rows are only ever added.

    Personal data: none.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="level_events")
    level_before = models.PositiveSmallIntegerField()
    level_after = models.PositiveSmallIntegerField()
    evidence = models.CharField(max_length=12, choices=Evidence.choices)
    note = models.CharField(max_length=200, blank=True)
    by_id = models.UUIDField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(level_before__lte=HIGHEST_LEVEL, level_after__lte=HIGHEST_LEVEL),
                name="identity_levelevent_range",
            )
        ]
        triggers = [
            pgtrigger.Protect(name="identity_levelevent_append", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.level_before}→{self.level_after} {self.at.isoformat()}"


class LegalEntity(models.Model):
    """
    An enterprise, institution, organisation, or an individual business.

    Personal data: phone and address (encrypted: those of an individual business are its owner's).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=120)
    uscc = models.CharField(max_length=18)
    kind = models.CharField(max_length=1, choices=EntityKind.choices)
    legal_representative = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="represents")
    phone = EncryptedTextField(purpose="person", blank=True)
    address = EncryptedTextField(purpose="person", blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["uscc"], name="identity_entity_uscc_once"),
            models.CheckConstraint(condition=Q(kind__in=EntityKind.values), name="identity_entity_kind"),
        ]

    def __str__(self) -> str:
        return self.uscc
