"""存量制证: checked, confirmed, made once and only once, and forgotten."""

import io
import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from factories import stock as tables
from govhall.data.organizations import public as organizations
from govhall.kernel.actor import SYSTEM, Actor
from govhall.kernel.errors import NotPermitted
from govhall.kernel.identifiers import new_id
from govhall.security.audit import public as audit
from govhall.standards.identifiers import iso7064
from govhall.support.certificates import handlers
from govhall.support.certificates import public as certificates
from govhall.support.certificates.models import Certificate, StockBatch, StockRow
from govhall.support.certificates.public import StockRowState, StockState
from govhall.support.certificates.rules import competence
from govhall.support.certificates.services import printing, proving
from govhall.support.identity import public as identity
from govhall.support.seals import public as seals

pytestmark = [pytest.mark.clause("box:电子证照"), pytest.mark.django_db]
MORNING = datetime.fromisoformat("2026-11-26T09:00:00+08:00")
FOOD, NURSE = "food-business-license", "nurse-certificate"
Officer = Callable[..., Actor]


@pytest.fixture(autouse=True)
def issuers(monkeypatch: pytest.MonkeyPatch, agency: organizations.AgencyValue) -> None:
    """The market authority issues food licences and, for these tests, certificates of nurses; the others nothing."""
    kinds = frozenset({FOOD, NURSE})
    monkeypatch.setattr(competence, "_sources", [lambda asked: kinds if asked == agency.id else frozenset()])


@pytest.fixture
def keeper(officer: Officer, agency: organizations.AgencyValue) -> Actor:
    """The certificate officer of the market authority."""
    return officer(agency.id)


@pytest.fixture
def stranger(officer: Officer, agency: organizations.AgencyValue) -> Actor:
    """The certificate officer of another agency."""
    return officer(organizations.agency_by_key("huaxi-market").id)


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Certificates without the drawing, where many are wanted and the paper doesn't matter."""

    def make_pdf(row: Certificate, kind: object, agency: object, *, at: datetime) -> None:
        row.pdf_sm3, row.document_id = "0" * 64, new_id()
        row.save(update_fields=["pdf_sm3", "document_id"])

    monkeypatch.setattr(printing, "make_pdf", make_pdf)


@pytest.fixture
def bring(keeper: Actor, agency: organizations.AgencyValue) -> Callable[..., UUID]:
    """Upload rows as XLSX."""

    def upload(*rows: tables.Row, by: Actor | None = None, at: datetime = MORNING) -> UUID:
        return certificates.upload_stock(
            type_key=FOOD, agency_id=agency.id, content=tables.workbook(*rows), name="存量.xlsx", by=by or keeper, at=at
        )

    return upload


def confirm(batch_id: UUID, by: Actor, expected: int | None = None) -> None:
    ready = certificates.stock_batch(batch_id, by=by).counts["READY"]
    certificates.confirm_stock(batch_id=batch_id, expected=ready if expected is None else expected, by=by, at=MORNING)


def make_all(batch_id: UUID) -> int:
    """Let the worker work until there is nothing left; return how many jobs that took."""
    jobs = 1
    while certificates.issue_slice(batch_id=batch_id, at=MORNING, size=3):
        jobs += 1
    return jobs


def words(batch_id: UUID, by: Actor) -> dict[int, list[str]]:
    rows = certificates.stock_rows_of(batch_id, by=by, states=[StockRowState.FAULTY, StockRowState.FAILED])
    return {row.number: [f"{fault.column}：{fault.words}" for fault in row.faults] for row in rows}


class TestUpload:
    def test_checks_rows_and_waits_for_confirmation(self, bring: Any, keeper: Actor) -> None:
        batch_id = bring(tables.row(1), tables.row(2, 主体业态="夜市"), tables.row(1))
        found = certificates.stock_batch(batch_id, by=keeper)
        assert (found.state, found.counts["READY"], found.counts["FAULTY"]) == (StockState.CHECKED, 1, 2)
        assert found.unknown_holders == 1
        assert "只能填" in words(batch_id, keeper)[3][0]
        assert words(batch_id, keeper)[4] == ["许可证编号：与第 2 行重复"]
        assert not Certificate.objects.exists()

    def test_keeps_what_the_table_says_encrypted_and_out_of_the_trail(self, bring: Any, keeper: Actor) -> None:
        batch_id = bring(tables.row(1), tables.row(2, 经营项目="=1"))
        with connection.cursor() as cursor:
            cursor.execute("SELECT data, faults::text FROM certificates_stockrow")
            stored = str(cursor.fetchall())
        assert tables.person_code(1) not in stored
        assert "林城小吃店" not in stored
        assert "=1" not in stored.replace("“=”", "")
        entries = audit.entries(target_id=str(batch_id))
        assert [entry.action for entry in entries] == ["certificates.stock.uploaded"]
        assert "林城小吃店" not in str(entries[0].detail)

    def test_knows_what_stands_in_the_register(self, bring: Any, keeper: Actor, drawn: None) -> None:
        first = bring(tables.row(1))
        confirm(first, keeper)
        make_all(first)
        again = bring(tables.row(1), tables.row(2))
        assert words(again, keeper) == {2: ["许可证编号：这张证照已在证照库中，不用再制"]}

    def test_refuses_a_second_valid_one_of_a_single_instance_type(
        self, keeper: Actor, agency: organizations.AgencyValue, person: certificates.Holder, issue: Any
    ) -> None:
        holder = certificates.Holder(party_id=None, name="杨秀兰", code=tables.person_code(7), code_type="111")
        issue(type_key=NURSE, holder=holder, values={}, valid_until=date(2031, 1, 1))
        row = {
            "证书编号": "N1", "持证主体名称": "杨秀兰", "持证主体证件类型": "居民身份证",
            "持证主体证件号码": tables.person_code(7), "原证发证日期": "2025-01-01", "有效期起": "2025-01-01",
            "有效期止": "2030-01-01", "学历": "本科", "执业地点": "甲医院",
        }  # fmt: skip
        heads = [*row, "考试合格证明", "执业科室"]
        batch_id = certificates.upload_stock(
            type_key=NURSE, agency_id=agency.id, content=tables.table(row, heads=heads, encoding="gb18030"),
            name="护士.csv", by=keeper, at=MORNING,
        )  # fmt: skip
        assert "只能有一张" in words(batch_id, keeper)[2][0]

    def test_asks_the_database_as_often_for_many_rows_as_for_few(self, bring: Any, drawn: None) -> None:
        bring(tables.row(1))  # what the process remembers is read once
        counts = []
        for many in (3, 300):
            with CaptureQueriesContext(connection) as queries:
                bring(*(tables.row(number) for number in range(many)))
            counts.append(len(queries))
        assert counts[0] == counts[1]

    def test_is_refused_to_other_agencies_and_other_posts(
        self, bring: Any, stranger: Actor, officer: Officer, agency: organizations.AgencyValue
    ) -> None:
        for by in (stranger, officer(agency.id, "approver"), officer(agency.id, "window-clerk")):
            with pytest.raises(NotPermitted):
                bring(tables.row(1), by=by)

    def test_is_refused_for_a_type_that_the_agency_does_not_issue(
        self, keeper: Actor, agency: organizations.AgencyValue
    ) -> None:
        with pytest.raises(NotPermitted, match="不签发"):
            certificates.upload_stock(
                type_key="construction-permit", agency_id=agency.id, content=b"", name="a.csv", by=keeper, at=MORNING
            )

    def test_takes_no_other_files(self, keeper: Actor, agency: organizations.AgencyValue) -> None:
        with pytest.raises(certificates.TableRefused, match="XLSX"):
            certificates.upload_stock(
                type_key=FOOD, agency_id=agency.id, content=ContentFile(b"%PDF-1.7\n"), name="a.pdf", by=keeper,
                at=MORNING,
            )  # fmt: skip


class TestConfirm:
    def test_is_an_act_of_its_own_with_the_count_that_was_read(self, bring: Any, keeper: Actor) -> None:
        batch_id = bring(tables.row(1), tables.row(2))
        with pytest.raises(certificates.CountChanged):
            confirm(batch_id, keeper, expected=1)
        confirm(batch_id, keeper)
        assert certificates.stock_batch(batch_id, by=keeper).state == StockState.ISSUING

    def test_comes_once(self, bring: Any, keeper: Actor) -> None:
        batch_id = bring(tables.row(1))
        confirm(batch_id, keeper)
        with pytest.raises(certificates.StockActNotAllowed, match="不能再确认"):
            confirm(batch_id, keeper)

    def test_needs_a_good_row(self, bring: Any, keeper: Actor) -> None:
        with pytest.raises(certificates.NothingToIssue):
            confirm(bring(tables.row(1, 主体业态="夜市")), keeper)

    def test_is_refused_to_another_agency_who_does_not_even_learn_of_it(
        self, bring: Any, keeper: Actor, stranger: Actor
    ) -> None:
        batch_id = bring(tables.row(1))
        with pytest.raises(NotPermitted):
            certificates.confirm_stock(batch_id=batch_id, expected=1, by=stranger, at=MORNING)
        with pytest.raises(certificates.StockBatchNotFound):
            certificates.stock_batch(batch_id, by=stranger)
        with pytest.raises(certificates.StockBatchNotFound):
            certificates.faulty_stock(batch_id, by=stranger)
        assert certificates.stock_batches(by=stranger) == []

    def test_wants_another_person_where_that_is_set(
        self, bring: Any, keeper: Actor, officer: Officer, agency: organizations.AgencyValue, settings: Any
    ) -> None:
        settings.GOVHALL_STOCK_TWO_PERSONS = True
        batch_id = bring(tables.row(1))
        with pytest.raises(NotPermitted, match="两个人"):
            confirm(batch_id, keeper)
        confirm(batch_id, officer(agency.id))


class TestIssue:
    def test_makes_sealed_certificates_that_say_what_the_paper_said(
        self, bring: Any, keeper: Actor, agency: organizations.AgencyValue
    ) -> None:
        batch_id = bring(tables.row(1), tables.row(2, 主体业态="夜市"))
        confirm(batch_id, keeper)
        make_all(batch_id)
        done = certificates.stock_batch(batch_id, by=keeper)
        assert (done.state, done.counts["ISSUED"], done.percent) == (StockState.DONE, 1, 100)
        (row,) = certificates.stock_rows_of(batch_id, by=keeper, states=[StockRowState.ISSUED])
        assert row.certificate_id is not None
        made = certificates.certificate(row.certificate_id, at=MORNING, by=SYSTEM)
        assert made.number == "JY25201150000001"
        assert made.is_stock
        assert made.issued_on == date(2024, 5, 6)
        assert {line.label: line.value for line in made.face}["主体业态"] == "餐饮服务经营者"
        found = certificates.verify_token(made.verify_path.rstrip("/").rpartition("/")[2], at=MORNING)
        assert found.is_valid
        assert ("发证日期", "2024 年 5 月 6 日") in [(line.label, line.value) for line in found.rows]

    def test_makes_every_row_once_however_often_the_worker_dies(
        self, bring: Any, keeper: Actor, drawn: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        batch_id = bring(*(tables.row(number) for number in range(8)))
        confirm(batch_id, keeper)
        real, died = printing.make_pdf, []

        def dying(*args: Any, **kwargs: Any) -> None:
            real(*args, **kwargs)
            if len(died) < 3:
                died.append(1)
                raise KeyboardInterrupt  # as kill -9: nothing of the row's transaction may remain

        monkeypatch.setattr(printing, "make_pdf", dying)
        for _ in range(3):
            with pytest.raises(KeyboardInterrupt), transaction.atomic():
                make_all(batch_id)
        assert certificates.wake_open_batches() == 1
        make_all(batch_id)
        numbers = list(Certificate.objects.values_list("number", flat=True))
        assert sorted(numbers) == [f"JY2520115{number:07d}" for number in range(8)]

    def test_the_database_refuses_a_second_certificate_of_a_row(
        self, bring: Any, keeper: Actor, agency: organizations.AgencyValue, drawn: None
    ) -> None:
        batch_id = bring(tables.row(1))
        confirm(batch_id, keeper)
        make_all(batch_id)
        made = Certificate.objects.get()
        with pytest.raises(IntegrityError, match="one_certificate_of_stock_row"), transaction.atomic():
            certificates.issue(
                type_key=FOOD,
                holder=certificates.Holder(party_id=None, name="甲", code=tables.person_code(9), code_type="111"),
                agency_id=agency.id, values={}, valid_from=date(2026, 1, 1), valid_until=date(2030, 1, 1),
                source_case=None, at=MORNING,
                paper=certificates.Paper(number="另一个", issued_on=date(2024, 1, 1), stock_row_id=made.stock_row_id),
            )  # fmt: skip

    def test_pauses_goes_on_and_is_cancelled_without_taking_back_what_was_made(
        self, bring: Any, keeper: Actor, drawn: None
    ) -> None:
        batch_id = bring(*(tables.row(number) for number in range(5)))
        confirm(batch_id, keeper)
        assert certificates.issue_slice(batch_id=batch_id, at=MORNING, size=2)
        certificates.pause_stock(batch_id=batch_id, by=keeper, at=MORNING)
        assert not certificates.issue_slice(batch_id=batch_id, at=MORNING)
        assert Certificate.objects.count() == 2
        certificates.resume_stock(batch_id=batch_id, by=keeper, at=MORNING)
        certificates.issue_slice(batch_id=batch_id, at=MORNING, size=1)
        certificates.cancel_stock(batch_id=batch_id, by=keeper, at=MORNING)
        assert not certificates.issue_slice(batch_id=batch_id, at=MORNING)
        found = certificates.stock_batch(batch_id, by=keeper)
        assert (found.counts["ISSUED"], found.counts["DROPPED"]) == (3, 2)
        with pytest.raises(certificates.StockActNotAllowed):
            certificates.resume_stock(batch_id=batch_id, by=keeper, at=MORNING)

    def test_one_bad_row_does_not_stop_the_others(
        self, bring: Any, keeper: Actor, drawn: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        batch_id = bring(*(tables.row(number) for number in range(3)))
        confirm(batch_id, keeper)
        real = printing.make_pdf

        def fussy(row: Certificate, *args: Any, **kwargs: Any) -> None:
            if row.number.endswith("1"):
                raise RuntimeError("a character that no font has")
            real(row, *args, **kwargs)

        monkeypatch.setattr(printing, "make_pdf", fussy)
        make_all(batch_id)
        found = certificates.stock_batch(batch_id, by=keeper)
        assert (found.state, found.counts["ISSUED"], found.counts["FAILED"]) == (StockState.DONE, 2, 1)
        assert "制证时出错" in words(batch_id, keeper)[3][0]

    def test_what_was_issued_meanwhile_fails_in_words(self, bring: Any, keeper: Actor, drawn: None) -> None:
        first, second = bring(tables.row(1)), bring(tables.row(1), tables.row(2))
        for batch_id in (first, second):
            confirm(batch_id, keeper)
            make_all(batch_id)
        assert words(second, keeper) == {2: ["：证照库里已有同一编号的同类证照"]}
        assert Certificate.objects.count() == 2

    def test_a_frozen_seal_pauses_the_batch(self, bring: Any, keeper: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
        def frozen(**_: Any) -> bytes:
            raise seals.SealNotUsable("印章已冻结，不能使用。")

        monkeypatch.setattr(printing.seals, "seal_pdf", frozen)
        batch_id = bring(tables.row(1))
        confirm(batch_id, keeper)
        make_all(batch_id)
        found = certificates.stock_batch(batch_id, by=keeper)
        assert (found.state, found.counts["READY"]) == (StockState.PAUSED, 1)
        assert "冻结" in found.paused_reason

    def test_numbers_of_papers_are_not_given_again(self, bring: Any, keeper: Actor, issue: Any, drawn: None) -> None:
        issued = issue(at=MORNING, valid_until=date(2031, 1, 1))
        following = [str(int(issued.number[9:15]) + step).zfill(6) for step in (1, 2)]
        taken = [
            f"JY{issued.number[2:9]}{serial}{iso7064.mod_11_10(issued.number[2:9] + serial)}" for serial in following
        ]
        batch_id = bring(*(tables.row(at, 许可证编号=number) for at, number in enumerate(taken)))
        confirm(batch_id, keeper)
        make_all(batch_id)
        fresh = issue(at=MORNING, valid_until=date(2031, 1, 1))
        assert int(fresh.number[9:15]) == int(issued.number[9:15]) + 3


class TestForgetting:
    def test_rows_forget_what_they_said_as_they_are_made(self, bring: Any, keeper: Actor, drawn: None) -> None:
        batch_id = bring(tables.row(1), tables.row(2, 主体业态="夜市"))
        confirm(batch_id, keeper)
        make_all(batch_id)
        assert [row.data is None for row in StockRow.objects.order_by("number")] == [True, False]
        certificates.forget_stock(at=MORNING + timedelta(days=6))
        assert StockRow.objects.filter(data__isnull=False).count() == 1
        assert certificates.forget_stock(at=MORNING + timedelta(days=8)) == (0, 1)
        assert not StockRow.objects.filter(data__isnull=False).exists()

    def test_what_nobody_confirmed_is_cancelled_and_forgotten(self, bring: Any, keeper: Actor) -> None:
        batch_id = bring(tables.row(1), tables.row(2, 主体业态="夜市"))
        certificates.forget_stock(at=MORNING + timedelta(days=8))
        assert certificates.stock_batch(batch_id, by=keeper).state == StockState.CANCELLED
        assert not StockRow.objects.filter(data__isnull=False).exists()

    def test_faulty_rows_come_back_as_a_table_that_can_be_mended(
        self, bring: Any, keeper: Actor, agency: organizations.AgencyValue
    ) -> None:
        batch_id = bring(tables.row(1), tables.row(2, 主体业态="夜市", 网络经营="=1+1"))
        content = certificates.faulty_stock(batch_id, by=keeper)
        book = load_workbook(io.BytesIO(content))
        sheet = book["证照"]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        assert rows[0][-1] == "问题"
        assert "主体业态：只能填" in str(rows[1][-1])
        sheet["J2"], sheet["K2"] = "餐饮服务经营者", None
        mended = certificates.upload_stock(
            type_key=FOOD, agency_id=agency.id, content=tables.saved(book), name="改好.xlsx", by=keeper, at=MORNING
        )
        assert certificates.stock_batch(mended, by=keeper).counts["READY"] == 1

    def test_the_template_can_be_filled_in(
        self, keeper: Actor, stranger: Actor, agency: organizations.AgencyValue
    ) -> None:
        book = load_workbook(io.BytesIO(certificates.stock_template(FOOD, agency_id=agency.id, by=keeper)))
        assert book.sheetnames == ["证照", "填写说明"]
        assert tuple(cell.value for cell in book["证照"][1]) == tables.HEADS
        for at, head in enumerate(tables.HEADS, 1):
            book["证照"].cell(2, at, str(tables.row(3)[head]))
        batch_id = certificates.upload_stock(
            type_key=FOOD, agency_id=agency.id, content=tables.saved(book), name="模板.xlsx", by=keeper, at=MORNING
        )
        assert certificates.stock_batch(batch_id, by=keeper).counts["READY"] == 1
        with pytest.raises(NotPermitted):
            certificates.stock_template(FOOD, agency_id=agency.id, by=stranger)
        with pytest.raises(certificates.UnknownCertificateType):
            certificates.stock_template("construction-permit", agency_id=agency.id, by=keeper)


class TestHolder:
    def holder_of(self, number: int) -> UUID | None:
        return Certificate.objects.values_list("holder_party_id", flat=True).get(number=f"JY2520115{number:07d}")

    def sign_up(self, number: int) -> UUID:
        found = identity.create_person(name="杨秀兰", id_number=tables.person_code(number), by=SYSTEM, at=MORNING)
        return found.id

    def confirm_identity(self, person_id: UUID) -> None:
        identity.raise_level(person_id=person_id, level=2, evidence="REGISTRY", by=SYSTEM, at=MORNING)

    def make(self, bring: Any, keeper: Actor, number: int) -> None:
        batch_id = bring(tables.row(number))
        confirm(batch_id, keeper)
        make_all(batch_id)

    def test_who_is_known_gets_it_at_once(self, bring: Any, keeper: Actor, drawn: None) -> None:
        person_id = self.sign_up(1)
        self.confirm_identity(person_id)
        self.make(bring, keeper, 1)
        assert self.holder_of(1) == person_id
        assert [each.is_stock for each in certificates.wallet([person_id], at=MORNING)] == [True]

    def test_who_only_claims_the_number_does_not(self, bring: Any, keeper: Actor, drawn: None) -> None:
        person_id = self.sign_up(1)
        self.make(bring, keeper, 1)
        assert self.holder_of(1) is None
        assert certificates.wallet([person_id], at=MORNING) == []

    def test_who_proves_the_number_later_finds_it_in_the_wallet(self, bring: Any, keeper: Actor, drawn: None) -> None:
        self.make(bring, keeper, 1)
        person_id = self.sign_up(1)
        self.confirm_identity(person_id)
        handlers.claim(identity.PersonConfirmed(aggregate_id=person_id, at=MORNING))
        assert self.holder_of(1) == person_id

    def test_who_proved_it_in_the_same_moment_gets_it_too(self, bring: Any, keeper: Actor, drawn: None) -> None:
        self.make(bring, keeper, 1)
        person_id = self.sign_up(1)
        self.confirm_identity(person_id)
        made = Certificate.objects.get()
        handlers.find_holder(
            certificates.CertificateIssued(
                aggregate_id=made.id, at=MORNING, type_key=FOOD, holder_party_id=None, source_case=None
            )
        )
        assert self.holder_of(1) == person_id

    def test_a_registered_entity_claims_by_its_code(self, bring: Any, keeper: Actor, drawn: None) -> None:
        code = tables.entity_code(3)
        row = tables.row(1, 持证主体证件类型="统一社会信用代码", 持证主体证件号码=code)
        batch_id = bring(row)
        confirm(batch_id, keeper)
        make_all(batch_id)
        entity = identity.create_legal_entity(
            name="甲公司", uscc=code, kind="2", legal_representative_id=self.sign_up(5), by=SYSTEM, at=MORNING
        )
        handlers.claim(identity.EntityRegistered(aggregate_id=entity.id, at=MORNING))
        assert self.holder_of(1) == entity.id


def test_the_evidence_of_stock_names_the_day_of_the_paper(bring: Any, keeper: Actor, drawn: None) -> None:
    batch_id = bring(tables.row(1))
    confirm(batch_id, keeper)
    make_all(batch_id)
    made = Certificate.objects.get()
    proving.enter_issued(certificate_id=made.id, at=MORNING)
    with connection.cursor() as cursor:
        cursor.execute("SELECT leaf FROM evidence_evidenceentry WHERE subject = %s", [str(made.id)])
        (leaf,) = cursor.fetchone()
    facts = json.loads(leaf)["facts"]
    assert facts["paper_issued_on"] == "2024-05-06"


def test_every_act_of_a_batch_is_audited(bring: Any, keeper: Actor, drawn: None) -> None:
    batch_id = bring(tables.row(1), tables.row(2))
    confirm(batch_id, keeper)
    certificates.pause_stock(batch_id=batch_id, by=keeper, at=MORNING)
    certificates.resume_stock(batch_id=batch_id, by=keeper, at=MORNING)
    make_all(batch_id)
    actions = [entry.action.rpartition(".")[2] for entry in audit.entries(target_id=str(batch_id))]
    assert sorted(actions) == ["confirmed", "finished", "paused", "resumed", "uploaded"]
    assert StockBatch.objects.get().state == StockState.DONE
