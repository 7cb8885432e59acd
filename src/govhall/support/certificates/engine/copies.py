"""
加注件: the same drawing with a watermark that says for what, for whom and until when. It is no original: no seal.

PDF has no place for free data, so the JZJ fields stand among its keywords.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from govhall.support.certificates.engine import face, layout
from govhall.support.certificates.engine.face import POINT, QUIET, SANS, Item
from govhall.support.certificates.engine.sheets import Sheet
from govhall.support.certificates.values import CertificateTypeValue
from govhall.support.documents.public import pages, pdf, typesetting

_PALE, _PITCH, _SIZE = (205, 216, 212), 27.0, 11 * POINT  # mm between lines of the watermark


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What is added: 加注件制作时间、制作者、事由、有效期截止时间 (standards.md 8.3)."""

    made_at: str
    made_by: str
    reason: str
    valid_until: str

    def keywords(self) -> tuple[str, ...]:
        """Return the fields as they stand among the keywords."""
        return (
            f"JZJZZSJ={self.made_at}", f"JZJZZZ={self.made_by}", f"JZJZZSY={self.reason}",
            f"JZJYXQJZSJ={self.valid_until}",
        )  # fmt: skip


def draw(kind: CertificateTypeValue, sheet: Sheet, note: Note, *, at: datetime) -> bytes:
    """
    Return the annotated copy as PDF.

    :raises CharacterMissing: if a font lacks a character
    """
    paper = layout.paper(kind, sheet, at=at)
    return pdf.write(
        replace(
            paper,
            title=f"{kind.name}（加注件）",
            pages=tuple(_marked(page, note) for page in paper.pages),
            keywords=(*paper.keywords, *note.keywords()),
        )
    )


def _marked(page: pages.Page, note: Note) -> pages.Page:
    """Lay the watermark below the words, and the whole sentence at the foot."""
    words = f"加注件　仅用于{note.reason}　{note.valid_until} 前有效"
    rows = int(page.height // _PITCH)
    marks = [
        typesetting.centred(
            words, page.width / 2 + (6 if row % 2 else -6), (row + 0.6) * _PITCH, SANS, _SIZE, _PALE, tag=pages.MARK
        )
        for row in range(rows)
    ]
    return replace(page, items=(*marks, *page.items, *_foot(page, note)), seal=None)


def _foot(page: pages.Page, note: Note) -> Sequence[Item]:
    said = (
        f"本加注件由{note.made_by}于 {note.made_at} 授权制作，仅用于{note.reason}，{note.valid_until} 前有效；"
        "不是原件，以扫码结果为准。"
    )
    size = 7 * POINT
    lines = typesetting.wrap(said, SANS, size, page.width - 30)
    return [
        typesetting.centred(line, page.width / 2, 6.0 + at * 3.4, SANS, size, QUIET, tag=face.line_tag(at))
        for at, line in enumerate(lines)
    ]
