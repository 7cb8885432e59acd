"""Tones (a word and a shape come first, the tone is the third signal), days of a clock, devices that pages may use."""

from typing import Final

# Tone → icon that goes with it unless a page names a better one. ``brand`` marks a kind of item, which has no shape.
TONE_ICONS: Final = {
    "ok": "circle-check",
    "info": "info",
    "warn": "triangle-alert",
    "bad": "octagon-alert",
    "hold": "circle-pause",
    "mute": "circle-slash",
    "brand": "",
}

# What a day of a legal clock may be; the names are classes of the theme.
DAY_KINDS: Final = ("start", "count", "hold", "today", "left", "due", "over", "off", "")

# Permissions-Policy: no page may use these, except the one that scans codes.
_DEVICES: Final = "microphone=(), geolocation=(), display-capture=(), usb=()"
NO_DEVICES: Final = f"camera=(), {_DEVICES}"
CAMERA_ONLY: Final = f"camera=(self), {_DEVICES}"
