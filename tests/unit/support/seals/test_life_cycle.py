"""A seal's life with people in separate roles: what each may do, what is written down, what the database refuses."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from govhall.data.organizations.public import AgencyValue
from govhall.infra import clock
from govhall.infra.crypto import keypairs
from govhall.kernel.actor import Actor
from govhall.kernel.errors import DomainError, InvalidInput, NotPermitted
from govhall.security.audit import public as audit
from govhall.support.documents import public as documents
from govhall.support.notifications import public as notifications
from govhall.support.seals import public as seals
from govhall.support.seals.choices import IN_FORCE
from govhall.support.seals.models import Seal, SealUse
from unit.support.seals.conftest import Walk

pytestmark = [pytest.mark.clause("box:统一电子印章"), pytest.mark.usefixtures("world")]

Who = Callable[[str], Actor]
REASON = "保管人出差两周，暂停用印"


def letter(agency: AgencyValue, at: datetime) -> bytes:
    return documents.render_letter(
        documents.Letter(
            title="受理通知书", number="1", issuer=agency.name, addressee="山间小味餐饮店", paragraphs=["已经受理。"],
            date=clock.official_date(at),
        ),
        at=at,
    )  # fmt: skip


def use(seal_id: UUID, agency: AgencyValue, by: Actor, at: datetime) -> bytes:
    return seals.use_seal(
        seal_id=seal_id, content=letter(agency, at), purpose="受理通知书", case_number="520115", by=by, at=at
    )


class TestLife:
    def test_is_written_down_with_names_and_reasons(self, walk: Walk, who: Who, now: datetime) -> None:
        seal_id = walk()
        file = seals.seal_file(seal_id, by=who("seal-auditor"), at=now)
        assert [event.act for event in reversed(file.events)] == ["APPLY", "APPROVE", "MAKE", "FILE", "ISSUE"]
        assert [event.actor_name for event in reversed(file.events)] == ["莫兰", "卢岩", "韦刚", "韦刚", "韦刚"]
        assert (file.seal.status, file.seal.keeper_name) == ("ACTIVE", "莫兰")
        assert len({event.digest for event in file.events}) == 5
        entries = audit.entries(target_id=str(seal_id), limit=10)
        assert {entry.action for entry in entries} >= {"seals.seal.apply", "seals.seal.make", "seals.seal.issue"}

    def test_makes_a_structure_that_the_maker_signed(self, walk: Walk, who: Who, now: datetime) -> None:
        structure = seals.seal_file(walk("make"), by=who("seal-maker"), at=now).structure
        assert structure is not None
        assert structure.is_good
        assert (structure.name, structure.kind, structure.signers) == ("观山湖区市场监督管理局", "单位印章", 1)

    def test_makes_a_personal_seal_of_a_persons_kind(self, walk: Walk, who: Who, now: datetime) -> None:
        structure = seals.seal_file(
            walk("make", kind="PERSONAL", name="罗文静"), by=who("seal-maker"), at=now
        ).structure
        assert structure is not None
        assert (structure.kind, structure.picture) == ("个人印章", "PNG，20 × 20 mm")

    def test_tells_the_keeper(self, walk: Walk, who: Who) -> None:
        walk()
        keeper = who("seal-keeper")
        assert "印章已发放给您保管" in notifications.inbox(user_id=keeper.account)[0].subject

    def test_refuses_a_second_application_of_the_same_seal(self, walk: Walk) -> None:
        walk("apply")
        with pytest.raises(seals.SealInTheMaking):
            walk("apply")

    def test_refuses_a_second_seal_beside_the_first(self, walk: Walk) -> None:
        walk()
        with pytest.raises(seals.SealInForce, match="申请换章"):
            walk("apply")

    def test_refuses_a_character_that_the_font_lacks(self, walk: Walk) -> None:
        with pytest.raises(InvalidInput, match="字库"):
            walk("apply", name="观山湖\U000f0000局")


class TestDuties:
    def test_keep_each_act_to_its_role(self, walk: Walk, who: Who, now: datetime) -> None:
        seal_id = walk("apply")
        for stranger in ("seal-keeper", "seal-maker", "seal-auditor", "guanshanhu-market-approver"):
            with pytest.raises(NotPermitted):
                seals.approve(seal_id=seal_id, by=who(stranger), at=now)
        seals.approve(seal_id=seal_id, by=who("seal-approver"), at=now)
        for stranger in ("seal-keeper", "seal-approver", "seal-auditor"):
            with pytest.raises(NotPermitted):
                seals.make(seal_id=seal_id, by=who(stranger), at=now)

    def test_are_separated_by_the_database_too(self, walk: Walk, who: Who) -> None:
        row = Seal.objects.get(pk=walk("make"))
        for fields in ({"approved_by_id": row.applied_by_id}, {"made_by_id": row.approved_by_id}):
            with pytest.raises(IntegrityError), transaction.atomic():
                Seal.objects.filter(pk=row.pk).update(**fields)

    def test_let_only_a_keeper_of_the_agency_keep(self, walk: Walk, who: Who, now: datetime) -> None:
        seal_id = walk("file")
        with pytest.raises(InvalidInput, match="保管员"):
            seals.issue(seal_id=seal_id, keeper_id=who("seal-auditor").id, by=who("seal-maker"), at=now)

    def test_show_nothing_to_another_agency(self, walk: Walk, who: Who, now: datetime) -> None:
        seal_id = walk("apply")
        with pytest.raises(seals.SealNotFound):
            seals.seal_file(seal_id, by=who("honghuagang-market-approver"), at=now)


class TestUse:
    def test_is_logged_with_case_form_place_person_and_digest(
        self, walk: Walk, who: Who, agency: AgencyValue, now: datetime
    ) -> None:
        seal_id = walk()
        sealed = use(seal_id, agency, who("guanshanhu-market-approver"), now)
        (check,) = seals.check_file(sealed)
        (logged,) = seals.uses_of(seal_id, by=who("seal-auditor"))
        assert (check.is_valid, check.signer) == (True, "观山湖区市场监督管理局")
        assert (logged.case_number, logged.form, logged.actor_name) == ("520115", "PDF", "李文静")
        assert len(logged.document_sm3) == 64

    def test_is_refused_while_frozen_and_works_again_afterwards(
        self, walk: Walk, who: Who, agency: AgencyValue, now: datetime
    ) -> None:
        seal_id, signer = walk(), who("guanshanhu-market-approver")
        seals.freeze(seal_id=seal_id, reason=REASON, by=who("seal-keeper"), at=now)
        with pytest.raises(seals.SealNotUsable, match="已冻结"):
            use(seal_id, agency, signer, now)
        with pytest.raises(NotPermitted):
            seals.unfreeze(seal_id=seal_id, reason="保管人已经回来了", by=who("seal-keeper"), at=now)
        seals.unfreeze(seal_id=seal_id, reason="保管人已经回来了", by=who("seal-approver"), at=now)
        assert seals.check_file(use(seal_id, agency, signer, now))[0].is_valid

    def test_is_refused_by_the_database_when_the_seal_is_not_active(
        self, walk: Walk, who: Who, agency: AgencyValue, now: datetime
    ) -> None:
        seal_id = walk()
        use(seal_id, agency, who("guanshanhu-market-approver"), now)
        seals.freeze(seal_id=seal_id, reason=REASON, by=who("seal-keeper"), at=now)
        logged = SealUse.objects.get(seal_id=seal_id)
        with pytest.raises(IntegrityError, match="only_active_seals_are_used"), transaction.atomic():
            SealUse(
                id=UUID(int=7), seal_id=seal_id, purpose="x", document_sm3=logged.document_sm3, at=now
            ).save(force_insert=True)  # fmt: skip

    def test_is_refused_to_keeper_maker_and_auditor(
        self, walk: Walk, who: Who, agency: AgencyValue, now: datetime
    ) -> None:
        seal_id = walk()
        for username in ("seal-keeper", "seal-maker", "seal-auditor", "seal-approver"):
            with pytest.raises(NotPermitted):
                use(seal_id, agency, who(username), now)

    def test_pages_by_key_and_filters_by_day(self, walk: Walk, who: Who, agency: AgencyValue, now: datetime) -> None:
        seal_id, signer, auditor = walk(), who("guanshanhu-market-approver"), who("seal-auditor")
        for days in range(3):
            use(seal_id, agency, signer, now + timedelta(days=days))
        first = seals.uses_of(seal_id, by=auditor, limit=2)
        rest = seals.uses_of(seal_id, by=auditor, before=(first[-1].at, first[-1].id), limit=2)
        assert [one.at for one in (*first, *rest)] == [now + timedelta(days=days) for days in (2, 1, 0)]
        day = seals.uses_of(seal_id, by=auditor, since=now + timedelta(days=1), until=now + timedelta(days=2))
        assert [one.at for one in day] == [now + timedelta(days=1)]

    def test_rows_never_change(self, walk: Walk, who: Who, agency: AgencyValue, now: datetime) -> None:
        seal_id = walk()
        use(seal_id, agency, who("guanshanhu-market-approver"), now)
        for statement in ("UPDATE seals_sealuse SET purpose = 'x'", "DELETE FROM seals_sealevent"):
            with pytest.raises(Exception, match="Cannot update or delete"), transaction.atomic():
                connection.cursor().execute(statement)


class TestChange:
    def test_puts_the_new_seal_in_the_place_of_the_old_whose_papers_stay_good(
        self, walk: Walk, who: Who, agency: AgencyValue, now: datetime, django_capture_on_commit_callbacks: Callable
    ) -> None:
        old, signer = walk(), who("guanshanhu-market-approver")
        paper = use(old, agency, signer, now)
        key = Seal.objects.get(pk=old).key_name
        with django_capture_on_commit_callbacks(execute=True):
            new = walk(replaces=old)
        states = {pk: Seal.objects.get(pk=pk).status for pk in (old, new)}
        assert states == {old: "REPLACED", new: "ACTIVE"}
        assert not keypairs.exists(key)
        assert seals.check_file(paper)[0].finding == "VALID"
        with pytest.raises(seals.SealNotUsable):
            use(old, agency, signer, now)
        assert seals.seal_file(old, by=signer, at=now).successors == (new,)

    def test_leaves_the_old_seal_in_force_until_the_new_one_is_issued(self, walk: Walk) -> None:
        old = walk()
        walk("file", replaces=old)
        assert Seal.objects.get(pk=old).status == "ACTIVE"


class TestDestroy:
    def test_removes_the_key_and_revokes_the_certificate_from_then_on(
        self, walk: Walk, who: Who, agency: AgencyValue, now: datetime, django_capture_on_commit_callbacks: Callable
    ) -> None:
        seal_id = walk()
        paper = use(seal_id, agency, who("guanshanhu-market-approver"), now)
        with django_capture_on_commit_callbacks(execute=True):
            seals.destroy(
                seal_id=seal_id, reason="机构撤并，印章收回销毁", by=who("seal-approver"), at=now + timedelta(hours=1)
            )
        assert not keypairs.exists(Seal.objects.get(pk=seal_id).key_name)
        assert seals.check_file(paper)[0].finding == "REVOKED_LATER"


class TestWarning:
    def test_tells_the_keeper_once(self, walk: Walk, who: Who, now: datetime) -> None:
        ends = Seal.objects.get(pk=walk(kind="PERSONAL", name="罗文静")).valid_until
        assert ends is not None
        told = []
        for days in (31, 30, 29):
            seals.warn_keepers(at=ends - timedelta(days=days))
            box = notifications.inbox(user_id=who("seal-keeper").account)
            told.append(sum(message.subject == "签章证书快到期：罗文静" for message in box))
        assert told == [0, 1, 1]

    def test_colours_the_row(self, walk: Walk, who: Who) -> None:
        seal_id = walk()
        ends = Seal.objects.get(pk=seal_id).valid_until
        assert ends is not None
        tones = []
        for days in (31, 30, -1):
            rows = seals.seal_list(who("seal-keeper"), view="in-use", at=ends - timedelta(days=days))
            tones += [row.tone for row in rows if row.seal.id == seal_id]
        assert tones == ["ok", "warn", "bad"]


class TestTheSystem:
    def test_makes_the_first_official_seal_by_the_same_acts(self, agency: AgencyValue, who: Who, now: datetime) -> None:
        made = seals.ensure_seal(agency_id=agency.id, at=now)
        again = seals.ensure_seal(agency_id=agency.id, at=now)
        events = seals.seal_file(made.id, by=who("seal-auditor"), at=now).events
        assert made.id == again.id
        assert [event.act for event in reversed(events)] == ["APPLY", "APPROVE", "MAKE", "FILE", "ISSUE"]
        assert {event.actor_kind for event in events} == {"SYSTEM"}

    def test_makes_no_second_one_in_place_of_a_destroyed_one(
        self, agency: AgencyValue, who: Who, now: datetime
    ) -> None:
        made = seals.ensure_seal(agency_id=agency.id, at=now)
        seals.destroy(seal_id=made.id, reason="机构撤并，印章收回销毁", by=who("seal-approver"), at=now)
        with pytest.raises(seals.SealNotUsable, match="销毁"):
            seals.seal_pdf(content=letter(agency, now), agency_id=agency.id, purpose="受理通知书", at=now)


class TestAnyOrderOfActs:
    @settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        st.lists(
            st.tuples(st.sampled_from(["seal-keeper", "seal-approver", "seal-maker"]), st.integers(0, 8)), max_size=14
        )
    )
    def test_by_anybody_leaves_lawful_rows(
        self, agency: AgencyValue, who: Who, now: datetime, moves: list[tuple[str, int]]
    ) -> None:
        with transaction.atomic():
            seal_id = seals.apply(
                agency_id=agency.id, kind=seals.SealKind.SPECIAL, name=agency.name, purpose="行政审批文书用印",
                by=who("seal-keeper"), at=now,
            )  # fmt: skip
            for username, number in moves:
                try:
                    _do(number, seal_id, who(username), who("seal-keeper"), now)
                except DomainError:
                    continue
            row = Seal.objects.get(pk=seal_id)
            acts = list(row.events.order_by("id").values_list("act", flat=True))
            if row.status in IN_FORCE:
                assert acts[:5] == ["APPLY", "APPROVE", "MAKE", "FILE", "ISSUE"]
                assert len({row.applied_by_id, row.approved_by_id, row.made_by_id}) == 3
            assert row.events.order_by("-id")[0].status == row.status
            transaction.set_rollback(True)


def _do(number: int, seal_id: UUID, by: Actor, keeper: Actor, at: datetime) -> None:
    day = clock.official_date(at)
    acts: list[Callable[[], None]] = [
        lambda: seals.approve(seal_id=seal_id, by=by, at=at),
        lambda: seals.make(seal_id=seal_id, by=by, at=at),
        lambda: seals.file(seal_id=seal_id, number="GA-1234", day=day, by=by, at=at),
        lambda: seals.issue(seal_id=seal_id, keeper_id=keeper.id, by=by, at=at),
        lambda: seals.freeze(seal_id=seal_id, reason=REASON, by=by, at=at),
        lambda: seals.unfreeze(seal_id=seal_id, reason=REASON, by=by, at=at),
        lambda: seals.refuse(seal_id=seal_id, reason=REASON, by=by, at=at),
        lambda: seals.withdraw(seal_id=seal_id, reason=REASON, by=by, at=at),
        lambda: seals.destroy(seal_id=seal_id, reason=REASON, by=by, at=at),
    ]
    acts[number]()
