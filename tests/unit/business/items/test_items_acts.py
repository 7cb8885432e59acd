"""Drafting, publishing, suspending, resuming, cancelling: who may, what follows, what can't be undone."""

import copy
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from govhall.business.items.models import ItemVersion
from govhall.business.items.public import (
    ContentFault,
    ItemGuide,
    ItemNotFound,
    SameContent,
    browse,
    cancel,
    draft_version,
    editable_by,
    guide,
    implementation,
    publish,
    resume,
    search,
    suspend,
    version,
    versions_of,
)
from govhall.infra.bus.models import OutboxEvent
from govhall.kernel.actor import VISITOR, Actor
from govhall.kernel.errors import Conflict, InvalidInput, NotFound, NotPermitted
from govhall.kernel.identifiers import new_id
from govhall.security.audit import public as audit

COUNTY = "/52/5201/520115/"
Officer = Callable[..., Actor]

pytestmark = pytest.mark.usefixtures("items")


@pytest.fixture
def food() -> ItemGuide:
    return next(
        guide(each.implementation_code)
        for each in browse(region_path=COUNTY, size=100).items
        if each.name == "食品经营许可"
    )


@pytest.fixture
def editor(officer: Officer, food: ItemGuide) -> Actor:
    return officer("item-editor", food.agency_id)


@pytest.fixture
def reviewer(officer: Officer, food: ItemGuide) -> Actor:
    return officer("item-reviewer", food.agency_id)


def content_of(food: ItemGuide, **changes: Any) -> dict[str, Any]:
    return ItemVersion.objects.get(pk=food.version_id).content | changes


def events(food: ItemGuide) -> list[str]:
    rows = OutboxEvent.objects.filter(aggregate_id=food.implementation_id).order_by("id")
    return [name.removeprefix("items.item.") for name in rows.values_list("name", flat=True)]


def is_found(food: ItemGuide) -> bool:
    return any(hit.item.implementation_code == food.implementation_code for hit in _search().hits)


def _search() -> Any:
    return search("食品经营许可", region_path=COUNTY)


class TestPublish:
    @pytest.mark.clause("box:事项管理")
    def test_puts_a_draft_in_force_everywhere(
        self, food: ItemGuide, editor: Actor, reviewer: Actor, morning: datetime
    ) -> None:
        draft = draft_version(
            implementation_id=food.implementation_id,
            content=content_of(food, name="餐饮许可", synonyms=["撸串"]),
            by=editor,
            at=morning,
        )
        assert guide(food.implementation_code).version_id == food.version_id
        assert [(each.number, each.published_at is None) for each in versions_of(food.implementation_id)] == [
            ("2026-2", True),
            ("2026-1", False),
        ]
        publish(version_id=draft, by=reviewer, at=morning)
        now = guide(food.implementation_code)
        assert (now.version_id, now.version_number, now.name) == (draft, "2026-2", "餐饮许可")
        assert search("撸串", region_path=COUNTY).hits[0].item.name == "餐饮许可"
        assert version(food.version_id).name == "食品经营许可"
        assert events(food) == ["published", "published"]
        actions = [entry.action for entry in audit.entries(target_id=str(food.implementation_id))]
        assert actions[0] == "items.version.published"

    def test_is_refused_to_its_editor(
        self, food: ItemGuide, editor: Actor, officer: Officer, morning: datetime
    ) -> None:
        draft = draft_version(
            implementation_id=food.implementation_id, content=content_of(food, summary="新"), by=editor, at=morning
        )
        both = officer("item-reviewer", food.agency_id, account=editor.id)
        with pytest.raises(NotPermitted, match="不能是同一个人"):
            publish(version_id=draft, by=both, at=morning)

    def test_is_refused_to_other_agencies_and_roles(
        self, food: ItemGuide, editor: Actor, officer: Officer, morning: datetime
    ) -> None:
        draft = draft_version(
            implementation_id=food.implementation_id, content=content_of(food, summary="新"), by=editor, at=morning
        )
        for other in (officer("item-reviewer", food.agency_id + 1), officer("examiner", food.agency_id), VISITOR):
            with pytest.raises(NotPermitted):
                publish(version_id=draft, by=other, at=morning)

    def test_happens_once(self, food: ItemGuide, reviewer: Actor, morning: datetime) -> None:
        with pytest.raises(Conflict, match="已经发布"):
            publish(version_id=food.version_id, by=reviewer, at=morning)

    def test_never_goes_back_to_an_older_draft(
        self, food: ItemGuide, editor: Actor, reviewer: Actor, morning: datetime
    ) -> None:
        older, newer = (
            draft_version(
                implementation_id=food.implementation_id, content=content_of(food, summary=each), by=editor, at=morning
            )
            for each in ("旧", "新")
        )
        publish(version_id=newer, by=reviewer, at=morning)
        with pytest.raises(Conflict, match="重新起草"):
            publish(version_id=older, by=reviewer, at=morning)

    def test_knows_no_other_version(self, reviewer: Actor, morning: datetime) -> None:
        with pytest.raises(NotFound):
            publish(version_id=new_id(), by=reviewer, at=morning)

    def test_is_final(self, food: ItemGuide) -> None:
        rows = ItemVersion.objects.filter(pk=food.version_id)
        for act in (lambda: rows.update(content_sm3="0" * 64), rows.delete):
            with pytest.raises(DatabaseError), transaction.atomic():
                act()


class TestDraft:
    def test_needs_something_new(self, food: ItemGuide, editor: Actor, morning: datetime) -> None:
        with pytest.raises(SameContent):
            draft_version(implementation_id=food.implementation_id, content=content_of(food), by=editor, at=morning)

    def test_must_pass_the_quality_rules(self, food: ItemGuide, editor: Actor, morning: datetime) -> None:
        with pytest.raises(ContentFault, match="承诺时限超过法定时限"):
            draft_version(
                implementation_id=food.implementation_id,
                content=content_of(food, promised={"amount": 30, "unit": "W"}),
                by=editor,
                at=morning,
            )

    @pytest.mark.clause("box:智能校验")
    def test_must_not_hold_rules_that_the_browser_could_answer_differently(
        self, food: ItemGuide, editor: Actor, morning: datetime
    ) -> None:
        content = copy.deepcopy(content_of(food))
        content["form"]["sections"][1]["fields"][0]["visible_if"] = "count(staff) ** 2 > 4"
        with pytest.raises(ContentFault, match="乘方"):
            draft_version(implementation_id=food.implementation_id, content=content, by=editor, at=morning)

    def test_must_keep_the_basic_code(self, food: ItemGuide, editor: Actor, morning: datetime) -> None:
        with pytest.raises(InvalidInput, match="基本编码"):
            draft_version(
                implementation_id=food.implementation_id,
                content=content_of(food, basic_code="000131023001"),
                by=editor,
                at=morning,
            )

    def test_is_refused_to_reviewers(self, food: ItemGuide, reviewer: Actor, morning: datetime) -> None:
        with pytest.raises(NotPermitted):
            draft_version(implementation_id=food.implementation_id, content=content_of(food), by=reviewer, at=morning)


class TestStates:
    def test_suspended_items_keep_their_guide_but_leave_lists_and_search(
        self, food: ItemGuide, reviewer: Actor, morning: datetime
    ) -> None:
        suspend(implementation_id=food.implementation_id, reason="系统升级", by=reviewer, at=morning)
        assert not guide(food.implementation_code).is_open
        assert not is_found(food)
        assert "食品经营许可" not in {each.name for each in browse(region_path=COUNTY, size=100).items}
        resume(implementation_id=food.implementation_id, reason="升级完成", by=reviewer, at=morning)
        assert guide(food.implementation_code).is_open
        assert is_found(food)
        assert events(food) == ["published", "suspended", "resumed"]

    def test_cancelled_items_are_gone_but_versions_stay_for_running_cases(
        self, food: ItemGuide, reviewer: Actor, morning: datetime
    ) -> None:
        cancel(implementation_id=food.implementation_id, reason="事项取消", by=reviewer, at=morning)
        with pytest.raises(ItemNotFound):
            guide(food.implementation_code)
        assert version(food.version_id).name == "食品经营许可"
        assert implementation(food.implementation_id).state == "3"
        for act in (resume, suspend, cancel):
            with pytest.raises(Conflict):
                act(implementation_id=food.implementation_id, reason="再来", by=reviewer, at=morning)

    def test_changes_need_a_reason(self, food: ItemGuide, reviewer: Actor, morning: datetime) -> None:
        with pytest.raises(InvalidInput):
            suspend(implementation_id=food.implementation_id, reason="  ", by=reviewer, at=morning)

    def test_changes_are_refused_to_editors(self, food: ItemGuide, editor: Actor, morning: datetime) -> None:
        with pytest.raises(NotPermitted):
            suspend(implementation_id=food.implementation_id, reason="试试", by=editor, at=morning)


class TestEditableBy:
    def test_shows_an_editor_the_agency_and_a_supervisor_the_region(
        self, food: ItemGuide, editor: Actor, officer: Officer
    ) -> None:
        own = {each.agency_id for each in editable_by(editor).items}
        supervisor = officer("supervisor", food.agency_id, region_path="/52/5201/")
        seen = {each.region_path for each in editable_by(supervisor, size=200).items}
        assert own == {food.agency_id}
        assert seen == {"/52/5201/", "/52/5201/520111/", COUNTY}
        assert editable_by(VISITOR).items == ()
