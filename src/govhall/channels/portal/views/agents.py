"""
委托代办: whom one has asked to act for oneself or one's company, who has asked oneself, and each use of a power.

Giving a power is confirmed by the other side; taking it back needs nobody.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from govhall.business.cases import public as cases
from govhall.business.items import public as items
from govhall.channels.look import public as look
from govhall.channels.portal.views.drafting import REAL_NAME, actor_of
from govhall.infra import clock
from govhall.kernel.actor import Actor
from govhall.kernel.errors import Conflict, InvalidInput
from govhall.security.access import public as access
from govhall.support.identity import public as identity

_YEAR: Final = 365
_LONGEST: Final = 5 * 365  # days; ours: whoever forgets a power shouldn't be bound by it for ever
_STATE: Final = identity.AgentState
_TONES: Final = {
    _STATE.ASKED: "warn", _STATE.WAITING: "info", _STATE.IN_FORCE: "ok", _STATE.DECLINED: "mute",
    _STATE.REVOKED: "mute", _STATE.OVER: "mute",
}  # fmt: skip
_ALIVE: Final = frozenset({_STATE.ASKED, _STATE.WAITING, _STATE.IN_FORCE})
_ALL, _SOME = "all", "some"


class AskForm(look.PlainForm):
    """Who shall act, for whom, in what, and how long."""

    use_required_attribute = False

    party = forms.ChoiceField(label=gettext_lazy("委托人"), widget=forms.RadioSelect)
    agent_name = forms.CharField(
        label=gettext_lazy("受托人姓名"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    agent_number = forms.CharField(
        label=gettext_lazy("受托人的公民身份号码"), max_length=20,
        help_text=gettext_lazy("对方要已经完成实名核验；接受以后才能代办。"),
        widget=forms.TextInput(attrs={"class": "num", "autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
    scope = forms.ChoiceField(
        label=gettext_lazy("可以办什么"), widget=forms.RadioSelect,
        choices=((_SOME, gettext_lazy("只办下面选的事项")), (_ALL, gettext_lazy("全部事项，可以看我的办件和证照"))),
    )  # fmt: skip
    search = forms.CharField(
        label=gettext_lazy("按名称查事项"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    items = forms.MultipleChoiceField(
        label=gettext_lazy("事项"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("请至少选一个事项。")},
    )  # fmt: skip
    since = forms.DateField(
        label=gettext_lazy("从哪天起"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    until = forms.DateField(
        label=gettext_lazy("到哪天止"), help_text=gettext_lazy("含这一天；随时可以提前撤销。"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip

    def offer(self, parties: Sequence[tuple[str, str]], found: Mapping[str, str]) -> None:
        """Offer the own parties, and the items that were found or chosen before."""
        self.fields["party"].choices = parties  # type: ignore[attr-defined]  # a field found by name
        self.fields["items"].choices = list(found.items())  # type: ignore[attr-defined]
        self.fields["items"].required = self["scope"].value() != _ALL

    def clean(self) -> dict[str, Any]:
        """Compare the dates."""
        cleaned = super().clean() or self.cleaned_data
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until:
            if until < since:
                self.add_error("until", _("截止日期早于起始日期，请核对。"))
            elif until < clock.today():
                self.add_error("until", _("截止日期已经过了，请核对。"))
            elif until - since > timedelta(days=_LONGEST):
                self.add_error("until", _("一次委托最长 5 年，请选近一些的日期。"))
        return cleaned


@access.permission(access.SIGNED_IN)
@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show both directions, newest first, and what agents have done."""
    actor, at = actor_of(request), clock.now()
    given, received = identity.powers_given(actor.account, at=at), identity.powers_received(actor.account, at=at)
    names = items.names_of(key for power in (*given, *received) for key in power.items)
    own = [party.id for party in identity.own_parties(actor.account)]
    page = {
        "given": [_line(power, names) for power in given],
        "received": [_line(power, names, is_mine=True) for power in received],
        "uses": cases.acts_by_agents(actor, party_ids=own) if own else (), "may_ask": actor.assurance >= REAL_NAME,
    }  # fmt: skip
    return render(request, "portal/agents/index.html", page)


@access.permission(access.SIGNED_IN)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Give a power: search for items, look at everything once more, then ask the other side."""
    actor = actor_of(request)
    if actor.assurance < REAL_NAME:
        return redirect("portal:agents")
    form = _form(request, actor)
    asks, status = False, 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            if "edit" in request.POST or "confirmed" not in request.POST:
                asks, status = "edit" not in request.POST, 200
            elif _ask(form, actor):
                messages.success(request, _("已发给对方。对方接受后生效，我们会通知您。"))
                return redirect("portal:agents")
    page = {"form": form, "asks": asks, "asked": _asked(form) if asks else []}
    return render(request, "portal/agents/ask.html", page, status=status)


_ANSWERS: Final[Mapping[str, tuple[Callable[..., None], Any]]] = {
    "accept": (identity.accept_agency, gettext_lazy("已接受委托。在“代表谁办事”切换后就可以代办。")),
    "decline": (identity.decline_agency, gettext_lazy("已告诉对方您不接受。")),
    "revoke": (identity.revoke_agent, gettext_lazy("委托已结束，从现在起不能再代办。")),
}


@access.permission(access.SIGNED_IN)
@require_POST
def answer(request: HttpRequest, grant_id: UUID, act: str) -> HttpResponse:
    """Accept or decline a power, or end it at once."""
    if act not in _ANSWERS:
        raise Http404
    run, done = _ANSWERS[act]
    try:
        run(grant_id=grant_id, by=actor_of(request), at=clock.now())
    except Conflict as refusal:
        messages.warning(request, refusal.message)
    else:
        messages.success(request, str(done))
    return redirect("portal:agents")


def summary(user_id: UUID, *, at: datetime) -> dict[str, int]:
    """Return how many powers stand on both sides, and how many wait for an answer, for 我的."""
    given, received = identity.powers_given(user_id, at=at), identity.powers_received(user_id, at=at)
    return {
        "given": sum(power.state == _STATE.IN_FORCE for power in given),
        "received": sum(power.state == _STATE.IN_FORCE for power in received),
        "to_answer": sum(power.state == _STATE.ASKED for power in received),
    }


def _form(request: HttpRequest, actor: Actor) -> AskForm:
    """Return the form; after a search for items, what was typed stands in it but isn't judged yet."""
    today = clock.today()
    own = identity.own_parties(actor.account)
    initial: dict[str, Any] = {
        "party": str(own[0].id) if own else "", "scope": _SOME, "since": today, "until": today + timedelta(days=_YEAR),
    }  # fmt: skip
    chosen = request.POST.getlist("items")
    if "search_items" in request.POST:
        initial |= {**request.POST.dict(), "items": chosen}
    is_sent = request.method == "POST" and "search_items" not in request.POST
    form = AskForm(request.POST if is_sent else None, initial=initial)
    text = request.POST.get("search", "").strip()[:60]
    found = {**items.names_of(chosen), **items.find_names(text)}
    form.offer([(str(party.id), party.name) for party in own], found)
    return form


def _ask(form: AskForm, by: Actor) -> bool:
    """Send the question; what is wrong with it is shown beside the fields."""
    data, at = form.cleaned_data, clock.now()
    since = _midnight(data["since"])
    try:
        identity.ask_agent(
            agent_name=data["agent_name"], agent_number=data["agent_number"], party_id=UUID(data["party"]),
            items=data["items"] if data["scope"] == _SOME else (), valid_from=since if since > at else None,
            valid_until=_midnight(data["until"], after=1), by=by, at=at,
        )  # fmt: skip
    except InvalidInput as fault:
        for name, words in fault.fields.items():
            form.add_error({"agent": "agent_number", "valid_until": "until"}.get(name, name), words)
        return False
    except Conflict as refusal:
        form.add_error(None, refusal.message)
        return False
    return True


def _midnight(day: date, *, after: int = 0) -> datetime:
    moment = day + timedelta(days=after)
    return datetime(moment.year, moment.month, moment.day, tzinfo=clock.OFFICIAL_ZONE)


def _asked(form: AskForm) -> list[dict[str, Any]]:
    """Return what was filled in, to be read again: label, words, and name with values for the hidden fields."""
    lines = []
    for field in form:
        value = field.value()
        values = list(value) if isinstance(value, list) else [value] if value else []
        labels = {str(key): str(label) for key, label in getattr(field.field, "choices", ())}
        is_spare = field.name == "search" or (field.name == "items" and form.cleaned_data["scope"] == _ALL)
        day = form.cleaned_data.get(field.name)
        if isinstance(day, date):
            labels = {str(value): look.chinese_date(day, year=True)}
        words = "" if is_spare else "、".join(labels.get(str(each), str(each)) for each in values)
        lines.append({"name": field.html_name, "label": field.label, "values": values, "words": words})
    return lines


def _line(power: identity.PowerValue, names: Mapping[str, str], *, is_mine: bool = False) -> dict[str, Any]:
    state = _STATE(power.state)
    last = power.valid_until - timedelta(microseconds=1) if power.valid_until else None
    return {
        "power": power, "key": str(power.grant_id),
        "tone": _TONES[state],
        "state": _("待您答复") if is_mine and state is _STATE.ASKED else state.label, "is_alive": state in _ALIVE,
        "is_asked": state is _STATE.ASKED, "until": last,
        "items": [names.get(key, _("已取消的事项")) for key in power.items],
    }  # fmt: skip
