"""Regions of Guizhou and the agencies of the demonstration, through the public interface."""

import csv
from datetime import UTC, datetime
from importlib import resources

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from govhall.data.organizations import public as organizations
from govhall.infra import process_cache
from govhall.standards.identifiers import uscc
from govhall.standards.identifiers.errors import InvalidIdentifier

pytestmark = pytest.mark.clause("box:政务服务库")

AT = datetime(2026, 10, 13, 1, 30, tzinfo=UTC)
REGION_KEYS = ["guizhou", "guiyang", "guanshanhu", "huaxi", "zunyi", "honghuagang"]
DEPARTMENT_KEYS = ["market", "health", "hrss", "transport", "housing", "civil", "police", "service", "government"]


@pytest.fixture(autouse=True)
def _fresh_cache():
    process_cache.forget_all()
    yield
    process_cache.forget_all()


@pytest.fixture
def regions(db):
    return organizations.load_regions(at=AT)


@pytest.fixture
def agencies(regions):
    return organizations.load_demo_agencies()


class TestRegionCodes:
    @pytest.mark.parametrize(
        ("code", "path"),
        [
            ("520000", "/52/"),
            ("520100", "/52/5201/"),
            ("520115", "/52/5201/520115/"),
            ("520115001", "/52/5201/520115/520115001/"),
        ],
    )
    def test_path_follows_from_the_code(self, code, path):
        assert organizations.path_of(code) == path

    @pytest.mark.parametrize("code", ["", "5201", "52011", "5201150", "52O115", "020000", "５２０１１５"])
    def test_other_shapes_are_refused(self, code):
        with pytest.raises(organizations.InvalidRegionCode):
            organizations.path_of(code)


@pytest.mark.django_db
class TestRegions:
    def test_whole_of_guizhou_is_there(self, regions):
        assert regions.created == 1 + 9 + 88 + 1510
        with connection.cursor() as cursor:
            cursor.execute("SELECT level, count(*) FROM organizations_region GROUP BY level")
            assert dict(cursor.fetchall()) == {"PROVINCE": 1, "CITY": 9, "COUNTY": 88, "TOWNSHIP": 1510}

    def test_loading_again_writes_nothing(self, regions):
        again = organizations.load_regions(at=AT)
        assert (again.created, again.changed, again.unchanged) == (0, 0, 1608)

    def test_a_changed_row_is_corrected(self, regions):
        with connection.cursor() as cursor:
            cursor.execute("UPDATE organizations_region SET name = '旧名' WHERE code = '520115'")
        assert organizations.load_regions(at=AT).changed == 1
        assert organizations.region("520115").name == "观山湖区"

    def test_load_takes_few_statements(self, db):
        with CaptureQueriesContext(connection) as queries:
            organizations.load_regions(at=AT)
        assert len(queries) <= 6

    def test_region_by_code_and_path(self, regions):
        county = organizations.region("520115")
        assert (county.name, county.level, county.parent_code) == ("观山湖区", "COUNTY", "520100")
        assert organizations.region_by_path(county.path) == county
        assert organizations.region("520115100").name == "金华镇"

    @pytest.mark.parametrize("code", ["999999", "520115999", "", "abc"])
    def test_unknown_region_is_named_so(self, regions, code):
        with pytest.raises(organizations.RegionNotFound):
            organizations.region(code)

    def test_unknown_path_is_named_so(self, regions):
        for path in ("", "/", "/52/5202/520115/", "/5201/"):
            with pytest.raises(organizations.RegionNotFound):
                organizations.region_by_path(path)

    def test_ancestors_run_from_the_province_down(self, regions):
        found = organizations.ancestors("/52/5201/520115/520115100/")
        assert [region.name for region in found] == ["贵州省", "贵阳市", "观山湖区", "金华镇"]
        assert organizations.region_name("/52/5201/520115/") == "贵州省贵阳市观山湖区"

    def test_children_are_sorted_by_pinyin(self, regions):
        names = [region.name for region in organizations.children("520000")]
        assert names[0] == "安顺市"
        assert names[-1] == "遵义市"
        assert len(names) == 9
        assert len(organizations.children("520115")) == 10
        assert organizations.children("520115100") == ()

    def test_tree_holds_cities_and_counties(self, regions):
        (province,) = organizations.region_tree()
        assert len(province.children) == 9
        assert sum(len(city.children) for city in province.children) == 88

    def test_upper_regions_need_no_query_once_read(self, regions, django_assert_num_queries):
        organizations.provinces()
        with django_assert_num_queries(0):
            organizations.region_tree()
            organizations.ancestors("/52/5201/520115/")
            organizations.children("520100")

    def test_subtree_is_a_prefix(self, regions):
        city = organizations.region("520100")
        assert city.holds("/52/5201/520115/")
        assert not city.holds("/52/5203/520302/")


@pytest.mark.django_db
class TestAgencies:
    def test_every_region_has_every_department(self, agencies):
        assert agencies.created == 54
        wanted = {f"{region}-{department}" for region in REGION_KEYS for department in DEPARTMENT_KEYS}
        assert set(organizations.agencies_by_keys(wanted)) == wanted

    def test_loading_again_writes_nothing(self, agencies):
        again = organizations.load_demo_agencies()
        assert (again.created, again.changed, again.unchanged) == (0, 0, 54)

    def test_an_agency_knows_its_region_and_superior(self, agencies):
        market = organizations.agency_by_key("guanshanhu-market")
        assert market.name == "观山湖区市场监督管理局"
        assert market.region_path == "/52/5201/520115/"
        assert (market.kind, market.level) == ("1", "4")
        assert organizations.agency(market.superior_id).key == "guiyang-market"

    def test_agencies_in_a_city_include_its_counties(self, agencies):
        keys = {agency.key.split("-")[0] for agency in organizations.agencies_in("/52/5201/")}
        assert keys == {"guiyang", "guanshanhu", "huaxi"}

    def test_a_batch_is_one_query(self, agencies, django_assert_num_queries):
        ids = [agency.id for agency in organizations.agencies_in("/52/")]
        with django_assert_num_queries(1):
            found = organizations.agencies_by_ids([*ids, -1])
        assert set(found) == set(ids)

    def test_unknown_agency_is_named_so(self, agencies):
        with pytest.raises(organizations.AgencyNotFound):
            organizations.agency(-1)
        with pytest.raises(organizations.AgencyNotFound):
            organizations.agency_by_key("nowhere-market")

    def test_path_is_kept_by_the_database(self, agencies):
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE organizations_agency SET region_id = '520302', region_path = '/99/' WHERE key = 'huaxi-civil'"
            )
        assert organizations.agency_by_key("huaxi-civil").region_path == "/52/5203/520302/"

    def test_registering_checks_code_region_and_uniqueness(self, agencies):
        facts = {
            "key": "guiyang-archive", "name": "贵阳市档案馆", "short_name": "市档案馆", "uscc": "12520100DM9000018",
            "kind": organizations.AgencyKind.AUTHORISED_ORGANISATION, "level": organizations.AgencyLevel.CITY,
            "region_code": "520100",
        }  # fmt: skip
        with pytest.raises(InvalidIdentifier):
            organizations.register_agency(**facts)
        facts["uscc"] = "125201009000012366"
        with pytest.raises(organizations.RegionNotFound):
            organizations.register_agency(**{**facts, "region_code": "999900"})
        assert organizations.register_agency(**facts).region_path == "/52/5201/"
        with pytest.raises(organizations.AgencyExists):
            organizations.register_agency(**facts)

    def test_a_malformed_code_is_refused_by_the_database_too(self, agencies):
        with (
            pytest.raises(IntegrityError, match="agency_uscc_shape"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute("UPDATE organizations_agency SET uscc = '11520100IOSVZ00000' WHERE key = 'huaxi-civil'")


class TestDemoCodes:
    def test_all_codes_are_valid_by_gb_32100_and_say_their_kind(self):
        file = resources.files("govhall.data.organizations") / "content" / "agencies-demo.csv"
        lines = [line for line in file.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
        for row in csv.DictReader(lines):
            assert uscc.check(row["uscc"]) == row["uscc"]
            assert uscc.warnings(row["uscc"]) == ()
            assert row["uscc"][:2] == ("12" if row["key"].endswith("-service") else "11")
            assert row["uscc"][2:8] == row["region"]


@pytest.mark.django_db
def test_the_command_loads_both(capsys):
    call_command("load_organizations", "--demo")
    assert capsys.readouterr().out.splitlines() == [
        "regions: 1608 added, 0 changed, 0 as before",
        "agencies: 54 added, 0 changed, 0 as before",
    ]
