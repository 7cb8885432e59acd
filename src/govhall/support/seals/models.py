"""Seals, what was done with them, and the log of their use."""

import pgtrigger
from django.db import models
from django.db.models import F, Q

from govhall.kernel.actor import ActorKind
from govhall.support.seals.choices import (
    IN_FORCE,
    IN_THE_MAKING,
    SOLE_KINDS,
    WITHOUT_KEY,
    FileOutcome,
    Form,
    SealAct,
    SealKind,
    SealStatus,
)

_ACTORS = [(kind.value, kind.value) for kind in ActorKind]
# The key share lock waits for whoever is freezing the seal, and makes a freeze wait for a sealing under way.
_ONLY_ACTIVE = """
    PERFORM 1 FROM seals_seal WHERE id = NEW.seal_id AND status = 'ACTIVE' FOR KEY SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'only_active_seals_are_used' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""


class Seal(models.Model):
    """
    An electronic seal from its application on; its private key lies in the key store.

    Personal data: accounts of officers, and a 个人名章 bears the name of an office holder. Kept as long as anything
    that it sealed.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    agency = models.ForeignKey("organizations.Agency", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=100, help_text="the words on it, without those of its kind")
    kind = models.CharField(max_length=10, choices=SealKind)
    status = models.CharField(max_length=10, choices=SealStatus, default=SealStatus.APPLIED)
    purpose = models.CharField(max_length=500, blank=True, help_text="why it was applied for")
    replaces = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="successors")
    attachment = models.ForeignKey("documents.Document", null=True, on_delete=models.PROTECT, related_name="+")
    applied_by = models.ForeignKey("identity.User", null=True, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey("identity.User", null=True, on_delete=models.PROTECT, related_name="+")
    made_by = models.ForeignKey("identity.User", null=True, on_delete=models.PROTECT, related_name="+")
    keeper = models.ForeignKey("identity.User", null=True, on_delete=models.PROTECT, related_name="+")
    key_name = models.CharField(max_length=80, blank=True)
    certificate = models.TextField(blank=True, help_text="PEM")
    certificate_fingerprint = models.CharField(max_length=64, blank=True)
    structure = models.BinaryField(default=b"", help_text="SESeal of GB/T 38540, signed by the maker")
    valid_until = models.DateTimeField(null=True)
    applied_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True)
    filing_number = models.CharField(max_length=30, blank=True, help_text="备案编号")
    filing_date = models.DateField(null=True)
    issued_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "kind"],
                condition=Q(status__in=IN_FORCE, kind__in=SOLE_KINDS),
                name="one_seal_of_a_sole_kind_in_force",
            ),
            models.UniqueConstraint(
                fields=["agency", "kind", "name"], condition=Q(status__in=IN_FORCE), name="one_seal_of_a_name_in_force"
            ),
            models.UniqueConstraint(
                fields=["agency", "kind", "name"],
                condition=Q(status__in=IN_THE_MAKING),
                name="one_seal_of_a_name_in_the_making",
            ),
            models.UniqueConstraint(fields=["key_name"], condition=~Q(key_name=""), name="seal_key_once"),
            models.UniqueConstraint(
                fields=["filing_number"], condition=~Q(filing_number=""), name="seal_filing_number_once"
            ),
            models.CheckConstraint(
                condition=Q(applied_by=None) | Q(approved_by=None) | ~Q(applied_by=F("approved_by")),
                name="seal_applicant_does_not_approve",
            ),
            models.CheckConstraint(
                condition=Q(made_by=None) | Q(approved_by=None) | ~Q(made_by=F("approved_by")),
                name="seal_maker_does_not_approve",
            ),
            models.CheckConstraint(
                condition=Q(made_by=None) | Q(keeper=None) | ~Q(made_by=F("keeper")),
                name="seal_maker_does_not_keep",
            ),
            models.CheckConstraint(
                condition=Q(status__in=WITHOUT_KEY)
                | (~Q(certificate="") & ~Q(key_name="") & Q(made_at__isnull=False, valid_until__isnull=False)),
                name="made_seals_have_a_key",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[*IN_FORCE, SealStatus.REPLACED])
                | (~Q(filing_number="") & Q(issued_at__isnull=False)),
                name="issued_seals_are_filed",
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "status"], name="seal_by_agency"),
            models.Index(fields=["valid_until"], condition=Q(status__in=IN_FORCE), name="seal_ending"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.id}"


class SealEvent(models.Model):
    """
    One act on a seal, with its reason. Rows never change.

    Personal data: names of officers in office; kept as long as the seal.
    """

    seal = models.ForeignKey(Seal, on_delete=models.PROTECT, related_name="events")
    act = models.CharField(max_length=10, choices=SealAct)
    status = models.CharField(max_length=10, choices=SealStatus, help_text="after the act")
    actor_id = models.UUIDField(null=True)
    actor_kind = models.CharField(max_length=12, choices=_ACTORS)
    actor_name = models.CharField(max_length=100)
    reason = models.CharField(max_length=500, blank=True)
    detail = models.JSONField(default=dict)
    at = models.DateTimeField()
    digest = models.CharField(max_length=64, help_text="SM3 of the canonical content")

    class Meta:
        indexes = [models.Index(fields=["seal", "id"], name="seal_event_order")]
        triggers = [pgtrigger.Protect(name="seal_event_append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.seal_id} {self.act} {self.at:%F %T}"


class SealUse(models.Model):
    """
    Every use of a seal: what was sealed, for what, on whose behalf, where on the paper, when. Rows never change.

    Personal data: names of officers in office; of others the account alone. Kept as long as the seal.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    seal = models.ForeignKey(Seal, on_delete=models.PROTECT, related_name="uses")
    purpose = models.CharField(max_length=200)
    case_number = models.CharField(max_length=40, blank=True)
    form = models.CharField(max_length=3, choices=Form, default=Form.PDF)
    place = models.CharField(max_length=60, blank=True, help_text="page and box in mm; empty: nothing visible")
    actor_id = models.UUIDField(null=True)
    actor_kind = models.CharField(max_length=12, choices=_ACTORS, default=ActorKind.SYSTEM.value)
    actor_name = models.CharField(max_length=100, blank=True)
    document_sm3 = models.CharField(max_length=64, help_text="of the document before sealing")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["seal", "-at", "-id"], name="seal_use_newest")]
        triggers = [
            pgtrigger.Protect(name="seal_use_append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="only_active_seals_are_used", when=pgtrigger.Before, operation=pgtrigger.Insert, func=_ONLY_ACTIVE
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seal_id} {self.at:%F %T}"


class LateStamp(models.Model):
    """
    A seal that got no time stamp because the authority didn't answer; its stamp is fetched later and kept here, for the
    file must not change any more.

    Personal data: none, a signature value. Kept as long as the use.
    """

    use = models.OneToOneField(SealUse, on_delete=models.PROTECT, related_name="late_stamp")
    signature = models.BinaryField(help_text="the signature value that is to be stamped")
    signature_sm3 = models.CharField(max_length=64, unique=True)
    token = models.BinaryField(default=b"", help_text="TimeStampToken of RFC 3161; empty: not yet")
    stamped_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(token=b"", stamped_at=None) | (~Q(token=b"") & Q(stamped_at__isnull=False)),
                name="late_stamp_has_its_time",
            )
        ]
        indexes = [models.Index(fields=["id"], condition=Q(stamped_at=None), name="late_stamp_waiting")]

    def __str__(self) -> str:
        return f"{self.use_id} {self.stamped_at or 'waiting'}"


class SealingBatch(models.Model):
    """
    Files that an officer wants under one seal in one act (批量用印); the worker seals them.

    Personal data: whatever the files hold. They and this row are deleted a day later; the log of uses stays.
    """

    id = models.UUIDField(primary_key=True, editable=False, help_text="the form's: a second click is none")
    seal = models.ForeignKey(Seal, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=200)
    case_number = models.CharField(max_length=40, blank=True)
    place = models.JSONField(default=dict, help_text="AtPoint or AtWords; empty: where the file keeps a place")
    by = models.ForeignKey("identity.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["at"], name="sealing_batch_by_age")]

    def __str__(self) -> str:
        return f"{self.seal_id} {self.at:%F %T}"


class SealingFile(models.Model):
    """
    One file of a batch: ``source`` until it is dealt with, ``sealed`` afterwards, or ``fault``, why not.

    Personal data: the file and perhaps its name; deleted with the batch, a day later.
    """

    batch = models.ForeignKey(SealingBatch, on_delete=models.CASCADE, related_name="files")
    number = models.PositiveSmallIntegerField(help_text="from 1, in the order of the upload")
    name = models.CharField(max_length=255)
    outcome = models.CharField(max_length=8, choices=FileOutcome, default=FileOutcome.WAITING)
    fault = models.CharField(max_length=300, blank=True)
    source = models.ForeignKey("documents.Document", null=True, on_delete=models.PROTECT, related_name="+")
    sealed = models.ForeignKey("documents.Document", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "number"], name="sealing_file_number_once"),
            models.CheckConstraint(
                condition=Q(outcome=FileOutcome.WAITING, source__isnull=False, sealed=None, fault="")
                | Q(outcome=FileOutcome.SEALED, source=None, sealed__isnull=False, fault="")
                | Q(outcome=FileOutcome.REFUSED, source=None, sealed=None) & ~Q(fault=""),
                name="sealing_file_is_in_one_state",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id}/{self.number}"


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
