"""Published processes. Rows never change, so a compiled process is kept for the life of the program."""

from threading import Lock
from uuid import UUID

from govhall.kernel.errors import NotFound
from govhall.security.access import public as access
from govhall.support.decisions import public as decisions
from govhall.support.workflow import engine
from govhall.support.workflow.models import ProcessDefinition
from govhall.support.workflow.values import ProcessValue

_compiled: dict[UUID, engine.CompiledProcess] = {}
_compiling = Lock()


def compile_bpmn(bpmn: str) -> engine.CompiledProcess:
    """Compile a BPMN text with FEEL and the platform's roles. :raises ProcessInvalid: if it can't be used"""
    return engine.compile_process(bpmn, compiler=decisions.compile_expression, roles=frozenset(access.ROLES))


def compiled(definition_id: UUID) -> engine.CompiledProcess:
    """Return the compiled process; only the first call in a program reads the database."""
    process = _compiled.get(definition_id)
    if process is None:
        with _compiling:
            bpmn = ProcessDefinition.objects.values_list("bpmn", flat=True).get(pk=definition_id)
            process = _compiled[definition_id] = compile_bpmn(bpmn)
    return process


def latest_id(key: str) -> UUID:
    """Return the id of the newest version of a process. :raises NotFound: if there is none"""
    found = ProcessDefinition.objects.filter(key=key).order_by("-version").values_list("pk", flat=True).first()
    if found is None:
        raise NotFound("没有这个流程。", process=key)
    return found


def processes(key: str | None = None) -> tuple[ProcessValue, ...]:
    """Return all published versions, newest first within each key."""
    rows = ProcessDefinition.objects.defer("bpmn").order_by("key", "-version")
    return tuple(_value(row) for row in (rows if key is None else rows.filter(key=key)))


def diagram(definition_id: UUID) -> str:
    """Return the BPMN text with its diagram. :raises NotFound: for an unknown id"""
    bpmn = ProcessDefinition.objects.filter(pk=definition_id).values_list("bpmn", flat=True).first()
    if bpmn is None:
        raise NotFound("没有这个流程。")
    return bpmn


def _value(row: ProcessDefinition) -> ProcessValue:
    return ProcessValue(
        id=row.pk,
        key=row.key,
        version=row.version,
        name=row.name,
        digest=row.digest,
        published_at=row.published_at,
        steps=tuple(compiled(row.pk).steps.values()),
    )
