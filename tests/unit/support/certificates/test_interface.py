"""The interface for departments over HTTP: signed calls, what is granted, what is refused, what the holder reads."""

import json
from collections.abc import Callable
from datetime import date, datetime
from io import StringIO
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.http import HttpResponse
from django.test import Client

from govhall.data.organizations.public import AgencyValue
from govhall.infra import clock, crypto
from govhall.kernel.actor import SYSTEM, Actor
from govhall.kernel.errors import InvalidInput
from govhall.kernel.identifiers import new_id
from govhall.security.audit import public as audit
from govhall.support.certificates import public as certificates
from govhall.support.certificates.choices import Interface
from govhall.support.certificates.models import ApiCall, ApiClient
from govhall.support.certificates.public import CertificateValue
from govhall.support.certificates.services import admitting, clients

pytestmark = [pytest.mark.django_db, pytest.mark.clause("box:电子证照")]
Issue = Callable[..., CertificateValue]
MakeOfficer = Callable[..., Actor]
ROOT = "/api/v1/certificates/"


class Caller:
    """A department's application."""

    def __init__(self, app_id: str, secret: str) -> None:
        self.app_id, self.secret = app_id, secret

    def call(self, path: str, body: object, **changed: str) -> HttpResponse:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        heads = {
            "app_id": self.app_id,
            "timestamp": str(int(clock.now().timestamp())),
            "nonce": new_id().hex,
            **changed,
        }
        signed = "\n".join(("POST", ROOT + path, heads["timestamp"], heads["nonce"], crypto.sm3_hex(content)))
        signature = changed.get("signature") or crypto.hmac_sm3(self.secret.encode(), signed.encode()).hex()
        return Client().post(  # type: ignore[return-value]
            ROOT + path, content, content_type="application/json",
            headers={
                "X-App-Id": heads["app_id"], "X-Timestamp": heads["timestamp"], "X-Nonce": heads["nonce"],
                "X-Signature": signature,
            },
        )  # fmt: skip


@pytest.fixture(autouse=True)
def _quiet() -> None:
    cache.clear()


@pytest.fixture
def make(agency: AgencyValue) -> Callable[..., Caller]:
    def client(**changed: Any) -> Caller:
        granted = {
            "name": "医保经办系统", "agency_id": agency.id, "type_keys": ["food-business-license"],
            "interfaces": Interface.values, "fields": ["主体业态"], "addresses": [], "daily_cap": 100,
            "valid_from": date(2020, 1, 1), "valid_until": date(2099, 1, 1), "by": SYSTEM, "at": clock.now(), **changed,
        }  # fmt: skip
        made = clients.make_client(**granted)
        return Caller(made.app_id, made.secret)

    return client


@pytest.fixture
def licence(issue: Issue) -> CertificateValue:
    return issue()


def named(value: CertificateValue) -> dict[str, str]:
    return {"certIdentifier": value.identifier, "useCause": "核验供餐单位资质"}


def held(value: CertificateValue) -> dict[str, str]:
    return {
        "holderCode": value.holder_code, "holderTypeCode": "001", "certTypeCode": value.type_code,
        "useCause": "核验供餐单位资质",
    }  # fmt: skip


def problem(answer: HttpResponse) -> tuple[int, str]:
    assert answer["Content-Type"] == "application/problem+json"
    return answer.status_code, json.loads(answer.content)["code"]


class TestCalls:
    def test_read_what_was_granted_and_no_more(self, make: Callable[..., Caller], licence: CertificateValue) -> None:
        answer = make().call("data", named(licence))
        assert answer.status_code == 200
        found = json.loads(answer.content)
        assert (found["certNo"], found["statusCode"]) == (licence.number, "10")
        assert list(found["data"]) == ["主体业态"]
        (found,) = json.loads(make().call("queries", held(licence)).content)["certificates"]
        assert found["certIdentifier"] == licence.identifier

    def test_verify_by_identifier_and_by_file_and_say_at_once_what_changed(
        self, make: Callable[..., Caller], licence: CertificateValue, agency: AgencyValue, officer: MakeOfficer
    ) -> None:
        caller = make()
        with certificates.content(licence.id, by=SYSTEM) as file:
            pdf = file.read()
        assert json.loads(caller.call("verifications", named(licence)).content)["isValid"]
        assert json.loads(caller.call("file-verifications", pdf).content)["isValid"]
        assert not json.loads(caller.call("file-verifications", b"%PDF-1.7 no").content)["isValid"]
        certificates.suspend(certificate_id=licence.id, reason="甲", by=officer(agency.id), at=clock.now())
        answer = json.loads(caller.call("verifications", named(licence)).content)
        assert (answer["verdict"], answer["isValid"]) == ("SUSPENDED", False)
        assert json.loads(caller.call("data", named(licence)).content)["statusCode"] == "09"

    def test_are_read_by_the_holder_and_the_auditor(
        self, make: Callable[..., Caller], licence: CertificateValue, agency: AgencyValue
    ) -> None:
        make().call("data", named(licence))
        (use,) = certificates.uses(licence.id)
        assert (use.kind_label, use.who) == ("数据共享", agency.name)
        assert use.purpose == "医保经办系统：核验供餐单位资质"
        client = ApiClient.objects.get()
        actions = {entry.action for entry in audit.entries(target_id=str(client.id))}
        assert actions == {"certificates.client.made", "certificates.client.called"}
        assert all(audit.is_declared(action) for action in actions)


class TestRefusals:
    def test_name_what_is_wrong_with_the_signature(
        self, make: Callable[..., Caller], licence: CertificateValue
    ) -> None:
        caller, body = make(), named(licence)
        late = str(int(clock.now().timestamp()) - 301)
        assert problem(caller.call("data", body, app_id="x" * 16)) == (401, "client-unknown")
        assert problem(caller.call("data", body, app_id="x" * 99)) == (401, "client-unknown")
        assert problem(caller.call("data", body, signature="00" * 32)) == (401, "signature-wrong")
        assert problem(caller.call("data", body, signature="é")) == (401, "signature-wrong")
        assert problem(caller.call("data", body, timestamp=late)) == (401, "request-stale")
        assert problem(caller.call("data", body, timestamp="x")) == (401, "request-stale")
        assert problem(caller.call("data", body, nonce="short")) == (401, "nonce-wrong")
        assert not ApiCall.objects.exists()
        assert certificates.uses(licence.id) == []

    def test_of_a_repeated_call(self, make: Callable[..., Caller], licence: CertificateValue) -> None:
        caller = make()
        assert caller.call("data", named(licence), nonce="n" * 16).status_code == 200
        assert problem(caller.call("data", named(licence), nonce="n" * 16)) == (409, "request-repeated")

    @pytest.mark.parametrize(
        ("changed", "code"),
        [
            ({"valid_until": date(2020, 1, 2)}, "client-expired"),
            ({"addresses": ["10.0.0.0/8"]}, "address-not-allowed"),
            ({"interfaces": ["queryCert"]}, "interface-not-allowed"),
            ({"type_keys": ["nurse-certificate"], "fields": []}, "type-not-allowed"),
        ],
    )  # fmt: skip
    def test_of_what_was_not_granted(
        self, make: Callable[..., Caller], licence: CertificateValue, changed: dict[str, Any], code: str
    ) -> None:
        assert problem(make(**changed).call("data", named(licence))) == (403, code)
        assert certificates.uses(licence.id) == []

    def test_at_the_daily_cap(self, make: Callable[..., Caller], licence: CertificateValue) -> None:
        caller = make(daily_cap=2)
        assert [caller.call("data", named(licence)).status_code for _ in range(2)] == [200, 200]
        assert problem(caller.call("data", named(licence))) == (429, "daily-cap-reached")

    def test_of_too_many_calls_a_minute(
        self, make: Callable[..., Caller], licence: CertificateValue, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(admitting, "PER_MINUTE", 1)
        caller = make()
        answers = [caller.call("data", named(licence)).status_code for _ in range(3)]
        assert answers[0] == 200
        assert answers[-1] == 429

    @pytest.mark.parametrize(
        "change", [{"useCause": " "}, {"useCause": "长" * 201}, {"certIdentifier": None}, {"certIdentifier": "1\0"}]
    )
    def test_of_a_body_that_does_not_fit_name_the_field(
        self, make: Callable[..., Caller], licence: CertificateValue, change: dict[str, Any]
    ) -> None:
        answer = make().call("data", named(licence) | change)
        assert problem(answer) == (422, "invalid-input")
        assert next(iter(change)) in json.loads(answer.content)["title"]

    def test_of_a_form_instead_of_json(self, make: Callable[..., Caller], licence: CertificateValue) -> None:
        for sent in ({"certIdentifier": "1"}, {"a": SimpleUploadedFile("a.pdf", b"%PDF")}):
            assert Client().post(f"{ROOT}data", sent).status_code in {400, 401, 415, 422}

    def test_of_nonsense_and_of_the_unknown(self, make: Callable[..., Caller], licence: CertificateValue) -> None:
        for body in (b"", b"{", b"[]", b"\xff"):
            assert make().call("data", body).status_code in {400, 422}
        unknown = named(licence) | {"certIdentifier": "1.2.156"}
        assert problem(make().call("data", unknown)) == (404, "certificate-not-found")


class TestClients:
    def test_are_made_by_a_command_that_shows_the_secret_once(self, agency: AgencyValue) -> None:
        out = StringIO()
        call_command(
            "make_api_client", "医保经办系统", agency=agency.key, type=["food-business-license"],
            until=date(2099, 1, 1), stdout=out,
        )  # fmt: skip
        assert "shown once" in out.getvalue()
        row = ApiClient.objects.get()
        assert row.secret in out.getvalue()
        assert not ApiClient.objects.extra(where=["secret LIKE %s"], params=[f"%{row.secret}%"]).exists()  # noqa: S610

    def test_refuse_a_wrong_grant(self, make: Callable[..., Caller], agency: AgencyValue) -> None:
        wrong: list[dict[str, Any]] = [
            {"interfaces": ["x"]}, {"interfaces": []}, {"addresses": ["x"]}, {"daily_cap": 0},
            {"valid_until": date(2019, 1, 1)}, {"name": " "},
        ]  # fmt: skip
        for changed in wrong:
            with pytest.raises(InvalidInput):
                make(**changed)
        with pytest.raises(CommandError):
            call_command("make_api_client", "甲", agency=agency.key, type=["moon-licence"], until=date(2099, 1, 1))

    def test_find_the_interface_described(self) -> None:
        described = json.loads(Client().get(f"{ROOT}openapi.json").content)
        assert set(described["paths"]) == {
            ROOT + name for name in ("verifications", "file-verifications", "queries", "data")
        }
        assert "certIdentifier" in described["components"]["schemas"]["Named"]["properties"]


def test_the_moment_of_a_call_is_the_servers(make: Callable[..., Caller], licence: CertificateValue) -> None:
    make().call("data", named(licence))
    call = ApiCall.objects.get()
    assert isinstance(call.at, datetime)
    assert abs((clock.now() - call.at).total_seconds()) < 60
