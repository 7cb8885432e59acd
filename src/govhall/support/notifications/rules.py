"""Templates and the patience of sending. Plain Python."""

import re
import string
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from govhall.kernel.errors import InvalidInput
from govhall.support.notifications.choices import Channel
from govhall.support.notifications.values import Tail, Template

# After the last pause a delivery is given up: about a day and a half in all.
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 480, 1440))
SUBJECT_LENGTH = 200
# Longer than any send may take (settings: EMAIL_TIMEOUT 20 s); then the worker is surely dead.
SENDING_PATIENCE = timedelta(minutes=15)
# What is due is asked of the worker's clock, and was written by another machine's or waits by the database's.
CLOCKS_DIFFER = timedelta(seconds=30)

_NAME = re.compile(r"[a-z][a-z0-9_]*\Z")
_templates: dict[str, Template] = {}


class TemplateInvalid(ValueError):
    """A template has a broken, positional or undeclared placeholder, or its code is taken by other texts."""


def register_template(
    *,
    code: str,
    subject: str,
    body: str,
    channels: Iterable[str] = (Channel.INBOX,),
    sms: str = "",
    placeholders: Iterable[str] | None = None,
    tail: Tail | None = None,
) -> None:
    """
    Make a message text known; business apps call this at ``AppConfig.ready()``.

    :param placeholders: the names that senders will give; when listed, texts may use no others
    :raises TemplateInvalid: if the text is wrong, so that the program doesn't even start
    """
    used = frozenset().union(*(_placeholders(code, text) for text in (subject, body, sms)))
    if placeholders is not None and (missing := used - frozenset(placeholders)):
        raise TemplateInvalid(f"template {code!r} uses placeholders that nobody gives: {sorted(missing)}")
    template = Template(
        code=code, subject=subject, body=body, sms=sms, channels=tuple(Channel(channel) for channel in channels),
        placeholders=used, tail=tail,
    )  # fmt: skip
    if _templates.setdefault(code, template) != template:
        raise TemplateInvalid(f"template {code!r} is registered with other texts already")


def template_of(code: str) -> Template:
    """Return a registered template. :raises InvalidInput: for an unknown code"""
    found = _templates.get(code)
    if found is None:
        raise InvalidInput("没有登记这个消息模板。", template=code)
    return found


def templates() -> tuple[Template, ...]:
    """Return all templates, for the administrators' page and for tests over all of them."""
    return tuple(sorted(_templates.values(), key=lambda template: template.code))


def render(template: Template, values: Mapping[str, str]) -> tuple[str, str, str]:
    """Return subject (one line), body and short text. :raises InvalidInput: if a placeholder gets no value"""
    if missing := template.placeholders - set(values):
        raise InvalidInput("消息缺少内容。", template=template.code, missing=sorted(missing))
    given = {name: str(values[name]) for name in template.placeholders}
    subject = " ".join(template.subject.format_map(given).split())[:SUBJECT_LENGTH]
    body = template.body.format_map(given)
    return subject, body, template.sms.format_map(given) if template.sms else f"{subject}。{body}"


def next_try(attempts: int, at: datetime) -> datetime | None:
    """Return when to try again after this many failed attempts, or None when it is time to give up."""
    return at + PAUSES[attempts - 1] if attempts <= len(PAUSES) else None


def _placeholders(code: str, text: str) -> frozenset[str]:
    try:
        parts = [(name, style, conversion) for _, name, style, conversion in string.Formatter().parse(text)]
    except ValueError as error:
        raise TemplateInvalid(f"template {code!r}: {error}") from error
    names = [(name, style, conversion) for name, style, conversion in parts if name is not None]
    for name, style, conversion in names:
        # Only bare names: "{user.password}" or "{0!r}" could show more than the sender gave.
        if not _NAME.match(name) or style or conversion:
            raise TemplateInvalid(f"template {code!r} has a placeholder that is not a bare name: {name!r}")
    return frozenset(name for name, _, _ in names)
