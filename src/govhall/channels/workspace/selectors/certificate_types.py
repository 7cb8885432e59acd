"""The form of a certificate's layout: fields, lines, and moving lines without scripts."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from govhall.channels.look import public as look
from govhall.support.certificates import public as certificates
from govhall.support.certificates.public import CertificateTypeValue, FaceField, SourceField, TemplateChange

Row = Mapping[str, str]
LINES_MOST: Final = 60  # rows that are read of a form
FIXED: Final = "="
_PARTS: Final = ("name", "label", "source", "words", "kind", "unit", "shown", "wide", "optional")
_KINDS: Final = (
    ("text", gettext_lazy("照原样")), ("date", gettext_lazy("日期：2026 年 10 月 13 日")),
    ("money", gettext_lazy("金额：100,000.00 元")),
)  # fmt: skip
HIDDEN: Final = "hidden"
_SHOWN: Final = (
    (HIDDEN, gettext_lazy("不对外显示")), ("none", gettext_lazy("对外显示全部")),
    ("name", gettext_lazy("按姓名遮盖")), ("id_number", gettext_lazy("按证件号码遮盖")),
    ("phone", gettext_lazy("按电话遮盖")), ("address", gettext_lazy("按地址遮盖")),
    ("organization", gettext_lazy("按单位名称遮盖")),
)  # fmt: skip
_SHAPES: Final = tuple((shape, certificates.shape_words(shape)) for shape in ("landscape", "portrait", "record"))


class TypeForm(look.PlainForm):
    """What stands around the face. A draft may have gaps; the checks beside the preview say what is missing."""

    name = forms.CharField(label=gettext_lazy("证照名称"), max_length=40)
    shape = forms.ChoiceField(label=gettext_lazy("版式"), choices=_SHAPES, widget=forms.RadioSelect)
    colour = forms.ChoiceField(
        label=gettext_lazy("颜色"), choices=tuple(certificates.COLOURS.items()), widget=forms.RadioSelect
    )
    seal = forms.ChoiceField(
        label=gettext_lazy("盖章位置"), choices=tuple(certificates.SEALS.items()), widget=forms.RadioSelect
    )
    years = forms.IntegerField(
        label=gettext_lazy("有效期"), required=False, min_value=1, max_value=50, help_text=gettext_lazy("长期的不填")
    )
    statement = forms.CharField(
        label=gettext_lazy("依据文字"), max_length=200, required=False,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": 200}),
    )  # fmt: skip
    number_label = forms.CharField(label=gettext_lazy("编号名称"), max_length=20)
    number = forms.CharField(label=gettext_lazy("编号规则"), max_length=80)


class LineForm(look.PlainForm):
    """One line of the face."""

    name = forms.CharField(widget=forms.HiddenInput, required=False)
    label = forms.CharField(
        label=gettext_lazy("项目名称"), max_length=20, required=False,
        help_text=gettext_lazy("不填用申请表上的名称"),
    )  # fmt: skip
    source = forms.ChoiceField(label=gettext_lazy("内容来源"))
    words = forms.CharField(
        label=gettext_lazy("固定文字"), max_length=200, required=False,
        help_text=gettext_lazy("内容来源选“固定文字”时填"),
    )  # fmt: skip
    kind = forms.ChoiceField(label=gettext_lazy("写法"), choices=_KINDS)
    unit = forms.CharField(label=gettext_lazy("单位"), max_length=10, required=False)
    shown = forms.ChoiceField(label=gettext_lazy("查验时"), choices=_SHOWN, help_text=gettext_lazy("陌生人扫码看到的"))
    wide = forms.BooleanField(label=gettext_lazy("占一整行"), required=False)
    optional = forms.BooleanField(label=gettext_lazy("没有内容时不印"), required=False)


def editor_of(kind: CertificateTypeValue, offered: Sequence[SourceField]) -> dict[str, Any]:
    """Return the form of a type as it is stored."""
    form = TypeForm(
        initial={
            "name": kind.name, "shape": kind.shape, "years": kind.years, "statement": kind.statement,
            "number_label": kind.number_label, "number": kind.number_pattern, "colour": kind.colour,
            "seal": kind.seal,
        }
    )  # fmt: skip
    return {"form": form, **lines_of([_row(line) for line in kind.face], offered), **_words(kind)}


def sent(
    post: Mapping[str, str], rows: Sequence[Row], kind: CertificateTypeValue, offered: Sequence[SourceField],
    *, opened: int | None = None, focus: str = "",
) -> dict[str, Any]:  # fmt: skip
    """Return the form as it was sent, with its lines moved; ``opened`` is the line to show open, ``focus`` an id."""
    return {"form": TypeForm(post), **lines_of(rows, offered, opened=opened, focus=focus), **_words(kind)}


def change_of(post: Mapping[str, str], rows: Sequence[Row], offered: Sequence[SourceField]) -> TemplateChange:
    """Return what was sent as a change of the type; years that aren't a number become 0, which the checks refuse."""
    years = post.get("years", "").strip()
    named = {field.source: field.label for field in offered}
    return TemplateChange(
        name=post.get("name", "").strip(),
        shape=post.get("shape", ""),
        colour=post.get("colour", ""),
        seal=post.get("seal", ""),
        years=(int(years) if years.isascii() and years.isdecimal() and len(years) < 5 else 0) if years else None,
        statement=" ".join(post.get("statement", "").split()),
        number_label=post.get("number_label", "").strip(),
        number_pattern=post.get("number", "").strip(),
        face=[_line(row, named) for row in rows],
    )


def rows_of(post: Mapping[str, str]) -> list[Row]:
    """Return the lines that were sent, in order."""
    count = post.get("lines", "")
    total = min(int(count), LINES_MOST) if count.isascii() and count.isdecimal() and len(count) < 4 else 0
    return [{part: post.get(f"line-{number}-{part}", "") for part in _PARTS} for number in range(total)]


def moved(rows: Sequence[Row], order: str) -> tuple[list[Row], int | None, str]:
    """
    Return the lines after an order (``add``, ``up-3``, ``down-3``, ``remove-3``), the line to show open, and the id of
    the button or field to go on from.
    """
    lines = list(rows)
    verb, _dash, place = order.partition("-")
    number = int(place) if place.isascii() and place.isdecimal() and len(place) < 4 else -1
    if verb == "add" and len(lines) < LINES_MOST:
        return (
            [*lines, dict.fromkeys(_PARTS, "") | {"kind": "text", "shown": HIDDEN}],
            len(lines),
            f"id_line-{len(lines)}-label",
        )
    if verb == "remove" and 0 <= number < len(lines):
        del lines[number]
        return lines, None, f"remove-{min(number, len(lines) - 1)}" if lines else "add-line"
    other = number + {"up": -1, "down": 1}.get(verb, 0)
    if 0 <= number < len(lines) and 0 <= other < len(lines) and other != number:
        lines[number], lines[other] = lines[other], lines[number]
        ends = {"up": other == 0, "down": other == len(lines) - 1}
        back = {"up": "down", "down": "up"}
        return lines, None, f"{back[verb] if ends[verb] else verb}-{other}"
    return lines, None, ""


def lines_of(
    rows: Sequence[Row], offered: Sequence[SourceField], *, opened: int | None = None, focus: str = ""
) -> dict[str, Any]:
    """Return the lines as forms, each with what its closed row says and its buttons."""
    choices = _choices(offered)
    shown = dict(_SHOWN)
    lines = []
    for number, row in enumerate(rows):
        form = LineForm({f"line-{number}-{part}": value for part, value in row.items()}, prefix=f"line-{number}")
        known = dict(choices)
        own = choices if row["source"] in known else [*choices, (row["source"], _gone(row["source"]))]
        form.fields["source"].choices = own  # type: ignore[attr-defined]  # by name
        if focus == f"id_line-{number}-label":
            form.fields["label"].widget.attrs["autofocus"] = True
        lines.append(
            {
                "form": form, "number": number, "label": row["label"], "is_open": number == opened,
                "says": row["words"] if row["source"] == FIXED else known.get(row["source"], _gone(row["source"])),
                "shown": str(shown.get(row["shown"], "")),
                "buttons": _buttons(number, len(rows), row["label"] or str(number + 1), focus),
            }
        )  # fmt: skip
    return {"lines": lines, "focus": focus}


def _buttons(number: int, count: int, label: str, focus: str) -> list[dict[str, Any]]:
    buttons = [
        ("up", "chevron-up", _("上移“%(label)s”") % {"label": label}, number == 0),
        ("down", "chevron-down", _("下移“%(label)s”") % {"label": label}, number == count - 1),
        ("remove", "trash-2", _("删除“%(label)s”") % {"label": label}, False),
    ]
    return [
        {"order": f"{verb}-{number}", "icon": icon, "says": says, "off": off, "focus": focus == f"{verb}-{number}"}
        for verb, icon, says, off in buttons
    ]


def _choices(offered: Sequence[SourceField]) -> list[tuple[str, str]]:
    known = [(source, certificates.source_words(source)) for source in ("@holder", "@code", "@agency")]
    fields = [(field.source, f"{field.label}（申请表）") for field in offered]
    return [("", _("请选择")), *known, (FIXED, _("固定文字")), *fields]


def _gone(source: str) -> str:
    return _("%(source)s（申请表没有）") % {"source": source[:60]}


def _row(line: FaceField) -> Row:
    fixed = line.source.startswith(FIXED)
    return {
        "name": line.name, "label": line.label, "source": FIXED if fixed else line.source,
        "words": line.source[1:] if fixed else "", "kind": line.kind, "unit": line.unit,
        "shown": line.mask if line.public else HIDDEN, "wide": "on" if line.wide else "",
        "optional": "on" if line.optional else "",
    }  # fmt: skip


def _line(row: Row, named: Mapping[str, str]) -> FaceField:
    is_shown = row["shown"] not in {"", HIDDEN}
    source = f"={row['words'].strip()}" if row["source"] == FIXED else row["source"]
    return FaceField(
        name=row["name"], label=row["label"].strip() or named.get(source, "").rpartition("：")[2], source=source,
        kind=row["kind"] or "text", unit=row["unit"].strip(), public=is_shown,
        mask=row["shown"] if is_shown else "none",
        wide=bool(row["wide"]), optional=bool(row["optional"]),
    )  # fmt: skip


def _words(kind: CertificateTypeValue) -> dict[str, Any]:
    """Return what may stand in the pattern of the number, each with what it becomes."""
    words = [
        ("{serial:06}", _("顺序号，6 位")), ("{region}", _("发证机关的地区代码")), ("{year}", _("年份")),
        ("{date}", _("8 位日期")), ("{check}", _("校验码，1 位")),
    ]  # fmt: skip
    words += [(f"{{{name}}}", _("由申请表的 %(field)s 决定") % {"field": table["from"]})
              for name, table in kind.number_words.items()]  # fmt: skip
    return {"words": [{"word": word, "says": says} for word, says in words]}
