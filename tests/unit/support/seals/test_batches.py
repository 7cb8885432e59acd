"""批量用印: many files under one seal, each whole or not at all, nobody else's, and gone after a day."""

import zipfile
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from io import BytesIO
from uuid import UUID

import pytest
from django.db import IntegrityError, OperationalError, transaction
from PIL import Image
from procrastinate.contrib.django.models import ProcrastinateJob

from govhall.data.organizations.public import AgencyValue
from govhall.infra import storage
from govhall.kernel.actor import Actor
from govhall.kernel.errors import InvalidInput, NotPermitted
from govhall.kernel.identifiers import new_id
from govhall.support.documents.models import Document
from govhall.support.identity import public as identity
from govhall.support.seals import public as seals
from govhall.support.seals.models import SealingBatch, SealingFile, SealUse
from govhall.support.seals.services import batching, sealing
from unit.support.seals.conftest import Walk
from unit.support.seals.test_life_cycle import letter

pytestmark = pytest.mark.clause("box:统一电子印章")
Who = Callable[[str], Actor]
SIGNER = "guanshanhu-market-approver"
Files = Sequence[tuple[str, BytesIO]]


@pytest.fixture
def signer(who: Who) -> Actor:
    """Who may use the agency's seals."""
    return who(SIGNER)


@pytest.fixture
def papers(agency: AgencyValue, now: datetime) -> Callable[[int], Files]:
    """So many letters of ours."""
    content = letter(agency, now)
    return lambda number: [(f"通知书{place}.pdf", BytesIO(content)) for place in range(1, number + 1)]


def send(
    seal_id: UUID, files: Files, by: Actor, at: datetime, *, batch_id: UUID | None = None,
    place: seals.AtPoint | seals.AtWords | None = None,
) -> UUID:  # fmt: skip
    sent = batch_id or new_id()
    seals.seal_files(
        batch_id=sent, seal_id=seal_id, files=files, purpose="受理通知书", case_number="520115", place=place, by=by,
        at=at,
    )  # fmt: skip
    return sent


def outcomes(batch_id: UUID, by: Actor) -> list[str]:
    return [file.outcome for file in seals.batch(batch_id, by=by).files]


class TestSending:
    def test_keeps_the_files_and_asks_the_worker_once(
        self, walk: Walk, papers: Callable[[int], Files], signer: Actor, now: datetime
    ) -> None:
        sent = send(walk(), papers(3), signer, now)
        assert outcomes(sent, signer) == ["WAITING"] * 3
        assert ProcrastinateJob.objects.filter(task_name=batching.TASK).count() == 1
        assert not SealUse.objects.filter(purpose="受理通知书").exists()

    def test_a_second_click_changes_nothing(
        self, walk: Walk, papers: Callable[[int], Files], signer: Actor, now: datetime
    ) -> None:
        seal_id = walk()
        sent = send(seal_id, papers(2), signer, now)
        send(seal_id, papers(2), signer, now, batch_id=sent)
        assert ProcrastinateJob.objects.filter(task_name=batching.TASK).count() == 1
        assert SealingFile.objects.filter(batch_id=sent).count() == 2

    def test_what_is_no_pdf_is_refused_alone(
        self, walk: Walk, papers: Callable[[int], Files], signer: Actor, now: datetime
    ) -> None:
        sent = send(walk(), [*papers(1), ("程序.pdf", BytesIO(b"MZ\x90\x00" * 50))], signer, now)
        assert outcomes(sent, signer) == ["WAITING", "REFUSED"]
        assert seals.batch(sent, by=signer).files[1].fault

    @pytest.mark.parametrize("number", [0, seals.BATCH_MOST + 1])
    def test_none_and_too_many_are_refused(
        self, number: int, walk: Walk, papers: Callable[[int], Files], signer: Actor, now: datetime
    ) -> None:
        with pytest.raises(InvalidInput, match="1 到 50"):
            send(walk(), papers(number), signer, now)

    def test_a_frozen_seal_takes_nothing(
        self, walk: Walk, papers: Callable[[int], Files], who: Who, signer: Actor, now: datetime
    ) -> None:
        seal_id = walk()
        seals.freeze(seal_id=seal_id, reason="遗失密码器，先停用", by=who("seal-keeper"), at=now)
        with pytest.raises(seals.SealNotUsable):
            send(seal_id, papers(2), signer, now)
        assert not SealingBatch.objects.exists()

    @pytest.mark.parametrize("username", ["honghuagang-market-approver", "seal-keeper", "seal-auditor"])
    def test_others_may_not(
        self, username: str, walk: Walk, papers: Callable[[int], Files], who: Who, now: datetime
    ) -> None:
        with pytest.raises(NotPermitted):
            send(walk(), papers(2), who(username), now)


class TestSealing:
    def test_seals_each_and_logs_each(
        self, walk: Walk, papers: Callable[[int], Files], signer: Actor, now: datetime
    ) -> None:
        seal_id = walk()
        sent = send(seal_id, papers(3), signer, now, place=seals.AtWords("受理通知书", seals.Occurrence.FIRST))
        seals_before = Document.objects.count()
        batching.seal_batch(batch_id=sent, at=now)
        assert outcomes(sent, signer) == ["SEALED"] * 3
        assert Document.objects.count() == seals_before, "each source made room for its sealed file"
        for number in (1, 2, 3):
            name, content = seals.batch_file(sent, number, by=signer)
            with content:
                (check,) = seals.check_file(content.read())
            assert (check.is_valid, name) == (True, f"通知书{number}-已盖章.pdf")
        uses = SealUse.objects.filter(seal_id=seal_id)
        assert [(use.actor_name, use.case_number) for use in uses] == [(signer.name, "520115")] * 3
        assert {use.place.partition("，")[0] for use in uses} == {"第 1 页"}

    def test_doing_it_again_seals_nothing_twice(
        self, walk: Walk, papers: Callable[[int], Files], signer: Actor, now: datetime
    ) -> None:
        seal_id = walk()
        sent = send(seal_id, papers(2), signer, now)
        for _ in range(3):
            batching.seal_batch(batch_id=sent, at=now)
        assert SealUse.objects.filter(seal_id=seal_id).count() == 2

    def test_a_seal_frozen_in_the_middle_seals_no_more(
        self, walk: Walk, papers: Callable[[int], Files], who: Who, signer: Actor, now: datetime
    ) -> None:
        seal_id = walk()
        sent = send(seal_id, papers(3), signer, now)
        assert batching._seal_next(sent, now)
        seals.freeze(seal_id=seal_id, reason="遗失密码器，先停用", by=who("seal-keeper"), at=now)
        batching.seal_batch(batch_id=sent, at=now)
        assert outcomes(sent, signer) == ["SEALED", "REFUSED", "REFUSED"]
        assert "冻结" in seals.batch(sent, by=signer).files[2].fault

    def test_who_lost_the_post_in_the_meantime_seals_no_more(
        self, walk: Walk, papers: Callable[[int], Files], signer: Actor, now: datetime
    ) -> None:
        sent = send(walk(), papers(1), signer, now)
        assert signer.id
        identity.deactivate(user_id=signer.id, reason="离职", by=signer, at=now)
        batching.seal_batch(batch_id=sent, at=now)
        assert outcomes(sent, signer) == ["REFUSED"]

    def test_one_whose_words_are_missing_does_not_hold_up_the_others(
        self, walk: Walk, papers: Callable[[int], Files], signer: Actor, now: datetime
    ) -> None:
        blank = BytesIO()
        Image.new("RGB", (600, 800), "white").save(blank, "PDF")
        blank.seek(0)
        sent = send(walk(), [("扫描件.pdf", blank), *papers(1)], signer, now, place=seals.AtWords("受理"))
        batching.seal_batch(batch_id=sent, at=now)
        assert outcomes(sent, signer) == ["REFUSED", "SEALED"]
        assert "没有“受理”" in seals.batch(sent, by=signer).files[0].fault

    def test_one_that_breaks_something_does_not_hold_up_the_others(
        self, walk: Walk, papers: Callable[[int], Files], signer: Actor, now: datetime, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        real, calls = sealing.seal_file, iter((RuntimeError("secret"), None))

        def sometimes(**given: object) -> bytes:
            if fault := next(calls):
                raise fault
            return real(**given)  # type: ignore[arg-type]  # handed on

        monkeypatch.setattr(sealing, "seal_file", sometimes)
        sent = send(walk(), papers(2), signer, now)
        batching.seal_batch(batch_id=sent, at=now)
        assert outcomes(sent, signer) == ["REFUSED", "SEALED"]
        assert "secret" not in seals.batch(sent, by=signer).files[0].fault

    def test_a_database_that_goes_away_leaves_the_file_waiting(
        self, walk: Walk, papers: Callable[[int], Files], signer: Actor, now: datetime, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        sent = send(walk(), papers(1), signer, now)

        def away(**_: object) -> bytes:
            raise OperationalError("the connection is closed")

        with monkeypatch.context() as patch:
            patch.setattr(sealing, "seal_file", away)
            with pytest.raises(OperationalError), transaction.atomic():
                batching.seal_batch(batch_id=sent, at=now)
        assert outcomes(sent, signer) == ["WAITING"]
        batching.seal_batch(batch_id=sent, at=now)
        assert outcomes(sent, signer) == ["SEALED"]


class TestFetching:
    def test_the_archive_holds_every_sealed_file_once_even_of_one_name(
        self, walk: Walk, papers: Callable[[int], Files], signer: Actor, now: datetime
    ) -> None:
        (name, content), *_ = papers(1)
        sent = send(walk(), [(name, content), (name, BytesIO(content.getvalue()))], signer, now)
        batching.seal_batch(batch_id=sent, at=now)
        with zipfile.ZipFile(seals.batch_zip(sent, by=signer)) as archive:
            assert archive.namelist() == ["通知书1-已盖章.pdf", "2-通知书1-已盖章.pdf"]
            assert all(seals.check_file(archive.read(each))[0].is_valid for each in archive.namelist())

    def test_nobody_else_finds_it_not_even_a_colleague(
        self, walk: Walk, papers: Callable[[int], Files], who: Who, signer: Actor, now: datetime
    ) -> None:
        sent = send(walk(), papers(1), signer, now)
        batching.seal_batch(batch_id=sent, at=now)
        for other in ("seal-keeper", "seal-auditor", "honghuagang-market-approver"):
            for read in (seals.batch, seals.batch_zip, lambda batch, *, by: seals.batch_file(batch, 1, by=by)):
                with pytest.raises(seals.BatchNotFound):
                    read(sent, by=who(other))

    def test_after_a_day_files_and_rows_are_gone_and_the_log_stays(
        self, walk: Walk, papers: Callable[[int], Files], signer: Actor, now: datetime,
        django_capture_on_commit_callbacks: Callable[..., object],
    ) -> None:  # fmt: skip
        seal_id = walk()
        sent = send(seal_id, [*papers(2), ("x.pdf", BytesIO(b"MZ" * 99))], signer, now)
        assert batching._seal_next(sent, now)
        kept = [*SealingFile.objects.values_list("source_id", "sealed_id")]
        assert batching.forget_batches(at=now + timedelta(hours=23)) == 0
        with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]  # a context manager
            assert batching.forget_batches(at=now + timedelta(hours=25)) == 1
        assert not SealingBatch.objects.exists()
        assert SealUse.objects.filter(seal_id=seal_id).count() == 1
        for each in (each for pair in kept for each in pair if each):
            with pytest.raises(storage.StoredFileMissing):
                storage.open_stored(each)


class TestTheTable:
    @pytest.mark.parametrize(
        "change", [{"outcome": "SEALED"}, {"outcome": "REFUSED"}, {"fault": "x"}, {"source_id": None}]
    )
    def test_a_file_is_in_exactly_one_state(
        self, change: dict[str, object], walk: Walk, papers: Callable[[int], Files], signer: Actor, now: datetime
    ) -> None:
        sent = send(walk(), papers(1), signer, now)
        with pytest.raises(IntegrityError, match="sealing_file_is_in_one_state"), transaction.atomic():
            SealingFile.objects.filter(batch_id=sent).update(**change)
