"""What came with the application, what was asked for again, and the papers that the case produced."""

from django.db import models
from django.db.models import Q

from govhall.business.cases.choices import CorrectionKind, Obtained, TrustLevel


class CaseMaterial(models.Model):
    """
    One material in one version. A correction adds a version; nothing is overwritten.

    Personal data: the file (outside the database, readable through a permission only); retired with the case file.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="materials")
    code = models.CharField(max_length=60)
    name = models.CharField(max_length=200)
    version = models.PositiveSmallIntegerField(default=1)
    obtained = models.CharField(max_length=12, choices=Obtained)
    trust = models.CharField(max_length=1, choices=TrustLevel)
    file_id = models.UUIDField(null=True)
    file_name = models.CharField(max_length=200, blank=True)
    content_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveIntegerField(default=0)
    sm3 = models.CharField(max_length=64, blank=True)
    certificate_id = models.UUIDField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "file_id"], name="material_file_once"),
            models.CheckConstraint(
                condition=~Q(obtained__in=["UPLOADED", "SCANNED"]) | Q(file_id__isnull=False), name="upload_has_file"
            ),
        ]
        indexes = [models.Index(fields=["case", "code", "-version"], name="material_newest")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.code} v{self.version}"


class CorrectionRequest(models.Model):
    """
    一次性告知 (行政许可法 第三十二条): everything that is wrong or missing, listed at once.

    ``items`` is a list of {target, name, what, how, why}; target is ``material:code`` or ``field:name``.
    Personal data: none.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="corrections")
    round = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(max_length=10, choices=CorrectionKind)
    items = models.JSONField()
    due_date = models.DateField()
    requested_at = models.DateTimeField()
    requested_by_name = models.CharField(max_length=100)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "round"], name="correction_round_once"),
            models.UniqueConstraint(fields=["case"], condition=Q(answered_at__isnull=True), name="one_open_correction"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} correction {self.round}"


class CaseDocument(models.Model):
    """A paper that an act produced: receipt, notice, decision. Personal data: inside the file only."""

    id = models.UUIDField(primary_key=True, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="documents")
    event_id = models.UUIDField(help_text="the act that produced it")
    kind = models.CharField(max_length=30)
    name = models.CharField(max_length=100)
    document_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event_id", "kind"], name="document_of_act_once")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.name}"
