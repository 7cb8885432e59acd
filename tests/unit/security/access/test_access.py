"""The default is no; a post reaches its agency or its region and nothing else."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from govhall.kernel.actor import VISITOR, Actor, ActorKind, Grant
from govhall.kernel.errors import NotPermitted
from govhall.kernel.identifiers import new_id
from govhall.security.access import middleware
from govhall.security.access import public as access

pytestmark = pytest.mark.clause("7.8", "box:权限管理")

access.declare(
    "tests.thing.do", label="试验", roles={"approver": access.Scope.AGENCY, "supervisor": access.Scope.REGION}
)


def officer(role: str, agency_id: int = 7, region_path: str = "/52/5201/") -> Actor:
    grant = Grant(role=role, agency_id=agency_id, region_path=region_path)
    return Actor(kind=ActorKind.OFFICER, id=new_id(), name="周岚", grants=(grant,))


class TestReach:
    def test_of_a_visitor_is_empty(self) -> None:
        assert access.reach(VISITOR, "tests.thing.do").is_empty

    def test_of_an_unknown_permission_is_empty(self) -> None:
        assert access.reach(officer("approver"), "tests.nobody.declared").is_empty
        assert not access.allows(officer("approver"), "tests.nobody.declared")

    def test_of_an_approver_is_the_own_agency_only(self) -> None:
        reach = access.reach(officer("approver"), "tests.thing.do")
        assert reach.covers(agency_id=7, region_path="/52/5201/520115/")
        assert not reach.covers(agency_id=8, region_path="/52/5201/520115/")

    def test_of_a_supervisor_is_the_region_subtree(self) -> None:
        reach = access.reach(officer("supervisor"), "tests.thing.do")
        assert reach.covers(agency_id=99, region_path="/52/5201/520115/")
        assert not reach.covers(agency_id=99, region_path="/52/5203/")


class TestRequire:
    def test_refuses_another_agency(self) -> None:
        with pytest.raises(NotPermitted):
            access.require(officer("approver"), "tests.thing.do", agency_id=8, region_path="/52/5201/")

    def test_refuses_a_role_without_the_permission(self) -> None:
        with pytest.raises(NotPermitted):
            access.require(officer("window-clerk"), "tests.thing.do")


class TestDeclare:
    def test_refuses_an_unknown_role(self) -> None:
        with pytest.raises(ValueError, match="unknown roles"):
            access.declare("tests.other.do", label="", roles={"emperor": access.Scope.ALL})

    def test_refuses_a_second_meaning(self) -> None:
        with pytest.raises(ValueError, match="declared twice"):
            access.declare("tests.thing.do", label="", roles={})


class TestMiddleware:
    def answer(self, view: object, actor: Actor) -> object:
        request = RequestFactory().get("/somewhere/")
        request.actor = actor  # type: ignore[attr-defined]
        return middleware.PermissionMiddleware(lambda r: HttpResponse()).process_view(request, view, (), {})  # type: ignore[arg-type]

    def test_refuses_a_view_that_names_no_permission(self) -> None:
        def nameless(request: HttpRequest) -> HttpResponse:
            return HttpResponse()

        with pytest.raises(Exception, match="no permission named"):
            self.answer(nameless, officer("approver"))

    def test_sends_a_visitor_to_the_login_page(self) -> None:
        @access.permission("tests.thing.do")
        def view(request: HttpRequest) -> HttpResponse:
            return HttpResponse()

        answer = self.answer(view, VISITOR)
        assert isinstance(answer, HttpResponse)
        assert answer.status_code == 302

    def test_lets_a_permitted_officer_pass(self) -> None:
        @access.permission("tests.thing.do")
        def view(request: HttpRequest) -> HttpResponse:
            return HttpResponse()

        assert self.answer(view, officer("approver")) is None
