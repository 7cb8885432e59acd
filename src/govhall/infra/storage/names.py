"""The name under which a person knows a file. It is only ever shown: paths on disk are made from ids."""

import re
import unicodedata

from django.utils.translation import gettext as _

MAX_LENGTH = 120
_RESERVED = re.compile(r'[<>:"|?*]')


def clean(name: str) -> str:
    """Return ``name`` without folders, control and direction characters, at most 120 characters long."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    # Category C holds control characters and the direction overrides that make "exe.pdf" look like "fdp.exe".
    visible = "".join(c for c in last if unicodedata.category(c)[0] != "C")
    plain = _RESERVED.sub("_", " ".join(visible.split())).rstrip(". ")
    stem, dot, extension = plain.rpartition(".")
    if not dot:
        stem, extension = plain, ""
    shown = stem.strip(". ")[: MAX_LENGTH - len(extension[:10]) - 1].rstrip(". ") or _("未命名")
    return f"{shown}.{extension[:10].lower()}" if dot else shown


def extension(cleaned: str) -> str:
    """Return the lower-case extension without its dot, or an empty text."""
    return cleaned.rpartition(".")[2] if "." in cleaned else ""
