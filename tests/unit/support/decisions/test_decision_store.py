"""Drafts, versions and runs: what may be changed by whom, and what never."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError, IntegrityError

from factories import rules
from factories.crowd import at_once
from govhall.kernel.actor import Actor, ActorKind, Grant
from govhall.kernel.errors import Conflict, InvalidInput, NotPermitted
from govhall.kernel.identifiers import new_id
from govhall.security.audit import public as audit
from govhall.support.decisions import public as decisions
from govhall.support.decisions.models import DecisionModel, DecisionModelVersion, DecisionRun

AT = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
KEY = "fees"


def person(role: str) -> Actor:
    grant = Grant(role=role, agency_id=1, region_path="/52/")
    return Actor(kind=ActorKind.OFFICER, id=uuid4(), name="文简", grants=(grant,))


EDITOR = person("rule-editor")


def drafted(xml: str = rules.COMPLETE, **more: str) -> decisions.VersionValue:
    return decisions.save_draft(key=KEY, xml=xml, by=EDITOR, at=AT, **more)


def published(xml: str = rules.COMPLETE) -> decisions.VersionRef:
    return decisions.publish(key=KEY, sm3=drafted(xml).sm3, by=EDITOR, at=AT)[0]


@pytest.mark.django_db
class TestDraft:
    def test_the_first_one_makes_the_model(self) -> None:
        draft = drafted()
        assert (draft.number, draft.state) == (1, decisions.VersionState.DRAFT)
        (model,) = decisions.models()
        assert (model.key, model.name, model.number, model.has_draft) == (KEY, "收费标准", 0, True)

    def test_is_written_over_as_often_as_it_is_saved(self) -> None:
        first, second = drafted(), drafted(rules.WITH_GAP)
        assert (second.id, second.number) == (first.id, 1)
        assert decisions.open_text(KEY)[1] == rules.WITH_GAP

    def test_follows_the_published_version_with_the_next_number(self) -> None:
        published()
        assert drafted(rules.WITH_GAP).number == 2

    def test_may_have_wrong_expressions(self) -> None:
        assert drafted(rules.model(rules.literal("1 +"))).number == 1

    def test_of_a_text_that_somebody_else_has_replaced_is_refused(self) -> None:
        base = drafted().sm3
        drafted(rules.WITH_GAP, base=base)
        with pytest.raises(Conflict, match="别人刚刚改过"):
            drafted(rules.OVERLAPPING, base=base)
        assert decisions.open_text(KEY)[1] == rules.WITH_GAP

    def test_is_there_once_whatever_the_program_does(self) -> None:
        draft = drafted()
        row = DecisionModelVersion.objects.get(pk=draft.id)
        row.pk, row.number = new_id(), 9
        with pytest.raises(IntegrityError, match="decision_draft_once"), transaction.atomic():
            row.save(force_insert=True)

    @pytest.mark.parametrize("role", ["item-editor", "item-reviewer", "supervisor", "examiner", "system-administrator"])
    def test_is_for_rule_editors_only(self, role: str) -> None:
        with pytest.raises(NotPermitted):
            decisions.save_draft(key=KEY, xml=rules.COMPLETE, by=person(role), at=AT)
        assert decisions.models() == ()

    @pytest.mark.parametrize("key", ["", "Fees", "费用", "a" * 61, "a b", "../a", "1a"])
    def test_needs_a_key_that_fits_into_an_address(self, key: str) -> None:
        with pytest.raises(InvalidInput, match="模型代码"):
            decisions.save_draft(key=key, xml=rules.COMPLETE, by=EDITOR, at=AT)

    @pytest.mark.parametrize(
        "xml",
        [
            "", "不是 XML", "<html/>", "\0", "\udc80", rules.COMPLETE + "x" * 2_000_001,
            '<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;">]><definitions>&c;</definitions>',
            "<a>" * 10_000 + "</a>" * 10_000,
            rules.model(name=" "), rules.model(name="长" * 101),
        ],
    )  # fmt: skip
    def test_must_be_a_file_that_can_be_read(self, xml: str) -> None:
        with pytest.raises(decisions.ModelUnreadable) as refusal:
            drafted(xml)
        assert "Traceback" not in refusal.value.message
        assert "模型" in refusal.value.message
        assert decisions.models() == ()


@pytest.mark.django_db
class TestPublish:
    def test_puts_the_draft_in_force(self) -> None:
        ref = published()
        assert decisions.latest(KEY) == ref
        assert (ref.number, len(ref.sm3)) == (1, 64)
        assert [version.state for version in decisions.versions(KEY)] == ["PUBLISHED"]

    def test_returns_what_is_to_be_known(self) -> None:
        draft = drafted(rules.WITH_GAP)
        _ref, findings = decisions.publish(key=KEY, sm3=draft.sm3, by=EDITOR, at=AT)
        assert [finding.code for finding in findings] == ["table-gap"]

    def test_is_refused_while_there_are_errors(self) -> None:
        draft = drafted(rules.OVERLAPPING)
        with pytest.raises(decisions.ModelFaulty, match="1 处错误") as refusal:
            decisions.publish(key=KEY, sm3=draft.sm3, by=EDITOR, at=AT)
        assert [finding.code for finding in refusal.value.findings] == ["table-overlap"]
        with pytest.raises(decisions.ModelNotFound):
            decisions.latest(KEY)

    def test_never_takes_a_text_that_the_publisher_has_not_seen(self) -> None:
        seen = drafted().sm3
        drafted(rules.WITH_GAP)
        with pytest.raises(Conflict):
            decisions.publish(key=KEY, sm3=seen, by=EDITOR, at=AT)

    def test_twice_is_once(self) -> None:
        draft = drafted()
        decisions.publish(key=KEY, sm3=draft.sm3, by=EDITOR, at=AT)
        with pytest.raises(Conflict):
            decisions.publish(key=KEY, sm3=draft.sm3, by=EDITOR, at=AT)

    def test_is_for_rule_editors_only(self) -> None:
        draft = drafted()
        with pytest.raises(NotPermitted):
            decisions.publish(key=KEY, sm3=draft.sm3, by=person("item-reviewer"), at=AT)

    def test_leaves_an_audit_entry(self) -> None:
        published()
        actions = [entry.action for entry in audit.entries()]
        assert {"decisions.version.drafted", "decisions.version.published"} <= set(actions)


@pytest.mark.django_db
class TestPublishedVersion:
    @pytest.mark.parametrize("change", [{"xml": "<x/>"}, {"sm3": "0" * 64}, {"number": 7}, {"state": "DRAFT"}])
    def test_can_not_be_changed(self, change: dict[str, object]) -> None:
        ref = published()
        with pytest.raises(DatabaseError), transaction.atomic():
            DecisionModelVersion.objects.filter(pk=ref.id).update(**change)

    def test_can_not_be_deleted(self) -> None:
        ref = published()
        DecisionModel.objects.update(latest=None)
        with pytest.raises(DatabaseError), transaction.atomic():
            DecisionModelVersion.objects.filter(pk=ref.id).delete()

    def test_can_be_retired_and_the_one_before_is_in_force_again(self) -> None:
        first, second = published(), published(rules.WITH_GAP)
        decisions.retire(key=KEY, number=2, by=EDITOR, at=AT)
        assert decisions.latest(KEY) == first
        with pytest.raises(Conflict):
            decisions.retire(key=KEY, number=2, by=EDITOR, at=AT)
        with pytest.raises(DatabaseError), transaction.atomic():
            DecisionModelVersion.objects.filter(pk=second.id).update(state="PUBLISHED", retired_at=None)

    def test_still_answers_those_who_pinned_it_when_retired(self) -> None:
        ref = published()
        decisions.retire(key=KEY, number=1, by=EDITOR, at=AT)
        with pytest.raises(decisions.ModelNotFound):
            decisions.evaluate_unrecorded(KEY, "费用", {"amount": 3}, at=AT)
        assert decisions.evaluate_unrecorded(KEY, "费用", {"amount": 3}, at=AT, version=ref.id).value == 1


@pytest.mark.django_db
class TestEvaluate:
    def test_records_version_digest_rows_and_subject(self) -> None:
        ref, subject = published(), uuid4()
        found = decisions.evaluate(KEY, "费用", {"amount": 12}, at=AT, purpose="tests.fee", subject=subject)
        assert (found.value, found.text) == (2, "2")
        (run,) = decisions.runs_of(subject)
        assert (run.number, run.model_sm3, run.decision, run.purpose, run.at) == (1, ref.sm3, "费用", "tests.fee", AT)
        assert run.rows == ("费用 2",)
        content = decisions.run_content(run.id)
        assert (content["inputs"], content["output"]) == ({"amount": 12}, 2)

    def test_keeps_only_what_the_model_asks_for(self) -> None:
        published()
        found = decisions.evaluate(KEY, "费用", {"amount": 1, "phone": "139"}, at=AT, purpose="tests.fee")
        assert found.inputs == {"amount": 1}

    def test_stores_values_encrypted(self) -> None:
        published()
        decisions.evaluate(KEY, "费用", {"amount": 8_765_432}, at=AT, purpose="tests.fee")
        with connection.cursor() as cursor:
            cursor.execute("SELECT content, rows::text FROM decisions_decisionrun")
            stored = str(cursor.fetchone())
        assert "8765432" not in stored

    def test_leaves_a_run_that_can_be_neither_changed_nor_deleted(self) -> None:
        published()
        decisions.evaluate(KEY, "费用", {"amount": 1}, at=AT, purpose="tests.fee")
        for tamper in (lambda: DecisionRun.objects.update(purpose="x"), lambda: DecisionRun.objects.all().delete()):
            with pytest.raises(DatabaseError), transaction.atomic():
                tamper()

    def test_explains_itself(self) -> None:
        published()
        found = decisions.evaluate_unrecorded(KEY, "费用", {"amount": 3}, at=AT)
        assert [(step.kind, step.name, step.value, step.rows) for step in found.trace] == [
            ("input", "amount", "3", ()), ("table", "费用", "1", (1,)), ("decision", "费用", "1", ()),
        ]  # fmt: skip
        assert decisions.runs(KEY) == ()

    def test_follows_the_pinned_version_and_not_the_latest(self) -> None:
        old = published()
        published(rules.model(rules.table([("-", "99")])))
        assert decisions.evaluate_unrecorded(KEY, "费用", {"amount": 3}, at=AT, version=old.id).value == 1
        assert decisions.evaluate_unrecorded(KEY, "费用", {"amount": 3}, at=AT).value == 99

    def test_needs_no_query_for_a_pinned_version_known_to_the_process(
        self, django_assert_num_queries: Callable[..., object]
    ) -> None:
        ref = published()
        decisions.evaluate_unrecorded(KEY, "费用", {"amount": 3}, at=AT, version=ref.id)
        with django_assert_num_queries(0):  # type: ignore[attr-defined]
            decisions.evaluate_unrecorded(KEY, "费用", {"amount": 3}, at=AT, version=ref.id)
        with django_assert_num_queries(1):  # type: ignore[attr-defined]
            decisions.evaluate(KEY, "费用", {"amount": 3}, at=AT, purpose="tests.fee", version=ref.id)

    def test_speaks_of_today_in_beijing(self) -> None:
        published(rules.model(rules.literal("string(today())")))
        evening = datetime(2026, 11, 25, 23, 0, tzinfo=UTC)
        assert decisions.evaluate_unrecorded(KEY, "结论", {}, at=evening).value == "2026-11-26"

    def test_ends_a_hostile_rule_with_a_remark(self) -> None:
        published(rules.model(rules.literal("count(for a in 1..9999, b in 1..9999, c in 1..9999 return 1)")))
        found = decisions.evaluate_unrecorded(KEY, "结论", {}, at=AT)
        assert found.value is None
        assert found.remarks[-1].code in ("feel-too-many-steps", "feel-list-too-long", "feel-too-slow")

    def test_names_what_is_missing(self) -> None:
        ref = published()
        with pytest.raises(decisions.ModelNotFound, match="没有这个决策模型"):
            decisions.evaluate_unrecorded("nothing", "费用", {}, at=AT)
        with pytest.raises(decisions.ModelNotFound, match="不属于"):
            decisions.evaluate_unrecorded("nothing", "费用", {}, at=AT, version=ref.id)
        with pytest.raises(decisions.UnknownDecision, match="没有“罚款”这个决策"):
            decisions.evaluate_unrecorded(KEY, "罚款", {}, at=AT)
        with pytest.raises(decisions.InputsUnusable):
            decisions.evaluate_unrecorded(KEY, "费用", {"amount": object()}, at=AT)

    def test_of_a_draft_is_never_recorded(self) -> None:
        found = decisions.try_out(rules.COMPLETE, "费用", {"amount": 3}, at=AT)
        assert found.value == 1
        with pytest.raises(ValueError, match="draft"):
            decisions.record(found, purpose="tests.fee")


@pytest.mark.django_db
class TestLoading:
    def test_publishes_what_comes_with_the_platform_once(self) -> None:
        first = decisions.load_models(decisions.model_folder(), at=AT)
        assert "food-licence-precheck v1" in first
        assert decisions.load_models(decisions.model_folder(), at=AT + timedelta(days=1)) == ()

    def test_publishes_a_changed_file_as_the_next_version(self, tmp_path: Path) -> None:
        file = tmp_path / "fees.dmn"
        file.write_text(rules.COMPLETE, encoding="utf-8")
        assert decisions.load_models(tmp_path, at=AT) == ("fees v1",)
        file.write_text(rules.WITH_GAP, encoding="utf-8")
        assert decisions.load_models(tmp_path, at=AT) == ("fees v2",)

    def test_leaves_what_an_editor_has_published_meanwhile(self, tmp_path: Path) -> None:
        (tmp_path / "fees.dmn").write_text(rules.COMPLETE, encoding="utf-8")
        decisions.load_models(tmp_path, at=AT)
        mended = published(rules.WITH_GAP)
        assert decisions.load_models(tmp_path, at=AT) == ()
        assert decisions.latest(KEY) == mended

    def test_goes_before_a_draft_that_is_being_written(self, tmp_path: Path) -> None:
        drafted(rules.WITH_GAP)
        (tmp_path / "fees.dmn").write_text(rules.COMPLETE, encoding="utf-8")
        assert decisions.load_models(tmp_path, at=AT) == ("fees v1",)
        assert [(version.number, version.state) for version in decisions.versions(KEY)] == [
            (2, "DRAFT"), (1, "PUBLISHED"),
        ]  # fmt: skip

    def test_publishes_nothing_of_a_folder_with_a_bad_file(self, tmp_path: Path) -> None:
        (tmp_path / "a.dmn").write_text(rules.COMPLETE, encoding="utf-8")
        (tmp_path / "b.dmn").write_text(rules.OVERLAPPING, encoding="utf-8")
        with pytest.raises(decisions.ModelFaulty, match="“b”"):
            decisions.load_models(tmp_path, at=AT)
        assert decisions.models() == ()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_publish_at_once_one_wins() -> None:
    draft = drafted()
    results = at_once(*[lambda: decisions.publish(key=KEY, sm3=draft.sm3, by=EDITOR, at=AT)[0]] * 3)
    assert sum(isinstance(result, Conflict) for result in results) == 2
    assert [version.number for version in decisions.versions(KEY)] == [1]
