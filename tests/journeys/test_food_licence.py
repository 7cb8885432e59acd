"""
A food business licence, from the first search to the rating: the citizen at the phone, the officers at their desks, one
correction, one suspension, and a stranger who checks the certificate.
"""

import re
import subprocess
from pathlib import Path
from typing import ClassVar

import pytest
from playwright.sync_api import Page, expect

from govhall.support.seals import public as seals
from journeys import steps
from journeys.steps import look
from journeys.visitors import Visitors

pytestmark = pytest.mark.clause("box:政务服务门户", "box:统一受理", "box:审批服务", "box:电子证照", "box:好差评")

AGENCY = "guanshanhu-market"
IN_CHAPTERS = True


class Licence:
    """What the chapters of this journey hand on: they follow each other, as the days of a case do."""

    number: ClassVar[str] = ""
    password: ClassVar[str] = ""
    draft: ClassVar[str] = ""
    pdf: ClassVar[bytes] = b""
    code: ClassVar[str] = ""


def test_is_found_in_plain_words_and_tells_what_to_prepare(citizen_page: Page) -> None:
    page = citizen_page
    page.goto("/")
    look(page, "food-home")
    page.get_by_label("搜索政务服务").fill("开小吃店")
    expect(page.get_by_role("option").first).to_be_visible()
    page.get_by_role("button", name="搜索").click()
    expect(page.get_by_text("您想办的，多半是这一项")).to_be_visible()
    look(page, "food-search")
    page.get_by_role("heading", name="食品经营许可").first.get_by_role("link").click()
    look(page, "food-guide")
    page.get_by_role("radio", name="个体工商户").check()
    page.get_by_role("checkbox", name="热食类制售").check()
    page.get_by_role("checkbox", name="自制饮品制售").check()
    page.get_by_role("radio", name="经营者或法定代表人本人").check()
    expect(page.get_by_role("status").get_by_text("按您的情况")).to_be_visible()
    expect(page).to_have_url(re.compile("applicant=owner"))
    look(page, "food-guide-answered")
    page.locator("#actbar").get_by_role("link", name=re.compile("在线申请")).click()
    page.get_by_role("radio", name=steps.RESTAURANT).check()
    look(page, "food-for-whom")
    page.get_by_role("button", name="开始填写").click()
    expect(page.get_by_label("经营者名称")).to_have_value(steps.RESTAURANT)
    Licence.draft = page.url


def test_names_wrong_answers_beside_their_fields(citizen_page: Page) -> None:
    page = citizen_page
    page.goto(Licence.draft)
    steps.fill_food_form(page, kitchen_area="60", phone="1390000018")
    page.get_by_role("button", name="下一步：上传材料").click()
    summary = page.locator("[data-error-summary]")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("食品处理区面积不能大于经营面积")
    expect(summary).to_contain_text("10 位")
    expect(page.get_by_label("食品安全管理人员电话")).to_have_attribute("aria-invalid", "true")
    look(page, "food-form-errors")
    with page.expect_response("**/save/") as saved:
        page.get_by_label("其中食品处理区面积").fill("16")
        page.get_by_label("食品安全管理人员电话").fill("13900000183")
    assert saved.value.ok
    expect(page.get_by_text("已自动保存").first).to_be_visible()


def test_is_continued_at_another_device(visitors: Visitors, citizen_page: Page) -> None:
    citizen_page.goto(Licence.draft)
    with citizen_page.expect_response("**/save/") as saved:
        citizen_page.get_by_label("店招名称").fill("山间小味")
    assert saved.value.ok
    computer = visitors.person("yangxiulan")
    computer.goto("/cases/?view=drafts")
    look(computer, "food-drafts")
    computer.get_by_role("link", name=re.compile("接着填")).first.click()
    expect(computer.get_by_label("店招名称")).to_have_value("山间小味")
    expect(computer.get_by_label("其中食品处理区面积")).to_have_value("16")
    look(computer, "food-form")
    citizen_page.goto(Licence.draft)
    look(citizen_page, "food-form")
    steps.to_materials(citizen_page)


def test_is_submitted_with_its_materials_and_gets_a_receipt(citizen_page: Page) -> None:
    page = citizen_page
    page.goto(Licence.draft)
    steps.to_materials(page)
    expect(page.get_by_role("region", name="不用交")).to_contain_text("营业执照")
    look(page, "food-materials")
    steps.upload(page, steps.LAYOUT, steps.photo("布局图.png"))
    for name in ("从业人员健康证明", "食品安全规章制度目录清单"):
        steps.upload(page, name)
    look(page, "food-materials-done")
    steps.to_confirmation(page)
    page.get_by_role("button", name="提交申请").click()
    expect(page.locator("[data-error-summary]")).to_contain_text("声明")
    look(page, "food-confirm")
    Licence.number = steps.submit(page)
    Licence.password = steps.query_password(page)
    expect(page.get_by_text(steps.shown(Licence.number))).to_be_visible()
    expect(page.get_by_role("link", name="下载盖章回执")).to_be_visible()
    look(page, "food-receipt")


def test_is_found_by_anybody_who_has_number_and_password(visitors: Visitors) -> None:
    page = visitors.stranger(phone=True)
    page.goto("/progress/")
    page.get_by_label("办件编号").fill(steps.shown(Licence.number))
    page.get_by_label("查询密码").fill(Licence.password)
    page.get_by_role("button", name="查进度").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_text(steps.shown(Licence.number))).to_be_visible()
    expect(page.locator("body")).not_to_contain_text("杨秀兰")
    look(page, "food-progress")


def test_is_taken_in_and_sent_back_for_one_correction(visitors: Visitors) -> None:
    page = visitors.person(f"{AGENCY}-window")
    page.goto("/desk/")
    page.get_by_role("row").filter(has_text=steps.shown(Licence.number)).get_by_role("link").first.wait_for()
    look(page, "food-desk")
    page.get_by_role("row").filter(has_text=steps.shown(Licence.number)).get_by_role("link").first.click()
    expect(page.get_by_role("button", name=re.compile("^确认收件"))).to_be_visible()
    expect(page.get_by_role("region", name="智能预检")).to_contain_text("提交前预检")
    look(page, "food-desk-submitted")
    steps.act(page, "确认收件", "已收件")
    steps.other_act(page, "补正")
    page.get_by_label("哪一处").select_option(label=steps.LAYOUT)
    page.get_by_label("哪里不符合").fill("布局图上看不清清洗区")
    page.get_by_label("怎么改").fill("在图上标出三个清洗池的位置")
    look(page, "food-desk-correction")
    page.get_by_role("button", name=re.compile("^发出补正告知")).click()
    expect(page.locator("#panel [data-error-summary]")).to_contain_text("告知理由")
    page.get_by_label("告知理由").fill("布局图看不清清洗区，需要补正")
    steps.act(page, "发出补正告知", "已告知申请人补正")


def test_is_corrected_at_the_phone(citizen_page: Page) -> None:
    page = citizen_page
    page.goto(f"/cases/{Licence.number}/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("请补正 1 处")
    page.get_by_role("link", name="去补正").first.click()
    expect(page.get_by_text("在图上标出三个清洗池的位置")).to_be_visible()
    look(page, "food-correction")
    page.locator("input[type=file]").set_input_files([steps.photo("布局图（改）.png")])
    page.get_by_role("button", name="提交补正").click()
    expect(page.get_by_text("补正已提交")).to_be_visible()
    look(page, "food-corrected")


def test_is_accepted_with_a_day_on_which_it_is_due(visitors: Visitors, citizen_page: Page) -> None:
    clerk = visitors.person(f"{AGENCY}-window")
    steps.at_desk(clerk, Licence.number)
    steps.act(clerk, "确认受理", "已受理，开始计时")
    expect(clerk.get_by_role("region", name="智能预检")).to_contain_text("现场核查：是")
    look(clerk, "food-desk-accepted")
    citizen_page.goto(f"/cases/{Licence.number}/")
    expect(citizen_page.get_by_role("heading", level=1)).to_contain_text("最晚")
    look(citizen_page, "food-accepted")


def test_shows_the_citizen_a_paused_clock_during_a_special_procedure(visitors: Visitors, citizen_page: Page) -> None:
    page = visitors.person(f"{AGENCY}-examiner")
    steps.at_desk(page, Licence.number)
    look(page, "food-desk-examine")
    steps.other_act(page, "特别程序")
    page.get_by_role("radio", name=re.compile("检验检测")).check()
    page.get_by_label("依据和理由").fill("依据行政许可法第四十五条，需要对用水采样检测")
    steps.act(page, "启动特别程序", "已启动特别程序")
    citizen_page.goto(f"/cases/{Licence.number}/")
    expect(citizen_page.get_by_role("heading", level=1)).to_contain_text("暂停计时")
    expect(citizen_page.locator("main")).to_contain_text("检验检测")
    look(citizen_page, "food-suspended")
    look(page, "food-desk-suspended")
    steps.at_desk(page, Licence.number)
    page.get_by_label("特别程序的结果").fill("水样检测合格")
    steps.act(page, "恢复计时", "已恢复计时")


def test_is_examined_reviewed_and_granted_by_three_people(visitors: Visitors) -> None:
    steps.pass_on(visitors, Licence.number, f"{AGENCY}-examiner", "材料齐全，现场符合要求，建议准予。")
    steps.pass_on(visitors, Licence.number, f"{AGENCY}-reviewer", "同意承办意见。")
    page = visitors.person(f"{AGENCY}-approver")
    steps.at_desk(page, Licence.number)
    expect(page.get_by_role("group", name="规则结果")).to_contain_text("建议准予")
    look(page, "food-desk-decide")
    steps.other_act(page, "不予许可")
    expect(page.get_by_label("与规则结果不同的理由")).to_be_visible()
    look(page, "food-desk-departing")
    steps.other_act(page, "准予许可")
    expect(page.get_by_label("与规则结果不同的理由")).to_have_count(0)
    page.get_by_role("button", name=re.compile("^确认准予")).click()
    expect(page.get_by_text("请再核对一遍")).to_be_visible()
    look(page, "food-desk-confirm")
    steps.act(page, "确认准予", "已准予许可")


def test_shows_the_officers_what_the_rules_said_and_that_they_say_it_again(visitors: Visitors) -> None:
    page = visitors.person(f"{AGENCY}-approver")
    steps.at_desk(page, Licence.number)
    found = page.get_by_role("region", name="智能预检")
    expect(found).to_contain_text("建议准予")
    look(page, "food-desk-decided")
    found.get_by_role("link", name=re.compile("提交前预检")).last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("提交前预检")
    expect(page.locator("main")).not_to_contain_text("龙一")
    look(page, "food-run-masked")
    page.get_by_role("link", name="用同一版本重新计算").click()
    expect(page.get_by_text("结果一致")).to_be_visible()
    look(page, "food-run-replayed")
    page.get_by_label("查看原因").fill("核对申请材料")
    page.get_by_role("button", name="显示明文").click()
    expect(page.locator("main")).to_contain_text("龙一")
    look(page, "food-run-clear")
    phone = visitors.person(f"{AGENCY}-examiner", phone=True)
    steps.at_desk(phone, Licence.number)
    look(phone, "food-desk-decided")
    phone.get_by_role("region", name="智能预检").get_by_role("link", name=re.compile("提交前预检")).last.click()
    look(phone, "food-run-masked")


def test_gives_the_citizen_a_sealed_certificate(citizen_page: Page, tmp_path: Path) -> None:
    page = citizen_page
    steps.wait_for_worker(page, f"/cases/{Licence.number}/", "看结果")
    look(page, "food-closed")
    page.get_by_role("link", name="看结果").click()
    expect(page.get_by_text("食品经营许可证").first).to_be_visible()
    look(page, "food-result")
    with page.expect_download() as download:
        page.get_by_role("link", name="下载电子证照").click()
    download.value.save_as(tmp_path / "licence.pdf")
    Licence.pdf = (tmp_path / "licence.pdf").read_bytes()
    assert Licence.pdf.startswith(b"%PDF")
    assert [check.is_valid for check in seals.check_file(Licence.pdf)] == [True]
    text = subprocess.run(["pdftotext", tmp_path / "licence.pdf", "-"], capture_output=True, check=True).stdout.decode()
    assert steps.RESTAURANT in text.replace("\n", "")
    (Licence.code,) = set(re.findall(r"\b[a-z2-7]{26}\b", text))
    page.goto("/certificates/")
    page.get_by_role("link", name=steps.RESTAURANT).click()
    look(page, "food-wallet")
    page.get_by_role("link", name=re.compile("食品经营许可证")).first.click()
    look(page, "food-certificate")


def test_is_verified_by_a_stranger_who_sees_masked_data_only(visitors: Visitors) -> None:
    page = visitors.stranger(phone=True)
    page.goto(f"/verify/{Licence.code}")
    expect(page.get_by_role("heading", level=1)).to_contain_text("这张证照有效")
    expect(page.locator("main")).not_to_contain_text("杨秀兰")
    expect(page.locator("main")).not_to_contain_text("92520115MA6HJX015Q")
    look(page, "food-verified")
    page.goto("/verify/")
    page.get_by_label("证照文件", exact=True).set_input_files([steps.pdf("licence.pdf", Licence.pdf)])
    expect(page.get_by_role("heading", level=2, name="这张证照有效")).to_be_visible()
    expect(page.locator("main")).not_to_contain_text("杨秀兰")


def test_says_of_a_changed_file_that_it_was_changed(visitors: Visitors) -> None:
    changed = bytearray(Licence.pdf)
    changed[len(changed) // 3] ^= 1
    page = visitors.stranger(phone=True)
    page.goto("/verify/")
    page.get_by_label("证照文件", exact=True).set_input_files([steps.pdf("licence.pdf", bytes(changed))])
    expect(page.locator("[data-verify-results]").get_by_role("heading", level=2)).to_contain_text("改动过")
    look(page, "food-tampered")


def test_is_rated_once(citizen_page: Page) -> None:
    page = citizen_page
    page.goto(f"/cases/{Licence.number}/rate/")
    page.get_by_role("radio", name="非常满意").check()
    look(page, "food-rate")
    page.get_by_role("button", name="提交评价").click()
    expect(page.get_by_text("评价已提交")).to_be_visible()
    page.goto(f"/cases/{Licence.number}/rate/")
    expect(page.get_by_text("已经评价过了")).to_be_visible()
    expect(page.get_by_role("button", name="提交评价")).to_have_count(0)
    look(page, "food-rated")
