"""
Turns the mapping of a content file into ``ItemContent``, or tells every fault in it.

The same function reads the YAML that editors write and the JSON that a version stores, so what was published can
always be read again.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from govhall.business.items.rules.problems import ContentFault, Problem
from govhall.business.items.rules.reading import Reader
from govhall.business.items.values import content as v

REVIEW_KINDS = ("即审即办", "前审后批")
UNITS = ("W", "N", "H")
ROLES = ("applicant", "window-clerk", "examiner", "reviewer", "approver", "certificate-officer", "system")
PROCESSES = ("standard-review", "food-licence-review", "none")
UPLOADS = ("pdf", "jpg", "png", "ofd")


def parse(data: Mapping[str, Any], *, file: str = "") -> v.ItemContent:
    """
    Return the content in ``data``.

    :raises ContentFault: if anything is missing, of the wrong shape, or outside its code table
    """
    problems: list[Problem] = []
    reader = Reader(data, "", problems)
    content = _item(reader)
    reader.finish()
    if problems:
        raise ContentFault(problems, file=file)
    return content


def _item(r: Reader) -> v.ItemContent:
    return v.ItemContent(
        **_identity(r),
        **_handling(r),
        **_local(r),
        questions=tuple(_question(each) for each in r.children("questions")),
        materials=tuple(_material(each) for each in r.children("materials")),
        steps=tuple(_step(each) for each in r.children("steps", required=True)),
        special_procedures=tuple(_special(each) for each in r.children("special_procedures")),
        precheck=_rule(r, "precheck"),
        routing=_rule(r, "routing"),
        outcome=_rule(r, "outcome"),
        form=_form(r),
        faq=tuple(_faq(each) for each in r.children("faq")),
        keywords=r.texts("keywords"),
        synonyms=r.texts("synonyms"),
        popularity=r.number("popularity", default=0, highest=100),
        verified=tuple(_verified(each) for each in r.children("verified")),
        illustrative=r.flag("illustrative"),
    )


def _identity(r: Reader) -> dict[str, Any]:
    return {
        "key": r.text("key", longest=60),
        "name": r.text("name", longest=200),
        "sub_name": r.text("sub_name", required=False, longest=40),
        "summary": r.text("summary", longest=200),
        "kind": r.code("kind", "item-type"),
        "basic_code": r.text("basic_code", longest=12),
        "level": r.code("level", "exercise-level"),
        "power_source": r.code("power_source", "power-source", required=False) or "1",
        "served": r.codes("served", "service-object", required=True),
        "themes_person": r.codes("themes_person", "theme-person"),
        "themes_legal": r.codes("themes_legal", "theme-legal"),
        "basis": tuple(_basis(each) for each in r.children("basis", required=True)),
        "conditions": r.texts("conditions", required=True),
    }


def _handling(r: Reader) -> dict[str, Any]:
    return {
        "case_kind": r.code("case_kind", "case-kind"),
        "review_kind": r.one_of("review_kind", REVIEW_KINDS),
        "statutory": _limit(r.child("statutory")),
        "statutory_note": r.text("statutory_note", required=False),
        "promised": _limit(r.child("promised")),
        "visits": r.number("visits", highest=9),
        "visits_reason": r.text("visits_reason", required=False),
        "fees": tuple(_fee(each) for each in r.children("fees")),
        "online_payment": r.flag("online_payment"),
        "result": _result(r.child("result")),
        "ways": r.codes("ways", "handling-form", required=True),
        "depth": r.code("depth", "online-depth"),
        "assurance": r.number("assurance", highest=4),
        "area_scope": r.code("area_scope", "cross-region-scope", required=False),
        "quantity_limit": r.text("quantity_limit", required=False) or "无",
        "express": r.flag("express"),
        "booking": r.flag("booking", default=True),
        "terminal": r.flag("terminal"),
        "remedies": _remedies(r.child("remedies")),
        "commitment": r.text("commitment", required=False),
        "process": "" if (process := r.one_of("process", PROCESSES)) == "none" else process,
    }


def _local(r: Reader) -> dict[str, Any]:
    return {
        "place": r.text("place"),
        "hours": r.text("hours"),
        "consult_phone": r.text("consult_phone"),
        "supervise_phone": r.text("supervise_phone"),
    }


def _limit(r: Reader) -> v.Limit:
    limit = v.Limit(amount=r.number("amount", highest=365), unit=r.one_of("unit", UNITS))
    r.finish()
    return limit


def _basis(r: Reader) -> v.Basis:
    basis = v.Basis(law=r.text("law"), article=r.text("article", required=False), text=r.text("text"))
    r.finish()
    return basis


def _fee(r: Reader) -> v.Fee:
    fee = v.Fee(name=r.text("name"), standard=r.text("standard"), basis=r.text("basis"))
    r.finish()
    return fee


def _result(r: Reader) -> v.Result:
    valid = r.raw("valid")
    years = valid.get("years") if isinstance(valid, Mapping) else 0
    if (valid not in (None, "long_term") and not isinstance(valid, Mapping)) or not isinstance(years, int):
        r.fault("valid", "应为 long_term 或 {years: 年数}")
        years = 0
    result = v.Result(
        name=r.text("name"),
        kind=r.code("kind", "result-kind"),
        closing=r.code("closing", "result-closing-kind", required=False),
        certificate_type=r.text("certificate_type", required=False),
        valid_years=years,
        sample=r.text("sample", required=False),
        register=r.text("register", required=False),
    )
    r.finish()
    return result


def _remedies(r: Reader) -> v.Remedies:
    remedies = v.Remedies(reconsideration=r.text("reconsideration"), litigation=r.text("litigation"))
    r.finish()
    return remedies


def _question(r: Reader) -> v.Question:
    question = v.Question(
        code=r.text("code", longest=40),
        title=r.text("title", longest=80),
        many=r.flag("many"),
        options=tuple(_option(each) for each in r.children("options", required=True)),
    )
    r.finish()
    return question


def _option(r: Reader) -> v.Option:
    option = v.Option(value=r.text("value", longest=40), label=r.text("label", longest=60))
    r.finish()
    return option


def _material(r: Reader) -> v.Material:
    material = v.Material(
        code=r.text("code", longest=40),
        name=r.text("name", longest=200),
        kind=r.code("kind", "material-kind"),
        form=r.code("form", "material-form"),
        necessity=r.code("necessity", "material-necessity"),
        source=r.code("source", "material-source"),
        source_note=r.text("source_note", required=False),
        originals=r.number("originals", default=1, highest=20),
        copies=r.number("copies", default=0, highest=20),
        hint=r.text("hint", required=False, longest=200),
        standard=r.text("standard", required=False, longest=400),
        basis=r.text("basis", required=False, longest=200),
        sample=r.text("sample", required=False, longest=200),
        applies_if=r.text("applies_if", required=False, longest=400),
        exempt_by=_exemption(r.child("exempt_by")) if r.has("exempt_by") else None,
        allowed=r.texts("allowed") or UPLOADS[:3],
        deferrable=r.flag("deferrable"),
    )
    if unknown := set(material.allowed) - set(UPLOADS):
        r.fault("allowed", f"不收这种文件：{'、'.join(sorted(unknown))}")
    r.raw("exempt_by")
    r.finish()
    return material


def _exemption(r: Reader) -> v.Exemption | None:
    certificate = r.text("certificate", required=False)
    generated, identity = r.flag("generated"), r.flag("identity")
    r.finish()
    if [bool(certificate), generated, identity].count(True) != 1:
        r.fault("", "应写 certificate、generated、identity 中的一个")
        return None
    reason = "certificate" if certificate else "generated" if generated else "identity"
    return v.Exemption(reason=reason, certificate=certificate)


def _step(r: Reader) -> v.Step:
    step = v.Step(
        code=r.text("code", longest=40),
        name=r.text("name", longest=40),
        role=r.one_of("role", ROLES),
        limit=r.number("limit", highest=365),
        action=r.text("action", longest=200),
    )
    r.finish()
    return step


def _special(r: Reader) -> v.SpecialProcedure:
    special = v.SpecialProcedure(
        code=r.text("code", longest=40),
        name=r.text("name", longest=40),
        basis=r.text("basis"),
        limit=v.Limit(amount=r.number("limit", lowest=1, highest=365), unit=r.one_of("unit", UNITS)),
    )
    r.finish()
    return special


def _faq(r: Reader) -> v.Faq:
    faq = v.Faq(question=r.text("q", longest=100), answer=r.text("a", longest=500))
    r.finish()
    return faq


def _verified(r: Reader) -> v.Verified:
    verified = v.Verified(figure=r.text("figure"), source=r.text("source"), confirmed=r.flag("confirmed"))
    r.finish()
    return verified


def _rule(r: Reader, key: str) -> v.RuleUse | None:
    if not r.has(key):
        r.raw(key)
        return None
    use = r.child(key)
    model, decision = use.text("model", longest=60), use.text("decision", longest=100)
    version, version_id = use.number("version", default=0), use.text("version_id", required=False)
    use.finish()
    try:
        pinned = UUID(version_id) if version_id else None
    except ValueError:
        use.fault("version_id", "不是版本的标识")
        pinned = None
    return v.RuleUse(model=model, decision=decision, version=version, version_id=pinned)


def _form(r: Reader) -> Mapping[str, Any] | None:
    form = r.raw("form")
    if form is not None and not isinstance(form, Mapping):
        r.fault("form", "应为键值结构")
        return None
    if not _is_plain(form):
        # YAML reads an unquoted date as a date, which JSON can't hold.
        r.fault("form", "只能是文字、数字、真假、列表和键值结构（日期请加引号）")
        return None
    return form


def _is_plain(value: object) -> bool:
    if isinstance(value, Mapping):
        return all(isinstance(key, str) and _is_plain(each) for key, each in value.items())
    if isinstance(value, list):
        return all(_is_plain(each) for each in value)
    return value is None or isinstance(value, str | int | float)
