"""
The quality rules that a list of items must pass before it is published.

Rules 1 to 10 are those of a city's item list in practice (standards.md 4.8); a letter marks our own. Each rule is a
function from the content to its problems; all run, so that an editor sees everything at once.
"""

import math
import re
from collections.abc import Callable, Iterator

from govhall.business.items.rules import conditions, forms
from govhall.business.items.rules.problems import Problem
from govhall.business.items.values.content import ItemContent, Limit
from govhall.standards.identifiers import item_codes
from govhall.standards.identifiers.errors import InvalidIdentifier

IMMEDIATE_CASE, PROMISED_CASE = "1", "2"
WINDOW, ONLINE, COURIER = "1", "2", "4"
WHOLLY_ONLINE = "6"
LICENCE = "01"
CLOSINGS = {"证": "1", "批复": "2", "文": "3"}

_PHONE = re.compile(r"0\d{2,3}-\d{7,8}")
_NUMBERED_PLACE = re.compile(r"\d+\s*(号|室|楼|层|窗口|栋|门)|[A-Z]\d*\s*(窗口|区)")
_NAME = re.compile(r"[a-z][a-z0-9_]*")

Rule = Callable[[ItemContent], Iterator[Problem]]


def problems_of(item: ItemContent) -> list[Problem]:
    """Return every breach, in the order of the rules; none means that the item may be published."""
    return [problem for rule in RULES for problem in rule(item)]


def rule_1_immediate(item: ItemContent) -> Iterator[Problem]:
    """即办件 ⇔ 即审即办, else 承诺件 and 前审后批; an immediate item is done at once."""
    if (item.case_kind == IMMEDIATE_CASE) != (item.review_kind == "即审即办"):
        yield _breach("1", "review_kind", "即办件应为“即审即办”，承诺件应为“前审后批”")
    if (item.case_kind == IMMEDIATE_CASE) != item.promised.is_immediate:
        yield _breach("1", "promised", "即办件的承诺时限为 0，承诺件的承诺时限大于 0")


def rule_2_closing(item: ItemContent) -> Iterator[Problem]:
    """The end of the result's name says how the case closes."""
    wanted = next((code for ending, code in CLOSINGS.items() if item.result.name.endswith(ending)), "")
    if wanted and item.result.closing != wanted:
        yield _breach("2", "result.closing", f"“{item.result.name}”的办结类型代码应为 {wanted}")


def rule_3_result(item: ItemContent) -> Iterator[Problem]:
    """A result has its kind and a specimen."""
    if item.result.kind != "4" and not item.result.sample:
        yield _breach("3", "result.sample", "有办理结果的事项要有结果样本")
    if item.result.kind == "1" and not item.result.certificate_type:
        yield _breach("3", "result.certificate_type", "结果为证照时要写明证照类型")


def rule_4_visits(item: ItemContent) -> Iterator[Problem]:
    """Coming to the hall needs a reason; not coming needs another way."""
    if item.visits > 0 and not item.visits_reason:
        yield _breach("4", "visits_reason", "要到现场的，应说明理由")
    if item.visits == 0 and not {ONLINE, COURIER} & set(item.ways):
        yield _breach("4", "ways", "不用到现场的，应能网上办理或快递申请")
    if item.depth == WHOLLY_ONLINE and item.visits:
        yield _breach("4", "visits", "全程网办的事项到现场次数应为 0")


def rule_5_phones(item: ItemContent) -> Iterator[Problem]:
    """Two different telephones, both with area code."""
    if item.consult_phone == item.supervise_phone:
        yield _breach("5", "supervise_phone", "咨询电话和监督电话不能相同")
    for key in ("consult_phone", "supervise_phone"):
        if not _PHONE.fullmatch(getattr(item, key)):
            yield _breach("5", key, "电话应带区号，如 0851-00001234")


def rule_6_place(item: ItemContent) -> Iterator[Problem]:
    """Hours speak of working days; the place goes down to a number."""
    if "工作日" not in item.hours:
        yield _breach("6", "hours", "办理时间应写明“工作日”")
    if not _NUMBERED_PLACE.search(item.place):
        yield _breach("6", "place", "办理地点应写到门牌号或窗口号")


def rule_7_themes(item: ItemContent) -> Iterator[Problem]:
    """Themes agree with those served."""
    serves_person, serves_legal = "1" in item.served, any(code != "1" for code in item.served)
    if serves_person != bool(item.themes_person):
        yield _breach("7", "themes_person", "服务自然人的事项（且只有这样的事项）要有自然人主题")
    if serves_legal != bool(item.themes_legal):
        yield _breach("7", "themes_legal", "服务法人的事项（且只有这样的事项）要有法人主题")


def rule_8_licence(item: ItemContent) -> Iterator[Problem]:
    """A licence answers a question and shows its flow."""
    if item.kind == LICENCE and not item.faq:
        yield _breach("8", "faq", "行政许可至少要有 1 个常见问题")
    if item.kind == LICENCE and len(item.steps) < 3:
        yield _breach("8", "steps", "行政许可要有分环节的办理流程")


def rule_9_limits(item: ItemContent) -> Iterator[Problem]:
    """Steps fit into the promise, the promise into the law."""
    if sum(step.limit for step in item.steps) > item.promised.amount:
        yield _breach("9", "steps", "各环节时限之和超过承诺时限")
    if item.statutory.amount and _days(item.promised) > _days(item.statutory):
        yield _breach("9", "promised", "承诺时限超过法定时限")


def rule_10_fees(item: ItemContent) -> Iterator[Problem]:
    """Nothing to pay, nothing to pay online."""
    if item.online_payment and not item.fees:
        yield _breach("10", "online_payment", "不收费的事项不应支持网上支付")


def rule_a_codes(item: ItemContent) -> Iterator[Problem]:
    """The basic code is well formed and of the item's kind."""
    try:
        basic = item_codes.parse_basic(item.basic_code)
    except InvalidIdentifier as invalid:
        yield _breach("a", "basic_code", invalid.message)
        return
    if basic.item_type != item.kind:
        yield _breach("a", "basic_code", f"基本编码第 3、4 位应与事项类型 {item.kind} 一致")


def rule_b_names(item: ItemContent) -> Iterator[Problem]:
    """Codes of questions, answers, materials and steps are names, each used once."""
    groups = {
        "questions": [question.code for question in item.questions],
        "materials": [material.code for material in item.materials],
        "steps": [step.code for step in item.steps],
        **{f"questions.{q.code}": [option.value for option in q.options] for q in item.questions},
    }
    for path, codes in groups.items():
        if len(set(codes)) != len(codes):
            yield _breach("b", path, "代码有重复")
        for code in codes:
            if not _NAME.fullmatch(code):
                yield _breach("b", path, f"代码“{code}”应为小写英文、数字和下划线")


def rule_c_conditions(item: ItemContent) -> Iterator[Problem]:
    """Every condition can be computed from the questions; every form holds together."""
    names = frozenset(question.code for question in item.questions)
    for at, material in enumerate(item.materials, 1):
        if material.applies_if and (fault := conditions.fault_of(material.applies_if, names)):
            yield _breach("c", f"materials[{at}].applies_if", fault)
    yield from forms.problems_of(item.form, names)


def rule_d_materials(item: ItemContent) -> Iterator[Problem]:
    """A deferrable material is marked so in its necessity too; a copy has copies."""
    for at, material in enumerate(item.materials, 1):
        if material.deferrable != (material.necessity == "3"):
            yield _breach("d", f"materials[{at}].deferrable", "可容缺后补的材料，必要性代码应为 3")
        if material.originals + material.copies == 0:
            yield _breach("d", f"materials[{at}].originals", "原件和复印件份数不能都为 0")


def rule_e_process(item: ItemContent) -> Iterator[Problem]:
    """An immediate item needs no process; any other needs one and a form."""
    if (item.case_kind == IMMEDIATE_CASE) == bool(item.process):
        yield _breach("e", "process", "即办件没有审批流程，承诺件要有审批流程")
    if item.case_kind == PROMISED_CASE and item.form is None:
        yield _breach("e", "form", "承诺件要有申请表单")


RULES: tuple[Rule, ...] = (
    rule_1_immediate, rule_2_closing, rule_3_result, rule_4_visits, rule_5_phones, rule_6_place, rule_7_themes,
    rule_8_licence, rule_9_limits, rule_10_fees, rule_a_codes, rule_b_names, rule_c_conditions, rule_d_materials,
    rule_e_process,
)  # fmt: skip


def _days(limit: Limit) -> int:
    """Calendar days at most, a working week taken as seven days; only for comparing a promise with the law."""
    if limit.unit == "H":
        return math.ceil(limit.amount / 24)
    return math.ceil(limit.amount * 7 / 5) if limit.unit == "W" else limit.amount


def _breach(rule: str, path: str, message: str) -> Problem:
    return Problem(rule=rule, path=path, message=message)
