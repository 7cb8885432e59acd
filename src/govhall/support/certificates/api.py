"""
The sharing and verification interface for departments (standards.md 8.5), version 1: JSON, errors as problem+json.

Each call is signed (``rules.interface``), let in by ``services.clients``, and noted where the holder reads it.
"""

from typing import Annotated, Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from ninja import Field, NinjaAPI, Schema
from ninja.errors import ValidationError
from pydantic import ConfigDict, StringConstraints, field_validator
from pydantic.alias_generators import to_camel

from govhall.infra import clock, crypto
from govhall.kernel.actor import SYSTEM, VISITOR
from govhall.kernel.errors import DomainError, NotFound
from govhall.support.certificates.choices import Interface, UseKind
from govhall.support.certificates.models import ApiClient, Certificate
from govhall.support.certificates.rules.interface import CAUSE_LONGEST, CallRefused, Signed
from govhall.support.certificates.selectors import departments, verifying
from govhall.support.certificates.services import admitting, ending
from govhall.support.certificates.values import Verification

api = NinjaAPI(
    title="电子证照共享和查验接口", version="1", urls_namespace="certificates_api", docs_url=None,
    description="每次调用都要签名：X-App-Id、X-Timestamp、X-Nonce、X-Signature。",
)  # fmt: skip
Cause = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=CAUSE_LONGEST)]


class Wire(Schema):
    """Names in camel case on the wire, as departments know them."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)

    @field_validator("*")
    @classmethod
    def _can_be_kept(cls, value: Any) -> Any:
        """Refuse what the database can't hold."""
        if isinstance(value, str) and "\0" in value:
            raise ValueError("must not hold the character NUL")
        return value


class Named(Wire):
    """A certificate by its identifier, and why it is wanted."""

    cert_identifier: str = Field(max_length=140, description="电子证照标识")
    use_cause: Cause = Field(description="用途，持证人会看到")


class Held(Wire):
    """What a holder has of a type, and why it is wanted."""

    holder_code: str = Field(min_length=1, max_length=64, description="持证主体代码")
    holder_type_code: str = Field(pattern=r"^\d{3}$", description="持证主体代码类型代码")
    cert_type_code: str = Field(min_length=21, max_length=21, description="证照类型代码")
    use_cause: Cause = Field(description="用途，持证人会看到")


class Record(Wire):
    """A certificate as a department reads it; ``data`` holds only the fields that were granted."""

    cert_identifier: str
    cert_type_code: str
    cert_name: str
    cert_no: str
    version: int
    status_code: str
    status_name: str
    issue_org_name: str
    issue_org_code: str
    issue_date: str
    valid_from: str
    valid_to: str | None
    holder_type_code: str
    data: dict[str, str]


class Records(Wire):
    """All that was found."""

    certificates: list[Record]


class Verdict(Wire):
    """Whether a certificate may be relied on, and why."""

    verdict: str
    is_valid: bool
    headline: str
    checks: list[str]


@api.post("/verifications", response=Verdict, by_alias=True, summary="按标识查验（verifyCertInfo）")
def verify(request: HttpRequest, given: Named) -> dict[str, Any]:
    """Say whether the certificate with this identifier is genuine and in force."""
    client = _admitted(request, Interface.VERIFY)
    row = departments.by_identifier(given.cert_identifier, client=client)
    _note(row, client, UseKind.VERIFIED, given.use_cause)
    return _verdict(departments.verification_of(row, at=clock.now()))


@api.post("/file-verifications", response=Verdict, by_alias=True, summary="按文件查验（verifyFile）")
def verify_file(request: HttpRequest) -> dict[str, Any]:
    """Say whether the file in the body (PDF or OFD) is an unchanged original in force."""
    client = _admitted(request, Interface.VERIFY_FILE)
    found = verifying.verify_file(request.body, at=clock.now())
    if found.certificate_id:
        ending.record_use(
            certificate_id=found.certificate_id, kind=UseKind.VERIFIED, by=SYSTEM, at=clock.now(),
            purpose=f"{client.name}查验文件", agency_id=client.agency_id,
        )  # fmt: skip
    return _verdict(found)


@api.post("/queries", response=Records, by_alias=True, summary="按持证人查询（queryCert）")
def query(request: HttpRequest, given: Held) -> dict[str, Any]:
    """Return what a holder has of a type."""
    client = _admitted(request, Interface.QUERY)
    rows = departments.of_holder(
        client=client, holder_code=given.holder_code, holder_type_code=given.holder_type_code,
        type_code=given.cert_type_code,
    )  # fmt: skip
    for row in rows:
        _note(row, client, UseKind.QUERIED, given.use_cause)
    return {"certificates": [departments.record(row, client=client, at=clock.now()) for row in rows]}


@api.post("/data", response=Record, by_alias=True, summary="按标识读取（queryCertInfo）")
def data(request: HttpRequest, given: Named) -> dict[str, Any]:
    """Return the certificate with this identifier."""
    client = _admitted(request, Interface.DATA)
    row = departments.by_identifier(given.cert_identifier, client=client)
    _note(row, client, UseKind.QUERIED, given.use_cause)
    return departments.record(row, client=client, at=clock.now())


@api.exception_handler(DomainError)
def refused(request: HttpRequest, failure: DomainError) -> HttpResponse:
    """Answer a named failure; what wasn't let in is counted."""
    if isinstance(failure, CallRefused):
        _count(request, failure.reason)
        return _problem(request, failure.reason, failure.message, failure.status)
    return _problem(request, failure.code, failure.message, 404 if isinstance(failure, NotFound) else 400)


@api.exception_handler(ValidationError)
def unreadable(request: HttpRequest, failure: ValidationError) -> HttpResponse:
    """Answer a body that doesn't fit, naming the fields and never their values."""
    _count(request, "invalid-input")
    fields = sorted({str(fault["loc"][-1]) for fault in failure.errors})
    return _problem(request, "invalid-input", f"请求内容不对，请核对：{'、'.join(fields)}。", 422)


@api.exception_handler(RequestDataTooBig)
def too_large(request: HttpRequest, failure: RequestDataTooBig) -> HttpResponse:
    """Answer a body that is larger than we take."""
    _count(request, "body-too-large")
    return _problem(request, "body-too-large", "请求内容太大。", 413)


_PLACES = {
    "verifications": Interface.VERIFY, "file-verifications": Interface.VERIFY_FILE, "queries": Interface.QUERY,
    "data": Interface.DATA,
}  # fmt: skip


def _count(request: HttpRequest, reason: str) -> None:
    interface = _PLACES[request.path.rstrip("/").rpartition("/")[2]]
    app_id = request.headers.get("X-App-Id", "")
    admitting.count_refusal(app_id=app_id, interface=interface, reason=reason, at=clock.now())


def _problem(request: HttpRequest, code: str, title: str, status: int) -> HttpResponse:
    body = {"type": "about:blank", "title": title, "status": status, "code": code}
    answer = api.create_response(request, body, status=status)
    answer["Content-Type"] = "application/problem+json"
    return answer


def _admitted(request: HttpRequest, interface: Interface) -> ApiClient:
    head, actor = request.headers, getattr(request, "actor", VISITOR)
    call = Signed(
        app_id=head.get("X-App-Id", ""), timestamp=head.get("X-Timestamp", ""), nonce=head.get("X-Nonce", ""),
        signature=head.get("X-Signature", ""), method=str(request.method), path=request.path,
        body_sm3=crypto.sm3_hex(request.body), address=actor.address,
    )  # fmt: skip
    return admitting.admit(call, interface=interface, by=SYSTEM, at=clock.now())


def _note(row: Certificate, client: ApiClient, kind: UseKind, cause: str) -> None:
    ending.record_use(
        certificate_id=row.id, kind=kind, by=SYSTEM, at=clock.now(), purpose=f"{client.name}：{cause}",
        agency_id=client.agency_id,
    )  # fmt: skip


def _verdict(found: Verification) -> dict[str, Any]:
    return {
        "verdict": found.verdict, "isValid": found.is_valid, "headline": found.headline,
        "checks": [f"{line.title}：{line.detail}" for line in found.checks],
    }  # fmt: skip
