"""A page of a paper with the place of a seal on it, for the officer who is about to use the seal."""

from uuid import UUID

from govhall.kernel.actor import Actor
from govhall.security.access import public as access
from govhall.support.seals.choices import USE
from govhall.support.seals.engine import drawing, sheets
from govhall.support.seals.models import Seal
from govhall.support.seals.selectors.register import SealNotFound
from govhall.support.seals.values import AtWords, PagePicture


def page_picture(
    content: bytes, *, seal_id: UUID, page: int, words: AtWords | None, by: Actor, width: int = 900
) -> PagePicture:
    """
    Return a page, counted from 1, as people see it; with ``words`` the page on which they stand, and the place there.

    :raises SealNotFound: if there is no such seal that this officer may use
    :raises PlaceRefused: if the PDF can't be read, or the seal can't go on the words
    """
    seal = Seal.objects.filter(pk=seal_id).first()
    if seal is None or seal.agency_id not in access.reach(by, USE).agency_ids:
        raise SealNotFound("没有找到这枚印章。")
    size, left, top = drawing.size(seal.kind), None, None
    pages, _ = sheets.read(content)
    if words is not None:
        mark = sheets.mark(content, words, size=size)
        page = mark.page + 1
        left, top, *_rest = pages[mark.page].seen(mark.box)
    drawn = sheets.picture(content, page, width=width)
    wide, high = pages[page - 1].size
    return PagePicture(png=drawn, page=page, pages=len(pages), width=wide, height=high, seal=size, left=left, top=top)
