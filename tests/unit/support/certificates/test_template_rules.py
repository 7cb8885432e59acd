"""What a layout must hold before it is published, without a database."""

from dataclasses import replace
from datetime import date

import pytest
import yaml

from govhall.support.certificates.engine import previewing
from govhall.support.certificates.models import CertificateType
from govhall.support.certificates.rules import numbers, samples, templates
from govhall.support.certificates.selectors import types
from govhall.support.certificates.services import loading
from govhall.support.certificates.values import CertificateTypeValue, FaceField
from govhall.support.certificates.values.templates import SourceField, Sources

UNKNOWN = Sources(fields={}, is_known=False)
AGENCY = "贵州省示范发证机关"


@pytest.fixture(scope="module")
def kinds() -> dict[str, CertificateTypeValue]:
    """All types of the content."""
    entries = yaml.safe_load(loading.TYPES.read_text(encoding="utf-8"))
    return {
        entry["key"]: types.compose(
            CertificateType(key=entry["key"], **loading._columns(entry)), loading._content(entry), 1
        )
        for entry in entries
    }


@pytest.fixture
def hygiene(kinds: dict[str, CertificateTypeValue]) -> CertificateTypeValue:
    """The hygiene licence."""
    return kinds["public-place-hygiene-license"]


def said(kind: CertificateTypeValue, sources: Sources = UNKNOWN) -> str:
    usual, long = samples.of(kind, AGENCY), samples.of(kind, AGENCY, long=True)
    found = [*templates.faults(kind, sources), *previewing.faults(kind, usual, long)]
    return "".join(fault.message for fault in found)


def with_line(kind: CertificateTypeValue, **parts: object) -> CertificateTypeValue:
    line = FaceField(**{"name": "new", "label": "新的一项", "source": "=有", **parts})  # type: ignore[arg-type]
    return replace(kind, face=(*kind.face, line))


def test_all_types_of_the_content_are_faultless(kinds: dict[str, CertificateTypeValue]) -> None:
    assert {key: said(kind) for key, kind in kinds.items() if said(kind)} == {}


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("黔卫公证字", "没有顺序号"),
        ("{year}{region}", "没有顺序号"),
        ("{serial:06}{serial:06}{region}", "只能用一次"),
        ("{serial:06", "花括号没有成对"),
        ("{moon}{serial:06}", "不是可用的代号"),
        ("{serial.__class__.__init__.__globals__}", "不是可用的代号"),
        ("{serial:0999999999}", "不是可用的代号"),
        ("{serial!r}{region}", "不是可用的代号"),
        ("{year:>999999999}{serial}", "不是可用的代号"),
        ("黔" * 80 + "{region}{serial:06}", "超过 80 个字"),
        ("{year}{serial:06}", "不同地区的机关会发出相同的编号"),
    ],
)
def test_a_number_must_count_and_hold_only_known_words(hygiene: CertificateTypeValue, pattern: str, words: str) -> None:
    assert words in said(replace(hygiene, number_pattern=pattern))


def test_the_sample_has_a_number_that_nobody_gets(kinds: dict[str, CertificateTypeValue]) -> None:
    for kind in kinds.values():
        sample = samples.of(kind, AGENCY)
        first = numbers.certificate_number(
            kind.number_pattern, region="520115", day=date(2026, 10, 13), serial=1, words=kind.number_words, values={}
        )
        assert "000000" in sample.number, kind.key
        assert sample.number != first


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": ""}, "请填写证照名称"),
        ({"name": "证" * 41}, "最多 40 个字"),
        ({"name": "公共\u202e场所"}, "看不见的控制字符"),
        ({"name": "卫生许可证𰻝"}, "字体里没有“𰻝”"),
        ({"number_label": ""}, "请填写编号名称"),
        ({"years": 0}, "有效期应为 1 至 50 年"),
        ({"face": ()}, "还没有内容"),
        ({"shape": "record"}, "记录单要有明细表"),
        ({"statement": "依" * 201}, "最多 200 个字"),
    ],
)
def test_what_is_wrong_is_said_in_plain_words(
    hygiene: CertificateTypeValue, changes: dict[str, object], words: str
) -> None:
    assert words in said(replace(hygiene, **changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ({"label": ""}, "请填写项目名称"),
        ({"label": "地址"}, "重名"),
        ({"source": "="}, "请填写固定文字"),
        ({"label": "证件号码", "source": "@code", "public": True}, "必须按证件号码遮盖"),
        ({"label": "负责人身份证号", "source": "x", "public": True, "mask": "name"}, "必须按证件号码遮盖"),
        ({"label": "联系电话", "source": "x", "public": True}, "必须按电话遮盖"),
        ({"label": "收款账户", "source": "x", "public": True, "mask": "name"}, "不能对外显示"),
    ],
)
def test_a_line_that_tells_too_much_or_nothing_is_refused(
    hygiene: CertificateTypeValue, line: dict[str, object], words: str
) -> None:
    assert words in said(with_line(hygiene, **line))


def test_names_of_persons_must_be_masked(kinds: dict[str, CertificateTypeValue]) -> None:
    nurse = kinds["nurse-certificate"]
    open_face = tuple(replace(line, mask="none") if line.source == "@holder" else line for line in nurse.face)
    assert "必须按姓名遮盖" in said(replace(nurse, face=open_face))
    hidden = tuple(replace(line, public=False) if line.source == "@holder" else line for line in nurse.face)
    assert said(replace(nurse, face=hidden)) == ""


def test_a_line_must_have_a_source_that_some_item_gives(hygiene: CertificateTypeValue) -> None:
    fields = {
        line.source: SourceField(source=line.source, label=line.label)
        for line in hygiene.face
        if not line.source.startswith("@")
    }
    assert said(hygiene, Sources(fields=fields, is_known=True)) == ""
    assert "没有这一项" in said(with_line(hygiene, source="moon"), Sources(fields=fields, is_known=True))
    assert "请选择内容来源" in said(with_line(hygiene, source=""), Sources(fields=fields, is_known=True))
    partly = fields | {"area": replace(fields["area"], everywhere=False)}
    assert "只有部分事项" in said(hygiene, Sources(fields=partly, is_known=True))


def test_what_decides_on_annual_checks_may_not_go(kinds: dict[str, CertificateTypeValue]) -> None:
    institution = kinds["medical-institution-license"]
    without = tuple(line for line in institution.face if line.label != "床位")
    assert "按“床位”一项决定几年一次" in said(replace(institution, face=without))


def test_a_face_that_is_too_full_is_told(hygiene: CertificateTypeValue) -> None:
    full = [FaceField(name=f"l{n}", label=f"第 {n} 项", source=f"=内容{n}", wide=True) for n in range(23)]
    found = said(replace(hygiene, face=(hygiene.face[0], *full), statement="依" * 200))
    assert "字号只有" in found or "放不下" in found
    labelled = [FaceField(name=f"l{n}", label="名" * 18 + f"{n:02}", source="x") for n in range(2)]
    assert "放不下" in said(replace(hygiene, shape="portrait", face=(hygiene.face[0], *labelled)))


def test_hostile_words_stay_words(hygiene: CertificateTypeValue) -> None:
    hostile = replace(hygiene, name='<script>alert("1")</script>', statement="{serial} %(x)s </svg>")
    pages = previewing.draw(hostile, samples.of(hostile, AGENCY))
    assert len(pages) == 1
    assert "<script" not in pages[0]
    assert pages[0].count("</svg>") == 1


def test_the_sample_is_marked_and_has_no_seal(hygiene: CertificateTypeValue) -> None:
    (page,) = previewing.draw(hygiene, samples.of(hygiene, AGENCY), below="/paper.svg")
    assert '<image href="/paper.svg"' in page
    assert "公共场所卫生许可证样本" in page
    assert previewing.draw(replace(hygiene, name="𰻝"), samples.of(hygiene, AGENCY)) == ()


def test_differences_are_told_line_by_line(hygiene: CertificateTypeValue) -> None:
    assert templates.differences(hygiene, hygiene) == []
    first, second, *rest = hygiene.face
    changed = replace(hygiene, name="新名称", years=None, face=(second, replace(first, mask="name"), *rest[:-1]))
    told = {each.title: (each.before, each.after) for each in templates.differences(hygiene, changed)}
    assert told["证照名称"] == ("公共场所卫生许可证", "新名称")
    assert told["有效期"] == ("4 年", "长期")
    assert told["证面“单位名称”"][1].endswith("对外遮盖显示，占一整行")
    assert told["证面“统一社会信用代码”"][1] == ""
    assert "证面顺序" in told


@pytest.mark.parametrize("key", ["public-place-hygiene-license", "elderly-allowance-notice", "social-insurance-record"])
def test_a_colour_takes_the_place_of_the_green_and_the_seal_moves(
    kinds: dict[str, CertificateTypeValue], key: str
) -> None:
    sample = samples.of(kinds[key], AGENCY)
    green = previewing.draw(kinds[key], sample)[0]
    red = previewing.draw(replace(kinds[key], colour="red", seal="left"), sample)[0]
    assert "#0b5a52" in green
    assert "#0b5a52" not in red
    assert "#8f2424" in red
    assert said(replace(kinds[key], colour="red", seal="left")) == ""
