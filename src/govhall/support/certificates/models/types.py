"""Types of certificates and the versions of their layouts."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from govhall.infra.models.identified import Identified
from govhall.support.certificates.choices import HolderKind, TypeVersionState


class CertificateType(models.Model):
    """
    A kind of certificate with its 21-character code; loaded from content. Personal data: none.

    ``current`` is the version under which new certificates are issued, empty only inside the transaction that makes
    the type. ``name`` copies the current version's, for lists.
    """

    key = models.SlugField(max_length=60, db_index=False)
    code = models.CharField(max_length=21, help_text="证照类型代码: USCC of the defining body + 3 characters")
    name = models.CharField(max_length=100)
    holder_kinds = ArrayField(models.CharField(max_length=1, choices=HolderKind), help_text="持证者类型")
    definer = models.CharField(max_length=100, help_text="定义机构")
    single_instance = models.BooleanField(help_text="a holder has one valid certificate of this type at most")
    current = models.ForeignKey("CertificateTypeVersion", on_delete=models.PROTECT, null=True, related_name="+")
    loaded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key"], name="certificate_type_key_once"),
            models.UniqueConstraint(fields=["code"], name="certificate_type_code_once"),
            models.CheckConstraint(
                condition=Q(code__regex=r"^[0-9A-HJ-NP-RTUWXY]{18}[0-9A-Z]{3}$"), name="certificate_type_code_shape"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.code}"


class CertificateTypeVersion(Identified):
    """
    One version of what a type's certificates say and look like: a draft until it is published, unchangeable afterwards.

    Personal data: none (accounts of editors and publisher, by id).
    """

    type = models.ForeignKey(CertificateType, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=TypeVersionState)
    name = models.CharField(max_length=100)
    shape = models.CharField(max_length=12, help_text="landscape, portrait or record")
    years = models.PositiveSmallIntegerField(null=True, help_text="usual validity; empty for 长期")
    definition = models.JSONField(help_text="face, number pattern, wording")
    sm3 = models.CharField(max_length=64, help_text="SM3 of name, shape, years and definition as canonical JSON")
    updated_at = models.DateTimeField()
    editors = ArrayField(models.UUIDField(), default=list, help_text="accounts; empty for a load from content")
    published_at = models.DateTimeField(null=True)
    published_by = models.UUIDField(null=True, help_text="account; empty for a load from content")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["type", "number"], name="certificate_type_version_once"),
            # With the pair of Certificate, which refers to it: a certificate's version is one of its own type.
            models.UniqueConstraint(fields=["type", "id"], name="certificate_type_version_of_type"),
            models.UniqueConstraint(fields=["type"], condition=Q(state="DRAFT"), name="certificate_type_draft_once"),
            models.CheckConstraint(
                condition=Q(state="DRAFT", published_at__isnull=True)
                | Q(state="PUBLISHED", published_at__isnull=False),
                name="certificate_type_version_published_has_time",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="certificate_type_version_immutable",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Condition("OLD.state <> 'DRAFT'"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.type_id} v{self.number}"
