"""Who may do which task. Plain Python; the engine decides what comes next, these rules who may say so."""

import re
from collections.abc import Iterable, Mapping
from uuid import UUID

from govhall.kernel.actor import Actor
from govhall.kernel.errors import InvalidInput, NotPermitted

DATA_ENTRIES = 50
TEXT_LENGTH = 200
OPINION_LENGTH = 2000
RESERVED_NAMES = frozenset({"outcome"})

_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}\Z")


def holds_post(actor: Actor, *, role: str, agency_id: int) -> bool:
    """Say whether the actor holds the role in this very agency. A post in a higher agency is another post."""
    return actor.is_officer and any(grant.role == role and grant.agency_id == agency_id for grant in actor.grants)


def require_post(actor: Actor, *, role: str, agency_id: int) -> UUID:
    """Return the officer's id. :raises NotPermitted: without an account or the post"""
    if actor.id is None or not holds_post(actor, role=role, agency_id=agency_id):
        raise NotPermitted("您没有办理这个环节的岗位。", role=role, agency_id=agency_id)
    return actor.id


def require_separate_duties(officer: UUID, step: str, done: Iterable[tuple[UUID | None, str]]) -> None:
    """
    Refuse a person who completed another step of the same instance (审批职责分离).

    The same step may be repeated by the same person after a return.

    :param done: officer and step code of every completed task
    :raises NotPermitted: if one person would act in two different steps
    """
    if any(who == officer and code != step for who, code in done):
        raise NotPermitted("您已办理过这件业务的其他环节，同一人不得办理两个环节。", step=step)


def checked_data(data: Mapping[str, object]) -> dict[str, str | int | bool | None]:
    """
    Return the process data when it is only keys and small facts (personal data stays in case tables).

    :raises InvalidInput: for other types, long texts, odd or reserved names, or too many entries
    """
    if len(data) > DATA_ENTRIES:
        raise InvalidInput(f"流程数据不得超过 {DATA_ENTRIES} 项。")
    checked: dict[str, str | int | bool | None] = {}
    for name, value in data.items():
        if not _NAME.match(name) or name in RESERVED_NAMES:
            raise InvalidInput("流程数据的名称不合规则。", name=name)
        if not isinstance(value, str | int | bool | None) or (isinstance(value, str) and len(value) > TEXT_LENGTH):
            raise InvalidInput("流程数据只能是短文字、整数、是否或者空值。", name=name)
        checked[name] = value
    return checked
