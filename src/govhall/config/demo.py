"""
The demonstration province: regions, agencies, calendar, processes, items, people, and what they already hold.

Loading twice changes nothing. Nothing here knows how a part is stored: each is loaded through its own public door.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from govhall.business.items import public as items
from govhall.config.demo_stock import load_stock
from govhall.data.organizations import public as organizations
from govhall.data.registries import public as registries
from govhall.infra import clock
from govhall.support.calendar import public as calendar
from govhall.support.certificates import public as certificates
from govhall.support.decisions import public as decisions
from govhall.support.identity import public as identity
from govhall.support.workflow import public as workflow

Note = Callable[[str], None]
# The province has been at work for a while: what its people and offices need was there before the first case came.
_FOUNDED_BEFORE = timedelta(days=92)


def load(note: Note = lambda text: None) -> None:
    """Load the whole province, telling ``note`` what is being loaded."""
    at = founded_at(clock.now())
    note("区划 regions")
    organizations.load_regions(at=at)
    note("机构 agencies")
    organizations.load_demo_agencies()
    note("工作日历 calendar")
    calendar.load_official_days(at=at)
    note("规则 decisions")
    decisions.load_models(decisions.model_folder(), at=at)
    note("流程 processes")
    workflow.load_processes(workflow.process_folder(), at=at)
    note("证照类型 certificate types")
    certificates.load_types(at=at)
    note("事项 items")
    items.load_content(at=at)
    note("人员 people")
    with clock.frozen(at):
        identity.load_accounts(_agency_ids())
    note("社会保险记录 social insurance")
    _report_contributions()
    note("存量证照 certificates already held")
    _issue_business_licences(at)  # now that somebody keeps the agency's seal
    load_stock(at=at)


def founded_at(now: datetime) -> datetime:
    """Return since when everything has been there."""
    return now - _FOUNDED_BEFORE


def accounts() -> Sequence[identity.DemoAccount]:
    """Return how to sign in as the people of the demonstration."""
    return identity.demo_accounts()


def _agency_ids() -> dict[str, int]:
    return {agency.key: agency.id for agency in organizations.agencies_in("/52/")}


def _report_contributions() -> None:
    """Two citizens worked for the same company, one of them since before the demonstration begins."""
    for id_number, since in (("520102198803124821", date(2023, 4, 1)), ("522631197006150425", date(2025, 7, 1))):
        registries.report_contributions(
            id_number=id_number,
            contributions=[
                registries.Contribution(
                    insurance=insurance,
                    months_from=since,
                    months_to=date(2026, 10, 1),
                    employer="贵州山水人力资源有限公司",
                    base=5200,
                    state="已到账",
                )
                for insurance in ("pension", "unemployment", "injury")
            ],
        )


# Legal entities that were registered before the demonstration begins hold their business licence already.
_REGISTERED = (("92520115MA6HJX015Q", "guanshanhu-market", date(2026, 9, 1)),)


def _issue_business_licences(at: datetime) -> None:
    for uscc, agency_key, since in _REGISTERED:
        entity = identity.legal_entity_by_uscc(uscc)
        if entity is None:
            continue
        held = {found.type_key for found in certificates.wallet([entity.id], at=at)}
        if "business-license" in held:
            continue
        details = identity.party_details(entity.id)
        # The holder of an individual business's licence is the person behind it.
        operator = identity.party_details(entity.legal_representative_id)
        certificates.issue(
            type_key="business-license",
            holder=certificates.Holder(
                party_id=entity.id, name=operator.name, code=operator.id_number, code_type=operator.id_type
            ),
            agency_id=organizations.agency_by_key(agency_key).id,
            values={
                "business_name": details.name,
                "composition": "person",
                "address": details.address,
                "scope": "餐饮服务（凭许可证经营）；小餐饮、小食杂；食品销售（仅销售预包装食品）",
            },
            valid_from=since,
            valid_until=None,
            source_case=entity.id,
            at=at,
        )
