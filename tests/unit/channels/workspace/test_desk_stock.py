"""存量制证 and 年度检查 at the desk: what the certificate officer sees and does, and what nobody else may."""

import io
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from factories import people
from factories import stock as tables
from govhall.data.organizations import public as organizations
from govhall.infra import clock
from govhall.kernel.identifiers import new_id
from govhall.support.certificates import public as certificates

pytestmark = pytest.mark.clause("box:电子证照")
SignIn = Callable[[str], Client]
KEEPER, URL = "certificate-keeper", "/desk/certificates/stock/"


@pytest.fixture
def kind(world: None) -> str:
    """The value by which the upload names the food licence of 观山湖区."""
    return f"{organizations.agency_by_key('guanshanhu-market').id}:food-business-license"


def send(client: Client, kind: str, *rows: tables.Row, name: str = "存量.xlsx", content: bytes | None = None) -> Any:
    file = SimpleUploadedFile(name, tables.workbook(*rows) if content is None else content)
    return client.post(URL, {"kind": kind, "file": file})


def uploaded(client: Client, kind: str, *rows: tables.Row) -> str:
    answer = send(client, kind, *rows)
    assert answer.status_code == 302
    return str(answer["Location"])


class TestStock:
    @pytest.mark.parametrize("username", ["guanshanhu-market-approver", "system-keeper", "seal-maker"])
    def test_nobody_else_sees_it(self, desk: SignIn, kind: str, username: str) -> None:
        client = desk(username)
        assert client.get(URL).status_code == 403
        assert send(client, kind, tables.row(1)).status_code == 403
        assert client.get(f"{URL}{new_id()}/").status_code == 403

    def test_offers_the_templates_of_the_own_agency(self, desk: SignIn, kind: str) -> None:
        client = desk(KEEPER)
        page = client.get(URL)
        assert {each["key"] for each in page.context["kinds"]} >= {"food-business-license", "business-license"}
        assert "construction-permit" not in page.content.decode()
        agency_id = kind.partition(":")[0]
        answer = client.get(f"{URL}template/{agency_id}/food-business-license/")
        assert load_workbook(io.BytesIO(answer.content)).sheetnames == ["证照", "填写说明"]
        assert client.get(f"{URL}template/{agency_id}/construction-permit/").status_code == 404
        foreign = organizations.agency_by_key("huaxi-market").id
        assert client.get(f"{URL}template/{foreign}/food-business-license/").status_code == 403

    def test_shows_faults_by_row_and_masks_what_it_shows(self, desk: SignIn, kind: str) -> None:
        client = desk(KEEPER)
        page = client.get(uploaded(client, kind, tables.row(1), tables.row(2, 主体业态="夜市"))).content.decode()
        assert "主体业态" in page
        assert "只能填" in page
        assert "JY25201150000002" not in page
        assert tables.person_code(2) not in page
        assert "确认，制 1 张证照" in page

    def test_says_beside_the_field_what_is_wrong_with_the_file(self, desk: SignIn, kind: str) -> None:
        client = desk(KEEPER)
        for name, content, words in (
            ("a.csv", "甲,乙\n1,2\n".encode(), "缺少这些列"),
            ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "另存为 XLSX"),
            ("a.xlsx", b"%PDF-1.7", "不完整"),
        ):
            answer = send(client, kind, name=name, content=content)
            assert answer.status_code == 422
            assert words in answer.content.decode()
        assert client.post(URL, {"kind": kind}).status_code == 422

    def test_confirms_with_the_count_that_was_read_and_only_once(self, desk: SignIn, kind: str) -> None:
        client = desk(KEEPER)
        address = uploaded(client, kind, tables.row(1), tables.row(2))
        assert client.post(f"{address}?act=confirm", {"expected": 2}).status_code == 422
        answer = client.post(f"{address}?act=confirm", {"expected": 1, "confirmed": "on"}, follow=True)
        assert "行数有变化" in answer.content.decode()
        answer = client.post(f"{address}?act=confirm", {"expected": 2, "confirmed": "on"}, follow=True)
        assert "正在制证" in answer.content.decode()
        assert "every 2s" in answer.content.decode()
        again = client.post(f"{address}?act=confirm", {"expected": 2, "confirmed": "on"}, follow=True)
        assert "不能再确认" in again.content.decode()

    def test_pauses_goes_on_and_cancels(self, desk: SignIn, kind: str) -> None:
        client = desk(KEEPER)
        address = uploaded(client, kind, tables.row(1))
        client.post(f"{address}?act=confirm", {"expected": 1, "confirmed": "on"})
        for act, words in (("pause", "已暂停"), ("resume", "已继续"), ("cancel", "已取消"), ("resume", "不能再继续")):
            assert words in client.post(f"{address}?act={act}", follow=True).content.decode()

    def test_a_page_that_watches_is_told_when_it_is_over(self, desk: SignIn, kind: str) -> None:
        client = desk(KEEPER)
        address = uploaded(client, kind, tables.row(1))
        client.post(f"{address}?act=confirm", {"expected": 1, "confirmed": "on"})
        assert "HX-Refresh" not in client.get(address, headers={"HX-Request": "true"})
        batch_id = UUID(address.rstrip("/").rpartition("/")[2])
        while certificates.issue_slice(batch_id=batch_id, at=clock.now()):
            pass
        assert client.get(address, headers={"HX-Request": "true"})["HX-Refresh"] == "true"
        page = client.get(address).content.decode()
        assert "全部办完" in page
        assert "查看证照" in page
        (row,) = certificates.stock_rows_of(
            batch_id, by=people.actor(KEEPER), states=[certificates.StockRowState.ISSUED]
        )
        assert "存量制证" in client.get(f"/desk/certificates/{row.certificate_id}/").content.decode()

    def test_gives_the_faulty_rows_back(self, desk: SignIn, kind: str) -> None:
        client = desk(KEEPER)
        address = uploaded(client, kind, tables.row(1, 主体业态="夜市"))
        sheet = load_workbook(io.BytesIO(client.get(f"{address}faults/").content))["证照"]
        assert sheet["A2"].value == "JY25201150000001"
        assert "没有可以制证的行" in client.get(address).content.decode()

    def test_an_unknown_batch_is_not_found(self, desk: SignIn, kind: str) -> None:
        assert desk(KEEPER).get(f"{URL}{new_id()}/").status_code == 404


class TestChecks:
    @pytest.fixture
    def licence(self, world: None) -> certificates.CertificateValue:
        """A licence for labour dispatch, for this test of the market authority, whose report is due."""
        today = clock.today()
        made = certificates.issue(
            type_key="labour-dispatch-license",
            holder=certificates.Holder(party_id=None, name="甲公司", code=tables.entity_code(9), code_type="001"),
            agency_id=organizations.agency_by_key("guanshanhu-market").id, values={},
            valid_from=date(today.year - 1, 1, 1), valid_until=date(today.year + 2, 1, 1), source_case=None,
            at=clock.now(),
        )  # fmt: skip
        certificates.plan_checks(at=clock.now().replace(month=1, day=2))
        return made

    @property
    def year(self) -> int:
        return clock.today().year

    def test_nobody_else_sees_them(self, desk: SignIn, licence: certificates.CertificateValue) -> None:
        client = desk("guanshanhu-market-approver")
        for address in ("checks/", "checks/table/", f"{licence.id}/checks/{self.year}/"):
            assert client.get(f"/desk/certificates/{address}").status_code == 403

    def test_lists_filters_and_exports(self, desk: SignIn, licence: certificates.CertificateValue) -> None:
        client = desk(KEEPER)
        view = "overdue" if clock.today() > date(self.year, 3, 31) else "due"
        page = client.get("/desk/certificates/checks/", {"view": view}).content.decode()
        assert "甲公司" in page
        other = client.get("/desk/certificates/checks/", {"view": view, "type": "medical-institution-license"})
        assert "甲公司" not in other.content.decode()
        table = client.get("/desk/certificates/checks/table/", {"view": view})
        assert load_workbook(io.BytesIO(table.content))["年度检查"]["C2"].value == "甲公司"

    def test_records_and_corrects(self, desk: SignIn, licence: certificates.CertificateValue) -> None:
        client, address = desk(KEEPER), f"/desk/certificates/{licence.id}/checks/{self.year}/"
        assert client.post(address, {"result": "passed"}).status_code == 422
        day = clock.today().isoformat()
        bad = client.post(address, {"result": "passed", "checked_on": "2000-01-01", "opinion": "甲"})
        assert bad.status_code == 422
        assert "早于" in bad.content.decode()
        answer = client.post(address, {"result": "passed", "checked_on": day, "opinion": "齐全"}, follow=True)
        assert "已登记" in answer.content.decode()
        given = {"result": "failed", "checked_on": day, "opinion": "登记错了"}
        answer = client.post(f"{address}?act=correct", given, follow=True)
        assert "已更正" in answer.content.decode()
        assert "（更正）" in answer.content.decode()
        assert "不合格" in client.get(f"/desk/certificates/{licence.id}/").content.decode()

    def test_an_unknown_year_is_not_found(self, desk: SignIn, licence: certificates.CertificateValue) -> None:
        assert desk(KEEPER).get(f"/desk/certificates/{licence.id}/checks/1990/").status_code == 404
