"""Loading the types of certificates from content. Loading again changes only what the content changed."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from govhall.standards.identifiers import certificate_identifier
from govhall.support.certificates.choices import HolderKind
from govhall.support.certificates.models import CertificateType
from govhall.support.certificates.rules import checks, masking
from govhall.support.certificates.values import AnnualCheck, FaceField

TYPES = Path(__file__).parents[1] / "content" / "types.yaml"
SHAPES = frozenset({"landscape", "portrait", "record"})
_DEFINITION = (
    "number_label", "number", "number_words", "statement", "face", "table", "annual_check", "issued_with",
)  # fmt: skip


def load_types(*, at: datetime, source: Path = TYPES) -> tuple[str, ...]:
    """
    Load every type of ``source``; return the keys of those that are new or changed.

    :raises ValueError: for a wrong type code, shape, holder kind, mask or annual check; then nothing is loaded
    """
    entries: Sequence[Mapping[str, Any]] = yaml.safe_load(source.read_text(encoding="utf-8"))
    wanted = {entry["key"]: _columns(entry) for entry in entries}
    with transaction.atomic():
        known = {row.key: row for row in CertificateType.objects.select_for_update().filter(key__in=wanted)}
        return tuple(key for key, columns in wanted.items() if _put(known.get(key), key, columns, at))


def _put(row: CertificateType | None, key: str, columns: Mapping[str, Any], at: datetime) -> bool:
    if row is None:
        CertificateType.objects.create(key=key, loaded_at=at, **columns)
        return True
    changed = [name for name, value in columns.items() if getattr(row, name) != value]
    if not changed:
        return False
    for name in changed:
        setattr(row, name, columns[name])
    row.loaded_at = at
    row.save(update_fields=[*changed, "loaded_at"])
    return True


def _columns(entry: Mapping[str, Any]) -> dict[str, Any]:
    fields = [FaceField(**field) for field in entry["face"]]
    faults = [field.name for field in fields if field.mask not in masking.MASKS]
    if not any(part in entry["number"] for part in ("{serial", "{uscc}")):
        raise ValueError(f"certificate type {entry['key']}: its number counts nothing")
    if faults or entry["shape"] not in SHAPES or not set(entry["holder_kinds"]) <= set(HolderKind.values):
        raise ValueError(f"certificate type {entry['key']}: shape, holder kinds or masks {faults}")
    if "annual_check" in entry:
        checks.examine(AnnualCheck(**entry["annual_check"]))
    return {
        "code": certificate_identifier.check_type_code(entry["code"]),
        "name": entry["name"],
        "holder_kinds": list(entry["holder_kinds"]),
        "definer": entry["definer"],
        "shape": entry["shape"],
        "single_instance": entry["single_instance"],
        "years": entry.get("years"),
        "definition": {name: entry[name] for name in _DEFINITION if name in entry},
    }
