"""Promises of the whole house that an import graph can't see. Each is short; a failure names the place."""

import ast
import re
import subprocess
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver

from govhall.security.access import middleware
from govhall.security.access import public as access
from govhall.security.audit import public as audit

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "govhall"
# These spell out what nobody else may name.
GUARDS = {"tests/architecture/test_promises.py", "tests/conformance/test_documents.py"}
LAYERS = ["kernel", "standards", "infra", "security", "operations", "data", "support", "business", "channels", "config"]


def sources() -> list[Path]:
    return [file for file in SOURCE.rglob("*.py") if "migrations" not in file.parts]


def own_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("govhall.")]


def layer_of(model: type[models.Model]) -> int:
    return LAYERS.index(model.__module__.split(".")[1])


def views(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[tuple[str, object]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from views(pattern.url_patterns, prefix + str(pattern.pattern))
        else:
            yield prefix + str(pattern.pattern), pattern.callback


def test_every_address_names_its_permission() -> None:
    nameless = [
        address for address, view in views(get_resolver().url_patterns) if middleware.permission_of(view) is None
    ]
    assert nameless == []


def test_every_named_permission_is_declared() -> None:
    named = {middleware.permission_of(view) for _, view in views(get_resolver().url_patterns)}
    assert named - set(access.declared()) <= {None}


def test_every_audited_action_has_words() -> None:
    code = r"([a-z_]+(?:\.[a-z_]+){2,})"
    spoken = re.compile(rf"(?:action=|action = |_record\w*\([^\"]*)\"{code}\"")
    named = {code for file in sources() for code in spoken.findall(file.read_text(encoding="utf-8"))}
    assert len(named) > 15
    assert sorted(code for code in named if not audit.is_declared(code)) == []


def test_foreign_keys_point_down_and_hide_their_reverse_across_apps() -> None:
    faults = []
    for model in own_models():
        for field in model._meta.get_fields():
            if not isinstance(field, models.ForeignKey) or not isinstance(field.related_model, type):
                continue
            target = field.related_model
            if target._meta.app_label == model._meta.app_label or not target.__module__.startswith("govhall."):
                continue
            if layer_of(target) > layer_of(model):
                faults.append(f"{model.__name__}.{field.name} points up to {target.__name__}")
            if field.remote_field.related_name != "+":
                faults.append(f"{model.__name__}.{field.name} has a reverse name across apps")
    assert faults == []


def test_every_model_states_its_personal_data() -> None:
    silent = [model.__name__ for model in own_models() if "Personal data:" not in (model.__doc__ or "")]
    assert silent == []


def test_every_queue_has_a_worker() -> None:
    from procrastinate.contrib.django import app

    from govhall.config.cli import worker

    used = {task.queue for task in app.tasks.values() if not task.name.startswith("builtin:")}
    assert used <= set(worker.QUEUES)


def test_jobs_are_deferred_inside_the_transaction() -> None:
    """A task's own ``defer`` writes over another connection when a worker calls it (``infra/bus/queue.py``)."""
    own_way = re.compile(r"\.(configure_task|configure|defer_async|batch_defer_async)\(|\bapp\.defer")
    others = [
        f"{file.relative_to(ROOT)}: {line.strip()}"
        for file in sources()
        for line in file.read_text(encoding="utf-8").splitlines()
        if own_way.search(line) and "structlog.configure(" not in line
    ]
    assert others == []


@pytest.mark.django_db
def test_migrations_are_complete() -> None:
    call_command("makemigrations", "--check", "--dry-run", stdout=StringIO())


def test_files_and_functions_stay_small() -> None:
    faults = []
    for file in sources():
        text = file.read_text(encoding="utf-8")
        # People keep the verifier as one file, on purpose; nothing else may be longer.
        if text.count("\n") > (450 if file.name == "verify_offline.py" else 400):
            faults.append(f"{file.relative_to(ROOT)} has {text.count(chr(10))} lines")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno - node.lineno > 60:
                faults.append(f"{file.relative_to(ROOT)}:{node.lineno} {node.name} is longer than 60 lines")
    assert faults == []


def test_modules_have_telling_names_and_say_what_they_are_for() -> None:
    vague = [str(file.relative_to(ROOT)) for file in sources() if file.stem in {"utils", "helpers", "common", "misc"}]
    mute = [
        str(file.relative_to(ROOT))
        for file in sources()
        if file.stat().st_size and ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) is None
    ]
    assert vague == []
    assert mute == []


def test_rules_read_no_clock() -> None:
    clocks = re.compile(r"timezone\.now|datetime\.now|date\.today|clock\.(now|today)")
    readers = [
        str(file.relative_to(ROOT)) for file in sources() if file.stem == "rules" and clocks.search(file.read_text())
    ]
    assert readers == []


def test_nothing_evaluates_text_as_code() -> None:
    found = []
    for file in sources():
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"eval", "exec"}:
                found.append(f"{file.relative_to(ROOT)}:{node.lineno}")
    assert found == []


def test_no_machine_and_no_registry_is_named() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split(
        "\n"
    )
    # This checkout's own path stands for whatever machine it is on; locks with addresses carry one of the other marks.
    pattern = re.compile(re.escape(f"{ROOT}/") + r"|/root/|--index-url \S|\"resolved\":")
    named = [
        name
        for name in listed
        if name
        and name not in GUARDS
        and (ROOT / name).is_file()
        and pattern.search((ROOT / name).read_text(encoding="utf-8", errors="ignore"))
    ]
    assert named == []
