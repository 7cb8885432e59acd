"""What the applicants of the demonstration write into their forms, and the papers that they hand in."""

from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from typing import Any, Final
from uuid import UUID

from govhall.business.cases import public as cases
from govhall.business.items import public as items
from govhall.config.demo_cases.applicants import Applicant
from govhall.data.organizations import public as organizations
from govhall.kernel.identifiers import new_id
from govhall.support.certificates import public as certificates
from govhall.support.documents import public as documents

_ONLINE: Final = "2"
_INK: Final = (29, 39, 51)


def application(applicant: Applicant, item: str, agency_key: str, *, at: datetime) -> cases.Application:
    """Return a complete application of this person for an item, at an agency that carries it out."""
    guide = _guide(item, agency_key)
    answers, form = _FORMS[item]
    written = form(applicant)
    return cases.Application(
        submission_key=new_id(), item_version_id=guide.version_id, applicant_id=applicant.party_id,
        answers=answers, form_data=written, materials=_materials(applicant, guide, answers, at), channel=_ONLINE,
    )  # fmt: skip


def paper(applicant: Applicant, code: str, name: str, *, at: datetime) -> cases.MaterialInput:
    """Return an uploaded page that says what it stands for."""
    stored = documents.upload(
        content=BytesIO(_page(name, applicant.name, at)), name=f"{name}.pdf", by=applicant.actor, at=at
    )
    return cases.MaterialInput(code=code, obtained=cases.Obtained.UPLOADED, file_id=stored.id)


def _guide(item: str, agency_key: str) -> items.ItemGuide:
    agency = organizations.agency_by_key(agency_key)
    found = items.search(item, region_path=agency.region_path).hits
    return items.guide(
        next(hit.item.implementation_code for hit in found if (hit.item.name, hit.item.agency_id) == (item, agency.id))
    )


def _materials(
    applicant: Applicant, guide: items.ItemGuide, answers: Mapping[str, Any], at: datetime
) -> list[cases.MaterialInput]:
    """Return a page for each necessary material that the state doesn't spare."""
    held: Mapping[str, UUID] = certificates.held_by(applicant.party_id, at=at)
    plan = items.materials_for(guide, answers, held_certificates=held.keys(), is_identified=True)
    return [paper(applicant, spec.code, spec.name, at=at) for spec in plan.to_prepare if spec.necessity == "1"]


def _page(title: str, name: str, at: datetime) -> bytes:
    page, sizes = documents.pages, documents.typesetting
    face = documents.fonts.Face.SERIF
    said = (title, f"申请人：{name}", "示范材料，内容从略。")
    words = [
        sizes.centred(line, 105, 60 + number * 14, face, (20 if number == 0 else 13) * page.POINT, _INK)
        for number, line in enumerate(said)
    ]
    drawn = page.Page(width=210, height=297, items=tuple(words))
    return documents.pdf.write(page.Paper(title=title, author=name, pages=(drawn,), at=at))


def _food(who: Applicant) -> dict[str, Any]:
    area = 40 + int(who.phone[-2:]) % 60
    return {
        "operator_name": who.name, "region": who.district, "address": who.address, "principal": who.person,
        "phone": who.phone, "area": str(area), "kitchen_area": str(area // 3), "business_type": "catering",
        "items": ["hot_food", "self_made_drink"], "safety_manager": who.person, "safety_manager_phone": who.phone,
        "staff_count": "2",
        "staff": [{
            "staff_name": who.person, "staff_id_number": who.id_number,
            "health_certificate_number": f"GY2026-{who.phone[-4:]}", "health_certificate_until": "2027-08-31",
        }],
    }  # fmt: skip


def _hygiene(kind: str) -> Any:
    def form(who: Applicant) -> dict[str, Any]:
        rooms = {"rooms": "18"} if kind == "lodging" else {}
        return {
            "unit_name": who.name, "unit_uscc": who.code, "principal": who.person, "phone": who.phone,
            "address": who.address, "venue_kind": kind, "area": "120", "staff_count": "6", "certified_staff": "6",
            "hygiene_manager": who.person, **rooms,
        }  # fmt: skip

    return form


def _elderly(who: Applicant) -> dict[str, Any]:
    return {
        "applied_by": "self", "elder_name": who.name, "elder_id_number": who.id_number, "birth_date": who.birth_date,
        "region": who.district, "address": who.address, "phone": who.phone, "account_name": who.name,
        "account": f"621700{who.phone}",
    }  # fmt: skip


def _residence(who: Applicant) -> dict[str, Any]:
    return {
        "name": who.name, "id_number": who.id_number, "phone": who.phone, "household_region": "贵州省毕节市七星关区",
        "region": who.district, "address": who.address, "living_since": "2025-03-01", "ground": "job",
        "employer": "贵州山水人力资源有限公司",
    }  # fmt: skip


def _nurse(who: Applicant) -> dict[str, Any]:
    return {
        "name": who.name, "id_number": who.id_number, "phone": who.phone, "school": "贵阳护理职业学院（示范）",
        "major": "nursing", "degree": "college", "internship_months": "10", "exam_number": f"HS{who.phone[-8:]}",
        "exam_date": "2026-05-17", "institution": "观山湖区人民医院（示范）",
        "institution_address": "观山湖区兴筑路 1 号",
        "department": "内科",
    }  # fmt: skip


_FOOD = {"subject": "individual", "projects": ["hot_food", "self_made_drink"], "applicant": "owner"}
_ORDINARY = {"air_conditioning": "no", "way": "ordinary"}
_FORMS: Final[Mapping[str, tuple[Mapping[str, Any], Any]]] = {
    "食品经营许可": (_FOOD, _food),
    "公共场所卫生许可": ({"venue": "beauty", **_ORDINARY}, _hygiene("beauty")),
    "高龄津贴": ({"applicant": "self", "age": "eighties"}, _elderly),
    "居住证申领": ({"ground": "job", "home_kind": "rented", "applicant": "self"}, _residence),
    "护士执业注册": ({"since_exam": "within_three", "applicant": "self"}, _nurse),
}
