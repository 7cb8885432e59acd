"""From the values of an application to the lines on a certificate's face."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from govhall.kernel.errors import InvalidInput
from govhall.support.certificates.rules.masking import mask
from govhall.support.certificates.values import FaceField, FaceLine, Holder, day_words

EMPTY = "—"
SEPARATOR = "、"
VALUE_LONGEST = 300


def face_lines(
    fields: Sequence[FaceField], *, values: Mapping[str, object], holder: Holder, agency_name: str
) -> tuple[FaceLine, ...]:
    """Return the lines in order; an optional field without a value leaves no line, another one a dash."""
    known: dict[str, object] = {"@holder": holder.name, "@code": holder.code, "@agency": agency_name}
    lines = []
    for field in fields:
        if field.source.startswith("="):
            known[field.source] = field.source[1:]
        text = _text(known[field.source] if field.source in known else _found(values, field.source), field)
        if text or not field.optional:
            lines.append(
                FaceLine(label=field.label, value=text or EMPTY, public=field.public, mask=field.mask, wide=field.wide)
            )
    return tuple(lines)


class NotAlterable(InvalidInput):
    """The face can't be altered so; ``fields`` names the lines."""

    code = "face-not-alterable"


def altered(
    lines: Sequence[FaceLine], changes: Mapping[str, str], *, fixed: Collection[str] = ()
) -> tuple[FaceLine, ...]:
    """
    Return the lines with new values by label. ``fixed`` are labels that never change.

    :raises NotAlterable: without any real change, for an unknown or fixed label or an empty value
    """
    known = {line.label: line.value for line in lines}
    faults = {label: ["证照上没有这一项。"] for label in changes if label not in known}
    faults |= {label: ["这一项不能变更。"] for label in changes if label in known and label in fixed}
    faults |= {label: ["请填写变更后的内容。"] for label, value in changes.items() if not value.strip()}
    faults |= {
        label: [f"最多 {VALUE_LONGEST} 个字。"] for label, value in changes.items() if len(value) > VALUE_LONGEST
    }
    if faults:
        raise NotAlterable("变更的内容有问题，请核对。", fields=faults)
    if all(known[label] == value.strip() for label, value in changes.items()):
        raise NotAlterable("没有改动任何一项，不需要变更。")
    return tuple(replace(line, value=changes.get(line.label, line.value).strip()) for line in lines)


def public_lines(lines: Sequence[FaceLine]) -> tuple[FaceLine, ...]:
    """Return only what strangers may see, masked."""
    return tuple(
        FaceLine(label=line.label, value=_masked(line), public=True, mask=line.mask, wide=line.wide)
        for line in lines
        if line.public
    )


def paired(lines: Sequence[FaceLine]) -> list[list[FaceLine]]:
    """Return rows of one wide line or of two lines side by side."""
    rows: list[list[FaceLine]] = []
    for line in lines:
        if not line.wide and rows and len(rows[-1]) == 1 and not rows[-1][0].wide:
            rows[-1].append(line)
        else:
            rows.append([line])
    return rows


def table_rows(table: Mapping[str, object], values: Mapping[str, object]) -> list[list[str]]:
    """Return the rows of a record's table (``source`` names the list, ``columns`` the fields) as texts."""
    rows = values.get(str(table.get("source", "")))
    columns = table.get("columns")
    if not isinstance(rows, Sequence) or isinstance(rows, str) or not isinstance(columns, Sequence):
        return []
    fields = [_column(column) for column in columns]
    return [
        [_text(row.get(field.source), field) or EMPTY for field in fields] for row in rows if isinstance(row, Mapping)
    ]


def table_heads(table: Mapping[str, object]) -> list[str]:
    """Return the heads of a record's table."""
    columns = table.get("columns")
    return [_column(column).label for column in columns] if isinstance(columns, Sequence) else []


def _column(column: object) -> FaceField:
    if not isinstance(column, Mapping):
        raise TypeError("a column is a mapping")
    name = str(column["name"])
    return FaceField(
        name=name, label=str(column["label"]), source=name, kind=str(column.get("kind", "text")),
        options=column.get("options", {}),
    )  # fmt: skip


def _masked(line: FaceLine) -> str:
    return line.value if line.value == EMPTY else mask(line.mask, line.value)


def _found(values: Mapping[str, object], source: str) -> object:
    section, dot, name = source.partition(".")
    found = values.get(section)
    if not dot:
        return found
    if isinstance(found, Sequence) and not isinstance(found, str):
        return [row.get(name) for row in found if isinstance(row, Mapping)]
    return found.get(name) if isinstance(found, Mapping) else None


def _text(value: object, field: FaceField) -> str:
    if isinstance(value, list | tuple | set | frozenset):
        return SEPARATOR.join(filter(None, (_text(each, field) for each in value)))
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    text = field.options.get(str(value), str(value)).strip()
    if field.kind == "date":
        return _date(value, text)
    if field.kind == "money":
        return _money(text)
    return f"{text} {field.unit}" if field.unit and text else text


def _date(value: object, text: str) -> str:
    if isinstance(value, datetime):
        return day_words(value.date())
    if isinstance(value, date):
        return day_words(value)
    try:
        return day_words(date.fromisoformat(text))
    except ValueError:
        return text


def _money(text: str) -> str:
    try:
        return f"{Decimal(text):,.2f} 元"
    except InvalidOperation:
        return text
