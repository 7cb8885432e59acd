"""What other apps may use of regions and agencies."""

from govhall.data.organizations.choices import AgencyKind, AgencyLevel, RegionLevel
from govhall.data.organizations.rules import InvalidRegionCode, path_of
from govhall.data.organizations.selectors import (
    AgencyNotFound,
    RegionNotFound,
    agencies_by_ids,
    agencies_by_keys,
    agencies_by_usccs,
    agencies_in,
    agency,
    agency_by_key,
    ancestors,
    children,
    provinces,
    region,
    region_by_path,
    region_name,
    region_tree,
    with_subordinates,
    with_superiors,
)
from govhall.data.organizations.services import AgencyExists, Office, load_demo_agencies, load_regions, register_agency
from govhall.data.organizations.values import AgencyValue, LoadReport, RegionNode, RegionValue

__all__ = [
    "AgencyExists", "AgencyKind", "AgencyLevel", "AgencyNotFound", "AgencyValue", "InvalidRegionCode", "LoadReport",
    "Office", "RegionLevel", "RegionNode", "RegionNotFound", "RegionValue",
    "agencies_by_ids", "agencies_by_keys", "agencies_by_usccs", "agencies_in", "agency", "agency_by_key", "ancestors",
    "children", "load_demo_agencies", "load_regions", "path_of", "provinces", "region", "region_by_path", "region_name",
    "region_tree", "register_agency", "with_subordinates", "with_superiors",
]  # fmt: skip
