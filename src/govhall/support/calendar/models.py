"""The working calendar: editions as they were loaded, and the day table that holds now."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from govhall.support.calendar.choices import DayKind

KIND_CHOICES = [
    (DayKind.WORKDAY.value, _("工作日")),
    (DayKind.WEEKEND.value, _("周末")),
    (DayKind.HOLIDAY.value, _("放假")),
    (DayKind.MAKE_UP.value, _("调休上班")),
]


class CalendarEdition(models.Model):
    """
    One loading of a year, never changed afterwards. The highest ``number`` of a year holds.

    ``exceptions`` keeps the days off and the worked weekend days as loaded, so that what held earlier can be shown.

    Personal data: name of the official who loaded it; kept with the edition.
    """

    year = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField(help_text="1 for the first loading of a year")
    source = models.CharField(max_length=200, help_text="the official notice or the package with its version")
    uploaded_by_name = models.CharField(max_length=100)
    uploaded_at = models.DateTimeField()
    is_provisional = models.BooleanField(default=False, help_text="loaded before the official notice was out")
    exceptions = models.JSONField(help_text="[[date, kind, name], …]")

    class Meta:
        constraints = [
            # Two administrators who load a year at the same time: the second one is refused.
            models.UniqueConstraint(fields=["year", "number"], name="calendar_edition_number"),
            models.CheckConstraint(condition=Q(year__gte=2004, year__lte=2100), name="calendar_edition_year"),
            models.CheckConstraint(condition=~Q(source=""), name="calendar_edition_source"),
        ]

    def __str__(self) -> str:
        return f"{self.year}/{self.number}"


class CalendarDay(models.Model):
    """A day of the calendar that holds now; loading a year replaces its days. Personal data: none."""

    date = models.DateField(primary_key=True)
    is_working = models.BooleanField(help_text="counts for limits in working days (行政许可法 第八十二条)")
    kind = models.CharField(max_length=8, choices=KIND_CHOICES)
    name = models.CharField(max_length=40, blank=True, help_text="the holiday that the day belongs to")
    edition = models.ForeignKey(CalendarEdition, on_delete=models.PROTECT, related_name="days")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(is_working=True, kind__in=["WORKDAY", "MAKE_UP"])
                | Q(is_working=False, kind__in=["WEEKEND", "HOLIDAY"]),
                name="calendar_day_working_by_kind",
            ),
            # A holiday may fall on any weekday; the other kinds follow from it.
            models.CheckConstraint(
                condition=Q(kind="HOLIDAY")
                | Q(kind="WORKDAY", date__iso_week_day__lte=5)
                | Q(kind__in=["WEEKEND", "MAKE_UP"], date__iso_week_day__gte=6),
                name="calendar_day_kind_by_weekday",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date:%Y-%m-%d} {self.kind}"
