"""Where the text of a code leads: to a certificate, a shown code or a share of this site, and nowhere else."""

import re
from collections.abc import Collection
from typing import Final
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from govhall.kernel.errors import InvalidInput

_OURS: Final = re.compile(r"/(verify|v|shared)/([a-z2-7]{1,80})/?", re.IGNORECASE)
_VIEWS: Final = {"verify": "verify_certificate", "v": "scan", "shared": "shared"}
_HAS_SITE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|[/\\]{2}")
_LONGEST_HOST: Final = 80


class ForeignCode(InvalidInput):
    """The code isn't one of this site's; ``host`` names the other site, as the network knows it."""

    code = "foreign-code"

    def __init__(self, message: str, host: str = "") -> None:
        super().__init__(message)
        self.host = host


def place_of(text: str, *, hosts: Collection[str]) -> tuple[str, str]:
    """
    Return the name of the page that a code leads to, and its token; a bare text is taken for the end of an address.

    :raises ForeignCode: for another site, or for a page of this one that verifies nothing
    """
    path = text
    if _HAS_SITE.match(text):
        path, host = _parts(text)
        if host not in hosts:
            raise ForeignCode(_("这个网址不是本平台的，请勿相信它给出的“查验结果”。它指向的网站是："), host)
    elif "/" not in text:
        return _VIEWS["verify"], text
    found = _OURS.fullmatch(path)
    if found is None:
        raise ForeignCode(_("这不是证照的网址。请填证照上的网址，或者末尾的 26 位查验码。"))
    return _VIEWS[found[1].lower()], found[2].lower()


def _parts(text: str) -> tuple[str, str]:
    """Return path and host of an address; look-alike letters and what stands before an @ deceive nobody here."""
    try:
        parts = urlsplit(text.replace("\\", "/"))
        host = parts.netloc.rpartition("@")[2].lower()
    except ValueError:
        return "", ""
    try:
        plain = host.encode("idna").decode()
    except UnicodeError:
        plain = ascii(host).strip("'")
    return parts.path, (plain if parts.scheme in ("http", "https", "") else "")[-_LONGEST_HOST:]
