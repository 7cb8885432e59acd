"""Template tags and filters of the visual language: ``{% load look %}``."""

from datetime import date, datetime
from functools import cache

from django import template
from django.conf import settings
from django.contrib.staticfiles import finders
from django.forms.boundfield import BoundField
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from govhall.channels.look import forms, rules
from govhall.channels.look.build import STAMP
from govhall.channels.look.choices import TONE_ICONS
from govhall.security.privacy import public as privacy

register = template.Library()
_EMPTY = SafeString("")


@cache
def _built_version() -> str:
    found = finders.find(f"look/dist/{STAMP}")
    if not isinstance(found, str):
        return ""
    with open(found, encoding="ascii") as stamp:
        return stamp.read(12)


def _version() -> str:
    """Return a short mark of this build, so that browsers never mix pages and assets of two versions."""
    if settings.DEBUG:
        _built_version.cache_clear()
    return _built_version()


@register.simple_tag
def asset(name: str) -> str:
    """Return the address of a built file: theme.css, icons.svg, portal.js, workspace.js, rules.js."""
    address = static(f"look/dist/{name}")
    version = _version()
    return f"{address}?v={version}" if version else address


@register.simple_tag
def icon(name: str, **attributes: str) -> SafeString:
    """Draw a Lucide icon. ``class`` adds classes; without ``label`` screen readers skip it. No name, no icon."""
    if not name:
        return _EMPTY
    classes = f"icon {attributes.get('class', '')}".strip()
    href = f"{asset('icons.svg')}#{name}"
    if label := attributes.get("label"):
        return format_html('<svg class="{}" role="img" aria-label="{}"><use href="{}"/></svg>', classes, label, href)
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}"/></svg>', classes, href)


@register.simple_tag
def tag(tone: str, word: object, icon: str | None = None, **attributes: str) -> SafeString:
    """Draw a state: word and shape in its tone. ``icon=""`` leaves the shape out; ``title`` adds a tooltip."""
    name = TONE_ICONS.get(tone, "") if icon is None else icon
    classes = f"tag {attributes.get('class', '')}".strip()
    title = format_html(' title="{}"', attributes["title"]) if attributes.get("title") else _EMPTY
    return format_html('<span class="{}" data-tone="{}"{}>{}{}</span>', classes, tone, title, draw(name), word)


draw = icon


@register.simple_tag
def qr(text: str) -> SafeString:
    """Draw the QR code of a text inside the page; it takes the size of its place. The words beside it say the same."""
    return format_html('<div class="[&>svg]:w-full" aria-hidden="true">{}</div>', SafeString(rules.qr_picture(text)))


@register.filter
def few(number: int) -> str:
    """Write a count as people read it beside a name: 1,000 and more are 999+."""
    return str(number) if number < 1000 else "999+"


@register.simple_tag
def bar(percent: float | str | None, tone: str = "", **attributes: str) -> SafeString:
    """Draw a thin bar, 0 to 100; the words beside it say the same, so it is hidden from screen readers."""
    share = max(0.0, min(100.0, float(percent or 0)))
    mark = format_html(' data-tone="{}"', tone) if tone else _EMPTY
    return format_html(
        '<svg class="{}"{} aria-hidden="true"><rect width="{}%" height="100%"/></svg>',
        f"bar {attributes.get('class', '')}".strip(),
        mark,
        f"{share:g}",
    )


@register.simple_tag(takes_context=True)
def anatomy(context: template.Context, field: BoundField, source: str = "", hint: str = "") -> forms.Anatomy:
    """Return the parts of a form field, for ``look/components/field.html``."""
    return forms.anatomy(field, source=source, hint=hint)


@register.inclusion_tag("look/components/field.html")
def field(bound: BoundField, **options: object) -> dict[str, object]:
    """Draw a form field. Options: source, hint, unit, label, inline."""
    return {**options, "field": bound}


@register.filter
def tone_icon(tone: str) -> str:
    """Return the icon that goes with a tone."""
    return TONE_ICONS.get(tone, "")


def _local(value: datetime) -> datetime:
    return timezone.localtime(value) if timezone.is_aware(value) else value


@register.filter
def cn_date(value: date | None, form: str = "") -> str:
    """10 月 13 日 周二; ``:"year"`` gives 2026 年 10 月 13 日. Nothing for nothing."""
    if not value:
        return ""
    day = _local(value) if isinstance(value, datetime) else value
    return rules.chinese_date(day, year=form == "year")


@register.filter
def cn_datetime(value: datetime | None, form: str = "") -> str:
    """10 月 13 日 周二 09:12; ``:"year"`` gives the year instead of the weekday."""
    return rules.chinese_datetime(_local(value), year=form == "year") if value else ""


@register.filter
def desk_time(value: datetime | None) -> str:
    """10-13 17:26."""
    return rules.desk_time(_local(value)) if value else ""


@register.filter
def desk_date(value: date | None) -> str:
    """10-13."""
    if not value:
        return ""
    day = _local(value) if isinstance(value, datetime) else value
    return f"{day:%m-%d}"


@register.filter
def iso(value: date | None) -> str:
    """Return the machine-readable form for the datetime attribute of <time>."""
    if not value:
        return ""
    return (_local(value) if isinstance(value, datetime) else value).isoformat()


@register.filter
def case_number(value: object) -> str:
    """520103-20260917-000402-6."""
    return rules.grouped_case_number(str(value or ""))


@register.filter
def mask_name(value: object) -> str:
    """杨*兰."""
    return privacy.mask_name(str(value or ""))


@register.filter
def mask_id(value: object) -> str:
    """5201**********2881."""
    return privacy.mask_id_number(str(value or ""))


@register.filter
def mask_phone(value: object) -> str:
    """139****0182."""
    return privacy.mask_phone(str(value or ""))


@register.filter
def plain_get(mapping: dict[str, object], key: str) -> object:
    """Return a value of a mapping by a key that is itself a variable."""
    return mapping.get(key, "")
