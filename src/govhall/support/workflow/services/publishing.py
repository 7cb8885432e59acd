"""Publishes process files as immutable versions."""

from datetime import datetime
from pathlib import Path

import structlog
from django.db import transaction

import govhall
from govhall.infra import crypto
from govhall.kernel.identifiers import new_id
from govhall.support.workflow.models import ProcessDefinition
from govhall.support.workflow.selectors import processes

log = structlog.get_logger()


def process_folder() -> Path:
    """Return the folder of the process files: in the installed package, else at the top of the checkout."""
    package = Path(govhall.__file__).resolve().parent
    installed = package / "processes"
    return installed if installed.is_dir() else package.parents[1] / "processes"


def load_processes(folder: Path, *, at: datetime) -> tuple[str, ...]:
    """
    Publish every BPMN file of a folder that differs from its newest published version.

    Loading the same files again, or from two programs at once, changes nothing. All or none are published.

    :returns: ``key version`` of each newly published process
    :raises ProcessInvalid: if a file can't be used
    """
    with transaction.atomic():
        loaded = [publish(file.read_text(encoding="utf-8"), at=at) for file in sorted(folder.glob("*.bpmn"))]
    return tuple(name for name in loaded if name)


def publish(bpmn: str, *, at: datetime) -> str:
    """Publish a process as its next version; return ``key version``, or nothing if it is the newest already."""
    process = processes.compile_bpmn(bpmn)
    digest = crypto.sm3_hex(bpmn.encode())
    with transaction.atomic():
        newest = ProcessDefinition.objects.filter(key=process.key).order_by("-version").first()
        if newest is not None and newest.digest == digest:
            return ""
        row = ProcessDefinition(
            id=new_id(),
            key=process.key,
            version=newest.version + 1 if newest else 1,
            name=process.name,
            bpmn=bpmn,
            digest=digest,
            published_at=at,
        )
        # A racing program published the same version: its row stays.
        ProcessDefinition.objects.bulk_create([row], ignore_conflicts=True)
    log.info("process_published", process=row.key, version=row.version)
    return str(row)
