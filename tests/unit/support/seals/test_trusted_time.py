"""Sealing with the settings' time stamps: reported, missed and fetched later, and shown to whoever verifies."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from factories import seals as papers
from govhall.data.organizations.public import AgencyValue
from govhall.support.documents.public import ofd, pdf
from govhall.support.seals import public as seals
from govhall.support.seals import tasks
from govhall.support.seals.models import LateStamp, SealUse
from govhall.support.seals.public import SealCheck
from govhall.support.timestamps.adapters import BuiltIn, Remote
from govhall.support.timestamps.engine.faults import StampRefused
from govhall.support.timestamps.services import stamping

pytestmark = [pytest.mark.django_db, pytest.mark.clause("box:统一电子印章")]
AWAY = "http://127.0.0.1:9/"  # nobody listens there


def sealed_pdf(agency: AgencyValue, at: datetime) -> bytes:
    return seals.seal_pdf(content=pdf.write(papers.paper()), agency_id=agency.id, purpose="受理通知书 1", at=at)


def sealed_ofd(agency: AgencyValue, at: datetime) -> bytes:
    return seals.seal_ofd(package=ofd.write(papers.paper()), agency_id=agency.id, purpose="受理通知书 1", at=at)


def check(content: bytes) -> SealCheck:
    (found,) = seals.check_file(content)
    assert found.is_valid
    return found


@pytest.fixture
def unreachable(settings: Settings) -> None:
    settings.GOVHALL_TSA_URL = AWAY
    stamping._remote.cache_clear()


forms = pytest.mark.parametrize("seal", [sealed_pdf, sealed_ofd], ids=["pdf", "ofd"])
Seal = Callable[[AgencyValue, datetime], bytes]


class TestSealing:
    @forms
    def test_stamps_by_the_built_in_authority(self, seal: Seal, agency: AgencyValue, now: datetime) -> None:
        found = check(seal(agency, now))
        assert found.trusted_at is not None
        assert abs(found.trusted_at - now) < timedelta(milliseconds=1)
        assert found.stamped_by == "政务大厅示范时间戳机构"

    @forms
    def test_does_without_if_the_settings_say_so(
        self, seal: Seal, agency: AgencyValue, now: datetime, settings: Settings
    ) -> None:
        settings.GOVHALL_TSA_URL = "none"
        assert check(seal(agency, now)).trusted_at is None
        assert not LateStamp.objects.exists()

    def test_signs_for_foreign_readers_if_the_settings_say_so(
        self, agency: AgencyValue, now: datetime, settings: Settings
    ) -> None:
        settings.GOVHALL_CLASSICAL = "ecdsa"
        first, second = seals.check_file(sealed_pdf(agency, now))
        assert (first.kind, first.is_valid, first.signer) == ("CLASSICAL", True, "政务大厅示范平台")
        assert (second.kind, second.is_valid, second.trusted_at is not None) == ("SEAL", True, True)


class TestUnreachable:
    @forms
    def test_authority_stops_nobody_and_is_asked_again_later(
        self, seal: Seal, agency: AgencyValue, now: datetime, unreachable: None, settings: Settings
    ) -> None:
        content = seal(agency, now)
        assert check(content).trusted_at is None
        waiting = LateStamp.objects.get(stamped_at=None)
        assert waiting.use == SealUse.objects.latest("at")
        assert seals.stamp_late(at=now) == 0
        settings.GOVHALL_TSA_URL = "builtin"
        later = now + timedelta(hours=1)
        assert seals.stamp_late(at=later) == 1
        found = check(content)
        assert found.trusted_at is not None
        assert abs(found.trusted_at - later) < timedelta(milliseconds=1)
        assert found.stamped_by
        assert seals.stamp_late(at=later) == 0

    def test_authority_is_asked_by_the_task(self, agency: AgencyValue, now: datetime, unreachable: None) -> None:
        sealed_pdf(agency, now)
        tasks.stamp_late(timestamp=0)
        assert LateStamp.objects.filter(stamped_at=None).count() == 1

    def test_authority_costs_its_time_limit_once(
        self, agency: AgencyValue, now: datetime, unreachable: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked = []

        def refuse(_: Remote, body: bytes) -> bytes:
            asked.append(body)
            raise TimeoutError

        monkeypatch.setattr(Remote, "_post", refuse)
        for _ in range(3):
            sealed_pdf(agency, now)
        assert len(asked) == 1

    @pytest.mark.parametrize("token", [b"", bytes(100_000)])
    def test_or_refusing_authority_is_the_same(
        self, token: bytes, agency: AgencyValue, now: datetime, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def answer(*_: object, **__: object) -> bytes:
            if token:
                return token
            raise StampRefused("x")

        monkeypatch.setattr(BuiltIn, "stamp", answer)
        assert check(sealed_pdf(agency, now)).trusted_at is None
        assert LateStamp.objects.count() == 1
        assert seals.stamp_late(at=now) == 0


class TestShown:
    def page(self, client: Client, content: bytes) -> str:
        return client.post("/verify/", {"file": SimpleUploadedFile("x.pdf", content)}, follow=True).content.decode()

    def test_time_and_authority_stand_on_the_verification_page(
        self, client: Client, agency: AgencyValue, now: datetime
    ) -> None:
        words = self.page(client, sealed_pdf(agency, now))
        assert "可信时间" in words
        assert "由“政务大厅示范时间戳机构”证明签章不晚于此时。" in words

    def test_that_there_is_no_trusted_time_stands_there_too(
        self, client: Client, agency: AgencyValue, now: datetime, settings: Settings
    ) -> None:
        settings.GOVHALL_TSA_URL = "none"
        assert "没有可信时间" in self.page(client, sealed_pdf(agency, now))

    def test_a_signature_for_foreign_readers_stands_there(
        self, client: Client, agency: AgencyValue, now: datetime, settings: Settings
    ) -> None:
        settings.GOVHALL_CLASSICAL = "rsa"
        words = self.page(client, sealed_pdf(agency, now))
        assert "国际通用签名真实" in words
        assert "电子签章真实" in words
