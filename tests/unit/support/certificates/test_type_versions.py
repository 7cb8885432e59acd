"""Versions of types: drafts, publication, what certificates keep of them, and content that changes."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.db import Error, transaction

from govhall.data.organizations import public as organizations
from govhall.kernel.actor import SYSTEM, Actor, ActorKind, Grant
from govhall.kernel.errors import Conflict, NotPermitted
from govhall.kernel.identifiers import new_id
from govhall.security.audit import public as audit
from govhall.support.certificates import public as certificates
from govhall.support.certificates.models import Certificate, CertificateTypeVersion
from govhall.support.certificates.services import loading

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("agency")]
KEY = "public-place-hygiene-license"
VALUES = {"principal": "杨秀兰", "venue_kind": "lodging", "address": "观山湖区长岭北路 1 号", "area": 120}
Issue = Callable[..., certificates.CertificateValue]


@pytest.fixture
def keeper() -> Callable[..., Actor]:
    """Make a certificate officer of the commission that defines the type, or of another agency."""

    def make(agency: str = "guizhou-health", role: str = "certificate-officer", path: str = "/52/") -> Actor:
        grant = Grant(role=role, agency_id=organizations.agency_by_key(agency).id, region_path=path)
        return Actor(kind=ActorKind.OFFICER, id=new_id(), name="黎雪", grants=(grant,))

    return make


def change(key: str = KEY, **parts: Any) -> certificates.TemplateChange:
    kind = certificates.type_versions(key)[0].kind
    usual = {
        "name": kind.name, "shape": kind.shape, "years": kind.years, "statement": kind.statement,
        "number_label": kind.number_label, "number_pattern": kind.number_pattern, "face": kind.face,
        "colour": kind.colour, "seal": kind.seal,
    }  # fmt: skip
    return certificates.TemplateChange(**{**usual, **parts})


def base(key: str = KEY) -> str:
    return certificates.type_versions(key)[0].sm3


def save(by: Actor, at: datetime, key: str = KEY, **parts: Any) -> str:
    return certificates.save_type_draft(key=key, change=change(key, **parts), base=base(key), by=by, at=at)


def publish(by: Actor, at: datetime, key: str = KEY, current: int = 1) -> int:
    return certificates.publish_type(key=key, sm3=base(key), current=current, by=by, at=at)


class TestDraft:
    def test_changes_nothing_that_is_in_force(self, keeper: Callable[..., Actor], morning: datetime) -> None:
        save(keeper(), morning, name="卫生许可证")
        assert certificates.certificate_type(KEY).name == "公共场所卫生许可证"
        newest = certificates.type_versions(KEY)[0]
        assert (newest.number, newest.state, newest.kind.name) == (2, "DRAFT", "卫生许可证")
        assert next(row for row in certificates.type_list(by=keeper()) if row.key == KEY).has_draft

    def test_is_not_made_when_nothing_changed(self, keeper: Callable[..., Actor], morning: datetime) -> None:
        save(keeper(), morning)
        assert len(certificates.type_versions(KEY)) == 1

    def test_keeps_what_the_editor_does_not_show(self, keeper: Callable[..., Actor], morning: datetime) -> None:
        before = certificates.certificate_type("medical-institution-license")
        save(keeper(), morning, key=before.key, name="医疗许可证")
        after = certificates.type_versions(before.key)[0].kind
        assert (after.annual_check, after.number_words) == (before.annual_check, before.number_words)
        assert [line.options for line in after.face] == [line.options for line in before.face]

    def test_of_two_editors_the_second_is_told(self, keeper: Callable[..., Actor], morning: datetime) -> None:
        seen = base()
        save(keeper(), morning, name="第一位的改动")
        with pytest.raises(Conflict, match="别人刚刚改过"):
            certificates.save_type_draft(
                key=KEY, change=change(name="第二位的改动"), base=seen, by=keeper(), at=morning
            )

    @pytest.mark.parametrize(
        ("agency", "role", "path"),
        [
            ("guanshanhu-health", "certificate-officer", "/52/5201/520115/"),
            ("guizhou-hrss", "certificate-officer", "/52/"),
            ("guizhou-health", "window-clerk", "/52/"),
            ("guizhou-service", "data-manager", "/52/"),
        ],
    )
    def test_is_for_the_defining_body_alone(
        self, keeper: Callable[..., Actor], morning: datetime, agency: str, role: str, path: str
    ) -> None:
        with pytest.raises(NotPermitted):
            save(keeper(agency, role, path), morning, name="越权")

    def test_of_a_type_from_elsewhere_is_for_the_data_manager_of_the_province(
        self, keeper: Callable[..., Actor], morning: datetime
    ) -> None:
        key = "business-license"
        save(keeper("guizhou-service", "data-manager"), morning, key=key, name="营业执照（试行）")
        with pytest.raises(NotPermitted):
            save(keeper("guanshanhu-service", "data-manager", "/52/5201/520115/"), morning, key=key, name="越权")

    @pytest.mark.parametrize(
        "parts",
        [
            {"name": "长" * 1001}, {"name": "\0"}, {"shape": "moon"}, {"colour": "moon"}, {"seal": "moon"},
            {"years": 99999}, {"years": -1},
            {"face": [certificates.FaceField(name="a", label="甲", source="x", mask="moon")]},
            {"face": [certificates.FaceField(name="a", label="甲", source="x", kind="moon")]},
            {"face": [certificates.FaceField(name=f"a{n}", label="甲", source="x") for n in range(61)]},
        ],
    )  # fmt: skip
    def test_that_could_not_be_kept_is_refused(
        self, keeper: Callable[..., Actor], morning: datetime, parts: dict[str, Any]
    ) -> None:
        with pytest.raises(certificates.TemplateUnreadable):
            save(keeper(), morning, **parts)

    def test_can_be_thrown_away(self, keeper: Callable[..., Actor], morning: datetime) -> None:
        save(keeper(), morning, name="不要了")
        stale = base()
        certificates.discard_type_draft(key=KEY, base=stale, by=keeper(), at=morning)
        assert len(certificates.type_versions(KEY)) == 1
        with pytest.raises(Conflict):
            certificates.discard_type_draft(key=KEY, base=stale, by=keeper(), at=morning)


class TestPublication:
    @pytest.mark.clause("box:电子证照")
    def test_is_for_new_certificates_and_old_ones_keep_theirs(
        self, keeper: Callable[..., Actor], issue: Issue, morning: datetime, officer: Callable[..., Actor],
        agency: organizations.AgencyValue,
    ) -> None:  # fmt: skip
        old = issue(type_key=KEY, values=VALUES)
        save(keeper(), morning, name="卫生许可证书", number_label="证书编号", years=5)
        assert publish(keeper(), morning + timedelta(hours=1)) == 2
        new = issue(type_key=KEY, values=VALUES)
        assert (new.type_name, new.number_label) == ("卫生许可证书", "证书编号")
        known = certificates.certificate(old.id, at=morning, by=SYSTEM)
        assert (known.type_name, known.number_label) == ("公共场所卫生许可证", "编号")
        assert certificates.usual_end(KEY, valid_from=morning.date()).year == morning.year + 5  # type: ignore[union-attr]
        renewed = certificates.renew(
            certificate_id=old.id, valid_from=old.valid_from, valid_until=None, reason="延续",
            by=officer(agency.id), at=morning,
        )  # fmt: skip
        assert renewed.type_name == "公共场所卫生许可证"
        assert certificates.verify_token(old.verify_path.rpartition("/")[2], at=morning).type_name == old.type_name

    def test_needs_no_query_more_to_issue(self, issue: Issue, django_assert_max_num_queries: Any) -> None:
        issue(type_key=KEY, values=VALUES)
        with django_assert_max_num_queries(100) as first:
            issue(type_key=KEY, values=VALUES)
        assert not [query for query in first if "certificatetypeversion" in query["sql"].partition("FROM")[2]]

    def test_of_a_draft_that_changed_meanwhile_is_refused(
        self, keeper: Callable[..., Actor], morning: datetime
    ) -> None:
        save(keeper(), morning, name="看过的")
        looked_at = base()
        save(keeper(), morning, name="后来改的")
        with pytest.raises(Conflict, match="刚刚被改过"):
            certificates.publish_type(key=KEY, sm3=looked_at, current=1, by=keeper(), at=morning)

    def test_against_another_version_in_force_is_refused(self, keeper: Callable[..., Actor], morning: datetime) -> None:
        save(keeper(), morning, name="第二版")
        publish(keeper(), morning)
        save(keeper(), morning, name="第三版")
        with pytest.raises(Conflict, match="在用的版本刚刚换过"):
            publish(keeper(), morning, current=1)

    def test_twice_is_refused(self, keeper: Callable[..., Actor], morning: datetime) -> None:
        save(keeper(), morning, name="第二版")
        publish(keeper(), morning)
        with pytest.raises(Conflict):
            publish(keeper(), morning, current=2)

    def test_of_a_faulty_draft_is_refused(self, keeper: Callable[..., Actor], morning: datetime) -> None:
        save(keeper(), morning, number_pattern="无号")
        with pytest.raises(certificates.TemplateFaulty, match="没有顺序号"):
            publish(keeper(), morning)

    def test_may_want_another_person(self, keeper: Callable[..., Actor], morning: datetime, settings: Any) -> None:
        settings.GOVHALL_TEMPLATE_TWO_PERSONS = True
        first, second, third = keeper(), keeper(), keeper()
        save(first, morning, name="一稿")
        save(second, morning, name="二稿")
        for editor in (first, second):
            with pytest.raises(certificates.SecondPersonNeeded):
                publish(editor, morning)
        assert publish(third, morning) == 2

    def test_by_somebody_else_is_refused(self, keeper: Callable[..., Actor], morning: datetime) -> None:
        save(keeper(), morning, name="第二版")
        with pytest.raises(NotPermitted):
            publish(keeper("guizhou-hrss"), morning)

    def test_stands_in_the_audit_trail(self, keeper: Callable[..., Actor], morning: datetime) -> None:
        by = keeper()
        save(by, morning, name="第二版")
        publish(by, morning)
        actions = {entry.action for entry in audit.entries(target_id=KEY)}
        assert actions == {"certificates.type.drafted", "certificates.type.published"}

    def test_is_for_good(self, keeper: Callable[..., Actor], morning: datetime) -> None:
        save(keeper(), morning, name="第二版")
        publish(keeper(), morning)
        for act in (
            lambda: CertificateTypeVersion.objects.filter(number=2).update(name="改写"),
            lambda: CertificateTypeVersion.objects.filter(number=2).delete(),
        ):
            with pytest.raises(Error), transaction.atomic():
                act()


def test_a_certificate_cannot_take_a_version_of_another_type(issue: Issue) -> None:
    value = issue(type_key=KEY, values=VALUES)
    other = CertificateTypeVersion.objects.exclude(type__key=KEY).first()
    assert other is not None
    with pytest.raises(Error, match="certificate_template_of_its_type"), transaction.atomic():
        Certificate.objects.filter(pk=value.id).update(template=other)


class TestContent:
    @staticmethod
    def changed(tmp_path: Path, **parts: Any) -> Path:
        entries = yaml.safe_load(loading.TYPES.read_text(encoding="utf-8"))
        for entry in entries:
            if entry["key"] == KEY:
                entry.update(parts)
        file = tmp_path / "types.yaml"
        file.write_text(yaml.safe_dump(entries, allow_unicode=True), encoding="utf-8")
        return file

    def test_that_changes_is_the_next_version_and_a_draft_goes_on_after_it(
        self, keeper: Callable[..., Actor], morning: datetime, tmp_path: Path
    ) -> None:
        save(keeper(), morning, statement="依据示范条例。")
        assert certificates.load_types(at=morning, source=self.changed(tmp_path, name="新名称")) == (KEY,)
        assert [(each.number, each.state) for each in certificates.type_versions(KEY)] == [
            (3, "DRAFT"), (2, "PUBLISHED"), (1, "PUBLISHED"),
        ]  # fmt: skip
        assert certificates.certificate_type(KEY).name == "新名称"
        assert certificates.load_types(at=morning, source=self.changed(tmp_path, name="新名称")) == ()

    def test_never_replaces_what_an_officer_published(
        self, keeper: Callable[..., Actor], morning: datetime, tmp_path: Path
    ) -> None:
        save(keeper(), morning, name="人员改的")
        publish(keeper(), morning)
        assert certificates.load_types(at=morning, source=self.changed(tmp_path, name="文件改的")) == ()
        assert certificates.certificate_type(KEY).name == "人员改的"
