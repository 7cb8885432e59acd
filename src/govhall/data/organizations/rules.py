"""
How a region code tells its level, parent and path (GB/T 2260: 2 + 2 + 2 digits; GB/T 10114: 3 more).

Plain Python: no database, no look-ups; an unknown code of the right shape is accepted.
"""

from govhall.kernel.errors import InvalidInput


class InvalidRegionCode(InvalidInput):
    """The text isn't a region code of 6 or 9 digits."""

    code = "invalid-region-code"


PROVINCE, CITY, COUNTY, TOWNSHIP = "PROVINCE", "CITY", "COUNTY", "TOWNSHIP"


def level_of(code: str) -> str:
    """Return the level that the code's shape tells. :raises InvalidRegionCode: if it isn't 6 or 9 digits"""
    if len(code) not in (6, 9) or not (code.isascii() and code.isdigit()) or code.startswith("0"):
        raise InvalidRegionCode("区划代码应为 6 位或 9 位数字。")
    if len(code) == 9:
        return TOWNSHIP
    if code.endswith("0000"):
        return PROVINCE
    return CITY if code.endswith("00") else COUNTY


def parent_of(code: str) -> str:
    """Return the code of the region above, empty for a province."""
    level = level_of(code)
    if level == TOWNSHIP:
        return code[:6]
    return {COUNTY: f"{code[:4]}00", CITY: f"{code[:2]}0000", PROVINCE: ""}[level]


def path_of(code: str) -> str:
    """Return the path from the province down, with a slash at both ends (``/52/5201/520115/``)."""
    depth = {PROVINCE: 1, CITY: 2, COUNTY: 3, TOWNSHIP: 4}[level_of(code)]
    return "/" + "".join(f"{code[:digits]}/" for digits in (2, 4, 6, 9)[:depth])


def code_of(path: str) -> str:
    """Return the code of the region at ``path``. :raises InvalidRegionCode: if the path isn't one of ours"""
    code = path.strip("/").rpartition("/")[2]
    code = code if len(code) == 9 else code.ljust(6, "0")
    if path_of(code) != path:
        raise InvalidRegionCode("区划路径的写法不对。")
    return code


def ancestor_codes(path: str) -> tuple[str, ...]:
    """Return the codes from the province down to the region at ``path`` itself."""
    steps = [step for step in path.split("/") if step]
    return tuple(step if len(step) == 9 else step.ljust(6, "0") for step in steps)
