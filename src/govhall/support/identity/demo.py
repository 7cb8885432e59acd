"""
The people of the demonstration province. None is real: numbers are built to check, nothing else.

Passwords and authenticator secrets are derived from this installation's key, so that the launcher can print them at
every start while none stands in the repository or is the same in two installations.
"""

import base64
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.crypto import salted_hmac

from govhall.data.organizations import public as organizations
from govhall.infra import clock
from govhall.kernel.actor import SYSTEM
from govhall.security.access import public as access
from govhall.support.identity.choices import AccountKind, EntityKind, Evidence
from govhall.support.identity.models import OfficerDetails, User
from govhall.support.identity.services import accounts, agents, entities, persons, posts, sessions
from govhall.support.identity.values import DemoAccount

_SALT: Final = "govhall.demonstration"


@dataclass(frozen=True, slots=True)
class _Citizen:
    username: str
    name: str
    id_number: str
    phone: str
    address: str
    level: int
    label: str


@dataclass(frozen=True, slots=True)
class _Officer:
    username: str
    name: str
    agency: str
    role: str


_CITIZENS: Final = (
    _Citizen(
        "yangxiulan", "杨秀兰", "520102198803124821", "13900000182", "贵阳市观山湖区林城东路 8 号 2 单元 501", 3,
        "个人，高级实名；山间小味餐饮店经营者",
    ),
    _Citizen(
        "longjianguo", "龙建国", "520302198512311230", "13900000236", "遵义市红花岗区民主路 21 号", 3,
        "个人，高级实名；贵州山水人力资源有限公司法定代表人",
    ),
    _Citizen(
        "wuxiaomei", "吴小梅", "522631197006150425", "13900000317", "贵阳市观山湖区金朱东路 66 号", 2,
        "个人，中级实名；贵州山水人力资源有限公司经办人",
    ),
)  # fmt: skip

# Every department of one county works in the demonstration; the market department of another proves separation.
_STAFFED: Final = (
    "guanshanhu-market", "honghuagang-market", "guanshanhu-health", "guanshanhu-hrss", "guanshanhu-transport",
    "guanshanhu-housing", "guanshanhu-civil", "guanshanhu-police",
)  # fmt: skip
_FEATURED_AGENCIES: Final = _STAFFED[:2]
_CHAIN: Final = (
    ("window", "window-clerk"),
    ("examiner", "examiner"),
    ("reviewer", "reviewer"),
    ("approver", "approver"),
)
_SURNAMES: Final = "李王张刘陈罗周吴"
_GIVEN: Final = ("思远", "雨晴", "志强", "文静")

_OTHERS: Final = (
    _Officer("item-editor", "何敏", "guanshanhu-market", "item-editor"),
    _Officer("item-reviewer", "赵清", "guanshanhu-market", "item-reviewer"),
    _Officer("rule-editor", "文简", "guizhou-service", "rule-editor"),
    _Officer("seal-keeper", "莫兰", "guanshanhu-market", "seal-keeper"),
    _Officer("seal-approver", "卢岩", "guanshanhu-service", "seal-approver"),
    _Officer("seal-maker", "韦刚", "guizhou-service", "seal-maker"),
    _Officer("seal-auditor", "龚正", "guizhou-service", "seal-auditor"),
    _Officer("certificate-keeper", "孙敏", "guanshanhu-market", "certificate-officer"),
    _Officer("hrss-certificates", "苏宁", "guanshanhu-hrss", "certificate-officer"),
    _Officer("health-certificates", "黎雪", "guizhou-health", "certificate-officer"),
    _Officer("supervisor", "石磊", "guizhou-service", "supervisor"),
    _Officer("data-manager", "谭宁", "guizhou-service", "data-manager"),
    _Officer("hall-manager", "任洁", "guanshanhu-service", "hall-manager"),
    _Officer("account-keeper", "钟灵", "guanshanhu-market", "account-administrator"),
    _Officer("chief-account-keeper", "余庆", "guizhou-service", "account-administrator"),
    _Officer("system-keeper", "田野", "guizhou-service", "system-administrator"),
    _Officer("security-keeper", "方正", "guizhou-service", "security-administrator"),
    _Officer("audit-keeper", "严明", "guizhou-service", "audit-administrator"),
)


def load_accounts(agencies: Mapping[str, int]) -> list[DemoAccount]:
    """
    Make the demonstration's people and return how to sign in as each. ``agencies`` maps agency keys to ids; officers
    of agencies that aren't there are left out. Accounts that exist already stay as they are.
    """
    at = clock.now()
    with transaction.atomic():
        _load_citizens(at)
        for officer in _officers():
            if officer.agency in agencies:
                _load_officer(officer, agencies[officer.agency], at)
    return demo_accounts()


def demo_accounts() -> list[DemoAccount]:
    """Return the demonstration accounts that still have the password they were made with."""
    known = set(
        User.objects.filter(is_demonstration=True, is_active=True, previous_password="").values_list(
            "username", flat=True
        )
    )
    citizens = [
        DemoAccount(
            username=one.username, password=_password(one.username), totp_secret="", label=f"{one.name}（{one.label}）"
        )
        for one in _CITIZENS
        if one.username in known
    ]
    staff = [one for one in _officers() if one.username in known]
    names = organizations.agencies_by_keys({one.agency for one in staff})
    return citizens + [
        DemoAccount(
            username=one.username,
            password=_password(one.username),
            totp_secret=_secret(one.username),
            label=f"{one.name}（{access.ROLES[one.role].label}，{names[one.agency].name}）",
            is_featured=one.agency in _FEATURED_AGENCIES or one in _OTHERS,
        )
        for one in staff
    ]


def _officers() -> list[_Officer]:
    chains = [
        _Officer(f"{agency}-{word}", _SURNAMES[row] + _GIVEN[column], agency, role)
        for row, agency in enumerate(_STAFFED)
        for column, (word, role) in enumerate(_CHAIN)
    ]
    return chains + list(_OTHERS)


def _load_citizens(at: datetime) -> None:
    if User.objects.filter(username=_CITIZENS[0].username).exists():
        return
    ids: dict[str, UUID] = {}
    for one in _CITIZENS:
        made = accounts.create_person_account(
            username=one.username, password=_password(one.username), name=one.name, id_number=one.id_number,
            phone=one.phone, address=one.address, email=f"{one.username}@govhall.example", by=SYSTEM, at=at,
            demonstration=True,
        )  # fmt: skip
        persons.raise_level(
            person_id=made.id,
            level=one.level,
            evidence=Evidence.WINDOW,
            note="综合窗口当面核验（演示）",
            by=SYSTEM,
            at=at,
        )
        ids[one.username] = made.id
    entities.create_legal_entity(
        name="山间小味餐饮店", uscc="92520115MA6HJX015Q", kind=EntityKind.OTHER,
        legal_representative_id=ids["yangxiulan"], phone="13900000182", address="贵阳市观山湖区林城东路 8 号 1 层",
        by=SYSTEM, at=at,
    )  # fmt: skip
    company = entities.create_legal_entity(
        name="贵州山水人力资源有限公司", uscc="91520102MA00000153", kind=EntityKind.ENTERPRISE,
        legal_representative_id=ids["longjianguo"], phone="13900000236", address="贵阳市云岩区中华北路 30 号",
        by=SYSTEM, at=at,
    )  # fmt: skip
    agents.appoint_agent(
        agent_id=ids["wuxiaomei"], party_id=company.id, valid_until=at + timedelta(days=365), by=SYSTEM, at=at
    )


def _load_officer(officer: _Officer, agency_id: int, at: datetime) -> None:
    if User.objects.filter(username=officer.username, kind=AccountKind.OFFICER).exists():
        return
    made = accounts.create_officer(
        username=officer.username, password=_password(officer.username), name=officer.name, by=SYSTEM, at=at,
        demonstration=True,
    )  # fmt: skip
    OfficerDetails.objects.create(user_id=made.user_id, agency_id=agency_id)
    posts.appoint(user_id=made.user_id, agency_id=agency_id, role=officer.role, by=SYSTEM, at=at)
    sessions.give_second_factor(user_id=made.user_id, secret=_secret(officer.username), by=SYSTEM, at=at)


def _password(username: str) -> str:
    """Return the first derived password that our own rules accept: by chance, one may look like the account's name."""
    user = User(username=username)
    return next(word for word in _derived(username) if not accounts.password_problems(user, word))


def _derived(username: str) -> Iterator[str]:
    for attempt in count():
        mark = f":{attempt}" if attempt else ""
        digest = salted_hmac(_SALT, f"password:{username}{mark}").digest()
        yield "Gh-" + base64.b32encode(digest)[:10].decode().lower()


def _secret(username: str) -> str:
    return base64.b32encode(salted_hmac(_SALT, f"totp:{username}").digest()[:20]).decode()
