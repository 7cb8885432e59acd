"""Applications as applicants send them."""

from typing import Any
from uuid import UUID

from factories import files, people
from govhall.business.cases import public as cases
from govhall.business.items import public as items
from govhall.data.organizations import public as organizations
from govhall.infra import clock
from govhall.kernel.actor import Actor
from govhall.kernel.identifiers import new_id
from govhall.support.documents import public as documents

FOOD = "food-business-license"
FOOD_ANSWERS = {"subject": "individual", "projects": ["hot_food", "self_made_drink"], "applicant": "owner"}
FOOD_FORM: dict[str, Any] = {
    "operator_name": "山间小味餐饮店",
    "region": "520115",
    "address": "观山湖区林城东路 8 号 1 层",
    "principal": "杨秀兰",
    "phone": "13900000182",
    "area": "46",
    "kitchen_area": "16",
    "business_type": "catering",
    "items": ["hot_food", "self_made_drink"],
    "safety_manager": "龙一",
    "safety_manager_phone": "13900000183",
    "staff_count": "2",
    "staff": [
        {
            "staff_name": "龙一",
            "staff_id_number": "520102199001010018",
            "health_certificate_number": "GY2026-0001",
            "health_certificate_until": "2027-08-31",
        }
    ],
}


def guide(key: str = FOOD, agency: str = "guanshanhu-market") -> items.ItemGuide:
    """Return the guide of an item as an agency carries it out."""
    from govhall.business.items.models import ItemImplementation

    agency_id = organizations.agency_by_key(agency).id
    codes = ItemImplementation.objects.filter(agency_id=agency_id).values_list("code", flat=True)
    return next(found for found in map(items.guide, codes) if found.key == key)


def upload(by: Actor, name: str = "平面图.pdf") -> UUID:
    """Return the id of an uploaded one-page PDF."""
    return documents.upload(content=files.pdf(), name=name, by=by, at=clock.now()).id


def food(by: Actor | None = None, **changes: Any) -> cases.Application:
    """Return a complete application for a food business licence."""
    by = by or people.shop_owner()
    handed_in = [
        cases.MaterialInput(code=code, obtained="UPLOADED", file_id=upload(by, f"{code}.pdf"))
        for code in ("layout", "health_certificates", "rules_list")
    ]
    facts: dict[str, Any] = {
        "submission_key": new_id(),
        "item_version_id": guide().version_id,
        "applicant_id": people.restaurant().id,
        "answers": FOOD_ANSWERS,
        "form_data": FOOD_FORM,
        "materials": handed_in,
        "channel": "2",
    }
    return cases.Application(**{**facts, **changes})
