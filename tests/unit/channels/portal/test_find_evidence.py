"""验存证: the proof of a certificate for whoever has its code, and two ways to check it."""

import json
from collections.abc import Iterator

import pytest
from django.test import Client

from factories import people
from govhall.infra import clock
from govhall.kernel.actor import Actor, ActorKind, Grant
from govhall.kernel.identifiers import new_id
from govhall.support.certificates import public as certificates
from govhall.support.certificates.services import proving
from govhall.support.evidence import public as evidence
from govhall.support.evidence.content import verify_offline as offline

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world"), pytest.mark.clause("box:区块链")]


@pytest.fixture
def licence() -> Iterator[certificates.CertificateValue]:
    """The restaurant's business licence, its issue entered as the worker does it."""
    (held,) = certificates.wallet([people.restaurant().id], at=clock.now())
    proving.enter_issued(certificate_id=held.id, at=clock.now())
    return held


def test_while_it_waits_the_page_says_so(client: Client, licence: certificates.CertificateValue) -> None:
    page = client.get(licence.verify_path).content.decode()
    assert "签发正在存证，稍后可以下载证明文件。" in page
    assert client.get(f"{licence.verify_path}/issued.evidence.json").status_code == 404


def test_the_proof_is_one_click_away_and_holds(client: Client, licence: certificates.CertificateValue) -> None:
    evidence.sequence(at=clock.now())
    standing = evidence.standing(kind=certificates.ISSUED, subject=str(licence.id))
    assert standing is not None
    page = client.get(licence.verify_path).content.decode()
    assert "该证照的签发已于" in page
    assert f"存证，第 {standing.number} 条。" in page
    address = f"{licence.verify_path}/issued.evidence.json"
    assert address in page
    answer = client.get(address)
    assert answer.headers["Content-Disposition"].endswith('-issued.evidence.json"')
    assert "no-store" in answer.headers["Cache-Control"]
    assert offline.check(answer.content) == (offline.check(answer.content)[0], evidence.log_name())
    assert json.loads(answer.content)["leaf"]["facts"]["pdf_sm3"] == licence.pdf_sm3


def test_the_end_is_provable_like_the_beginning(client: Client, licence: certificates.CertificateValue) -> None:
    region_path = people.officer("approver").grants[0].region_path
    post = Grant(role="certificate-officer", agency_id=licence.agency_id, region_path=region_path)
    certificates.cancel(
        certificate_id=licence.id, kind=certificates.Ending.ANNUL, reason="以欺骗手段取得。",
        by=Actor(kind=ActorKind.OFFICER, id=new_id(), name="证照管理员", grants=(post,)), at=clock.now(),
    )  # fmt: skip
    proving.enter_ended(certificate_id=licence.id, at=clock.now())
    evidence.sequence(at=clock.now())
    page = client.get(licence.verify_path).content.decode()
    assert "该证照的失效已于" in page
    leaf = json.loads(client.get(f"{licence.verify_path}/ended.evidence.json").content)["leaf"]
    assert leaf["facts"]["status"] == "04"
    assert "欺骗" not in str(leaf)


@pytest.mark.parametrize("path", ["/verify/abc/issued.evidence.json", "/verify/{token}/other.evidence.json"])
def test_there_is_no_proof_without_the_code_or_of_something_else(
    client: Client, licence: certificates.CertificateValue, path: str
) -> None:
    evidence.sequence(at=clock.now())
    assert client.get(path.format(token=licence.verify_path.rsplit("/", 1)[-1])).status_code == 404


def test_the_page_names_the_root_that_the_program_trusts(
    client: Client, licence: certificates.CertificateValue
) -> None:
    assert "还没有签过树头" in client.get("/evidence/").content.decode()
    evidence.sequence(at=clock.now())
    page = client.get("/evidence/").content.decode()
    assert f'data-trusted="{evidence.log_name()}"' in page
    program = client.get("/evidence/verify_offline.py").content.decode()
    assert f'TRUSTED: tuple[str, ...] = ("{evidence.log_name()}",)' in program
    assert "evidence.js" not in client.get("/verify/").content.decode()
