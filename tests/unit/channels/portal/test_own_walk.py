"""An application from the first page to its receipt and case, as a browser without scripts sends it."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from factories import applications, files, people, walk
from govhall.business.cases.models import Case
from govhall.infra import clock
from govhall.support.forms import public as forms
from govhall.support.identity.models import Person, User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world"), pytest.mark.clause("box:统一受理")]


def browser(username: str = "yangxiulan") -> Client:
    client = Client()
    client.force_login(User.objects.get(username=username))
    return client


def shown(page: HttpResponse) -> str:
    """Return what a browser without scripts shows: templates stay closed."""
    return re.sub(r"<template.*?</template>", "", page.content.decode(), flags=re.DOTALL)


def start(client: Client) -> UUID:
    """Open a draft for the restaurant and return its id."""
    guide = applications.guide()
    address = f"/apply/{guide.implementation_code}/"
    sent = {**applications.FOOD_ANSWERS, "party": str(people.restaurant().id)}
    answer = client.post(address, sent)
    assert answer.status_code == 302, answer.content.decode()
    return UUID(answer["Location"].split("/")[2])


def typed(**changes: Any) -> dict[str, Any]:
    """The form as a browser sends it."""
    sent: dict[str, Any] = {}
    for name, value in {**applications.FOOD_FORM, **changes}.items():
        if name == "staff":
            sent |= {f"staff-{i}-{key}": each for i, row in enumerate(value) for key, each in row.items()}
        else:
            sent[name] = value
    return sent


def pdf(name: str = "平面图.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, files.pdf().read(), content_type="application/pdf")


def ready(client: Client) -> UUID:
    """Fill everything in up to the last step."""
    draft_id = start(client)
    assert client.post(f"/drafts/{draft_id}/", typed()).status_code == 302
    for code in ("layout", "health_certificates"):
        client.post(f"/drafts/{draft_id}/materials/", {"code": code, "files": pdf(f"{code}.pdf")})
    return draft_id


def send(client: Client, draft_id: UUID, **changes: str) -> Any:
    return client.post(f"/drafts/{draft_id}/confirm/", {"truth": "1", "serving_way": "ELECTRONIC", **changes})


class TestApply:
    def test_asks_for_whom_and_shows_the_situation(self) -> None:
        page = browser().get(f"/apply/{applications.guide().implementation_code}/", applications.FOOD_ANSWERS)
        text = page.content.decode()
        assert page.status_code == 200
        assert "山间小味餐饮店" in text
        assert "个体工商户" in text

    def test_sends_a_visitor_to_the_login_and_back(self) -> None:
        code = applications.guide().implementation_code
        answer = Client().get(f"/apply/{code}/")
        assert answer.status_code == 302
        assert answer["Location"].startswith("/accounts/login/?next=/apply/")

    def test_says_what_to_do_when_the_identity_is_not_proven_well_enough(self) -> None:
        Person.objects.filter(user__username="yangxiulan").update(real_name_level=1)
        text = browser().get(f"/apply/{applications.guide().implementation_code}/").content.decode()
        assert "先完成实名核验" in text
        assert 'name="party"' not in text

    def test_refuses_a_stranger_as_applicant(self) -> None:
        answer = browser("wuxiaomei").post(
            f"/apply/{applications.guide().implementation_code}/", {"party": str(people.restaurant().id)}
        )
        assert answer.status_code == 403

    def test_fills_the_draft_with_what_is_known(self) -> None:
        client = browser()
        text = client.get(f"/drafts/{start(client)}/").content.decode()
        assert "92520115MA6HJX015Q" in text
        assert "统一身份认证" in text


class TestForm:
    def test_shows_all_faults_with_links_to_their_fields_and_keeps_what_was_typed(self) -> None:
        client = browser()
        draft_id = start(client)
        page = client.post(f"/drafts/{draft_id}/", typed(area="很大", safety_manager=""))
        text = page.content.decode()
        assert page.status_code == 422
        assert "data-error-summary" in text
        assert 'href="#id_area"' in text
        assert 'href="#id_safety_manager"' in text
        assert 'value="很大"' in text

    def test_autosave_answers_the_time_and_the_page_holds_the_text_again(self) -> None:
        client = browser()
        draft_id = start(client)
        saved = client.post(f"/drafts/{draft_id}/save/", typed(shop_name="小味"))
        assert saved.json()["saved_at"]
        assert 'value="小味"' in client.get(f"/drafts/{draft_id}/").content.decode()

    def test_fields_that_were_not_on_the_page_keep_their_values(self) -> None:
        client = browser()
        draft_id = start(client)
        client.post(f"/drafts/{draft_id}/save/", typed(website="示例网店", online="on"))
        client.post(f"/drafts/{draft_id}/save/", {"shown": "area", "area": "50"})
        data = forms.draft(draft_id, by=people.shop_owner()).data
        assert (data["website"], data["area"]) == ("示例网店", "50")

    def test_an_answer_shows_the_fields_that_hang_on_it(self) -> None:
        client = browser()
        draft_id = start(client)
        assert 'name="website"' not in shown(client.get(f"/drafts/{draft_id}/"))
        swapped = client.post(f"/drafts/{draft_id}/sections/", typed(online="on"), HTTP_HX_REQUEST="true")
        assert 'name="website"' in shown(swapped)
        assert "<html" not in swapped.content.decode()

    def test_rows_come_and_go_without_scripts(self) -> None:
        client = browser()
        draft_id = start(client)
        client.post(f"/drafts/{draft_id}/", {**typed(), "act": "add:staff"})
        assert 'name="staff-1-staff_name"' in client.get(f"/drafts/{draft_id}/").content.decode()
        client.post(f"/drafts/{draft_id}/", {**typed(), "act": "remove:staff:0"})
        assert forms.draft(draft_id, by=people.shop_owner()).data["staff"] == []

    def test_belongs_to_its_owner_only(self) -> None:
        draft_id = start(browser())
        stranger = browser("longjianguo")
        for place in ("", "save/", "sections/", "materials/", "confirm/"):
            answer = stranger.post(f"/drafts/{draft_id}/{place}", typed())
            assert answer.status_code == 404, place


class TestSession:
    def test_a_form_sent_after_the_session_ended_leads_back_to_its_draft(self) -> None:
        client = browser()
        draft_id = start(client)
        client.post(f"/drafts/{draft_id}/save/", typed(shop_name="没有丢"))
        client.logout()
        page = f"http://testserver/drafts/{draft_id}/"
        answer = client.post(f"/drafts/{draft_id}/", typed(), HTTP_REFERER=page)
        assert answer.status_code == 302
        assert answer["Location"] == f"/accounts/login/?next=%2Fdrafts%2F{draft_id}%2F"
        client.force_login(User.objects.get(username="yangxiulan"))
        text = client.get(f"/drafts/{draft_id}/").content.decode()
        assert 'value="没有丢"' in text
        assert f'data-keep="draft-{draft_id}"' in text

    def test_autosave_after_the_session_ended_says_so_to_the_script(self) -> None:
        client = browser()
        draft_id = start(client)
        client.logout()
        answer = client.post(f"/drafts/{draft_id}/save/", typed(), HTTP_ACCEPT="application/json")
        assert answer.status_code == 401

    def test_an_idle_session_loses_no_text(self) -> None:
        client = browser()
        draft_id = start(client)
        client.post(f"/drafts/{draft_id}/save/", typed(shop_name="走开一会儿"))
        with clock.frozen(clock.now() + timedelta(days=2)):
            answer = client.get(f"/drafts/{draft_id}/")
        assert answer["Location"].startswith("/accounts/login/")
        assert 'value="走开一会儿"' in _again(draft_id)


def _again(draft_id: UUID) -> str:
    return browser().get(f"/drafts/{draft_id}/").content.decode()


class TestMaterials:
    def test_lists_what_to_bring_and_what_the_state_holds(self) -> None:
        client = browser()
        text = client.get(f"/drafts/{start(client)}/materials/").content.decode()
        assert "主要设备设施、经营布局和操作流程文件" in text
        assert "不用交" in text
        assert "可以容缺后补" in text

    def test_takes_several_files_for_one_material(self) -> None:
        client = browser()
        draft_id = start(client)
        client.post(f"/drafts/{draft_id}/materials/", {"code": "layout", "files": [pdf("一.pdf"), pdf("二.pdf")]})
        assert [each.name for each in forms.draft(draft_id, by=people.shop_owner()).files] == ["一.pdf", "二.pdf"]

    def test_says_beside_the_material_why_a_file_is_refused(self) -> None:
        client = browser()
        draft_id = start(client)
        bad = SimpleUploadedFile("平面图.pdf", b"MZ\x90\x00 this is a program")
        answer = client.post(f"/drafts/{draft_id}/materials/", {"code": "layout", "files": bad})
        assert answer.status_code == 422
        assert "平面图.pdf：" in answer.content.decode()
        assert not forms.draft(draft_id, by=people.shop_owner()).files

    def test_refuses_a_photograph_that_no_certificate_can_show(self) -> None:
        client = browser()
        guide = applications.guide("nurse-registration", "guanshanhu-health")
        person = Person.objects.get(user__username="yangxiulan")
        answers = {"since_exam": "within_three", "applicant": "self", "party": str(person.id)}
        draft_id = UUID(client.post(f"/apply/{guide.implementation_code}/", answers)["Location"].split("/")[2])
        assert "这张照片会印在“护士执业证书”上。" in client.get(f"/drafts/{draft_id}/materials/").content.decode()
        bad = SimpleUploadedFile("证件照.jpg", files.portrait(mode="CMYK").read())
        answer = client.post(f"/drafts/{draft_id}/materials/", {"code": "photo", "files": bad})
        assert answer.status_code == 422
        assert "证件照.jpg：这张照片的颜色格式（例如印刷用的 CMYK）不能用" in answer.content.decode()
        good = SimpleUploadedFile("证件照.jpg", files.portrait().read())
        client.post(f"/drafts/{draft_id}/materials/", {"code": "photo", "files": good})
        (kept,) = forms.draft(draft_id, by=people.shop_owner()).files
        assert kept.name == "证件照.jpg"

    def test_a_removed_file_can_be_put_back(self) -> None:
        client = browser()
        draft_id = start(client)
        client.post(f"/drafts/{draft_id}/materials/", {"code": "layout", "files": pdf()})
        (file,) = forms.draft(draft_id, by=people.shop_owner()).files
        removed = client.post(f"/drafts/{draft_id}/materials/remove/", {"file": str(file.file_id)}, follow=True)
        assert "已删去“平面图.pdf”" in removed.content.decode()
        sent = {"file": str(file.file_id), "code": "layout"}
        client.post(f"/drafts/{draft_id}/materials/restore/", sent)
        assert [each.name for each in forms.draft(draft_id, by=people.shop_owner()).files] == ["平面图.pdf"]

    def test_gives_an_upload_back_to_its_owner_only(self) -> None:
        client = browser()
        draft_id = start(client)
        client.post(f"/drafts/{draft_id}/materials/", {"code": "layout", "files": pdf()})
        (file,) = forms.draft(draft_id, by=people.shop_owner()).files
        address = f"/drafts/{draft_id}/files/{file.file_id}/"
        given = client.get(address)
        assert given["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in given["Content-Security-Policy"]
        assert given["Content-Disposition"].startswith("attachment")
        assert browser("longjianguo").get(address).status_code == 404


class TestConfirm:
    def test_shows_everything_in_words(self) -> None:
        client = browser()
        text = client.get(f"/drafts/{ready(client)}/confirm/").content.decode()
        assert "餐饮服务经营者" in text
        assert "贵州省贵阳市观山湖区" in text
        assert "热食类食品制售" in text
        assert "data-error-summary" not in text

    def test_asks_for_the_statement_of_truth(self) -> None:
        client = browser()
        answer = send(client, ready(client), truth="")
        assert answer.status_code == 422
        assert "请先勾选" in answer.content.decode()
        assert not Case.objects.exists()

    def test_links_each_missing_thing_to_its_page(self) -> None:
        client = browser()
        draft_id = start(client)
        answer = send(client, draft_id)
        text = answer.content.decode()
        assert answer.status_code == 422
        assert f"/drafts/{draft_id}/materials/#m-layout" in text
        assert f"/drafts/{draft_id}/?check=1#id_area" in text

    def test_five_sendings_are_one_case_with_one_receipt(self) -> None:
        client = browser()
        draft_id = ready(client)
        places = {send(client, draft_id)["Location"] for _ in range(5)}
        assert len(places) == 1
        assert Case.objects.count() == 1
        assert client.get(f"/drafts/{draft_id}/", follow=True).status_code == 200


class TestReceipt:
    def test_shows_number_password_and_dates_and_the_paper_when_it_is_ready(self) -> None:
        client = browser()
        place = send(client, ready(client))["Location"]
        page = client.get(place).content.decode()
        assert "申请已提交" in page
        assert "查询密码" in page
        assert "最晚" in page
        assert "回执正在盖章" in page
        walk.deliver_events()
        assert "下载盖章回执" in client.get(place).content.decode()
        assert browser("longjianguo").get(place).status_code == 404

    def test_leads_to_the_case(self) -> None:
        client = browser()
        place = send(client, ready(client))["Location"].replace("receipt/", "")
        text = client.get(place).content.decode()
        assert "已提交，等待窗口收件" in text
        assert "您提交了申请" in text
