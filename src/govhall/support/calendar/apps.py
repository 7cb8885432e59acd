"""Django application for 工作日历."""

from django.apps import AppConfig


class CalendarConfig(AppConfig):
    """工作日历."""

    name = "govhall.support.calendar"
    verbose_name = "工作日历"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare the permission and make the event known."""
        from govhall.infra import bus
        from govhall.security.access import public as access
        from govhall.security.audit import public as audit
        from govhall.support.calendar.events import CalendarEditionLoaded

        access.declare("calendar.edition.load", label="更新工作日历", roles={"system-administrator": access.Scope.ALL})
        audit.declare(
            group="工作日历",
            actions={"calendar.edition.loaded": "更新工作日历"},
            targets={"calendar.edition": "日历版本"},
            details={
                "year": "年份", "number": "版本号", "source": "依据", "is_provisional": "暂定",
                "changed_days": "变动的日子",
            },
        )  # fmt: skip
        bus.register(CalendarEditionLoaded)
