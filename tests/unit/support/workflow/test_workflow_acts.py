"""The acts on tasks, through the public interface and the real database."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from govhall.infra import bus
from govhall.kernel.actor import Actor
from govhall.kernel.errors import Conflict, InvalidInput, NotFound, NotPermitted
from govhall.support.workflow import public as workflow
from govhall.support.workflow.public import Claimed, TaskState

AT = datetime(2026, 9, 23, 1, 0, tzinfo=UTC)

pytestmark = pytest.mark.usefixtures("published")
Start = Callable[..., workflow.StepResult]
MakeOfficer = Callable[..., Actor]


def do(result: workflow.StepResult, by: Actor, outcome: str = "pass", opinion: str = "同意。") -> workflow.StepResult:
    task = result.open_tasks[0]
    return workflow.complete(task_id=task.id, by=by, at=AT, outcome=outcome, opinion=opinion)


class TestPublishing:
    def test_loading_the_same_files_again_changes_nothing(self) -> None:
        assert workflow.load_processes(workflow.process_folder(), at=AT) == ()
        assert [found.version for found in workflow.processes("standard-review")] == [1]

    def test_a_changed_file_is_the_next_version_and_a_running_case_stays_on_its_own(
        self, tmp_path: Path, start: Start, examiner: Actor, reviewer: Actor
    ) -> None:
        running = start()
        text = (workflow.process_folder() / "standard-review.bpmn").read_text(encoding="utf-8")
        (tmp_path / "changed.bpmn").write_text(text.replace('name="审核"', 'name="复审"'), encoding="utf-8")
        assert workflow.load_processes(tmp_path, at=AT) == ("standard-review v2",)
        assert do(running, examiner).open_tasks[0].step_name == "审核"
        assert do(start(), examiner).open_tasks[0].step_name == "复审"
        versions = [workflow.instances(task.subject_id)[0].process_version for task in running.open_tasks]
        assert versions == [1]

    def test_a_bad_file_publishes_nothing_of_its_folder(self, tmp_path: Path) -> None:
        text = (workflow.process_folder() / "standard-review.bpmn").read_text(encoding="utf-8")
        (tmp_path / "a.bpmn").write_text(text.replace('name="审核"', 'name="复审"'), encoding="utf-8")
        (tmp_path / "b.bpmn").write_text("<broken", encoding="utf-8")
        with pytest.raises(workflow.ProcessInvalid):
            workflow.load_processes(tmp_path, at=AT)
        assert [found.version for found in workflow.processes("standard-review")] == [1]

    def test_a_published_version_can_not_be_changed(self) -> None:
        from django.db.utils import DatabaseError

        for statement in ("UPDATE workflow_processdefinition SET bpmn = ''", "DELETE FROM workflow_processdefinition"):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)

    def test_steps_and_their_outcomes_can_be_read(self) -> None:
        (process,) = workflow.processes("standard-review")
        assert [(step.name, step.role) for step in process.steps] == [
            ("承办", "examiner"), ("审核", "reviewer"), ("批准", "approver"),
        ]  # fmt: skip
        assert "<bpmn:process" in workflow.diagram(process.id)
        assert len(process.digest) == 64


class TestStart:
    def test_opens_the_first_step_in_the_agency(self, start: Start) -> None:
        result = start(due_on=date(2026, 10, 15))
        (task,) = result.open_tasks
        assert (task.step_code, task.role, task.agency_id, task.due_on) == (
            "examine",
            "examiner",
            7,
            date(2026, 10, 15),
        )
        assert (result.ended, result.outcome, task.is_open) == (False, None, True)

    def test_a_subject_has_one_running_process(self, start: Start) -> None:
        subject = uuid4()
        start(subject)
        with pytest.raises(Conflict):
            start(subject)

    def test_an_unknown_process_is_not_found(self, start: Start) -> None:
        with pytest.raises(NotFound):
            start(process="nothing")

    def test_personal_data_shapes_are_refused(self, start: Start) -> None:
        with pytest.raises(InvalidInput):
            start(data={"applicant": {"name": "张三"}})


@pytest.mark.clause("box:工作流引擎")
class TestComplete:
    def test_three_officers_bring_it_to_its_end(
        self, start: Start, examiner: Actor, reviewer: Actor, approver: Actor
    ) -> None:
        result = do(do(start(), examiner), reviewer)
        assert [task.step_name for task in result.open_tasks] == ["批准"]
        ended = do(result, approver)
        assert (ended.ended, ended.outcome, ended.open_tasks) == (True, "pass", ())

    def test_return_opens_the_earlier_step_again(self, start: Start, examiner: Actor, reviewer: Actor) -> None:
        result = do(do(start(), examiner), reviewer, "return", "依据不足。")
        (task,) = result.open_tasks
        assert (task.step_code, task.claimed_by) == ("examine", None)
        assert do(result, examiner).open_tasks[0].step_code == "review"

    @pytest.mark.parametrize(("outcome", "step"), [("return", "review"), ("return-to-examine", "examine")])
    def test_the_approver_may_return_to_either_step(
        self, outcome: str, step: str, start: Start, examiner: Actor, reviewer: Actor, approver: Actor
    ) -> None:
        result = do(do(do(start(), examiner), reviewer), approver, outcome, "请补充。")
        assert [task.step_code for task in result.open_tasks] == [step]

    @pytest.mark.clause("box:办件过程")
    def test_history_tells_step_action_officer_opinion_and_times(
        self, start: Start, examiner: Actor, reviewer: Actor
    ) -> None:
        result = do(do(start(), examiner), reviewer, "return", " 依据不足。 ")
        told = workflow.history(result.open_tasks[0].subject_id)
        assert [(task.step_name, task.state, task.outcome_name) for task in told] == [
            ("承办", TaskState.COMPLETED, "提交审核"),
            ("审核", TaskState.COMPLETED, "退回承办"),
            ("承办", TaskState.OPEN, ""),
        ]  # fmt: skip
        assert (told[1].claimed_by_name, told[1].opinion, told[1].closed_at) == ("审核乙", "依据不足。", AT)

    def test_a_completed_task_can_not_be_completed_again(self, start: Start, examiner: Actor) -> None:
        result = start()
        do(result, examiner)
        with pytest.raises(Conflict):
            do(result, examiner)

    def test_without_the_post_nothing_moves(self, start: Start, reviewer: Actor, make_officer: MakeOfficer) -> None:
        result = start()
        for stranger in (reviewer, make_officer("examiner", agency=8), make_officer()):
            with pytest.raises(NotPermitted):
                do(result, stranger)
        assert workflow.task(result.open_tasks[0].id).is_open

    def test_one_person_may_not_do_two_steps(self, start: Start, make_officer: MakeOfficer) -> None:
        both = make_officer("examiner", "reviewer")
        result = do(start(), both)
        with pytest.raises(NotPermitted):
            do(result, both)
        with pytest.raises(NotPermitted):
            workflow.claim(task_id=result.open_tasks[0].id, by=both, at=AT)

    def test_an_outcome_that_the_step_lacks_is_refused(self, start: Start, examiner: Actor) -> None:
        with pytest.raises(InvalidInput):
            do(start(), examiner, "deny", "不行。")

    def test_a_return_needs_its_reason(self, start: Start, examiner: Actor, reviewer: Actor) -> None:
        result = do(start(), examiner)
        with pytest.raises(InvalidInput) as caught:
            do(result, reviewer, "return", "  ")
        assert "opinion" in caught.value.fields
        with pytest.raises(InvalidInput):
            do(result, reviewer, "return", "长" * 2001)

    def test_a_stale_page_is_told(self, start: Start, examiner: Actor) -> None:
        task = start().open_tasks[0]
        with pytest.raises(Conflict):
            workflow.complete(task_id=task.id, by=examiner, at=AT, outcome="pass", opinion="", expected_version=99)
        workflow.complete(
            task_id=task.id, by=examiner, at=AT, outcome="pass", opinion="", expected_version=task.version
        )

    def test_an_unknown_task_is_not_found(self, examiner: Actor) -> None:
        with pytest.raises(NotFound):
            workflow.complete(task_id=uuid4(), by=examiner, at=AT, outcome="pass", opinion="")

    def test_a_step_costs_few_statements(self, start: Start, examiner: Actor) -> None:
        result = start()
        with CaptureQueriesContext(connection) as queries:
            do(result, examiner)
        statements = [query["sql"] for query in queries if "SAVEPOINT" not in query["sql"]]
        assert len(statements) == 6, "\n".join(statements)

    def test_facts_are_announced_in_the_order_of_the_case(
        self, start: Start, examiner: Actor, reviewer: Actor, approver: Actor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        told: list[str] = []
        monkeypatch.setattr(bus, "publish_all", lambda events: told.extend(event.name for event in events))
        do(do(do(start(), examiner), reviewer), approver, "deny", "不符合条件。")
        created, completed = workflow.TaskCreated.name, workflow.TaskCompleted.name
        assert told == [created, completed, created, completed, created, completed, workflow.ProcessEnded.name]

    def test_a_crash_between_the_steps_loses_and_doubles_nothing(
        self, start: Start, examiner: Actor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        result = start()
        before = workflow.history(result.open_tasks[0].subject_id)

        def killed(events: object) -> None:
            raise KeyboardInterrupt

        with monkeypatch.context() as patched:
            patched.setattr(bus, "publish_all", killed)
            with pytest.raises(KeyboardInterrupt):
                do(result, examiner)
        assert workflow.history(result.open_tasks[0].subject_id) == before
        assert do(result, examiner).open_tasks[0].step_code == "review"


class TestClaim:
    def test_keeps_others_from_the_task(self, start: Start, examiner: Actor, make_officer: MakeOfficer) -> None:
        task = start().open_tasks[0]
        colleague = make_officer("examiner")
        claimed = workflow.claim(task_id=task.id, by=examiner, at=AT)
        assert (claimed.claimed_by, claimed.claimed_by_name, claimed.claimed_at) == (examiner.id, "承办甲", AT)
        with pytest.raises(Conflict):
            workflow.claim(task_id=task.id, by=colleague, at=AT)
        with pytest.raises(Conflict):
            workflow.complete(task_id=task.id, by=colleague, at=AT, outcome="pass", opinion="")
        with pytest.raises(Conflict):
            workflow.release(task_id=task.id, by=colleague, at=AT)

    def test_claiming_twice_changes_nothing(self, start: Start, examiner: Actor) -> None:
        task = start().open_tasks[0]
        first = workflow.claim(task_id=task.id, by=examiner, at=AT)
        assert workflow.claim(task_id=task.id, by=examiner, at=AT + timedelta(hours=1)) == first

    def test_a_released_task_is_free_again(self, start: Start, examiner: Actor, make_officer: MakeOfficer) -> None:
        task = start().open_tasks[0]
        workflow.claim(task_id=task.id, by=examiner, at=AT)
        assert workflow.release(task_id=task.id, by=examiner, at=AT).claimed_by is None
        workflow.claim(task_id=task.id, by=make_officer("examiner"), at=AT)

    def test_releasing_what_nobody_holds_is_a_conflict(self, start: Start, examiner: Actor) -> None:
        with pytest.raises(Conflict):
            workflow.release(task_id=start().open_tasks[0].id, by=examiner, at=AT)


class TestCancel:
    def test_closes_what_is_open_and_keeps_what_was_done(self, start: Start, examiner: Actor, reviewer: Actor) -> None:
        result = do(start(), examiner)
        subject = result.open_tasks[0].subject_id
        assert workflow.cancel(subject_id=subject, by=examiner, at=AT)
        assert [task.state for task in workflow.history(subject)] == [TaskState.COMPLETED, TaskState.CANCELLED]
        assert workflow.open_tasks(subject_ids=[subject]) == {}
        with pytest.raises(Conflict):
            do(result, reviewer)
        assert not workflow.cancel(subject_id=subject, by=examiner, at=AT)

    def test_the_subject_may_have_a_new_process_afterwards(self, start: Start, examiner: Actor) -> None:
        subject = uuid4()
        start(subject)
        workflow.cancel(subject_id=subject, by=examiner, at=AT)
        assert start(subject).open_tasks
        assert len(workflow.instances(subject)) == 2


class TestTaskList:
    def test_shows_only_open_tasks_of_the_officers_own_posts(
        self, start: Start, examiner: Actor, make_officer: MakeOfficer
    ) -> None:
        mine, elsewhere, done = start(), start(agency_id=8), start()
        do(done, examiner)
        assert [task.id for task in workflow.tasks_for(examiner)] == [mine.open_tasks[0].id]
        assert [task.id for task in workflow.tasks_for(make_officer("examiner", agency=8))] == [
            elsewhere.open_tasks[0].id
        ]
        assert workflow.tasks_for(make_officer()) == ()

    def test_a_page_is_one_statement_and_pages_join_without_gap(self, start: Start, examiner: Actor) -> None:
        ids = [start(minutes=number // 2).open_tasks[0].id for number in range(7)]
        seen, after = [], None
        for _ in range(4):
            with CaptureQueriesContext(connection) as queries:
                page = workflow.tasks_for(examiner, after=after, limit=2)
            assert len(queries) == 1
            seen += [task.id for task in page]
            after = (page[-1].created_at, page[-1].id)
        assert seen == ids

    def test_knows_mine_unclaimed_and_all(self, start: Start, examiner: Actor, make_officer: MakeOfficer) -> None:
        first, second, third = (start(minutes=number).open_tasks[0].id for number in range(3))
        workflow.claim(task_id=first, by=examiner, at=AT)
        workflow.claim(task_id=second, by=make_officer("examiner"), at=AT)
        listed = {claimed: [task.id for task in workflow.tasks_for(examiner, claimed=claimed)] for claimed in Claimed}
        assert listed == {Claimed.MINE: [first], Claimed.UNCLAIMED: [third], Claimed.ALL: [first, second, third]}
        counts = workflow.task_counts(examiner)
        assert (counts.mine, counts.unclaimed, counts.all) == (1, 1, 3)

    def test_a_new_due_date_shows_on_open_tasks_now_and_later(self, start: Start, examiner: Actor) -> None:
        result = start(due_on=date(2026, 10, 9))
        task = result.open_tasks[0]
        workflow.reschedule(subject_id=task.subject_id, due_on=date(2026, 10, 15))
        assert workflow.task(task.id).due_on == date(2026, 10, 15)
        assert do(result, examiner).open_tasks[0].due_on == date(2026, 10, 15)

    def test_open_tasks_of_many_subjects_are_one_statement(self, start: Start) -> None:
        started = [start().open_tasks[0] for _ in range(3)]
        with CaptureQueriesContext(connection) as queries:
            found = workflow.open_tasks(subject_ids=[task.subject_id for task in started])
        assert len(queries) == 1
        assert found == {task.subject_id: (task,) for task in started}
