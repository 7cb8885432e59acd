"""Pages of rules: list, editor, try-out, publishing, versions, runs, FEEL; and who may do what there."""

from collections.abc import Callable

import pytest
from django.test import Client

from factories import applications, people, rules, walk
from govhall.business.items import public as items
from govhall.infra import clock
from govhall.support.decisions import public as decisions

SignIn = Callable[[str], Client]
pytestmark = [pytest.mark.django_db, pytest.mark.clause("box:智能预检")]

PRECHECK = "food-licence-precheck"
HERE = f"/desk/rules/{PRECHECK}/"


def save(client: Client, xml: str, *, key: str = "fees", base: str = "") -> tuple[int, dict[str, str]]:
    answer = client.post(f"/desk/rules/{key}/save/", {"xml": xml, "base": base})
    return answer.status_code, answer.json()


@pytest.fixture
def editor(desk: SignIn) -> Client:
    """A rule editor with a new model ``fees``."""
    client = desk("rule-editor")
    assert client.post("/desk/rules/new/", {"name": "收费标准", "key": "fees"}).status_code == 302
    return client


class TestWho:
    @pytest.mark.parametrize("who", ["guanshanhu-market-window", "guanshanhu-market-examiner", "audit-keeper"])
    @pytest.mark.parametrize("page", ["/desk/rules/", HERE, "/desk/rules/feel/", HERE + "runs/", HERE + "versions/1/"])
    def test_a_foreign_role_sees_nothing(self, desk: SignIn, who: str, page: str) -> None:
        assert desk(who).get(page).status_code == 403

    def test_a_visitor_is_led_to_the_login_page(self, world: None) -> None:
        assert Client().get(HERE).status_code == 302

    @pytest.mark.parametrize("who", ["item-editor", "item-reviewer", "supervisor"])
    def test_readers_see_tables_and_no_editor(self, desk: SignIn, who: str) -> None:
        client = desk(who)
        text = client.get(HERE).content.decode()
        assert "处理区最小占比" in text
        assert "rule-canvas" not in text
        for act in ("save", "publish", "versions/1/retire"):
            assert client.post(f"{HERE}{act}/", {"xml": rules.COMPLETE}).status_code == 403
        assert client.post("/desk/rules/new/", {"name": "a", "key": "a"}).status_code == 403

    def test_the_rule_editor_begins_there(self, desk: SignIn) -> None:
        assert desk("rule-editor").get("/desk/")["Location"] == "/desk/rules/"


class TestList:
    def test_shows_state_and_version_and_finds_by_name_or_key(self, desk: SignIn) -> None:
        client = desk("rule-editor")
        text = client.get("/desk/rules/").content.decode()
        assert "食品经营许可预检" in text
        assert "第 1 版" in text
        assert "食品经营许可分办" not in client.get("/desk/rules/?rule=预检").content.decode()
        assert "没有找到规则" in client.get("/desk/rules/?rule=月亮").content.decode()


class TestEditor:
    def test_allows_style_but_no_script_beside_its_own(self, editor: Client) -> None:
        policy = editor.get("/desk/rules/fees/")["Content-Security-Policy"]
        assert "style-src-attr 'unsafe-inline'" in policy
        assert "unsafe-eval" not in policy
        assert "script-src" not in policy  # default-src 'self' holds
        assert "unsafe-inline" not in editor.get("/desk/rules/")["Content-Security-Policy"]

    def test_a_new_model_needs_a_free_key(self, editor: Client) -> None:
        for key, words in (("fees", "已经有"), ("new", "页面的地址"), ("费用", "小写英文")):
            answer = editor.post("/desk/rules/new/", {"name": "收费", "key": key})
            assert answer.status_code == 422
            assert words in answer.content.decode()

    def test_names_with_markup_stay_text(self, desk: SignIn) -> None:
        client = desk("rule-editor")
        client.post("/desk/rules/new/", {"name": '<b>&"甲', "key": "odd"})
        assert decisions.model("odd").name == '<b>&"甲'
        assert "<b>&" not in client.get("/desk/rules/odd/").content.decode()

    def test_saving_answers_with_digest_and_findings(self, editor: Client) -> None:
        status, said = save(editor, rules.WITH_GAP)
        assert status == 200
        assert len(said["sm3"]) == 64
        assert "没有规则覆盖这种情况：数量 为 10。" in said["findings"]
        assert "amount" in said["try_fields"]
        assert "&lt; 10" in said["rule_rows"]

    def test_saving_over_somebody_elses_text_is_refused(self, editor: Client) -> None:
        base = decisions.open_text("fees")[0].sm3
        save(editor, rules.COMPLETE, base=base)
        status, said = save(editor, rules.WITH_GAP, base=base)
        assert (status, said["message"]) == (409, "别人刚刚改过这个模型，请刷新页面再改。")

    @pytest.mark.parametrize(
        "xml",
        [
            '<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;&b;">]><definitions>&c;</definitions>',
            "<a>" * 10_000 + "</a>" * 10_000,
            "x" * 2_000_001,
            "",
        ],
    )
    def test_hostile_files_are_refused_with_a_sentence(self, editor: Client, xml: str) -> None:
        before = decisions.open_text("fees")[0].sm3
        status, said = save(editor, xml)
        assert status == 422
        assert said["message"].startswith("模型")
        assert decisions.open_text("fees")[0].sm3 == before

    def test_ten_thousand_brackets_are_kept_and_reported(self, editor: Client) -> None:
        status, said = save(editor, rules.model(rules.literal("(" * 10_000 + "1" + ")" * 10_000)))
        assert status == 200
        assert "嵌套层数过多" in said["findings"]
        assert "不能发布" in editor.get("/desk/rules/fees/publish/").content.decode()

    def test_an_unknown_model_is_not_made_by_saving(self, editor: Client) -> None:
        assert editor.post("/desk/rules/nothing/save/", {"xml": rules.COMPLETE}).status_code == 404


class TestTryOut:
    def test_shows_result_and_marks_the_row(self, editor: Client) -> None:
        data = {"xml": rules.COMPLETE, "decision": "费用", "in-0": "12"}
        text = editor.post("/desk/rules/fees/try/", data, headers={"HX-Request": "true"}).content.decode()
        assert text.count("data-matched") == 1
        assert '<dd class="num font-semibold wrap-anywhere">2</dd>' in text
        assert decisions.runs("fees") == ()

    def test_works_without_scripts_on_the_stored_text(self, editor: Client) -> None:
        save(editor, rules.COMPLETE)
        text = editor.post("/desk/rules/fees/try/", {"decision": "费用", "in-0": "3"}).content.decode()
        assert "试算结果" in text
        assert text.count("data-matched") == 1

    def test_names_the_field_that_can_not_be_read(self, editor: Client) -> None:
        data = {"xml": rules.COMPLETE, "decision": "费用", "in-0": "许多"}
        text = editor.post("/desk/rules/fees/try/", data, headers={"HX-Request": "true"}).content.decode()
        assert "amount：请填数字。" in text

    def test_reads_choices_dates_and_lists_of_the_real_model(self, desk: SignIn) -> None:
        client = desk("rule-editor")
        outline = decisions.outline(decisions.open_text(PRECHECK)[1])
        names = [each.name for each in outline.inputs]
        given = {
            "decision": "预检意见", f"in-{names.index('business_type')}": "catering",
            f"in-{names.index('items')}": ["hot_food"], f"in-{names.index('area')}": "100",
            f"in-{names.index('kitchen_area')}": "10", f"in-{names.index('staff')}":
                '[{"health_certificate_until": date("2020-01-01")}]',
        }  # fmt: skip
        text = client.post(HERE + "try/", given, headers={"HX-Request": "true"}).content.decode()
        assert "处理区占经营面积的比例偏小" in text
        assert "健康证明已经过期" in text

    def test_a_decision_that_is_not_there_is_said(self, editor: Client) -> None:
        data = {"xml": rules.COMPLETE, "decision": "罚款"}
        text = editor.post("/desk/rules/fees/try/", data, headers={"HX-Request": "true"}).content.decode()
        assert "没有“罚款”这个决策" in text


class TestPublish:
    def test_asks_first_and_publishes_what_was_shown(self, editor: Client) -> None:
        _status, said = save(editor, rules.WITH_GAP)
        page = editor.get("/desk/rules/fees/publish/").content.decode()
        assert "没有规则覆盖这种情况" in page
        assert said["sm3"] in page
        assert editor.post("/desk/rules/fees/publish/", {"sm3": said["sm3"]}).status_code == 302
        assert decisions.latest("fees").sm3 == said["sm3"]

    def test_refuses_errors_and_other_texts(self, editor: Client) -> None:
        _status, said = save(editor, rules.OVERLAPPING)
        assert "不能发布" in editor.get("/desk/rules/fees/publish/").content.decode()
        assert editor.post("/desk/rules/fees/publish/", {"sm3": said["sm3"]}).status_code == 422
        assert editor.post("/desk/rules/fees/publish/", {"sm3": "0" * 64}).status_code == 409
        assert decisions.model("fees").number == 0

    def test_versions_show_what_changed_and_can_be_retired(self, editor: Client) -> None:
        for xml in (rules.COMPLETE, rules.WITH_GAP):
            _status, said = save(editor, xml)
            editor.post("/desk/rules/fees/publish/", {"sm3": said["sm3"]})
        page = editor.get("/desk/rules/fees/versions/2/").content.decode()
        assert "与第 1 版相比" in page
        assert editor.post("/desk/rules/fees/versions/2/retire/").status_code == 302
        assert decisions.latest("fees").number == 1
        assert editor.post("/desk/rules/fees/versions/2/retire/").status_code == 409
        assert editor.get("/desk/rules/fees/versions/9/").status_code == 404
        assert editor.get("/desk/rules/fees/versions/99999999999/").status_code == 404


class TestRuns:
    def test_shows_no_value_of_an_applicant(self, desk: SignIn) -> None:
        receipt = walk.submitted()
        text = desk("rule-editor").get(HERE + "runs/").content.decode()
        assert "提交前预检" in text
        assert str(receipt.case_id)[-8:] in text
        for value in ("GY2026-0001", "龙一", "林城东路"):
            assert value not in text


class TestFeel:
    def test_answers_with_the_value(self, desk: SignIn) -> None:
        client = desk("item-editor")
        answer = client.post("/desk/rules/feel/", {"expression": "area * 2", "context": '{"area": 1.5}'})
        assert ">3</p>" in answer.content.decode()

    def test_tells_the_place_of_an_error(self, desk: SignIn) -> None:
        answer = desk("item-editor").post("/desk/rules/feel/", {"expression": "1 +\n )", "context": ""})
        assert "第 2 行第 2 字" in answer.content.decode()

    @pytest.mark.parametrize("context", ["[1]", "{", '{"a": NaN', "[" * 100_000])
    def test_wants_an_object_as_context(self, desk: SignIn, context: str) -> None:
        answer = desk("item-editor").post("/desk/rules/feel/", {"expression": "1", "context": context})
        assert answer.status_code == 422
        assert "JSON" in answer.content.decode()


class TestItem:
    def test_its_reviewer_adopts_new_rules_there(self, desk: SignIn) -> None:
        editor, at = people.actor("rule-editor"), clock.now()
        text = decisions.open_text(PRECHECK)[1].replace('>"error"<', '>"hint"<')
        draft = decisions.save_draft(key=PRECHECK, xml=text, by=editor, at=at)
        decisions.publish(key=PRECHECK, sm3=draft.sm3, by=editor, at=at)
        address = f"/desk/items/{applications.guide().implementation_code}/"
        assert "采用新版规则" not in desk("item-editor").get(address).content.decode()
        assert desk("item-editor").post(address + "rules/").status_code == 403
        reviewer = desk("item-reviewer")
        assert "采用新版规则" in reviewer.get(address).content.decode()
        assert reviewer.post(address + "rules/").status_code == 302
        pinned = items.guide(applications.guide().implementation_code).precheck
        assert pinned is not None
        assert pinned.version == 2
