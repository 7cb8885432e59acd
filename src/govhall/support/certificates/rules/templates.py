"""
What a layout of a certificate must hold before it may be published. Plain Python; whether it fits the paper and whether
the fonts have every character is asked of the engine.

Lengths are our choice, so that a face stays readable. What strangers may read of persons follows 《个人信息保护法》
第五十一条 (去标识化); which lines that touches is our reading of it.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date

from govhall.support.certificates.choices import HolderKind
from govhall.support.certificates.rules import numbers
from govhall.support.certificates.values import CertificateTypeValue, FaceField
from govhall.support.certificates.values.templates import Difference, Fault, Sources

SHAPES = ("landscape", "portrait", "record")
KINDS = ("text", "date", "money")
COLOURS = {"teal": "青绿", "red": "朱红", "blue": "藏蓝"}
SEALS = {"right": "右下", "left": "左下"}
KNOWN_SOURCES = ("@holder", "@code", "@agency")
NAME_LONGEST, STATEMENT_LONGEST, LABEL_LONGEST, UNIT_LONGEST, LINES_MOST = 40, 200, 20, 10, 24
YEARS_MOST = 50
NUMBER_LONGEST = 80  # of the column that keeps it
_WORD = re.compile(r"\{([^{}]*)\}")
_SERIAL = re.compile(r"serial(?::0(?:[1-9]|1[0-2]))?")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
_ID_WORDS = re.compile(r"身份证|公民身份号码|证件号码|护照号")
_PHONE_WORDS = re.compile(r"电话|手机")
_ACCOUNT_WORDS = re.compile(r"账户$|账号|卡号")
# Serial 0 is never issued and no region has the code 000000, so this number is nobody's.
SAMPLE_REGION, SAMPLE_SERIAL, SAMPLE_DAY = "000000", 0, date(2000, 1, 1)


def faults(kind: CertificateTypeValue, sources: Sources) -> list[Fault]:
    """Return everything that is to be said about a layout, in the order of the form."""
    return [*_words(kind), *number_faults(kind), *_lines(kind, sources), *_rest(kind)]


def number_faults(kind: CertificateTypeValue) -> list[Fault]:
    """Return what is wrong with the pattern of the number: it must count, and hold only words that we know."""
    pattern = kind.number_pattern
    rest = _WORD.sub("", pattern)
    if "{" in rest or "}" in rest:
        return [_number("花括号没有成对，请核对。")]
    words = _WORD.findall(pattern)
    unknown = [word for word in words if not _is_known(word, kind.number_words)]
    if unknown:
        return [_number(f"“{{{unknown[0][:20]}}}”不是可用的代号。顺序号写作 {{serial:06}}，其他见下面的说明。")]
    counting = [word for word in words if word == "uscc" or _SERIAL.fullmatch(word)]
    if not counting:
        return [_number("编号里没有顺序号，发出的证照会重号。请加上 {serial:06}。")]
    if words.count("check") > 1 or len(counting) > 1:
        return [_number("顺序号和校验码各只能用一次。")]
    if len(sample_number(kind)) > NUMBER_LONGEST:
        return [_number(f"编号超过 {NUMBER_LONGEST} 个字，请改短。")]
    if "region" not in words and "uscc" not in words:
        return [_number("编号里没有地区代码 {region}，不同地区的机关会发出相同的编号。", warns=True)]
    return []


def sample_number(kind: CertificateTypeValue) -> str:
    """Return a number after the pattern that no certificate ever gets. :raises UnknownPattern: for a faulty pattern"""
    return numbers.certificate_number(
        kind.number_pattern, region=SAMPLE_REGION, day=SAMPLE_DAY, serial=SAMPLE_SERIAL, words=kind.number_words,
        values={},
    )  # fmt: skip


def differences(before: CertificateTypeValue, after: CertificateTypeValue) -> list[Difference]:
    """Return what changed between two versions in words, the face line by line."""
    told = [
        Difference(title=title, before=old, after=new)
        for title, old, new in (
            ("证照名称", before.name, after.name),
            ("版式", shape_words(before.shape), shape_words(after.shape)),
            ("颜色", COLOURS[before.colour], COLOURS[after.colour]),
            ("盖章位置", SEALS[before.seal], SEALS[after.seal]),
            ("有效期", _years(before.years), _years(after.years)),
            ("依据文字", before.statement, after.statement),
            ("编号名称", before.number_label, after.number_label),
            ("编号规则", before.number_pattern, after.number_pattern),
        )
        if old != new
    ]
    old_lines = {line.name: line for line in before.face}
    new_lines = {line.name: line for line in after.face}
    for name in dict.fromkeys([*old_lines, *new_lines]):
        old, new = old_lines.get(name), new_lines.get(name)
        if old != new:
            title = f"证面“{(new or old or FaceField(name='', label='', source='')).label}”"
            told.append(
                Difference(title=title, before=line_words(old) if old else "", after=line_words(new) if new else "")
            )
    kept = [name for name in old_lines if name in new_lines]
    if kept != [name for name in new_lines if name in old_lines]:
        told.append(
            Difference(
                title="证面顺序", before="、".join(line.label for line in before.face),
                after="、".join(line.label for line in after.face),
            )
        )  # fmt: skip
    return told


def shape_words(shape: str) -> str:
    """Return the name of a shape."""
    return {"landscape": "横版证书", "portrait": "竖版文书", "record": "竖版记录单"}[shape]


def line_words(line: FaceField) -> str:
    """Return a line of the face in words: what differs from the usual."""
    said = [line.label, f"取自{source_words(line.source)}"]
    said += [{"date": "按日期写", "money": "按金额写"}[line.kind]] if line.kind in {"date", "money"} else []
    said += [f"单位{line.unit}"] if line.unit else []
    said.append("不对外显示" if not line.public else "对外遮盖显示" if line.mask != "none" else "对外显示")
    said += ["占一整行"] if line.wide else []
    said += ["没有内容时不印"] if line.optional else []
    return "，".join(said)


def source_words(source: str) -> str:
    """Return a source in words; a field of the application keeps its name."""
    known = {"@holder": "持证主体名称", "@code": "持证主体代码", "@agency": "发证机关名称"}
    return known.get(source) or (f"固定文字“{source[1:]}”" if source.startswith("=") else f"申请表 {source}")


def _words(kind: CertificateTypeValue) -> Iterator[Fault]:
    for place, label, text, most, needed in (
        ("name", "证照名称", kind.name, NAME_LONGEST, True),
        ("statement", "依据文字", kind.statement, STATEMENT_LONGEST, kind.shape == "portrait"),
        ("number_label", "编号名称", kind.number_label, LABEL_LONGEST, True),
    ):
        yield from _text_faults(place, label, text, most, needed=needed)
    if kind.years is not None and not 1 <= kind.years <= YEARS_MOST:
        yield Fault(place="years", message=f"有效期应为 1 至 {YEARS_MOST} 年，长期的不填。")


def _text_faults(place: str, label: str, text: str, most: int, *, needed: bool) -> Iterator[Fault]:
    if needed and not text:
        yield Fault(place=place, message=f"请填写{label}。")
    if len(text) > most:
        yield Fault(place=place, message=f"{label}最多 {most} 个字，现在 {len(text)} 个，请改短。")
    if _CONTROL.search(text):
        yield Fault(place=place, message=f"{label}里有看不见的控制字符，请重新输入这一项。")


def _lines(kind: CertificateTypeValue, sources: Sources) -> Iterator[Fault]:
    if not kind.face:
        yield Fault(place="lines", message="证面上还没有内容，请至少添加一项。")
    if len(kind.face) > LINES_MOST:
        yield Fault(place="lines", message=f"证面最多 {LINES_MOST} 项，请删减。")
    labels: dict[str, int] = {}
    for number, line in enumerate(kind.face):
        place = f"line-{number}"
        yield from _text_faults(place, "项目名称", line.label, LABEL_LONGEST, needed=True)
        yield from _text_faults(place, "单位", line.unit, UNIT_LONGEST, needed=False)
        if line.label and line.label in labels:
            yield Fault(place=place, message=f"“{line.label}”和第 {labels[line.label] + 1} 项重名，请改一个。")
        labels.setdefault(line.label, number)
        yield from _source_faults(place, line, sources)
        yield from _mask_faults(place, line, kind)
    if not any(line.source == "@holder" for line in kind.face) and kind.shape != "portrait":
        yield Fault(place="lines", message="证面上没有持证主体名称，请添加。")


def _source_faults(place: str, line: FaceField, sources: Sources) -> Iterator[Fault]:
    if line.source.startswith("="):
        yield from _text_faults(place, "固定文字", line.source[1:], STATEMENT_LONGEST, needed=True)
    elif line.source in KNOWN_SOURCES or not sources.is_known:
        return
    elif not line.source:
        yield Fault(place=place, message="请选择内容来源。")
    elif line.source not in sources.fields:
        yield Fault(
            place=place,
            message=f"“{line.label}”取自申请表的 {line.source}，办这种证照的事项没有这一项，会印成空的。请换一个来源。",
        )
    elif not sources.fields[line.source].everywhere and not line.optional:
        yield Fault(
            place=place, warns=True,
            message=f"“{line.label}”只有部分事项的申请表有，其余的会印成“—”。可以勾选“没有内容时不印”。",
        )  # fmt: skip


def _mask_faults(place: str, line: FaceField, kind: CertificateTypeValue) -> Iterator[Fault]:
    if not line.public:
        return
    of_persons = HolderKind.PERSON in kind.holder_kinds
    only_persons = set(kind.holder_kinds) == {HolderKind.PERSON}
    if _ACCOUNT_WORDS.search(line.label):
        yield Fault(place=place, message=f"“{line.label}”是银行账户，不能对外显示。请改为不对外显示。")
    elif ((line.source == "@code" and of_persons) or _ID_WORDS.search(line.label)) and line.mask != "id_number":
        yield Fault(place=place, message=f"“{line.label}”会显示个人证件号码，对外必须按证件号码遮盖，或者不对外显示。")
    elif line.source == "@holder" and only_persons and line.mask != "name":
        yield Fault(place=place, message=f"“{line.label}”是个人姓名，对外必须按姓名遮盖，或者不对外显示。")
    elif _PHONE_WORDS.search(line.label) and line.mask != "phone":
        yield Fault(place=place, message=f"“{line.label}”是电话号码，对外必须按电话遮盖，或者不对外显示。")


def _rest(kind: CertificateTypeValue) -> Iterator[Fault]:
    rule = kind.annual_check
    if rule and rule.longer and rule.longer["line"] not in {line.label for line in kind.face}:
        yield Fault(
            place="lines",
            message=f"{rule.name}按“{rule.longer['line']}”一项决定几年一次，这一项不能删除或者改名。",
        )
    if kind.shape == "record" and not kind.table:
        yield Fault(place="shape", message="记录单要有明细表，这种证照没有，请选横版或者竖版。")
    if kind.shape != "landscape" and kind.photograph:
        yield Fault(place="shape", message="这种证照的证面有持证人照片，只能用横版。")
    if kind.shape != "record" and kind.table:
        yield Fault(place="shape", message="这种证照有明细表，只能用记录单。")


def _is_known(word: str, own: Mapping[str, object]) -> bool:
    return word in {"region", "year", "date", "check", "uscc", *own} or bool(_SERIAL.fullmatch(word))


def _number(message: str, *, warns: bool = False) -> Fault:
    return Fault(place="number", message=message, warns=warns)


def _years(years: int | None) -> str:
    return f"{years} 年" if years else "长期"
