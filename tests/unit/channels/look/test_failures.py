"""Named failures become designed pages with the right status; oversized bodies are refused unread."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from govhall.channels.look import views
from govhall.channels.look.middleware import BodyLimitMiddleware, DomainErrorMiddleware, PlainTextMiddleware
from govhall.kernel.errors import Conflict, DomainError, InvalidInput, NotFound, NotPermitted


class TooMany(DomainError):
    """Somebody guesses."""

    code = "too-many-inquiries"


def refuse(request: object) -> object:
    raise AssertionError("must not be reached")


@pytest.mark.parametrize(
    ("failure", "status"),
    [
        (NotFound("没有找到这个办件。"), 404),
        (NotPermitted("您的岗位不能办理这一步。"), 403),
        (Conflict("办件现在是“已受理”，不能受理。"), 409),
        (InvalidInput("请填写审查意见。"), 400),
        (TooMany("查询次数过多。"), 429),
    ],
)
def test_named_failures_have_their_status_and_words(failure: DomainError, status: int) -> None:
    answer = DomainErrorMiddleware(refuse).process_exception(RequestFactory().get("/"), failure)  # type: ignore[arg-type]
    assert answer is not None
    assert answer.status_code == status
    if status != 404:
        assert failure.message in answer.content.decode().replace("&quot;", '"')


def test_programming_errors_stay_programming_errors() -> None:
    middleware = DomainErrorMiddleware(refuse)  # type: ignore[arg-type]
    assert middleware.process_exception(RequestFactory().get("/"), ZeroDivisionError()) is None


@pytest.mark.parametrize("length", ["209715200", "-5", "many"])
def test_a_body_of_200_megabytes_is_refused_unread(length: str) -> None:
    request = RequestFactory().post("/", b"", content_type="multipart/form-data", CONTENT_LENGTH=length)
    assert BodyLimitMiddleware(refuse)(request).status_code == 413  # type: ignore[arg-type]


@pytest.mark.django_db
def test_an_ordinary_request_passes() -> None:
    assert Client().get("/healthz").status_code in (200, 503)


@pytest.mark.parametrize(("failure", "status"), [(OperationalError(), 503), (InterfaceError(), 503), (KeyError(), 500)])
def test_a_database_that_is_away_passes_and_anything_else_is_ours(failure: Exception, status: int) -> None:
    try:
        raise failure
    except Exception:
        answer = views.server_error(RequestFactory().get("/"))
    assert answer.status_code == status
    assert answer.has_header("Retry-After") == (status == 503)


@pytest.mark.django_db
class TestNul:
    """PostgreSQL can't keep the character; whoever sends it gets a page and not an error of ours."""

    @pytest.mark.parametrize("address", ["/cases/%00/", "/search/?q=%00", "/search/?%00=1", "/verify/a%00b"])
    def test_an_address_holds_it_as_any_other_strange_character(self, address: str) -> None:
        client = Client()
        assert client.get(address).status_code == client.get(address.replace("%00", "%EF%BF%BD")).status_code < 500

    @pytest.mark.parametrize("sent", [{"number": "1\0"}, {"a\0": "1"}])
    def test_so_does_a_form(self, sent: dict[str, str]) -> None:
        assert (
            Client().post("/progress/", sent).status_code
            == Client().post("/progress/", {"number": "\ufffd"}).status_code
            == 400
        )

    def test_it_is_replaced(self) -> None:
        seen: list[HttpRequest] = []

        def view(request: HttpRequest) -> HttpResponse:
            seen.append(request)
            return HttpResponse()

        request = RequestFactory().post("/a%00b/?c=%00&c=d", {"e": "f\0"})
        middleware = PlainTextMiddleware(view)
        middleware.process_view(request, view, (), {})
        middleware(request)
        assert (request.path, request.path_info) == ("/a\ufffdb/", "/a\ufffdb/")
        assert request.GET.getlist("c") == ["\ufffd", "d"]
        assert request.POST["e"] == "f\ufffd"

    def test_a_file_may_hold_it(self) -> None:
        page = SimpleUploadedFile("a.pdf", b"%PDF-1.7\0\0")
        assert Client().post("/verify/", {"file": page}).status_code < 500
