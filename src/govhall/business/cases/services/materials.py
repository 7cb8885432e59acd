"""New versions of materials: the old ones stay."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Max

from govhall.business.cases.models import Case, CaseMaterial
from govhall.business.cases.services import screen
from govhall.business.cases.values import MaterialInput
from govhall.business.items import public as items
from govhall.kernel.actor import Actor
from govhall.kernel.identifiers import new_id


def add_versions(case: Case, handed_in: Sequence[MaterialInput], *, by: Actor, at: datetime) -> list[str]:
    """Add the next version of each material to a locked case; return their names."""
    guide = items.version(case.item_version_id)
    newest: dict[str, int] = dict(
        CaseMaterial.objects.filter(case=case).values_list("code").annotate(newest=Max("version"))
    )
    rows = []
    for material in screen.handed_in(guide, handed_in, by=by):
        newest[material.code] = newest.get(material.code, 0) + 1
        rows.append(row_of(case, material, version=newest[material.code], at=at))
    CaseMaterial.objects.bulk_create(rows)
    return [row.name for row in rows]


def row_of(case: Case, material: screen.HandedIn, *, version: int, at: datetime) -> CaseMaterial:
    """Return the unsaved row of a material."""
    file = material.file
    return CaseMaterial(
        id=new_id(),
        case=case,
        code=material.code,
        name=material.name,
        version=version,
        obtained=material.obtained,
        trust=material.trust,
        file_id=file.id if file else None,
        file_name=file.name if file else "",
        content_type=file.content_type if file else "",
        size=file.size if file else 0,
        sm3=file.sm3 if file else "",
        certificate_id=material.certificate_id,
        at=at,
    )
