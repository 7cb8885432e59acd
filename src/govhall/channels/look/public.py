"""What Python code of other channels may use of the visual language. Templates load the tag library ``look``."""

from govhall.channels.look.choices import CAMERA_ONLY, DAY_KINDS, TONE_ICONS
from govhall.channels.look.context import CONTRAST_COOKIE, SIZE_COOKIE
from govhall.channels.look.forms import PlainForm, speak_plainly
from govhall.channels.look.pages import error_page
from govhall.channels.look.rules import (
    calendar_weeks,
    chinese_date,
    chinese_datetime,
    desk_time,
    grouped_case_number,
)
from govhall.channels.look.values import Cell, ClockDay

__all__ = [
    "CAMERA_ONLY", "CONTRAST_COOKIE", "DAY_KINDS", "SIZE_COOKIE", "TONE_ICONS", "Cell", "ClockDay", "PlainForm",
    "calendar_weeks", "chinese_date", "chinese_datetime", "desk_time", "error_page", "grouped_case_number",
    "speak_plainly",
]  # fmt: skip
