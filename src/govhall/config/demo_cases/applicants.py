"""Who applies in the demonstration: shops with their owners, and citizens. Nobody can sign in as them."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from govhall.kernel.actor import SYSTEM, Actor
from govhall.standards.identifiers import iso7064, uscc
from govhall.support.identity import public as identity

_REAL_NAME = 3
_SHOPS = (  # name, owner, street, district
    ("金朱豆花面馆", "王德贵", "金朱东路 21 号", "520115"),
    ("林城小厨", "陈秀英", "林城西路 6 号", "520115"),
    ("长岭糯米饭店", "罗兴华", "长岭北路 40 号", "520115"),
    ("观山湖畔茶餐厅", "周雅琴", "观山东路 112 号", "520115"),
    ("百花酸汤鱼馆", "潘盛武", "百花大道 8 号", "520115"),
    ("会展城简餐店", "刘永刚", "会展东路 3 号", "520115"),
    ("阅山湖烘焙坊", "杨晓燕", "兴筑西路 55 号", "520115"),
    ("碧海米粉店", "张国强", "碧海南路 17 号", "520115"),
    ("世纪城火锅店", "李忠平", "世纪城路 9 号", "520115"),
    ("黔灵山路早餐店", "吴桂兰", "黔灵山路 260 号", "520115"),
    ("石林路烤肉店", "田维军", "石林西路 31 号", "520115"),
    ("朱昌农家菜馆", "何正权", "朱昌镇街 12 号", "520115"),
    ("诚信路奶茶店", "冯佳怡", "诚信南路 4 号", "520115"),
    ("枫林路面包店", "邓小梅", "枫林路 18 号", "520115"),
    ("红军山豆腐店", "谢明亮", "民主路 5 号", "520302"),
    ("湘江羊肉粉馆", "郑家福", "中华南路 77 号", "520302"),
    ("丁字口小吃店", "唐春梅", "丁字口 2 号", "520302"),
    ("云潭理发店", "孙丽华", "云潭南路 26 号", "520115"),
    ("金阳美容馆", "宋雨桐", "金阳北路 90 号", "520115"),
    ("观山客栈", "石光荣", "观山西路 14 号", "520115"),
)
_CITIZENS = (  # name, date of birth, street, district
    ("蒙秀珍", "19440612", "金华园社区 3 栋 1 单元", "520115"),
    ("莫正邦", "19430228", "逸景社区 7 栋 2 单元", "520115"),
    ("韦桂芝", "19360919", "会展社区 11 栋 1 单元", "520115"),
    ("龙昌荣", "19451103", "朱昌镇长冲村二组", "520115"),
    ("覃思远", "19960415", "金源社区 5 栋 3 单元", "520115"),
    ("岑文博", "19911220", "碧海社区 22 栋 1 单元", "520115"),
    ("陆青青", "19990707", "世纪城社区 2 栋 2 单元", "520115"),
    ("简慧敏", "20010318", "新世界社区 9 栋 1 单元", "520115"),
    ("白若云", "20000926", "大唐果社区 1 栋 1 单元", "520115"),
)
_FIRST_SHOP, _FIRST_CITIZEN = 100, 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicant:
    """Somebody who applies: the account's actor, and what forms ask for."""

    actor: Actor
    party_id: UUID
    name: str
    code: str
    person: str
    id_number: str
    birth_date: str
    phone: str
    address: str
    district: str


def make(*, at: datetime) -> Iterator[tuple[str, Applicant]]:
    """Make accounts, persons and shops; yield each under its name."""
    for serial, (name, owner, street, district) in enumerate(_SHOPS, _FIRST_SHOP):
        born = f"19{60 + serial % 38}{1 + serial % 12:02d}{1 + serial % 28:02d}"
        person = _person(owner, born, street, district, serial, at)
        code = _uscc(district, serial)
        entity = identity.create_legal_entity(
            name=name, uscc=code, kind=identity.EntityKind.OTHER, legal_representative_id=person.party_id,
            phone=person.phone, address=person.address, by=SYSTEM, at=at,
        )  # fmt: skip
        yield name, _acting_for(person, entity.id, name, code, at)
    for serial, (name, born, street, district) in enumerate(_CITIZENS, _FIRST_CITIZEN):
        yield name, _person(name, born, street, district, serial, at)


def _person(name: str, born: str, street: str, district: str, serial: int, at: datetime) -> Applicant:
    digits = f"520103{born}{serial:03d}"
    number = digits + iso7064.mod_11_2(digits)
    place = "贵阳市观山湖区" if district == "520115" else "遵义市红花岗区"
    phone, address = f"139000{serial:05d}", f"{place}{street}"
    username = f"demo-{serial}"
    made = identity.create_person_account(
        username=username, password=secrets.token_urlsafe(24), name=name, id_number=number, phone=phone,
        address=address, by=SYSTEM, at=at, demonstration=True,
    )  # fmt: skip
    identity.raise_level(
        person_id=made.id, level=_REAL_NAME, evidence=identity.Evidence.WINDOW, note="综合窗口当面核验（演示）",
        by=SYSTEM, at=at,
    )  # fmt: skip
    return Applicant(
        actor=as_actor(username, at=at), party_id=made.id, name=name, code=number, person=name, id_number=number,
        birth_date=f"{born[:4]}-{born[4:6]}-{born[6:]}", phone=phone, address=address, district=district,
    )  # fmt: skip


def _acting_for(person: Applicant, entity_id: UUID, name: str, code: str, at: datetime) -> Applicant:
    """Return the owner as who applies for the shop."""
    return Applicant(
        actor=identity.actor_for(person.actor.account, at=at), party_id=entity_id, name=name, code=code,
        person=person.person, id_number=person.id_number, birth_date=person.birth_date, phone=person.phone,
        address=person.address, district=person.district,
    )  # fmt: skip


def as_actor(username: str, *, at: datetime) -> Actor:
    """Return somebody of the demonstration as a signed-in request would. :raises LookupError: for an unknown name"""
    if (account := identity.account_id(username)) is None:
        raise LookupError(username)
    return identity.actor_for(account, at=at)


def _uscc(district: str, serial: int) -> str:
    organisation = f"MA{serial:06d}"
    first = f"92{district}{organisation}{uscc.organisation_check_character(organisation)}"
    return first + uscc.check_character(first)
