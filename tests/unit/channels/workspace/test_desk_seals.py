"""Pages of electronic seals through HTTP: who sees and does what, reasons, confirmation, refusals in words."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from factories import files
from factories import seals as papers
from govhall.data.organizations import public as organizations
from govhall.infra import clock
from govhall.support.documents.public import pdf
from govhall.support.seals import public as seals
from govhall.support.seals.models import Seal
from govhall.support.seals.services import batching as seals_batching

pytestmark = pytest.mark.clause("box:统一电子印章")

KEEPER, APPROVER, MAKER, AUDITOR = "seal-keeper", "seal-approver", "seal-maker", "seal-auditor"
SIGNER = "guanshanhu-market-approver"
WINDOW, ELSEWHERE = "guanshanhu-market-window", "honghuagang-market-approver"


def application(**changes: object) -> dict[str, object]:
    agency = organizations.agency_by_key("guanshanhu-market")
    return {
        "agency": agency.id, "kind": "SPECIAL", "name": agency.name, "purpose": "行政审批文书用印", **changes,
    }  # fmt: skip


def applied(desk: Any, **changes: object) -> str:
    answer = desk(KEEPER).post("/desk/seals/apply/", application(**changes))
    assert answer.status_code == 302
    return str(answer["Location"])


def row(address: str) -> Seal:
    return Seal.objects.get(pk=UUID(address.rstrip("/").rpartition("/")[2]))


def official() -> Seal:
    agency = organizations.agency_by_key("guanshanhu-market")
    return Seal.objects.get(agency_id=agency.id, kind="OFFICIAL", status="ACTIVE")


class TestReading:
    @pytest.mark.parametrize("username", [KEEPER, APPROVER, MAKER, AUDITOR, SIGNER])
    def test_is_for_the_roles_of_seals(self, desk: Any, username: str) -> None:
        client = desk(username)
        assert "观山湖区市场监督管理局" in client.get("/desk/seals/").content.decode()
        page = client.get(f"/desk/seals/{official().pk}/").content.decode()
        assert "制章人签名正确，结构完整" in page
        assert "用印记录" in page

    def test_is_not_for_the_window(self, desk: Any) -> None:
        assert desk(WINDOW).get("/desk/seals/").status_code == 403

    def test_hides_the_seals_of_other_agencies(self, desk: Any) -> None:
        client = desk(ELSEWHERE)
        assert str(official().pk) not in client.get("/desk/seals/").content.decode()
        for part in ("", "picture.svg"):
            assert client.get(f"/desk/seals/{official().pk}/{part}").status_code == 404

    def test_draws_the_picture_as_vectors(self, desk: Any) -> None:
        answer = desk(AUDITOR).get(f"/desk/seals/{official().pk}/picture.svg")
        assert answer["Content-Type"] == "image/svg+xml"
        assert answer.content.startswith(b"<svg")
        assert answer.content.count(b"<path") == 2 + len("观山湖区市场监督管理局")

    def test_names_a_day_that_cannot_be_read(self, desk: Any) -> None:
        page = desk(AUDITOR).get(f"/desk/seals/{official().pk}/?day=26.11.").content.decode()
        assert "日期要写成 2026-11-26 这样" in page

    def test_the_first_page_of_a_keeper_are_the_seals(self, desk: Any) -> None:
        assert desk(KEEPER).get("/desk/")["Location"] == "/desk/seals/"


class TestApplying:
    def test_keeps_the_attachment(self, desk: Any) -> None:
        address = applied(desk, attachment=SimpleUploadedFile("批复.pdf", files.pdf().read(), "application/pdf"))
        answer = desk(APPROVER).get(f"{address}attachment/")
        assert b"".join(answer.streaming_content).startswith(b"%PDF")

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"purpose": "用"}, "至少 6 个字"),
            ({"name": "一"}, "2 到 40 个字"),
            ({"kind": "PERSONAL", "name": "观山湖区市场监督管理局"}, "2 到 6 个字的姓名"),
            ({"kind": "OFFICIAL"}, "申请换章"),
            ({"agency": "0"}, "请从列出的选项里选"),
        ],
    )
    def test_says_what_is_wrong(self, desk: Any, changes: dict[str, object], words: str) -> None:
        answer = desk(KEEPER).post("/desk/seals/apply/", application(**changes))
        assert answer.status_code == 422
        assert words in answer.content.decode()

    def test_is_for_keepers_only(self, desk: Any) -> None:
        assert desk(APPROVER).get("/desk/seals/apply/").status_code == 403


class TestActs:
    def test_are_offered_only_to_whom_they_are_for(self, desk: Any) -> None:
        address = applied(desk)
        assert "批准制章" in desk(APPROVER).get(address).content.decode()
        for username in (KEEPER, MAKER, AUDITOR):
            assert "批准制章" not in desk(username).get(address).content.decode()
        assert desk(KEEPER).post(f"{address}acts/approve/").status_code == 403

    def test_are_asked_once_more_before_they_are_done(self, desk: Any) -> None:
        address = applied(desk)
        asked = desk(APPROVER).post(f"{address}acts/refuse/", {"reason": "用途不明，请补充说明"})
        assert "请再核对一遍" in asked.content.decode()
        assert row(address).status == "APPLIED"
        desk(APPROVER).post(f"{address}acts/refuse/", {"reason": "用途不明，请补充说明", "confirmed": "1"})
        assert row(address).status == "REFUSED"
        assert "用途不明，请补充说明" in desk(KEEPER).get(address).content.decode()

    def test_need_their_reason(self, desk: Any) -> None:
        seal = official()
        answer = desk(KEEPER).post(f"/desk/seals/{seal.pk}/acts/freeze/", {"reason": "短", "confirmed": "1"})
        assert answer.status_code == 422
        assert "至少 6 个字" in answer.content.decode()

    def test_that_came_too_late_are_refused_in_words(self, desk: Any) -> None:
        address = applied(desk)
        for _ in range(2):
            answer = desk(APPROVER).post(f"{address}acts/approve/", {"confirmed": "1"}, follow=True)
        assert "印章现在的状态是“待制作”，不能批准" in answer.content.decode()

    def test_filing_names_a_wrong_number(self, desk: Any) -> None:
        address = applied(desk)
        desk(APPROVER).post(f"{address}acts/approve/", {"confirmed": "1"})
        desk(MAKER).post(f"{address}acts/make/")
        answer = desk(MAKER).post(f"{address}acts/file/", {"number": "备案", "day": "2026-11-01"})
        assert answer.status_code == 422
        assert "备案编号是 4 到 30 位" in answer.content.decode()
        ahead = desk(MAKER).post(f"{address}acts/file/", {"number": "GA-1", "day": "2126-11-01"})
        assert "不能晚于今天" in ahead.content.decode()


def sent(
    *, name: str = "通知书.pdf", content: bytes | None = None, copies: int = 1, **fields: object
) -> dict[str, object]:
    """The form as a browser sends it."""
    body = pdf.write(papers.paper("受理通知书", "（盖章）")) if content is None else content
    files = [SimpleUploadedFile(name, body, "application/pdf") for _ in range(copies)]
    return {"key": str(uuid4()), "papers": files, "purpose": "通知书", "where": "kept", **fields}


class TestUsing:
    def here(self) -> str:
        return f"/desk/seals/{official().pk}/use/"

    def test_gives_one_file_back_at_once(self, desk: Any) -> None:
        answer = desk(SIGNER).post(self.here(), sent(where="words", words="（盖章）", occurrence="LAST"))
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
        (check,) = seals.check_file(answer.content)
        assert check.is_valid

    def test_leads_several_files_to_their_batch(self, desk: Any) -> None:
        client = desk(SIGNER)
        form = sent(copies=3)
        answer = client.post(self.here(), form)
        assert answer["Location"] == f"/desk/seals/batches/{form['key']}/"
        assert "还有 3 份在等" in client.get(answer["Location"]).content.decode()
        seals_batching.seal_batch(batch_id=UUID(str(form["key"])), at=clock.now())
        page = client.get(answer["Location"]).content.decode()
        assert "3 份全部盖好" in page
        archive = client.get(f"{answer['Location']}files.zip")
        assert b"".join(archive.streaming_content).startswith(b"PK")
        one = client.get(f"{answer['Location']}2.pdf")
        assert b"".join(one.streaming_content).startswith(b"%PDF-")
        assert client.get(f"{answer['Location']}4.pdf").status_code == 404
        assert desk("honghuagang-market-approver").get(answer["Location"]).status_code == 404

    @pytest.mark.parametrize(
        ("fields", "words"),
        [
            ({"content": b"hello"}, "读不出来"),
            ({"where": "words", "occurrence": "LAST"}, "关键字"),
            ({"where": "words", "words": "骑缝章", "occurrence": "FIRST"}, "没有“骑缝章”"),
            ({"where": "point", "page": "1", "left": "", "top": "1"}, "印章距左边"),
            ({"where": "point", "page": "9", "left": "1", "top": "1"}, "没有第 9 页"),
            ({"where": "point", "page": "1", "left": "119", "top": "1"}, "超出"),
            ({"where": "elsewhere"}, "盖在哪里"),
            ({"copies": 51}, "一次最多 50 份"),
            ({"copies": 0}, "要盖章的 PDF"),
        ],
    )
    def test_says_beside_the_form_what_is_wrong(self, desk: Any, fields: dict[str, Any], words: str) -> None:
        answer = desk(SIGNER).post(self.here(), sent(**fields))
        assert answer.status_code == 422
        assert words in answer.content.decode()

    def test_refuses_more_than_20_megabytes_together(self, desk: Any) -> None:
        answer = desk(SIGNER).post(self.here(), sent(content=b"%PDF-1.7" + bytes(8 << 20), copies=3))
        assert "合计超过 20 MB" in answer.content.decode()

    def test_draws_the_page_and_says_where_the_words_are(self, desk: Any) -> None:
        client = desk(SIGNER)
        asked = {"file": sent()["papers"][0], "page": "1", "words": "（盖章）"}
        answer = client.post(self.here() + "preview/", asked)
        assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
        assert answer["Page"] == "1 1 120.00 90.00 40.00"
        left, top = map(float, answer["Place"].split())
        assert 0 <= left <= 80
        assert 0 <= top <= 50

    @pytest.mark.parametrize(
        ("fields", "words"),
        [
            ({"page": "2"}, "没有这一页"),
            ({"page": "x"}, "先选一份 PDF"),
            ({"page": "1", "words": "骑缝"}, "没有“骑缝”"),
        ],
    )
    def test_says_why_a_page_can_not_be_drawn(self, desk: Any, fields: dict[str, str], words: str) -> None:
        form = sent()
        answer = desk(SIGNER).post(self.here() + "preview/", {"file": form["papers"][0], **fields})
        assert answer.status_code == 422
        assert words in answer.content.decode()

    @pytest.mark.parametrize("username", [KEEPER, "honghuagang-market-approver"])
    def test_is_for_those_only_who_may_use_this_seal(self, desk: Any, username: str) -> None:
        client = desk(username)
        assert client.get(self.here()).status_code in {403, 404}
        assert client.post(self.here(), sent()).status_code in {403, 404}
        form = sent()
        preview = client.post(self.here() + "preview/", {"file": form["papers"][0], "page": "1"})
        assert preview.status_code in {403, 404}
