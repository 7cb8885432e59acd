"""Processes, their running instances and the tasks of officers."""

import json
from typing import TYPE_CHECKING, Any

import pgtrigger
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Q
from psycopg.types.json import Json

from govhall.support.workflow.choices import InstanceStatus, TaskState

if TYPE_CHECKING:  # at run time Django's field is no generic class
    _Field = models.Field[Any, Any]
else:
    _Field = models.Field


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


class OrderedJsonField(_Field):
    """
    A ``json`` column. Not ``jsonb``: that reorders keys and rows, and a restored process would lose data
    (dependencies: SpiffWorkflow restores parents before children by order).
    """

    description = "JSON that keeps its order"

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        """Name the column type of PostgreSQL."""
        return "json"

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:
        """Wrap the value so that psycopg sends compact JSON. Reading needs nothing: psycopg parses ``json``."""
        return None if value is None else Json(value, dumps=_compact)


class ProcessDefinition(models.Model):
    """A published version of a process, never changed: a running case stays on its version. Personal data: none."""

    id = models.UUIDField(primary_key=True, editable=False)
    key = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    name = models.CharField(max_length=100)
    bpmn = models.TextField()
    digest = models.CharField(max_length=64, help_text="SM3 of the BPMN text")
    published_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "version"], name="process_version_once")]
        triggers = [pgtrigger.Protect(name="process_immutable", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.key} v{self.version}"


class ProcessInstance(models.Model):
    """A process running for one subject. Personal data: none (the state holds keys and small facts only)."""

    id = models.UUIDField(primary_key=True, editable=False)
    definition = models.ForeignKey(ProcessDefinition, on_delete=models.PROTECT, related_name="instances")
    subject_kind = models.CharField(max_length=60)
    subject_id = models.UUIDField()
    agency_id = models.BigIntegerField()
    state = OrderedJsonField()
    version = models.PositiveIntegerField(default=1)
    status = models.CharField(max_length=10, choices=[(status, status) for status in InstanceStatus])
    outcome = models.CharField(max_length=60, blank=True)
    due_on = models.DateField(null=True, help_text="due date of the subject, copied to its open tasks")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject_id", "subject_kind"], condition=Q(status="RUNNING"), name="process_runs_once"
            ),
            models.CheckConstraint(
                condition=Q(status="RUNNING", ended_at__isnull=True) | ~Q(status="RUNNING") & Q(ended_at__isnull=False),
                name="process_end_has_time",
            ),
        ]
        indexes = [models.Index(fields=["subject_id"], name="process_subject")]

    def __str__(self) -> str:
        return f"{self.subject_kind} {self.subject_id} {self.status} {self.id}"


class Task(models.Model):
    """
    A step of an instance for one officer of a role in an agency (GB/T 39046-2020 table 7).

    Personal data: name of the officer, opinion text; kept as long as the case, retired with it.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    instance = models.ForeignKey(ProcessInstance, on_delete=models.CASCADE, related_name="tasks")
    engine_id = models.UUIDField(help_text="id of the step's token in the engine's state")
    step_code = models.CharField(max_length=60)
    step_name = models.CharField(max_length=100)
    role = models.CharField(max_length=60)
    agency_id = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=[(state, state) for state in TaskState], default=TaskState.OPEN)
    created_at = models.DateTimeField()
    claimed_by = models.UUIDField(null=True)
    claimed_by_name = models.CharField(max_length=100, blank=True)
    claimed_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=60, blank=True)
    opinion = models.TextField(blank=True)
    due_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["instance", "engine_id"], name="task_once_per_token"),
            models.UniqueConstraint(
                fields=["instance", "step_code"], condition=Q(state="OPEN"), name="task_open_once_per_step"
            ),
            models.CheckConstraint(
                condition=Q(state="OPEN", closed_at__isnull=True) | ~Q(state="OPEN") & Q(closed_at__isnull=False),
                name="task_close_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="COMPLETED") | ~Q(outcome="") & Q(claimed_by__isnull=False),
                name="task_completed_has_outcome",
            ),
        ]
        indexes = [
            # The officers' task list: only open tasks, oldest first within a post.
            models.Index(fields=["agency_id", "role", "created_at", "id"], condition=Q(state="OPEN"), name="task_list"),
            models.Index(fields=["claimed_by", "created_at"], condition=Q(state="OPEN"), name="task_mine"),
        ]

    def __str__(self) -> str:
        return f"{self.step_code} {self.state} {self.id}"
