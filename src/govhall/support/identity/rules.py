"""The law of identity: validity of grants, assurance levels, separation of duties, age of passwords. No database."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import combinations
from typing import Final

# standards.md 10.2: what each level lets a person do, in words for people.
LEVEL_NAMES: Final = {0: "未登录", 1: "初级", 2: "中级实名", 3: "高级实名", 4: "数字证书"}
HIGHEST_LEVEL: Final = 4
# From this level on an identity number has been compared with somebody who knows, so it may stand only once.
VERIFIED_LEVEL: Final = 2

PASSWORD_LIFE: Final = timedelta(days=365)
PASSWORD_NOTICE: Final = timedelta(days=30)

# How long a one-time code for a new password lives, by the way it was given. The standard names no figure; ours.
TICKET_LIVES: Final = {
    "EMAIL": timedelta(minutes=30),
    "WINDOW": timedelta(minutes=30),
    "STAFF": timedelta(hours=24),
    "NEW": timedelta(hours=72),
}
# Without letters and digits that people mix up (0 O, 1 I L); 16 of 31 are 79 bits.
CODE_LETTERS: Final = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
CODE_LENGTH: Final = 16

# GB/T 22239-2019 8.1.4.2 d and standards.md 16.4: administrators check each other and touch no business;
# who enters an item doesn't review it; who makes certificates doesn't seal them. Of a seal, one person applies and
# keeps, one approves, one makes, one signs with it, and one watches them all.
LEAST_REASON: Final = 4  # characters; ours
ACCOUNT_ADMINISTRATOR: Final = "account-administrator"
ADMINISTRATORS: Final = frozenset(
    {"system-administrator", "security-administrator", "audit-administrator", ACCOUNT_ADMINISTRATOR}
)
SEAL_DUTIES: Final = ("seal-keeper", "seal-approver", "seal-maker", "seal-auditor", "approver")
EXCLUSIVE_PAIRS: Final = frozenset(
    {
        frozenset({"item-editor", "item-reviewer"}),
        frozenset({"certificate-officer", "seal-keeper"}),
        *map(frozenset, combinations(SEAL_DUTIES, 2)),
    }
)


def power_state(
    *,
    valid_from: datetime,
    valid_until: datetime | None,
    accepted_at: datetime | None,
    declined_at: datetime | None,
    revoked_at: datetime | None,
    at: datetime,
) -> str:
    """Return where a power to act stands, as a value of ``AgentState``."""
    if declined_at is not None:
        return "declined"
    if revoked_at is not None and revoked_at <= at:
        return "revoked"
    if valid_until is not None and valid_until <= at:
        return "over"
    if accepted_at is None or accepted_at > at:
        return "asked"
    return "waiting" if at < valid_from else "in-force"


def is_in_force(
    *, valid_from: datetime, valid_until: datetime | None, revoked_at: datetime | None, at: datetime
) -> bool:
    """Say whether a grant holds at this moment; the period is half-open, a revocation counts from its moment."""
    if at < valid_from or (valid_until is not None and at >= valid_until):
        return False
    return revoked_at is None or at < revoked_at


def may_grant(role: str, *, reaches_far: bool, is_provincial: bool) -> bool:
    """
    Say whether an account administrator may give this role. One that reaches beyond its agency, and the
    administrators of the whole platform, only a province's account administrator gives: nobody gives more than they
    oversee.
    """
    platform_wide = role in ADMINISTRATORS and role != ACCOUNT_ADMINISTRATOR
    return is_provincial or not (reaches_far or platform_wide)


def clashing_roles(roles: Iterable[str]) -> frozenset[str]:
    """Return roles that one person may not hold together; empty when all is well."""
    held = set(roles)
    for first, second in combinations(sorted(held), 2):
        pair = frozenset({first, second})
        if pair in EXCLUSIVE_PAIRS or pair & ADMINISTRATORS:
            return pair
    return frozenset()


def level_name(level: int) -> str:
    """Return the word for an assurance level."""
    return LEVEL_NAMES[level]


def password_expires_at(changed_at: datetime) -> datetime:
    """Return when a password must be changed (at least yearly, GB/T 22239-2019 8.1.4.1 a)."""
    return changed_at + PASSWORD_LIFE


def password_notice(changed_at: datetime | None, *, at: datetime) -> int | None:
    """Return the days left when the password ends within 30 days (0 or less: it has ended), else None."""
    if changed_at is None:
        return None
    left = password_expires_at(changed_at) - at
    return left.days if left <= PASSWORD_NOTICE else None


def is_idle(*, seen_at: datetime, at: datetime, limit: timedelta) -> bool:
    """Say whether a session has been left alone for too long (GB/T 22239-2019 8.1.4.1 b)."""
    return at - seen_at >= limit


def browser_name(user_agent: str) -> str:
    """Return what a person would call this browser and device; a guess for reading, never for deciding."""
    browsers = (
        ("MicroMessenger", "微信"),
        ("Edg", "Edge"),
        ("Firefox", "Firefox"),
        ("Chrome", "Chrome"),
        ("Safari", "Safari"),
    )
    devices = (
        ("iPhone", "iPhone"), ("iPad", "iPad"), ("HarmonyOS", "鸿蒙"), ("Android", "安卓"), ("Windows", "Windows"),
        ("Mac OS", "Mac"), ("Linux", "Linux"),
    )  # fmt: skip
    browser = next((name for mark, name in browsers if mark in user_agent), "")
    device = next((name for mark, name in devices if mark in user_agent), "")
    return " · ".join(part for part in (browser, device) if part) or "未知设备"


def read_code(text: str) -> str:
    """Return a one-time code as it was typed, without gaps and in capitals."""
    return "".join(letter for letter in text.upper() if letter not in " -\u3000\t")


def grouped_code(code: str) -> str:
    """Return a one-time code in groups of four, to be read and typed."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))
