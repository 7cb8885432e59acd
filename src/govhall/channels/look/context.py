"""What every page needs to know about its look: the reader's size and contrast, the brand, the language."""

from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

SIZE_COOKIE: Final = "look_size"
CONTRAST_COOKIE: Final = "look_contrast"
SIZES: Final = ("large", "kiosk")
CONTRASTS: Final = ("high",)
# Django's names of languages are not the ones that screen readers know.
HTML_LANGUAGES: Final = {"zh-hans": "zh-CN", "en": "en"}


def look(request: HttpRequest) -> dict[str, Any]:
    """Return ``look`` for the base templates. A cookie with any other value counts as not set."""
    size = request.COOKIES.get(SIZE_COOKIE, "")
    contrast = request.COOKIES.get(CONTRAST_COOKIE, "")
    return {
        "look": {
            "size": size if size in SIZES else "",
            "contrast": contrast if contrast in CONTRASTS else "",
            "lang": HTML_LANGUAGES.get(get_language() or "", "zh-CN"),
            "brand_name": getattr(settings, "GOVHALL_BRAND_NAME", "政务大厅"),
            "brand_sub": getattr(settings, "GOVHALL_BRAND_SUB", "贵州示范"),
            "hotline": getattr(settings, "GOVHALL_HOTLINE", "12345"),
        }
    }
