"""Rotation and compromise: a new key while everything old stays good, and a stolen key stopped in time."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from govhall.data.organizations import public as organizations
from govhall.data.organizations.public import AgencyValue
from govhall.kernel.actor import Actor
from govhall.support.seals import public as seals
from unit.support.seals.test_life_cycle import letter

pytestmark = [pytest.mark.clause("box:统一电子印章"), pytest.mark.usefixtures("world")]


def seal(agency: AgencyValue, at: datetime) -> bytes:
    return seals.seal_pdf(content=letter(agency, at), agency_id=agency.id, purpose="受理通知书", at=at)


class TestRotate:
    def test_changes_key_and_certificate_and_keeps_old_papers_good(self, agency: AgencyValue, now: datetime) -> None:
        before = seal(agency, now)
        done = seals.rotate(agency_id=agency.id, at=now + timedelta(minutes=1))
        after = seal(agency, now + timedelta(minutes=2))
        assert (done.old.status, done.new.status) == ("REPLACED", "ACTIVE")
        assert done.old.certificate_fingerprint != done.new.certificate_fingerprint
        checks = [seals.check_file(paper)[0] for paper in (before, after)]
        assert [one.finding for one in checks] == ["VALID", "VALID"]
        assert [one.fingerprint for one in checks] == [
            done.old.certificate_fingerprint,
            done.new.certificate_fingerprint,
        ]

    def test_needs_a_seal(self, world: None, now: datetime) -> None:
        bare = organizations.agency_by_key("honghuagang-market")
        with pytest.raises(seals.SealNotUsable, match="没有在用的公章"):
            seals.rotate(agency_id=bare.id, at=now)


class TestCompromise:
    def test_stops_the_seal_and_names_what_it_sealed_since(
        self, agency: AgencyValue, now: datetime, who: Callable[[str], Actor]
    ) -> None:
        early = seal(agency, now)
        late = seal(agency, now + timedelta(hours=2))
        official = seals.ensure_seal(agency_id=agency.id, at=now)
        found = seals.compromise(
            seal_id=official.id,
            since=now + timedelta(hours=1),
            reason="备份介质失窃，密钥可能外泄",
            at=now + timedelta(hours=3),
        )
        assert [use.at for use in found.doubtful] == [now + timedelta(hours=2)]
        assert found.seal.status == "FROZEN"
        assert [seals.check_file(paper)[0].finding for paper in (early, late)] == ["REVOKED_LATER", "REVOKED"]
        with pytest.raises(seals.SealNotUsable, match="已冻结"):
            seal(agency, now + timedelta(hours=4))

    def test_needs_a_reason(self, agency: AgencyValue, now: datetime) -> None:
        official = seals.ensure_seal(agency_id=agency.id, at=now)
        with pytest.raises(Exception, match="理由"):
            seals.compromise(seal_id=official.id, since=now, reason="丢", at=now)
