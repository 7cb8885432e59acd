"""A page as SVG: the same outlines and places as in print, whatever the words are."""

from xml.etree import ElementTree

import pytest

from govhall.support.documents.public import fonts, page_svg, pages, shapes, typesetting

INK = (29, 39, 51)
SVG = "{http://www.w3.org/2000/svg}"


def page(*items: pages.Item) -> pages.Page:
    below = pages.Underlay(210, 297, (shapes.Shape(path=shapes.rectangle(0, 0, 210, 297), fill=(253, 252, 247)),))
    return pages.Page(width=210, height=297, items=items, underlay=below)


def test_every_character_stands_where_the_print_has_it() -> None:
    text = typesetting.left("样 本样", 20, 30, fonts.Face.SERIF, 10, INK, tracking=1.5)
    root = ElementTree.fromstring(page_svg(page(text), says="样本"))
    group = root.find(f"{SVG}g")
    assert group is not None
    assert group.get("transform") == "matrix(0.01000 0 0 -0.01000 20.000 30.000)"
    steps = text.steps()
    places = [0.0, sum(steps[:2]), sum(steps[:3])]  # the space is a step and no outline
    assert [float(str(use.get("x"))) for use in group] == pytest.approx([place / 0.01 for place in places], abs=0.1)
    assert len(root.findall(f"{SVG}defs/{SVG}path")) == 2  # 样 is there once


def test_words_about_the_page_are_escaped() -> None:
    root = ElementTree.fromstring(page_svg(page(), says='<b>"样本"&', below='/p.svg?"><script>'))
    assert root.get("aria-label") == '<b>"样本"&'
    image = root.find(f"{SVG}image")
    assert image is not None
    assert image.get("href") == '/p.svg?"><script>'


def test_a_code_and_shapes_are_drawn() -> None:
    code = pages.Code(x=10, y=10, side=3, modules=[[True, True, False]] * 3, colour=INK, says="码")
    drawn = page_svg(page(code, shapes.Shape(path=shapes.circle(50, 50, 5), stroke=INK)), says="样本")
    assert "M0 0h2v1h-2z" in drawn
    assert drawn.count("<path") == 3


def test_a_missing_character_is_named() -> None:
    with pytest.raises(fonts.CharacterMissing):
        page_svg(page(typesetting.left("𰻝", 0, 0, fonts.Face.SERIF, 10, INK)), says="样本")
