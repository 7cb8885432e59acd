"""Batches of existing certificates (存量证照) that an agency brings in from a table, and their rows."""

from django.db import models
from django.db.models import F, Q

from govhall.infra.models import EncryptedTextField
from govhall.support.certificates.choices import StockRowState, StockState


class StockBatch(models.Model):
    """
    One uploaded table, from its check to the last certificate made from it.

    Personal data: names of the officers; retired with the certificates. What the table says is in its rows.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    type = models.ForeignKey("certificates.CertificateType", on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey("organizations.Agency", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=StockState, default=StockState.CHECKED)
    file_sm3 = models.CharField(max_length=64)
    columns = models.JSONField(help_text="keys of the table's columns, in the order of the cells")
    unknown_holders = models.PositiveIntegerField(help_text="rows whose holder had no account on the day of the check")
    uploaded_by_id = models.UUIDField()
    uploaded_by_name = models.CharField(max_length=100)
    uploaded_at = models.DateTimeField()
    confirmed_by_id = models.UUIDField(null=True)
    confirmed_by_name = models.CharField(max_length=100, blank=True)
    confirmed_at = models.DateTimeField(null=True)
    paused_reason = models.CharField(max_length=200, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=False) | Q(state__in=["CHECKED", "CANCELLED"]),
                name="stock_made_only_when_confirmed",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["DONE", "CANCELLED"], ended_at__isnull=False)
                | ~Q(state__in=["DONE", "CANCELLED"]) & Q(ended_at__isnull=True),
                name="stock_batch_end_has_moment",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("uploaded_at")), name="stock_batch_ends_last"
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "-uploaded_at"], name="stock_batch_newest"),
            models.Index(fields=["state"], condition=~Q(state__in=["DONE", "CANCELLED"]), name="stock_batch_open"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class StockRow(models.Model):
    """
    One row of the table: what is wrong with it, or what became of it. The certificate points to its row.

    Personal data: what the row says (encrypted); erased as soon as its certificate is made, at the latest when
    the batch is cancelled or its patience has ended (``rules.stock.KEEP_FAULTY_DAYS``). Number and result stay.
    """

    batch = models.ForeignKey(StockBatch, on_delete=models.PROTECT, related_name="rows")
    number = models.PositiveIntegerField(help_text="of the row in the file, the head is 1")
    state = models.CharField(max_length=8, choices=StockRowState)
    faults = models.JSONField(default=list, help_text="column and words, without what the cell says")
    data = EncryptedTextField(purpose="stock-row", null=True, help_text="JSON: the cells; empty when erased")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "number"], name="stock_row_once"),
            models.CheckConstraint(
                condition=~Q(state__in=["ISSUED", "DROPPED"]) | Q(data__isnull=True), name="stock_row_forgets_when_done"
            ),
            models.CheckConstraint(condition=~Q(state="READY") | Q(data__isnull=False), name="stock_row_has_data"),
        ]
        indexes = [models.Index(fields=["batch", "state", "number"], name="stock_row_next")]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.number}"
