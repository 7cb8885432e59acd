"""
What the three steps of an application have in common: the draft with its item, form, applicant and materials.

Reads only. Must not decide whether an application is complete: ``business.cases`` does when it is submitted.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Final
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from govhall.business.cases import public as cases
from govhall.business.items import public as items
from govhall.infra import clock
from govhall.kernel.actor import VISITOR, Actor
from govhall.kernel.errors import NotFound
from govhall.support.certificates import public as certificates
from govhall.support.forms import public as forms
from govhall.support.identity import public as identity

REAL_NAME: Final = 2  # assurance level from which the identity replaces a copy of the identity card


def actor_of(request: HttpRequest) -> Actor:
    """Return who acts in this request."""
    actor: Actor = getattr(request, "actor", VISITOR)
    return actor


@dataclass(frozen=True)
class Work:
    """A draft that is being worked on."""

    draft: forms.DraftValue
    guide: items.ItemGuide
    spec: forms.FormSpec
    actor: Actor
    errors: Mapping[str, list[str]] = field(default_factory=dict)

    @cached_property
    def photograph(self) -> str:
        """Return the code of the material that is printed on the certificate."""
        return cases.photograph_of(self.guide)

    @cached_property
    def details(self) -> identity.PartyDetails:
        """Return the applicant's own data."""
        return identity.party_details(self.draft.party_id)

    @cached_property
    def fills(self) -> Mapping[str, str]:
        """Return the applicant's data by the names that forms use."""
        return self.details.fills()

    @cached_property
    def cleaned(self) -> forms.CleanForm:
        """Return the form as the rules see it now, with everything that is missing or wrong; then the pre-check's."""
        checked = self._checked
        errors: dict[str, list[str]] = {name: list(words) for name, words in checked.errors.items()}
        for finding in self._precheck:
            if finding.is_error:
                errors.setdefault(finding.field, []).append(finding.message)
        return replace(checked, errors=errors)

    @property
    def hints(self) -> Sequence[cases.PrecheckFinding]:
        """Return what the item's pre-check wants to be thought over; it stops nobody."""
        return [finding for finding in self._precheck if not finding.is_error]

    @cached_property
    def _checked(self) -> forms.CleanForm:
        return forms.clean(self.spec, self.draft.data, answers=self.draft.answers, filled=self.fills)

    @cached_property
    def _precheck(self) -> Sequence[cases.PrecheckFinding]:
        if self._checked.errors:
            return ()
        return cases.precheck(self.guide, answers=self.draft.answers, form_data=self._checked.data, at=clock.now())

    @cached_property
    def plan(self) -> items.MaterialPlan:
        """Return the materials of this situation; what the state holds for this applicant needn't be handed in."""
        wallet = certificates.wallet([self.draft.party_id], at=clock.now())
        held = {each.type_key for each in wallet if each.is_valid}
        return items.materials_for(
            self.guide, self.draft.answers, held_certificates=held, is_identified=self.actor.assurance >= REAL_NAME
        )

    @property
    def missing_materials(self) -> Sequence[items.Material]:
        """Return the necessary materials without a file."""
        given = {file.code for file in self.draft.files}
        return [each for each in self.plan.to_prepare if each.necessity == "1" and each.code not in given]

    def steps(self, now: str) -> list[dict[str, str]]:
        """Return where the applicant is, for ``look/components/steps.html``."""
        known = [
            ("situation", _("我的情况"), reverse("portal:apply", args=[self.guide.implementation_code])),
            ("form", _("填写信息"), reverse("portal:draft", args=[self.draft.id])),
            ("materials", _("上传材料"), reverse("portal:draft_materials", args=[self.draft.id])),
            ("confirm", _("核对提交"), ""),
        ]
        if not self.spec.sections:
            known = [step for step in known if step[0] != "form"]
        place = [name for name, _label, _url in known].index(now)
        state = ["done"] * place + ["now"] + ["todo"] * len(known)
        return [
            {"label": label, "url": url, "state": state[position]} for position, (_n, label, url) in enumerate(known)
        ]

    def page(self, now: str) -> dict[str, Any]:
        """Return what the frame of every step needs."""
        return {
            "work": self, "draft": self.draft, "guide": self.guide, "party": self.details, "steps": self.steps(now),
            "leave_url": f"{reverse('portal:cases')}?view=drafts",
        }  # fmt: skip


def open_work(draft_id: UUID, by: Actor) -> Work:
    """
    Return an own unsent draft.

    :raises NotFound: if it is somebody else's, sent, or its item is gone
    :raises AgencyOver: :raises NotAnAgent: if the power to act for the applicant, or in this item, has ended
    """
    draft = forms.draft(draft_id, by=by)
    version_id = UUID(draft.subject)
    guide = items.version(version_id)
    if draft.party_id in by.limited:
        identity.require_may_act(by, party_id=draft.party_id, item_key=guide.key, at=clock.now())
    return Work(draft=draft, guide=guide, spec=cases.form_of(version_id), actor=by)


def sent_number(draft_id: UUID, by: Actor) -> str:
    """Return the number of the case that came out of a draft. :raises NotFound: if none did"""
    try:
        return cases.receipt_of(draft_id, by=by).number
    except ObjectDoesNotExist:
        raise NotFound(_("这份草稿不存在，或已经删除。请到“我的办件”查看。")) from None


def prefill(spec: forms.FormSpec, fills: Mapping[str, str]) -> dict[str, Any]:
    """Return the data with which a new draft begins: what is known of the applicant, and the form's defaults."""
    data: dict[str, Any] = {}
    for each in spec.plain_fields():
        value = fills.get(each.filled_from, "") or each.default
        if value:
            data[each.name] = value
    return data


def shown_data(work: Work) -> dict[str, Any]:
    """Return the draft's data for rendering: checked values where they could be read, else what was typed."""
    data = dict(work.draft.data)
    for each in work.spec.plain_fields():
        value = work.cleaned.data.get(each.name)
        if value is not None:
            data[each.name] = value
        elif each.kind == "boolean":
            data[each.name] = data.get(each.name) in (True, "true", "on", "1")
    return data


def fields_of(spec: forms.FormSpec) -> Iterator[tuple[forms.SectionSpec, forms.FieldSpec]]:
    """Return every field with its section."""
    for section in spec.sections:
        for each in section.fields:
            yield section, each


def item_line(guide: items.ItemGuide) -> str:
    """Return the words beside an item's name: situation and agency."""
    return " · ".join(part for part in (guide.sub_name, guide.agency_name) if part)
