"""Writing regions and agencies."""

from govhall.data.organizations.services.agencies import AgencyExists, Office, load_demo_agencies, register_agency
from govhall.data.organizations.services.regions import load_regions

__all__ = ["AgencyExists", "Office", "load_demo_agencies", "load_regions", "register_agency"]
