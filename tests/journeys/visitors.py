"""
People at their devices: browsers as citizens and officers use them, signed in with password and authenticator.

A code of the authenticator is good once, so everybody signs in once and keeps the session, as in life.
"""

import base64
import hashlib
import hmac
import struct
import time
from dataclasses import dataclass, field
from typing import Any, Final

from playwright.sync_api import Browser, BrowserContext, Page

from journeys import watch

PATIENCE: Final = 30_000  # milliseconds; two busy cores
_PERIOD: Final = 30
_ENOUGH: Final = 4  # seconds that must be left for typing a code
_PHONE: Final[dict[str, Any]] = {
    "viewport": watch.PHONE,
    "is_mobile": True,
    "has_touch": True,
    "user_agent": "Mozilla/5.0 (Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140 Mobile Safari/537.36",
}
_DESKTOP: Final[dict[str, Any]] = {"viewport": watch.DESKTOP}


@dataclass(frozen=True)
class Account:
    """How somebody signs in."""

    username: str
    password: str
    totp_secret: str


@dataclass
class Visitors:
    """All devices of a session of journeys. `complaints` is what their browsers said."""

    browser: Browser
    address: str
    accounts: dict[str, Account]
    complaints: list[str] = field(default_factory=list)
    _signed_in: dict[tuple[str, bool], BrowserContext] = field(default_factory=dict)
    _used_codes: set[tuple[str, int]] = field(default_factory=set)

    def stranger(self, *, phone: bool = False) -> Page:
        """Somebody at a device that has never been here."""
        return self._device(phone=phone).new_page()

    def person(self, username: str, *, phone: bool = False) -> Page:
        """A person at the device where they are signed in."""
        if (username, phone) not in self._signed_in:
            page = self.newly_signed_in(username, phone=phone)
            self._signed_in[username, phone] = page.context
            return page
        return self._signed_in[username, phone].new_page()

    def newly_signed_in(self, username: str, *, phone: bool = False) -> Page:
        """A person who has just signed in at another device."""
        page = self.stranger(phone=phone)
        page.goto("/accounts/login/")
        self.sign_in(page, username)
        return page

    def sign_in(self, page: Page, username: str) -> None:
        """Fill in the login page that is open: password, and for officers the code."""
        account = self.accounts[username]
        page.get_by_label("用户名").fill(account.username)
        page.get_by_label("密码", exact=True).fill(account.password)
        page.get_by_role("button", name="登录", exact=True).click()
        if account.totp_secret:
            page.get_by_role("textbox", name="验证码").fill(self.fresh_code(account))
            page.get_by_role("button", name="登录", exact=True).click()
        page.wait_for_url(lambda url: "/accounts/login" not in url and "/second-factor/" not in url)

    def fresh_code(self, account: Account) -> str:
        """A code of the account's authenticator that wasn't used yet and is good for some seconds."""
        while (account.username, step := _step()) in self._used_codes or _seconds_left() < _ENOUGH:
            time.sleep(0.5)
        self._used_codes.add((account.username, step))
        return totp(account.totp_secret, step)

    def _device(self, *, phone: bool) -> BrowserContext:
        kind = _PHONE if phone else _DESKTOP
        context = self.browser.new_context(base_url=self.address, locale="zh-CN", timezone_id="Asia/Shanghai", **kind)
        context.set_default_timeout(PATIENCE)
        watch.listen(context, self.complaints)
        return context


def totp(secret: str, step: int) -> str:
    """Return the code of a moment (RFC 6238: HMAC-SHA1, thirty seconds, six digits)."""
    digest = hmac.new(base64.b32decode(secret), struct.pack(">Q", step), hashlib.sha1).digest()
    place = digest[-1] & 15
    (number,) = struct.unpack(">I", digest[place : place + 4])
    return f"{(number & 0x7FFFFFFF) % 1_000_000:06d}"


def _step() -> int:
    return int(time.time()) // _PERIOD


def _seconds_left() -> float:
    return _PERIOD - time.time() % _PERIOD
