"""Django application for 工作流引擎."""

from django.apps import AppConfig


class WorkflowConfig(AppConfig):
    """工作流引擎."""

    name = "govhall.support.workflow"
    verbose_name = "工作流引擎"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make our events known to the bus, so that stored ones can be delivered after a restart."""
        from govhall.infra import bus
        from govhall.support.workflow import events, handlers

        bus.register(events.TaskCreated, events.TaskCompleted, events.ProcessEnded)
        handlers.register()
