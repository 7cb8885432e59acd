"""Plays the stories: every act at its moment, in order of time, each followed by what the worker does after it."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Final

from govhall.business.cases import public as cases
from govhall.business.evaluations import public as evaluations
from govhall.config.demo_cases import applicants, applications
from govhall.config.demo_cases.applicants import Applicant
from govhall.config.demo_cases.stories import STORIES, Story
from govhall.infra import bus, clock
from govhall.kernel.actor import Actor
from govhall.support.calendar import public as calendar
from govhall.support.workflow import public as workflow

_FIRST: Final = time(9, 5)
_BETWEEN: Final = timedelta(minutes=50)  # acts on one case on one day
_DAYS_KNOWN: Final = 60  # further back than the oldest story
_LAYOUT: Final = ("layout", "主要设备设施、经营布局和操作流程文件")


class _Play:
    """One case while it is played."""

    def __init__(self, story: Story, applicant: Applicant, offset: timedelta) -> None:
        self.story, self.applicant, self._offset = story, applicant, offset
        self._receipt: cases.Receipt | None = None

    def moments(self, days: list[date]) -> Iterator[tuple[datetime, Callable[[datetime], None]]]:
        """Yield each act with its moment; ``days`` are working days, the newest first."""
        times: dict[int, int] = {}
        for entry in ("submit@0", *self.story.acts):
            verb, after = entry.split("@")
            day = self.story.ago - int(after)
            begin = datetime.combine(days[day], _FIRST, tzinfo=clock.OFFICIAL_ZONE) + self._offset
            yield begin + times.setdefault(day, 0) * _BETWEEN, self._act(verb)
            times[day] += 1

    def _act(self, verb: str) -> Callable[[datetime], None]:
        name, _, detail = verb.partition("-")
        method: Callable[..., None] = getattr(self, f"_{name}")
        return (lambda at: method(at, detail)) if detail else method

    @property
    def _case(self) -> cases.Receipt:
        if self._receipt is None:
            raise LookupError("the story doesn't begin with an application")
        return self._receipt

    def _officer(self, word: str, at: datetime) -> Actor:
        return applicants.as_actor(f"{self.story.agency}-{word}", at=at)

    def _task(self) -> workflow.TaskValue:
        (task,) = workflow.open_tasks(subject_ids=[self._case.case_id])[self._case.case_id]
        return task

    def _submit(self, at: datetime) -> None:
        wanted = applications.application(self.applicant, self.story.item, self.story.agency, at=at)
        self._receipt = cases.submit(wanted, by=self.applicant.actor, at=at)

    def _receive(self, at: datetime) -> None:
        cases.receive(case_id=self._case.case_id, by=self._officer("window", at), at=at)

    def _accept(self, at: datetime) -> None:
        cases.accept(case_id=self._case.case_id, by=self._officer("window", at), at=at)

    def _ask(self, at: datetime) -> None:
        code, name = _LAYOUT
        due = calendar.add_working_days(clock.official_date(at), 10).date
        cases.request_correction(
            case_id=self._case.case_id, kind=cases.CorrectionKind.CORRECTION, due_date=due,
            items=[{
                "target": f"material:{code}", "name": name, "what": "平面图没有标出洗手池和排水口的位置。",
                "how": "请补标后重新上传。", "why": "食品经营许可审查通则",
            }],
            reason="布局图不完整，补齐后即可受理。", by=self._officer("window", at), at=at,
        )  # fmt: skip

    def _correct(self, at: datetime) -> None:
        code, name = _LAYOUT
        mended = applications.paper(self.applicant, code, name, at=at)
        cases.correct(case_id=self._case.case_id, form_data=None, handed_in=[mended], by=self.applicant.actor, at=at)

    def _pass(self, at: datetime) -> None:
        task = self._task()
        word = "examiner" if task.role == "examiner" else "reviewer"
        cases.examine(
            case_id=self._case.case_id, task_id=task.id, outcome="pass", by=self._officer(word, at), at=at,
            opinion="材料齐全、真实，符合条件，建议准予。" if word == "examiner" else "同意承办意见，报批准。",
        )  # fmt: skip

    def _unfit(self, at: datetime) -> None:
        cases.examine(
            case_id=self._case.case_id, task_id=self._task().id, outcome="unfit", at=at,
            by=self._officer("examiner", at),
            opinion="现场核查：加工场所与卫生间直接相连，不符合要求，建议不予许可。",
        )  # fmt: skip

    def _grant(self, at: datetime) -> None:
        cases.grant(
            case_id=self._case.case_id, task_id=self._task().id, opinion="符合规定，准予。",
            by=self._officer("approver", at), at=at,
        )  # fmt: skip

    def _deny(self, at: datetime) -> None:
        cases.deny(
            case_id=self._case.case_id, task_id=self._task().id, by=self._officer("approver", at), at=at,
            reason="现场核查发现加工场所与卫生间直接相连，不符合食品安全要求。",
            basis="《食品经营许可和备案管理办法》第十二条",
        )  # fmt: skip

    def _suspend(self, at: datetime) -> None:
        expected = calendar.add_working_days(clock.official_date(at), 15).date
        cases.suspend(
            case_id=self._case.case_id, name="检验检测", expected_date=expected, at=at,
            by=self._officer("examiner", at),
            basis="自制饮品用水需送检，依据《中华人民共和国行政许可法》第四十五条，所需时间不计算在期限内。",
        )  # fmt: skip

    def _withdraw(self, at: datetime) -> None:
        cases.withdraw(
            case_id=self._case.case_id, reason="店面要改装，改好以后再申请。", by=self.applicant.actor, at=at
        )

    def _download(self, at: datetime) -> None:
        cases.serve_by_download(case_id=self._case.case_id, by=self.applicant.actor, at=at)

    def _rate(self, at: datetime, level: str) -> None:
        satisfaction = evaluations.Satisfaction(level)
        tags = [code for code, _ in evaluations.tags_for(satisfaction)[:2]]
        evaluations.evaluate(
            case_number=self._case.number, satisfaction=level, tags=tags,
            text="跑了两趟才交齐，希望一次说清楚。" if satisfaction in evaluations.BAD else "",
            channel=evaluations.EvaluationChannel.PHONE, by=self.applicant.actor, at=at,
        )  # fmt: skip


def load(note: Callable[[str], None], *, since: datetime) -> None:
    """Play all stories; ``since`` is when their people signed up."""
    with clock.frozen(since):
        people = dict(applicants.make(at=since))
    days = _working_days()
    plays = [
        _Play(story, people[story.who], timedelta(minutes=11 * number % 140)) for number, story in enumerate(STORIES)
    ]
    acts = sorted((each for play in plays for each in play.moments(days)), key=lambda each: each[0])
    for number, (at, act) in enumerate(acts, 1):
        note(f"办件 cases {number}/{len(acts)}")
        with clock.frozen(at):
            act(at)
            bus.deliver_waiting()


def _working_days() -> list[date]:
    """Return the last working days that are over, the newest first."""
    today = clock.today()
    past = (today - timedelta(days=number) for number in range(1, 2 * _DAYS_KNOWN))
    return [day for day in past if calendar.is_working_day(day)][:_DAYS_KNOWN]
