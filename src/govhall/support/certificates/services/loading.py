"""
Loading the types of certificates from content: version 1 of a new type, the next version of a changed one.

Whatever an officer has published stays in force: content that changes afterwards is left out, and the log says so.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import structlog
import yaml
from django.db import transaction

from govhall.infra import crypto
from govhall.standards.identifiers import certificate_identifier
from govhall.support.certificates.choices import HolderKind, TypeVersionState
from govhall.support.certificates.models import CertificateType, CertificateTypeVersion
from govhall.support.certificates.rules import checks, masking, templates
from govhall.support.certificates.values import AnnualCheck, FaceField, TemplateContent

TYPES = Path(__file__).parents[1] / "content" / "types.yaml"
log = structlog.get_logger()
_DEFINITION = (
    "number_label", "number", "number_words", "statement", "face", "table", "annual_check", "issued_with",
    "colour", "seal", "photograph",
)  # fmt: skip


def load_types(*, at: datetime, source: Path = TYPES) -> tuple[str, ...]:
    """
    Load every type of ``source``; return the keys of those that are new or changed.

    :raises ValueError: for a wrong type code, shape, holder kind, mask or annual check; then nothing is loaded
    """
    entries: Sequence[Mapping[str, Any]] = yaml.safe_load(source.read_text(encoding="utf-8"))
    wanted = {entry["key"]: (_columns(entry), _content(entry)) for entry in entries}
    with transaction.atomic():
        known = {row.key: row for row in CertificateType.objects.select_for_update().filter(key__in=wanted)}
        return tuple(key for key, said in wanted.items() if _put(known.get(key), key, *said, at))


def _put(
    row: CertificateType | None, key: str, columns: Mapping[str, Any], content: TemplateContent, at: datetime
) -> bool:
    if row is None:
        row = CertificateType.objects.create(key=key, name=content.name, loaded_at=at, **columns)
        changed = True
    else:
        changed = any(getattr(row, name) != value for name, value in columns.items())
        for name, value in columns.items():
            setattr(row, name, value)
    if not (_follow(row, content, at) or changed):
        return False
    row.loaded_at = at
    row.save()
    return True


def _follow(row: CertificateType, content: TemplateContent, at: datetime) -> bool:
    """Put the content in force as the next version, unless it was loaded before or an officer's is in force."""
    digest = crypto.sm3_hex(content.canonical())
    if row.versions.filter(sm3=digest, published_by=None, state=TypeVersionState.PUBLISHED).exists():
        return False
    if row.current is not None and row.current.published_by is not None:
        log.warning("certificate_type_left", type_key=row.key, version=row.current.number)
        return False
    draft = row.versions.filter(state=TypeVersionState.DRAFT).first()
    number = draft.number if draft else (row.current.number + 1 if row.current else 1)
    if draft:  # it goes on as the version after this one
        draft.number += 1
        draft.save(update_fields=["number"])
    row.current = CertificateTypeVersion.objects.create(
        type=row, number=number, state=TypeVersionState.PUBLISHED, name=content.name, shape=content.shape,
        years=content.years, definition=content.definition, sm3=digest, updated_at=at, published_at=at,
    )  # fmt: skip
    row.name = content.name
    return True


def _columns(entry: Mapping[str, Any]) -> dict[str, Any]:
    fields = [FaceField(**field) for field in entry["face"]]
    faults = [field.name for field in fields if field.mask not in masking.MASKS]
    if not any(part in entry["number"] for part in ("{serial", "{uscc}")):
        raise ValueError(f"certificate type {entry['key']}: its number counts nothing")
    if (
        faults
        or entry["shape"] not in templates.SHAPES
        or not _is_look(entry)
        or ("photograph" in entry and entry["shape"] != "landscape")
        or not set(entry["holder_kinds"]) <= set(HolderKind.values)
    ):
        raise ValueError(f"certificate type {entry['key']}: shape, holder kinds or masks {faults}")
    if "annual_check" in entry:
        checks.examine(AnnualCheck(**entry["annual_check"]))
    return {
        "code": certificate_identifier.check_type_code(entry["code"]),
        "holder_kinds": list(entry["holder_kinds"]),
        "definer": entry["definer"],
        "single_instance": entry["single_instance"],
    }


def _is_look(entry: Mapping[str, Any]) -> bool:
    return entry.get("colour", "teal") in templates.COLOURS and entry.get("seal", "right") in templates.SEALS


def _content(entry: Mapping[str, Any]) -> TemplateContent:
    return TemplateContent(
        name=entry["name"], shape=entry["shape"], years=entry.get("years"),
        definition={name: entry[name] for name in _DEFINITION if name in entry},
    )  # fmt: skip
