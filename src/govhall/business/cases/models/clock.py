"""What stops or lengthens the clock of a case."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value


class SpecialProcedure(models.Model):
    """
    特别程序 (行政许可法 第四十五条): testing, hearing, expert review. Its days are not counted.

    Personal data: none.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="special_procedures")
    name = models.CharField(max_length=100, help_text="特别程序种类名称")
    kind = models.CharField(max_length=1, default="2", help_text="种类代码, GB/T 39046 A.7")
    basis = models.TextField(help_text="启动理由或依据")
    expected_date = models.DateField(
        null=True, help_text="when the result is expected; told to the applicant in writing"
    )
    started_at = models.DateTimeField()
    started_by_name = models.CharField(max_length=100)
    ended_at = models.DateTimeField(null=True)
    ended_by_name = models.CharField(max_length=100, blank=True)
    result = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(basis=""), name="special_procedure_has_basis"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")), name="special_procedure_in_order"
            ),
            ExclusionConstraint(
                name="special_procedures_never_overlap",
                expressions=[
                    ("case", RangeOperators.EQUAL),
                    (
                        Func(
                            F("started_at"),
                            F("ended_at"),
                            Value("[)"),
                            function="TSTZRANGE",
                            output_field=DateTimeRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.name} {self.started_at:%F}"


class Extension(models.Model):
    """延长期限 (行政许可法 第四十二条): once a case, approved by the head of the organ. Personal data: none."""

    id = models.UUIDField(primary_key=True, editable=False)
    case = models.OneToOneField("cases.Case", on_delete=models.PROTECT, related_name="extension")
    days = models.PositiveSmallIntegerField(help_text="working days")
    reason = models.TextField()
    approved_by_name = models.CharField(max_length=100)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(days__gte=1) & Q(days__lte=15), name="extension_within_law"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} +{self.days}"
