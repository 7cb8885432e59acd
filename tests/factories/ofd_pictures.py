"""
Draws an OFD page as a picture, so that people and tests can look at it. A second reading of GB/T 33190, for tests only.

It knows what our writer uses: template pages, text objects with embedded fonts and distances, path objects, stamps.
"""

import base64
from collections.abc import Iterator
from io import BytesIO

from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.ttLib import TTFont
from lxml import etree

from govhall.support.documents.public import ofd
from govhall.support.seals.engine.ses import structures

_SPACE = {"o": ofd.NAMESPACE}
_LETTERS = {"M": "M", "L": "L", "B": "C", "C": "Z"}


def svg(content: bytes, number: int = 0) -> str:
    """Return a page as SVG, measured in millimetres."""
    parts = ofd.unpack(content)
    document = ofd.parse(parts, "Doc_0/Document.xml")
    page = document.findall("o:Pages/o:Page", _SPACE)[number]
    root = ofd.parse(parts, f"Doc_0/{page.get('BaseLoc')}")
    width, height = str(root.findtext("o:Area/o:PhysicalBox", "", _SPACE)).split()[2:]
    fonts = dict(_fonts(parts))
    drawn: list[str] = []
    for used in root.findall("o:Template", _SPACE):
        template = document.find(f"o:CommonData/o:TemplatePage[@ID='{used.get('TemplateID')}']", _SPACE)
        assert template is not None
        drawn += _objects(ofd.parse(parts, f"Doc_0/{template.get('BaseLoc')}"), fonts)
    drawn += _images(parts, root)
    drawn += _objects(root, fonts)
    drawn += _stamps(parts, str(page.get("ID")))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="{width}mm"'
        f' height="{height}mm" viewBox="0 0 {width} {height}"><rect width="100%" height="100%" fill="white"/>'
        f"{''.join(drawn)}</svg>"
    )


def _fonts(parts: dict[str, ofd.Part]) -> Iterator[tuple[str, TTFont]]:
    for font in ofd.parse(parts, "Doc_0/PublicRes.xml").iter(f"{{{ofd.NAMESPACE}}}Font"):
        name = font.findtext("o:FontFile", "", _SPACE)
        yield str(font.get("ID")), TTFont(BytesIO(parts[f"Doc_0/Res/{name}"].data))


def _images(parts: dict[str, ofd.Part], root: etree._Element) -> Iterator[str]:
    for item in root.iterfind(".//o:Layer/o:ImageObject", _SPACE):
        media = ofd.parse(parts, "Doc_0/DocumentRes.xml").find(
            f"o:MultiMedias/o:MultiMedia[@ID='{item.get('ResourceID')}']", _SPACE
        )
        assert media is not None
        data = parts[f"Doc_0/Res/{media.findtext('o:MediaFile', '', _SPACE)}"].data
        left, top = str(item.get("Boundary")).split()[:2]
        yield (
            f'<g transform="translate({left} {top}) matrix({str(item.get("CTM")).replace(" ", ",")})">'
            f'<image width="1" height="1" preserveAspectRatio="none"'
            f' xlink:href="data:image/jpeg;base64,{base64.b64encode(data).decode()}"/></g>'
        )


def _objects(root: etree._Element, fonts: dict[str, TTFont]) -> Iterator[str]:
    for item in root.iterfind(".//o:Layer/*", _SPACE):
        if item.tag.endswith("}ImageObject"):
            continue
        left, top = str(item.get("Boundary")).split()[:2]
        inner = _text(item, fonts) if item.tag.endswith("}TextObject") else _path(item)
        opacity = int(item.get("Alpha", "255")) / 255
        yield f'<g transform="translate({left} {top})" opacity="{opacity:.3f}"{_paint(item)}>{inner}</g>'


def _paint(item: etree._Element) -> str:
    is_text = item.tag.endswith("}TextObject")
    fills = item.get("Fill", "true" if is_text else "false") == "true"
    strokes = item.get("Stroke", "false" if is_text else "true") == "true"
    fill = _colour(item, "FillColor") if fills else "none"
    stroke = _colour(item, "StrokeColor") if strokes else "none"
    return f' fill="{fill}" stroke="{stroke}" stroke-width="{item.get("LineWidth", "0.353")}"'


def _colour(item: etree._Element, name: str) -> str:
    found = item.find(f"o:{name}", _SPACE)
    return f"rgb({','.join(str(found.get('Value')).split())})" if found is not None else "black"


def _path(item: etree._Element) -> str:
    steps = " ".join(_LETTERS.get(word, word) for word in str(item.findtext("o:AbbreviatedData", "", _SPACE)).split())
    matrix = f' transform="matrix({item.get("CTM")})"' if item.get("CTM") else ""
    return f'<path d="{steps}"{matrix}/>'


def _text(item: etree._Element, fonts: dict[str, TTFont]) -> str:
    font, size = fonts[str(item.get("Font"))], float(str(item.get("Size")))
    code = item.find("o:TextCode", _SPACE)
    assert code is not None
    x, y = float(str(code.get("X"))), float(str(code.get("Y")))
    moves = [*_moves(str(code.get("DeltaX", ""))), 0.0]
    glyphs, names, unit = font.getGlyphSet(), font.getBestCmap(), size / font["head"].unitsPerEm
    drawn = []
    for character, move in zip(code.text or "", moves, strict=True):
        pen = SVGPathPen(glyphs)
        glyphs[names[ord(character)]].draw(pen)
        line = float(item.get("LineWidth", "0")) / unit
        place = f"translate({x} {y}) scale({unit} {-unit})"
        drawn.append(f'<path d="{pen.getCommands()}" stroke-width="{line}" transform="{place}"/>')
        x += move
    return "".join(drawn)


def _moves(text: str) -> Iterator[float]:
    words = iter(text.split())
    for word in words:
        if word == "g":
            count, distance = int(next(words)), float(next(words))
            yield from [distance] * count
        else:
            yield float(word)


def _stamps(parts: dict[str, ofd.Part], page: str) -> Iterator[str]:
    """Yield the pictures of the seals on a page, taken from the signatures themselves."""
    for name in (name for name in parts if name.endswith("/Signature.xml")):
        root = ofd.parse(parts, name)
        value = parts[str(root.findtext("o:SignedValue", "", _SPACE)).lstrip("/")].data
        picture = structures.read_signature(value)["to_be_signed"]["seal"]["info"]["picture"]
        for stamp in root.iterfind(f".//o:StampAnnot[@PageRef='{page}']", _SPACE):
            x, y, width, height = str(stamp.get("Boundary")).split()
            data = base64.b64encode(picture["data"].native).decode()
            yield (
                f'<image x="{x}" y="{y}" width="{width}" height="{height}" xlink:href="data:image/png;base64,{data}"'
                f' href="data:image/png;base64,{data}"/>'
            )
