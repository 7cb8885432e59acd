"""
Loads the content files into versions: one file an item, one version for each agency that carries it out.

Loading twice makes nothing new. A file with a fault stops the whole load, and every fault of every file is told.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

import structlog
import yaml
from django.db import transaction

from govhall.business.items.models import DirectoryItem, ItemImplementation
from govhall.business.items.rules.local import Local, localised
from govhall.business.items.rules.problems import ContentFault, Problem
from govhall.business.items.services import publishing
from govhall.business.items.values.lists import LoadReport
from govhall.data.organizations import public as organizations
from govhall.kernel.actor import SYSTEM
from govhall.standards.identifiers import item_codes
from govhall.support.search import public as search

log = structlog.get_logger()


def content_files() -> list[Traversable]:
    """Return the content files that ship with the platform, by name."""
    folder = resources.files("govhall.business.items").joinpath("content")
    return sorted((file for file in folder.iterdir() if file.name.endswith(".yaml")), key=lambda file: file.name)


def read_file(file: Traversable) -> Mapping[str, Any]:
    """Return the mapping in a content file. :raises ContentFault: if it isn't YAML or not a mapping"""
    try:
        data = yaml.safe_load(file.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"第 {mark.line + 1} 行第 {mark.column + 1} 列" if mark else ""
        raise ContentFault([Problem(path=place, message="不是有效的 YAML")], file=file.name) from error
    if not isinstance(data, Mapping):
        raise ContentFault([Problem(path="", message="文件内容应为键值结构")], file=file.name)
    return data


def load_content(*, at: datetime, files: Iterable[Traversable] | None = None) -> LoadReport:
    """
    Bring items up to the content files (those of the platform unless ``files`` are given) and publish what is new.

    Agencies must be loaded before. An item whose file is gone stays as it is.

    :raises ContentFault: with the faults of all files; then nothing was changed
    """
    chosen = list(files) if files is not None else content_files()
    contents = _checked(chosen)
    new = unchanged = 0
    with transaction.atomic():
        search.load_synonyms()
        for content, local in contents:
            if _load(content, local, at):
                new += 1
            else:
                unchanged += 1
    log.info("item_content_loaded", files=len(chosen), new_versions=new, unchanged=unchanged)
    return LoadReport(
        files=len(chosen), implementations=len(contents), new_versions=new, unchanged=unchanged, loaded_at=at
    )


def _checked(files: list[Traversable]) -> list[tuple[Mapping[str, Any], Local]]:
    problems: list[Problem] = []
    found: list[tuple[Mapping[str, Any], Local]] = []
    for file in files:
        try:
            found += _of_file(read_file(file), file.name)
        except ContentFault as fault:
            problems += [
                Problem(
                    path=f"{file.name}：{each.path}" if each.path else file.name, message=each.message, rule=each.rule
                )
                for each in fault.problems
            ]
    if problems:
        raise ContentFault(problems)
    return found


def _of_file(data: Mapping[str, Any], name: str) -> list[tuple[Mapping[str, Any], Local]]:
    """Return the content for every agency named in one file."""
    entries = data.get("implemented_by")
    if not isinstance(entries, list) or not entries:
        raise ContentFault([Problem(path="implemented_by", message="至少要有一个实施机关")], file=name)
    agencies = organizations.agencies_by_keys(entry.get("agency", "") for entry in entries)
    found: list[tuple[Mapping[str, Any], Local]] = []
    for at, entry in enumerate(entries, 1):
        agency = agencies.get(entry.get("agency", ""))
        if agency is None:
            message = f"没有“{entry.get('agency')}”这个机关"
            raise ContentFault([Problem(path=f"implemented_by[{at}].agency", message=message)], file=name)
        local = Local(
            agency_id=agency.id, agency_name=agency.name, uscc=agency.uscc, level=agency.level,
            region_path=agency.region_path, place=agency.address, hours=agency.hours,
            consult_phone=agency.consult_phone, supervise_phone=agency.supervise_phone,
        )  # fmt: skip
        content = localised(data, entry, local)
        publishing.check(content, file=name)
        found.append((content, local))
    return found


def _load(content: Mapping[str, Any], local: Local, at: datetime) -> bool:
    """Return whether there was anything new."""
    item = _implementation(content, local)
    item = publishing.implementation_for_update(item.pk)
    try:
        row = publishing.add_version(item, content, by=SYSTEM, at=at)
    except publishing.SameContent:
        return False
    publishing.put_in_force(item, row, by=SYSTEM, at=at)
    return True


def _implementation(content: Mapping[str, Any], local: Local) -> ItemImplementation:
    basic, level = content["basic_code"], content["level"]
    directory, _new = DirectoryItem.objects.update_or_create(
        basic_code=basic, defaults={"name": content["name"], "kind": content["kind"], "key": content["key"]}
    )
    code = item_codes.compose_implementation(organ=local.uscc, level=level, basic=basic)
    item, _new = ItemImplementation.objects.get_or_create(
        code=code,
        defaults={
            "directory_item": directory, "agency_id": local.agency_id, "region_path": local.region_path,
            "level": level, "name": content["name"],
        },
    )  # fmt: skip
    return item
