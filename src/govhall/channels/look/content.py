"""What the gallery shows: invented people and numbers on Tuesday 13 October 2026. Nothing here reaches a real page."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from django import forms

from govhall.channels.look import rules
from govhall.channels.look.choices import TONE_ICONS
from govhall.channels.look.forms import PlainForm
from govhall.channels.look.values import ClockDay

NAV: Final = [
    {"url": "#home", "label": "首页"},
    {"url": "#persons", "label": "个人办事"},
    {"url": "#entities", "label": "法人办事"},
    {"url": "#track", "label": "查询", "current": True},
]
TABBAR: Final = [
    {"url": "#home", "label": "首页", "icon": "house"},
    {"url": "#items", "label": "办事", "icon": "layout-grid"},
    {"url": "#show", "label": "亮证", "icon": "qr-code", "mid": True},
    {"url": "#cases", "label": "办件", "icon": "file-text", "current": True},
    {"url": "#me", "label": "我的", "icon": "user"},
]
FOOTER: Final = {
    "promise": "一个入口，办全省的事。办不成、办不顺，请告诉我们，五个工作日内答复。",
    "link": {"url": "#stuck", "label": "“办不成事”反映窗口"},
    "groups": [
        {"title": "办事", "links": [{"url": "#1", "label": "个人办事"}, {"url": "#2", "label": "法人办事"}]},
        {"title": "查询", "links": [{"url": "#3", "label": "办件进度"}, {"url": "#4", "label": "电子证照验证"}]},
        {"title": "帮助", "links": [{"url": "#5", "label": "常见问题"}, {"url": "#6", "label": "无障碍声明"}]},
    ],
    "host": "主办：贵州示范省政务服务管理局（示范）",
    "note": "本站为开源软件示范环境，不办理真实业务",
}
DESK_NAV: Final = [
    {
        "title": "办理",
        "entries": [
            {"url": "#1", "label": "待办", "icon": "inbox", "count": 37, "current": True},
            {"url": "#2", "label": "办件查询", "icon": "file-search"},
            {"url": "#3", "label": "补正与告知", "icon": "message-square-warning", "count": 4},
        ],
    },
    {"title": "管理", "entries": [{"url": "#4", "label": "时限与监察", "icon": "gauge"}]},
]


class SampleForm(PlainForm):
    """One field of every kind."""

    name = forms.CharField(label="字号名称", initial="山间小味餐饮店")
    number = forms.CharField(label="身份证号", initial="5201**********2881")
    phone = forms.CharField(label="联系电话", help_text="现场核查前一天会打这个电话", min_length=11)
    mail = forms.EmailField(label="电子邮箱", required=False, help_text="证照办好后同时发到邮箱")
    area = forms.DecimalField(label="经营面积", help_text="按租赁合同或实际丈量填")
    since = forms.DateField(label="租赁起始日期", widget=forms.DateInput)
    region = forms.ChoiceField(label="所在地区", choices=[("520103", "云岩区"), ("520102", "南明区")])
    who = forms.ChoiceField(
        label="您以什么身份经营？",
        choices=[("1", "个体工商户"), ("2", "企业"), ("3", "单位食堂")],
        widget=forms.RadioSelect,
    )
    what = forms.MultipleChoiceField(
        label="店里做什么？（可多选）",
        choices=[("1", "热食类制售"), ("2", "自制饮品制售"), ("3", "冷食类制售"), ("4", "糕点类制售")],
        widget=forms.CheckboxSelectMultiple,
    )
    tags = forms.MultipleChoiceField(
        label="哪里不满意",
        required=False,
        choices=[(str(n), word) for n, word in enumerate(("要求提供指南之外的材料", "跑了多次", "等候太久"))]
        + [(f"x{n}", f"其他原因第 {n} 类") for n in range(1, 6)],
        widget=forms.CheckboxSelectMultiple,
    )
    words = forms.CharField(
        label="还想说点什么", required=False, widget=forms.Textarea(attrs={"rows": 3, "maxlength": 500})
    )
    paper = forms.FileField(label="健康证明", help_text="图片或 PDF，每份不超过 20 MB")
    promise = forms.BooleanField(label="我承诺所填内容真实，并知道不实承诺的后果")


def _filled_form() -> SampleForm:
    return SampleForm(
        {
            "name": "山间小味餐饮店",
            "number": "5201**********2881",
            "phone": "1390000018",
            "area": "46",
            "since": "2026-08-01",
            "region": "520103",
            "who": "1",
            "what": ["1", "2"],
        }
    )


def clock_days() -> list[ClockDay]:
    """Return the clock of the sample case: accepted on 22 September, paused for a water test, due on 15 October."""
    labels = {date(2026, 9, 25): "中秋", date(2026, 10, 1): "国庆", date(2026, 10, 10): "班"}
    days = []
    for n in range(28):
        day = date(2026, 9, 21) + timedelta(days=n)
        kind, label = _sample_kind(day)
        days.append(ClockDay(day, kind=kind, label=labels.get(day, label)))
    return days


def _sample_kind(day: date) -> tuple[str, str]:
    counted = {date(2026, 9, 23): 1, date(2026, 9, 24): 2, date(2026, 9, 28): 3}
    counted |= {date(2026, 10, 10): 4, date(2026, 10, 12): 5}
    named = {
        date(2026, 9, 22): ("start", "受理"),
        date(2026, 10, 13): ("today", "今天"),
        date(2026, 10, 14): ("left", "第 7 天"),
        date(2026, 10, 15): ("due", "到期"),
    }
    if day in named:
        return named[day]
    if day in counted:
        return "count", f"第 {counted[day]} 天"
    if date(2026, 9, 29) <= day <= date(2026, 10, 9):
        return "hold", "休" if date(2026, 10, 1) <= day <= date(2026, 10, 7) else "暂停"
    if day.weekday() >= 5 or day == date(2026, 9, 25):
        return "off", "休"
    return "", ""


def _at(month: int, day: int, hour: int, minute: int) -> datetime:
    """A moment in Beijing time, given in UTC."""
    return datetime(2026, month, day, hour, minute, tzinfo=UTC) - timedelta(hours=8)


def _events() -> list[dict[str, Any]]:
    document = {"url": "#document", "label": "受理通知书"}
    return [
        {"title": "接下来：制证送达", "text": "电子证照当天发到您的证照夹。", "todo": True},
        {
            "title": "正在审查决定",
            "when": "现在",
            "text": "水质检测合格，审批科正在作出决定。您不用做什么。",
            "tone": "info",
            "icon": "file-search",
            "now": True,
        },
        {"title": "检测合格，恢复计时", "at": _at(10, 10, 9, 5), "text": "报告已传给我们。", "icon": "play"},
        {
            "title": "送水样检测，暂停计时",
            "at": _at(9, 29, 10, 30),
            "text": "检测需要的时间不算进办理时限。",
            "tone": "hold",
            "icon": "pause",
            "document": {"url": "#document", "label": "特别程序告知书"},
        },
        {
            "title": "已受理，开始计时",
            "at": _at(9, 22, 9, 12),
            "text": "材料齐全。",
            "tone": "ok",
            "document": document,
        },
    ]


def _frame() -> dict[str, Any]:
    return {
        "nav": NAV,
        "tabbar": TABBAR,
        "footer": FOOTER,
        "region": {"path": "贵阳市 · 云岩区", "name": "云岩区", "url": "#region"},
        "notice": "示范环境，人物与数据均为虚构",
        "account": {"name_masked": "杨**", "url": "#me", "logout_url": "#logout"},
    }


def _components() -> dict[str, Any]:
    return {
        **_frame(),
        "tones": [
            {"tone": tone, "word": word}
            for tone, word in zip(
                TONE_ICONS, ("有效", "审查中", "等您补正", "已超期", "暂停计时", "已撤回", "行政许可"), strict=True
            )
        ],
        "form": SampleForm(),
        "bad_form": _filled_form(),
        "reason_form": SampleForm(prefix="withdraw"),
        "weeks": rules.calendar_weeks(clock_days()),
        "events": _events(),
        "beside": ["承诺 8 个工作日", "法定最晚 10 月 19 日"],
        "facts": [
            {"label": "承诺办结", "number": 8, "value": "个工作日", "small": "法定 10 个工作日"},
            {"label": "到现场", "number": 0, "value": "次", "small": "现场核查由我们上门"},
            {"label": "费用", "value": "不收费"},
            {"label": "办完得到", "value": "食品经营许可证", "small": "电子证照，有效期 5 年"},
        ],
        "rows": [
            {"label": "文号", "value": "云市监补〔2026〕1187 号", "num": True},
            {"label": "告知机关", "value": "云岩区市场监督管理局"},
        ],
        "steps": [
            {"label": "我的情况", "state": "done", "url": "#1"},
            {"label": "信息与材料", "state": "now"},
            {"label": "领取方式", "state": "todo"},
            {"label": "核对提交", "state": "todo"},
        ],
        "stages": [
            {"title": "网上申请", "who": "您", "time": "约 15 分钟"},
            {"title": "受理", "who": "综合窗口", "time": "当天"},
            {"title": "审查与现场核查", "who": "两名核查人员上门", "time": "6 个工作日"},
            {"title": "决定", "who": "云岩区市场监管局", "time": "2 个工作日"},
        ],
        "checks": [
            {"title": "状态：有效", "text": "由发证机关证照库实时答复", "tone": "ok"},
            {"title": "电子印章真实", "text": "印章在有效期内", "tone": "ok"},
            {"title": "有效期还有 20 天", "tone": "warn"},
        ],
        "lines": [
            {"label": "姓名", "value": "杨秀兰", "tone": "ok", "verdict": "与经营者一致"},
            {"label": "有效期至", "value": "2026-11-02", "tone": "warn", "verdict": "还有 20 天到期"},
        ],
    }


def _desk() -> dict[str, Any]:
    tasks = [
        ("bad", "超期 1 天", 100, "食品经营许可（新办）", "520103202609230001543", "warn", "黄牌"),
        ("warn", "今天到期", 97, "食品生产许可（变更）", "520103202609170003882", "", ""),
        ("warn", "剩 2 天", 75, "食品经营许可（新办）", "520103202609170004026", "hold", "曾暂停"),
        ("mute", "剩 6 天", 25, "计量标准器具核准", "520103202610120002042", "", ""),
        ("hold", "暂停第 3 天", 50, "特种设备使用登记", "520103202609300001451", "", ""),
    ]
    names = ("tone", "words", "percent", "item", "number", "mark_tone", "mark")
    strip = [("22", "start"), ("23", "count"), ("24", "count"), ("28", "count"), ("暂停 4 天", "hold")]
    strip += [("10", "count"), ("12", "count"), ("13", "today"), ("14", "left"), ("15", "due"), ("16", "")]
    return {
        "desk_nav": DESK_NAV,
        "officer": {"name": "罗明辉", "post": "审批科 · 审批人", "logout_url": "#logout"},
        "desk_search": {"url": "#search", "placeholder": "查办件编号、事项、申请人"},
        "desk_today": "10 月 13 日 周二，今年第 191 个工作日",
        "desk_inbox": {"url": "#inbox", "unread": 3},
        "key_hints": [{"key": "J", "label": "下一件"}, {"key": "K", "label": "上一件"}, {"key": "?", "label": "全部"}],
        "tasks": [dict(zip(names, task, strict=True)) for task in tasks],
        "cells": [{"day": day, "kind": kind, "wide": len(day) > 2} for day, kind in strip],
        "received_at": _at(10, 12, 17, 26),
        "form": SampleForm(),
        "rows": [{"label": "经营者", "value": "杨*兰"}, {"label": "身份证号", "value": "5201**********2881"}],
    }


def _suggestions() -> dict[str, Any]:
    return {
        "suggestions": [
            {"url": "#1", "title": "开办餐饮店", "text": "6 个事项一次办成", "kind": "一件事", "icon": "layers"},
            {"url": "#2", "title": "食品经营许可（新办）", "text": "云岩区市场监督管理局", "kind": "事项"},
            {"url": "#3", "title": "开小吃店，要先办健康证明吗？", "kind": "问答", "icon": "message-circle-question"},
        ]
    }


def _parts() -> dict[str, Any]:
    return {
        "steps": _components()["steps"],
        "beside": ["查验时间", "2026 年 10 月 13 日 10:52:07"],
        "materials": [
            {
                "name": "从业人员健康证明",
                "text": "每位接触直接入口食品的人员一份，在有效期内",
                "marks": [{"tone": "info", "word": "上传照片，系统识别", "icon": "scan-line"}],
                "links": [{"url": "#sample", "label": "样表"}],
            },
            {
                "name": "营业执照",
                "text": "",
                "marks": [{"tone": "ok", "word": "已有电子证照，不用交", "icon": "circle-check"}],
            },
        ],
        "limits": [
            {"label": "承诺", "value": "8 个工作日", "percent": 80, "main": True, "text": "我们承诺的最长时间"},
            {"label": "法定", "value": "10 个工作日", "percent": 100, "text": "法律规定的上限"},
        ],
        "result": {
            "url": "#guide",
            "title": "食品经营许可",
            "facts_line": ["云岩区市场监督管理局", "行政许可"],
            "facts": [
                {"label": "办理时限", "value": "8 个工作日"},
                {"label": "到现场", "value": "不用跑", "good": True},
            ],
            "situations": [{"url": "#new", "label": "新办"}, {"url": "#change", "label": "变更"}],
            "apply_url": "#apply",
        },
        "cards": [
            {
                "name": "食品经营许可证",
                "number": "JY25201030******18",
                "issuer": "云岩区市场监督管理局",
                "until": "至 2031-10-12",
                "tone": "ok",
                "state": "有效",
                "current": True,
            },
            {
                "name": "卫生许可证",
                "number": "云卫证字〔2021〕***号",
                "issuer": "云岩区卫生健康局",
                "until": "2025-09-30 止",
                "tone": "mute",
                "state": "已过期",
            },
        ],
        "levels": [
            {"value": 5, "label": "非常满意", "icon": "laugh"},
            {"value": 4, "label": "满意", "icon": "smile"},
            {"value": 3, "label": "基本满意", "icon": "meh"},
            {"value": 2, "label": "不满意", "icon": "frown"},
            {"value": 1, "label": "非常不满意", "icon": "angry"},
        ],
    }


# The address of a gallery page → what fills it.
PAGES: Final[dict[str, Callable[[], dict[str, Any]]]] = {
    "components": _components,
    "case": _components,
    "desk": _desk,
    "parts": _parts,
    "suggestions": _suggestions,
    "login": lambda: {"form": SampleForm()},
}
