"""Draws QR codes as SVG. Must not decide what a code leads to."""

from govhall.channels.look import public as look

picture = look.qr_picture
