"""Decision models, their versions, and every run that counted."""

import pgtrigger
from django.db import models
from django.db.models import Q

from govhall.infra.models import EncryptedTextField
from govhall.infra.models.identified import Identified
from govhall.support.decisions.choices import VersionState

RUN_PURPOSE = "decision-run"


class DecisionModel(Identified):
    """A decision model under its key. ``latest`` is what somebody gets who pins nothing. Personal data: none."""

    key = models.CharField(max_length=60)
    name = models.CharField(max_length=100)
    latest = models.ForeignKey("DecisionModelVersion", on_delete=models.PROTECT, null=True, related_name="+")
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key"], name="decision_model_key_unique"),
            models.CheckConstraint(condition=Q(key__regex=r"^[a-z][a-z0-9-]*$"), name="decision_model_key_shape"),
        ]

    def __str__(self) -> str:
        return self.key


class DecisionModelVersion(Identified):
    """
    One version of a model: a draft until it is published, unchangeable afterwards except for being retired.

    Personal data: none (accounts of editor and publisher, by id).
    """

    model = models.ForeignKey(DecisionModel, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=VersionState.choices)
    xml = models.TextField()
    sm3 = models.CharField(max_length=64, help_text="SM3 of the XML text")
    updated_at = models.DateTimeField()
    updated_by = models.UUIDField(null=True, help_text="account; null for a load by the system")
    published_at = models.DateTimeField(null=True)
    published_by = models.UUIDField(null=True, help_text="account; null for a load by the system")
    retired_at = models.DateTimeField(null=True)
    retired_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["model", "number"], name="decision_version_once"),
            models.UniqueConstraint(fields=["model"], condition=Q(state="DRAFT"), name="decision_draft_once"),
            models.CheckConstraint(condition=Q(state__in=VersionState.values), name="decision_version_state_known"),
            models.CheckConstraint(
                condition=Q(state="DRAFT", published_at__isnull=True)
                | ~Q(state="DRAFT") & Q(published_at__isnull=False),
                name="decision_version_published_has_time",
            ),
            models.CheckConstraint(
                condition=Q(state="RETIRED", retired_at__isnull=False)
                | ~Q(state="RETIRED") & Q(retired_at__isnull=True),
                name="decision_version_retired_has_time",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="decision_version_kept",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Condition("OLD.state <> 'DRAFT'"),
            ),
            # The one change that a published version knows is from PUBLISHED to RETIRED.
            pgtrigger.Protect(
                name="decision_version_immutable",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.state <> 'DRAFT' AND (NEW.state <> 'RETIRED' OR OLD.state = 'RETIRED' OR"
                    " ROW(NEW.id, NEW.model_id, NEW.number, NEW.xml, NEW.sm3, NEW.updated_at, NEW.updated_by,"
                    " NEW.published_at, NEW.published_by) IS DISTINCT FROM"
                    " ROW(OLD.id, OLD.model_id, OLD.number, OLD.xml, OLD.sm3, OLD.updated_at, OLD.updated_by,"
                    " OLD.published_at, OLD.published_by))"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.model_id} v{self.number}"


class DecisionRun(Identified):
    """
    One evaluation that something followed from: it explains and replays an automatic decision. Only ever added.

    Personal data: ``content`` (inputs, outputs and trace may be an applicant's) is encrypted; of what was given only
    the model's own inputs are kept. ``rows`` names rules, never values. Retired with its subject's file.
    """

    version = models.ForeignKey(DecisionModelVersion, on_delete=models.PROTECT, related_name="+")
    model_sm3 = models.CharField(max_length=64)
    decision = models.CharField(max_length=200)
    purpose = models.CharField(max_length=60, help_text="what it was for, dotted: cases.precheck")
    subject_id = models.UUIDField(null=True)
    rows = models.JSONField(default=list, help_text="tables with the numbers of the rows that matched")
    content: EncryptedTextField[str, str] = EncryptedTextField(purpose=RUN_PURPOSE)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["version", "-at", "-id"], name="decision_run_list"),
            models.Index(fields=["subject_id"], name="decision_run_subject", condition=Q(subject_id__isnull=False)),
        ]
        triggers = [pgtrigger.Protect(name="decision_run_append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.decision} {self.id}"
