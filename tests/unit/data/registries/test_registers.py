"""A register answers about one person, and only what was asked for."""

from datetime import date

import pytest
from django.db import connection

from govhall.data.registries import public as registries
from govhall.data.registries import rules

pytestmark = pytest.mark.clause("box:主题库")

PERSON, OTHER = "520102199001010018", "520302198512311230"


def paid(insurance: str, since: str, until: str) -> registries.Contribution:
    return registries.Contribution(
        insurance=insurance, months_from=date.fromisoformat(since), months_to=date.fromisoformat(until),
        employer="贵州山水人力资源有限公司", base=5200, state="已到账",
    )  # fmt: skip


class TestWithin:
    def test_cuts_to_the_months_asked_for(self) -> None:
        (one,) = rules.within(
            [paid("pension", "2024-01-01", "2026-10-01")],
            insurances=["pension"], since=date(2025, 3, 17), until=date(2025, 5, 2),
        )  # fmt: skip
        assert (one.months_from, one.months_to, rules.months(one)) == (date(2025, 3, 1), date(2025, 5, 1), 3)

    def test_leaves_out_other_insurances_and_other_years(self) -> None:
        known = [paid("injury", "2025-01-01", "2025-12-01"), paid("pension", "2020-01-01", "2020-12-01")]
        assert rules.within(known, insurances=["pension"], since=date(2025, 1, 1), until=date(2025, 12, 31)) == []


@pytest.mark.django_db
class TestExtract:
    CRITERIA = {"insurances": ["pension"], "from_date": "2025-01-01", "to_date": "2025-12-31"}

    def test_finds_the_person_and_nobody_else(self) -> None:
        registries.report_contributions(id_number=PERSON, contributions=[paid("pension", "2025-01-01", "2025-06-01")])
        registries.report_contributions(id_number=OTHER, contributions=[paid("pension", "2025-02-01", "2025-03-01")])
        answer = registries.extract(registries.SOCIAL_INSURANCE, id_number=PERSON, criteria=self.CRITERIA)
        assert [(row["period"], row["months"]) for row in answer["records"]] == [("2025-01 至 2025-06", "6")]

    def test_a_new_report_replaces_the_old_one(self) -> None:
        for until in ("2025-06-01", "2025-07-01"):
            registries.report_contributions(id_number=PERSON, contributions=[paid("pension", "2025-01-01", until)])
        answer = registries.extract(registries.SOCIAL_INSURANCE, id_number=PERSON, criteria=self.CRITERIA)
        assert len(answer["records"]) == 1

    def test_keeps_the_number_out_of_the_table(self) -> None:
        registries.report_contributions(id_number=PERSON, contributions=[paid("pension", "2025-01-01", "2025-06-01")])
        with connection.cursor() as cursor:
            cursor.execute("SELECT t::text FROM registries_socialinsurancecontribution t")
            assert PERSON not in cursor.fetchone()[0]

    def test_refuses_an_unknown_register(self) -> None:
        with pytest.raises(registries.RegisterUnknown):
            registries.extract("horoscopes", id_number=PERSON, criteria={})
