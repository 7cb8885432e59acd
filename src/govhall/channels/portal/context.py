"""What every page of this channel needs in its frame."""

from typing import Any

from django.http import HttpRequest


def portal(request: HttpRequest) -> dict[str, Any]:
    """Return the frame's variables for pages of this channel, else nothing."""
    return {}
